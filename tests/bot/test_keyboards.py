"""Each keyboard that she is shown is newer than all before it, and one screen moves the count by one: in flows, in her
settings, in a case, with her words, whatever she taps and types."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.case_screens import NOTICE
from bot.heard import Heard
from bot.ledger.book import Book
from bot.outgoing import Outgoing
from bot.telegram.buttons import read_press
from tests.bot.wordroom import MIN, OTHER, WORD, Wordroom, weighed

WALKS = int(os.environ.get("KEYBOARD_WALKS", "3"))
STEPS = 60
SAID = [
    "/start", "/settings", "/mydata", "/erase", "menu", "back", "again", "hide", "a person", "language", "yes", "no",
    "hello", "he wants to kill me", "passport", WORD, OTHER, "blue", "my word", "another phone", "3", "skip",
]  # fmt: skip


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


def buttons(call: Outgoing) -> list[str]:
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def generations(calls: Sequence[Outgoing]) -> list[int]:
    """Of the keyboards that these show her, in order. What tells of an act of staff carries no number."""
    found = []
    for call in calls:
        presses = [press for data in buttons(call) if call.params.get("chat_id") == MIN and (press := read_press(data))]
        numbers = {press.generation for press in presses}
        assert len(numbers) <= 1, "one keyboard, one number"
        found += [number for number in numbers if number != NOTICE]
    return found


async def counted(at: Wordroom) -> int:
    def work(book: Book) -> int:
        book.load([Heard(0, "other", MIN, MIN, "private", 0)])
        her = book.worker(MIN)
        return her.session.generation if her is not None else 0

    found: int = await at.room.look(work)
    return found


async def does_something(at: Wordroom, chance: random.Random) -> list[Outgoing]:
    hers: list[Any] = [call for call in at.room.sent.calls if call.params.get("chat_id") == MIN and buttons(call)]
    before = at.so_far
    if hers and chance.random() < 0.7:
        shown = hers[-1] if chance.random() < 0.85 else chance.choice(hers)
        await at.room.take(at.min_.press(chance.choice(buttons(shown)), MIN, 99))
        await at.weighing.settled()
    else:
        await at.says(at.min_, chance.choice(SAID))
    if chance.random() < 0.05:
        at.room.clock.advance(hours=25)
    return at.room.sent.calls[before:]


@pytest.mark.parametrize("seed", range(WALKS))
async def test_every_keyboard_is_newer_and_one_screen_counts_once(at: Wordroom, seed: int) -> None:
    chance, last = random.Random(seed), 0
    if seed % 3 == 1:
        await at.in_a_case_with_words()
    if seed % 3 == 2:
        await at.in_a_case()
    last = await counted(at)
    for step in range(STEPS):
        calls = await does_something(at, chance)
        now, shown = await counted(at), generations(calls)
        where = (seed, step, [call.params.get("text", "")[:60] for call in calls])
        assert shown == sorted(set(shown)), where
        if now < last:
            last = 0  # all of hers went: whoever writes there now begins anew
        if shown:
            assert shown[0] > last and shown[-1] == now, where
        if len(shown) == 1:
            assert now == last + 1, where
        last = now
