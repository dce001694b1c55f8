"""Which answers can still make a difference from where she stands. All others are dropped, so that the space stays
small; nothing that any step could read later ever is."""

from __future__ import annotations

from collections.abc import Iterator

from flows.engine.bundle import Bundle
from flows.engine.explore_values import GIVEN, Test, tests_of
from flows.engine.model import (
    Answer,
    AnswerStep,
    BranchStep,
    ChoiceStep,
    ConsentStep,
    EndStep,
    HandoffStep,
    Place,
    RunStep,
    SayStep,
    Step,
)

SENSITIVE = "?sensitive"
"""Read by a sensitive question: whether she has said that it is safe, and been told what comes of her words."""

Read = Test | str
"""A test on an answer, or (a name alone) how many messages an answer has, a consent, `SENSITIVE`."""


def consented(name: str) -> str:
    """Stands among the answers for a consent; no answer can be called so."""
    return f"?consent {name}"


class Reads:
    """What can be read from one stack on. Values that none of these tests can tell apart are one; what reads like an
    answer that was never given is dropped like one."""

    def __init__(self, reads: frozenset[Read]) -> None:
        self.marks = frozenset(read for read in reads if isinstance(read, str))
        self._tests: dict[str, list[Test]] = {}
        for read in reads:
            if not isinstance(read, str):
                self._tests.setdefault(read.name, []).append(read)
        self.names = frozenset(self._tests) | {name for name in self.marks if not name.startswith("?")}
        self._plain: dict[tuple[str, Answer], Answer | None] = {}
        self._first: dict[tuple[str, tuple[bool, ...], int], Answer] = {}

    def plain(self, name: str, value: Answer) -> Answer | None:
        """The value that stands for all that read like this one; None where it makes no difference to have it."""
        key = (name, value)
        if key not in self._plain:
            self._plain[key] = self._stands_for(name, value)
        return self._plain[key]

    def _stands_for(self, name: str, value: Answer) -> Answer | None:
        tests = self._tests.get(name, ())
        seen = tuple(test.holds({name: value}) for test in tests)
        count = len(value) if name in self.marks else 0
        if not count and seen == tuple(test.holds({}) for test in tests):
            return None
        # Of her messages only the number counts, not what is in them
        return self._first.setdefault((name, seen, count), value if isinstance(value, str) else (GIVEN,) * len(value))


class Live:
    """Of one bundle, worked out once."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._by_place: dict[Place, frozenset[Read]] = dict.fromkeys(bundle.steps, frozenset())
        self._by_stack: dict[tuple[Place, ...], Reads] = {}
        reads = {place: _reads(bundle, step) for place, step in bundle.steps.items()}
        ways = {place: tuple(_ways(step)) for place, step in bundle.steps.items()}
        changed = True
        while changed:
            changed = False
            for place in reversed(tuple(bundle.steps)):
                found = self._at(place, reads[place], ways[place])
                if found != self._by_place[place]:
                    self._by_place[place], changed = found, True

    def _at(self, place: Place, read: frozenset[Read], ways: tuple[tuple[str, str], ...]) -> frozenset[Read]:
        found = set(read)
        for step, killed in ways:
            after = self._by_place.get(Place(place.flow, step), frozenset())
            found |= {read for read in after if _name(read) != killed} if killed else after
        here = self._bundle.steps[place]
        if isinstance(here, RunStep) and here.flow in self._bundle.flows:
            found |= self._by_place[Place(here.flow, self._bundle.flows[here.flow].start)]
        return frozenset(found)

    def of(self, stack: tuple[Place, ...]) -> Reads:
        """What the innermost flow can read, and whatever those can that ran it."""
        found = self._by_stack.get(stack)
        if found is None:
            found = self._by_stack[stack] = Reads(self._of(stack))
        return found

    def _of(self, stack: tuple[Place, ...]) -> frozenset[Read]:
        found = set(self._by_place[stack[-1]]) if stack else set()
        for below in stack[:-1]:
            step = self._bundle.steps[below]
            for after in step.then.values() if isinstance(step, RunStep) else ():
                found |= self._by_place[Place(below.flow, after)]
        if stack and stack[0].flow == self._bundle.first:
            found.add(SENSITIVE)  # how the first flow ends is how every topic begins
        return frozenset(found)


def _name(read: Read) -> str:
    return read if isinstance(read, str) else read.name


def covering(bundle: Bundle, step: HandoffStep) -> frozenset[str]:
    """The consents on which this handing over can rest; none where it needs none."""
    if step.basis:
        return frozenset()
    return frozenset(name for name, consent in bundle.consents.items() if step.to in consent.teams)


def is_sensitive(bundle: Bundle, step: Step | None) -> bool:
    if isinstance(step, AnswerStep) and step.answer.kind == "message":
        return True
    save = step.save if isinstance(step, ChoiceStep | AnswerStep) else None
    declared = bundle.answers.get(save or "")
    return declared is not None and declared.sensitive


def _reads(bundle: Bundle, step: Step) -> frozenset[Read]:
    found: set[Read] = set()
    if isinstance(step, BranchStep):
        found |= tests_of(line.when for line in step.lines)
    if isinstance(step, HandoffStep):
        found |= {consented(name) for name in covering(bundle, step)}
    if is_sensitive(bundle, step):
        found.add(SENSITIVE)
    if isinstance(step, AnswerStep) and step.save and step.answer.kind == "message" and (step.answer.most or 1) > 1:
        found.add(step.save)  # how many messages there are decides whether one more may come
    if isinstance(step, ChoiceStep | AnswerStep) and step.save:
        for rule in bundle.always:
            asked = tests_of([rule.when])
            if step.save in {test.name for test in asked}:
                found |= {test for test in asked if test.name != step.save}
    return frozenset(found)


def _ways(step: Step) -> Iterator[tuple[str, str]]:
    """(where it leads, what is overwritten on that way)"""
    match step:
        case SayStep():
            yield from ((step.next, ""),) if step.next else ()
        case ChoiceStep():
            yield from ((option.next, step.save or "") for option in step.options)
            yield from ((step.skip, ""),) if step.skip else ()
        case AnswerStep():
            kept = "" if step.answer.kind == "message" else step.save or ""
            yield from ((step.next, kept), (step.skip, ""), (step.otherwise or step.skip, ""))
        case BranchStep():
            yield from ((line.next, "") for line in step.lines)
            yield step.otherwise, ""
        case RunStep():
            yield from ((after, "") for after in step.then.values())
        case ConsentStep():
            yield from ((after, consented(step.to)) for after in (step.agreed, step.refused))
        case HandoffStep():
            yield from ((after, "") for after in (step.closed, step.next) if after)
        case EndStep():
            return
