"""The walk with the texts as they are really shown: in every language, with the longest values and the sources."""

from __future__ import annotations

import gc
from datetime import date

from bot import content
from bot.proving import prove
from bot.words import Words
from flows.engine.bundle import load
from tests.flows.house import CONTENT, house_bundle, house_files
from tests.flows.large import large_files

TODAY = date(2026, 11, 24)


def test_no_message_of_the_house_is_too_long_in_any_language() -> None:
    bundle, words = content.load(CONTENT)
    assert words.text("globals/hide", "am", {}) != words.text("globals/hide", "en", {}), "with all translations"
    assert prove(bundle, words, house_files(), TODAY).faults == ()


def test_a_translation_that_makes_a_message_too_long_is_found_with_its_language_and_chat() -> None:
    bundle = house_bundle()
    long = Words(bundle, {"fil": {"passport-kept/not_alone/say": "mahaba " * 600}})
    [fault, *_] = prove(bundle, long, house_files(), TODAY).faults
    assert fault.code == "F090"
    assert "In Filipino (Tagalog) this message has " in fault.sentence
    assert fault.chat


def test_sources_count_too() -> None:
    """Just below the limit by itself; with the line that says who stands behind it, above."""
    bundle = house_bundle()
    near = Words(bundle, {"ar": {"passport-kept/law/say": "ا" * 3900 + "{law_keep_passport}"}})
    assert {fault.code for fault in prove(bundle, near, house_files(), TODAY).faults} == {"F090"}


def test_it_is_swept_again_afterwards() -> None:
    prove(house_bundle(), Words(house_bundle(), {}), house_files(), TODAY)
    assert gc.isenabled()


def test_the_space_stays_small_when_the_content_grows() -> None:
    """Twenty topics that all branch on a country, an age and more; what it costs is measured by `helpline bench`."""
    heard: list[int] = []
    bundle = load(large_files())
    explored = prove(bundle, Words(bundle, {}), large_files(), TODAY, heard.append)
    assert explored.faults == ()
    assert len(bundle.flows) >= 25 and len(bundle.languages) == 12
    assert 10_000 < explored.situations < 60_000
    assert heard == sorted(heard) and len(heard) >= 2, "whoever waits is told how far it has come"
