"""Two people for coming, staying away and coming back; one for stopping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoff.model import Invite, Refused, Role, Staff, StaffId
from handoff.people import approve, freeze, invite, needs_approval, part, refuse, thaw

DORA = Staff(StaffId(b"dora"), Role.COORDINATOR, "Dora")
ELLA = Staff(StaffId(b"ella"), Role.COORDINATOR, "Ella")
ROSE = Staff(StaffId(b"rose"), Role.ADVOCATE, "Rose")
OFFICER = Staff(StaffId(b"olga"), Role.DPO, "Olga")
LINK = Invite(StaffId(b"new"), Role.ADVOCATE, "Nia", DORA.id, approved=False, holds=True)


def test_the_first_coordinator_comes_alone_and_all_others_by_two() -> None:
    from_the_console = replace(LINK, by=None)
    assert not needs_approval(from_the_console, coordinators=0)
    assert needs_approval(from_the_console, coordinators=1)
    assert needs_approval(LINK, coordinators=0), "whoever asked for it in the chat has a second one, or had"
    assert not needs_approval(replace(LINK, approved=True), coordinators=3)


def test_a_coordinator_invites_when_there_is_a_second_one() -> None:
    assert invite(DORA, coordinators=2) is None
    assert invite(DORA, coordinators=1) == Refused("alone")
    assert invite(ROSE, coordinators=2) == Refused("not_staff")
    assert invite(replace(DORA, active=False), coordinators=2) == Refused("frozen")


def test_nobody_approves_what_she_asked_for_herself() -> None:
    assert approve(LINK, DORA) == Refused("own")
    assert approve(LINK, ELLA) is None
    assert approve(replace(LINK, by=None), DORA) is None
    assert approve(LINK, ROSE) == approve(LINK, OFFICER) == Refused("not_staff")
    assert approve(LINK, replace(ELLA, active=False)) == Refused("frozen")
    assert approve(replace(LINK, approved=True), ELLA) == Refused("approved")
    assert approve(replace(LINK, holds=False), ELLA) == Refused("over")


def test_an_invite_can_be_refused_as_long_as_nobody_has_used_it() -> None:
    assert refuse(LINK, DORA) is refuse(replace(LINK, approved=True), ELLA) is None
    assert refuse(replace(LINK, holds=False), ELLA) == Refused("over")
    assert refuse(LINK, ROSE) == Refused("not_staff")


def test_one_stops_an_account_and_only_a_coordinator_lets_it_in_again() -> None:
    frozen = replace(ROSE, active=False)
    assert freeze(ROSE, DORA) is freeze(ROSE, OFFICER) is thaw(frozen, DORA) is None
    assert thaw(frozen, OFFICER) == Refused("not_staff")
    assert freeze(frozen, DORA) == Refused("is_frozen")
    assert thaw(ROSE, DORA) == Refused("not_frozen")


@pytest.mark.parametrize("act", [freeze, thaw, part])
def test_to_oneself_and_by_others_nothing(act: object) -> None:
    assert callable(act)
    assert act(DORA, DORA) == Refused("yourself")
    assert act(DORA, ROSE) == Refused("not_staff")
    assert act(ROSE, replace(DORA, active=False)) == Refused("frozen")


def test_a_coordinator_ends_somebodys_time() -> None:
    assert part(ROSE, DORA) is part(replace(ROSE, active=False), DORA) is None
    assert part(ROSE, OFFICER) == Refused("not_staff")
