"""What is wanted with a case that takes two people. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.holding import Two
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class AskTwo:
    """One of two people asks. `barred`: the law forbids that she is told. `message`: what is replied to."""

    what: Two
    case: CaseId
    by: StaffId
    days: int = 0
    why: str = ""
    barred: bool = False
    message: int = 0


@dataclass(frozen=True, slots=True)
class AgreeTwo:
    """The other one agrees, to so many days."""

    what: Two
    case: CaseId
    by: StaffId
    days: int
    query: str


OfHolds = AskTwo | AgreeTwo
