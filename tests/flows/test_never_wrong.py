"""The ten things that must never be wrong, each as she reads it."""

from __future__ import annotations

import re
import unicodedata

from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import Session
from tests.flows.visit import HOUSE, Visit, all_screens, told

EVERYTHING = tuple(sorted({told(screen) for _, screen in all_screens()}))


def read(topic: str, *taps: str, nation: str = "england") -> str:
    """What stands on her screen after these taps in a topic."""
    visit = Visit(Session(HOUSE.id, "en", answers={"danger": "no", "nation": nation}, generation=1))
    visit.types(next(word for word, flow in HOUSE.words["en"].topics.items() if flow == topic))
    return told(visit.taps(*taps) if taps else visit.screen)


def numbers(text: str) -> bool:
    return any(unicodedata.digit(letter, None) is not None for letter in PLACEHOLDER.sub("", text))


def fact(name: str) -> str:
    one = HOUSE.facts[name]
    return HOUSE.texts[one.text] if one.text else one.value


def test_nobody_refers_herself_only_a_first_responder_can() -> None:
    assert "Nobody can send herself into the NRM. Only a First Responder can" in read("nrm", "what")
    for nation in ("england", "scotland", "wales", "northern_ireland", "not_known"):
        assert "Only a First Responder can" in read("who-refers", nation=nation)
    assert "This chat cannot send the form" in read("who-refers", "chat")


def test_an_adult_is_asked_first_and_can_leave_a_child_is_sent_without_asking() -> None:
    yes = read("nrm", "yes")
    assert "An adult is asked first and can say no. Who says yes can still leave later." in yes
    assert "Under 18, a First Responder sends the NRM form without asking" in yes
    assert "the same when the age is not sure" in yes
    assert fact("nrm_children") in read("children", "me")


def test_no_talk_with_the_police_is_needed_but_the_police_are_told() -> None:
    halves = "Nobody has to talk with the police to get NRM support. But the police are told about the case."
    assert fact("nrm_police") == halves
    assert halves in read("nrm", "told")
    assert halves in read("police", "nrm")
    assert all(halves in screen for screen in EVERYTHING if "Nobody has to talk with the police" in screen)


def test_no_wall_between_police_and_immigration_is_promised() -> None:
    none = "What the police hear can reach immigration. Nothing guarantees that it does not."
    assert none in read("police", "known")
    assert "We do not know how each police office does it today." in read("police", "known")
    assert none in read("violence", "threats")
    assert HOUSE.facts["police_and_immigration"].confirm, "that it must be confirmed stands on the card"
    assert not [screen for screen in EVERYTHING if re.search(r"police (?:will|do) not (?:tell|pass|share)", screen)]


def test_the_visa_six_months_no_longer_another_employer_within_them() -> None:
    lasts, change = read("visa", "lasts"), read("visa", "change")
    assert "lasts at most 6 months. It cannot be made longer." in lasts
    assert "While this visa lasts, a worker may change to another employer." in change
    assert "lasts at most 6 months" in change
    assert "The change does not make it longer." in change
    assert HOUSE.facts["odw_visa"].confirm
    assert HOUSE.facts["odw_change"].confirm


def test_an_employer_may_not_keep_her_passport() -> None:
    visit = Visit()
    visit.types("passport")
    assert "an employer is not allowed to keep your passport" in told(visit.taps("employer"))
    assert HOUSE.facts["law_keep_passport"].confirm


def test_who_lives_in_gets_the_minimum_wage() -> None:
    rates = read("pay", "rates")
    assert "Workers who live in their employer's home must get the minimum wage." in rates
    assert "ended on 1 April 2024" in rates
    assert "12.71" in rates


def test_the_tribunal_three_months_less_a_day_today() -> None:
    said = "The time to start is short: 3 months less 1 day from the problem. The day to ask about it is today."
    assert fact("tribunal_time") == said
    assert said in read("tribunal"), "before she has chosen anything"
    assert said in read("tribunal", "time")
    for screen in EVERYTHING:
        if "6 months was planned" in screen:
            assert said in screen
            assert "could not confirm that it has begun" in screen


def test_the_line_that_answers_day_and_night_for_nrm_support() -> None:
    line = HOUSE.facts["salvation_army"]
    assert line.value == "0800 808 3733"
    assert "adults in England and Wales. It answers day and night" in fact("salvation_army_who")
    for nation in ("england", "wales"):
        assert line.value in read("who-refers", "charities", nation=nation)
        assert line.value in read("leaving", "place", nation=nation)
    assert HOUSE.facts["slavery_helpline"].value == "08000 121 700", "these two are not one"
    for screen in EVERYTHING:
        for name, number in (("Salvation Army", "08000 121 700"), ("Unseen", "0800 808 3733")):
            assert not re.search(rf"{number} is (?:the )?{name}", screen)


def test_it_informs_and_advises_nobody_about_her_visa() -> None:
    assert "may come only from a lawyer or a registered adviser" in read("visa")
    assert "By law we may not give advice about a visa." in read("about-us", "who")
    assert (
        "not a lawyer. I give general information. I cannot decide about your case."
        in HOUSE.texts["welcome/what_this_is/say"]
    )


def test_numbers_stand_in_facts_alone() -> None:
    """So that one place says who stands behind each, and translations cannot bring one of their own."""
    assert {key for key, text in HOUSE.texts.items() if numbers(text)} <= {
        key for key in HOUSE.texts if key.startswith("facts/")
    }
