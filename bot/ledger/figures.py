"""How the ledger stands, in numbers that name nobody: for `/metrics`, `/readyz` and the watchdog.

Somebody may keep what a monitoring system has read for years, beside the ledger and unsealed. So no number here says
that one person came, or when: waits are told in whole five minutes (a wait that ends sooner is never seen), and how
many wait in fives, as in what is published."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import delete, func, insert, or_, select

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import State, Urgency
from handoff.statistics import LEAST

GRAIN = 300  # seconds
_PROBE = -1  # an update that Telegram never sends


class Figures(NamedTuple):
    waiting: int  # in fives
    oldest: dict[str, int]  # urgency -> seconds, in whole five minutes
    ready: int
    sending: int
    unsent: int  # seconds that the oldest call has been waiting to leave
    letters: int
    alarms: int
    unheard: int  # seconds that the oldest alarm has been waiting for somebody to accept it


def look(book: Book) -> Figures:
    """By what has an index, or is short: a look costs as little with a hundred thousand cases as with ten."""
    c, now = t.cases.c, book.moment
    waits = select(c.urgency, func.count(), func.min(c.waiting_since)).where(c.state == State.WAITING.value)
    rows = book.db.execute(waits.group_by(c.urgency)).all()
    ages = {urgency: _grained(now - (since or now)) for urgency, _, since in rows}
    states = select(t.outbox.c.state, func.count()).group_by(t.outbox.c.state)
    calls = {str(state): int(many) for state, many in book.db.execute(states).all()}
    letters = book.db.execute(select(func.count()).select_from(t.dead_letters)).scalar_one()
    open_alarms = select(func.count(), func.min(t.alarms.c.at)).where(t.alarms.c.accepted.is_(None))
    alarms, since = book.db.execute(open_alarms).one()
    return Figures(
        waiting=sum(many for _, many, _ in rows) // LEAST * LEAST,
        oldest={urgency.value: ages.get(urgency.value, 0) for urgency in Urgency},
        ready=calls.get("queued", 0),
        sending=calls.get("sending", 0),
        unsent=unsent(book),
        letters=letters,
        alarms=alarms,
        unheard=max(0, now - min(since, now)) if alarms else 0,
    )


def unsent(book: Book) -> int:
    """Of calls that could have left by now, or that Telegram was asked to take before."""
    c = t.outbox.c
    tried = select(func.min(c.at)).where(or_(c.not_before <= book.moment, c.attempts > 0))
    since = book.db.execute(tried).scalar_one()
    return 0 if since is None else max(0, book.moment - since)


def probe(book: Book) -> bool:
    """Something is written, taken back and committed: a database that answers and does not keep would not do."""
    book.db.execute(insert(t.seen).values(update_id=_PROBE, at=book.moment))
    return book.db.execute(delete(t.seen).where(t.seen.c.update_id == _PROBE)).rowcount == 1


def _grained(seconds: int) -> int:
    return max(0, seconds) // GRAIN * GRAIN
