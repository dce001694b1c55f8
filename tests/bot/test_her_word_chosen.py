"""How she chooses her words: typed twice, shown never, and for show alone under her other word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.wordroom import OTHER, WORD, Wordroom, weighed
from tests.room import text_of


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


async def test_she_chooses_one_and_nothing_of_it_is_ever_said(at: Wordroom) -> None:
    await at.in_a_case()
    before = at.so_far
    await at.chooses()
    said = "\n".join(text_of(call) for call in at.room.sent.calls[before:]).casefold()
    assert WORD not in said and OTHER not in said
    assert not [text for text in at.told(at.amal, before) if "kettle" in text]


async def test_to_choose_anew_she_types_the_old_one_first(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "My word")
    await at.taps(at.min_, "Choose a word")
    assert "If you have chosen a word before" in at.min_.sees
    await at.says(at.min_, "yellow kettle")
    assert "That was not it" in at.min_.sees
    await at.says(at.min_, WORD)
    await at.says(at.min_, "yellow kettle")
    await at.says(at.min_, "yellow kettle")
    await at.taps(at.min_, "One word is enough")
    await at.taps(at.min_, "Back")
    await at.taps(at.min_, "Back")
    before = at.so_far
    await at.says(at.min_, WORD)
    assert at.reads(before) == [WORD], "the old one is a word like any other"
    await at.says(at.min_, "yellow kettle")
    assert "Rice" in at.min_.sees


async def test_under_her_other_word_new_ones_are_chosen_for_show(at: Wordroom) -> None:
    """Whoever forces her to choose a new word has one that does nothing; hers are what they were."""
    await at.in_a_case_with_words()
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "My word")
    await at.taps(at.min_, "Choose a word")
    before = at.so_far
    await at.says(at.min_, OTHER)
    assert any("she may be watched" in text for text in at.told(at.amal, before))
    for text in ("his word", "his word"):
        await at.says(at.min_, text)
    await at.taps(at.min_, "One word is enough")
    assert at.min_.sees.startswith("That is kept")
    await at.taps(at.min_, "Back")
    await at.taps(at.min_, "Back")
    await at.says(at.min_, "his word")
    assert "Rice" not in at.min_.sees
    before = at.so_far
    await at.says(at.min_, WORD)
    assert "Rice" in at.min_.sees and any("she is back" in text for text in at.told(at.amal, before))


@pytest.mark.parametrize("bad", ["no", "123456", "hide", "Hide", "x" * 40, "menu", "a person"])
async def test_words_that_will_not_do_are_refused_at_once(at: Wordroom, bad: str) -> None:
    await at.in_a_case()
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "My word")
    await at.taps(at.min_, "Choose a word")
    await at.says(at.min_, bad)
    assert "Type it once more" not in at.min_.sees


async def test_the_second_word_is_another_one(at: Wordroom) -> None:
    await at.says(at.min_, "/start")
    await at.taps(at.min_, "English")
    await at.taps(at.min_, "Yes, it is safe")
    await at.taps(at.min_, "No")
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "My word")
    await at.taps(at.min_, "Choose a word")
    for text in (WORD, "other", WORD, WORD, "Blue  Kettle"):
        await at.says(at.min_, text)
    assert "Please take another word" in at.min_.sees
    await at.says(at.min_, OTHER)
    await at.says(at.min_, "oops")
    assert "These two were not the same" in at.min_.sees
    await at.says(at.min_, WORD)
    assert "Please take another word" in at.min_.sees, "also after a slip of the finger"
    for text in (OTHER, OTHER):
        await at.says(at.min_, text)
    assert at.min_.sees.startswith("That is kept")


async def test_danger_comes_first_also_where_a_word_is_asked_for(at: Wordroom) -> None:
    await at.in_a_case()
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "My word")
    await at.taps(at.min_, "Choose a word")
    before = at.so_far
    await at.says(at.min_, "he wants to kill me")
    assert any("999" in text for text in at.told(at.min_, before))
    before = at.so_far
    await at.says(at.min_, "in the kitchen")
    assert at.reads(before) == ["in the kitchen"], "nothing is asked any more"


async def test_a_forgotten_word_is_forgotten_by_her_advocate_too_and_not_while_she_may_be_watched(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.amal, "/newword")
    before = at.so_far
    await at.says(at.min_, WORD)
    assert at.reads(before) == [WORD]
    await at.chooses("yellow kettle", "brown kettle")
    await at.says(at.min_, "brown kettle")
    before = at.so_far
    await at.says(at.amal, "/newword")
    assert any("nothing was changed" in text for text in at.told(at.amal, before))
    before = at.so_far
    await at.says(at.min_, "yellow kettle")
    assert any("she is back" in text for text in at.told(at.amal, before))
