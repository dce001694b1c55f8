"""Everything is to be deleted while a case is open, and nobody knows whether it was she who asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.effects_of_settings import Erase, TakeBackErasing
from bot.ledger import holds
from bot.ledger import tables as t
from handoff.model import State
from tests.bot.erasing import (
    AMAL,
    HERS,
    as_her,
    closed,
    count,
    erases,
    looks,
    of_her_chat,
    owners,
    state,
    sweeps,
    with_amal,
)
from tests.room import Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def test_an_open_case_is_sealed_and_nobody_reads_it(room: Room) -> None:
    min_, amal = await with_amal(room)
    _, case = await owners(room)
    calls = await erases(room, min_)
    assert [call.method for call in of_her_chat(calls)] == ["deleteMessages", "sendMessage"]
    told = [text_of(call) for call in calls if call.params["chat_id"] == AMAL]
    assert len(told) == 1 and "Whether it was she, nobody knows" in told[0] and "72 hours" in told[0]
    assert await state(room, case) is State.SEALED
    assert await sweeps(room), "what Amal was shown is being taken away"
    await amal.says("are you there?")
    assert "nobody can read it any more" in amal.sees
    await looks(room)
    assert room.vault.keys([case]), "not destroyed yet"


async def test_her_chat_knows_nothing_of_it_any_more(room: Room) -> None:
    min_, _ = await with_amal(room)
    await erases(room, min_)
    [picker] = await min_.says("hello")
    assert text_of(picker) == "🌐", "as if she had never written"
    for label in ("English", "Yes, it is safe", "No"):
        [shown] = await min_.taps(label)
        assert "advocate" not in text_of(shown)


async def test_after_three_days_it_is_destroyed_and_she_with_it(room: Room) -> None:
    min_, _ = await with_amal(room)
    keys = await owners(room)
    await erases(room, min_)
    room.clock.advance(hours=71, minutes=59)
    await looks(room)
    assert room.vault.keys(keys).keys() == set(keys)
    room.clock.advance(minutes=1)
    await looks(room)
    assert room.vault.keys(keys) == {} and await count(room, *HERS) == {}


async def test_if_she_has_come_back_meanwhile_only_the_case_goes(room: Room) -> None:
    min_, _ = await with_amal(room)
    worker, case = await owners(room)
    await erases(room, min_)
    await min_.says("hello")
    for label in ("English", "Yes, it is safe", "No", "A person", "I agree"):
        await min_.taps(label)
    room.clock.advance(hours=72)
    await looks(room)
    assert room.vault.keys([worker, case]).keys() == {worker}
    assert await count(room, t.workers, t.cases) == {"workers": 1, "cases": 1}


async def test_to_ask_twice_does_not_make_it_faster(room: Room) -> None:
    """Whoever has the phone could: the second time there is no open case any more."""
    min_, _ = await with_amal(room)
    _, case = await owners(room)
    await erases(room, min_)
    await min_.says("hello")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    await min_.says("menu")
    await erases(room, min_)
    await looks(room)
    assert await state(room, case) is State.SEALED
    room.clock.advance(hours=72)
    await looks(room)
    assert await state(room, case) is None


async def test_with_her_word_it_goes_at_once(room: Room) -> None:
    min_, _ = await with_amal(room)
    keys = await owners(room)
    before = len(room.sent.calls)
    await as_her(room, Erase(confirmed=True))
    told = [text_of(call) for call in room.sent.calls[before:] if call.params["chat_id"] == AMAL]
    assert len(told) == 1 and "has erased her conversation" in told[0]
    await looks(room)
    assert room.vault.keys(keys) == {} and await count(room, *HERS) == {}
    assert min_.sees.startswith("Rice") and await sweeps(room)


async def test_she_takes_it_back_with_her_word_and_not_without(room: Room) -> None:
    min_, _ = await with_amal(room)
    _, case = await owners(room)
    await erases(room, min_)
    await as_her(room, TakeBackErasing(confirmed=False))
    assert await state(room, case) is State.SEALED
    await as_her(room, TakeBackErasing(confirmed=True))
    assert await state(room, case) is State.WAITING
    room.clock.advance(hours=73)
    await looks(room)
    assert await state(room, case) is State.WAITING and await count(room, t.erasures) == {}
    await min_.says("hello")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    assert "in the line for a person" in min_.sees


async def test_what_the_law_wants_kept_is_sealed_and_stays(room: Room) -> None:
    min_, _ = await closed(room)
    worker, case = await owners(room)
    await room.look(lambda book: holds.put(book, book.case(case), book.moment // 86_400 + 5))
    await erases(room, min_)
    room.clock.advance(hours=100)
    await looks(room)
    assert await state(room, case) is State.SEALED and room.vault.keys([worker, case]).keys() == {case}
    room.clock.advance(hours=48)
    await looks(room)
    assert await state(room, case) is None and room.vault.keys([case]) == {}
