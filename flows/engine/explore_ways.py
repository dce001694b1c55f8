"""What the ways between situations say: circles, ways out, how far a person is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from flows.engine.explore_graph import Graph, Move
from flows.engine.explore_stride import SKIPPED, WRONG
from flows.engine.model import ConsentStep, HandoffStep

FAR = 1_000_000
"""Further than any number of taps."""


def components(count: int, onward: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components, those without a way to the others first (Tarjan, without recursion)."""
    index, low, on_stack = [-1] * count, [0] * count, [False] * count
    found: list[list[int]] = []
    stack: list[int] = []
    met = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = met
                met += 1
                stack.append(node)
                on_stack[node] = True
            for nth in range(at, len(onward[node])):
                there = onward[node][nth]
                if index[there] < 0:
                    work += [(node, nth + 1), (there, 0)]
                    break
                if on_stack[there]:
                    low[node] = min(low[node], index[there])
            else:
                if low[node] == index[node]:
                    whole = [stack.pop()]
                    while whole[-1] != node:
                        whole.append(stack.pop())
                    for one in whole:
                        on_stack[one] = False
                    found.append(whole)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
    return found


class Ways:
    """Of one graph. `order`: what a step leads to by itself comes before it. `rounds`: circles without a question."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._count = len(graph.situations)
        self.questions = [graph.is_question(number) for number in range(self._count)]
        self._by_itself = [
            [] if asks else [move.to for move in moves if move.did.kind != "person"]
            for asks, moves in zip(self.questions, graph.moves, strict=True)
        ]
        whole = components(self._count, self._by_itself)
        self.order = [number for one in whole for number in one]
        self.rounds = _circles(whole, self._by_itself)

    # --- who answers nothing -------------------------------------------------------------------------------------

    def round_by_skipping(self) -> list[list[int]]:
        """Circles of one who would rather not say, at any question that lets her."""
        return self._round(lambda move: move.did.value == SKIPPED)

    def round_by_failing(self) -> list[list[int]]:
        """Circles of one whom the bot never understands."""
        return self._round(lambda move: move.did.kind == WRONG)

    def _round(self, follow: Callable[[Move], bool]) -> list[list[int]]:
        onward = [
            [move.to for move in moves if follow(move)] if asks else by_itself
            for asks, moves, by_itself in zip(self.questions, self.graph.moves, self._by_itself, strict=True)
        ]
        return _circles(components(self._count, onward), onward)

    # --- ways out ------------------------------------------------------------------------------------------------

    def without_way_out(self) -> list[list[int]]:
        """Circles and dead ends from which no button leads to an end. Circles without a question are told as such."""
        onward = [
            [move.to for move in moves if not self._asks_for_something(number, move)]
            for number, moves in enumerate(self.graph.moves)
        ]
        back = _reversed(onward)
        out = {number for number in range(self._count) if self.graph.is_end(number)} | {
            number for one in self.rounds for number in one
        }
        todo = deque(out)
        while todo:
            for before in back[todo.popleft()]:
                if before not in out:
                    out.add(before)
                    todo.append(before)
        if len(out) == self._count:
            return []
        inside = [[to for to in ways if number not in out] for number, ways in enumerate(onward)]
        return [
            sorted(whole)
            for whole in components(self._count, inside)
            if whole[0] not in out and {to for number in whole for to in inside[number]} <= set(whole)
        ]

    def _asks_for_something(self, number: int, move: Move) -> bool:
        """A way out is one that asks for nothing: no consent, and no interruption of her own."""
        if move.did.kind == "aside":
            return True
        agreed = move.did.value == "agreed"
        return agreed and isinstance(self.graph.strides.step(self.graph.situations[number]), ConsentStep)

    # --- a person ------------------------------------------------------------------------------------------------

    def taps_to_a_person(self) -> tuple[list[int], int]:
        """By situation, and from the button that is always there. A person is where a chat is handed over; when nobody
        is on duty, the number that is told there instead."""
        graph, back = self.graph, self._backward()
        taps = [FAR] * self._count
        handing = [
            number
            for number, here in enumerate(graph.situations)
            if here.stack and isinstance(graph.strides.step(here), HandoffStep)
        ]
        _spread(taps, back, {0: handing})
        button = max((taps[number] for number in graph.begins_with(graph.bundle.person)), default=FAR) + 1
        if button < FAR:
            ends = [number for number in range(self._count) if graph.is_end(number)]
            outside = [number for number, asks in enumerate(self.questions) if asks and self._has_button(number)]
            _spread(taps, back, {0: handing, button: [*ends, *outside]})
        return taps, button

    def _has_button(self, number: int) -> bool:
        card = self.graph.strides.card(self.graph.situations[number])
        return card is not None and any(button.value == "person!" for button in card.fixed)

    def _backward(self) -> list[list[tuple[int, int]]]:
        found: list[list[tuple[int, int]]] = [[] for _ in range(self._count)]
        for number, moves in enumerate(self.graph.moves):
            for move in moves:
                if move.did.kind not in ("aside", "person"):
                    found[move.to].append((number, 1 if self.questions[number] else 0))
        return found


def _spread(taps: list[int], back: list[list[tuple[int, int]]], sources: dict[int, list[int]]) -> None:
    """Shortest ways backward from the sources, nearest first."""
    waiting: dict[int, list[int]] = {}
    for far, numbers in sources.items():
        for number in numbers:
            if far <= taps[number]:
                taps[number] = far
                waiting.setdefault(far, []).append(number)
    far = 0
    while waiting:
        numbers = waiting.pop(far, [])
        while numbers:
            number = numbers.pop()
            for before, cost in back[number] if taps[number] == far else ():
                if far + cost < taps[before]:
                    taps[before] = far + cost
                    (numbers if cost == 0 else waiting.setdefault(far + cost, [])).append(before)
        far += 1


def _circles(whole: list[list[int]], onward: list[list[int]]) -> list[list[int]]:
    return [sorted(one) for one in whole if len(one) > 1 or one[0] in onward[one[0]]]


def _reversed(onward: list[list[int]]) -> list[list[int]]:
    back: list[list[int]] = [[] for _ in onward]
    for number, ways in enumerate(onward):
        for to in ways:
            back[to].append(number)
    return back
