"""She has hidden the chat, her advocate has answered, and the case leaves the advocate's hands before she is back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.outgoing import Outgoing
from tests.bot.staffroom import AMAL, BEA, MIN, held, takes, to
from tests.room import Person, Room, opened

pytestmark = pytest.mark.parametrize("leaves", ["is given back", "is closed"])


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as it:
        yield it


async def answered_while_hidden(room: Room) -> tuple[Person, Person, str]:
    amal = await room.advocate(AMAL)
    min_, code, _ = await held(room, amal, MIN)
    await min_.says("hide")
    await amal.says("I am here tomorrow at nine.")
    return amal, min_, code


async def ends(amal: Person, leaves: str) -> list[Outgoing]:
    return await (amal.closes() if leaves == "is closed" else amal.says("/release"))


async def test_who_wrote_it_is_told_that_it_was_not_sent(room: Room, leaves: str) -> None:
    amal, _, code = await answered_while_hidden(room)
    told = to(AMAL, await ends(amal, leaves))
    assert any(f"{code} - your message was not sent" in text for text in told)


async def test_and_nobody_else_says_it_to_her(room: Room, leaves: str) -> None:
    """Words of one advocate under another's claim would be two speakers."""
    amal, min_, code = await answered_while_hidden(room)
    await ends(amal, leaves)
    if leaves == "is given back":
        bea = await room.advocate(BEA, "Bea")
        await takes(room, bea, code)
    before = len(room.sent.calls)
    await min_.says("/start")
    await min_.taps("Yes, it is safe")
    said = to(MIN, room.sent.calls[before:])
    assert said and not any("tomorrow at nine" in text for text in said)
