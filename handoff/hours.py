"""When the desk is open. Local hours in, moments out; the rules of a zone come in with it, and nothing asks the time.

A day of a year beats a bank holiday, and a bank holiday beats the weekday. Sunday is a day like the others. Times that
the clock shows twice in autumn count as open for as long as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import merge
from typing import NamedTuple

AHEAD = 400
"""Days that are looked through for the next opening; a desk that is closed for longer is closed."""


class Hours(NamedTuple):
    """Minutes after local midnight, 0 to 1440: open from `opens` until just before `closes`."""

    opens: int
    closes: int


class Stretch(NamedTuple):
    """Moments, aware, UTC: open from `opens` until just before `closes`."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Office:
    """`week`: hours under the weekday, Monday is 0; None: nobody has said when it is open, so it counts as open always.
    `days`: of one day only, none of them: closed. `holidays`: closed, unless `days` says otherwise.
    `languages`: that somebody there speaks; empty: not said. `words_wait`: out of hours a request is taken, and waits.
    """

    name: str
    teams: frozenset[str]
    zone: tzinfo
    week: Mapping[int, tuple[Hours, ...]] | None = None
    days: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    languages: frozenset[str] = frozenset()
    words_wait: bool = True

    def on(self, day: date) -> tuple[Hours, ...]:
        """Its hours on this day of the calendar where it stands."""
        if day in self.days:
            return self.days[day]
        if self.week is None:
            return (Hours(0, 1440),)
        return () if day in self.holidays else self.week.get(day.weekday(), ())


def of_team(offices: Iterable[Office], team: str) -> tuple[Office, ...]:
    return tuple(office for office in offices if team in office.teams)


def for_language(offices: Iterable[Office], language: str) -> tuple[Office, ...]:
    """Those where she is understood; all of them, where none says so."""
    there = tuple(offices)
    return tuple(office for office in there if not office.languages or language in office.languages) or there


def is_open(offices: Iterable[Office], at: datetime) -> bool:
    """Any of them. Without an office nobody is there."""
    return any(opens <= at < closes for office in offices for opens, closes in _on_days_around(office, at))


def opens_next(offices: Iterable[Office], at: datetime) -> datetime | None:
    """When somebody is there again; None: now, or never within AHEAD days."""
    first = next(_pieces(offices, at), None)
    return first.opens if first is not None and first.opens > at else None


def open_time(offices: Iterable[Office], since: datetime, until: datetime) -> timedelta:
    """How much of the time between these two somebody is there."""
    total = timedelta()
    for opens, closes in _pieces(offices, since):
        if opens >= until:
            break
        total += min(closes, until) - max(opens, since)
    return total


def after_open(offices: Iterable[Office], since: datetime, wanted: timedelta) -> datetime | None:
    """The moment at which somebody has been there for so long. None: not within AHEAD days."""
    left = wanted
    for opens, closes in _pieces(offices, since):
        begins = max(opens, since)
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    return None


def stretches(offices: Iterable[Office], since: datetime) -> Iterator[Stretch]:
    """What is not over at `since`, in order; hours that touch or overlap, at one office or two, are one."""
    now: Stretch | None = None
    for each in _pieces(offices, since):
        if now is not None and each.opens == now.closes:
            now = Stretch(now.opens, each.closes)
            continue
        if now is not None:
            yield now
        now = each
    if now is not None:
        yield now


def _pieces(offices: Iterable[Office], since: datetime) -> Iterator[Stretch]:
    """The same, each moment once, but day by day: whoever asks about the next hour need not hear of the whole year, and
    where somebody is always there the whole year is one stretch."""
    known: datetime | None = None
    for opens, closes in merge(*(_of(office, since) for office in offices)):
        begins = max(opens, known) if known else opens
        if begins < closes:
            yield Stretch(begins, closes)
            known = closes


def _of(office: Office, since: datetime) -> Iterator[Stretch]:
    first = since.astimezone(office.zone).date() - timedelta(days=1)
    for nth in range(AHEAD + 2):
        yield from (each for each in _on(office, first + timedelta(days=nth)) if each.closes > since)


def _on_days_around(office: Office, at: datetime) -> Iterator[Stretch]:
    """Hours end at midnight at the latest, but a clock that is put back can take one past it."""
    today = at.astimezone(office.zone).date()
    for day in (today - timedelta(days=1), today):
        yield from _on(office, day)


def _on(office: Office, day: date) -> Iterator[Stretch]:
    for opens, closes in office.on(day):
        found = Stretch(moment(day, opens, office.zone), moment(day, closes, office.zone, last=True))
        if found.opens < found.closes:
            yield found


def moment(day: date, minutes: int, zone: tzinfo, *, last: bool = False) -> datetime:
    """This time of the clock on this day. A time shown twice: the first, or the `last`. A time that is skipped: as long
    after as it is after the skip began."""
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    one, other = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(one, other) if last else one
