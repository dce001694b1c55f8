"""One speaker at a time: whoever is fast, slow, late or gone, a case has one holder and a stale hand cannot send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handoff.claims import (
    LEASE,
    WARNING,
    after,
    claim,
    close,
    erase,
    expire,
    may_send,
    moved,
    open_again,
    release,
    renew,
    reopen,
    take_back,
    warning_due,
    withdraw,
)
from handoff.model import Case, CaseId, Move, Refused, Role, Route, Staff, StaffId, State, Token, Urgency

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROSE = Staff(StaffId(b"rose"), Role.ADVOCATE, "Rose")
AMINA = Staff(StaffId(b"amina"), Role.ADVOCATE, "Amina")
DORA = Staff(StaffId(b"dora"), Role.COORDINATOR, "Dora")
EDITOR = Staff(StaffId(b"edie"), Role.ADMIN, "Edie")
WAITING = Case(CaseId(b"c" * 16), "MAPLE-LAMP-27", State.WAITING, Urgency.SOON, "fil", Token(7), NOON)


def done(case: Case, move: Move | Refused | None) -> Case:
    assert isinstance(move, Move), move
    after_it = moved(case, move)
    assert after_it is not None
    return after_it


CLAIMED = done(WAITING, claim(WAITING, ROSE, NOON))
CLOSED = done(CLAIMED, close(CLAIMED, ROSE, "helped"))
ERASED = done(CLAIMED, erase(CLAIMED))


def test_rose_taps_first_and_amina_hears_that_rose_has_it() -> None:
    hers, late = claim(WAITING, ROSE, NOON), claim(WAITING, AMINA, NOON)
    case = done(WAITING, hers)
    assert (case.state, case.holder, case.token) == (State.CLAIMED, ROSE.id, 8)
    assert case.lease_until == NOON + LEASE
    assert isinstance(late, Move) and moved(case, late) is None, "both saw it waiting; the second finds it moved"
    assert claim(case, AMINA, NOON) == Refused("taken", ROSE.id)
    assert claim(case, ROSE, NOON) == Refused("yours", ROSE.id)


def test_released_it_waits_where_it_waited_before() -> None:
    case = done(CLAIMED, release(CLAIMED, ROSE))
    assert case == replace(WAITING, token=after(CLAIMED.token))
    assert release(CLAIMED, AMINA) == Refused("not_holder", ROSE.id)
    assert release(WAITING, ROSE) == Refused("not_holder", None)
    assert done(CLAIMED, release(CLAIMED, DORA)).state is State.WAITING


def test_closed_she_can_come_back_and_waits_again() -> None:
    assert (CLOSED.state, CLOSED.holder, CLOSED.lease_until) == (State.CLOSED, None, None)
    assert close(CLOSED, ROSE, "helped") == claim(CLOSED, ROSE, NOON) == Refused("closed")
    later = NOON + timedelta(days=3)
    back = done(CLOSED, reopen(CLOSED, later))
    assert (back.state, back.opened_at) == (State.WAITING, later), "nobody is told that she waited three days"
    assert open_again(CLOSED, DORA, later) == reopen(CLOSED, later)
    assert open_again(CLOSED, AMINA, later) == Refused("closed")
    assert open_again(CLAIMED, DORA, later) == Refused("still_open", ROSE.id)
    with pytest.raises(ValueError, match="claimed"):
        reopen(CLAIMED, later)


def test_she_leaves_the_queue_and_the_conversation_when_she_likes() -> None:
    for case in (WAITING, CLAIMED):
        left = done(case, withdraw(case))
        assert (left.state, left.holder, left.lease_until) == (State.CLOSED, None, None)
        assert may_send(left, Route(case.id, case.token)) == Refused("closed")
    with pytest.raises(ValueError, match="closed"):
        withdraw(CLOSED)


def test_erased_there_is_no_way_back() -> None:
    assert erase(ERASED) == claim(ERASED, ROSE, NOON) == open_again(ERASED, DORA, NOON) == Refused("closed")
    with pytest.raises(ValueError, match="erased"):
        reopen(ERASED, NOON)
    assert may_send(ERASED, Route(ERASED.id, ERASED.token)) == Refused("closed")


def test_a_frozen_colleague_and_an_editor_claim_nothing() -> None:
    assert claim(WAITING, replace(ROSE, active=False), NOON) == Refused("frozen")
    assert claim(WAITING, EDITOR, NOON) == Refused("not_staff")
    assert close(CLAIMED, replace(ROSE, active=False), "helped") == Refused("frozen")
    assert renew(CLAIMED, replace(ROSE, active=False), NOON) == Refused("frozen")


def test_a_frozen_hand_sends_nothing_even_with_a_living_claim() -> None:
    route = Route(CLAIMED.id, CLAIMED.token)
    assert may_send(CLAIMED, route, ROSE) is None
    assert may_send(CLAIMED, route, replace(ROSE, active=False)) == Refused("frozen")


def test_what_a_frozen_colleague_held_waits_at_its_old_place() -> None:
    back = done(CLAIMED, take_back(CLAIMED))
    assert back == replace(WAITING, token=after(CLAIMED.token))
    with pytest.raises(ValueError, match="waiting"):
        take_back(WAITING)


def test_a_lease_warns_runs_out_and_lasts_as_long_as_she_works() -> None:
    ends = CLAIMED.lease_until
    assert ends is not None
    assert not warning_due(CLAIMED, ends - WARNING - timedelta(seconds=1))
    assert warning_due(CLAIMED, ends - WARNING) and warning_due(CLAIMED, ends - timedelta(seconds=1))
    assert expire(CLAIMED, ends - timedelta(seconds=1)) is None
    back = done(CLAIMED, expire(CLAIMED, ends))
    assert (back.state, back.holder, back.opened_at) == (State.WAITING, None, WAITING.opened_at)
    assert not warning_due(CLAIMED, ends) and not warning_due(WAITING, ends)
    assert expire(WAITING, ends) is None and expire(CLOSED, ends) is None

    later = renew(CLAIMED, ROSE, NOON + timedelta(hours=3))
    assert isinstance(later, datetime) and later == NOON + timedelta(hours=15)
    assert expire(replace(CLAIMED, lease_until=later), ends) is None
    assert renew(CLAIMED, AMINA, NOON) == Refused("not_holder", ROSE.id)


def test_to_renew_leaves_the_messages_on_their_way_good() -> None:
    route = Route(CLAIMED.id, CLAIMED.token)
    until = renew(CLAIMED, ROSE, NOON)
    assert isinstance(until, datetime)
    assert may_send(replace(CLAIMED, lease_until=until), route) is None


@pytest.mark.parametrize(
    ("case", "route", "why"),
    [
        (CLAIMED, Route(CLAIMED.id, WAITING.token), Refused("not_holder", ROSE.id)),
        (CLAIMED, Route(CaseId(b"d" * 16), CLAIMED.token), Refused("not_holder", ROSE.id)),
        (WAITING, Route(WAITING.id, WAITING.token), Refused("not_holder", None)),
        (CLOSED, Route(CLOSED.id, CLAIMED.token), Refused("closed")),
    ],
    ids=["an older claim", "another case", "nobody holds it", "closed"],
)
def test_only_the_living_claim_sends(case: Case, route: Route, why: Refused) -> None:
    assert may_send(case, route) == why
    assert may_send(CLAIMED, Route(CLAIMED.id, CLAIMED.token)) is None


def test_a_move_can_change_how_urgent_it_is() -> None:
    move = close(CLAIMED, ROSE, "helped")
    assert isinstance(move, Move)
    assert done(CLAIMED, replace(move, urgency=Urgency.NOW)).urgency is Urgency.NOW
    assert CLOSED.urgency is Urgency.SOON
