"""Which facts must be compared with their sources. Today is an argument: the calendar never stops a helpline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from flows.engine.facts import Fact
from flows.engine.fault import Fault

NOTICE = timedelta(days=30)
"""So long before the day its team is told."""

_FIX = "Check the source, then write today's date in checked: and a new date in check_again:."


def due_soon(facts: Mapping[str, Fact], on: date) -> list[Fault]:
    return [_soon(fact, on) for fact in facts.values() if fact.in_date(on) and not fact.in_date(on + NOTICE)]


def late(fact: Fact, on: date, where: Iterable[str]) -> Fault:
    """Past its day a fact stops publishing, but nothing that runs: an old number is safer than none."""
    days = (on - fact.check_again).days
    when = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
    sentence = f'The fact "{fact.name}" was due for a check on {fact.check_again} ({when}).'
    shown = ", ".join(where)
    return _fault("F042", "error", fact, f"{sentence} It is shown in: {shown}." if shown else sentence)


def _soon(fact: Fact, on: date) -> Fault:
    days = (fact.check_again - on).days
    sentence = (
        f'The fact "{fact.name}" must be checked by {fact.check_again}; {fact.checked_by} has {days} days left.'
        if days != 1
        else f'The fact "{fact.name}" must be checked by tomorrow; {fact.checked_by} has one day left.'
    )
    return _fault("F051", "warning", fact, sentence)


def _fault(code: str, level: str, fact: Fact, sentence: str) -> Fault:
    return Fault(code, level, fact.due, sentence, _FIX, fact.due_line, len(fact.check_again.isoformat()))


def due_by(facts: Mapping[str, Fact], day: date) -> list[Fact]:
    """What must have been compared with its source by then: the earliest first."""
    due = (fact for fact in facts.values() if fact.check_again <= day)
    return sorted(due, key=lambda fact: (fact.check_again, fact.name))


def left(fact: Fact, today: date) -> str:
    """How long there still is, in words."""
    days = (fact.check_again - today).days
    if days > 1:
        return f"in {days} days"
    return {1: "tomorrow", 0: "today", -1: "late since yesterday"}.get(days, f"late for {-days} days")
