"""What stands in one message: everything told between two of her acts, in every language, with the longest values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from flows.engine.explore_graph import Graph
from flows.engine.explore_ways import Ways
from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import Place
from flows.engine.walk import MOST_STEPS

LONGEST = 4096
"""Of one message, in UTF-16 units."""
_BETWEEN = 2  # the empty line between two texts

Length = Callable[[str, str], int]
"""(text key, language) -> its length as Telegram counts, with its longest values and its sources."""

_BEFORE = ("globals/emergency_now", "globals/newest_buttons", "globals/not_understood", "globals/improved")
_BELOW = "globals/preview"


class TooLong(NamedTuple):
    number: int  # where the message begins
    language: str
    length: int


class Screens:
    """Of one graph: the messages that can stand in a chat."""

    def __init__(self, graph: Graph, ways: Ways) -> None:
        self.graph, self.ways = graph, ways
        self._round = {number for whole in ways.rounds for number in whole}
        self._counted: dict[str, int] = {}
        self.begins = sorted(set(graph.roots) | set(self._begin()))

    def _begin(self) -> Iterator[int]:
        for number, moves in enumerate(self.graph.moves):
            for move in moves:
                if (self.ways.questions[number] and move.did.kind != "aside") or move.did.kind == "person":
                    yield move.to

    # --- texts ---------------------------------------------------------------------------------------------------

    def first_shown(self) -> Mapping[str, int]:
        """Text key -> the first situation in which it is shown."""
        found: dict[str, int] = {}
        for number, moves in enumerate(self.graph.moves):
            card = self.graph.strides.card(self.graph.situations[number])
            for part in card.parts if card else ():
                found.setdefault(part, number)
            for move in moves:
                for part in move.parts:
                    found.setdefault(part, number)
        return found

    def tells(self, number: int, wanted: frozenset[str]) -> bool:
        """Whether the chat tells one of these texts, or brings a person, before it rests; whatever way it takes."""
        todo, seen = [number], set[int]()
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            card = self.graph.strides.card(self.graph.situations[here])
            if card is not None or self.graph.is_end(here):
                if card is None or wanted.isdisjoint(card.parts):
                    return False
                continue
            for move in self.graph.moves[here]:
                if move.did.kind != "person" and wanted.isdisjoint(move.parts):
                    todo.append(move.to)
        return True

    # --- lengths -------------------------------------------------------------------------------------------------

    def too_long(self, length: Length, languages: Iterable[str]) -> list[TooLong]:
        """By language, where a message begins that Telegram would refuse. The first of each place only."""
        spoken = tuple(languages)
        widest: dict[str, int] = {}

        def most(part: str) -> int:
            if part not in widest:
                widest[part] = max(length(part, language) for language in spoken)
            return widest[part]

        if max(self._lengths(most).values(), default=0) <= LONGEST:
            return []  # almost always: not even where each text is as long as in its longest language
        return [wrong for language in spoken for wrong in self._too_long(length, language)]

    def _too_long(self, length: Length, language: str) -> Iterator[TooLong]:
        told: set[Place] = set()
        for number, units in self._lengths(lambda part: length(part, language)).items():
            here = self.graph.situations[number]
            if units > LONGEST and here.stack and here.place not in told:
                told.add(here.place)
                yield TooLong(number, language, units)

    def too_full(self, most: int) -> Iterator[tuple[int, int]]:
        """Where an English message begins that does not fit on a small phone, and its letters: without its sources, and
        without what stands above or below it once in a while. The first of each place only."""
        told: set[Place] = set()
        from_here = self._from_here(self._letters)
        for number in self.begins:
            here = self.graph.situations[number]
            letters = from_here[number] - _BETWEEN
            if letters > most and here.stack and here.place not in told:
                told.add(here.place)
                yield number, letters

    def _letters(self, part: str) -> int:
        if part not in self._counted:
            self._counted[part] = len(self._longest(self.graph.bundle.texts.get(part, "")))
        return self._counted[part]

    def _longest(self, text: str) -> str:
        """With the longest that can be filled in."""
        bundle = self.graph.bundle

        def value(name: str) -> str:
            fact = bundle.facts.get(name)
            if fact is None:
                return bundle.system.get(name, "")
            shown = (fact.text or fact.value, *fact.variants.values(), *(each for _, each in fact.later))
            return max((bundle.texts[each] if fact.text else each for each in shown), key=len)

        return PLACEHOLDER.sub(lambda found: value(found.group(1)), text)

    def _from_here(self, of: Callable[[str], int]) -> list[int]:
        from_here = [0] * len(self.graph.situations)
        for number in self.ways.order:  # whatever a step leads to by itself comes before it
            from_here[number] = self._from(number, from_here, of)
        return from_here

    def _lengths(self, of: Callable[[str], int]) -> dict[int, int]:
        """The longest message that begins at each place where one can begin."""
        from_here = self._from_here(of)
        before, below = max(of(part) for part in _BEFORE), of(_BELOW)
        whole = {}
        for number in self.begins:
            whole[number] = from_here[number] + below + _BETWEEN + (before + _BETWEEN if self._asks(number) else 0)
        return whole

    def _asks(self, number: int) -> bool:
        return self.ways.questions[number] or self.graph.situations[number].stack[:1] == self._danger()

    def _danger(self) -> tuple[Place, ...]:
        danger = self.graph.bundle.danger
        return (Place(danger, self.graph.bundle.flows[danger].start),)

    def _from(self, number: int, from_here: list[int], of: Callable[[str], int]) -> int:
        card = self.graph.strides.card(self.graph.situations[number])
        if card is not None:
            return sum(of(part) + _BETWEEN for part in card.parts)
        if self.graph.is_end(number) or number in self._round:
            return 0
        return max(
            (
                sum(of(part) + _BETWEEN for part in move.parts)
                + (0 if move.did.kind == "person" else from_here[move.to])
                for move in self.graph.moves[number]
            ),
            default=0,
        )

    # --- how many steps in one go --------------------------------------------------------------------------------

    def too_many_steps(self) -> list[int]:
        """Where the engine's net would catch her: more steps without a question than it takes in one turn."""
        steps = [0] * len(self.graph.situations)
        for number in self.ways.order:
            if self.ways.questions[number] or self.graph.is_end(number) or number in self._round:
                continue
            onward = (move.to for move in self.graph.moves[number] if move.did.kind != "person")
            steps[number] = 1 + max((steps[there] for there in onward), default=0)
        return [number for number in self.begins if steps[number] >= MOST_STEPS]

    # --- buttons -------------------------------------------------------------------------------------------------

    def dead_buttons(self) -> Iterator[tuple[int, str]]:
        """Buttons after which the same question stands there again, and nothing has been said."""
        for number, moves in enumerate(self.graph.moves):
            if self.ways.questions[number]:
                for move in moves:
                    if move.did.kind == "tap" and self._leads_back(number, move.to):
                        yield number, move.did.value

    def _leads_back(self, number: int, there: int) -> bool:
        seen: set[int] = set()
        while there != number and there not in seen and not self.ways.questions[there]:
            seen.add(there)
            moves = self.graph.moves[there]
            if len(moves) != 1 or moves[0].parts:
                return False
            there = moves[0].to
        return there == number
