"""What the house says to workers: emergency first, sources under facts, information and never advice."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot import content
from flows.engine.facts import LONGEST_UNCHECKED, months_later
from flows.engine.model import Place, Screen
from tests.flows.house import CONTENT, house_bundle

HOUSE = house_bundle()
FORBIDDEN = re.compile(
    r"\bvictims?\b|you should|you must|you have to (?!do this alone|say your name)|you qualify|\bcrime\b|criminal|!",
    re.IGNORECASE,
)
TELLING = re.compile(r"slavery|abuse|police|immigration|forced|passport|employer|danger", re.IGNORECASE)


def full(key: str) -> str:
    """A text with its facts."""

    def fact(found: re.Match[str]) -> str:
        one = HOUSE.facts.get(found.group(1))
        return found.group() if one is None else HOUSE.texts[one.text] if one.text else one.value

    return re.sub(r"\{(\w+)\}", fact, HOUSE.texts[key])


@pytest.mark.parametrize("key", sorted(HOUSE.texts))
def test_every_text_informs_and_never_advises(key: str) -> None:
    assert not FORBIDDEN.search(full(key))


def test_the_guard_against_advice_bites() -> None:
    for said in ("You are a victim.", "You should go.", "It is a crime.", "Run!", "You have to leave."):
        assert FORBIDDEN.search(said)


@pytest.mark.parametrize("key", sorted(HOUSE.texts))
def test_every_screen_is_short_also_with_its_facts(key: str) -> None:
    assert len(full(key)) <= 600


@pytest.mark.parametrize("key", sorted(HOUSE.texts))
def test_sentences_are_short(key: str) -> None:
    for sentence in re.split(r"[.?:;]\s|\n", full(key)):
        assert len(sentence.split()) <= 21, sentence


def test_labels_leave_room_for_translations() -> None:
    labels = [written for written in HOUSE.written.values() if written.label]
    assert max(len(written.text) for written in labels) <= 18


def test_before_it_is_safe_nothing_tells_what_this_chat_is_about() -> None:
    for step in ("safe_now/ask", "how_to_hide/say", "go_on/ask"):
        assert not TELLING.search(full(f"is-it-safe/{step}"))
    for key in ("globals/picker", "globals/harmless", "ask-person/agree/consent.text", "welcome/later/ask"):
        assert not TELLING.search(full(key).splitlines()[0]), "the first line is what a notification shows"


def test_the_emergency_number_stands_wherever_danger_is() -> None:
    for key in ("globals/emergency_now", "urgent-danger/call_now/say", "urgent-danger/call_if_needed/say"):
        assert "emergency_number" in HOUSE.placeholders(key)
    assert HOUSE.facts["emergency_number"].value == "999"


def test_before_she_agrees_she_is_told_what_happens_to_her_words() -> None:
    told = HOUSE.placeholders("ask-person/agree/consent.text")
    assert {"two_exceptions", "telegram_can_see", "emergency_number"} == set(told)
    card = HOUSE.cards[Place("ask-person", HOUSE.flows["ask-person"].start)]  # the first thing that flow shows
    words = content.load(CONTENT)[1]
    for language in HOUSE.languages:
        whole = words.screen(Screen(card.steps, card.parts, card.rows, card.at), language.code, {}, date(2026, 11, 24))
        letters = re.sub("[\u2066\u2068\u2069\u200e\u200f]", "", whole.text)
        assert len(letters) <= 600, f"one screen with its sources, in {language.own_name}: {len(letters)}"


@pytest.mark.parametrize("fact", HOUSE.facts.values(), ids=lambda fact: fact.name)
def test_every_fact_says_who_stands_behind_it_and_until_when(fact: object) -> None:
    from flows.engine.facts import Fact

    assert isinstance(fact, Fact)
    assert fact.source
    assert fact.cite
    assert fact.checked < fact.check_again <= months_later(fact.checked, LONGEST_UNCHECKED.get(fact.kind, 6))
    assert fact.in_date(date(2026, 11, 24))
    assert not fact.in_date(fact.check_again)
    assert fact.confidence == "A" or fact.confirm, "what is not certain says so"
    assert HOUSE.teams[fact.checked_by]


def test_old_helpline_numbers_are_not_used() -> None:
    assert "0300 303 8151" not in {fact.value for fact in HOUSE.facts.values()}


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-11-23", 3, "2027-02-23"), ("2026-11-30", 3, "2027-02-28"), ("2027-08-31", 6, "2028-02-29")],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, then: str) -> None:
    assert months_later(date.fromisoformat(day), months).isoformat() == then
