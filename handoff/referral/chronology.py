"""What happened when, as exactly as it is known and no more exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?\Z")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Rough(NamedTuple):
    """A year, a month or a day; 0 is what nobody knows."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def read(cls, text: str) -> Rough | None:
        """As 2024, 2024-03 or 2024-03-12; None for anything else."""
        found = _DAY.match(text.strip())
        return cls(*(int(part or 0) for part in found.groups())) if found else None

    def __str__(self) -> str:
        month = _MONTHS[self.month - 1] if self.month else ""
        return " ".join(filter(None, (str(self.day or ""), month, str(self.year))))


class Event(NamedTuple):
    """`field` is where in the form it was told."""

    since: Rough
    what: str
    field: str
    until: Rough | None = None


def chronology(events: Iterable[Event]) -> list[Event]:
    """Earliest first. What is known to the month only stands before the days of that month; of two that cannot be told
    apart, the one that was told first."""
    return sorted(events, key=lambda event: event.since)


_LINE = re.compile(r"\s*(\d{4}(?:-\d{2}){0,2})(?:\s+(?:to|until|-|–)\s+(\d{4}(?:-\d{2}){0,2}))?\s*:\s*(\S.*)")


def events_in(field: str, text: str) -> list[Event]:
    """Each line of an answer that begins with a date, as `2024-03 to 2024-05: worked in Leeds`."""
    found = []
    for line in text.split("\n"):
        told = _LINE.fullmatch(line.rstrip())
        since = Rough.read(told[1]) if told else None
        until = Rough.read(told[2]) if told and told[2] else None
        if told and since and (until or not told[2]):
            found.append(Event(since, told[3], field, until))
    return found


def impossible(events: Iterable[Event]) -> list[Event]:
    """Those that end before they begin: to be asked about, never put right by a program."""
    return [event for event in events if event.until is not None and _surely_before(event.until, event.since)]


class Differ(NamedTuple):
    """Two dated answers that cannot both be so. `other` None: something that was before she was born."""

    one: Event
    other: Event | None


def differing(events: Iterable[Event], born: Rough | None = None) -> list[Differ]:
    """The same thing with two dates, and what happened before she was born. For a person to read, who asks her or
    writes down why: whoever was hurt remembers dates badly. Nothing is counted, and neither is called wrong."""
    known = chronology(events)
    found = [Differ(one, None) for one in known if born is not None and _surely_before(one.since, born)]
    for place, one in enumerate(known):
        same = (other for other in known[place + 1 :] if _same(one.what) == _same(other.what))
        found += [Differ(one, other) for other in same if _apart(one, other)]
    return found


def _same(what: str) -> str:
    return " ".join(re.findall(r"\w+", what.casefold()))


def _apart(one: Event, other: Event) -> bool:
    ends = (one.until, other.until)
    pairs = [(one.since, other.since), *([(ends[0], ends[1])] if ends[0] and ends[1] else [])]
    return any(_surely_before(first, second) or _surely_before(second, first) for first, second in pairs)


def _surely_before(one: Rough, other: Rough) -> bool:
    for first, second in zip(one, other, strict=True):
        if not first or not second or first != second:
            return bool(first and second) and first < second
    return False
