"""What she reads in each language: that it is a draft, that it is her language, and that it fits on her phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
import regex  # type: ignore[import-untyped]

from bot import content
from bot.telegram.buttons import MOST_DATA, worker_data
from bot.tongues.gates import letters
from bot.words import LONGEST, Rendered, Words, measure
from flows.engine.bundle import Bundle, load
from flows.engine.grammar import LABEL_CUT
from flows.engine.model import Began, Say, Screen, Session, Tapped, Wrote
from flows.engine.run import take_turn
from tests.flows.house import CONTENT, changed, house_bundle
from tests.flows.visit import AROUND, all_screens

HOUSE = house_bundle()
TODAY = date(2026, 11, 24)
CODES = [language.code for language in HOUSE.languages]
OWN_LETTERS = {
    "hi": "Devanagari", "ne": "Devanagari", "ar": "Arabic", "ur": "Arabic", "si": "Sinhala", "ta": "Tamil",
    "bn": "Bengali", "am": "Ethiopic",
}  # fmt: skip
MOST_ENTITIES = 100  # of one message (Bot API)
MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


@pytest.fixture(scope="module")
def words() -> Words:
    return content.load(CONTENT)[1]


def plain(text: str) -> str:
    return text.translate(MARKS)


# --- a draft says so ---------------------------------------------------------------------------------------------


def picked(bundle: Bundle, code: str) -> Screen:
    """The first screen in a language that has just been picked."""
    session, effects = take_turn(bundle, Session(), Began(), AROUND)
    session, effects = take_turn(
        bundle, session, Tapped(bundle.pickers[""].at, session.generation, f"lang:{code}"), AROUND
    )
    return next(effect.screen for effect in effects if isinstance(effect, Say))


@pytest.mark.parametrize("code", CODES)
def test_the_first_screen_of_a_draft_says_in_its_own_words_that_nobody_has_checked_it(words: Words, code: str) -> None:
    assert HOUSE.spoken[code].state == "preview", "nobody has signed any of them, English neither"
    shown = words.screen(picked(HOUSE, code), code, {}, TODAY)
    question, line = shown.text.split("\n\n")[-2:]
    assert question == words.text("is-it-safe/safe_now/ask", code, {}).split("\n\n")[-1]
    assert line == words.text("globals/preview", code, {})
    assert (shown.rows[-1][0].text, shown.rows[-1][0].value) == (words.text("globals/person", code, {}), "person!")


def test_each_language_has_its_own_line(words: Words) -> None:
    said = {words.text("globals/preview", code, {}) for code in CODES}
    assert len(said) == len(CODES)
    assert words.text("globals/preview", "en", {}).startswith("No person has checked these words yet.")


def test_in_a_language_that_was_signed_the_line_is_gone() -> None:
    """And only there: the others still say it."""
    signed = load(changed("house-rules.yaml", "Filipino (Tagalog), direction: ltr, state: preview",
                          "Filipino (Tagalog), direction: ltr, state: live"))  # fmt: skip
    assert "globals/preview" not in picked(signed, "fil").parts
    assert picked(signed, "en").parts[-1] == "globals/preview"


def test_whoever_begins_with_a_word_of_danger_is_told_it_too() -> None:
    for code in CODES:
        heard = Wrote(HOUSE.words[code].own_danger.all[0])
        session, effects = take_turn(HOUSE, Session(), heard, AROUND)
        [screen] = [effect.screen for effect in effects if isinstance(effect, Say)]
        assert (screen.parts[0], screen.parts[-1]) == ("globals/emergency_now", "globals/preview")
        assert session.language


# --- it is her language ------------------------------------------------------------------------------------------

TO_BE_SENT = {"register", "yes"}
IT_SAYS_WHAT_THIS_IS = {"tribunal/short/say": {"tribunal", "Tribunal"}}
JOINING = {"of", "and", "s"}  # inside names: Live Fear Free, Women's Aid
EXPLAINED = regex.compile(r"\([^)]*\)|(\p{Latin}+ )*\p{Latin}+(?= \()|[«“][\p{Latin} ]+[»”]")


def left_in_english(key: str, said: str) -> set[str]:
    """Latin words that are neither a name, nor explained in brackets, nor to be sent as they are."""
    facts = (HOUSE.facts[name] for name in HOUSE.placeholders(key) if name in HOUSE.facts)
    english = " ".join((HOUSE.texts[key], *(HOUSE.texts[fact.text] if fact.text else fact.value for fact in facts)))
    names = {word for word in regex.findall(r"\p{Latin}+", english) if word != word.lower()} | {"NRM"}
    names |= {name.removesuffix("s") for name in names}  # First Responders: one of them
    return (
        set(regex.findall(r"\p{Latin}+", EXPLAINED.sub(" ", said)))
        - names
        - TO_BE_SENT
        - JOINING
        - IT_SAYS_WHAT_THIS_IS.get(key, set())
    )


@pytest.mark.parametrize("code", OWN_LETTERS)
def test_nothing_was_left_in_english_and_no_digits_are_mixed(words: Words, code: str) -> None:
    for key in HOUSE.texts:
        said = plain(words.text(key, code, {}))
        own = regex.search(rf"\p{{Script={OWN_LETTERS[code]}}}", said)
        assert own or said in ("NRM", HOUSE.texts["globals/picker"]), f"{key}: {said}"
        assert not regex.search(r"(?![0-9])\p{Nd}", said), f"{key} has digits of two kinds"
        assert left_in_english(key, said) == set(), key


def test_a_word_left_in_english_is_noticed(words: Words) -> None:
    for key, said in (
        ("globals/hide", "Hide"),
        ("globals/waiting", "ስልኩን away ማስቀመጥ ይችላሉ።"),
        ("globals/left_queue", "፱ ሰው 9 ٩"),
    ):
        half = Words(HOUSE, {"am": {**{key: words.text(key, "am", {}) for key in HOUSE.texts}, key: said}})
        with pytest.raises(AssertionError, match=key):
            test_nothing_was_left_in_english_and_no_digits_are_mixed(half, "am")


# --- it fits -----------------------------------------------------------------------------------------------------


@cache
def screens() -> tuple[tuple[Screen, tuple[tuple[str, str], ...]], ...]:
    """Every screen that she can come to, each once, with what its facts are for her."""
    found = {
        (screen, tuple(HOUSE.shown_to(screen.parts, session.answers).items())): None
        for session, screen in all_screens()
    }
    return tuple(found)


def rendered(words: Words, code: str) -> Iterator[tuple[Screen, Rendered]]:
    for screen, slots in screens():
        yield screen, words.screen(screen, code, dict(slots), TODAY)


def told(words: Words, code: str, screen: Screen, slots: tuple[tuple[str, str], ...]) -> str:
    """Without the lines that say where it comes from."""
    filled = {**dict(slots), **dict(screen.slots)}
    return plain("\n\n".join(words.text(part, code, filled, TODAY) for part in screen.parts))


@pytest.mark.parametrize("code", CODES)
def test_every_screen_fits_with_its_longest_values(words: Words, code: str) -> None:
    """600 letters are for the English text; another language may need a quarter more."""
    assert len(screens()) > 100
    most = HOUSE.limits.letters_on_a_screen * (1 if code == "en" else 1.25)
    for screen, slots in screens():
        shown = words.screen(screen, code, dict(slots), TODAY)
        assert 0 < measure(shown.text) <= LONGEST // 2, screen.steps
        assert letters(told(words, code, screen, slots)) <= most, screen.steps
        assert len(shown.entities) <= MOST_ENTITIES
        assert "{" not in shown.text and "}" not in shown.text


@pytest.mark.parametrize("code", CODES)
def test_every_button_is_read_whole(words: Words, code: str) -> None:
    """One in a row has the whole width; those that share one have half of it."""
    for screen, shown in rendered(words, code):
        for row in shown.rows:
            for button in row:
                assert 0 < letters(plain(button.text)) <= (LABEL_CUT if len(row) == 1 else LABEL_CUT // 2), button
                assert len(worker_data(HOUSE.short, screen.at, 36**4, button.value).encode()) <= MOST_DATA
        own = [
            row for row in shown.rows[:-1] if not row[0].copy_text and row[0].value not in ("lang!", "skip!", "done!")
        ]
        assert len(own) <= HOUSE.limits.buttons, screen.steps


def test_the_picker_is_read_whole(words: Words) -> None:
    """Two names share a row: the longest of them has 18 letters, and Latin ones are narrow."""
    for picker in HOUSE.pickers.values():
        shown = words.screen(Screen(picker.steps, picker.parts, picker.rows, picker.at), "", {}, TODAY)
        assert max(letters(button.text) for row in shown.rows for button in row) <= 18
        assert len(shown.rows) <= 8


def test_what_is_too_long_is_noticed(words: Words) -> None:
    long = Words(HOUSE, {"ta": {"urgent-danger/danger/ask": "நீ" * 800, "globals/hide": "மறை" * 12}})
    with pytest.raises(AssertionError):
        test_every_screen_fits_with_its_longest_values(long, "ta")
    with pytest.raises(AssertionError):
        test_every_button_is_read_whole(long, "ta")


def test_the_sign_for_languages_is_found_by_whoever_cannot_read_the_word(words: Words) -> None:
    for code in CODES:
        assert plain(words.text("globals/language", code, {})).startswith("\N{GLOBE WITH MERIDIANS} ")
