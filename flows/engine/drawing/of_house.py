"""The chart of all flows: how people come in, and which flow runs which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flows.engine.bundle import Bundle
from flows.engine.drawing.chart import Box, Chart, Mark, Way
from flows.engine.drawing.of_flow import Texts
from flows.engine.model import EndStep, Flow, RunStep, Spot

MENU, PERSON, DANGER, HIDDEN = "door:menu", "door:person", "door:danger", "door:hidden"
_WRITTEN = Spot("globals.yaml", 1, 1)


def of_house(
    bundle: Bundle, texts: Texts, marks: Mapping[str, Sequence[Mark]], notes: Sequence[str] = (), mirrored: bool = False
) -> Chart:
    boxes = (*_doors(texts), *(_box(flow, texts, marks.get(flow.name, ())) for flow in bundle.flows.values()))
    about = f"{len(bundle.flows)} flows, {len(bundle.steps)} steps"
    return Chart(
        "All flows", about, "flow", bundle.first, boxes, tuple(_ways(bundle, texts)), tuple(notes),
        sideways=True, mirrored=mirrored,
    )  # fmt: skip


def _doors(texts: Texts) -> Iterator[Box]:
    yield Box(MENU, "door", _WRITTEN, "the main menu", texts("globals/menu"))
    yield Box(PERSON, "door", _WRITTEN, "the button below every message", texts("globals/person"))
    yield Box(DANGER, "door", _WRITTEN, "a word of danger, at any step")
    yield Box(HIDDEN, "door", _WRITTEN, "coming back after hiding")


def _box(flow: Flow, texts: Texts, marks: Sequence[Mark]) -> Box:
    outcomes = dict.fromkeys(step.outcome for step in flow.steps.values() if isinstance(step, EndStep) and step.outcome)
    ends = (f"ends with: {', '.join(map(str, outcomes))}",) if outcomes else ()
    details = (f"{len(flow.steps)} steps", f"owner: {flow.owner}", *ends)
    return Box(flow.name, "flow", Spot(flow.file, 1, 1), flow.name, "", details, tuple(marks))


def _ways(bundle: Bundle, texts: Texts) -> Iterator[Way]:
    yield Way(bundle.first, MENU, "then")
    yield Way(PERSON, bundle.person)
    yield Way(DANGER, bundle.danger)
    yield Way(HIDDEN, bundle.back_from_hiding)
    for flow in bundle.flows.values():
        if flow.menu:
            yield Way(MENU, flow.name, texts(flow.menu), button=True)
    for flow in bundle.flows.values():
        for step in flow.steps.values():
            if isinstance(step, RunStep):
                yield Way(flow.name, step.flow, f"at {step.name}")
