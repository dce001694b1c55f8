"""Who is on duty: every week, and on single days otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.hours import Stretch
from handoff.model import StaffId
from handoff.rota import Shift, Wanted, anybody, of_day, on_duty, told

LONDON = ZoneInfo("Europe/London")
ROSE, JOY = StaffId(b"rose"), StaffId(b"joy")
SUNDAYS = Shift(ROSE, "sunday", 600, 960)
SUNDAY = date(2026, 11, 29)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_on_sundays_rose_is_there() -> None:
    assert on_duty([SUNDAYS], at(2026, 11, 29, 10), LONDON) == {ROSE}
    assert on_duty([SUNDAYS], at(2026, 11, 29, 16), LONDON) == frozenset()
    assert on_duty([SUNDAYS], at(2026, 11, 28, 12), LONDON) == frozenset()
    assert on_duty([SUNDAYS], at(2026, 7, 5, 9), LONDON) == {ROSE}, "in summer ten is an hour earlier"


def test_a_date_beats_the_weekday_for_her_alone() -> None:
    away, instead = Shift(ROSE, "2026-11-29", 0, 0), Shift(JOY, "2026-11-29", 720, 780)
    assert of_day([SUNDAYS, away, instead], SUNDAY) == [instead]
    assert of_day([SUNDAYS, away, instead], date(2026, 12, 6)) == [SUNDAYS]


def test_whether_anybody_is_there_when_the_desk_opens() -> None:
    opening = Stretch(at(2026, 11, 29, 15), at(2026, 11, 29, 18))
    assert anybody([SUNDAYS], opening, LONDON)
    assert not anybody([SUNDAYS], Stretch(at(2026, 11, 29, 16), at(2026, 11, 29, 18)), LONDON)
    assert not anybody([], opening, LONDON)
    late = Shift(ROSE, "saturday", 1380, 1440)
    assert anybody([late], Stretch(at(2026, 11, 28, 22), at(2026, 11, 29, 2)), LONDON)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("sunday 10:00-16:00", Wanted("sunday", ((600, 960),))),
        ("Sunday 9:30-13:00,14:00-24:00 Desk Two", Wanted("sunday", ((570, 780), (840, 1440)), "Desk Two")),
        ("2026-12-27 off", Wanted("2026-12-27", ())),
        ("monday off Desk Two", Wanted("monday", (), "Desk Two", usual=True)),
        ("2026-12-27 usual", Wanted("2026-12-27", (), usual=True)),
        ("sunday", None),
        ("someday 10:00-16:00", None),
        ("2026-02-30 off", None),
        ("sunday 16:00-10:00", None),
        ("sunday 10:00-12:00,11:00-13:00", None),
        ("sunday 10:00-24:30", None),
        ("sunday usual", None),
        ("sunday tomorrow", None),
    ],
)
def test_what_is_written_to_the_bot(said: str, wanted: Wanted | None) -> None:
    assert told(said.split()) == wanted
