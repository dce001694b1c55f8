"""A way through the graph, told as the chat that it is: what the bot shows, what she taps."""

from __future__ import annotations

from flows.engine.explore_graph import Graph
from flows.engine.explore_stride import Did, Situation
from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import Answer, SayStep

_WORDS = 8  # of a text are enough to know it again
_MOST_LINES = 24

_BEGINS = {
    "first": "She has picked a language.",
    "hidden": "She comes back after Hide.",
    "person": 'She taps "A person", at any question.',
    "danger": "She writes a word of danger, at any question.",
    "interview": "The advocate begins the interview.",
    "word": "She writes a word that leads to this topic.",
}


class Chats:
    def __init__(self, graph: Graph) -> None:
        self.graph, self.bundle = graph, graph.bundle

    def to(self, number: int, *then: str) -> tuple[str, ...]:
        """The shortest chat that comes to `number`, the last thing shown there, and `then`."""
        way = self.graph.way(number)
        lines = list(self._begins(way[0][0] if way else number))
        told: set[int] = set()
        for here, did in way:
            lines += self._shown(here, did, told)
            lines += self._done(here, did)
        lines += self._rests(number)
        if len(lines) > _MOST_LINES:
            lines = [*lines[:4], "  …", *lines[5 - _MOST_LINES :]]
        return (*lines, *(f"  {line}" for line in then))

    def _begins(self, root: int) -> tuple[str, ...]:
        here, how = self.graph.situations[root], self.graph.roots.get(root, "")
        begins = _BEGINS.get(how, "The chat begins.")
        if how == "menu":
            menu = self.bundle.flows[here.stack[0].flow].menu or ""
            begins = f'She taps "{self.bundle.texts.get(menu, "")}" in the menu.'
        known = ", ".join(f"{name} is {_said(value)}" for name, value in here.answers)
        return (f"chat: {begins}", *((f"  (known from before: {known})",) if known else ()))

    def _shown(self, number: int, did: Did, told: set[int]) -> list[str]:
        """What the bot says before it waits for her, or goes on."""
        here = self.graph.situations[number]
        card = self.graph.strides.card(here)
        if card is not None:
            return [self._line(here, part) for part in card.parts]
        parts = next((move.parts for move in self.graph.moves[number] if move.did == did), ())
        return [self._line(here, part) for part in parts]

    def _rests(self, number: int) -> list[str]:
        here = self.graph.situations[number]
        if not here.stack:
            return ["  bot   hides the chat again" if here.hidden else "  bot   shows the main menu"]
        card = self.graph.strides.card(here)
        if card is not None:
            return [self._line(here, part) for part in card.parts]
        step = self.graph.strides.step(here)
        return [self._line(here, step.text) if isinstance(step, SayStep) else f"  bot   comes to {name_of(here)}"]

    def _line(self, here: Situation, part: str) -> str:
        words = PLACEHOLDER.sub(self._value_of, self.bundle.texts.get(part, "")).split()
        first = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
        return f"  bot   {name_of(here)}: {first}"

    def _value_of(self, found: object) -> str:
        name = str(found.group(1))  # type: ignore[attr-defined]
        fact = self.bundle.facts.get(name)
        return name if fact is None else self.bundle.texts[fact.text] if fact.text else fact.value

    def _done(self, number: int, did: Did) -> list[str]:
        match did.kind:
            case "tap":
                card = self.graph.strides.card(self.graph.situations[number])
                key = card.labels.get(did.value, "globals/done") if card else ""
                return [f'  she   taps "{self.bundle.texts.get(key, did.value)}"']
            case "write":
                return [f"  she   writes {did.value}"]
            case "send":
                return ["  she   writes" if did.value == "text" else f"  she   sends a {did.value}"]
            case "wrong":
                return ["  she   writes what the bot does not understand"]
            case "open":
                return ["  (a person has it now)"]
            case "person":
                return ["  (a person talks with her, and ends the talk)"]
            case "closed":
                return ["  (nobody is on duty)"]
            case "aside":
                return [f"  (she is interrupted, and says there: {did.value})"]
            case _:
                return []


def name_of(here: Situation) -> str:
    return f"{here.place.flow}.{here.place.step}"


def _said(value: Answer) -> str:
    return value if isinstance(value, str) else "given"
