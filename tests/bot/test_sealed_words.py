"""Sealed in her name by somebody who has the phone, and then types there to keep her out: her case is not lost, and the
desk knows. From another phone her five words find it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.erasing import looks
from tests.bot.test_her_word_erasing import erases, state_of
from tests.bot.test_moved import comes_from
from tests.bot.wordroom import MIN, WORD, Wordroom, weighed
from tests.room import labels

NEW = 7002


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


async def sealed(at: Wordroom) -> str:
    """Her five words."""
    await at.in_a_case_with_words()
    words = await at.is_given_words()
    at.room.clock.advance(minutes=20)
    await erases(at)
    assert await state_of(at) == ["sealed"]
    return words


async def opens_the_chat(at: Wordroom) -> None:
    await at.says(at.min_, "x")
    for label in ("English", "Yes, it is safe"):
        if label in labels(at.room.sent.calls[-1]):
            await at.taps(at.min_, label)


async def somebody_types(at: Wordroom) -> None:
    for number in range(6):
        await at.says(at.min_, f"guess {number}")


async def test_the_desk_hears_that_it_was_sealed(at: Wordroom) -> None:
    before = at.so_far
    await sealed(at)
    assert any("asked to delete everything" in text for text in at.told(at.carmen, before))


async def test_her_word_saves_it_whatever_was_typed_before_and_the_desk_is_told(at: Wordroom) -> None:
    await sealed(at)
    await somebody_types(at)
    before = at.so_far
    await at.says(at.min_, WORD)
    assert await state_of(at) == ["waiting"]
    assert any("may have been" in text or "found it by trying" in text for text in at.told(at.carmen, before))
    at.room.clock.advance(hours=73)
    await looks(at.room)
    assert await state_of(at) == ["waiting"]


async def test_whoever_found_it_by_trying_sees_nothing_and_can_erase_nothing_with_it(at: Wordroom) -> None:
    await sealed(at)
    await somebody_types(at)
    await at.says(at.min_, WORD)
    before = at.so_far
    await opens_the_chat(at)
    for text in ("menu", "/mydata", "hello"):
        await at.says(at.min_, text)
    seen = "\n".join(at.told(at.min_, before))
    assert "line" not in seen and "advocate is here" not in seen and "talk" not in seen
    await erases(at)
    assert await state_of(at) == ["sealed"], "and not gone at once, as after a word that counts"


async def test_a_person_who_is_sure_brings_her_back(at: Wordroom) -> None:
    await sealed(at)
    await somebody_types(at)
    await at.says(at.min_, WORD)
    await at.carmen.press_act(at.room, "free")
    await opens_the_chat(at)
    assert "You are in the line" in at.min_.sees


async def test_staff_can_say_that_it_is_she_while_it_is_sealed_and_her_chat_shows_nothing(at: Wordroom) -> None:
    await sealed(at)
    await somebody_types(at)
    before = at.so_far
    await at.carmen.press_act(at.room, "word.ask")
    assert at.told(at.min_, before) == []
    assert any("When she types her word next, it counts" in text for text in at.told(at.carmen, before))
    await at.says(at.min_, WORD)
    assert await state_of(at) == ["waiting"]
    await opens_the_chat(at)
    assert "You are in the line" in at.min_.sees


async def test_an_hour_later_her_word_counts_by_itself(at: Wordroom) -> None:
    await sealed(at)
    await somebody_types(at)
    at.room.clock.advance(hours=1, minutes=1)
    await at.says(at.min_, WORD)
    await opens_the_chat(at)
    assert "You are in the line" in at.min_.sees


async def test_from_another_phone_she_comes_back_to_what_was_sealed(at: Wordroom) -> None:
    words = await sealed(at)
    before = at.so_far
    new = await comes_from(at, NEW, words)
    assert any("is to be deleted, 72 hours after" in text for text in at.told(at.carmen, before))
    assert await state_of(at) == ["sealed"], "nothing before a person has looked"
    before = at.so_far
    await at.carmen.press_act(at.room, "back.yes")
    assert await state_of(at) == ["waiting"] and "You are back" in new.sees
    to_old = [call for call in at.room.sent.calls[before:] if call.params.get("chat_id") == MIN]
    assert [call.method for call in to_old] == ["deleteMessages"]
    at.room.clock.advance(hours=73)
    await looks(at.room)
    assert await state_of(at) == ["waiting"]


async def test_no_leaves_it_to_be_deleted(at: Wordroom) -> None:
    words = await sealed(at)
    new = await comes_from(at, NEW, words)
    before = at.so_far
    await at.carmen.press_act(at.room, "back.no")
    assert await state_of(at) == ["sealed"] and at.told(new, before) == []


async def test_also_where_another_talk_was_begun_in_her_name_since(at: Wordroom) -> None:
    words = await sealed(at)
    await opens_the_chat(at)
    for label in ("A person", "I agree"):
        await at.taps(at.min_, label)
    assert sorted(await state_of(at)) == ["sealed", "waiting"]
    new = await comes_from(at, NEW, words)
    await at.carmen.press_act(at.room, "back.yes")
    assert sorted(await state_of(at)) == ["closed", "waiting"]
    assert "You are back" in new.sees


async def test_who_was_asked_while_it_was_open_is_asked_once_more_when_it_is_sealed(at: Wordroom) -> None:
    """Her advocate has not looked yet, and then somebody on the old phone deletes everything."""
    await at.in_a_case_with_words()
    words = await at.is_given_words()
    new = await comes_from(at, NEW, words)
    at.room.clock.advance(hours=1, minutes=1)
    await erases(at)
    before = at.so_far
    await at.says(new, "/settings")
    await at.taps(new, "Another phone")
    await at.taps(new, "I have five words")
    await at.says(new, words)
    assert any("asks to come back" in text for text in at.told(at.carmen, before))


async def test_while_nobody_holds_her_case_the_coordinators_hear_that_a_word_did_not_count(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.amal, "/release")
    await somebody_types(at)
    before = at.so_far
    await at.says(at.min_, WORD)
    assert any("it does not count as hers" in text for text in at.told(at.carmen, before))
    assert await state_of(at) == ["waiting"]
