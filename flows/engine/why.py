"""Why the chat is where it is: which button, which line of a decision, which outcome led there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flows.engine.bundle import Bundle
from flows.engine.chat import Seen, dotted
from flows.engine.coverage import line_taken
from flows.engine.model import (
    AnswerStep,
    BranchStep,
    ChoiceStep,
    ConsentStep,
    EndStep,
    HandoffStep,
    Place,
    RunStep,
    SayStep,
    Sent,
    Spot,
    Step,
    Tapped,
    Wrote,
)


class Reason(NamedTuple):
    """`spot`: where it is written, or None where no flow says it."""

    sentence: str
    spot: Spot | None


def reasons(bundle: Bundle, seen: Seen) -> Iterator[Reason]:
    """From what she did to where the chat rests, in order."""
    yield _began(bundle, seen)
    for place in seen.way:
        step = bundle.steps.get(place)
        if step is not None:
            yield _passed(place, step, seen)


def _began(bundle: Bundle, seen: Seen) -> Reason:
    if seen.chosen is not None:
        place, value = seen.chosen
        how = "Typed words stand for" if isinstance(seen.heard, Wrote) else "Chosen was"
        return Reason(f'{how} the button "{value}" of {dotted(place)}.', _button(bundle, place, value))
    match seen.heard:
        case None:
            return Reason("The flow began here.", None)
        case Tapped(value=value):
            return Reason(f'The button "{value}" counts at every step.', None)
        case Wrote():
            return Reason("What was typed counts at every step, or answers the question that was asked.", None)
        case Sent(kind=kind):
            return Reason(f"A message came: {kind}.", None)
        case _:
            return Reason("The chat began, or began anew.", None)


def _button(bundle: Bundle, place: Place, value: str) -> Spot | None:
    step = bundle.steps.get(place)
    if isinstance(step, ChoiceStep):
        return next((option.spot for option in step.options if option.value == value), step.spot)
    return step.spot if step is not None else None


def _passed(place: Place, step: Step, seen: Seen) -> Reason:
    name = dotted(place)
    match step:
        case SayStep():
            return Reason(f"{name} says its text and goes on.", step.spot)
        case BranchStep():
            taken = line_taken(step, seen)
            if taken == len(step.lines):
                return Reason(f"{name} decides: no line is true, so otherwise.", step.spot)
            return Reason(f"{name} decides: line {taken + 1} is the first that is true.", step.lines[taken].spot)
        case RunStep():
            return Reason(f"{name} runs the flow {step.flow}.", step.spot)
        case HandoffStep():
            if seen.case is not None and seen.case.at == name:
                return Reason(f"{name} asks for a person: {step.to}, urgency {step.urgency}.", step.spot)
            return Reason(f"{name} finds nobody of {step.to} on duty.", step.spot)
        case EndStep():
            ended = f'with the outcome "{step.outcome}"' if step.outcome else "for good"
            return Reason(f"{name} ends {place.flow} {ended}.", step.spot)
        case ChoiceStep() | AnswerStep() | ConsentStep():
            return Reason(f"{name} asks, and the chat rests here.", step.spot)
