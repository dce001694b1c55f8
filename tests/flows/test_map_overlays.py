"""What is laid over a map marks what somebody must do something about, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from flows.engine.bundle import Bundle, load
from flows.engine.drawing.chart import Chart, Mark
from flows.engine.drawing.dot import dot
from flows.engine.drawing.mermaid import mermaid
from flows.engine.drawing.of_flow import of_flow
from flows.engine.drawing.overlays import SIGNED, dates, taps_to_a_person, untranslated
from flows.engine.drawing.svg import svg
from flows.engine.drawing.taps import NEVER, taps
from flows.engine.drawing.twin import twin
from flows.engine.drawing.wording import words
from flows.engine.model import BranchStep, Place
from tests.flows.house import changed, house_bundle

HOUSE = house_bundle()


def chart(flow: str, marks: Mapping[Place, Sequence[Mark]], bundle: Bundle = HOUSE) -> Chart:
    return of_flow(bundle, bundle.flows[flow], lambda key: bundle.texts[key], marks)


def marked(marks: Mapping[Place, Sequence[Mark]]) -> dict[str, list[str]]:
    return {f"{place.flow}.{place.step}": [mark.text for mark in found] for place, found in marks.items() if found}


# --- taps --------------------------------------------------------------------------------------------------------


def test_the_house_keeps_its_promise_and_the_map_shows_it() -> None:
    over = taps_to_a_person(HOUSE, 2)
    assert over.steps.keys() == HOUSE.cards.keys()
    assert not [mark for marks in over.steps.values() for mark in marks if mark.alarm]
    assert marked(over.steps)["passport-kept.who_has_it"] == ["2 taps to a person"]
    assert marked(over.steps)["ask-person.agree"] == ["1 tap to a person"]


def test_a_question_more_before_a_person_is_a_tap_too_many() -> None:
    """Somebody asks for a reason before the consent: from everywhere it is three taps now."""
    first = "  why:\n    ask: Why?\n    options:\n      - {text: I am afraid, value: afraid, next: agree}\n"
    files = changed("flows/ask-person.yaml", "steps:\n", f"steps:\n{first}")
    flow = files["flows/ask-person.yaml"].replace(b"start: agree ", b"start: why ")
    bundle = load({**files, "flows/ask-person.yaml": flow})
    over = taps_to_a_person(bundle, 2)
    assert over.steps[Place("passport-kept", "who_has_it")] == (Mark("3 taps to a person", alarm=True),)
    assert over.steps[Place("ask-person", "why")] == (Mark("2 taps to a person"),)
    assert over.flows["passport-kept"] == (Mark("at most 3 taps to a person", alarm=True),)


def test_taps_are_counted_to_the_handing_over() -> None:
    counted = taps(HOUSE)
    assert counted[Place("ask-person", "hand_over")] == 0
    assert counted[Place("ask-person", "told")] == 0  # she has asked already
    assert counted[Place("ask-person", "nobody_here")] > 0  # she has not got one
    assert counted[Place("passport-kept", "done")] == 2  # from the menu
    assert max(counted.values()) < NEVER


def test_where_no_way_leads_to_a_person_the_map_says_so() -> None:
    """She agrees, and is told that nobody is there."""
    files = changed("flows/ask-person.yaml", "agreed: how_urgent", "agreed: nobody_here")
    over = taps_to_a_person(load(files), 2)
    assert set(over.steps[Place("passport-kept", "who_has_it")]) == {Mark("No way leads to a person.", alarm=True)}


# --- texts -------------------------------------------------------------------------------------------------------


def test_what_no_speaker_has_signed_is_marked_with_its_state() -> None:
    signed = dict.fromkeys(HOUSE.written, SIGNED)
    assert marked(untranslated(HOUSE, "ar", signed).steps) == {}
    over = untranslated(HOUSE, "ar", {**signed, "passport-kept/who_has_it/option.me": "not signed"})
    assert marked(over.steps) == {"passport-kept.who_has_it": ["1 of 5 texts: 1 not signed"]}
    assert [flow for flow, marks in over.flows.items() if marks] == ["passport-kept"]
    assert f"{len(HOUSE.written) - 1} of {len(HOUSE.written)}" in over.note


def test_a_missing_translation_of_a_fact_marks_each_step_that_says_it() -> None:
    states = {key: SIGNED for key in HOUSE.written if key != "facts/law_keep_passport/text"}
    over = marked(untranslated(HOUSE, "ar", states).steps)
    assert over.keys() == {"passport-kept.law", "passport-kept.sign", "passport-kept.good_news"}
    assert over["passport-kept.law"] == ["1 of 3 texts: 1 missing"]


# --- facts -------------------------------------------------------------------------------------------------------


def test_facts_are_marked_from_thirty_days_before_they_are_due() -> None:
    """The number of the Salvation Army is to be checked again on 23 February 2027."""
    fact, step = HOUSE.facts["salvation_army"], Place("ask-person", "nobody_here")
    assert fact.check_again == date(2027, 2, 23)
    assert not dates(HOUSE, date(2027, 1, 23)).steps[step]
    soon = dates(HOUSE, date(2027, 1, 24)).steps[step]
    assert Mark("due soon: salvation_army, on 2027-02-23") in soon and not any(mark.alarm for mark in soon)
    late = dates(HOUSE, date(2027, 2, 23))
    assert Mark("out of date: salvation_army, due on 2027-02-23", alarm=True) in late.steps[step]
    assert any(mark.alarm for mark in late.flows["ask-person"])
    assert not late.flows.get("is-it-safe")


# --- on the map --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [svg, dot, mermaid, twin])
def test_marks_stand_in_every_form(form: object) -> None:
    assert callable(form)
    place = Place("passport-kept", "law")
    plain = form(chart("passport-kept", {}))
    urgent = form(chart("passport-kept", {place: (Mark("the law is old", alarm=True),)}))
    known = form(chart("passport-kept", {place: (Mark("good to know"),)}))
    assert "the law is old" not in plain and "the law is old" in urgent and "good to know" in known


def test_an_alarm_is_seen_without_colours() -> None:
    """By the thick line round its box, by a triangle, and by words in the legend."""
    place = Place("passport-kept", "law")
    alarmed = svg(chart("passport-kept", {place: (Mark("the law is old", alarm=True),)}))
    assert alarmed.count('stroke-width="4"') == 1 and "somebody must look at this" in alarmed
    assert 'class="box say alarmed" data-step="law"' in alarmed


# --- conditions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("danger is no", "danger is no"),
        ("danger is not known", "danger is not known"),
        ("danger is known and not danger is soon", "danger is known and not (danger is soon)"),
        ("danger is one of soon, now", "danger is one of now, soon"),
        ("danger is no and (danger is now or danger is soon)", "danger is no and (danger is now or danger is soon)"),
    ],
)
def test_conditions_are_said_in_their_own_words(written: str, said: str) -> None:
    bundle = load(changed("flows/danger-first.yaml", "when: danger is no", f"when: {written}"))
    step = bundle.flows["danger-first"].steps["known"]
    assert isinstance(step, BranchStep)
    assert words(step.lines[0].when) == said
