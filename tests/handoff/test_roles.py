"""Who may: the table is everything, and what it does not say, nobody may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handoff import roles
from handoff.model import Case, CaseId, Offer, Role, Staff, StaffId, State, Token, Urgency
from handoff.roles import MAY, Act, Fact, facts, may, table

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FROM_OUTSIDE = (Act.SUPERVISE, Act.READ_WITH_REASON, Act.ASK_HOLD)
OF_CASES = [
    act for act in Act if not {Fact.OF_ANOTHER} & set().union(*MAY[act]) and act not in (Act.SEE_STAFF, *FROM_OUTSIDE)
]
HOLDER = StaffId(b"rose")
CASE = Case(CaseId(b"c" * 16), "MAPLE-LAMP-27", State.CLAIMED, Urgency.SOON, "fil", Token(7), NOON, holder=HOLDER)


def somebody(role: Role, who: bytes = b"other") -> Staff:
    return Staff(StaffId(who), role, "Somebody")


def in_state(state: State) -> Case:
    return CASE if state is State.CLAIMED else replace(CASE, state=state, holder=None)


def test_a_frozen_account_may_nothing_at_all() -> None:
    for role in Role:
        frozen = replace(somebody(role, HOLDER), active=False)
        for state in State:
            assert not [act for act in Act if may(act, frozen, in_state(state)) or may(act, frozen)]


def test_an_act_without_a_row_and_an_empty_row_let_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    holder = somebody(Role.ADVOCATE, HOLDER)
    assert may(Act.READ, holder, CASE)
    monkeypatch.setattr(roles, "MAY", {Act.REPLY: (frozenset(),), Act.NOTE: ()})
    assert not [act for act in Act if may(act, holder, CASE)]
    assert {by for _, by in table()} == {"nobody"}


def test_only_who_holds_it_reads_and_writes() -> None:
    for act in (Act.READ, Act.REPLY, Act.NOTE):
        assert may(act, somebody(Role.ADVOCATE, HOLDER), CASE)
        assert not may(act, somebody(Role.ADVOCATE), CASE)
        assert not may(act, somebody(Role.COORDINATOR), CASE), "she runs the desk; she does not read"


def test_a_coordinator_moves_cases_and_people() -> None:
    dora = somebody(Role.COORDINATOR)
    may_now = {act for act in Act if may(act, dora, CASE)}
    of_the_desk = {Act.SEE_ALERTS, Act.SEE_ROTA, Act.WRITE_ROTA, Act.SUPERVISE}
    of_cases = {Act.SEE_QUEUE, Act.TELL_OF_HERSELF, Act.RELEASE, Act.CLOSE, Act.READ_WITH_REASON}
    of_two = {Act.ASK_HOLD, Act.AGREE_HOLD, Act.ASK_KEEP, Act.AGREE_KEEP, Act.AGREE_BASIS}
    of_identity = {Act.LIFT, Act.LET_BACK}
    of_referrals = {Act.SEE_RESPONDERS, Act.FOLLOW_REFERRAL}
    of_people = {Act.INVITE, Act.APPROVE, Act.SEE_STAFF, Act.FREEZE, Act.THAW, Act.PART}
    assert may_now == of_cases | of_the_desk | of_two | of_identity | of_referrals | of_people
    assert may(Act.REOPEN, dora, in_state(State.CLOSED)) and may(Act.CLAIM, dora, in_state(State.WAITING))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER, Role.AUDITOR, Role.DPO])
def test_who_has_no_place_at_the_desk_touches_no_case_even_as_its_holder(role: Role) -> None:
    for state in State:
        assert not [act for act in OF_CASES if may(act, somebody(role, HOLDER), in_state(state))]


def test_of_an_erased_case_nothing_may_be_done() -> None:
    for role in Role:
        assert not may(Act.READ_WITH_REASON, somebody(role), in_state(State.ERASED))
        assert not [act for act in OF_CASES if may(act, somebody(role, HOLDER), in_state(State.ERASED))]


def test_nobody_does_alone_what_needs_two() -> None:
    dora = somebody(Role.COORDINATOR)
    for act in (Act.APPROVE, Act.FREEZE, Act.THAW, Act.PART):
        assert may(act, dora, whose=HOLDER) and not may(act, dora, whose=dora.id)
    for act in (Act.AGREE_HOLD, Act.AGREE_KEEP):
        assert may(act, dora, CASE, whose=HOLDER) and not may(act, dora, CASE, whose=dora.id)
    assert may(Act.APPROVE, dora, whose=None), "made at the console: she is the second person"


def test_the_data_protection_officer_can_stop_an_account_and_let_nobody_in() -> None:
    officer = somebody(Role.DPO)
    allowed = {act for act in Act if may(act, officer, whose=HOLDER)}
    assert allowed == {Act.SEE_STAFF, Act.FREEZE, Act.SUPERVISE}


def test_who_does_not_hold_it_reads_only_as_coordinator_reviewer_or_officer() -> None:
    for role in Role:
        for state in (State.WAITING, State.CLAIMED, State.CLOSED):
            allowed = role in (Role.COORDINATOR, Role.REVIEWER, Role.DPO)
            assert may(Act.READ_WITH_REASON, somebody(role), in_state(state)) is allowed
            assert not may(Act.REPLY, somebody(role), in_state(state))


def test_what_is_offered_is_taken_by_nobody_else_and_not_after_the_case_has_moved() -> None:
    offered = replace(CASE, offer=Offer(StaffId(b"amina"), CASE.token, NOON))
    assert may(Act.TAKE, somebody(Role.ADVOCATE, b"amina"), offered)
    assert not may(Act.TAKE, somebody(Role.ADVOCATE), offered) and not may(Act.TAKE, somebody(Role.ADVOCATE), CASE)
    assert not may(Act.TAKE, somebody(Role.DPO, b"amina"), offered)
    assert not may(Act.TAKE, somebody(Role.ADVOCATE, b"amina"), replace(offered, token=Token(8)))


def test_a_role_in_no_row_may_nothing_and_is_named() -> None:
    assert roles.without_rows() == ["an admin", "an auditor"]
    for role in (Role.ADMIN, Role.AUDITOR):
        assert not [act for act in Act for state in State if may(act, somebody(role), in_state(state), whose=HOLDER)]


def test_every_act_has_a_row_and_no_row_can_be_met_by_nobody_in_particular() -> None:
    assert set(MAY) == set(Act)
    assert all(needed for rows in MAY.values() for needed in rows)
    people = {*roles.ROLES.values(), roles.H, Fact.OFFERED}
    assert all(needed & people for rows in MAY.values() for needed in rows)


def test_the_table_prints_for_people() -> None:
    printed = dict(table())
    assert printed["claim"] == "an advocate, while it waits · or a coordinator, while it waits"
    assert printed["reply"] == "who holds it, while it is open"
    assert len(printed) == len(Act)


def test_without_a_case_only_the_role_is_true() -> None:
    assert facts(somebody(Role.ADVOCATE)) == {roles.A}
