"""Where she stands after the bundle has changed under her."""

from __future__ import annotations

from flows.engine.bundle import Bundle
from flows.engine.model import Place


def resettle(bundle: Bundle, stack: list[Place]) -> tuple[list[Place], bool]:
    """Renamed steps are followed; of a step that is gone the flow begins anew; a flow that is gone is left out."""
    found: list[Place] = []
    moved = False
    for place in stack:
        flow = bundle.flows.get(place.flow)
        renamed = flow.renamed.get(place.step, place.step) if flow else place.step
        if flow is None:
            moved = True
        elif Place(place.flow, renamed) in bundle.steps:
            found.append(Place(place.flow, renamed))
        else:
            return [*found, Place(place.flow, flow.start)], True  # what lay above was run from the step that is gone
    return found, moved
