"""What she writes is understood in her script, with her digits, however her keyboard writes it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.bundle import Bundle
from flows.engine.hear import global_word, normalise, phrase, understood
from flows.engine.model import AnswerKind, Circumstances

AROUND = Circumstances(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("  HELP  me!! ", "help me"),
        ("Don\u2019t", "dont"),
        ("S\u00ed, cl\u00e1ro", "si claro"),
        ("\u0633\u064e\u0644\u0627\u0645\u064c", "\u0633\u0644\u0627\u0645"),  # vowel signs
        ("\u0623\u0646\u0627", "\u0627\u0646\u0627"),  # with and without hamza
        ("\u0633\u0640\u0644\u0627\u0645", "\u0633\u0644\u0627\u0645"),
        ("\u0660\u0667\u0667 \u09e6\u09ed\u09ed \u0e50\u0e57\u0e57", "077 077 077"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u093f\u0928\u094d\u0926\u0940"),
        ("\uff21\uff42\uff43", "abc"),
        ("\ud800", ""),
    ],
)  # fmt: skip
def test_texts_are_made_comparable(written: str, heard: str) -> None:
    assert normalise(written) == heard


@given(st.text(max_size=60))
def test_any_text_can_be_heard_and_hearing_it_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("language", "written", "meaning"),
    [
        ("en", "Hide!", "hide"),
        ("en", "hide and seek", None),  # only when it is the whole message
        ("en", "please help, he is HITTING me", "danger"),
        ("en", "everything is fine", None),
        ("en", "a person", "person"),
        ("en", "saklolo", "danger"),  # safety words of every language
        ("en", "wika", None),  # other words only of her own
        ("fil", "wika", "language"),
        ("fil", "menu", "menu"),
        ("", "menu", "menu"),
        ("xx", "hide", "hide"),  # a language that is gone
        ("ar", "\u0623\u0646\u0642\u0630\u0648\u0646\u064a \u0627\u0644\u0622\u0646", "danger"),
    ],
)
def test_words_that_count_everywhere(bundle: Bundle, language: str, written: str, meaning: str | None) -> None:
    assert global_word(bundle, language, written) == meaning


def test_every_language_can_hide_call_for_help_and_for_a_person(bundle: Bundle) -> None:
    for language in bundle.languages:
        words = bundle.words[language.code]
        assert words.own_danger
        assert {"hide", "person"} <= set(words.whole.values())
        assert {"yes", "no"} <= set(words.replies.values())


def test_scripts_without_spaces_are_searched_inside() -> None:
    assert phrase("\u0e0a\u0e48\u0e27\u0e22\u0e14\u0e49\u0e27\u0e22").strip() == phrase(
        "\u0e0a\u0e48\u0e27\u0e22\u0e14\u0e49\u0e27\u0e22"
    )
    assert phrase("sos") == " sos "


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (AnswerKind("text", maximum=5), " abc ", "abc"),
        (AnswerKind("text", maximum=5), "abcdef", None),
        (AnswerKind("text"), "  ", None),
        (AnswerKind("number", minimum=1, maximum=9), "\u0667", "7"),
        (AnswerKind("number", maximum=9), "10", None),
        (AnswerKind("number"), "1.5", "1.5"),
        (AnswerKind("number"), "one", None),
        (AnswerKind("age"), "200", None),
        (AnswerKind("age"), "19", "19"),
        (AnswerKind("date"), "24/11/2026", "2026-11-24"),
        (AnswerKind("date"), "2026-11-24", "2026-11-24"),
        (AnswerKind("date"), "31/02/2026", None),
        (AnswerKind("date", day="past"), "24/11/2026", "2026-11-24"),
        (AnswerKind("date", day="past"), "25/11/2026", None),
        (AnswerKind("date", day="future"), "25/11/2026", "2026-11-25"),
        (AnswerKind("date", day="future"), "23/11/2026", None),
        (AnswerKind("phone"), "+44 20 7946 0123", "+442079460123"),
        (AnswerKind("phone"), "12", None),
        (AnswerKind("choice", choices=("red", "blue")), "BLUE!", "blue"),
        (AnswerKind("choice", choices=("red", "blue")), "green", None),
        (AnswerKind("country"), "uk", None),  # nobody to ask
        (AnswerKind("message"), "anything", None),
    ],
)
def test_written_answers(kind: AnswerKind, written: str, kept: str | None) -> None:
    assert understood(kind, written, AROUND) == kept


def test_names_of_countries_come_from_the_world() -> None:
    around = Circumstances(AROUND.today, names=lambda kind, heard: "GB" if (kind, heard) == ("country", "uk") else None)
    assert understood(AnswerKind("country"), "UK", around) == "GB"
