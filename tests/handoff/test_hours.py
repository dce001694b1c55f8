"""When the desk is open: days of the year, bank holidays, Sundays, and the two nights on which the clock is changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.hours import Hours, Office, after_open, for_language, is_open, open_time, opens_next, stretches

EXAMPLES = int(os.environ.get("HOURS", "15"))  # `make soak` looks at more
LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE: tuple[Hours, ...] = (Hours(540, 1020),)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
WEEKDAYS: dict[int, tuple[Hours, ...]] = dict.fromkeys(range(5), NINE_TO_FIVE)
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)  # the nights on which the clocks change in 2026
NOON_ON_SATURDAY = datetime(2026, 11, 28, 12, tzinfo=UTC)


def office(week: Mapping[int, tuple[Hours, ...]] | None, **more: object) -> Office:
    return Office("desk", frozenset({"advocates"}), LONDON, week, **more)  # type: ignore[arg-type]


def utc(*at: int) -> datetime:
    return datetime(*at, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_on_saturday_it_opens_on_monday_at_nine() -> None:
    desk = [office(WEEKDAYS)]
    assert not is_open(desk, NOON_ON_SATURDAY)
    assert opens_next(desk, NOON_ON_SATURDAY) == utc(2026, 11, 30, 9)
    assert opens_next(desk, utc(2026, 11, 30, 9)) is None, "it is open now"
    assert is_open(desk, utc(2026, 11, 30, 16, 59)) and not is_open(desk, utc(2026, 11, 30, 17))


def test_sunday_is_a_day_like_the_others() -> None:
    """The one day on which a worker may leave the house."""
    desk = [office({**WEEKDAYS, SUNDAY: (Hours(600, 780), Hours(840, 1080))})]
    assert opens_next(desk, NOON_ON_SATURDAY) == utc(2026, 11, 29, 10)
    assert is_open(desk, utc(2026, 11, 29, 12, 30))
    assert opens_next(desk, utc(2026, 11, 29, 13, 30)) == utc(2026, 11, 29, 14), "after lunch"


def test_in_summer_nine_is_another_moment() -> None:
    assert opens_next([office(WEEKDAYS)], utc(2026, 7, 4, 12)) == utc(2026, 7, 6, 8)


def test_a_bank_holiday_is_closed_unless_the_day_says_otherwise() -> None:
    friday = date(2026, 12, 25)
    closed = office(WEEKDAYS, holidays=frozenset({friday}))
    assert opens_next([closed], utc(2026, 12, 24, 18)) == utc(2026, 12, 28, 9)
    here = office(WEEKDAYS, holidays=frozenset({friday}), days={friday: (Hours(600, 720),)})
    assert opens_next([here], utc(2026, 12, 24, 18)) == utc(2026, 12, 25, 10)


def test_a_single_day_can_be_closed_or_other_than_its_weekday() -> None:
    desk = [office(WEEKDAYS, days={date(2026, 11, 30): (), date(2026, 12, 5): (Hours(600, 660),)})]
    assert opens_next(desk, NOON_ON_SATURDAY) == utc(2026, 12, 1, 9)
    assert is_open(desk, utc(2026, 12, 5, 10, 30))


def test_hours_that_touch_at_midnight_are_one() -> None:
    desk = [office({SATURDAY: (Hours(1320, 1440),), SUNDAY: (Hours(0, 120),)})]
    assert next(stretches(desk, NOON_ON_SATURDAY)) == (utc(2026, 11, 28, 22), utc(2026, 11, 29, 2))


def test_two_offices_together_are_open_longer() -> None:
    both = [office(WEEKDAYS), office({MONDAY: (Hours(960, 1200),)})]
    assert next(stretches(both, NOON_ON_SATURDAY)) == (utc(2026, 11, 30, 9), utc(2026, 11, 30, 20))


def test_she_is_told_of_the_office_where_she_is_understood() -> None:
    english = office(WEEKDAYS, languages=frozenset({"en"}))
    filipino = office({6: NINE_TO_FIVE}, languages=frozenset({"fil"}))
    assert for_language([english, filipino], "fil") == (filipino,)
    assert for_language([english, filipino], "am") == (english, filipino), "nobody says so: then any of them"


def test_who_never_opens_is_never_open() -> None:
    never = [office({})]
    assert not is_open(never, NOON_ON_SATURDAY) and opens_next(never, NOON_ON_SATURDAY) is None
    assert after_open(never, NOON_ON_SATURDAY, timedelta(minutes=1)) is None
    assert not is_open([], NOON_ON_SATURDAY)


def test_while_nobody_has_said_the_hours_it_counts_as_open() -> None:
    always = [office(None)]
    assert is_open(always, NOON_ON_SATURDAY) and opens_next(always, NOON_ON_SATURDAY) is None
    assert after_open(always, NOON_ON_SATURDAY, timedelta(minutes=5)) == NOON_ON_SATURDAY + timedelta(minutes=5)


def test_who_is_always_there_is_not_asked_for_the_whole_year(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []
    real = Office.on

    def on(self: Office, day: date) -> tuple[Hours, ...]:
        asked.append(day)
        return real(self, day)

    monkeypatch.setattr(Office, "on", on)
    desk = [office(None), office(None)]
    assert opens_next(desk, NOON_ON_SATURDAY) is None
    assert after_open(desk, NOON_ON_SATURDAY, timedelta(hours=30)) == NOON_ON_SATURDAY + timedelta(hours=30)
    assert open_time(desk, NOON_ON_SATURDAY, NOON_ON_SATURDAY + timedelta(hours=30)) == timedelta(hours=30)
    assert len(asked) < 30, "a whole year of both is more than 700"
    assert len([*stretches(desk, NOON_ON_SATURDAY)]) == 1 and len(asked) > 700, "asked for all of it, it tells all"


def test_twenty_minutes_of_open_time_can_take_the_weekend() -> None:
    friday = utc(2026, 11, 27, 16, 50)
    assert after_open([office(WEEKDAYS)], friday, timedelta(minutes=20)) == utc(2026, 11, 30, 9, 10)


# --- the clock is changed ----------------------------------------------------------------------------------------


def test_the_day_is_23_hours_long_and_then_25() -> None:
    for day, hours in ((FORWARD, 23), (BACK, 25)):
        only = office({}, days={day: (Hours(0, 1440),)})
        assert open_time([only], utc(day.year, day.month, day.day - 1), utc(day.year, day.month, day.day + 2)) == (
            timedelta(hours=hours)
        )


def test_an_hour_that_is_shown_twice_is_open_twice() -> None:
    night = office({}, days={BACK: (Hours(60, 120),)})
    assert open_time([night], utc(2026, 10, 24), utc(2026, 10, 27)) == timedelta(hours=2)


def test_an_hour_that_is_skipped_opens_nobody_for_long() -> None:
    skipped = office({}, days={FORWARD: (Hours(60, 120),)})
    assert open_time([skipped], utc(2026, 3, 28), utc(2026, 3, 31)) == timedelta(hours=0)
    around = office({}, days={FORWARD: (Hours(30, 150),)})
    assert open_time([around], utc(2026, 3, 28), utc(2026, 3, 31)) == timedelta(hours=1)


_hours = st.lists(st.integers(0, 96).map(lambda quarter: quarter * 15), max_size=6, unique=True).map(
    lambda found: tuple(Hours(*pair) for pair in zip(sorted(found)[::2], sorted(found)[1::2], strict=False))
)
_near_a_change = st.sampled_from((date(2026, 3, 27), date(2026, 10, 23), date(2026, 12, 24), date(2028, 2, 27)))
_offices = st.builds(
    lambda week, days, holidays: office(week, days=days, holidays=frozenset(holidays)),
    st.dictionaries(st.integers(0, 6), _hours),
    st.dictionaries(st.sampled_from((FORWARD, BACK, date(2026, 12, 25))), _hours),
    st.sets(st.sampled_from((FORWARD, BACK, date(2026, 12, 25)))),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(_offices, max_size=2), _near_a_change)
def test_open_and_closed_minutes_add_up(desk: list[Office], day: date) -> None:
    """Minute by minute, over the change of the clock: what the sum says is what somebody who knocks finds."""
    since = utc(day.year, day.month, day.day)
    until = since + timedelta(days=3)
    knocks = [is_open(desk, since + timedelta(minutes=nth)) for nth in range(0, 3 * 1440, 15)]
    assert open_time(desk, since, until) == timedelta(minutes=15 * sum(knocks))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(_offices, max_size=2), _near_a_change, st.integers(0, 5 * 1440))
def test_when_it_opens_is_in_the_future_and_then_it_is_open(desk: list[Office], day: date, minutes: int) -> None:
    at = utc(day.year, day.month, day.day) + timedelta(minutes=minutes)
    opens = opens_next(desk, at)
    if is_open(desk, at):
        assert opens is None
    elif opens is not None:
        assert opens > at and is_open(desk, opens)
        assert open_time(desk, at, opens) == timedelta(), "and it was not open in between"
    else:
        assert open_time(desk, at, at + timedelta(days=390)) == timedelta()


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(_offices, max_size=2), _near_a_change, st.integers(1, 600))
def test_so_much_open_time_has_passed_just_then(desk: list[Office], day: date, minutes: int) -> None:
    since, wanted = utc(day.year, day.month, day.day), timedelta(minutes=minutes)
    then = after_open(desk, since, wanted)
    if then is not None:
        assert open_time(desk, since, then) == wanted
