"""The ladder: it climbs until a person answers, rings on at its top, and nothing but a person ends it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from handoff import alerts
from handoff.alerts import HOLD, Alert, Rung, ladder
from handoff.model import Case, CaseId, StaffId, State, Token, Urgency

EXAMPLES = int(os.environ.get("HOURS", "15"))  # `make soak` looks at more
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CASE = Case(CaseId(b"c" * 16), "MAPLE-LAMP-27", State.WAITING, Urgency.NOW, "fil", Token(3), NOON)
ROSE = StaffId(b"rose")
RUNGS = ladder(Urgency.NOW, {})
AGAIN = alerts.again(Urgency.NOW, {})


def by_the_wall(since: datetime, wanted: timedelta) -> datetime:
    return since + wanted


def minutes(many: float) -> timedelta:
    return timedelta(minutes=many)


def begun() -> Alert:
    return alerts.begin(CASE, NOON, RUNGS, by_the_wall)


def climbed(alert: Alert, at: datetime, told: int = 1) -> tuple[Rung, Alert]:
    step = alerts.climb(alert, at, RUNGS, by_the_wall, AGAIN)
    assert step is not None
    return step[0], alerts.reached(step[1], told, at, RUNGS)


def test_nobody_answers_and_the_next_ones_are_called() -> None:
    alert, tried = begun(), []
    for after in (0, 3, 6, 10):
        early = NOON + minutes(after) - timedelta(seconds=1)
        assert alerts.climb(alert, early, RUNGS, by_the_wall, AGAIN) is None
        rung, alert = climbed(alert, NOON + minutes(after))
        tried.append(rung)
    assert tried == [Rung.ROTA, Rung.LANGUAGE, Rung.COORDINATORS, Rung.OUTSIDE]
    assert alerts.at_the_top(alert, RUNGS) and alerts.stands(alert, CASE), "at the top it is still not over"


def at_the_top() -> tuple[Alert, datetime]:
    """The last rung has just been tried."""
    alert, now = begun(), NOON
    for _, after in RUNGS:
        now = NOON + after
        _, alert = climbed(alert, now)
    return alert, now


def test_at_the_top_the_last_rung_rings_again_until_a_person_answers() -> None:
    alert, now = at_the_top()
    for _ in range(100):
        assert alerts.climb(alert, now + AGAIN - minutes(1), RUNGS, by_the_wall, AGAIN) is None
        now += AGAIN
        rung, alert = climbed(alert, now)
        assert rung is Rung.OUTSIDE and alerts.last_tried(alert, RUNGS) is Rung.OUTSIDE


def test_a_tap_at_the_top_that_no_claim_follows_begins_the_ladder_anew_and_not_for_ever() -> None:
    alert, now = at_the_top()
    for nth in range(alerts.MOST_ANEW + 2):
        alert = alerts.answer(alert, ROSE, now, RUNGS)
        assert alerts.climb(alert, now + HOLD - minutes(1), RUNGS, by_the_wall, AGAIN) is None
        now += HOLD
        rung, alert = climbed(alert, now)
        if nth >= alerts.MOST_ANEW:
            assert rung is Rung.OUTSIDE, "who taps and taps does not make the whole desk ring each time"
            continue
        called = [rung]
        while not alerts.at_the_top(alert, RUNGS):
            assert alert.due is not None
            now = alert.due
            rung, alert = climbed(alert, now)
            called.append(rung)
        assert called == [rung for rung, _ in RUNGS]


@pytest.mark.parametrize(("written", "means"), [({}, 60), ({"soon": {"again": 90}}, 90), ({"soon": {"again": 0}}, 5)])
def test_how_often_it_rings_is_the_desks_to_say_but_never_without_a_pause(
    written: dict[str, dict[str, int]], means: int
) -> None:
    assert alerts.again(Urgency.SOON, written) == minutes(means)


def test_a_tap_buys_ten_minutes_and_no_more() -> None:
    _, alert = climbed(begun(), NOON)
    alert = alerts.answer(alert, ROSE, NOON + minutes(1), RUNGS)
    assert alerts.climb(alert, NOON + minutes(1) + HOLD - minutes(1), RUNGS, by_the_wall, AGAIN) is None
    rung, alert = climbed(alert, NOON + minutes(1) + HOLD)
    assert rung is Rung.LANGUAGE and alert.by is None, "no claim followed: it goes on where it stood"


def test_an_alert_to_nobody_is_none() -> None:
    """An empty rota, nobody with the language, no coordinator: those outside are called in the same moment."""
    alert, tried = begun(), []
    for _ in RUNGS:
        rung, alert = climbed(alert, NOON, told=0)
        tried.append(rung)
    assert tried == list(Rung)


def test_when_none_of_them_can_be_reached_the_next_ones_are_called_at_once() -> None:
    _, alert = climbed(begun(), NOON, told=2)
    alert = alerts.missed(alert, NOON, RUNGS)
    assert alerts.climb(alert, NOON, RUNGS, by_the_wall, AGAIN) is None, "one may still answer"
    alert = alerts.missed(alert, NOON, RUNGS)
    assert climbed(alert, NOON)[0] is Rung.LANGUAGE


def test_whoever_has_answered_is_not_overtaken_by_a_message_that_failed() -> None:
    _, alert = climbed(begun(), NOON, told=1)
    alert = alerts.missed(alerts.answer(alert, ROSE, NOON, RUNGS), NOON, RUNGS)
    assert alerts.climb(alert, NOON + minutes(5), RUNGS, by_the_wall, AGAIN) is None


def test_a_broken_promise_climbs() -> None:
    _, alert = climbed(begun(), NOON)
    assert climbed(alerts.hurry(alert, NOON + minutes(1), RUNGS), NOON + minutes(1))[0] is Rung.LANGUAGE


@pytest.mark.parametrize("other", [replace(CASE, token=Token(4)), replace(CASE, state=State.CLAIMED, holder=ROSE),
                                   replace(CASE, state=State.CLOSED), replace(CASE, urgency=Urgency.SOON)])  # fmt: skip
def test_it_is_about_one_wait_at_one_urgency(other: Case) -> None:
    assert alerts.stands(begun(), CASE) and not alerts.stands(begun(), other)


def test_the_desk_writes_its_own_minutes_and_what_it_leaves_out_is_ours() -> None:
    own = ladder(Urgency.NOW, {"now": {"rota": 1, "outside": 5}})
    assert own == (
        (Rung.ROTA, minutes(1)), (Rung.LANGUAGE, minutes(3)), (Rung.OUTSIDE, minutes(5)),
        (Rung.COORDINATORS, minutes(6)),
    )  # fmt: skip


@given(st.dictionaries(st.sampled_from([rung.value for rung in Rung]), st.integers(0, 10_000)))
@settings(max_examples=EXAMPLES)
def test_every_ladder_has_each_rung_once_and_never_goes_back(written: dict[str, int]) -> None:
    rungs = ladder(Urgency.SOON, {"soon": written})
    assert sorted(rung for rung, _ in rungs) == sorted(Rung)
    assert [after for _, after in rungs] == sorted(after for _, after in rungs)


def test_minutes_of_a_closed_desk_do_not_count() -> None:
    """Over a night nobody is woken for what can wait: the moments come from whoever knows the hours."""
    morning = NOON + timedelta(hours=21)
    after = {minutes(10): morning, minutes(20): morning + minutes(10)}
    rungs = ladder(Urgency.SOON, {})
    alert = alerts.begin(replace(CASE, urgency=Urgency.SOON), NOON, rungs, lambda since, wanted: after.get(wanted))
    assert alerts.climb(alert, morning - minutes(1), rungs, by_the_wall, AGAIN) is None
    assert alerts.climb(alert, morning, rungs, by_the_wall, AGAIN) is not None


# --- whatever happens, in whatever order -----------------------------------------------------------------------------


class Climbing(RuleBasedStateMachine):
    """One wait with deliveries, failures, taps, broken promises and time, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.alert, self.tried = NOON, begun(), list[Rung]()
        self.answered_at: datetime | None = None
        self.rang = list[datetime]()  # the last rung
        self.began = 1

    @rule(seconds=st.integers(1, 1200), people=st.integers(0, 3))
    def time_passes(self, seconds: int, people: int) -> None:
        self.now += timedelta(seconds=seconds)
        while step := alerts.climb(self.alert, self.now, RUNGS, by_the_wall, AGAIN):
            rung, after = step
            assert self.answered_at is None or self.now >= self.answered_at + HOLD or self.hurried
            if after.anew > self.alert.anew:
                assert self.answered_at is not None, "nothing but a tap that was not kept begins it anew"
                self.tried.clear()
                self.began += 1
            if rung is RUNGS[-1][0]:
                self.rang.append(self.now)
            self.tried.append(rung)
            self.alert = alerts.reached(after, people, self.now, RUNGS)
            self.answered_at = None

    hurried = False

    @rule()
    @precondition(lambda self: self.alert.told > self.alert.missed)
    def a_message_cannot_be_delivered(self) -> None:
        self.alert = alerts.missed(self.alert, self.now, RUNGS)

    @rule()
    @precondition(lambda self: self.tried)
    def a_person_taps(self) -> None:
        self.alert = alerts.answer(self.alert, ROSE, self.now, RUNGS)
        self.answered_at, self.hurried = self.now, False

    @rule()
    def a_promise_is_broken(self) -> None:
        self.alert = alerts.hurry(self.alert, self.now, RUNGS)
        self.hurried = not alerts.at_the_top(self.alert, RUNGS)

    @invariant()
    def each_rung_in_order_and_the_last_again_and_again(self) -> None:
        once = [rung for rung, _ in RUNGS]
        assert self.tried == [*once, *[once[-1]] * len(self.tried)][: len(self.tried)]
        assert self.alert.tried == len(self.tried)

    @invariant()
    def it_does_not_flood(self) -> None:
        """Between two calls of the last rung lies its own time, or a tap and the time in which a claim may follow."""
        assert self.began <= 1 + alerts.MOST_ANEW
        assert all(later - earlier >= min(AGAIN, HOLD) for earlier, later in pairwise(self.rang))

    @invariant()
    def only_a_person_ends_it(self) -> None:
        """It stands until the case is another's, and there is always a moment at which it goes on."""
        assert alerts.stands(self.alert, CASE) and self.alert.due is not None


Climbing.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None)
TestClimbing = Climbing.TestCase


# --- X13: an alert that was delivered and that nobody has seen -------------------------------------------------------


def counts_deliveries(alert: Alert, delivered: int) -> Alert:
    """The naive variant: what Telegram has accepted counts as having been heard."""
    return replace(alert, due=None) if delivered else alert


def counts_taps(alert: Alert, delivered: int) -> Alert:
    """Ours: a delivery is noted nowhere."""
    return alert


def heard_by_nobody(noted: Callable[[Alert, int], Alert]) -> list[Rung]:
    """Everything is delivered, to phones that lie in drawers. Who is called within an hour?"""
    alert, called = begun(), []
    for minute in range(60):
        step = alerts.climb(alert, NOON + minutes(minute), RUNGS, by_the_wall, AGAIN)
        if step is not None:
            called.append(step[0])
            alert = noted(alerts.reached(step[1], 2, NOON, RUNGS), 2)
    return called


def test_a_delivery_without_a_tap_counts_for_nothing() -> None:
    assert heard_by_nobody(counts_taps)[-1] is Rung.OUTSIDE
    assert heard_by_nobody(counts_deliveries) == [Rung.ROTA], "the naive one stops there, and nobody comes"
