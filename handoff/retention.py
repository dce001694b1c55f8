"""How long things are kept at most, and what stays although its time is over. Nothing that is edited makes it longer.

Whole days, counted from the day of the last sign of life: what is kept "30 days" goes on the first day on which thirty
times 24 hours have certainly passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class What(StrEnum):
    """A class of what is kept, by the name that an operator shortens it with."""

    SESSION = "session"
    UNCLAIMED = "unclaimed"
    OPEN = "open"
    CLOSED = "closed"
    FILES = "files"
    LETTERS = "letters"
    CHAT = "chat"
    UPDATES = "updates"
    INVITES = "invites"
    LEFT = "left"
    WAITS = "waits"
    ROOM = "room"
    ALARMS = "alarms"
    AUDIT = "audit"


class Term(NamedTuple):
    """Days. `most`: the ceiling, and what counts where nobody has said less. `least`: what the house cannot do without.
    `told`: what it is, and since when its days count."""

    most: int
    least: int
    told: str


TERMS: Mapping[What, Term] = {
    What.SESSION: Term(1, 1, "who only looked things up, since her last sign of life"),
    What.UNCLAIMED: Term(30, 7, "a case that nobody ever claimed, since her last words"),
    What.OPEN: Term(90, 14, "an open case, since anybody last wrote or moved it"),
    What.CLOSED: Term(30, 1, "a closed case with its words and her chat, since it was closed or she last wrote to it"),
    What.FILES: Term(14, 1, "where the files of a closed case are at Telegram, since it was closed"),
    What.LETTERS: Term(14, 1, "updates that could not be read or handled"),
    What.CHAT: Term(2, 2, "numbers of messages that can still be deleted from a chat"),
    What.UPDATES: Term(3, 3, "numbers of updates that were taken"),
    What.INVITES: Term(30, 1, "links that make somebody staff, since they stopped working"),
    What.LEFT: Term(720, 720, "the name of somebody who has left the staff: as long as the audit speaks of it"),
    What.WAITS: Term(91, 91, "how long others waited, as coarse numbers of nobody"),
    What.ROOM: Term(91, 31, "what was heard of how many a First Responder takes"),
    What.ALARMS: Term(30, 1, "alarms, since they were accepted"),
    What.AUDIT: Term(720, 720, "who did what to which case"),
}
REVIEW_BEFORE = 30  # days before an idle open case goes, coordinators are asked about it


class Why(StrEnum):
    """Why something stays though its time is over; the first that is true is told."""

    HOLD = "two people hold it, for the law"
    UNREAD = "words that nobody has answered"
    DATE = "a date after a referral, of which somebody has still to be reminded"
    ON_ITS_WAY = "something that has still to reach somebody"
    CHAT = "messages in a chat that have still to be deleted, or can be"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a class. `since`: the day its days count from. `until`: a day through which it is held. `date`: the
    day on which somebody is to be reminded of something in it."""

    what: What
    id: bytes
    since: int
    unread: bool = False
    on_its_way: bool = False
    in_chat: bool = False
    until: int | None = None
    date: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Days by class, as the operator has shortened them."""

    shortened: Mapping[What, int] = field(default_factory=dict)

    def days(self, what: What) -> int:
        """Never more than the ceiling, whoever has made this."""
        return min(self.shortened.get(what, TERMS[what].most), TERMS[what].most)

    def over(self, what: What, today: int) -> int:
        """What was last alive before this day has had its time."""
        return today - self.days(what)


HOUSE_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Due:
    """`gone`: what is to be forgotten now. `back`: what would be, and stays. `ask`: what people must look at first."""

    gone: tuple[Thing, ...]
    back: tuple[tuple[Thing, Why], ...]
    ask: tuple[Thing, ...]


def read(said: str) -> Terms:
    """ "closed=14 files=7": days. Raises ValueError with the class at fault, and what it may be."""
    shortened: dict[What, int] = {}
    for word in said.replace(",", " ").split():
        name, _, days = word.partition("=")
        if name not in set(What):
            raise ValueError(f"write a class, = and days, for any of {', '.join(What)}")
        what = What(name)
        most, least, told = TERMS[what]
        if not (days.isascii() and days.isdigit() and least <= int(days) <= most):
            allowed = f"{least} to {most} days" if least < most else f"{most} days, no more and no less"
            raise ValueError(f"{name} ({told}) may be {allowed}")
        shortened[what] = int(days)
    return Terms(shortened)


def due(things: Iterable[Thing], terms: Terms, today: int) -> Due:
    gone, back, ask = list[Thing](), list[tuple[Thing, Why]](), list[Thing]()
    for thing in things:
        if thing.since < terms.over(thing.what, today):
            why = stays(thing, terms, today)
            if why is None:
                gone.append(thing)
            else:
                back.append((thing, why))
            if why is Why.DATE and _goes_before_its_date(thing, terms, today):
                ask.append(thing)
        elif thing.what is What.OPEN and thing.since < terms.over(What.OPEN, today) + _asked_before(terms):
            ask.append(thing)
    return Due(tuple(gone), tuple(back), tuple(ask))


def _asked_before(terms: Terms) -> int:
    """However short its time was made, people have a third of it to answer."""
    return min(REVIEW_BEFORE, terms.days(What.OPEN) // 3)


def _is_work(thing: Thing, terms: Terms, today: int) -> bool:
    """What is closed and has a date to come is not done with: it ends with the time of open work."""
    dated = thing.what is What.CLOSED and thing.date is not None and today <= thing.date
    return dated and thing.since >= terms.over(What.OPEN, today)


def _goes_before_its_date(thing: Thing, terms: Terms, today: int) -> bool:
    """Soon, and with its date still to come: for people to look at."""
    soon = thing.since < terms.over(What.OPEN, today) + _asked_before(terms)
    return soon and thing.date is not None and thing.date > thing.since + terms.days(What.OPEN)


def stays(thing: Thing, terms: Terms, today: int) -> Why | None:
    """Unread and open work is never forgotten, however old it is; and what is held for the law is not either."""
    if thing.until is not None and today <= thing.until:
        return Why.HOLD
    if thing.unread and thing.what in (What.UNCLAIMED, What.OPEN):
        return Why.UNREAD
    if _is_work(thing, terms, today):
        return Why.DATE
    if thing.on_its_way:
        return Why.ON_ITS_WAY
    return Why.CHAT if thing.in_chat else None
