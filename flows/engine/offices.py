"""desk.yaml as it was read: when the desk is open, on which days of the year it is not, and how an alert climbs.

Data only. What it means at a moment is worked out elsewhere, with the rules of the zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flows.engine.fault import Fault
from flows.engine.model import Spot

Hours = tuple[tuple[int, int], ...]
"""Minutes after local midnight, from and until, in order; none: closed."""

AHEAD = timedelta(days=60)
"""So long before a year begins its bank holidays must be there."""


@dataclass(frozen=True, slots=True)
class Office:
    """`week`: under the weekday, Monday is 0; None: nobody has said when it is open."""

    name: str
    teams: tuple[str, ...]
    zone: str
    week: Mapping[int, Hours] | None
    days: Mapping[date, Hours]
    nation: str  # whose bank holidays close it; "": none
    languages: frozenset[str]
    words_wait: bool


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """`looked_at`: the day on which somebody compared them with the source. None: nobody has."""

    nation: str
    days: frozenset[date]
    looked_at: date | None
    spot: Spot
    line: str


@dataclass(frozen=True, slots=True)
class DeskFile:
    """`ladders`: urgency -> rung -> minutes; what is not written there is the program's own."""

    offices: tuple[Office, ...] = ()
    holidays: Mapping[str, BankHolidays] = field(default_factory=dict)
    ladders: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def missing_holidays(self, on: date) -> list[tuple[BankHolidays, int]]:
        """Of nations that an office with hours follows: the years that have begun, or soon will, and hold no day."""
        followed = {office.nation for office in self.offices if office.week is not None}
        years = sorted({on.year, (on + AHEAD).year})
        return [
            (each, year)
            for nation, each in self.holidays.items()
            if nation in followed
            for year in years
            if not any(day.year == year for day in each.days)
        ]


def holidays_due(desk: DeskFile, on: date) -> Iterable[Fault]:
    for each, year in desk.missing_holidays(on):
        sentence = f'No bank holidays of {year} stand here for "{each.nation}", so the desk counts as open on them.'
        fix = f"Copy the days of {year} from the source, and write today's date in looked_at:."
        yield Fault("F052", "warning", each.spot, sentence, fix, each.line, len(each.nation))
