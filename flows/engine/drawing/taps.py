"""How many taps it takes at most, from each step, until a person has been asked for.

She is taken to go the shortest way; where the bot decides, or another flow goes on, the longest is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.engine.bundle import Bundle
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

NEVER = 99

Taps = Mapping[Place, int]


def taps(bundle: Bundle) -> Taps:
    """`NEVER` where no way leads to a person. 0 also where one has been asked already."""
    after = {Place(flow.name, name) for flow in bundle.flows.values() for name in _asked_already(flow)}
    found = dict.fromkeys(bundle.steps, NEVER)
    callers = _callers(bundle)
    changed = True
    while changed:
        changed = False
        for place, step in bundle.steps.items():
            count = 0 if place in after else _count(bundle, found, callers, place, step)
            if count < found[place]:
                found[place], changed = count, True
    return found


def _count(
    bundle: Bundle, found: Taps, callers: Mapping[tuple[str, str], list[Place]], place: Place, step: Step
) -> int:
    def at(name: str) -> int:
        return found.get(Place(place.flow, name), NEVER)

    by_button = 1 + found[Place(bundle.person, bundle.flows[bundle.person].start)]
    everywhere = NEVER if place.flow == bundle.person else by_button  # there the fixed row has no such button
    match step:
        case HandoffStep():
            return 0
        case SayStep() if step.next:
            return at(step.next)
        case ChoiceStep() | AnswerStep() | ConsentStep():
            return min(everywhere, 1 + min(map(at, _onward(step))))
        case BranchStep():
            return max(map(at, _onward(step)))
        case RunStep():
            return found[Place(step.flow, bundle.flows[step.flow].start)]
        case EndStep() if step.outcome:
            after = callers.get((place.flow, step.outcome))
            return max(found[it] for it in after) if after else by_button
        case _:
            return by_button  # it ends: she sees the menu


def _callers(bundle: Bundle) -> Mapping[tuple[str, str], list[Place]]:
    """(flow, outcome) -> the steps that follow it."""
    found: dict[tuple[str, str], list[Place]] = {}
    for place, step in bundle.steps.items():
        for outcome, after in step.then.items() if isinstance(step, RunStep) else ():
            found.setdefault((step.flow, outcome), []).append(Place(place.flow, after))  # type: ignore[union-attr]
    return found


def _asked_already(flow: Flow) -> Iterable[str]:
    """Steps that can only be come to when the chat has been handed over."""
    before, todo = set[str](), [flow.start]
    while todo:
        name = todo.pop()
        step = flow.steps.get(name)
        if step is None or name in before:
            continue
        before.add(name)
        todo += (step.closed,) if isinstance(step, HandoffStep) else _onward(step)
    handed = [step.next for step in flow.steps.values() if isinstance(step, HandoffStep) and step.next]
    after, todo = set[str](), handed
    while todo:
        name = todo.pop()
        if name in flow.steps and name not in before and name not in after:
            after.add(name)
            todo += _onward(flow.steps[name])
    return after


def _onward(step: Step) -> tuple[str, ...]:
    """Where a step leads, by whatever she does."""
    match step:
        case SayStep():
            return (step.next,) if step.next else ()
        case ChoiceStep():
            return (*(option.next for option in step.options), *((step.skip,) if step.skip else ()))
        case AnswerStep():
            return (step.next, step.skip, *((step.otherwise,) if step.otherwise else ()))
        case BranchStep():
            return (*(line.next for line in step.lines), step.otherwise)
        case RunStep():
            return tuple(step.then.values())
        case ConsentStep():
            return (step.agreed, step.refused)
        case HandoffStep():
            return (step.closed, *((step.next,) if step.next else ()))
        case EndStep():
            return ()
