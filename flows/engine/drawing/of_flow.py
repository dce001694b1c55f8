"""The chart of one flow: a box for each step, a way for each button, line, outcome and refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from flows.engine.bundle import Bundle
from flows.engine.drawing.chart import Box, Chart, Mark, Way, reached
from flows.engine.drawing.wording import words
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

Marks = Mapping[Place, Sequence[Mark]]
Texts = Callable[[str], str]
"""Text key -> its words in the language of the map, with facts filled in."""

EVERYWHERE = "Every question also has the buttons for a person and for hiding. They are not drawn."
INSIDE_PERSON = "Every question also has the button for hiding. It is not drawn."
LOST = Mark("No way leads here.", alarm=True)


def of_flow(
    bundle: Bundle, flow: Flow, texts: Texts, marks: Marks, notes: Sequence[str] = (), mirrored: bool = False
) -> Chart:
    boxes = tuple(_box(step, texts, tuple(marks.get(Place(flow.name, step.name), ()))) for step in flow.steps.values())
    ways = tuple(way for step in flow.steps.values() for way in _ways(step, texts))
    said = [f"{len(boxes)} step{'' if len(boxes) == 1 else 's'}", flow.file, f"owner: {flow.owner}"]
    if flow.menu:
        said.append(f"in the menu: {texts(flow.menu)}")  # last: it may run the other way
    fixed = INSIDE_PERSON if flow.name == bundle.person else EVERYWHERE
    chart = Chart(
        f"Flow {flow.name}", ", ".join(said), "step", flow.start, boxes, ways, (*notes, fixed), mirrored=mirrored
    )
    met = reached(chart)
    found = (box if box.name in met else replace(box, marks=(LOST, *box.marks)) for box in boxes)
    return replace(chart, boxes=tuple(found))


def _box(step: Step, texts: Texts, marks: tuple[Mark, ...]) -> Box:
    kind, key, details = _told(step)
    return Box(step.name, kind, step.spot, step.name, texts(key) if key else "", details, marks)


def _told(step: Step) -> tuple[str, str | None, tuple[str, ...]]:
    """Its kind, the key of what people read there, and what admins want to know."""
    match step:
        case SayStep():
            ends = () if step.next else ("and the flow ends",)
            return "say", step.text, (*((f"attached: {step.attach}",) if step.attach else ()), *ends)
        case ChoiceStep():
            return "ask", step.text, _saved(step.save)
        case AnswerStep():
            return "written", step.text, _saved(step.save)
        case BranchStep():
            return "branch", None, ()
        case RunStep():
            return "run", None, (f"the flow {step.flow}",)
        case ConsentStep():
            return "consent", step.text, (f"consent: {step.to}",)
        case HandoffStep():
            why = (f"without consent, basis: {step.basis}",) if step.basis else ()
            return "handoff", step.text, (f"to {step.to}, {step.urgency}", *why)
        case EndStep():
            return ("return", None, (f"outcome: {step.outcome}",)) if step.outcome else ("end", None, ())
        case _:
            assert_never(step)


def _saved(name: str | None) -> tuple[str, ...]:
    return (f"saves {name}",) if name else ()


def _ways(step: Step, texts: Texts) -> Iterator[Way]:
    match step:
        case ChoiceStep() | AnswerStep() | ConsentStep():
            yield from _chosen(step, texts)
        case SayStep():
            if step.next:
                yield Way(step.name, step.next)
        case BranchStep():
            for line in step.lines:
                yield Way(step.name, line.next, words(line.when))
            yield Way(step.name, step.otherwise, "otherwise")
        case RunStep():
            for outcome, next_ in step.then.items():
                yield Way(step.name, next_, f"ends with {outcome}")
        case HandoffStep():
            if step.next:
                yield Way(step.name, step.next, "handed over")
            yield Way(step.name, step.closed, "nobody on duty")
        case EndStep():
            return
        case _:
            assert_never(step)


def _chosen(step: ChoiceStep | AnswerStep | ConsentStep, texts: Texts) -> Iterator[Way]:
    """Ways that she takes herself."""
    match step:
        case ChoiceStep():
            for option in step.options:
                yield Way(step.name, option.next, texts(option.text), button=True)
            if step.skip:
                yield Way(step.name, step.skip, texts("globals/skip"), button=True)
        case AnswerStep():
            yield Way(step.name, step.next, f"an answer ({step.answer.kind})")
            yield Way(step.name, step.skip, texts("globals/skip"), button=True)
            yield Way(step.name, step.otherwise or step.skip, f"not understood {step.tries} times")
        case ConsentStep():
            yield Way(step.name, step.agreed, texts(step.agree), button=True)
            yield Way(step.name, step.refused, texts(step.refuse), button=True)
