"""What colleagues have heard of how many a First Responder takes: about no person, so nothing is sealed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, insert, select

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
from handoff.model import StaffId
from handoff.referral.directory import Capacity, State

HOW = ("phone", "mail", "website", "meeting")
ANSWER = "answer"  # to somebody who asked for one of our cases
_EPOCH = date(1970, 1, 1).toordinal()
_NEWEST = select(func.max(t.capacities.c.id)).group_by(t.capacities.c.responder)


def say(book: Book, responder: str, state: State, weeks: int, how: str, by: StaffId) -> None:
    row = {"responder": responder, "state": state.value, "weeks": weeks, "how": how, "by": by}
    book.db.execute(insert(t.capacities), {**row, "day": book.moment // DAY})
    book.audit("capacity_said", None, by)


def said(book: Book) -> dict[str, Capacity]:
    """The newest word of each."""
    rows = book.db.execute(select(t.capacities).where(t.capacities.c.id.in_(_NEWEST))).all()
    return {
        row.responder: Capacity(State(row.state), date.fromordinal(_EPOCH + row.day), row.weeks, row.how)
        for row in rows
    }
