"""What is left of a call that was sent: which messages it left in the chat, so that Hide can delete them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.ledger import tables as t
from bot.ledger import trail as on_trail
from bot.ledger.records import DESK
from bot.outgoing import Fate, Outgoing
from tests.bot.staffroom import AMAL, held
from tests.canaries import CANARY, IDS
from tests.room import Room, opened

MIN = IDS[0]


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database) as room:
        yield room


async def trail(room: Room) -> list[int]:
    return list(await room.look(lambda book: on_trail.trail_of(book, MIN)))


async def test_a_sent_call_keeps_no_words(room: Room) -> None:
    [screen] = await room.person(MIN).says(f"/start {CANARY}")
    await room.accept(screen)
    assert await room.look(lambda book: book.db.execute(select(func.count()).select_from(t.outbox)).scalar()) == 0
    [row] = await room.look(lambda book: book.db.execute(select(t.trail)).all())
    plain = await room.look(lambda book: book.open(row.sealed, bytes(row.owner), "trail", bytes(row.lane), row.nr))
    assert len(plain) == 1 + 8 + 16  # the chat, and two message ids, hers and ours


async def test_what_she_wrote_is_on_the_trail_when_its_answer_has_come_or_will_never_come(room: Room) -> None:
    min_ = room.person(MIN)
    first, second = min_.message(text="/start"), min_.message(text="hello")
    [screen] = await room.take(first)
    [ours] = await room.accept(screen)
    [lost] = await room.take(second)
    await room.note(Fate(lost, "failed"))
    hers = [each["message"]["message_id"] for each in (first, second)]
    assert await trail(room) == sorted([*hers, ours])


async def test_what_nothing_answers_is_on_the_trail_at_once(room: Room) -> None:
    """Her words to the advocate who has come: the program itself says nothing to them."""
    min_, _, _ = await held(room, await room.advocate(AMAL), MIN)
    await room.accept(*(call for call in room.sent.calls if call.params["chat_id"] == MIN))
    before = await trail(room)
    words = [min_.message(text=f"{number} {CANARY}") for number in range(2)]
    assert all(call.params["chat_id"] != MIN for call in await room.take(*words))
    assert await trail(room) == sorted([*before, *(each["message"]["message_id"] for each in words)])


async def test_what_is_deleted_leaves_the_trail_and_what_came_after_stays(room: Room) -> None:
    until = on_trail.Until(DESK)
    for number in (1, 2, 3):
        await room.look(lambda book, n=number: on_trail.leave(book, MIN, n, [n * 10], until))
    wipe = Outgoing(b"w" * 16, 9, DESK, "tidy", "deleteMessages", {"chat_id": MIN}, link={"wipe": True})
    await room.note(Fate(wipe, "sent", messages=(10, 20)))
    assert await trail(room) == [30]
