"""The queue: urgent first, and nobody waits for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.model import Case, CaseId, State, Token, Urgency
from handoff.queue import counted_from, minutes_waited, order, place_in_line, why_next

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TWO_DAYS = timedelta(hours=48)  # what we promise: nobody who comes later than this after her goes before her


def case(name: str, urgency: Urgency, minutes: float, state: State = State.WAITING) -> Case:
    return Case(CaseId(name.encode()), name, state, urgency, "fil", Token(1), NOON - minutes * MINUTE)


CASES = st.lists(
    st.builds(
        case,
        st.uuids().map(str),
        st.sampled_from(Urgency),
        st.integers(0, 10 * 24 * 60),
        st.sampled_from([State.WAITING, State.WAITING, State.WAITING, State.CLAIMED, State.CLOSED]),
    ),
    max_size=25,
    unique_by=lambda made: made.id,
)


def names(cases: list[Case]) -> list[str]:
    return [each.code_name for each in cases]


def test_urgent_goes_before_soon_before_normal_and_longer_before_shorter() -> None:
    cases = [
        case("normal-long", Urgency.NORMAL, 90),
        case("soon", Urgency.SOON, 5),
        case("now", Urgency.NOW, 1),
        case("normal-short", Urgency.NORMAL, 3),
        case("with-rose", Urgency.NOW, 500, State.CLAIMED),
    ]
    assert names(order(cases, NOON)) == ["now", "soon", "normal-long", "normal-short"]


def test_who_has_waited_long_enough_goes_before_a_newer_urgent_one() -> None:
    patient = case("patient", Urgency.NORMAL, 9 * 60)
    assert names(order([case("soon", Urgency.SOON, 30), patient], NOON))[0] == "patient"
    assert why_next(patient, [case("soon", Urgency.SOON, 30), patient], NOON) == (
        "waiting 9 hours: long enough to go before newer, more urgent ones"
    )


@given(CASES)
def test_the_order_holds_the_waiting_ones_once_each_and_places_agree(cases: list[Case]) -> None:
    queue = order(cases, NOON)
    assert sorted(names(queue)) == sorted(each.code_name for each in cases if each.state is State.WAITING)
    assert [place_in_line(each, cases, NOON) for each in queue] == list(range(1, len(queue) + 1))
    assert order(list(reversed(cases)), NOON) == queue
    turns = [counted_from(each.opened_at, each.urgency) for each in queue]
    assert turns == sorted(turns)
    for each in queue:
        assert why_next(each, cases, NOON)


@given(CASES, st.integers(0, 100_000))
def test_two_who_wait_never_change_places(cases: list[Case], minutes: int) -> None:
    assert order(cases, NOON) == order(cases, NOON + minutes * MINUTE)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(Urgency), st.lists(st.integers(45, 240), min_size=1, max_size=40))
def test_nobody_starves_however_many_urgent_ones_keep_coming(urgency: Urgency, gaps: list[int]) -> None:
    """One advocate, two urgent cases for each she serves, without end: before her go only those of the head start."""
    her = case("her", urgency, 0)
    queue, now, before_her, came_in_time = [her], NOON, 0, 0
    while True:
        now += gaps[before_her % len(gaps)] * MINUTE
        queue += [replace(case(f"new{before_her}-{n}", Urgency.NOW, 0), opened_at=now) for n in range(2)]
        came_in_time += 2 if now - her.opened_at <= TWO_DAYS else 0
        served = order(queue, now)[0]
        if served is her:
            break
        queue.remove(served)
        before_her += 1
        assert before_her <= came_in_time


@given(CASES)
def test_only_those_who_came_within_the_head_start_after_her_go_before_her(cases: list[Case]) -> None:
    queue = order(cases, NOON)
    for place, each in enumerate(queue):
        for before in queue[:place]:
            assert before.opened_at - each.opened_at <= TWO_DAYS


def test_a_place_is_for_who_waits_whether_or_not_she_is_in_the_list() -> None:
    her = case("her", Urgency.NORMAL, 5)
    assert place_in_line(her, [], NOON) == 1
    assert place_in_line(her, [case("now", Urgency.NOW, 1)], NOON) == 2
    assert place_in_line(replace(her, state=State.CLAIMED), [her], NOON) is None


def test_why_next_says_it_in_words() -> None:
    now, soon = case("now", Urgency.NOW, 12), case("soon", Urgency.SOON, 61)
    assert why_next(now, [now], NOON) == "the only one waiting, for 12 minutes"
    assert why_next(now, [now, soon], NOON) == "🔴 now, waiting 12 minutes"
    assert why_next(soon, [soon, case("other", Urgency.SOON, 2)], NOON) == "the longest wait of its urgency, 1 hour"


def test_a_clock_that_is_a_little_behind_makes_no_negative_wait() -> None:
    assert minutes_waited(case("ahead", Urgency.NOW, -3), NOON) == 0
