"""All situations that a worker can come to, and how she came there first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import NamedTuple

from flows.engine.bundle import Bundle
from flows.engine.explore_stride import EXPLAINED, SAFE, Did, Situation, Strides
from flows.engine.model import Answer, AnswerStep, ChoiceStep, Place

MOST = 200_000
_TELL_EVERY = 5_000


class Move(NamedTuple):
    did: Did
    to: int
    parts: tuple[str, ...]  # texts told on the way


class TooMany(Exception):
    """More situations than anybody could walk. `grow`: (answer, how many values), those that double it most first."""

    def __init__(self, flow: str, most: int, grow: tuple[tuple[str, int], ...]) -> None:
        super().__init__(flow)
        self.flow, self.most, self.grow = flow, most, grow


class Graph:
    """`situations[n]` leads by `moves[n]`; `came[n]` is the move by which it was met first, the shortest way there."""

    def __init__(
        self,
        bundle: Bundle,
        told: Callable[[int], None] | None = None,
        most: int = MOST,
        topics: frozenset[str] | None = None,
    ) -> None:
        self.topics = topics
        self.bundle, self.strides, self._told, self._most = bundle, Strides(bundle), told, most
        self.situations: list[Situation] = []
        self.moves: list[list[Move]] = []
        self.came: list[tuple[int, Did] | None] = []
        self.roots: dict[int, str] = {}  # situation -> by what she came into the flow
        self.lines: set[tuple[Place, int]] = set()  # of decisions, those that were true once
        self.unconsented: list[int] = []
        self.lost: list[int] = []  # where the engine's net had to catch her
        self._ids: dict[Situation, int] = {}
        self._next = 0
        self._asked: list[int] = []
        asides = (bundle.person, bundle.danger) if bundle.dialect.workers else ()
        self._asides: dict[str, dict[tuple[str, Answer], None]] = {flow: {} for flow in asides}
        if bundle.dialect.workers:
            self._entries()
        else:
            self._interviews()

    # --- where chats begin ---------------------------------------------------------------------------------------

    def _entries(self) -> None:
        bundle = self.bundle
        for flow in dict.fromkeys((bundle.danger, bundle.person)):
            self._enter(flow, "danger" if flow == bundle.danger else "person", 0)
        self._walk()
        self._enter(bundle.first, "first", 0)
        self._enter(bundle.back_from_hiding, "hidden", 0, hidden=True)
        self._walk()
        best = self._after_first()
        for flow, how in self._topics():
            if self.topics is None or flow in self.topics:
                self._enter(flow, how, best)
        self._walk()

    def _interviews(self) -> None:
        """From the beginning, with nothing answered. Whoever comes back goes on from where she was."""
        for flow in self.bundle.flows.values():
            self.roots[self._number(Situation((Place(flow.name, flow.start),), (), ()), None)] = "interview"
        self._walk()

    def _after_first(self) -> int:
        """The marks that hold in any case when she comes out of the first flow, and so when a topic begins."""
        marks = SAFE | EXPLAINED
        for number, here in enumerate(self.situations):
            if here.stack and here.stack[0].flow == self.bundle.first:
                for move in self.moves[number]:
                    there = self.situations[move.to]
                    marks &= there.marks if not there.stack and not there.hidden else marks
        return marks

    def _topics(self) -> Iterator[tuple[str, str]]:
        """Flows of the menu, and those that a word leads to."""
        for flow in self.bundle.flows.values():
            if flow.menu:
                yield flow.name, "menu"
        named = {flow for words in self.bundle.words.values() for flow in words.topics.values()}
        for name in sorted(named & set(self.bundle.flows)):
            if not self.bundle.flows[name].menu:
                yield name, "word"

    def _enter(self, flow: str, how: str, marks: int, *, hidden: bool = False) -> None:
        """From every combination of answers that she may have given before and that can still matter."""
        stack = (Place(flow, self.bundle.flows[flow].start),)
        known, reads = self.strides.values.known, self.strides.live.of(stack)
        # Hide forgets all answers; consents only ever open ways that are there without them, so none is assumed.
        asked = [] if hidden else sorted(reads.names & known.keys())
        like = [dict.fromkeys((None, *(reads.plain(name, value) for value in known[name]))) for name in asked]
        for values in product(*like):
            given = tuple((name, value) for name, value in zip(asked, values, strict=True) if value is not None)
            number = self._number(Situation(stack, given, (), hidden=hidden, marks=marks), None)
            self.roots.setdefault(number, how)

    # --- the walk ------------------------------------------------------------------------------------------------

    def _number(self, here: Situation, came: tuple[int, Did] | None) -> int:
        found = self._ids.get(here)
        if found is None:
            found = self._ids[here] = len(self.situations)
            self.situations.append(here)
            self.moves.append([])
            self.came.append(came)
            if found >= self._most:
                raise self._too_many(here.stack[0].flow if here.stack else "")
        return found

    def _walk(self) -> None:
        """Breadth first, so that every way that is kept is a shortest one."""
        while self._next < len(self.situations):
            if self._told is not None and self._next % _TELL_EVERY == _TELL_EVERY - 1:
                self._told(self._next)
            self._leave(self._next)
            self._next += 1

    def _leave(self, number: int) -> None:
        here = self.situations[number]
        line = self.strides.line(here) if here.stack else None
        if line is not None:
            self.lines.add((here.place, line))
        for did, stride, there in self.strides.moves(here):
            if self.strides.unconsented(stride):
                self.unconsented.append(number)
            if "globals/something_wrong" in stride.parts:
                self.lost.append(number)
            self.moves[number].append(Move(did, self._number(there, (number, did)), stride.parts))
        if self.strides.card(here) is not None:
            self._asked.append(number)
            self._note_asides(here)
            self._interrupt(number, here)

    # --- interruptions -------------------------------------------------------------------------------------------

    def _note_asides(self, here: Situation) -> None:
        """What is saved in the flows that can interrupt any question may have changed when she comes back to it."""
        step, flow = self.strides.step(here), here.stack[0].flow
        name = step.save if isinstance(step, ChoiceStep | AnswerStep) else None
        if name is None or flow not in self._asides:
            return
        for value in self.strides.values.saved(step) if name not in self.bundle.fleeting else ():
            if (name, value) not in self._asides[flow]:
                self._asides[flow][name, value] = None
                for number in self._asked[:-1]:  # met before this was known
                    self._interrupt(number, self.situations[number])

    def _interrupt(self, number: int, here: Situation) -> None:
        reads = self.strides.live.of(here.stack)
        there_already = {place.flow for place in here.stack}
        moved = {move.to for move in self.moves[number] if move.did.kind == "aside"}
        for flow, saved in self._asides.items():
            for name, value in () if flow in there_already else tuple(saved):
                if name not in reads.names:
                    continue
                answers = self.strides.plain(reads, {**dict(here.answers), name: value})
                if answers != here.answers:
                    did = Did("aside", f"{name} is {value if isinstance(value, str) else 'given'}")
                    to = self._number(here._replace(answers=answers, tries=0), (number, did))
                    if to not in moved:
                        moved.add(to)
                        self.moves[number].append(Move(did, to, ()))

    # --- asked by those who judge --------------------------------------------------------------------------------

    def find(self, here: Situation) -> int | None:
        return self._ids.get(here)

    def way(self, number: int) -> list[tuple[int, Did]]:
        """From a beginning to `number`: (situation, the move that leaves it)."""
        found: list[tuple[int, Did]] = []
        came = self.came[number]
        while came is not None:
            found.append(came)
            came = self.came[came[0]]
        return found[::-1]

    def begins_with(self, flow: str) -> list[int]:
        """Where chats begin in this flow; one flow may be entered in more than one way."""
        return [number for number in self.roots if self.situations[number].stack[0].flow == flow]

    def is_question(self, number: int) -> bool:
        return self.strides.card(self.situations[number]) is not None

    def is_end(self, number: int) -> bool:
        return not self.situations[number].stack

    def at(self, wanted: Iterable[int]) -> dict[Place, int]:
        """The first situation of each place among these."""
        found: dict[Place, int] = {}
        for number in sorted(wanted):
            if self.situations[number].stack:
                found.setdefault(self.situations[number].place, number)
        return found

    def _too_many(self, flow: str) -> TooMany:
        """The answers whose values multiply the situations of the flow that grew most."""
        flows = Counter(here.stack[0].flow for here in self.situations if here.stack)
        flow = flows.most_common(1)[0][0] if flows else flow
        seen: dict[str, set[Answer | None]] = {}
        for here in self.situations:
            if here.stack and here.stack[0].flow == flow:
                for name, value in here.answers:
                    seen.setdefault(name, {None}).add(value)
        grow = sorted(((name, len(values)) for name, values in seen.items()), key=lambda item: (-item[1], item[0]))
        return TooMany(flow, self._most, tuple(grow))
