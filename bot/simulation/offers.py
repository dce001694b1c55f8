"""Five hundred people for whom a First Responder is looked for: with a list that never changes, with that of somebody
who knows the remits, and with the directory. Rules and organisations are real, the world around them is made up."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from handoff.referral.directory import (
    AGAIN,
    ANSWERS_IN,
    Capacity,
    Ended,
    Need,
    Organisation,
    State,
    Try,
    propose,
    remit,
)

CASES, BEGAN, SPAN = 500, date(2026, 1, 5), 365  # days in which they ask
LONGEST = 180  # days after which nobody looks any more
_DAY = timedelta(days=1)
_OPEN, _PAUSED = 60, 45  # days on average, by turns
_PLACES = 4  # a week, of a charity that is open
_SILENT = 0.15  # of those who are asked never answer
_PUBLIC_TAKES = 0.6

_NATIONS = (("england", 80), ("scotland", 10), ("wales", 6), ("northern-ireland", 4))
_AGES = (("adults", 94), ("children", 4), ("not-sure", 2))
_TYPES = (("domestic-servitude", 1.0), ("labour", 0.2), ("sexual", 0.1))
_SO = (
    ("domestic-worker-visa", 0.6), ("black-or-minority-ethnic", 0.9), ("refugee", 0.05),
    ("after-sexual-violence", 0.1),
)  # fmt: skip
Chooses = Callable[[Sequence[Organisation], Need, dict[str, Capacity], Sequence[Try], date], Organisation | None]


@dataclass(slots=True)
class Looking:
    need: Need
    since: date
    tries: list[Try] = field(default_factory=list)
    coming: Ended | None = None  # how the open offer will end
    found: date | None = None

    @property
    def days(self) -> int:
        return (self.found - self.since).days if self.found else LONGEST


@dataclass(slots=True)
class World:
    """Who is open when, and how each answers: the same for all ways of choosing."""

    seed: int
    known: Sequence[Organisation]
    turns: dict[str, list[tuple[date, bool]]] = field(default_factory=dict)
    taken: dict[tuple[str, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.known:
            chance = random.Random(f"{self.seed} {one.name}")
            day, is_open = BEGAN, chance.random() < 0.5
            self.turns[one.name] = []
            while day < BEGAN + timedelta(days=SPAN + LONGEST):
                self.turns[one.name].append((day, is_open))
                day += timedelta(days=1 + int(chance.expovariate(1 / (_OPEN if is_open else _PAUSED))))
                is_open = not is_open

    def answer(self, one: Organisation, need: Need, nth: int, day: date) -> tuple[date, Ended]:
        """When the offer ends, and how."""
        chance = random.Random(f"{self.seed} {one.name} {nth} {day}")
        if chance.random() < _SILENT:
            return day + ANSWERS_IN + _DAY, Ended.NO_ANSWER
        on = day + timedelta(days=chance.randint(1, 3 if not one.statutory else 5))
        if remit(one, need).outside:
            return on, Ended.OUTSIDE_REMIT
        if one.statutory:
            return on, Ended.ACCEPTED if chance.random() < _PUBLIC_TAKES else Ended.ELSEWHERE
        week = (one.name, on.toordinal() // 7)
        is_open = [was for since, was in self.turns[one.name] if since <= on][-1]
        if not is_open or self.taken.get(week, 0) >= _PLACES:
            return on, Ended.CLOSED_INTAKE
        self.taken[week] = self.taken.get(week, 0) + 1
        return on, Ended.ACCEPTED


def people(seed: int) -> list[Looking]:
    chance = random.Random(seed)
    return sorted((_person(chance) for _ in range(CASES)), key=lambda each: each.since)


def _person(chance: random.Random) -> Looking:
    nation, age = _one_of(chance, _NATIONS), _one_of(chance, _AGES)
    sex = "female" if chance.random() < 0.85 else "male"
    types = frozenset(type for type, share in _TYPES if chance.random() < share)
    so = {what: chance.random() < share for what, share in _SO}
    return Looking(Need(nation, age, sex, types, "", so), BEGAN + chance.randrange(SPAN) * _DAY)


def _one_of(chance: random.Random, shares: Sequence[tuple[str, int]]) -> str:
    return chance.choices([value for value, _ in shares], [share for _, share in shares])[0]


# --- three ways of choosing ---------------------------------------------------------------------------------------


def fixed_list(
    known: Sequence[Organisation], need: Need, said: dict[str, Capacity], tries: Sequence[Try], today: date
) -> Organisation | None:
    """The same names in the same order for everybody in a nation."""
    listed = [one for one in known if need.nation in one.nations and one.intake and not one.last]
    return _first_not_tried(sorted(listed, key=lambda one: (one.order or 50, one.name)), tries, today)


def with_remits(
    known: Sequence[Organisation], need: Need, said: dict[str, Capacity], tries: Sequence[Try], today: date
) -> Organisation | None:
    """The list of somebody who knows the remits by heart, and not who has room."""
    return fixed_list([one for one in known if not remit(one, need).outside], need, said, tries, today)


def directory(
    known: Sequence[Organisation], need: Need, said: dict[str, Capacity], tries: Sequence[Try], today: date
) -> Organisation | None:
    found = propose(known, need, said, tries, today)
    return found[0].of if found else None


def _first_not_tried(listed: Sequence[Organisation], tries: Sequence[Try], today: date) -> Organisation | None:
    again = {each.organisation for each in tries if each.ended is not None and each.on and today - each.on < AGAIN}
    never = {each.organisation for each in tries if each.ended in (Ended.OUTSIDE_REMIT, Ended.ELSEWHERE)}
    return next((one for one in listed if one.name not in again | never), None)


WAYS: dict[str, Chooses] = {"one fixed list": fixed_list, "by known remits": with_remits, "the directory": directory}


def play(known: Sequence[Organisation], choose: Chooses, seed: int) -> list[Looking]:
    """One asked at a time, each offer ended before the next. What one hears all know, if the way uses it."""
    world, said, everybody = World(seed, known), dict[str, Capacity](), people(seed)
    waiting = [(each.since, nth) for nth, each in enumerate(everybody)]
    heapq.heapify(waiting)
    while waiting:
        day, nth = heapq.heappop(waiting)
        one = everybody[nth]
        if one.coming is not None:
            _hear(one, one.coming, said, day)
        if one.found is not None or day > one.since + timedelta(days=LONGEST):
            continue
        asked = choose(known, one.need, said, one.tries, day)
        if asked is None:
            heapq.heappush(waiting, (day + _DAY, nth))
            continue
        ends, one.coming = world.answer(asked, one.need, nth, day)
        one.tries.append(Try(asked.name, day, ends))
        heapq.heappush(waiting, (ends, nth))
    return everybody


def _hear(one: Looking, how: Ended, said: dict[str, Capacity], day: date) -> None:
    """The answer has come: it ends this offer, and says something of the next one there."""
    last = one.tries[-1]
    one.tries[-1], one.coming = replace(last, ended=how, on=day), None
    if how is Ended.ACCEPTED:
        one.found = day
        said[last.organisation] = Capacity(State.OPEN, day)
    elif how is Ended.CLOSED_INTAKE:
        said[last.organisation] = Capacity(State.PAUSED, day)


def table(known: Sequence[Organisation], seed: int) -> str:
    lines = [
        f"{CASES} people ask within a year; one First Responder is asked at a time.",
        "",
        "days until one says yes   median   9 of 10   found in 28 days   tries each   outside remit",
    ]
    for name, choose in WAYS.items():
        played = play(known, choose, seed)
        days = sorted(each.days for each in played)
        within = sum(each.found is not None and each.days <= 28 for each in played)
        tries = [each for one in played for each in one.tries]
        wrong = sum(each.ended is Ended.OUTSIDE_REMIT for each in tries)
        lines.append(
            f"{name:<24}{days[CASES // 2]:>8}{days[CASES * 9 // 10]:>10}{100 * within // CASES:>17} %"
            f"{len(tries) / CASES:>13.1f}{wrong:>16}"
        )
    return "\n".join(lines)
