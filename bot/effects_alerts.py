"""What is wanted of alerts and of the rota. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.model import CaseId, StaffId
from handoff.rota import Wanted


@dataclass(frozen=True, slots=True)
class OnIt:
    """A person has tapped "I am on it": the alert rests for as long as a claim may take."""

    case: CaseId
    by: StaffId


@dataclass(frozen=True, slots=True)
class Hurry:
    """What she was told of her wait was not kept: the next rung of her alert is tried at the next look at the clock.

    For whoever makes promises about waiting: once for each promise that is broken. Where her case waits no more,
    nothing happens; where the alert is at the top already, those outside of Telegram are told of it.
    """

    case: CaseId


@dataclass(frozen=True, slots=True)
class ShowAlerts:
    to: StaffId


@dataclass(frozen=True, slots=True)
class ShowRota:
    """This week's, with the hours in which nobody is on duty."""

    to: StaffId


@dataclass(frozen=True, slots=True)
class PutRota:
    by: StaffId
    wanted: Wanted
    everybody: bool  # she may write anybody's hours, not only her own


OfAlerts = OnIt | Hurry | ShowAlerts | ShowRota | PutRota
