"""Facts past their date: the coordinators hear it each day until somebody has looked, and on Mondays what comes next.
Nothing is taken from workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from bot.effects import Effect, TellStaff
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.logs import event
from flows.engine.due import NOTICE
from flows.engine.facts import Fact
from handoff.desk import say
from handoff.model import Role, StaffId

_ON_DUTY = select(t.staff.c.id).where(t.staff.c.role == Role.COORDINATOR.value, t.staff.c.active == 1)
MOST = 20  # names in one message
_MONDAY = 0


def past(facts: Mapping[str, Fact], today: date) -> list[str]:
    return [name for name, fact in facts.items() if not fact.in_date(today)]


def soon(facts: Mapping[str, Fact], today: date) -> list[Fact]:
    """Still in date, and not for long: the earliest first."""
    found = (fact for fact in facts.values() if fact.in_date(today) and not fact.in_date(today + NOTICE))
    return sorted(found, key=lambda fact: (fact.check_again, fact.name))


def alarm(book: Book, facts: Mapping[str, Fact]) -> tuple[Effect, ...]:
    """One message to each coordinator, and one line in the log, for all facts whose day is over."""
    today = book.now.date()
    told: list[str] = []
    if names := past(facts, today):
        event("facts_past_their_date", count=len(names))
        told.append(say("facts_past_their_date", names=_listed(names)))
    if today.weekday() == _MONDAY and (coming := soon(facts, today)):
        told.append(say("facts_due_soon", names=_listed(f"{fact.name} by {fact.check_again}" for fact in coming)))
    if not told:
        return ()
    staff = [StaffId(bytes(row.id)) for row in book.db.execute(_ON_DUTY)]
    return tuple(TellStaff(one, text) for text in told for one in staff)


def _listed(names: Iterable[str]) -> str:
    named = list(names)
    more = f", and {len(named) - MOST} more" if len(named) > MOST else ""
    return ", ".join(named[:MOST]) + more
