"""A month at a desk: does what workers are told of their wait hold? Each is told only from what was before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from bot.simulation.desk import Ask, Desk, advocate, pick
from handoff.hours import Hours, Office, after_open, open_time, opens_next
from handoff.model import CaseId, Staff, Urgency
from handoff.waiting import LONDON, Asking, Promise, Wait, asking, coarse, promise

BEGINS = datetime(2026, 10, 5, tzinfo=UTC)  # a Monday; the clocks go back in this month
DAYS = 30

# How many ask in each hour of a working day, by her clock; on Sundays, when most have time, more.
A_DAY = (0.2, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0, 1.1, 1.2, 1.4, 1.4, 1.2, 1.0, 0.9, 1.1, 1.4, 1.7, 1.8,
          1.2, 0.6)  # fmt: skip
_BUSY = 1.5
_SUNDAY = 1.5
_OPENS, _CLOSES, _CHANGE = 9, 21, 15
_HOURS = [Office("desk", frozenset(), LONDON, {day: (Hours(60 * _OPENS, 60 * _CLOSES),) for day in range(7)})]
_URGENCY = {"now": 0.06, "soon": 0.14, "normal": 0.8}
_LANGUAGES = {"fil": 0.3, "id": 0.2, "hi": 0.2, "am": 0.1, "en": 0.2}
_WISH = {"": 0.8, "woman": 0.19, "man": 0.01}


@dataclass(frozen=True, slots=True)
class Told:
    """What one worker was told, and what came of it. `waited_until`: when a person came, or she left (`came` False)."""

    at: datetime
    promise: Promise | None
    waited_until: datetime
    came: bool

    @property
    def held(self) -> bool | None:
        """None: nothing was told, or nobody can say because she left while it still could have been kept."""
        if self.promise is None or (not self.came and self.waited_until <= self.promise.until):
            return None
        return self.promise.since <= self.waited_until <= self.promise.until


def month(seed: int, days: int = DAYS) -> list[Told]:
    """Everybody who asked in this month, in order."""
    chance = Random(seed)
    until = BEGINS + timedelta(days=days)
    desk = Desk(_people(), _on_duty, chance, looks_after=timedelta(minutes=8))
    history: list[Wait] = []
    told: dict[CaseId, tuple[datetime, Asking, Promise | None]] = {}

    def wait(case: CaseId, at: datetime, *, came: bool) -> Wait:
        since, asked, _ = told[case]
        return Wait(asked, coarse(open_time(_HOURS, since, at) / timedelta(minutes=1)), came)

    for at, what, case in desk.run(list(_asks(chance, days)), until):
        if what == "asked":
            story = desk.story[case]
            asked = asking(story.ask.urgency, story.place, at, opens_next(_HOURS, at) or at)
            still = [wait(each, at, came=False) for each in desk.cases if each != case]
            told[case] = (at, asked, promise([*history, *still], asked, partial(after_open, _HOURS, at)))
        elif what in ("came", "left"):
            history.append(wait(case, at, came=what == "came"))
    return [
        Told(at, made, desk.story[case].over or until, desk.story[case].by is not None)
        for case, (at, _, made) in told.items()
    ]


def share_held(told: list[Told]) -> float:
    known = [each.held for each in told if each.held is not None]
    return sum(known) / len(known)


def _people() -> list[Staff]:
    """Eight, each with two languages, and each with what one can carry."""
    spoken = list(_LANGUAGES)
    return [
        advocate(n, frozenset({"en", spoken[n % len(spoken)]}), "man" if n % 4 == 3 else "woman", most=2)
        for n in range(8)
    ]


def _on_duty(staff: Staff, at: datetime) -> bool:
    """Two by day, two in the evening and a third on Sundays; nobody at night."""
    local, number = at.astimezone(LONDON), int.from_bytes(staff.id, "big")
    turn = (number + local.toordinal()) % 8
    if _OPENS <= local.hour < _CHANGE:
        return turn < 2
    return _CHANGE <= local.hour < _CLOSES and 2 <= turn < 4 + (local.weekday() == 6)


def _asks(chance: Random, days: int) -> Iterator[Ask]:
    for hour in range(days * 24):
        at = BEGINS + timedelta(hours=hour)
        local = at.astimezone(LONDON)
        left = chance.expovariate(1.0)
        rate = _BUSY * A_DAY[local.hour] * (_SUNDAY if local.weekday() == 6 else 1.0)
        while left < rate:
            yield _one(chance, at + timedelta(hours=left / rate))
            left += chance.expovariate(1.0)


def _one(chance: Random, at: datetime) -> Ask:
    leaves = at + timedelta(hours=chance.expovariate(1 / 10)) if chance.random() < 0.15 else None
    return Ask(
        at, Urgency(pick(chance, _URGENCY)), pick(chance, _LANGUAGES), pick(chance, _WISH),
        talk=timedelta(minutes=chance.lognormvariate(4.1, 0.6)), leaves_at=leaves,
    )  # fmt: skip
