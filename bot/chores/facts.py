"""Facts past their date: the coordinators hear it each day until somebody has looked. Nothing is taken from workers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from bot.effects import Effect, TellStaff
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.logs import event
from flows.engine.facts import Fact
from handoff.desk import say
from handoff.model import Role, StaffId

_ON_DUTY = select(t.staff.c.id).where(t.staff.c.role == Role.COORDINATOR.value, t.staff.c.active == 1)
MOST = 20  # names in one message


def past(facts: Mapping[str, Fact], today: date) -> list[str]:
    return [name for name, fact in facts.items() if not fact.in_date(today)]


def alarm(book: Book, facts: Mapping[str, Fact]) -> tuple[Effect, ...]:
    """One message to each coordinator, and one line in the log, for all facts whose day is over."""
    names = past(facts, book.now.date())
    if not names:
        return ()
    event("facts_past_their_date", count=len(names))
    more = f", and {len(names) - MOST} more" if len(names) > MOST else ""
    text = say("facts_past_their_date", names=", ".join(names[:MOST]) + more)
    return tuple(TellStaff(StaffId(bytes(row.id)), text) for row in book.db.execute(_ON_DUTY))
