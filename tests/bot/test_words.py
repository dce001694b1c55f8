"""Words in her language: numbers keep their order in any sentence, sources stand below, translations are distrusted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot import content
from bot.tongues.headers import new_head
from bot.words import LONGEST, Rendered, Words, left_to_right, measure
from flows.engine.bundle import Bundle, load
from flows.engine.fault import Fault, Faulty
from flows.engine.model import Button, Place, Screen

HOUSE = Path(__file__).resolve().parents[2]
CONTENT, LOCALES = HOUSE / "flows" / "content", HOUSE / "locales"
EMERGENCY = "globals/emergency_now"
TODAY = date(2026, 11, 24)
WAITING: dict[str, int] = {}
"""Texts that still wait for a translator; shown in English until then. May only shrink."""


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load(content.read(CONTENT))


@pytest.fixture(scope="module")
def words(bundle: Bundle) -> Words:
    return content.load(CONTENT)[1]


def spoken(bundle: Bundle, **arabic: str) -> Words:
    """Words with an Arabic catalogue of these entries only."""
    return Words(bundle, {"ar": {key.replace("__", "/"): text for key, text in arabic.items()}})


def screen(bundle: Bundle, flow: str, step: str) -> Screen:
    card = bundle.cards[Place(flow, step)]
    return Screen(card.steps, card.parts, card.rows, card.at)


def italics(rendered: Rendered) -> str:
    units = rendered.text.encode("utf-16-le")
    return "".join(
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in rendered.entities
        if one["type"] == "italic"
    )


# --- values in sentences -----------------------------------------------------------------------------------------


def test_a_number_keeps_its_order_inside_any_sentence(bundle: Bundle) -> None:
    assert left_to_right("0800 808 3733") == "\u2066\u200e0800 808 3733\u200e\u2069"
    said = spoken(bundle).text(EMERGENCY, "en", {})
    assert said == "If you are in danger now, call \u2066\u200e999\u200e\u2069."


def test_a_slot_is_filled_and_isolated(bundle: Bundle) -> None:
    said = spoken(bundle).text("globals/waiting", "en", {"place_in_line": "{emergency_number}\u202e"})
    assert "\u2066\u200e{emergency_number}\u202e\u200e\u2069" in said, "a value is never filled in again"


def test_a_slot_nobody_fills_leaves_no_bracket(bundle: Bundle) -> None:
    assert "{" not in spoken(bundle).text("globals/waiting", "en", {})


def test_a_line_that_begins_with_a_latin_word_still_runs_right_to_left(bundle: Bundle) -> None:
    line = "NRM \u0647\u0648 \u0646\u0638\u0627\u0645"
    said = spoken(bundle, globals__closed_case=f"{line}\n\u0646\u0639\u0645 NRM\n123")
    assert said.text("globals/closed_case", "ar", {}) == f"\u200f{line}\n\u0646\u0639\u0645 NRM\n123"


def test_what_is_not_translated_is_said_in_english_and_left_to_right(bundle: Bundle) -> None:
    said = spoken(bundle).text("globals/closed_case", "ar", {})
    assert said == bundle.texts["globals/closed_case"]


def test_english_facts_inside_her_language_are_isolated(bundle: Bundle) -> None:
    said = spoken(bundle, **{"passport-kept__law__say": "{law_keep_passport}"})
    fact = bundle.texts["facts/law_keep_passport/text"]
    assert f"\u2068{fact}\u2069" in said.text("passport-kept/law/say", "ar", {})


# --- screens -----------------------------------------------------------------------------------------------------


def test_under_a_fact_stands_its_source_and_what_is_not_certain(bundle: Bundle, words: Words) -> None:
    said = words.screen(Screen((), ("passport-kept/law/say",), (), ""), "en", {}, TODAY)
    plain = italics(said).translate(dict.fromkeys(map(ord, "\u2066\u2068\u2069\u200e")))
    assert plain == (
        "Source: Home Office leaflet for overseas domestic workers (6 May 2021). Checked on 23 November 2026.\n"
        "Not yet confirmed: that the leaflet still says this."
    )


@pytest.mark.parametrize("language", ["en", "fil", "id", "es"])
def test_sources_are_slanted_where_letters_have_italics(words: Words, language: str) -> None:
    assert italics(words.screen(Screen((), ("passport-kept/law/say",), (), ""), language, {}, TODAY))


@pytest.mark.parametrize("language", ["ar", "ur", "hi", "ne", "bn", "si", "ta", "am"])
def test_letters_without_italics_stand_upright(words: Words, language: str) -> None:
    """Below an empty line, as everywhere; a slant would only make them harder to read."""
    said = words.screen(Screen((), ("passport-kept/law/say",), (), ""), language, {}, TODAY)
    assert said.entities == () and "Home Office" in said.text.split("\n\n")[-1]


def test_beside_an_emergency_number_nothing_stands(words: Words) -> None:
    assert words.screen(Screen((), (EMERGENCY,), (), ""), "en", {}, TODAY).entities == ()


@pytest.mark.parametrize(
    ("language", "day"), [("fil", "23 Nobyembre 2026"), ("ar", "23 \u0646\u0648\u0641\u0645\u0628\u0631 2026")]
)
def test_days_are_written_as_her_language_does(words: Words, language: str, day: str) -> None:
    assert day in words.screen(Screen((), ("passport-kept/law/say",), (), ""), language, {}, TODAY).text


def test_buttons_say_their_text_and_carry_their_value(bundle: Bundle, words: Words) -> None:
    rows = words.screen(screen(bundle, "passport-kept", "who_has_it"), "en", {}, TODAY).rows
    assert [(button.text, button.value) for button in rows[0]] == [("My employer", "employer")]
    assert [button.text for button in rows[-1]] == ["A person", "Hide"]


def test_a_number_can_be_copied_as_plain_digits(words: Words) -> None:
    shown = Screen((), (EMERGENCY,), ((Button("", copy_fact="salvation_army"),),), "")
    [[button]] = words.screen(shown, "ar", {}, TODAY).rows
    assert (button.copy_text, button.value) == ("0800 808 3733", "")
    assert "0800 808 3733" in button.text


def test_the_languages_stand_under_their_own_names(bundle: Bundle, words: Words) -> None:
    picker = bundle.pickers[""]
    rendered = words.screen(Screen((), picker.parts, picker.rows, ""), "", {}, TODAY)
    assert rendered.text == "\N{GLOBE WITH MERIDIANS}"
    own_names = [button.text for row in rendered.rows[:-1] for button in row]
    assert own_names == [language.own_name for language in bundle.languages]
    assert own_names[:2] == ["English", "Filipino (Tagalog)"]


def test_before_a_language_is_picked_nothing_is_said_in_any(bundle: Bundle, words: Words) -> None:
    """Not even in English: two signs below the names."""
    picker = bundle.pickers["si"]
    rendered = words.screen(Screen((), picker.parts, picker.rows, ""), "", {}, TODAY)
    assert [button.value for button in rendered.rows[-1]] == ["person!", "hide!"]
    assert not any(letter.isalnum() for button in rendered.rows[-1] for letter in button.text)
    hers = words.screen(Screen((), picker.parts, picker.rows, ""), "si", {}, TODAY)
    own = [words.text(f"globals/{key}", "si", {}) for key in ("person", "hide")]
    assert [button.text for button in hers.rows[-1]] == own


def test_a_screen_is_made_once(bundle: Bundle, words: Words) -> None:
    shown = screen(bundle, "passport-kept", "who_has_it")
    assert words.screen(shown, "en", {}, TODAY) is words.screen(shown, "en", {}, TODAY)
    assert words.screen(shown, "fil", {}, TODAY) is not words.screen(shown, "en", {}, TODAY)


def test_every_screen_fits_into_a_message_in_every_language(bundle: Bundle, words: Words) -> None:
    for language in bundle.languages:
        for key in bundle.texts:
            rendered = words.screen(Screen((), (key,), (), ""), language.code, {}, TODAY)
            assert measure(rendered.text) < LONGEST // 2
            assert "{" not in rendered.text


def test_a_message_too_long_is_shortened_rather_than_lost(bundle: Bundle) -> None:
    said = spoken(bundle, globals__closed_case="\U0001f98a" * 4000)
    rendered = said.screen(Screen((), ("globals/closed_case", "passport-kept/law/say"), (), ""), "ar", {}, TODAY)
    assert measure(rendered.text) <= LONGEST
    assert rendered.text.endswith("\u2026")
    assert rendered.entities == ()


# --- catalogues --------------------------------------------------------------------------------------------------


def faults(
    bundle: Bundle, folder: Path, text: str, key: str = EMERGENCY, english: str = "", flag: str = ""
) -> list[Fault]:
    """What is said about a catalogue with this one entry."""
    english = english or bundle.texts[key]
    entry = f'{new_head("ar")}\n\n{flag}msgctxt "{key}"\nmsgid "{english}"\nmsgstr "{text}"\n'
    path = folder / "ar" / "LC_MESSAGES" / "flows.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(entry, "utf-8")
    try:
        folder_words = content.catalogues(folder, bundle)["ar"]
    except Faulty as faulty:
        return list(faulty.faults)
    assert folder_words in ({}, {key: text})
    return []


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("\u0627\u062a\u0635\u0644\u064a {emergency_no}", "T002", "does not contain {emergency_number}"),
        ("\u0627\u062a\u0635\u0644\u064a {emergency_number} {more}", "T002", "has {more}, which nobody fills"),
        ("{emergency_number} }", "T002", "a curly bracket without a partner"),
        ("{emergency_number} \u0660\u0668\u0660\u0660", "T005", "has the number 0800, which the English text has not"),
        ("{emergency_number} www.example.org", "T005", "an address that the English text has not"),
        ("{emergency_number} @somebody", "T005", "an address that the English text has not: @somebody"),
        ("{emergency_number} \u202e", "T006", "that nobody can see (U+202E)"),
        ("{emergency_number} \u200b", "T006", "that nobody can see (U+200B)"),
    ],
)
def test_a_translation_that_could_mislead_stops_the_start(
    bundle: Bundle, tmp_path: Path, text: str, code: str, says: str
) -> None:
    [fault] = faults(bundle, tmp_path, text)
    assert fault.code == code
    assert says in fault.sentence
    assert fault.spot == ("locales/ar/LC_MESSAGES/flows.po", 13, 1)
    assert "the English text is at globals.yaml:" in fault.note
    assert "msgstr" in fault.render()


def test_a_button_that_would_be_cut_off_stops_the_start(bundle: Bundle, tmp_path: Path) -> None:
    [fault] = faults(bundle, tmp_path, "\u0627" * 33, key="globals/hide")
    assert (fault.code, "33 letters" in fault.sentence) == ("T008", True)
    assert faults(bundle, tmp_path, "\u0939\u093f\u0928\u094d\u0926\u0940" * 5, key="globals/hide") == []


def test_unsure_and_outdated_entries_wait_for_a_translator(bundle: Bundle, tmp_path: Path) -> None:
    good = "\u0627\u062a\u0635\u0644\u064a {emergency_number}"
    assert faults(bundle, tmp_path, good) == []
    assert content.catalogues(tmp_path, bundle)["ar"] == {EMERGENCY: good}
    assert faults(bundle, tmp_path, "{wrong}", flag="#, fuzzy\n") == []
    assert content.catalogues(tmp_path, bundle)["ar"] == {}
    assert faults(bundle, tmp_path, "{wrong}", english="An older sentence.") == []
    assert faults(bundle, tmp_path, "") == []


def test_a_catalogue_that_cannot_be_read_is_named(bundle: Bundle, tmp_path: Path) -> None:
    path = tmp_path / "ar" / "LC_MESSAGES" / "flows.po"
    path.parent.mkdir(parents=True)
    for source in (b'msgid "x\nmsgstr ""', b"\xff\xfe", b"nonsense", b"<<<<<<< HEAD", b'msgid ""\nmsgstr "a"b"'):
        path.write_bytes(source)
        with pytest.raises(Faulty, match="This catalogue cannot be read"):
            content.catalogues(tmp_path, bundle)


def test_a_live_language_needs_every_text(tmp_path: Path) -> None:
    files = content.read(CONTENT)
    rules = files["house-rules.yaml"].replace(b"rtl, state: preview", b"rtl, state: live")
    with pytest.raises(Faulty, match="is live, but has no text for globals/person"):
        content.catalogues(tmp_path, load({**files, "house-rules.yaml": rules}))


def test_the_house_speaks_all_its_languages(bundle: Bundle) -> None:
    catalogues = content.catalogues(LOCALES, bundle)
    assert set(catalogues) == {language.code for language in bundle.languages} - {"en"}
    for language, texts in catalogues.items():
        missing = len(set(bundle.texts) - set(texts))
        waiting = WAITING.get(language, 0)
        assert missing <= waiting, f"not translated into {language}"
        assert missing or not waiting, f"{language} is complete; take its line out of WAITING"


# --- facts that differ by an answer ------------------------------------------------------------------------------


def test_a_fact_shows_what_is_right_for_her_answer_also_on_the_button_that_copies_it() -> None:
    files = content.read(CONTENT)
    variants = b"    for: {who_has_it: {agent: 0800 000 0001, otherwise: 08000 121 700}}\n"
    files["facts.yaml"] = files["facts.yaml"].replace(b"    value: 08000 121 700\n", variants)
    varied = load(files)
    at, parts = Place("passport-kept", "what_next"), ("passport-kept/numbers/say",)
    numbers = Screen((), parts, varied.copies[parts[0]], varied.step_key(at))
    for answers, number in (
        ({}, "08000 121 700"),
        ({"who_has_it": "me"}, "08000 121 700"),
        ({"who_has_it": "agent"}, "0800 000 0001"),
    ):
        slots = varied.shown_to(parts, answers)
        rendered = Words(varied, {}).screen(numbers, "en", slots, TODAY)
        assert f"{left_to_right(number)} is the Modern Slavery" in rendered.text
        assert rendered.rows[0][0].copy_text == number
    assert varied.shown_to(("globals/menu",), {"who_has_it": "agent"}) == {}
