"""A case goes from one colleague to another: held out, and then taken or not. Until it is taken nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from handoff import fit
from handoff.claims import LEASE, why_not
from handoff.model import Case, Move, Offer, Refused, Role, Staff, State, Urgency
from handoff.roles import Act, may

HOLDS: Mapping[Urgency, timedelta] = {
    Urgency.NOW: timedelta(minutes=10),
    Urgency.SOON: timedelta(hours=1),
    Urgency.NORMAL: timedelta(hours=4),
}
"""How long an offer can be taken up. Meanwhile its holder goes on."""

WHY_NOT = ("full", "shift", "language", "skill", "not_me", "other")
"""Why a colleague gives a case back or does not take it: codes, in the order of the buttons."""


def takers(case: Case, by: Staff, colleagues: Iterable[tuple[Staff, int]], now: datetime) -> list[Staff]:
    """Who may take it and whom it fits, the best fit first. With each colleague: how many she holds."""
    able = [(staff, load) for staff, load in colleagues if _can_take(case, by, staff, load, now)]
    return [staff for staff, _ in sorted(able, key=lambda each: (_how_far(case, each[0]), each[1], each[0].name))]


def offer(case: Case, by: Staff, to: Staff, load: int, now: datetime) -> Offer | Refused:
    """`load`: how many the colleague holds. The offer of before, if there is one, is over."""
    if not may(Act.OFFER, by, case):
        return why_not(case, by)
    if not _can_take(case, by, to, load, now):
        return Refused("cannot_take", to.id)
    return Offer(to.id, case.token, now + HOLDS[case.urgency])


def accept(case: Case, by: Staff, load: int, now: datetime) -> Move | Refused:
    """From now on she holds it, and what the one before has on its way is stale."""
    if not _stands(case, by, now):
        return Refused("offer_over")
    return fit.why_not(by, case, load, now) or Move(
        case.id, case.token, State.CLAIMED, by.id, now + LEASE, "transferred"
    )


def bounce(case: Case, by: Staff, now: datetime) -> Refused | None:
    """She does not take it. None: that is so, and it stays where it is."""
    return None if _stands(case, by, now) else Refused("offer_over")


def take_back_offer(case: Case, by: Staff) -> Refused | None:
    """Who offered it thinks better of it."""
    if not may(Act.OFFER, by, case):
        return why_not(case, by)
    return None if open_offer(case) else Refused("offer_over")


def open_offer(case: Case) -> Offer | None:
    """The one that nobody has answered. Once the case has moved there is none, whatever still stands in its record."""
    offered = case.offer
    return offered if offered and case.state is State.CLAIMED and offered.token == case.token else None


def lapsed(case: Case, now: datetime) -> bool:
    """Its time is over. That it is said once is for the one who ends it."""
    offered = open_offer(case)
    return offered is not None and now >= offered.until


def _stands(case: Case, by: Staff, now: datetime) -> bool:
    offered = open_offer(case)
    return offered is not None and now < offered.until and may(Act.TAKE, by, case)


def _can_take(case: Case, by: Staff, to: Staff, load: int, now: datetime) -> bool:
    at_the_desk = to.active and to.reachable and to.role in (Role.ADVOCATE, Role.COORDINATOR)
    return at_the_desk and to.id != by.id and fit.why_not(to, case, load, now) is None


def _how_far(case: Case, staff: Staff) -> tuple[bool, bool]:
    return case.language not in staff.profile.languages, case.team not in staff.profile.remit
