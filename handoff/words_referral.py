"""Sentences of the interview for a referral. What stands in an answer is put below them and never into them."""

from __future__ import annotations

from collections.abc import Mapping

OF_REFERRAL: Mapping[str, str] = {
    "button.referral": "Referral",
    "button.ref.next": "Next question ▸",
    "button.ref.open": "What is open",
    "button.ref.all": "All questions",
    "button.ref.write": "✍️ Write the answer",
    "button.ref.other": "✍️ Another one",
    "button.ref.again": "✍️ Write it anew",
    "button.ref.confirm": "✅ Confirm",
    "button.ref.no": "Not this",
    "button.ref.known": "Not known",
    "button.ref.asked": "Not asked",
    "button.ref.wished": "Does not wish to say",
    "button.ref.same": "As before: {reason}",
    "button.ref.hers": "In her own words",
    "button.ref.english": "✍️ Write the English",
    "button.ref.by": "Translated by: {who}",
    "button.ref.how": "How it was said: {how}",
    "button.ref.stop": "Stop: I write to her again",
    "button.ref.first": "First this question",
    "button.ref.answer": "It is the answer",
    "button.ref.nothing": "Neither",
    "button.ref.earlier": "◂ Earlier",
    "button.ref.later": "Later ▸",
    "button.ref.consents": "Consents",
    "button.ref.consent.ask": "Ask her in this chat",
    "button.ref.consent.yes": "She has said yes to me",
    "button.ref.consent.no": "She has said no to me",
    "button.ref.consent.back": "She takes it back",
    "button.ref.consent.basis": "✍️ It rests on something else",
    "button.ref.consent.second": "Ask a second person to agree",
    "ref.purpose.keep": "to keep her answers for a referral",
    "ref.purpose.prepare": "to write down what the form asks",
    "ref.purpose.refer": "to be referred to the NRM",
    "ref.purpose.share": "to give it to the First Responder",
    "ref.consents": "{code} - what she has agreed to. Nothing leaves without it.",
    "ref.consent.talk": "✅ to talk with an advocate here: {basis}",
    "ref.consent.open": "○ {what}: not asked yet",
    "ref.consent.yes_line": "✅ {what}: {when}, {language}, {how}",
    "ref.consent.no_line": "❌ {what}: refused or taken back {when}, {language}, {how}",
    "ref.consent.waits_line": "⏳ {what}: without her yes, on: {basis}. Nobody else has agreed yet: it holds nothing.",
    "ref.consent.seconded": "{basis}, and {second} agreed",
    "ref.second.line": "· {what}: {basis}",
    "ref.second.yes": "She said yes herself on {when}: {what}.",
    "ref.second.no": "SHE SAID NO, or took it back, on {when}: {what}.",
    "ref.second.refused": "In the interview stands that she does NOT agree to be referred.",
    "ref.second.age_yes": "In the interview stands that she is under 18.",
    "ref.second.age_no": "In the interview stands that she is an adult.",
    "ref.second.age_not-sure": "In the interview stands that nobody is sure whether she is under 18.",
    "ref.consent.wording": "wording {version}",
    "ref.consent.one": (
        "{code} - she can be asked in her own language, or tell you. What she took back is not asked again unless she "
        "begins."
    ),
    "ref.consent.to_whom": (
        "{code} - to whom it goes is not said yet. Nothing was changed. You can: answer this question."
    ),
    "ref.consent.asked": "{code} - she is asked in her chat, in her language: {what}. You are told what she says.",
    "ref.consent.silent": (
        "{code} - she was NOT asked ({what}): nothing may appear in her chat now. Nothing was changed. You can: ask "
        "again when she has written."
    ),
    "ref.consent.yes": "{code} - she said yes: {what}.",
    "ref.consent.no": "{code} - she said no: {what}. Nothing leaves on it. You can: leave it; it is hers to decide.",
    "ref.consent.back": (
        "{code} - she has taken back her yes to everything for the referral. From now on nothing leaves. What left "
        "before cannot be called back. You can: tell whoever has it, and ask her what she would like instead."
    ),
    "ref.what.basis": "why this needs no yes of hers, and who decided it",
    "ref.none": (
        "{code} - there is no interview for a referral in this house. Nothing was changed. You can: ask an admin."
    ),
    "ref.head": "{code} - referral. {settled} of {all} questions settled. None of this is shown to her.",
    "ref.open": "Still open, in the order that helps most:",
    "ref.open_line": "{nth}. {label} ({why})",
    "ref.done": "Nothing is open on the way that these answers take.",
    "ref.all": "{code} - all questions on the way that these answers take, page {page} of {pages}.",
    "ref.field": "{code} - {label}",
    "ref.optional": "The form goes on without it.",
    "ref.nothing": "Nothing stands here yet.",
    "ref.answer": "Answer:",
    "ref.proposal": "A proposal that nobody has confirmed ({source}):",
    "ref.organisation": (
        "“{name}” is not among the First Responders of the directory, and only they can refer. Of a council "
        "or a police force, say which one. You can: choose one below, or make sure that they are one, and confirm."
    ),
    "ref.hers": "In her own words ({language}), translated by {who}:",
    "ref.untranslated": "These are her own words ({language}). Nobody has translated them yet.",
    "ref.said": "{source}, {when}.",
    "ref.said_how": "{source}, {when}, {how}.",
    "ref.gap": "No answer: {what}. The reason: {reason}",
    "ref.explain_first": (
        "This says who the person is. Before it is asked, what a yes and a no mean must have been explained, and the "
        "question whether the person agrees must be answered. It is the same where the age is not settled."
    ),
    "ref.cut": "… {left} letters more.",
    # The next message is not for her.
    "ref.await": (
        "✍️ {code}\nYOUR NEXT MESSAGE HERE IS NOT SENT TO HER.\n\nIt is {what}:\n“{label}”\n\n"
        "It waits until {until} UTC. After that a message is asked about before it goes anywhere. "
        "To write to her, tap Stop first."
    ),
    "ref.what.answer": "the answer to this question",
    "ref.what.reason": "the reason why this question has no answer",
    "ref.what.words": "what she said in her own words, as she said it, to this question",
    "ref.what.english": "the English of her words to this question",
    "ref.kept": "✍️ {code} - kept for “{label}”. It was NOT sent to her.",
    "ref.kept_more": (
        "✍️ {code} - kept for “{label}”, {letters} letters so far. It was NOT sent to her. It was as long as a message "
        "can be, so YOUR NEXT MESSAGE IS ADDED TO IT and is not sent to her either. If that was all, tap Stop."
    ),
    "ref.stopped": "{code} - nothing is awaited any more. What you write here now goes to her.",
    "ref.elsewhere": (
        "{code} - the interview waits in another case now. Nothing that you wrote went anywhere. You can: go on here "
        "with /referral."
    ),
    "ref.whom": (
        "{code} - this message was NOT sent to anybody. The interview had waited for {what} (“{label}”), so it is not "
        "sure whom it is for. Which is it?"
    ),
    "ref.taken": "{code} - that message is taken as the answer. It was NOT sent to her.",
    "ref.refused_proposal": "What was proposed from elsewhere in the case was not taken over. It is still to be asked.",
    "ref.dropped": "{code} - that message was not sent and not kept.",
    "ref.gone": "{code} - that question is settled already. Nothing was sent and nothing was changed.",
    "ref.not_text": (
        "{code} - this was NOT sent to her: the interview waits for {what} (“{label}”), in words. Nothing was kept. "
        "You can: write it, or tap Stop and send this again."
    ),
    "ref.reply": (
        "{code} - this was NOT sent to her: it replies to a screen of the interview. Nothing was kept. You can: tap "
        "Write the answer and send it then, or send it once more without a reply if it is for her."
    ),
    "ref.wrong.date": (
        "{code} - this was not kept, and NOT sent to her: it is no date. The interview still waits. You can: write it "
        "as 1990-05-31, or say why it is not known."
    ),
    "ref.wrong.number": (
        "{code} - this was not kept, and NOT sent to her: it is no number. The interview still waits. You can: write "
        "it in figures."
    ),
    "ref.wrong.long": (
        "{code} - this was not kept, and NOT sent to her: with it “{label}” has {letters} letters, and the form takes "
        "{limit}. What was there before stays. You can: write it shorter, or put a part under another question."
    ),
    "ref.not_sure_of_age": (
        "{code} - {name} prepares a referral there and is not sure whether the person is under 18. Nobody decides that "
        "alone. You can: speak with {name} now. The interview goes the way of a child until it is known."
    ),
    # What she has said already.
    "ref.evidence.how": (
        "To put a message of hers under a question of the referral, reply to it with /evidence and a word of the "
        "question, as /evidence living. With /evidence alone, the digest of a file is taken. Nothing was changed."
    ),
    "ref.evidence.none": (
        "{code} - no question of the form has “{asked}” in it. Nothing was changed. You can: try another word."
    ),
    "ref.evidence.many": "{code} - under which question?",
    "ref.evidence.too_many": (
        "{code} - “{asked}” is in {count} questions. Nothing was changed. You can: say one word more."
    ),
    "ref.evidence.wordless": (
        "{code} - the form takes no {kind}. What she says in it can be written down: tap, and write what she says."
    ),
    "ref.evidence.settled": (
        "{code} - “{label}” is settled already, and what stands there was not changed. You can: open it and write it "
        "anew."
    ),
    "ref.evidence.first": "{code} - her message was NOT put there, and nothing was changed.",
    "help.referral": "/referral - what the form for a referral asks; she never sees it",
    "help.evidence_field": "/evidence WORD - in reply to a message of hers: put it under that question of the referral",
}
