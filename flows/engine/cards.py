"""What a step looks like when the chat rests there: its text, its rows, what can be chosen. Made once per bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from flows.engine.model import (
    AnswerStep,
    BranchStep,
    Button,
    ChoiceStep,
    ConsentStep,
    EndStep,
    HandoffStep,
    Place,
    RunStep,
    SayStep,
    Step,
)

Row = tuple[Button, ...]

PERSON = Button("person!", text="globals/person")
HIDE = Button("hide!", text="globals/hide")
SKIP = (Button("skip!", text="globals/skip"),)
DONE = (Button("done!", text="globals/done"),)
LANGUAGE = (Button("lang!", text="globals/language"),)

MENU = Place("globals", "menu")


@dataclass(frozen=True, slots=True)
class Card:
    """`offers`: value -> the step it leads to. `order`: what the digits 1, 2, 3 choose. `labels`: value -> text key."""

    place: Place
    at: str
    steps: tuple[str, ...]
    parts: tuple[str, ...]
    own_rows: tuple[Row, ...]
    fixed: Row
    rows: tuple[Row, ...]
    offers: Mapping[str, str]
    order: tuple[str, ...]
    labels: Mapping[str, str]


def step_key(place: Place) -> str:
    """Short enough for a button, the same in every bundle."""
    return sha256(f"{place.flow}.{place.step}".encode()).hexdigest()[:8]


def fixed_row(workers: bool, inside_person: bool) -> Row:
    """What is always there. Inside the flow that brings a person only Hide is left; an advocate needs neither."""
    return (HIDE,) if inside_person and workers else (PERSON, HIDE) if workers else ()


def card(place: Place, step: Step, fixed: Row) -> Card | None:
    """None for a step where the chat never rests."""
    match step:
        case ChoiceStep():
            offers = {option.value: option.next for option in step.options}
            labels = {option.value: option.text for option in step.options}
            return build(place, _asked(step), offers, labels, step.skip, fixed)
        case AnswerStep():
            return build(place, _asked(step), {}, {}, step.skip, fixed)
        case ConsentStep():
            offers = {"agreed": step.agreed, "refused": step.refused}
            labels = {"agreed": step.agree, "refused": step.refuse}
            return build(place, (step.text,), offers, labels, None, fixed)
        case SayStep() | BranchStep() | RunStep() | HandoffStep() | EndStep():
            return None


def _asked(step: ChoiceStep | AnswerStep) -> tuple[str, ...]:
    return (step.text, step.hint) if step.hint else (step.text,)


def build(
    place: Place,
    parts: tuple[str, ...],
    offers: Mapping[str, str],
    labels: Mapping[str, str],
    skip: str | None,
    fixed: Row,
) -> Card:
    own = tuple((Button(value, text=labels[value]),) for value in offers)
    if skip:
        own, offers, labels = (*own, SKIP), {**offers, "skip!": skip}, {**labels, "skip!": "globals/skip"}
    rows = (*own, fixed) if fixed else own
    return Card(
        place, step_key(place), (f"{place.flow}.{place.step}",), parts, own, fixed, rows,
        offers, tuple(offers), labels,
    )  # fmt: skip


def menu(topics: Mapping[str, str]) -> Card:
    """One button for each flow that has a name in the menu."""
    labels = {f"flow:{flow}": text for flow, text in topics.items()}
    made = build(MENU, ("globals/menu",), dict.fromkeys(labels, ""), labels, None, fixed_row(True, False))
    own = (*made.own_rows, LANGUAGE)
    return Card(
        MENU, made.at, made.steps, made.parts, own, made.fixed, (*own, made.fixed),
        {**made.offers, "lang!": ""}, made.order, made.labels,
    )  # fmt: skip
