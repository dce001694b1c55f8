"""After the referral: days that follow from facts, reminders before it is too late, and nothing where no fact is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.referral.after import (
    BEFORE,
    Course,
    Day,
    Limits,
    days,
    due,
    in_time,
    told,
    working_days_later,
)

TODAY = date(2026, 11, 24)  # a Tuesday
DAY = timedelta(days=1)
LIMITS = Limits(target=5, recovery=30, again=30)


def after(*said: str, today: date = TODAY) -> Course:
    course: Course | None = Course()
    for words in said:
        assert course is not None
        course = told(course, words.split(), today)
    assert course is not None, said
    return course


def known(*said: str, limits: Limits = LIMITS) -> list[Day]:
    return list(days(after(*said), limits))


def test_the_first_decision_is_aimed_at_within_working_days() -> None:
    assert known("sent 2026-11-20") == [Day("target", date(2026, 11, 27))], "a Friday: the weekend does not count"
    holidays = frozenset({date(2026, 11, 23)})
    assert known("sent 2026-11-20", limits=Limits(5, holidays=holidays)) == [Day("target", date(2026, 11, 30))]


def test_after_a_yes_comes_a_time_to_recover_and_after_a_no_a_time_to_ask_again() -> None:
    assert known("sent 2026-10-01", "rg positive 2026-10-09") == [Day("recovery", date(2026, 11, 8))]
    assert known("sent 2026-10-01", "rg negative 2026-11-09") == [Day("again", date(2026, 12, 9))]
    assert known("rg positive 2026-06-09", "cg negative 2026-11-20") == [Day("again", date(2026, 12, 20))]


def test_a_decision_that_was_changed_begins_the_recovery() -> None:
    said = ("rg negative 2026-10-01", "asked 2026-10-10 evidence")
    assert known(*said) == []
    assert known(*said, "result changed 2026-11-10") == [Day("recovery", date(2026, 12, 10))]
    assert known(*said, "result same 2026-11-10") == []


def test_without_a_fact_there_is_no_day() -> None:
    for said in (("sent 2026-11-20",), ("rg positive 2026-10-09",), ("rg negative 2026-11-09",)):
        assert known(*said, limits=Limits()) == []


def test_who_left_is_waited_for_no_more() -> None:
    assert known("sent 2026-11-20", "left 2026-11-23") == []


def test_the_thirtieth_day_is_in_time_and_the_next_is_not() -> None:
    assert in_time(after("rg negative 2026-10-01", "asked 2026-10-31 guidance"), LIMITS) is True
    assert in_time(after("rg negative 2026-10-01", "asked 2026-11-01 guidance"), LIMITS) is False
    assert in_time(after("rg negative 2026-10-01"), LIMITS) is None
    assert in_time(after("rg negative 2026-10-01", "asked 2026-10-31 guidance"), Limits()) is None


@pytest.mark.parametrize(
    "words",
    [
        "sent", "sent tomorrow", "sent 2026-11-25", "sent 2026-11-31", "sent 2026-11-20 hours many",
        "sent 2026-11-20 hours 0", "rg 2026-11-20", "rg maybe 2026-11-20", "asked 2026-11-20 evidence",
        "result changed 2026-11-20", "left", "left her 2026-11-20", "", "rg positive",
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_kept(words: str) -> None:
    assert told(Course(), words.split(), TODAY) is None


def test_nothing_comes_before_what_it_follows() -> None:
    assert told(after("sent 2026-11-20"), ["rg", "positive", "2026-11-19"], TODAY) is None
    assert told(after("rg negative 2026-11-09"), ["asked", "2026-11-08", "evidence"], TODAY) is None
    assert told(after("rg negative 2026-11-09"), ["asked", "2026-11-10", "because"], TODAY) is None


def test_a_date_can_be_put_right_and_hours_are_told() -> None:
    assert after("sent 2026-11-20 hours 12", "sent 2026-11-19 hours 14").hours == 14
    assert after("sent today").submitted == TODAY


# --- reminders ----------------------------------------------------------------------------------------------------


def test_each_reminder_comes_once_on_its_day() -> None:
    course = after("rg negative 2026-11-09")
    until = date(2026, 12, 9)
    said: list[str] = []
    seen: list[tuple[str, int]] = []
    day: date | None = TODAY
    while day is not None:
        now, day_after = due(course, LIMITS, said, day)
        seen += [(each.what, (each.until - day).days) for each in now]
        said += [each.key for each in now]
        assert not due(course, LIMITS, said, day)[0], "not twice"
        day = day_after
    assert seen == [*(("again", many) for many in BEFORE), ("over", -1)]
    assert until == date(2026, 12, 9)


def test_who_was_away_hears_the_newest_only() -> None:
    course = after("rg negative 2026-11-09")
    now, _ = due(course, LIMITS, (), date(2026, 12, 8))
    assert [each.what for each in now] == ["again"]
    now, _ = due(course, LIMITS, (), date(2026, 12, 20))
    assert [each.what for each in now] == ["over"]


def test_what_is_done_is_not_reminded_of() -> None:
    course = after("rg negative 2026-11-09", "asked 2026-11-20 evidence")
    assert due(course, LIMITS, (), date(2027, 2, 1)) == ([], None)


def late_only(course: Course, today: date) -> list[str]:
    """What a calendar does that looks when the time is over."""
    return [what for what, on in days(course, LIMITS) if today > on]


def test_a_calendar_that_looks_too_late_is_caught() -> None:
    """The last reminder must leave time to ask."""
    course = after("rg negative 2026-11-09")
    on_its_days = [date(2026, 12, 9) - many * DAY for many in BEFORE]
    assert all(due(course, LIMITS, (), day)[0] for day in on_its_days)
    assert not any(late_only(course, day) for day in on_its_days)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 30))
def test_working_days_are_what_a_calendar_counts(day: date, many: int) -> None:
    later = working_days_later(day, many, frozenset())
    between = [day + DAY * nth for nth in range(1, (later - day).days + 1)]
    assert sum(each.weekday() < 5 for each in between) == many
