"""Every screen that a worker can come to by tapping, with the session in which she sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from flows.engine.model import Circumstances, Place, Say, Screen, Session, Tapped, Wrote
from flows.engine.run import take_turn
from tests.flows.house import house_bundle

HOUSE = house_bundle()
TODAY = date(2026, 11, 24)
AROUND = Circumstances(TODAY, frozenset(HOUSE.teams))
NATIONS = ("england", "scotland", "wales", "northern_ireland", "not_known")
TOPICS = tuple(HOUSE.words["en"].topics.values())
ALWAYS = {"person!", "hide!"}
NOTHING = Screen((), (), (), "")


@dataclass
class Visit:
    """One worker who taps and types, from the menu on unless she is put elsewhere."""

    session: Session = field(default_factory=lambda: Session(HOUSE.id, "en", answers={"danger": "no"}, generation=1))
    around: Circumstances = AROUND
    screen: Screen = NOTHING

    def types(self, words: str) -> Screen:
        return self._hears(Wrote(words))

    def taps(self, *values: str) -> Screen:
        for value in values:
            assert value in self.offered(), f"[{value}] is not on her screen; there are {self.offered()}"
            self._hears(Tapped(self.screen.at, self.session.generation, value))
        return self.screen

    def offered(self) -> list[str]:
        return [button.value for row in self.screen.rows for button in row if button.value]

    def _hears(self, heard: Tapped | Wrote) -> Screen:
        self.session, effects = take_turn(HOUSE, self.session, heard, self.around)
        self.screen = next((effect.screen for effect in effects if isinstance(effect, Say)), self.screen)
        return self.screen


def told(screen: Screen) -> str:
    """All that stands on it, with facts and sums, as English is read."""

    def value(found: re.Match[str]) -> str:
        fact = HOUSE.facts.get(found[1])
        if fact is None:
            return dict(screen.slots).get(found[1], HOUSE.system.get(found[1], found[0]))
        return HOUSE.texts[fact.text] if fact.text else fact.value

    return "\n\n".join(re.sub(r"\{(\w+)\}", value, HOUSE.texts[part]) for part in screen.parts)


def everywhere(**answers: str) -> Iterator[tuple[Session, Screen]]:
    """From the menu, by every button, with these answers already given. Each place once."""
    first = Visit(Session(HOUSE.id, "en", answers=answers, generation=1))
    first.types("menu")
    todo, seen = [first], set[tuple[tuple[Place, ...], frozenset[str], tuple[str, ...]]]()
    while todo:
        visit = todo.pop()
        known = frozenset(f"{name}={visit.session.answers.get(name)}" for name in ("danger", "nation"))
        key = (visit.session.stack, known, visit.screen.parts)
        if key in seen:
            continue
        seen.add(key)
        yield visit.session, visit.screen
        for value in visit.offered():
            if value not in ALWAYS and not value.startswith("lang"):
                further = replace(visit)
                further.taps(value)
                todo.append(further)
        if visit.session.stack and visit.session.stack[-1].step == "hours_a_week":
            further = replace(visit)
            further.types("60")
            todo.append(further)


@cache
def all_screens() -> tuple[tuple[Session, Screen], ...]:
    """A first visit, and one in each nation."""
    found = [*everywhere(), *everywhere(danger="soon")]
    for nation in NATIONS:
        found += everywhere(danger="no", nation=nation)
    return tuple(found)
