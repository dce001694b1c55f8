"""Of each table in words that are no programmer's: whose it is, what it holds, why, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from handoff.retention import TERMS, What


class Held(NamedTuple):
    """`whose`: worker, staff or nobody."""

    whose: str
    what: str
    why: str
    until: str


def _days(what: What) -> str:
    """At most: an operator can only shorten it."""
    return f"{TERMS[what].most} days" if TERMS[what].most > 1 else "a day"


HELD: Mapping[str, Held] = {
    "workers": Held(
        "worker",
        "her chat, her language, where she stands in the questions, what she answered on the way, what she chose "
        "for this chat, her two words in a form that nobody can read",
        "so that the bot can answer her and goes on where she was",
        f"as long as her case; without one {_days(What.SESSION)} after her last sign of life, or until Hide has "
        "nothing to delete any more",
    ),
    "doubts": Held(
        "worker",
        "what she has just sent, while it is not known whether it is the word that she has chosen",
        "so that nobody reads her word",
        "less than a second; what a power cut left behind, until the program is started again",
    ),
    "ways_back": Held(
        "worker",
        "five words with which she comes back from another phone, in a form that nobody can read",
        "so that she is found when her phone is gone",
        "until she has used them, or as long as her row",
    ),
    "cases": Held(
        "worker",
        "one request for a person: her chat, language, the answers she agreed to hand over, her consents, the time, "
        "her place in the line, when it is safe to write to her",
        "so that a person can answer, the most urgent first",
        f"{_days(What.CLOSED)} after it is closed, or until a date after its referral, at most {_days(What.OPEN)}; "
        f"{_days(What.OPEN)} without a sign of life while it is open, never with words in it that nobody has answered; "
        "at once when she deletes it",
    ),
    "messages": Held(
        "worker",
        "what was said in a case, both ways; of a file only where Telegram keeps it and, if it is evidence, its digest",
        "so that whoever takes over a case knows what was said",
        f"as long as its case; where a file is at Telegram {_days(What.FILES)} after it is closed",
    ),
    "readings": Held(
        "worker",
        "which colleague read the case without holding it, and her reason",
        "so that it can be asked",
        "as long as its case",
    ),
    "answers": Held(
        "worker",
        "what is known for a referral, in her own words and in English, or why there is no answer",
        "so that she tells it once, and the form is whole",
        "as long as its case",
    ),
    "exports": Held(
        "worker",
        "a pack for a First Responder, its digests, where it stands in an advocate's chat; who took it out and when",
        "so that it leaves once, marked, and can be called back",
        "a day; that there was one as long as its case",
    ),
    "consents": Held(
        "worker",
        "what she has agreed to, refused or taken back: to what, with whom, in which words, when",
        "so that nothing leaves without her yes",
        "as long as its case",
    ),
    "tries": Held(
        "worker",
        "which First Responders were asked to refer her, and what they answered",
        "so that nobody is asked twice, and an open question always ends",
        "as long as its case",
    ),
    "nrm": Held(
        "worker",
        "for whom a First Responder is looked for, and the dates and outcomes of what comes after a referral",
        "so that no date passes unseen",
        "as long as its case",
    ),
    "agreements": Held(
        "worker",
        "that two colleagues hold her case for the law, or keep it though nothing happens, and why",
        "so that no one alone can keep what should go",
        "as long as its case",
    ),
    "awaited": Held(
        "staff",
        "which question of the interview an advocate is about to answer",
        "so that these words do not go to the worker",
        "until they have come, or something else was done",
    ),
    "trail": Held(
        "worker",
        "numbers of messages in a chat, no words",
        "so that Hide and tidying can delete them at Telegram",
        f"{_days(What.CHAT)}, for longer Telegram does not let us delete",
    ),
    "links": Held(
        "worker",
        "which case a message belongs to",
        "so that a reply goes to that person or to nobody",
        "as long as its case",
    ),
    "topics": Held(
        "worker",
        "which topic of an advocate's chat is about which case",
        "so that what is written there goes to that person",
        "as long as its case",
    ),
    "outbox": Held(
        "worker",
        "what is on its way, as a whole",
        "so that nothing is lost when the power fails",
        "until it is known what became of it",
    ),
    "dead_letters": Held(
        "worker",
        "what came in and could not be read",
        "so that a person can look why",
        f"{_days(What.LETTERS)}: then the key of its day is destroyed",
    ),
    "erasures": Held(
        "worker",
        "random numbers of what she had deleted, and what is still to be done about it",
        "so that it is finished whatever falls in between; and so that she can take back what somebody else asked for",
        "2 days after her keys are destroyed; 3 days before that where a case was open",
    ),
    "alerts": Held(
        "worker",
        "how far the call for somebody who waits has climbed",
        "so that no one is forgotten",
        "until a person has the case",
    ),
    "alarms": Held(
        "worker",
        "that an alarm was raised, by code name",
        "so that it reaches somebody by mail when Telegram does not",
        f"{_days(What.ALARMS)} after it was taken",
    ),
    "staff": Held(
        "staff",
        "an account, the desk name, the private chat, languages, team, hours of rest",
        "so that only staff act, and the queue fits",
        f"when somebody leaves the account and the chat go at once; the desk name "
        f"{_days(What.LEFT)} later, with the audit",
    ),
    "invites": Held(
        "staff",
        "a link that makes somebody staff, as a hash, and the desk name",
        "so that nobody else becomes staff",
        f"it works for a day, and goes {_days(What.INVITES)} later",
    ),
    "rota": Held(
        "staff",
        "who is on duty when",
        "so that workers are told when somebody is there",
        "when the day is over, or somebody has left",
    ),
    "audit": Held(
        "staff",
        "who did what to which case and when, reading included, without a word of it",
        "so that misuse is found",
        _days(What.AUDIT),
    ),
    "duty": Held(
        "nobody",
        "where many processes run: a random number of the one that sends, and until when",
        "so that one sends, and another takes over when it ends",
        "always, and only the last",
    ),
    "audit_head": Held(
        "staff",
        "how the audit ends, one row",
        "so that a missing end is found",
        "as long as the audit",
    ),
    "seen": Held(
        "nobody",
        "numbers of what was already taken from Telegram",
        "so that nothing counts twice",
        _days(What.UPDATES),
    ),
    "waits": Held(
        "nobody",
        "how long people waited, coarse and of no case",
        "so that it can be said how long it will most likely take",
        _days(What.WAITS),
    ),
    "feedback": Held(
        "nobody",
        'answers to "did it help", as counts of a month',
        "so that the desk learns",
        "no end: counts lead back to nobody",
    ),
    "capacities": Held(
        "nobody",
        "what colleagues have heard of how many people an organisation takes",
        "so that nobody is sent where the door is closed",
        "91 days",
    ),
    "tallies": Held(
        "nobody",
        "how often something came to pass in a week, each counted one way at a time",
        "so that it can be shown how long people wait",
        "no end: counts lead back to nobody",
    ),
    "bundles": Held(
        "nobody",
        "the texts that were published",
        "so that what somebody was told can be looked up",
        "no end",
    ),
    "releases": Held(
        "nobody",
        "who published what and why",
        "so that a mistake can be found and taken back",
        "no end",
    ),
    "dek": Held(
        "worker",
        "the key of each person, case and day, wrapped by a key that lies elsewhere",
        "without it nothing above opens",
        "as long as what it opens; then destroyed, and with it every backup of what it opened",
    ),
    "tombstone": Held(
        "worker",
        "random numbers of destroyed keys, and the day",
        "so that a backup cannot bring back what was deleted",
        "no end: the numbers name nobody",
    ),
}
