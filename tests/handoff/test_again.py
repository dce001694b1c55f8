"""Who is asked first when she comes back, who can take a case over, and after which end she is asked nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff import again, closing, transfer
from handoff.claims import claim
from handoff.model import (
    Case,
    CaseId,
    First,
    Move,
    Offer,
    Profile,
    Refused,
    Role,
    Staff,
    StaffId,
    State,
    Token,
    Urgency,
)
from handoff.queue import waits_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROSE = Staff(StaffId(b"rose"), Role.ADVOCATE, "Rose")
AMINA = Staff(StaffId(b"amina"), Role.ADVOCATE, "Amina")
BACK = Case(CaseId(b"c" * 16), "MAPLE-LAMP-27", State.WAITING, Urgency.NORMAL, "fil", Token(9), NOON)

CANNOT = {
    "frozen": replace(ROSE, active=False),
    "has stopped the bot": replace(ROSE, reachable=False),
    "rests": replace(ROSE, profile=Profile(rests_until=NOON + timedelta(minutes=1))),
    "has another role now": replace(ROSE, role=Role.ADMIN),
    "is full": replace(ROSE, profile=Profile(most=1)),
}


def test_so_long_it_is_hers_and_then_anybodys() -> None:
    first = again.first(BACK, ROSE, 0, NOON)
    assert first == First(ROSE.id, NOON + timedelta(minutes=30))
    case = replace(BACK, first=first)
    assert claim(case, AMINA, NOON) == Refused("first_to", ROSE.id)
    assert isinstance(claim(case, ROSE, NOON), Move)
    last = NOON + timedelta(minutes=30)
    assert isinstance(claim(case, AMINA, last), Move) and waits_for(case, last) is None
    assert isinstance(claim(replace(case, urgency=Urgency.NOW), AMINA, NOON), Move)


def test_while_the_desk_is_closed_it_is_anybodys_and_her_minutes_begin_when_it_opens() -> None:
    opens = NOON + timedelta(hours=14)
    first = again.first(BACK, ROSE, 0, NOON, opens)
    assert first == First(ROSE.id, opens + timedelta(minutes=30), opens)
    case = replace(BACK, first=first)
    assert isinstance(claim(case, AMINA, NOON), Move), "nobody is kept away who is there at night"
    assert claim(case, AMINA, opens) == Refused("first_to", ROSE.id)
    assert isinstance(claim(case, AMINA, opens + timedelta(minutes=30)), Move)
    assert again.first(BACK, CANNOT["rests"], 0, NOON, opens) is not None, "her rest is over by then"


@pytest.mark.parametrize("last", [None, *CANNOT.values()], ids=["nobody", *CANNOT])
def test_nobody_waits_for_whom_it_would_be_in_vain(last: Staff | None) -> None:
    """Asked at the moment she comes back, and again as long as the case waits."""
    assert again.first(BACK, last, 1, NOON) is None
    assert again.in_vain(replace(BACK, first=First(ROSE.id, NOON + timedelta(minutes=30))), last, 1, NOON)


def test_danger_and_a_wish_for_somebody_else_come_before_acquaintance() -> None:
    assert again.first(replace(BACK, urgency=Urgency.NOW), ROSE, 0, NOON) is None
    assert again.first(replace(BACK, wish="man"), ROSE, 0, NOON) is None
    soon = again.first(replace(BACK, urgency=Urgency.SOON), ROSE, 0, NOON)
    assert soon is not None and soon.until == NOON + timedelta(minutes=10)


@pytest.mark.parametrize("to", CANNOT.values(), ids=CANNOT)
def test_who_cannot_take_it_is_neither_listed_nor_asked(to: Staff) -> None:
    held = replace(BACK, state=State.CLAIMED, holder=AMINA.id, lease_until=NOON + timedelta(hours=12))
    assert transfer.takers(held, AMINA, [(to, 1), (AMINA, 1)], NOON) == []
    assert transfer.offer(held, AMINA, to, 1, NOON) == Refused("cannot_take", to.id)
    offered = replace(held, offer=Offer(to.id, held.token, NOON + timedelta(hours=4)))
    if to.reachable:
        assert isinstance(transfer.accept(offered, to, 1, NOON), Refused), "who could when she was asked"


def test_after_danger_lost_contact_or_a_double_she_is_never_asked_how_it_was() -> None:
    asked = {why for why in closing.REASONS if closing.may_be_asked_how_it_was(BACK, why)}
    assert asked == {"helped", "referred", "she_asked", "elsewhere", "other"}
    in_danger = replace(BACK, urgency=Urgency.NOW)
    assert not [why for why in closing.REASONS if closing.may_be_asked_how_it_was(in_danger, why)]
    assert not closing.may_be_asked_how_it_was(BACK, ""), "nor where nobody has said why it ended"
