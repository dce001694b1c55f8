"""Sentences about First Responders: whom one can ask, what they answered, and what comes after a referral."""

from __future__ import annotations

from collections.abc import Mapping

OF_THE_DIRECTORY: Mapping[str, str] = {
    # Whom one can ask.
    "fro.head": "{code} - First Responders, the likeliest first.\nKnown: {known}\nNot known: {open}",
    "fro.nothing": "nothing",
    "fro.all_known": "-",
    "fro.one": "{place}. {title}\n    {why}",
    "fro.find_out": "    Find out first: {what}",
    "fro.contact": "    Contact: {contact}",
    "fro.note": "    {note}",
    "fro.confirm": "    Still to be confirmed: {what}",
    "fro.more": "And {count} more. Others come to the top when these have answered.",
    "fro.none": (
        "{code} - nobody is left to ask now: all whose remit fits have an open offer, or said no a short time ago. "
        "Nothing is lost. You can: see with /capacity who has room, say more of what is known "
        "(/responders wales adult female), or tell a coordinator."
    ),
    "fro.found": "{code} - {title} said yes on {day}. You can: keep the dates with /decision.",
    "fro.public": "About public offices: {what}",
    "fro.how": (
        "{code} - nothing was changed. Say what is known with these, and not- before what is not so: {ones}. "
        "As in: /responders wales adult female not-refugee"
    ),
    "fro.asked_line": "Asked: {title}, on {day}: {how}",
    "fro.open": "no answer yet, the offer ends on {until}",
    "fro.why.open": "has room ({source}, {said})",
    "fro.why.not-known": "whether it has room is not known",
    "fro.why.was": "whether it has room is not known; it was {state} on {said} ({source})",
    "fro.why.waiting-list": "has a waiting list, weeks: {weeks} ({source}, {said})",
    "fro.why.paused": "takes nobody at the moment ({source}, {said})",
    "fro.why.charity": "a charity: the choice stays hers",
    "fro.why.statutory": "a public office: it may have to report what it hears",
    "fro.why.last": "never first for a person who is afraid",
    "fro.why.speaks": "somebody there speaks her language",
    "fro.why.language-not-known": "ask whether there is an interpreter",
    "fro.why.not-certain": "what is written of it is not certain",
    "fro.why.old": "its entry had to be checked by {due}",
    "fro.what.nation": "in which nation the referral is made",
    "fro.what.age": "adult or child",
    "fro.what.sex": "female or male",
    "fro.what.types": "what kind of exploitation",
    "fro.what.domestic-worker-visa": "whether she came on a domestic worker's visa, or one like it",
    "fro.what.black-or-minority-ethnic": "whether she counts herself as Black or minority ethnic",
    "fro.what.refugee": "whether she is a refugee or has asked for asylum",
    "fro.what.after-sexual-violence": "whether there was sexual violence",
    # What they answered.
    "button.fro.ask": "I have asked {title}",
    "button.fro.accepted": "Yes",
    "button.fro.no": "No",
    "button.fro.no-answer": "No answer",
    "button.fro.withdrawn": "We take it back",
    "fro.asked": (
        "{code} - {title} is asked. If nobody answers, the offer ends after {until}, and you are told. "
        "What they say: tap it here. To keep their words too: /answered and the words."
    ),
    "fro.why_not": "{code} - what did {title} say?",
    "fro.ended": "{code} - {title}: {how}. Kept with the case.",
    "fro.ended_next": "You can: /responders shows who can be asked next.",
    "fro.lapsed": (
        "{code} - {title} has not answered since {day}, so this offer has ended. Nothing is lost. "
        "You can: see with /responders who can be asked next."
    ),
    "fro.not_now": (
        "{code} - {title} was not noted as asked: it is asked already, said no a short time ago, or is not for this "
        "person. Nothing was changed. You can: see /responders again."
    ),
    "fro.words_kept": "{code} - kept with what {title} said. She does not see it.",
    "fro.no_words": (
        "{code} - nothing was kept: write /answered and their words, after somebody was asked. You can: see "
        "/responders."
    ),
    "fro.how.accepted": "yes",
    "fro.how.closed-intake": "no, they take nobody now",
    "fro.how.waiting-list": "no, there is a waiting list",
    "fro.how.outside-remit": "no, outside their remit",
    "fro.how.no-interpreter": "no, there is no interpreter",
    "fro.how.told-elsewhere": "no, they named somebody else",
    "fro.how.other": "no, for another reason",
    "fro.how.no-answer": "no answer",
    "fro.how.withdrawn": "taken back by us",
    # How many they take.
    "capacity.head": "How many they take, as far as somebody has said it in the last 30 days:",
    "capacity.line": "{title} ({name}): {state}",
    "capacity.not-known": "not known",
    "capacity.was": "not known; {state} on {said} ({source})",
    "capacity.open": "has room ({source}, {said})",
    "capacity.waiting-list": "waiting list, weeks: {weeks} ({source}, {said})",
    "capacity.paused": "takes nobody now ({source}, {said})",
    "capacity.say": "Have you heard something newer? /capacity tara paused phone",
    "capacity.kept": "Kept for everybody: {title} - {state}. After 30 days it counts as not known.",
    "capacity.how": (
        "Nothing was changed. Write its short name, then open, paused or waiting-list with the weeks, and how you know "
        "(phone, mail, website, meeting). As in: /capacity tara waiting-list 6 phone"
    ),
    # After the referral.
    "nrm.head": "{code} - the referral.",
    "nrm.line.submitted": "Sent to the Home Office: {day}{hours}",
    "nrm.hours": " ({hours} hours of work)",
    "nrm.line.rg": "Reasonable grounds: {outcome}, {day}",
    "nrm.line.cg": "Conclusive grounds: {outcome}, {day}",
    "nrm.line.asked": "Reconsideration asked for: {day}, because of {grounds}{late}",
    "nrm.late": " - later than the time for it",
    "nrm.line.result": "Looked at again: {outcome}, {day}",
    "nrm.line.left": "Left the NRM: {day}",
    "nrm.day.target": (
        "A first decision is aimed at by {day}, {days} working days after it was sent. Bank holidays that nobody has "
        "filled in are counted as working days."
    ),
    "nrm.day.recovery": "The time to recover lasts until {day} at least. The second decision does not come before.",
    "nrm.day.again": "Reconsideration can be asked for until {day}, {days} days after the decision.",
    "nrm.fact": "{what}",
    "nrm.to_confirm": "Still to be confirmed: {what}",
    "nrm.evidence": (
        "What can be new evidence, where she has it and it is safe: photos of payslips, messages, the contract, visa "
        "or journey; injuries, with the day of the photo; names and addresses of employers and of an agency; how a "
        "usual day went; receipts of money that was sent home; what a doctor wrote."
    ),
    "nrm.none": "{code} - no date is kept yet. {how}",
    "nrm.how": (
        "Write what happened and the day: /decision sent 2026-11-20 hours 12 · /decision rg positive 2026-11-27 · "
        "/decision cg negative 2026-11-27 · /decision asked 2026-11-27 evidence guidance · "
        "/decision result changed 2026-11-27 · /decision left 2026-11-27. For today, write today."
    ),
    "nrm.not_kept": (
        "{code} - nothing was changed: this is no date that can be kept, or it comes before what it follows. {how}"
    ),
    "nrm.outcome.positive": "positive",
    "nrm.outcome.negative": "negative",
    "nrm.outcome.changed": "changed",
    "nrm.outcome.same": "not changed",
    "nrm.ground.evidence": "new evidence",
    "nrm.ground.guidance": "a decision that did not follow the guidance",
    "nrm.remind.target": (
        "{code} - a first decision was aimed at by {until}, and none is kept here. Nothing is lost. You can: ask the "
        "First Responder who sent it, and keep what they say with /decision."
    ),
    "nrm.remind.recovery": (
        "{code} - the least time to recover has ended on {until}. A second decision can come from now on; nobody can "
        "say when. You can: see how she is, and keep a decision with /decision."
    ),
    "nrm.remind.again": (
        "{code} - there was a negative decision. Reconsideration can be asked for until {until}. You can: see the two "
        "grounds and what can be evidence with /decision, and ask the First Responder or a lawyer."
    ),
    "nrm.remind.over": (
        "{code} - the time to ask for reconsideration ended on {until}, and nobody has said here that it was asked "
        "for. After that it is possible only in special cases. You can: ask a lawyer, and keep it with /decision."
    ),
    "help.responders": "/responders - who can be asked to refer her, in an order, and what they said",
    "help.answered": "/answered - keep in which words a First Responder answered",
    "help.capacity": "/capacity - which First Responders have room; say what you have heard",
    "help.decision": "/decision - the dates after a referral, and until when something can be done",
}
