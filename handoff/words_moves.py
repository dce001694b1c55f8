"""Sentences about a case that changes hands, comes back, ends, or is looked at from outside."""

from __future__ import annotations

from collections.abc import Mapping

OF_MOVES: Mapping[str, str] = {
    # From one colleague to another.
    "button.transfer": "Hand over…",
    "button.take": "Take it",
    "button.unoffer": "Keep it myself",
    "transfer.whom": (
        "{code} - who could take it? These colleagues can now, the best fit first. Nothing changes until one of them "
        "takes it: so long you hold it, and she hears only you."
    ),
    "transfer.who": "{name} · has {cases}",
    "transfer.who_speaks": "{name} · speaks {language} · has {cases}",
    "transfer.nobody": (
        "{code} - nobody can take it at the moment. Nothing was changed, and it is still yours. You can: go on with "
        "it, or give it to the queue with /release."
    ),
    "transfer.offered": (
        "{code} - {name} has been asked, and can answer for {holds}. So long it is yours, and she hears only you."
    ),
    "transfer.ask": (
        "{by} asks whether you take {code}.\n{language} · {urgency}\n\nUntil you do, {by} goes on with it. You have "
        "{holds} to answer. If you take it, all that was written and noted comes to you."
    ),
    "transfer.taken": (
        "{code} - {name} has taken it. It is no longer yours; nothing you write reaches her. She has been told that "
        "another advocate goes on."
    ),
    "transfer.bounced": (
        "{code} - {name} does not take it: {why}. It is still yours, and she has noticed nothing. You can: ask "
        "somebody else with /transfer, or go on with it."
    ),
    "transfer.lapsed": (
        "{code} - {name} has not answered, and the question is over. It is still yours, and she has noticed nothing. "
        "You can: ask somebody else with /transfer, or go on with it."
    ),
    "transfer.over": "{code} - you need not answer any more. It stays with {by}.",
    "toast.offered": "{name} has been asked.",
    "toast.bounced": "You do not take {code}.",
    "toast.unoffered": "{code} stays with you.",
    "refused.unreachable": (
        "{code} - not taken: I may not write to you, so nothing could reach you. Nothing was changed. You can: open a "
        "chat with me, press Start, then claim again."
    ),
    "refused.cannot_take": (
        "{code} - {name} cannot take it any more: full, resting, away or stopped. Nothing was changed, and it is still "
        "yours. You can: ask somebody else with /transfer."
    ),
    "refused.offer_over": (
        "{code} - this offer is over: its time has passed, or the case has moved. Nothing was changed. You can: see "
        "what you hold with /mine."
    ),
    # Given back, and why.
    "released.why": "If you like, say why with one tap.",
    "taken_from_you": (
        "{code} - {name} has given it back to the queue. It is no longer yours; nothing you write reaches her. Nothing "
        "is lost. You can: ask {name}."
    ),
    "toast.noted": "Noted. Thank you.",
    "why.full": "too much at once",
    "why.shift": "my time ends",
    "why.language": "another language is needed",
    "why.skill": "another kind of help is needed",
    "why.not_me": "I should not be the one",
    "why.other": "another reason",
    # She came back.
    "card.first": "{code}\n{language} · {urgency} · waiting {waited}\nCame back: first for {name}",
    "button.pass": "Not me now",
    "again.first": (
        "{code} has come back. You were with her before, so the case waits for you until {until} UTC, and then for "
        "anybody.\n{language} · {urgency}"
    ),
    "again.first_later": (
        "{code} has come back while the desk is closed. You were with her before, so when it opens the case waits for "
        "you, from {since} until {until} UTC, and then for anybody. Until it opens, anybody may take it.\n"
        "{language} · {urgency}"
    ),
    "toast.passed": "{code} is for anybody now.",
    "queue.first_to": "{count} more came back, and wait some minutes for the colleague they know.",
    "refused.first_to": (
        "{code} - not taken: she came back, and for some minutes the case waits for {name}, whom she knows. Nothing "
        "was changed. You can: take another one with /next. Danger can always be taken."
    ),
    # It ends.
    "close.why": (
        "{code} - why does it end? One tap closes it; until then everything stays as it is. She is told how to come "
        "back, and not the reason."
    ),
    "close.unsent": (
        "⚠ {messages} for her wait and have not been sent: she has hidden the chat, it is closed on her side, or now "
        "is none of her hours. If you close now, they never reach her; they stay with the case, marked so. You can: "
        "wait, and close when they have gone."
    ),
    "end.helped": "Help was given",
    "end.referred": "Referred on",
    "end.lost_contact": "Lost contact",
    "end.she_asked": "She asked to end it",
    "end.duplicate": "The same as another case",
    "end.elsewhere": "Not for this desk",
    "end.other": "Another reason",
    "refused.no_reason": (
        "{code} - not closed: a case ends with a reason. Nothing was changed. You can: send /close and tap one."
    ),
    # Seen from outside.
    "desk.head": "Open cases: {count}, the oldest first. Nothing of what was said was opened for this list.",
    "desk.none": "No case is open.",
    "desk.line": "{code} · {urgency} · {where} · open {age} · {unanswered}",
    "desk.with": "with {name}",
    "desk.waiting": "waiting",
    "desk.answered": "nothing unanswered",
    "desk.unanswered": "{count} unanswered for {since}",
    "desk.more": "More of them: /desk {page}",
    "desk.closed_head": "Closed last, the newest first. Who is here can be opened again.",
    "desk.closed_none": "No case is closed that could be opened again.",
    "desk.closed_line": "{code} · closed {age} ago",
    "desk.closed_how": "Closed ones: /desk closed",
    "desk.held_how": "Held for the law, or sealed to be erased: /desk held",
    "desk.held_head": "Held for the law, or sealed to be erased. Nothing was opened for this list.",
    "desk.held_none": "No case is held for the law, and none is sealed.",
    "desk.held_line": "{code} · {how}",
    "desk.held_until": "held until {day}",
    "desk.sealed": "sealed, to be erased",
    "desk.held_more": "More of them: /desk held {page}",
    "button.read": "Read, with a reason…",
    "button.reopen": "Open again",
    "toast.reopened": "{code} waits in the queue again.",
    "refused.not_hers": (
        "{code} - not opened: she has begun anew since, and it is no longer hers. Nothing was changed. You can: wait "
        "until she asks for a person."
    ),
    # Read without holding it.
    "read.how": (
        "{code} - to read it, reply to this message: /read and why you need to, in your own words. Your reason is kept "
        "sealed with the case, the audit knows of it before you see a word, and whoever holds the case is told. You "
        "get copies for {lasts}. Nothing you write reaches her."
    ),
    "read.which": (
        "Which case is not clear, and nothing was opened. You can: choose one with /desk, tap “Read, with a reason…”, "
        "and reply to what I write then."
    ),
    "read.begins": (
        "{code} - here is what was said: {count}. These are copies, and they are taken away in {lasts}. Nothing you "
        "write here reaches her."
    ),
    "read.told": (
        "{code} - {name} ({role}) reads this case now, with a reason that is kept with it. It stays with you, and "
        "nobody but you can write to her."
    ),
    "read.over": "{code} - the copies have been taken away. The reading stays in the audit.",
    "read.of_worker": "{code} · from her",
    "read.of_advocate": "{code} · from us",
    "read.of_deleted": "{code} · from us, taken back",
    "read.of_never": "{code} · from us, never sent",
    "read.of_note": "{code} · note",
    "refused.no_words": (
        "{code} - not opened: it needs a reason in your own words. Nothing was changed. You can: reply again with "
        "/read and why you need to read it."
    ),
    # The help.
    "help.transfer": "/transfer - ask a colleague to take this case",
    "help.desk": "/desk - for coordinators: every open case by age, without opening any",
    "help.read": "/read - for coordinators, reviewers and the data-protection officer: read a case, with a reason",
}
