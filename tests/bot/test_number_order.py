"""In Arabic and Urdu a number keeps its order: what stands on the screen, by the algorithm of Unicode itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from bidi import get_display

from bot import content
from bot.words import Words
from flows.engine.model import Screen
from tests.flows.house import CONTENT, house_bundle
from tests.flows.visit import all_screens

HOUSE = house_bundle()
TODAY = date(2026, 11, 24)
RIGHT_TO_LEFT = [language.code for language in HOUSE.languages if language.direction == "rtl"]
MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))
NUMBERS = sorted(fact.value for fact in HOUSE.facts.values() if fact.kind == "phone")


@pytest.fixture(scope="module")
def words() -> Words:
    return content.load(CONTENT)[1]


def seen(line: str) -> str:
    """As it is seen from left to right, in the direction that the line takes by itself."""
    shown = get_display(line)
    assert isinstance(shown, str)
    return shown.translate(MARKS)


def lines(words: Words, language: str) -> Iterator[str]:
    """Of every screen that she can come to, and of every button on it."""
    shown = {(screen.parts, screen.rows): screen for _, screen in all_screens()}
    for screen in shown.values():
        made = words.screen(screen, language, {}, TODAY)
        yield from made.text.split("\n")
        yield from (button.text for row in made.rows for button in row)


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_every_number_is_seen_as_it_is_dialled(words: Words, language: str) -> None:
    met = set()
    for line in lines(words, language):
        for number in NUMBERS:
            if number in line.translate(MARKS):
                assert number in seen(line), line
                met.add(number)
    assert len(met) > 15 and "999" in met


def runs_from_the_right(line: str) -> bool:
    """By itself, so in any program that shows it."""
    return bool(get_display(line) == get_display(line, base_dir="R"))


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_every_line_with_a_word_of_hers_runs_from_right_to_left(words: Words, language: str) -> None:
    """Also where a name in Latin letters comes first."""
    hers = [line for line in lines(words, language) if any("\u0600" <= letter < "\u0700" for letter in line)]
    assert len(hers) > 500
    assert [line for line in hers if not runs_from_the_right(line)] == []


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_a_number_with_nothing_around_it_is_caught(words: Words, language: str) -> None:
    """999 can stand by itself; a number in groups would be read with its groups turned round."""
    said = words.text("passport-kept/numbers/say", language, {})
    [line] = [line for line in said.split("\n") if "0800 808 3733" in line]
    assert "0800 808 3733" in seen(line)
    assert "0800 808 3733" not in seen(line.translate(MARKS))
    assert "3733 808 0800" in seen(line.translate(MARKS)), "the wrong number that she would see"


def test_a_line_that_begins_in_latin_letters_is_caught_without_its_mark() -> None:
    begun = Words(HOUSE, {"ar": {"globals/closed_case": "NRM هو نظام في المملكة المتحدة."}})
    line = begun.text("globals/closed_case", "ar", {})
    assert runs_from_the_right(line)
    assert not runs_from_the_right(line.translate(MARKS))


def test_a_copied_number_carries_no_marks(words: Words) -> None:
    """What goes into the dialler is digits and blanks, whatever her language is."""
    rows = [row for _, screen in all_screens() for row in screen.rows if row[0].copy_fact]
    made = words.screen(Screen((), ("globals/menu",), tuple(dict.fromkeys(rows)), ""), "ar", {}, TODAY)
    assert len(made.rows) > 10
    for row in made.rows:
        assert row[0].copy_text == row[0].copy_text.translate(MARKS) and row[0].copy_text.isascii()
        assert row[0].copy_text in row[0].text.translate(MARKS)
