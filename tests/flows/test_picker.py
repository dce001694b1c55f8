"""Her language: how it is offered, that it is hers to choose, and that choosing another one costs her nothing."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import permutations

import pytest

from flows.engine.bundle import load
from flows.engine.hear import normalise
from flows.engine.model import Began, Place, Say, Screen, Session, Tapped, Wrote
from flows.engine.picker import hinted
from flows.engine.run import take_turn
from tests.flows.house import changed
from tests.flows.visit import AROUND, HOUSE, all_screens

CODES = [language.code for language in HOUSE.languages]
NAMES = {language.code: language.own_name for language in HOUSE.languages}
ALPHABETS = {
    "en": "LATIN", "fil": "LATIN", "id": "LATIN", "es": "LATIN", "hi": "DEVANAGARI", "ne": "DEVANAGARI",
    "ar": "ARABIC", "ur": "ARABIC", "si": "SINHALA", "ta": "TAMIL", "bn": "BENGALI", "am": "ETHIOPIC",
}  # fmt: skip


SAVED = "  spoken: {kind: text, keep: visit, seen_by: [advocates], why: x}\n"
SPOKEN = """
flow: spoken
format: 1
owner: rights-team
start: which
steps:
  which: {ask: Which language do you speak?, answer: {kind: text, max: 40}, save: spoken, skip: done, next: done}
  done: {end: true}
