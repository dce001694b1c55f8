"""Rooms into which something bad comes: afterwards the next person is answered, and the log knows only kinds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from bot.outgoing import Outgoing
from tests.bot.staffroom import AMAL, MIN, rows
from tests.room import Person, Room, labels, opened, text_of

MAY_BE_LOGGED = {"event", "what", "reason", "error", "place", "count", "method"}
Update = dict[str, Any]


@contextlib.asynccontextmanager
async def unharmed(folder: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Room]:
    async with opened(folder) as room:
        yield room
        began = asyncio.get_running_loop().time()
        [screen] = await room.person(6006).says("/start")
        assert text_of(screen) == "🌐" and asyncio.get_running_loop().time() - began < 1.0
        assert all(each.keys() <= MAY_BE_LOGGED for each in said(caplog)), said(caplog)


def said(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Our own log, entry by entry."""
    ours = [record.msg for record in caplog.records if record.name == "helpline" and record.levelno > logging.DEBUG]
    return [each if isinstance(each, dict) else {"text": each} for each in ours]


async def reasons(room: Room) -> list[str]:
    return [letter.reason for letter in await rows(room, t.dead_letters.c.reason)]


async def in_flow(room: Room, person: int = MIN) -> tuple[Person, Outgoing]:
    """She has chosen her language; the screen she has, without what is said once below the first."""
    min_ = room.person(person)
    await min_.says("/start")
    await min_.taps("English")
    [here] = await min_.says("/start")
    return min_, here


async def claimed(room: Room) -> tuple[Person, Person]:
    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await min_.asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(amal.tap(card, "Claim"))
    await room.accept(*room.sent.calls)
    return min_, amal


async def states(room: Room) -> list[str]:
    return [f"{case.state} {case.token}" for case in await rows(room, t.cases.c.state, t.cases.c.token)]
