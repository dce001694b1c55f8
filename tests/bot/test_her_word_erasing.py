"""Erasing and her words: at once when it is she, sealed when somebody may force her, and taken back by her word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.ledger import tables as t
from tests.bot.wordroom import OTHER, WORD, Wordroom, weighed


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


async def erases(at: Wordroom) -> None:
    await at.says(at.min_, "/settings")
    await at.taps(at.min_, "Delete everything")
    await at.taps(at.min_, "Yes, delete")


async def state_of(at: Wordroom) -> list[str]:
    found: list[str] = await at.room.look(lambda book: list(book.db.execute(select(t.cases.c.state)).scalars()))
    return found


async def test_just_after_her_word_what_she_erases_goes_at_once(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, WORD)
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    await erases(at)
    assert await state_of(at) == []


async def test_without_it_it_is_sealed_and_her_word_takes_that_back(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    at.room.clock.advance(minutes=20)
    await erases(at)
    assert await state_of(at) == ["sealed"]
    await at.says(at.min_, WORD)
    assert await state_of(at) == ["waiting"]
    await at.says(at.min_, "x")
    await at.taps(at.min_, "English")
    await at.taps(at.min_, "Yes, it is safe")
    assert "You are in the line" in at.min_.sees


async def test_under_her_other_word_it_looks_done_and_is_sealed(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, OTHER)
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    await erases(at)
    assert "Rice" in at.min_.sees and await state_of(at) == ["sealed"]
    await at.says(at.min_, WORD)
    assert await state_of(at) == ["waiting"]


async def test_her_word_saves_what_was_sealed_also_where_another_talk_was_begun_since(at: Wordroom) -> None:
    """He deletes, and begins anew in her name to lure an advocate. She types her word."""
    await at.in_a_case_with_words()
    at.room.clock.advance(minutes=20)
    await erases(at)
    await at.says(at.min_, "x")
    for label in ("English", "Yes, it is safe", "No", "A person", "I agree"):
        await at.taps(at.min_, label)
    assert sorted(await state_of(at)) == ["sealed", "waiting"]
    await at.says(at.min_, WORD)
    assert "sealed" not in await state_of(at)


async def test_what_is_hidden_from_her_chat_is_not_told_in_it(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, OTHER)
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    await at.says(at.min_, "/mydata")
    assert "This is what we keep" in at.min_.sees and "talk" not in at.min_.sees
