"""A desk with a rota and a fast ladder, and minutes that pass there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.chores.round import Round
from bot.ledger import tables as t
from bot.outgoing import Outgoing
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, rows
from tests.canaries import IDS
from tests.opening_hours import ALWAYS, house_with
from tests.room import NOON, Person, Room, labels, opened

CORA = IDS[6]
FAST = "ladders:\n  normal: {rota: 1, language: 3, coordinators: 6, outside: 10, again: 120}\n"
WAYS = ("mail", "webhook")


@asynccontextmanager
async def desk(folder: Path, hours: str = ALWAYS, at: datetime = NOON, database: str = "") -> AsyncIterator[Room]:
    """Amal is on the rota and speaks English, Bea speaks it too, Cora runs the desk."""
    root = folder / "house"
    root = root if root.exists() else house_with(folder, hours + FAST)
    async with opened(folder, database, at=at, root=root, topics=False) as room:
        room.line.channels = WAYS
        yield room


async def people(room: Room) -> tuple[Person, Person, Person]:
    amal, bea = await room.advocate(AMAL, "Amal"), await room.advocate(BEA, "Bea")
    cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
    await amal.says("/rota monday 09:00-17:00")
    await amal.says("/me languages en")
    await bea.says("/me languages en")
    return amal, bea, cora


async def minutes(room: Room, more: float) -> list[Outgoing]:
    """Time passes, and the house looks at the clock; what it sends."""
    before = len(room.sent.calls)
    room.clock.advance(minutes=more)
    await Round(room.ledger, room.line, room.clock).once()  # type: ignore[arg-type]
    return room.sent.calls[before:]


def called(calls: list[Outgoing]) -> list[int]:
    return sorted(call.params["chat_id"] for call in calls if "I am on it" in labels(call))


async def raised(room: Room) -> list[tuple[str, str]]:
    return [(row.channel, row.what) for row in await rows(room, t.alarms.c.channel, t.alarms.c.what)]
