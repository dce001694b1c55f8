"""Sentences about who is next, and for whom."""

from __future__ import annotations

from collections.abc import Mapping

OF_THE_QUEUE: Mapping[str, str] = {
    "queue.empty": "Nobody is waiting.",
    "queue.head": "Waiting: {count}. Next for you first:",
    "queue.line": "{place}. {code} · {language} · {urgency} · {waited}",
    "queue.why": "{place}. {code} · {language} · {urgency} · {waited}\n    first because: {why}",
    "queue.not_for_you": "{count} more asked for somebody else than you.",
    "next.none": "Nobody is waiting whom you can take. You can: see who waits with /queue.",
    "next.card": "Next for you: {code}\n{language} · {urgency} · waiting {waited}\nBecause: {why}",
    "card.next": "{code}\n{language} · {urgency} · waiting {waited}\nNext, because: {why}",
    "mine.none": "You hold no case. /queue shows who waits.",
    "mine.line": "{code} · {language} · yours until {until} unless you do something",
    "why_next.only": "the only one waiting, for {waited}",
    "why_next.urgent": "{urgency}, waiting {waited}",
    "why_next.aged": "waiting {waited}: long enough to go before newer, more urgent ones",
    "why_next.longest": "the longest wait of its urgency, {waited}",
    "fit.language": "you speak the language",
    "fit.remit": "it is for your team",
    "fit.wish_woman": "a woman was asked for",
    "fit.wish_man": "a man was asked for",
    "wish.how": (
        "Write /wish woman, /wish man or /wish any. Nothing was changed. It holds for whoever takes the case after you."
    ),
    "wish.kept": (
        "{code} - kept: {wish} was asked for. It holds for whoever takes the case next. It is still with you; "
        "/release gives it to the queue."
    ),
    "wish.woman": "a woman",
    "wish.man": "a man",
    "wish.": "nobody in particular",
    "me": (
        "What the queue knows of you.\nLanguages: {languages}\nTeams: {remit}\nYou are: {sex}\nCases at once: "
        "{most}\nResting: {rest}\n\nTo change it: /me languages en fil · /me remit advocates · /me sex woman · /me "
        "most 4. /me sex alone takes it back. Workers are told none of this."
    ),
    "me.unknown": (
        "That was not understood, and nothing was changed. You can: write /me languages, /me remit, /me sex or /me "
        "most, then what is true. Languages: {languages}. Teams: {teams}. Cases at once: 1 to {most}."
    ),
    "me.not_told": "not told",
    "me.rest_none": "no",
    "me.rest": "until {until} UTC",
    "rest": (
        "You rest until {until} UTC, or until you send /ready. Nothing is offered to you; danger can still be "
        "taken. The cases you hold stay with you."
    ),
    "ready": "You are back. /next shows who is first for you.",
    "refused.full": (
        "{code} - not taken: you hold as many cases as you said one can carry. Nothing was changed. You can: close "
        "one, /release one, or change the number with /me most. Danger can always be taken."
    ),
    "refused.rests": (
        "{code} - not taken: you rest, after something urgent or because you said so. Nothing was changed. You "
        "can: leave it to a colleague, or send /ready."
    ),
    "refused.wish_woman": (
        "{code} - not taken: a woman was asked for. Nothing was changed. You can: leave it to a colleague, or say "
        "who you are with /me sex."
    ),
    "refused.wish_man": (
        "{code} - not taken: a man was asked for. Nothing was changed. You can: leave it to a colleague, or say "
        "who you are with /me sex."
    ),
}
