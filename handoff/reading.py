"""Who does not hold a case reads it with a written reason: for a while, and never writes to her."""

from __future__ import annotations

from datetime import timedelta

from handoff.model import Case, Refused, Staff
from handoff.roles import Act, may

LASTS = timedelta(minutes=30)  # then the copies are taken away again
LEAST = 15  # letters of a reason: "because" is none


def read(case: Case, by: Staff, why: str) -> Refused | None:
    """None: she may. `why` in her own words; it is kept sealed with the case."""
    if case.holder == by.id:
        return Refused("yours")
    if not may(Act.READ_WITH_REASON, by, case):
        return Refused("not_staff" if by.active else "frozen")
    return None if len("".join(why.split())) >= LEAST else Refused("no_words")


def may_still(by: Staff | None, case: Case) -> bool:
    """Asked at the gate, of the reader and the case as they stand then."""
    return by is not None and may(Act.READ_WITH_REASON, by, case)
