"""When somebody is there, for one bundle: desk.yaml with the rules of its zones, asked at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot import months
from flows.engine.bundle import Bundle
from flows.engine.offices import DeskFile
from flows.engine.offices import Office as Written
from handoff.hours import Hours, Office, for_language, is_open, of_team, opens_next

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Opens:
    """When it opens, as she reads it: the day in her language, the time by the clock there."""

    day: str
    time: str


class Opening:
    """Each turn asks, so the answer is kept for the minute: nothing opens or closes within one."""

    def __init__(self, bundle: Bundle) -> None:
        self.offices = tuple(_offices(bundle.desk))
        self._teams = frozenset(team.name for team in bundle.teams.values() if team.takes_cases)
        self._minute, self._taking = -1, frozenset(bundle.teams)

    @property
    def zone(self) -> tzinfo:
        """Whose clock the rota goes by."""
        return self.offices[0].zone if self.offices else LONDON

    def takes(self, now: datetime) -> frozenset[str]:
        """Teams that a chat can be handed to now: somebody is there, or her words wait until somebody is."""
        minute = int(now.timestamp()) // 60
        if minute != self._minute:
            self._taking = frozenset(team for team in self._teams if self._takes(team, now))
            self._minute = minute
        return self._taking

    def _takes(self, team: str, now: datetime) -> bool:
        theirs = self.of(team)
        return not theirs or any(office.words_wait for office in theirs) or is_open(theirs, now)

    def of(self, team: str) -> tuple[Office, ...]:
        """Where that team sits; "": any team. None: nobody has said, and it counts as open always."""
        return of_team(self.offices, team) if team else self.offices

    def is_open(self, team: str, now: datetime) -> bool:
        theirs = self.of(team)
        return not theirs or is_open(theirs, now)

    def said(self) -> bool:
        """Whether anybody has said when the desk is open."""
        return any(office.week is not None for office in self.offices)

    def opens(self, team: str, language: str, now: datetime) -> Opens | None:
        """None while the team is there, and where it never opens."""
        theirs = self.of(team)
        if not theirs or is_open(theirs, now):
            return None
        hers = for_language(theirs, language)
        then = opens_next(hers, now) or opens_next(theirs, now)
        if then is None:
            return None
        there = then.astimezone(hers[0].zone)
        return Opens(months.with_weekday(there.date(), language), f"{there:%H:%M}")


def _offices(desk: DeskFile) -> Iterator[Office]:
    for each in desk.offices:
        holidays = desk.holidays[each.nation].days if each.nation in desk.holidays else frozenset()
        yield Office(
            each.name, frozenset(each.teams), ZoneInfo(each.zone), _week(each),
            {day: tuple(Hours(*span) for span in spans) for day, spans in each.days.items()},
            holidays, each.languages, each.words_wait,
        )  # fmt: skip


def _week(office: Written) -> dict[int, tuple[Hours, ...]] | None:
    if office.week is None:
        return None
    return {day: tuple(Hours(*span) for span in spans) for day, spans in office.week.items()}
