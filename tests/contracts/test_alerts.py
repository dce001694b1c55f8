"""Alerts and alarms on both databases: of two processes that look at the same moment, one calls and one sends."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.chores.round import Round
from bot.ledger import alarms
from bot.ledger import tables as t
from tests.bot.alertroom import called, desk, minutes, people
from tests.bot.staffroom import AMAL, BEA, MIN, rows, waits
from tests.room import NOON


async def test_two_processes_climb_once(tmp_path: Path, database: str) -> None:
    async with desk(tmp_path, database=database) as one:
        await people(one)
        await waits(one, MIN)
        await minutes(one, 0)
        async with desk(tmp_path, at=NOON, database=database) as other:
            for more, expected in ((1, [AMAL]), (2, [AMAL, BEA])):
                before = len(one.sent.calls), len(other.sent.calls)
                for room in (one, other):
                    room.clock.advance(minutes=more)
                await asyncio.gather(*(Round(r.ledger, r.line, r.clock).once() for r in (one, other)))  # type: ignore[arg-type]
                assert called([*one.sent.calls[before[0] :], *other.sent.calls[before[1] :]]) == expected


async def test_two_processes_raise_and_send_once(tmp_path: Path, database: str) -> None:
    async with desk(tmp_path, database=database) as one, desk(tmp_path, database=database) as other:
        await waits(one, MIN)
        for room in (one, other):
            room.clock.advance(minutes=1)
        rounds = [Round(room.ledger, room.line, room.clock) for room in (one, other)]  # type: ignore[arg-type]
        for _ in range(2):
            await asyncio.gather(*(each.once() for each in rounds))
            for room in (one, other):
                room.clock.advance(minutes=1)
        assert len(await rows(one, t.alarms.c.id)) == 2, "one for each way out"
        taken = await asyncio.gather(*(room.look(lambda book: alarms.take(book, "mail")) for room in (one, other)))
        assert [alarm is not None for alarm in sorted(taken, key=str)].count(True) == 1


async def test_what_was_raised_before_a_restart_is_still_to_be_sent(tmp_path: Path, database: str) -> None:
    async with desk(tmp_path, database=database) as room:
        await room.look(lambda book: alarms.raise_one(book, alarms.ROTA_EMPTY, "rota:1", ("mail", "desk"), None, 1))
    async with desk(tmp_path, database=database) as again:
        assert (await again.look(lambda book: alarms.take(book, "mail"))).what == alarms.ROTA_EMPTY
        assert not await again.look(
            lambda book: alarms.raise_one(book, alarms.ROTA_EMPTY, "rota:1", ("mail", "desk"), None, 1)
        )
