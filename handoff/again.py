"""She comes back: for minutes the case is offered to the colleague she knows, and then to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from handoff import fit
from handoff.model import Case, First, Staff, Urgency
from handoff.roles import Act, may

FOR_SO_LONG: Mapping[Urgency, timedelta] = {Urgency.SOON: timedelta(minutes=10), Urgency.NORMAL: timedelta(minutes=30)}
"""Danger waits for nobody in particular, so it is not here. Meanwhile her waiting time runs as always."""


def first(case: Case, last: Staff | None, load: int, now: datetime) -> First | None:
    """Whom a case that waits again waits for. `last` held it last, `load`: how many she holds now. None: nobody, for
    she is frozen, gone, resting, full or not the one who was asked for."""
    so_long = FOR_SO_LONG.get(case.urgency)
    if so_long is None or last is None or not _could_take(case, last, load, now):
        return None
    return First(last.id, now + so_long)


def in_vain(case: Case, whom: Staff | None, load: int, now: datetime) -> bool:
    """It waits for somebody who cannot take it any more."""
    return case.first is not None and (whom is None or not _could_take(case, whom, load, now))


def _could_take(case: Case, staff: Staff, load: int, now: datetime) -> bool:
    return staff.reachable and may(Act.CLAIM, staff, case) and fit.why_not(staff, case, load, now) is None
