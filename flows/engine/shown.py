"""Where each fact is shown: the step, and the buttons that lead there, for whoever looks for it on a phone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from flows.engine.bundle import Bundle
from flows.engine.facts import Fact
from flows.engine.model import (
    AnswerStep,
    BranchStep,
    ChoiceStep,
    ConsentStep,
    EndStep,
    Flow,
    HandoffStep,
    Place,
    RunStep,
    SayStep,
    Step,
)

Labels = tuple[str, ...]


class Where(NamedTuple):
    """`at` as flow.step; `words` as the buttons say it: Work and visa > Pay > The rates."""

    at: str
    words: str


class Shown:
    """Of one bundle: every fact with the places where it stands, a sum counting for all that it rests on."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._inside = {name: dict(_inside(bundle, flow)) for name, flow in bundle.flows.items()}
        self._ways = self._flows()

    def of(self, fact: Fact) -> tuple[Where, ...]:
        found: dict[str, Where] = {}
        for key in self._bundle.texts:
            if not key.startswith("facts/") and fact in self._bundle.facts_of((key,)):
                where = self._place(key)
                found.setdefault(where.at, where)
        return tuple(found.values())

    def _place(self, key: str) -> Where:
        flow, _, rest = key.partition("/")
        step = rest.partition("/")[0]
        if Place(flow, step) not in self._bundle.steps:
            what = "the phrasebook of the desk" if flow == "phrases" else "a sentence of the program itself"
            return Where(f"{flow}.{step}", what)
        return Where(f"{flow}.{step}", " > ".join((*self._ways[flow], *self._inside[flow].get(step, ()))))

    def _flows(self) -> dict[str, Labels]:
        """The buttons that lead to each flow from the menu. One that many topics run belongs to none of them."""
        bundle = self._bundle
        run_by: dict[str, set[str]] = {}
        for flow in bundle.flows.values():
            for step in flow.steps.values():
                if isinstance(step, RunStep):
                    run_by.setdefault(step.flow, set()).add(flow.name)
        found: dict[str, Labels] = {bundle.person: (bundle.texts["globals/person"],)}
        todo = deque(flow.name for flow in bundle.flows.values() if flow.menu)
        found |= {name: (bundle.texts[bundle.flows[name].menu or ""],) for name in todo}
        while todo:
            here = bundle.flows[todo.popleft()]
            for step in here.steps.values():
                if isinstance(step, RunStep) and step.flow not in found and len(run_by[step.flow]) == 1:
                    found[step.flow] = (*found[here.name], *self._inside[here.name].get(step.name, ()))
                    todo.append(step.flow)
        return {name: found.get(name, (f'the part "{name}"',)) for name in bundle.flows}


def _inside(bundle: Bundle, flow: Flow) -> Iterator[tuple[str, Labels]]:
    """Each step of a flow, with the fewest buttons that lead to it from its start."""
    todo, seen = deque([(flow.start, Labels())]), set[str]()
    while todo:
        name, labels = todo.popleft()
        if name in seen or name not in flow.steps:
            continue
        seen.add(name)
        yield name, labels
        for label, onward in _onward(flow.steps[name]):
            if label:
                todo.append((onward, (*labels, bundle.texts[label])))
            else:
                todo.appendleft((onward, labels))


def _onward(step: Step) -> list[tuple[str, str]]:
    """(text key of the button or "", the step that follows)."""
    match step:
        case SayStep():
            return [("", step.next)] if step.next else []
        case ChoiceStep():
            skip = [("globals/skip", step.skip)] if step.skip else []
            return [*((option.text, option.next) for option in step.options), *skip]
        case AnswerStep():
            return [("", step.next), ("globals/skip", step.skip)]
        case BranchStep():
            return [("", onward) for onward in (*(line.next for line in step.lines), step.otherwise)]
        case RunStep():
            return [("", onward) for onward in step.then.values()]
        case ConsentStep():
            return [(step.agree, step.agreed), (step.refuse, step.refused)]
        case HandoffStep():
            return [("", onward) for onward in (step.next, step.closed) if onward]
        case EndStep():
            return []
