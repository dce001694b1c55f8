"""The rules of the flow language once more, as plainly as they can be said: nothing is dropped, nothing is split, every
combination is walked. Written from the specification; knows nothing of the explorer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple

Step = Mapping[str, Any]
"""What the specification says a step has, with `kind`; conditions are tuples: ("is", "a", "x"), ("or", one, other)."""


@dataclass
class World:
    """Four flows that every house has, one topic of the menu, and whatever they run."""

    flows: dict[str, dict[str, Step]]
    keep: dict[str, str]  # answer -> none | visit
    choices: dict[str, tuple[str, ...]]
    numbers: tuple[str, ...]
    rule: tuple[Any, str, str] | None  # when, flow, step
    taps: int = 2
    menu: tuple[str, ...] = ("topic",)


class At(NamedTuple):
    stack: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    agreed: bool = False
    tries: int = 0
    opened: bool = False
    hidden: bool = False
    safe: bool = False
    explained: bool = False
    owed: bool = False


class Way(NamedTuple):
    kind: str  # tap, skip, agree, write, wrong, aside | silent, open, closed, person
    to: At
    told: bool = False  # a message on the way
    phone: bool = False  # with a number of somebody who answers


ASKING = ("choice", "number", "story", "consent")


def holds(condition: Any, answers: Mapping[str, str]) -> bool:
    """A test on an answer not yet given is false; only "is not known" is true."""
    match condition:
        case ("and", one, other):
            return holds(one, answers) and holds(other, answers)
        case ("or", one, other):
            return holds(one, answers) or holds(other, answers)
        case ("not", inner):
            return not holds(inner, answers)
        case ("known", name):
            return name in answers
        case ("not known", name):
            return name not in answers
        case ("is", name, value):
            return bool(answers.get(name) == value)
        case ("is not", name, value):
            return name in answers and answers[name] != value
        case ("less", name, number):
            return name in answers and float(answers[name]) < number
        case ("least", name, number):
            return name in answers and float(answers[name]) >= number
    raise ValueError(condition)


def reads(condition: Any) -> set[str]:
    if condition[0] in ("and", "or", "not"):
        return {name for part in condition[1:] for name in reads(part)}
    return {condition[1]}


@dataclass
class Naive:
    """All that can happen in a world; `verdicts` says what must not."""

    world: World
    ways: dict[At, list[Way]] = field(default_factory=dict)
    lines: set[tuple[str, str, int]] = field(default_factory=set)
    unconsented: set[tuple[str, str]] = field(default_factory=set)
    lost: bool = False
    asides: set[tuple[str, str, str]] = field(default_factory=set)  # flow that interrupts, answer, value
    roots: dict[str, list[At]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        before = -1
        while len(self.asides) != before:  # until nothing new can be said in an interruption
            before = len(self.asides)
            self.ways.clear()
            for flow in ("danger", "person"):
                self._from(flow)
        self._from("first")
        self._from("safety", hidden=True)
        ends = [way.to for at, ways in self.ways.items() if at.stack and at.stack[0][0] == "first" for way in ways]
        ends = [end for end in ends if not end.stack and not end.hidden]
        for topic in self.world.menu:
            self._from(topic, safe=all(end.safe for end in ends), explained=all(end.explained for end in ends))

    # --- what a worker who comes back may have said --------------------------------------------------------------

    def _known(self) -> list[tuple[str, tuple[str, ...]]]:
        found: dict[str, set[str]] = {}
        for steps in self.world.flows.values():
            for step in steps.values():
                name = step.get("save")
                if name is not None and self.world.keep[name] != "none":
                    found.setdefault(name, set()).update(self._can_save(step))
        return [(name, tuple(sorted(values))) for name, values in sorted(found.items())]

    def _can_save(self, step: Step) -> tuple[str, ...]:
        match step["kind"]:
            case "choice":
                return tuple(value for value, _ in step["options"])
            case "number":
                return self.world.numbers
            case _:
                return ("given",)

    def _from(self, flow: str, *, hidden: bool = False, safe: bool = False, explained: bool = False) -> None:
        known = [] if hidden else self._known()
        todo: list[At] = []
        for values in product(*(("", *values) for _, values in known)):
            answers = tuple((name, value) for (name, _), value in zip(known, values, strict=True) if value)
            todo.append(At(((flow, "start"),), answers, hidden=hidden, safe=safe, explained=explained))
        self.roots[flow] = list(todo)
        while todo:
            at = todo.pop()
            if at not in self.ways:
                self.ways[at] = list(self._ways(at))
                todo += [way.to for way in self.ways[at]]

    # --- what can come next --------------------------------------------------------------------------------------

    def step(self, at: At) -> Step:
        flow, name = at.stack[-1]
        return self.world.flows[flow][name]

    def _ways(self, at: At) -> Iterator[Way]:
        if not at.stack:
            return
        step = self.step(at)
        if self.world.rule and at.stack[-1] == self.world.rule[1:]:
            at = at._replace(owed=False)
        if step["kind"] in ASKING:
            yield from self._asked(at, step)
        else:
            yield from self._passed(at, step)

    def _asked(self, at: At, step: Step) -> Iterator[Way]:
        match step["kind"]:
            case "choice":
                for value, to in step["options"]:
                    yield Way("tap", self._rest(self._go(self._save(at, step, value), to)))
            case "number":
                for value in self.world.numbers:
                    yield Way("write", self._rest(self._go(self._save(at, step, value), step["next"])))
            case "story":
                yield Way("write", self._rest(self._go(self._save(at, step, "given"), step["next"])))
            case "consent":
                told = at._replace(explained=True)
                yield Way("agree", self._rest(self._go(told._replace(agreed=True), step["agreed"])))
                yield Way("tap", self._rest(self._go(told._replace(agreed=False), step["refused"])))
        if step.get("skip"):
            yield Way("skip", self._rest(self._go(at, step["skip"])))
        if step["kind"] in ("number", "story"):
            last = at.tries + 1 >= step["tries"]
            out = self._rest(self._go(at, step.get("else") or step["skip"]))
            yield Way("wrong", out if last else at._replace(tries=at.tries + 1), told=not last)
        inside = {flow for flow, _ in at.stack}
        for flow, name, value in self.asides:
            if flow not in inside:
                yield Way("aside", at._replace(answers=_with(at.answers, name, value), tries=0))

    def _passed(self, at: At, step: Step) -> Iterator[Way]:
        match step["kind"]:
            case "say":
                to = self._go(at, step["next"]) if step["next"] else self._leave(at, None)
                if not step["next"] and at.opened:
                    yield Way("person", at._replace(opened=False), told=True, phone=step.get("phone", False))
                else:
                    yield Way("silent", self._rest(to), told=True, phone=step.get("phone", False))
            case "branch":
                answers = dict(at.answers)
                nth = next((nth for nth, (when, _) in enumerate(step["lines"]) if holds(when, answers)), None)
                if nth is not None:
                    self.lines.add((*at.stack[-1], nth))
                yield Way(
                    "silent", self._rest(self._go(at, step["otherwise"] if nth is None else step["lines"][nth][1]))
                )
            case "run" if len(at.stack) >= 12:
                self.lost = True
                yield Way("silent", self._rest(at._replace(stack=())), told=True)
            case "run":
                yield Way("silent", self._rest(at._replace(stack=(*at.stack, (step["flow"], "start")), tries=0)))
            case "handoff":
                yield from self._handed(at, step)
            case "end" if at.opened:
                yield Way("person", at._replace(opened=False))
            case "end":
                yield Way("silent", self._rest(self._leave(at, step["outcome"])))

    def _handed(self, at: At, step: Step) -> Iterator[Way]:
        if not at.agreed and not step["basis"]:
            self.unconsented.add(at.stack[-1])
        begun = at._replace(opened=True, hidden=False)
        if step["next"]:
            yield Way("open", self._rest(self._go(begun, step["next"])), told=step["told"])
        else:
            yield Way("person", self._rest(self._leave(begun._replace(opened=False), None)), told=step["told"])
        yield Way("closed", self._rest(self._go(at, step["closed"])))

    # --- moves ---------------------------------------------------------------------------------------------------

    def _go(self, at: At, step: str) -> At:
        return at._replace(stack=(*at.stack[:-1], (at.stack[-1][0], step)), tries=0)

    def _save(self, at: At, step: Step, value: str) -> At:
        name = step.get("save")
        if name is None:
            return at
        flow = at.stack[0][0]
        if flow in ("danger", "person") and self.world.keep[name] != "none":
            self.asides.add((flow, name, value))
        answers = _with(at.answers, name, value)
        rule = self.world.rule
        owed = holds(rule[0], dict(answers)) if rule and name in reads(rule[0]) else at.owed
        return at._replace(answers=answers, owed=owed)

    def _leave(self, at: At, outcome: str | None) -> At:
        stack, ended = list(at.stack[:-1]), at.stack[-1][0]
        at = at._replace(safe=at.safe or (ended == "safety" and outcome == "safe"), tries=0)
        while stack:
            flow, name = stack[-1]
            after = self.world.flows[flow][name]["then"].get(outcome or "")
            if after is not None:
                return at._replace(stack=(*stack[:-1], (flow, after)))
            ended = stack.pop()[0]
        return at._replace(stack=(), hidden=at.hidden and not (ended == "safety" and outcome == "safe"))

    def _rest(self, at: At) -> At:
        """Where the chat waits for her, what is kept for one step only is forgotten, and a person has gone."""
        if at.stack and self.step(at)["kind"] not in ASKING:
            return at
        kept = tuple((name, value) for name, value in at.answers if self.world.keep[name] != "none")
        return at._replace(answers=kept, opened=False)


def _with(answers: tuple[tuple[str, str], ...], name: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({**dict(answers), name: value}.items()))
