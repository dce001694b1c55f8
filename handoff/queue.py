"""Who is next. Urgency counts as a head start in waiting time, so that everybody's turn comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from handoff.desk import say, slots_of, waited
from handoff.model import Case, StaffId, State, Urgency

# Nobody who came more than the greatest of these after her can be served before her: the proof that none starves.
HEAD_START: Mapping[Urgency, timedelta] = {
    Urgency.NOW: timedelta(hours=48),
    Urgency.SOON: timedelta(hours=8),
    Urgency.NORMAL: timedelta(),
}


def order(cases: Iterable[Case], now: datetime) -> list[Case]:
    """The waiting ones, next first. Two of them never change places with time, so a place in line only gets better."""
    return sorted((case for case in cases if case.state is State.WAITING), key=lambda case: _rank(case, now))


def waits_for(case: Case, now: datetime) -> StaffId | None:
    """Whom a case that came back waits for before it is anybody's. None: nobody, or not any more. Danger never does."""
    first = case.first
    if first is None or case.state is not State.WAITING or case.urgency is Urgency.NOW:
        return None
    begun = first.since is None or first.since <= now
    return first.whom if begun and now < first.until else None


def place_in_line(case: Case, cases: Iterable[Case], now: datetime) -> int | None:
    """1 for the next; None when she is not waiting. The case is counted whether or not it is among `cases`."""
    if case.state is not State.WAITING:
        return None
    mine = _rank(case, now)
    waiting = (other for other in cases if other.state is State.WAITING and other.id != case.id)
    return 1 + sum(_rank(other, now) < mine for other in waiting)


def why_next(case: Case, cases: Iterable[Case], now: datetime) -> str:
    """Why this one stands where it stands, for the advocate who wonders."""
    key = reason(case, cases, now)
    slots = {"waited": waited(minutes_waited(case, now)), "urgency": say(f"urgency.{case.urgency.value}")}
    return say(key, **{slot: slots[slot] for slot in slots_of(key)})


def reason(case: Case, cases: Iterable[Case], now: datetime) -> str:
    """The key of that sentence; it changes only when the queue does."""
    others = [other for other in order(cases, now) if other.id != case.id]
    if not others:
        return "why_next.only"
    if any(_more_urgent(other, case) and _rank(case, now) < _rank(other, now) for other in others):
        return "why_next.aged"
    if any(_more_urgent(case, other) for other in others):
        return "why_next.urgent"
    return "why_next.longest"


def counted_from(opened_at: datetime, urgency: Urgency) -> datetime:
    """The earlier, the sooner her turn. For who must rank cases without opening them."""
    return opened_at - HEAD_START[urgency]


def minutes_waited(case: Case, now: datetime) -> int:
    return max(0, int((now - case.opened_at).total_seconds() // 60))


def _rank(case: Case, now: datetime) -> tuple[timedelta, datetime, bytes]:
    return counted_from(case.opened_at, case.urgency) - now, case.opened_at, case.id


def _more_urgent(one: Case, other: Case) -> bool:
    return HEAD_START[one.urgency] > HEAD_START[other.urgency]
