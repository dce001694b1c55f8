"""Who is on duty when: by the weekday, and on single days otherwise. By the clock of the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from handoff.hours import Stretch, moment
from handoff.model import StaffId

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_SPANS = 4  # of one colleague on one day
_SPAN = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])\Z")
_MIDNIGHT = 1440


@dataclass(frozen=True, slots=True)
class Shift:
    """`day`: a weekday, or one day as 2026-12-27, which beats the weekday. `opens` and `closes`: minutes after local
    midnight; the same: she is not there on that day."""

    staff: StaffId
    day: str
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What /rota was told: on `day` these spans hold for `name` ("": whoever wrote it), and nothing else. No spans on a
    single day: not there. `usual`: nothing of its own for that day any more."""

    day: str
    spans: tuple[tuple[int, int], ...]
    name: str = ""
    usual: bool = False


def on_duty(shifts: Iterable[Shift], at: datetime, zone: tzinfo) -> frozenset[StaffId]:
    return frozenset(staff for staff, opens, closes in _around(shifts, at, zone) if opens <= at < closes)


def anybody(shifts: Iterable[Shift], within: Stretch, zone: tzinfo) -> bool:
    """Whether somebody is on duty at any time of it."""
    known = tuple(shifts)
    days = (within.closes.astimezone(zone).date() - within.opens.astimezone(zone).date()).days
    first = within.opens.astimezone(zone).date()
    return any(
        opens < within.closes and closes > within.opens
        for nth in range(-1, days + 1)
        for _, opens, closes in _of_day(known, first + timedelta(days=nth), zone)
    )


def of_day(shifts: Iterable[Shift], day: date) -> list[Shift]:
    """The shifts that hold on this day, the earliest first."""
    known = tuple(shifts)
    otherwise = {shift.staff for shift in known if shift.day == day.isoformat()}
    found = [
        shift
        for shift in known
        if shift.day == day.isoformat() or (shift.day == WEEKDAYS[day.weekday()] and shift.staff not in otherwise)
    ]
    return sorted((shift for shift in found if shift.opens < shift.closes), key=lambda it: (it.opens, it.closes))


def _around(shifts: Iterable[Shift], at: datetime, zone: tzinfo) -> Iterator[tuple[StaffId, datetime, datetime]]:
    known, today = tuple(shifts), at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        yield from _of_day(known, day, zone)


def _of_day(shifts: tuple[Shift, ...], day: date, zone: tzinfo) -> Iterator[tuple[StaffId, datetime, datetime]]:
    for shift in of_day(shifts, day):
        yield shift.staff, moment(day, shift.opens, zone), moment(day, shift.closes, zone, last=True)


def told(words: list[str]) -> Wanted | None:
    """`sunday 10:00-16:00 Desk Two`, `2026-12-27 off`, `2026-12-27 usual Desk Two`. None: that was not understood."""
    if len(words) < 2:
        return None
    day, what, name = words[0].lower(), words[1].lower(), " ".join(words[2:])
    if day not in WEEKDAYS and not _is_day(day):
        return None
    if what == "off":
        return Wanted(day, (), name, usual=day in WEEKDAYS)
    if what == "usual":
        return Wanted(day, (), name, usual=True) if day not in WEEKDAYS else None
    spans = _spans(what)
    return Wanted(day, spans, name) if spans else None


def _is_day(said: str) -> bool:
    try:
        return len(said) == 10 and bool(date.fromisoformat(said))
    except ValueError:
        return False


def _spans(said: str) -> tuple[tuple[int, int], ...]:
    """In order, not overlapping, within the day; else none."""
    found: list[tuple[int, int]] = []
    for part in said.split(","):
        span = _SPAN.match(part)
        opens, closes = (60 * int(span[nth]) + int(span[nth + 1]) for nth in (1, 3)) if span else (0, 0)
        if not opens < closes <= _MIDNIGHT or (found and opens < found[-1][1]):
            return ()
        found.append((opens, closes))
    return tuple(found) if len(found) <= MOST_SPANS else ()
