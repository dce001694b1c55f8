"""Where she stands after the bundle has changed under her."""

from __future__ import annotations

from flows.engine.bundle import Bundle
from flows.engine.model import AnswerStep, ChoiceStep, ConsentStep, Place, RunStep, Step


def resettle(bundle: Bundle, stack: list[Place], before: Bundle | None = None) -> tuple[list[Place], bool]:
    """Renamed steps are followed; of a step that is gone the flow begins anew; a flow that is gone is left out.

    `before` is the bundle she comes from, where it is still known: a step of another kind, or one that keeps its
    answer elsewhere, is not the one she answered. Without it names alone decide; publishing never lets them change.
    """
    found: list[Place] = []
    moved = False
    for place in stack:
        flow = bundle.flows.get(place.flow)
        if flow is None:
            moved = True
            continue
        now = Place(place.flow, flow.renamed.get(place.step, place.step))
        if now in bundle.steps and (before is None or _same(before.steps.get(place), bundle.steps[now])):
            found.append(now)
        else:
            return [*found, Place(place.flow, flow.start)], True  # what lay above was run from the step that is gone
    return found, moved


def shape(step: Step) -> tuple[str, str]:
    """Its kind, and where its answer goes: while both stay, an answer given to the one fits the other."""
    kind = type(step).__name__
    match step:
        case ChoiceStep() | AnswerStep():
            return kind, step.save or ""
        case ConsentStep():
            return kind, step.to
        case RunStep():
            return kind, step.flow
        case _:
            return kind, ""


def _same(old: Step | None, new: Step) -> bool:
    return old is None or shape(old) == shape(new)
