"""Her hours are those of her clock, on every day of the year, and there is always a next one."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.safe_hours import DAYS, PARTS, SafeHours, span

EXAMPLES = int(os.environ.get("HOURS", "15"))  # `make soak` looks at more
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda more: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=more))
chosen = st.builds(SafeHours, st.frozensets(st.sampled_from(PARTS)), st.frozensets(st.sampled_from(DAYS)))
AFTERNOONS = SafeHours(parts=frozenset({4}))  # 12 to 15
SUNDAYS = SafeHours(days=frozenset({6}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_nothing_chosen_is_any_time() -> None:
    assert not SafeHours() and SafeHours().safe(at("2026-11-23 03:00"))


def test_an_hour_is_hers_in_winter_and_in_summer() -> None:
    assert AFTERNOONS.safe(at("2026-12-01 12:00")) and not AFTERNOONS.safe(at("2026-12-01 11:59"))
    assert AFTERNOONS.safe(at("2026-07-01 11:00")) and not AFTERNOONS.safe(at("2026-07-01 14:00"))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23 15:20", "2026-11-24 12:00"),
        ("2026-10-24 20:00", "2026-10-25 12:00"),  # over the night in which the clocks go back
        ("2026-03-28 20:00", "2026-03-29 11:00"),  # and forward
    ],
)
def test_the_window_opens_by_her_clock_also_after_the_change_of_time(now: str, opens: str) -> None:
    assert AFTERNOONS.next(at(now)) == at(opens)


def test_a_sunday_begins_and_ends_at_her_midnight() -> None:
    assert SUNDAYS.next(at("2026-07-01 12:00")) == at("2026-07-04 23:00")
    assert not SUNDAYS.safe(at("2026-07-05 23:00"))


def test_a_tap_chooses_and_the_next_one_takes_back() -> None:
    once = SafeHours().toggled("p4").toggled("d6")
    assert once == SafeHours(frozenset({4}), frozenset({6})) and once.has("p4") and not once.has("d4")
    assert once.toggled("p4").toggled("d6") == SafeHours()


MADE_UP = st.text("pdPD07891 -.²٣४x\N{THAI DIGIT FIVE}é", max_size=4)


@given(MADE_UP, chosen)
@settings(max_examples=4 * EXAMPLES)
def test_no_button_that_was_made_up_changes_more_than_it_may(what: str, hours: SafeHours) -> None:
    after = hours.toggled(what)
    assert after.parts <= set(PARTS) and after.days <= set(DAYS)


@given(moments, chosen)
@settings(max_examples=2 * EXAMPLES, deadline=None)
def test_there_is_always_a_next_hour_within_a_week_and_it_is_safe(now: datetime, hours: SafeHours) -> None:
    then = hours.next(now)
    assert hours.safe(then) and now <= then <= now + timedelta(days=8)
    before = then - timedelta(minutes=1)
    assert then == now or before < now or not hours.safe(before), "not an hour later than it must be"


def test_they_are_said_in_digits_that_need_no_language() -> None:
    assert [span(part) for part in (0, 4, 7)] == ["00–03", "12–15", "21–24"]
