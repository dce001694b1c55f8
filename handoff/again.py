"""She comes back: for minutes the case is offered to the colleague she knows, and then to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from handoff import fit
from handoff.model import Case, First, Staff, Urgency
from handoff.roles import Act, may

FOR_SO_LONG: Mapping[Urgency, timedelta] = {Urgency.SOON: timedelta(minutes=10), Urgency.NORMAL: timedelta(minutes=30)}
"""Danger waits for nobody in particular, so it is not here. Meanwhile her waiting time runs as always."""


def first(case: Case, last: Staff | None, load: int, now: datetime, opens: datetime | None = None) -> First | None:
    """Whom a case that waits again waits for. `last` held it last, `load`: how many she holds now. `opens`: the desk is
    closed until then, and her minutes begin then. None: nobody, for she is frozen, gone, full, not the one who was
    asked for, or rests when they begin."""
    so_long, begin = FOR_SO_LONG.get(case.urgency), opens or now
    if so_long is None or last is None or not _could_take(case, last, load, begin):
        return None
    return First(last.id, begin + so_long, opens)


def in_vain(case: Case, whom: Staff | None, load: int, now: datetime) -> bool:
    """It waits for somebody who cannot take it any more."""
    return case.first is not None and (whom is None or not _could_take(case, whom, load, now))


def _could_take(case: Case, staff: Staff, load: int, now: datetime) -> bool:
    return staff.reachable and may(Act.CLAIM, staff, case) and fit.why_not(staff, case, load, now) is None
