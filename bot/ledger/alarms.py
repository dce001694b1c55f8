"""Alarms that leave Telegram: kept until the mail server or the webhook has accepted them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.seal import store
from handoff.model import CaseId, State
from handoff.queue import minutes_waited

LEASE = 60  # seconds in which whoever has taken an alarm must have sent it
LONGEST_PAUSE = 300  # seconds between two tries
DESK = "desk"
"""Not a way out: what is said in Telegram, remembered so that it is said once."""
NOBODY_ANSWERED, PROMISE_BROKEN, ROTA_EMPTY = "nobody_answered", "promise_broken", "rota_empty"


@dataclass(frozen=True, slots=True)
class Alarm:
    """All that leaves: no word of hers, no name, no id of hers or of Telegram. `code`: "" where it is of no case."""

    id: bytes
    channel: str
    what: str
    code: str
    urgency: str
    minutes: int  # she has waited; or until the desk opens
    tries: int


def raise_one(book: Book, what: str, about: str, channels: Iterable[str], case: CaseId | None, at: int = 0) -> bool:
    """Once for each channel, whoever else raises the same. `at`: Unix seconds of what it is about. True: it is new."""
    new = False
    for channel in channels:
        row = {
            "id": secrets.token_bytes(16), "about": about, "channel": channel, "what": what, "case_id": case,
            "at": at or book.moment, "tries": 0, "not_before": book.moment,
            "accepted": book.moment if channel == DESK else None,
        }  # fmt: skip
        new = book.db.execute(store.adding(book.db.dialect.name, t.alarms), row).rowcount == 1 or new
    return new


def raise_again(book: Book, what: str, about: str, channels: Iterable[str], case: CaseId) -> bool:
    """`raise_one`, but not where the same alarm about the same case has not been accepted yet: that one still rings."""
    rings = select(t.alarms.c.channel).where(
        t.alarms.c.case_id == case, t.alarms.c.what == what, t.alarms.c.accepted.is_(None)
    )
    ringing = {row.channel for row in book.db.execute(rings)}
    return raise_one(book, what, about, [channel for channel in channels if channel not in ringing], case)


def withdraw(book: Book, what: str) -> None:
    """It is not true any more: what of it has not been sent is not sent. Should it become true again, it is raised."""
    book.db.execute(delete(t.alarms).where(t.alarms.c.what == what, t.alarms.c.accepted.is_(None)))


def take(book: Book, channel: str) -> Alarm | None:
    """The one that is due first. For a minute it is nobody else's. Of one that has become untrue nothing is sent."""
    due = (t.alarms.c.channel == channel, t.alarms.c.accepted.is_(None), t.alarms.c.not_before <= book.moment)
    for row in book.db.execute(select(t.alarms).where(*due).order_by(t.alarms.c.not_before)).all():
        mine = (t.alarms.c.id == row.id, t.alarms.c.tries == row.tries, t.alarms.c.accepted.is_(None))
        taken = {"tries": row.tries + 1, "not_before": book.moment + LEASE}
        if book.db.execute(update(t.alarms).where(*mine).values(**taken)).rowcount != 1:
            continue
        if row.case_id is None:
            minutes = max(0, row.at - book.moment) // 60
            return Alarm(bytes(row.id), channel, row.what, "", "", minutes, row.tries + 1)
        file = book.case(bytes(row.case_id))
        if file is not None and file.case.state is State.WAITING:
            case, waited = file.case, minutes_waited(file.case, book.now)
            return Alarm(bytes(row.id), channel, row.what, case.code_name, case.urgency.value, waited, row.tries + 1)
        accepted(book, bytes(row.id))
    return None


def accepted(book: Book, id: bytes) -> None:
    book.db.execute(update(t.alarms).where(t.alarms.c.id == id).values(accepted=book.moment))


def later(book: Book, alarm: Alarm) -> None:
    """Not accepted: again, after pauses that grow to five minutes, for as long as it is true."""
    mine = (t.alarms.c.id == alarm.id, t.alarms.c.tries == alarm.tries)
    book.db.execute(update(t.alarms).where(*mine).values(not_before=book.moment + pause(alarm.tries)))


def pause(tries: int) -> int:
    """Seconds until the next try."""
    return int(min(LONGEST_PAUSE, 5 * 2 ** min(tries, 10)))


def waiting(book: Book) -> int:
    """How many nobody has accepted yet."""
    return len(book.db.execute(select(t.alarms.c.id).where(t.alarms.c.accepted.is_(None))).all())
