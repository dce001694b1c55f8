"""Two languages that nobody speaks find what twelve that few can read would hide."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import content
from bot.demo import staged
from bot.flow_tests import Report, judged, stage
from bot.play import Part
from bot.sandbox.player import Player
from bot.tongues import pseudo
from bot.tongues.gates import letters
from bot.tongues.pseudo import CODES, LONG, MIRRORED, with_pseudo
from bot.words import Words
from flows.engine.grammar import LABEL_CUT, PLACEHOLDER
from flows.engine.model import Screen
from tests.flows.house import CONTENT, house_files

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EDITION = with_pseudo(content.open_folder(CONTENT))
BUNDLE = EDITION.bundle
WORDS = Words(BUNDLE, EDITION.catalogues)
_VALUE = re.compile("[\u2066\u2068].*?\u2069", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def played() -> Report:
    return judged(BUNDLE, WORDS, house_files(), None, NOW, CODES)


def test_every_test_of_every_flow_passes_in_both(played: Report) -> None:
    assert played.good, [failure for test in played.played for failure in test.failures]
    assert len(played.played) > 200
    assert {test.languages for test in played.played} == {CODES}


def plain(screen: Screen) -> set[str]:
    """English that came past the catalogue. What is inserted is marked as such, and numbers stay as they are."""
    shown = WORDS.screen(screen, LONG, {}, date(2026, 11, 24))
    bare = [shown.text, *(button.text for row in shown.rows for button in row)]
    return {word for text in bare for word in _PLAIN.findall(_VALUE.sub(" ", text))}


def test_nothing_is_said_in_english_that_is_not_in_the_catalogue(played: Report) -> None:
    screens = {seen.screen for test in played.played for seen in test.seen if seen.screen}
    assert len(screens) > 100
    assert set().union(*map(plain, screens)) <= {"Português"}, "names of languages are in their own"


def test_english_that_comes_past_the_catalogue_would_be_noticed() -> None:
    some = next(iter(BUNDLE.cards.values()))
    english = Words(BUNDLE, {})
    shown = english.screen(Screen(some.steps, some.parts, some.rows, some.at), LONG, {}, date(2026, 11, 24))
    assert _PLAIN.findall(_VALUE.sub(" ", shown.text))


def test_a_text_grows_as_translations_do_and_keeps_its_values() -> None:
    assert pseudo.long("Who has your {thing} now?") == "⟦Ŵĥö ĥåš ýöûŕ {thing} ñöŵ? ············⟧"
    short, sentence = "My employer", "In the UK an employer is not allowed to keep your passport."
    assert len(pseudo.long(short)) == round(len(short) * 2.3)
    assert len(pseudo.long(sentence)) == round(len(sentence) * 1.6)
    assert pseudo.mirrored("Call {number}.") == "\u202eCall\u202c {number}\u202e.\u202c"


@pytest.mark.parametrize("key", sorted(key for key, written in BUNDLE.written.items() if written.label))
def test_a_button_still_fits(key: str) -> None:
    assert letters(EDITION.catalogues[LONG][key]) <= LABEL_CUT


def test_every_value_stays() -> None:
    for code in CODES:
        for key, text in EDITION.catalogues[code].items():
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(BUNDLE.texts[key]))


def test_nobody_meets_them_who_has_not_asked_for_them() -> None:
    house = content.open_folder(CONTENT)
    assert not set(CODES) & house.bundle.spoken.keys()
    assert pseudo.spoken(house, ["en", "ar"]) is house
    assert set(CODES) <= pseudo.spoken(house, [MIRRORED]).bundle.spoken.keys()
    assert {f"lang:{code}" for code in CODES} <= BUNDLE.pickers[""].offers.keys()
    assert not list(content.LOCALES.glob("qps*"))


def test_only_the_languages_that_were_asked_for_are_played() -> None:
    here = stage(BUNDLE, WORDS, NOW, ("ar",))
    assert here.languages == ("ar",)
    found = judged(BUNDLE, WORDS, house_files(), "pay", NOW, ("ar",))
    assert {test.languages for test in found.played} == {("ar",)}


async def test_the_demo_speaks_them_to_whoever_asks(tmp_path: Path) -> None:
    async with staged(0, tmp_path, pseudo=True) as stage, Player(stage.sandbox.url) as player:
        worker = Part(player, stage.workers[0], stage.workers[0], "Worker", lambda line: None)
        await worker.says("/start")
        picker = await worker.sees("\N{GLOBE WITH MERIDIANS}")
        labels = [button["text"] for row in picker["rows"] for button in row]
        assert {language.own_name for language in pseudo.LANGUAGES} <= set(labels)
        await worker.taps(pseudo.LANGUAGES[0].own_name)
        asked = await worker.sees("⟦")
        assert not _PLAIN.findall(_VALUE.sub(" ", asked["text"]))
