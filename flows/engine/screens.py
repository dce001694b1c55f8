"""From the card of a step and what was said on the way there to one message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flows.engine.bundle import Bundle
from flows.engine.cards import LANGUAGE, Card, Row
from flows.engine.model import Answer, AnswerStep, Place, Screen, Step

Slots = tuple[tuple[str, str], ...]


def copies(bundle: Bundle, parts: tuple[str, ...]) -> tuple[Row, ...]:
    """The buttons that copy the numbers of these texts, each once."""
    if bundle.copies.keys().isdisjoint(parts):
        return ()  # almost always
    return tuple(dict.fromkeys(row for part in parts if part in bundle.copies for row in bundle.copies[part]))


def work_out(
    bundle: Bundle, parts: tuple[str, ...], answers: Mapping[str, Answer], today: date
) -> tuple[tuple[str, ...], Slots]:
    """The sums that these texts name. A text whose sum nobody can stand behind today says so instead."""
    if bundle.sums.keys().isdisjoint(parts):
        return parts, ()  # almost always
    names = dict.fromkeys(name for part in parts for name in bundle.sums.get(part, ()))
    values = {name: bundle.rules[name].value(answers, bundle.facts, today) for name in names}
    unknown = {name for name, value in values.items() if value is None}
    shown = ("globals/cannot_work_out" if unknown.intersection(bundle.sums.get(part, ())) else part for part in parts)
    return tuple(shown), tuple((name, value) for name, value in values.items() if value is not None)


def first_in(
    bundle: Bundle, language: str, card: Card, own: tuple[Row, ...]
) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The first screen in a language that she has just picked: a way back for whoever tapped the wrong one and cannot
    read this, and, while nobody has signed it, a line that says so."""
    rows = own if "lang!" in card.offers else (*own, LANGUAGE)
    return rows, () if bundle.spoken[language].state == "live" else ("globals/preview",)


def screen_of(
    bundle: Bundle,
    card: Card,
    own: tuple[Row, ...],
    parts: tuple[str, ...],
    last: tuple[str, ...],
    before: tuple[str, ...],
    attach: str | None,
    sums: Slots = (),
) -> Screen:
    """Where the chat rests: the texts, the buttons of the step, the numbers to copy, the row that is always there."""
    numbers = copies(bundle, parts)
    rows = card.rows if own is card.own_rows and not numbers else (*own, *numbers, *card.rows[len(card.own_rows) :])
    return Screen((*before, *card.steps), (*parts, *last), rows, card.at, attach, sums)


def screen_with_person(
    bundle: Bundle, place: Place, parts: tuple[str, ...], steps: tuple[str, ...], attach: str | None
) -> Screen:
    """After a case was opened there is nothing more to choose: a person has it now."""
    inside = place.flow == bundle.person
    parts = parts or ("globals/kept_for_person",)
    fixed = bundle.menu.fixed[1:] if inside else bundle.menu.fixed
    rows = (*copies(bundle, parts), fixed)
    return Screen(steps or (f"{place.flow}.{place.step}",), parts, rows, bundle.step_key(place), attach)


def may_be_done(step: Step | None, answers: Mapping[str, Answer]) -> bool:
    """A story of several messages can be ended once there is one."""
    if not isinstance(step, AnswerStep) or step.answer.kind != "message" or not step.save:
        return False
    return (step.answer.most or 1) > 1 and step.save in answers
