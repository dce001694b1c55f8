"""The desk's own history of waits: coarse numbers that name no case and nobody."""

from __future__ import annotations

from sqlalchemy import insert, select

from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff.model import Urgency
from handoff.waiting import Asking, Wait

MOST = 2000  # rows that are read for one promise; the newest

_NEWEST = select(t.waits).order_by(t.waits.c.id.desc()).limit(MOST)


def note(book: Book, wait: Wait) -> None:
    asked = wait.asked
    book.db.execute(
        insert(t.waits).values(
            week=asked.week, urgency=asked.urgency.value, place=asked.place, weekend=int(asked.weekend),
            part=asked.part, opens_in=asked.opens_in, minutes=wait.minutes, came=int(wait.came),
        )
    )  # fmt: skip


def known(book: Book) -> list[Wait]:
    return [
        Wait(
            Asking(Urgency(row.urgency), row.place, bool(row.weekend), row.part, row.week, row.opens_in),
            row.minutes, bool(row.came),
        )
        for row in book.db.execute(_NEWEST)
    ]  # fmt: skip