"""


def shown(session: Session, heard: Began | Tapped | Wrote, hint: str = "") -> tuple[Session, Screen]:
    after, effects = take_turn(HOUSE, session, heard, replace(AROUND, hint=hint))
    return after, next(effect.screen for effect in effects if isinstance(effect, Say))


def offered(screen: Screen) -> list[str]:
    return [button.value.removeprefix("lang:") for row in screen.rows[:-1] for button in row]


# --- how it is offered -------------------------------------------------------------------------------------------


def test_there_are_twelve_each_in_its_own_letters() -> None:
    assert CODES == ["en", "fil", "id", "hi", "ar", "ur", "si", "ta", "ne", "bn", "am", "es"]
    for code, name in NAMES.items():
        letters = [letter for letter in name if letter.isalpha()]
        assert letters and all(unicodedata.name(letter).startswith(ALPHABETS[code]) for letter in letters)
    assert {language.code for language in HOUSE.languages if language.direction == "rtl"} == {"ar", "ur"}


@pytest.mark.parametrize("hint", ["", *CODES])
def test_every_language_is_there_once_and_two_stand_in_a_row(hint: str) -> None:
    _, screen = shown(Session(), Began(), hint)
    assert sorted(offered(screen)) == sorted(CODES)
    assert [len(row) for row in screen.rows] == ([1, 2, 2, 2, 2, 2, 1, 2] if hint else [2, 2, 2, 2, 2, 2, 2])


@pytest.mark.parametrize(
    ("hint", "first"),
    [
        ("am", "am"), ("tl", "fil"), ("fil-PH", "fil"), ("in", "id"), ("in_ID", "id"), ("AR", "ar"), ("es-419", "es"),
        ("ur-PK", "ur"), ("bn_BD", "bn"),
    ],
)  # fmt: skip
def test_the_language_of_her_phone_stands_on_top(hint: str, first: str) -> None:
    session, screen = shown(Session(), Began(), hint)
    assert offered(screen)[0] == first
    assert session.language == "", "a hint is not a choice"
    assert screen.parts == ("globals/picker",), "and nothing is said in it"


@pytest.mark.parametrize(
    "hint", ["ti", "fa", "ps", "pa", "ku", "ms", "zh-hans", "xx", "-", "a" * 16, "\u202e", "lang:ar"]
)
def test_a_language_that_is_not_here_puts_no_neighbour_on_top(hint: str) -> None:
    assert hinted(HOUSE.pickers, hint) is HOUSE.pickers[""]


def test_a_number_chooses_what_stands_there() -> None:
    assert shown(Session(), Wrote("1"), "am")[0].language == "am"
    assert shown(Session(), Wrote("\u1369"), "am")[0].language == "am"
    assert shown(Session(), Wrote("1"))[0].language == "en"
    assert shown(Session(), Wrote("12"), "am")[0].language == "es"


# --- another one -------------------------------------------------------------------------------------------------

STEPS = (
    (),
    (Place("welcome", "safe_first"), Place("is-it-safe", "safe_now")),
    (Place("passport-kept", "who_has_it"),),
    (Place("pay", "main"), Place("urgent-danger", "person_now")),
    (Place("ask-person", "agree"),),
)
ANSWERS = {"danger": "soon", "who_has_it": "agent"}


@pytest.mark.parametrize("stack", STEPS, ids=lambda stack: ".".join(stack[-1]) if stack else "menu")
def test_from_each_language_to_each_other_one_she_keeps_her_place_and_her_answers(stack: tuple[Place, ...]) -> None:
    for old, new in permutations(CODES, 2):
        session = Session(HOUSE.id, old, stack, ANSWERS, {"talk_with_advocate": "1"}, generation=3, tries=1)
        wanting, picker = shown(session, Wrote(HOUSE_WORDS[old]))
        assert picker.parts == ("globals/picker",)
        after, screen = shown(wanting, Tapped(picker.at, wanting.generation, f"lang:{new}"))
        assert after == replace(session, language=new, generation=5)
        assert screen.parts == (*where(session), "globals/preview")


HOUSE_WORDS = {
    code: next(word for word, meaning in HOUSE.words[code].whole.items() if meaning == "language") for code in CODES
}
"""A word of hers that asks for the languages."""


def where(session: Session) -> tuple[str, ...]:
    return HOUSE.cards[session.stack[-1]].parts if session.stack else HOUSE.menu.parts


def test_at_every_step_there_is_the_language_can_be_changed() -> None:
    """Every screen that a worker can come to; the languages take turns."""
    seen = all_screens()
    assert len(seen) > 300
    for number, (session, _) in enumerate(seen):
        if not session.stack or session.stack[-1] not in HOUSE.cards:
            continue  # the menu is tried above; with a case open no flow speaks
        old, new = CODES[number % 12], CODES[(number * 7 + 5) % 12]
        before = replace(session, language=old)
        after, screen = shown(before, Wrote(NAMES[new]))
        assert (after.stack, after.answers, after.consents) == (before.stack, before.answers, before.consents)
        assert after.language == new and screen.parts[-1] == "globals/preview"
        assert set(screen.parts) & set(where(before)), "the same question, in the other language"


def test_its_own_name_is_enough_also_where_something_else_is_asked() -> None:
    for code, name in NAMES.items():
        for word in (name, normalise(name)):
            after, _ = shown(Session(HOUSE.id, "am", (Place("work-hours", "main"),), generation=1), Wrote(word))
            assert after.language == code and after.stack == (Place("work-hours", "main"),)


def test_after_picking_she_can_pick_again_with_one_tap() -> None:
    """She may have touched the wrong name, and cannot read a word of what came."""
    session, picker = shown(Session(), Began())
    session, screen = shown(session, Tapped(picker.at, session.generation, "lang:am"))
    assert [button.value for row in screen.rows for button in row][-3:] == ["lang!", "person!", "hide!"]
    session, again = shown(session, Tapped(screen.at, session.generation, "lang!"))
    assert again.parts == ("globals/picker",)
    session, screen = shown(session, Tapped(again.at, session.generation, "lang:ta"))
    assert session.language == "ta" and session.stack[-1] == Place("is-it-safe", "safe_now")
    _, screen = shown(session, Tapped(screen.at, session.generation, "yes"))
    assert "lang!" not in [button.value for row in screen.rows for button in row]


def test_the_sign_stands_on_the_button_in_every_language() -> None:
    assert HOUSE.texts["globals/language"].startswith("\N{GLOBE WITH MERIDIANS} ")


def test_a_question_that_may_be_answered_with_a_language_takes_it_as_the_answer() -> None:
    files = changed("answers.yaml", "system:\n", f"{SAVED}system:\n")
    bundle = load({**files, "flows/spoken.yaml": SPOKEN.encode()})
    session = Session(bundle.id, "am", (Place("spoken", "which"),), generation=1)
    after = take_turn(bundle, session, Wrote("English"), AROUND).session
    assert (after.language, after.answers) == ("am", {"spoken": "English"})
