"""What a killed process leaves in the outbox: which of it may have been sent, and so must say that it may repeat."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.ledger import outbox
from bot.outgoing import Fate, Outgoing
from tests.canaries import IDS
from tests.room import Room, opened


async def _put_off(room: Room) -> Outgoing:
    """A screen that Telegram would not take yet: it is to be tried again in two seconds."""
    [screen] = await room.person(IDS[0]).says("/start")
    until = room.clock.at.timestamp() + 2.4
    await room.note(Fate(replace(screen, not_before=until, attempts=1), "later", not_before=until))
    return screen


async def test_what_nobody_noted_may_have_been_sent(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await room.person(IDS[0]).says("/start")
        [left] = await room.look(outbox.left_behind)
    assert left.maybe_sent


async def test_what_was_put_off_was_not_sent_before_its_time(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        screen = await _put_off(room)
        [left] = await room.look(outbox.left_behind)
    assert left.id == screen.id and not left.maybe_sent and left.attempts == 1


async def test_what_was_put_off_may_have_been_sent_as_soon_as_its_time_came(tmp_path: Path) -> None:
    """It was refused, tried again and taken, and then the process died before it could note that."""
    async with opened(tmp_path) as room:
        await _put_off(room)
        room.clock.advance(seconds=2.4)
        [left] = await room.look(outbox.left_behind)
    assert left.maybe_sent


async def test_put_off_and_then_sent_in_one_breath_is_sent(tmp_path: Path) -> None:
    """Both are noted in the same transaction when the ledger has much to do; only what came last is true."""
    async with opened(tmp_path) as room:
        [screen] = await room.person(IDS[0]).says("/start")
        put_off = replace(screen, not_before=room.clock.at.timestamp(), attempts=1)
        await room.note(Fate(put_off, "later", not_before=put_off.not_before), Fate(put_off, "sent", 99))
        assert await room.look(outbox.left_behind) == []
