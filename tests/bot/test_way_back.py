"""Her phone is gone. With five words she comes back from another one, after a person has looked at it; with other words
nobody learns anything."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.ledger import leaving
from bot.ledger import tables as t
from bot.way_back import lists
from tests.bot.wordroom import BOSS, MIN, WORD, Wordroom, weighed
from tests.room import Person, labels, text_of

NEW = 7002


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


async def comes_from(at: Wordroom, user: int, words: str) -> tuple[Person, list[Any]]:
    new = at.room.person(user)
    await at.says(new, "/start")
    for label in ("English", "Yes, it is safe", "No"):
        await at.taps(new, label)
    await at.says(new, "/settings")
    await at.taps(new, "Another phone")
    await at.taps(new, "I have five words")
    return new, await at.says(new, words)


def to_them(calls: list[Any], user: int) -> list[tuple[Any, ...]]:
    return [(call.method, text_of(call), labels(call)) for call in calls if call.params.get("chat_id") == user]


async def test_five_words_are_shown_once_and_the_screen_then_says_something_else(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    assert len(words.split()) == 5 and set(words.split()) <= set(lists()["en"])
    shown = [call for call in at.room.sent.calls if words in text_of(call)]
    assert len(shown) == 1
    after = at.room.sent.calls[at.room.sent.calls.index(shown[0]) + 1]
    assert after.method == "editMessageText", "in its place"


async def test_they_are_hers_only_when_she_has_typed_them_again(at: Wordroom) -> None:
    await at.in_a_case()
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "Another phone")
    await at.taps(at.min_, "Show me five words")
    await at.taps(at.min_, "I know them now")
    await at.says(at.min_, "apple arrow basket bell bicycle")
    assert "Those were not the five words" in at.min_.sees
    assert await at.room.look(lambda book: book.db.execute(select(func.count()).select_from(t.ways_back)).scalar()) == 0


async def test_she_comes_back_after_her_advocate_has_said_yes(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    before = at.so_far
    new, _ = await comes_from(at, NEW, words.upper())
    assert "A person looks at this first" in new.sees
    assert any("asks to come back from another phone" in text for text in at.told(at.amal, before))
    before = at.so_far
    await at.says(new, "menu")
    assert at.told(at.amal, before) == [], "nothing is hers before somebody has looked"
    before = at.so_far
    await at.amal.press_act(at.room, "back.yes")
    assert "You are back" in new.sees
    to_old = [call for call in at.room.sent.calls[before:] if call.params.get("chat_id") == MIN]
    assert [call.method for call in to_old] == ["deleteMessages"], "the old phone is told nothing"
    before = at.so_far
    await at.says(at.amal, "Good to hear from you")
    await at.says(new, "he took my phone")
    assert "Good to hear from you" in at.told(new, before) and at.told(at.min_, before) == []
    assert at.reads(before)[-1] == "he took my phone"


async def test_the_old_phone_then_has_no_case(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    await comes_from(at, NEW, words)
    await at.amal.press_act(at.room, "back.yes")
    before = at.so_far
    for text in ("hello?", "/start", "/settings", "where is she"):
        await at.says(at.min_, text)
    assert at.told(at.amal, before) == []
    assert not [text for text in at.told(at.min_, before) if "advocate is here" in text or "You are talking" in text]


async def test_what_was_on_its_way_to_the_old_phone_does_not_leave(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    before = at.so_far
    await at.says(at.amal, "Are you safe?")
    [late] = [call for call in at.room.sent.calls[before:] if call.params.get("chat_id") == MIN]
    assert await at.room.look(lambda book: leaving.holds_back(book, late)) == ""
    await comes_from(at, NEW, words)
    await at.amal.press_act(at.room, "back.yes")
    assert await at.room.look(lambda book: leaving.holds_back(book, late)) == leaving.STALE


async def test_the_words_work_once(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    await comes_from(at, NEW, words)
    await at.amal.press_act(at.room, "back.yes")
    before = at.so_far
    await comes_from(at, BOSS, words)
    assert at.told(at.amal, before) == []


async def test_no_is_no_and_nobody_is_told(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    new, _ = await comes_from(at, NEW, words)
    before = at.so_far
    await at.amal.press_act(at.room, "back.no")
    assert at.told(new, before) == at.told(at.min_, before) == []
    await at.says(at.min_, "still here")
    assert at.reads(before)[-1] == "still here"


async def test_with_nobody_holding_it_a_coordinator_decides(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    await at.amal.closes()
    before = at.so_far
    new, _ = await comes_from(at, NEW, words)
    assert any("asks to come back" in text for text in at.told(at.carmen, before))
    await at.carmen.press_act(at.room, "back.yes")
    await at.says(new, "/start")
    assert "This talk has ended" in new.sees


async def test_somebody_who_talks_on_the_new_phone_already_goes_on_in_her_old_case(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    new = at.room.person(NEW)
    await new.asks_for_a_person()
    before = at.so_far
    await at.says(new, "/settings")
    await at.taps(new, "Another phone")
    await at.taps(new, "I have five words")
    await at.says(new, words)
    assert any("The same person waits as" in text for text in at.told(at.amal, before))
    await at.amal.press_act(at.room, "back.yes")
    states = await at.room.look(lambda book: sorted(book.db.execute(select(t.cases.c.state)).scalars()))
    assert states == ["claimed", "closed"]


async def test_right_words_and_wrong_words_get_the_same_answer(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    _, wrong = await comes_from(at, BOSS, "apple arrow basket bell bicycle")
    _, right = await comes_from(at, NEW, words)
    assert to_them(wrong, BOSS) == to_them(right, NEW)


async def test_five_tries_an_hour_and_the_sixth_looks_the_same(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    boss, first = await comes_from(at, BOSS, "apple arrow basket bell bicycle")
    for number in range(4):
        await at.taps(boss, "Back")
        await at.taps(boss, "Another phone")
        await at.taps(boss, "I have five words")
        await at.says(boss, f"apple arrow basket bell {number}")
    await at.taps(boss, "Back")
    await at.taps(boss, "Another phone")
    await at.taps(boss, "I have five words")
    before = at.so_far
    sixth = await at.says(boss, words)
    assert to_them(first, BOSS) == to_them(sixth, BOSS)
    assert at.told(at.amal, before) == []


async def test_nothing_of_the_words_is_kept(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    rows = await at.room.look(lambda book: book.db.execute(select(t.ways_back)).all())
    assert len(rows) == 1 and len(rows[0].handle) == 32
    assert words.split()[0].encode() not in bytes(rows[0].handle)


async def test_her_own_word_is_chosen_anew_on_the_new_phone(at: Wordroom) -> None:
    """It was kept under the key of the old one, and there somebody else may type now."""
    await at.in_a_case_with_words()
    words = await at.is_given_words()
    await comes_from(at, NEW, words)
    await at.amal.press_act(at.room, "back.yes")
    before = at.so_far
    await at.says(at.min_, WORD)
    assert at.told(at.amal, before) == []
    await at.says(at.amal, "/confirm")
    assert any("has chosen no word" in text for text in at.told(at.amal, before))
