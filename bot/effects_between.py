"""What is wanted with a case that goes from hand to hand, or is looked at from outside. Part of the union in
`effects.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.model import CaseId, Offer, StaffId


@dataclass(frozen=True, slots=True)
class ShowTakers:
    """The colleagues who could take it, each a button."""

    case: CaseId
    by: StaffId
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class HoldOut:
    """A colleague is asked to take it."""

    case: CaseId
    by: StaffId
    offer: Offer


@dataclass(frozen=True, slots=True)
class EndOffer:
    """It stays where it is. `how`: bounced, lapsed or unoffered; `why`, of `transfer.WHY_NOT`, when it was bounced."""

    case: CaseId
    how: str
    by: StaffId | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class AskFirst:
    """It waits again: whoever held it last is asked before the others, if that makes sense."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class AskAnybody:
    """It waits for nobody in particular any more."""

    case: CaseId
    by: StaffId | None = None


@dataclass(frozen=True, slots=True)
class Reopen:
    """A coordinator thinks better of a close."""

    case: CaseId
    by: StaffId
    query: str


@dataclass(frozen=True, slots=True)
class Reachable:
    """A colleague has stopped the bot, or started it again. What she holds goes back when nothing can arrive."""

    staff: StaffId
    on: bool


@dataclass(frozen=True, slots=True)
class ShowDesk:
    """Every open case (or `closed`; or `held` for the law, or sealed), from the plain columns alone."""

    to: StaffId
    page: int
    closed: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class ShowCase:
    """One line of that list, with what this colleague may do about it."""

    to: StaffId
    case: CaseId


@dataclass(frozen=True, slots=True)
class Read:
    """A colleague who does not hold it is shown what was said, for a while. `why` in her words."""

    case: CaseId
    by: StaffId
    why: str


Between = ShowTakers | HoldOut | EndOffer | AskFirst | AskAnybody | Reopen | Reachable | ShowDesk | ShowCase | Read
