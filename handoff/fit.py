"""Whom a case fits. A fit is a head start and never a wall, so nobody waits for ever for the one who would fit best.

Two things are walls: whom she asked for, and what one person can carry. Danger passes the second. A third one stands
for minutes: who comes back is offered to the colleague she knows before anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from handoff.desk import say
from handoff.model import Case, Refused, Staff, State, Urgency
from handoff.queue import counted_from, waits_for, why_next
from handoff.urgency import because

LANGUAGE = timedelta(hours=4)  # a worker who can be answered in her language counts as if she had waited so much longer
REMIT = timedelta(hours=1)
REST = timedelta(minutes=30)  # after an urgent case, before the next that is not


def order_for(staff: Staff, cases: Iterable[Case], now: datetime) -> list[Case]:
    """The waiting ones that this colleague may take, next first. Nobody changes places with time."""
    return sorted((case for case in cases if _may_take(staff, case, now)), key=lambda case: _turn(staff, case))


def why_not(staff: Staff, case: Case, load: int, now: datetime) -> Refused | None:
    """What stands between her and this case. `load`: how many she holds."""
    if not _fits_wish(staff, case):
        return Refused(f"wish_{case.wish}")
    if waits_for(case, now) not in (None, staff.id):
        return Refused("first_to", waits_for(case, now))
    if case.urgency is Urgency.NOW:
        return None
    if load >= staff.profile.most:
        return Refused("full")
    rests = staff.profile.rests_until
    return Refused("rests") if rests is not None and now < rests else None


def why_for(staff: Staff, case: Case, cases: Iterable[Case], now: datetime) -> str:
    """Why this one, in words: its place, what made it urgent, and what fits."""
    reasons = [why_next(case, [each for each in cases if _may_take(staff, each, now)], now)]
    if case.rule != "asked":
        reasons.append(because(case.rule))
    return "; ".join([*reasons, *fits(staff, case)])


def fits(staff: Staff, case: Case) -> list[str]:
    found = []
    if case.language in staff.profile.languages:
        found.append(say("fit.language"))
    if case.team in staff.profile.remit:
        found.append(say("fit.remit"))
    if case.wish:
        found.append(say(f"fit.wish_{case.wish}"))
    return found


def rest_after(case: Case, now: datetime) -> datetime | None:
    """Until when whoever has just finished with this case is not asked to take the next one."""
    return now + REST if case.urgency is Urgency.NOW else None


def _may_take(staff: Staff, case: Case, now: datetime) -> bool:
    return case.state is State.WAITING and _fits_wish(staff, case) and waits_for(case, now) in (None, staff.id)


def _fits_wish(staff: Staff, case: Case) -> bool:
    return not case.wish or case.wish == staff.profile.sex


def _turn(staff: Staff, case: Case) -> tuple[datetime, datetime, bytes]:
    head_start = LANGUAGE * (case.language in staff.profile.languages) + REMIT * (case.team in staff.profile.remit)
    return counted_from(case.opened_at, case.urgency) - head_start, case.opened_at, case.id
