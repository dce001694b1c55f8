"""What no test visits: steps, buttons and lines of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flows.engine.bundle import Bundle
from flows.engine.chat import Seen, dotted
from flows.engine.model import AnswerStep, BranchStep, ChoiceStep, ConsentStep, Place, Spot, Step


@dataclass(frozen=True, slots=True)
class Unvisited:
    """`what` is step, button or line. `must`: the rule of the house that every button about danger and every answer to
    a consent is tested."""

    what: str
    flow: str
    name: str
    spot: Spot
    must: bool

    def __str__(self) -> str:
        return f"the {self.what} {self.name}"


@dataclass(slots=True)
class Visited:
    """Grows with every test."""

    steps: set[Place] = field(default_factory=set)
    buttons: set[tuple[Place, str]] = field(default_factory=set)
    lines: set[tuple[Place, int]] = field(default_factory=set)

    def add(self, bundle: Bundle, turns: Iterable[Seen]) -> None:
        for seen in turns:
            self.steps.update(seen.way)
            if seen.chosen is not None:
                self.buttons.add(seen.chosen)
            for place in seen.way:
                step = bundle.steps.get(place)
                if isinstance(step, BranchStep):
                    self.lines.add((place, line_taken(step, seen)))


def line_taken(step: BranchStep, seen: Seen) -> int:
    """Which line of a decision was true first; one more than the last is otherwise."""
    return next((at for at, line in enumerate(step.lines) if line.when.holds(seen.known)), len(step.lines))


def unvisited(bundle: Bundle, visited: Visited) -> Iterator[Unvisited]:
    """In the order of the files."""
    for place, step in bundle.steps.items():
        if place not in visited.steps:
            yield Unvisited("step", place.flow, dotted(place), step.spot, must=False)
        yield from _buttons(bundle, visited, place, step)
        yield from _lines(visited, place, step)


def _buttons(bundle: Bundle, visited: Visited, place: Place, step: Step) -> Iterator[Unvisited]:
    if not isinstance(step, ChoiceStep | ConsentStep | AnswerStep):
        return
    must = place.flow == bundle.danger or isinstance(step, ConsentStep)
    spots = {option.value: option.spot for option in step.options} if isinstance(step, ChoiceStep) else {}
    for value in bundle.cards[place].offers:
        if (place, value) not in visited.buttons:
            name = f"{value.removesuffix('!')} of {dotted(place)}"
            yield Unvisited("button", place.flow, name, spots.get(value, step.spot), must)


def _lines(visited: Visited, place: Place, step: Step) -> Iterator[Unvisited]:
    if not isinstance(step, BranchStep):
        return
    for at in range(len(step.lines) + 1):
        if (place, at) not in visited.lines:
            last = at == len(step.lines)
            name = f"{'otherwise' if last else at + 1} of {dotted(place)}"
            yield Unvisited("line", place.flow, name, step.spot if last else step.lines[at].spot, must=False)
