"""When it is safe to write to her: parts of the day and days of the week that she has chosen, by her clock.

Nothing chosen means any time. Outside these hours nothing is sent to her unasked; what she herself writes is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handoff.waiting import LONDON

PART = 3  # hours; a day has eight parts
PARTS = range(24 // PART)
DAYS = range(7)  # Monday is 0
HERE = timedelta(minutes=10)  # after a sign of life she is taken to be at the phone, whatever she has chosen


@dataclass(frozen=True, slots=True)
class SafeHours:
    """Of an empty set everything holds: no part chosen is every part, no day chosen every day."""

    parts: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.parts or self.days)

    def has(self, what: str) -> bool:
        return _number(what) in (self.parts if what.startswith("p") else self.days)

    def toggled(self, what: str) -> SafeHours:
        """`p0` to `p7`: a part of the day; `d0` to `d6`: a day. What is chosen is taken back. Others change nothing."""
        one = frozenset({_number(what)})
        if what[:1] == "p" and one <= set(PARTS):
            return SafeHours(self.parts ^ one, self.days)
        if what[:1] == "d" and one <= set(DAYS):
            return SafeHours(self.parts, self.days ^ one)
        return self

    def safe(self, at: datetime) -> bool:
        local = at.astimezone(LONDON)
        return local.hour // PART in (self.parts or PARTS) and local.weekday() in (self.days or DAYS)

    def next(self, at: datetime) -> datetime:
        """When it is safe: `at`, or the first full hour after it. Any choice has some hour in every week."""
        if self.safe(at):
            return at
        hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)  # London is whole hours from UTC
        while not self.safe(hour := hour + timedelta(hours=1)):
            pass
        return hour


def span(part: int) -> str:
    return f"{part * PART:02}\N{EN DASH}{(part + 1) * PART:02}"


def _number(what: str) -> int:
    return int(what[1:]) if what[1:].isascii() and what[1:].isdigit() and len(what) == 2 else -1
