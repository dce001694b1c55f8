"""Who runs the desk sees every case and opens none; to read one takes a reason, and shows. On both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.outgoing import Outgoing
from handoff.model import Role
from tests.bot.staffroom import AMAL, JOY, MIN, held, waits
from tests.bot.test_second_reader import DORA, WHY, copies, talk, wants_to_read
from tests.bot.test_transfer import stands
from tests.canaries import CANARY
from tests.room import Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database, topics=False) as room:
        yield room


async def look(room: Room) -> list[Outgoing]:
    before = len(room.sent.calls)
    await Round(room.ledger, room.line, Clock()).once()
    return room.sent.calls[before:]


async def test_the_desk_shows_age_state_holder_and_what_is_unanswered_and_opens_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora, amal = await room.advocate(DORA, "Dora", Role.COORDINATOR), await room.advocate(AMAL)
    min_, first, message = await held(room, amal, MIN)
    room.clock.advance(hours=2)
    joy, second = await waits(room, JOY)
    await joy.says(f"hello {CANARY}")
    await min_.says(f"one {CANARY}")
    room.clock.advance(hours=1)
    await min_.says(f"two {CANARY}")
    opened_of: list[str] = []
    real = Book.open

    def watched(book: Book, sealed: Any, owner: bytes, table: str, row: bytes, seq: int = 0) -> bytes:
        opened_of.append(table)
        return real(book, sealed, owner, table, row, seq)

    monkeypatch.setattr(Book, "open", watched)
    [listed] = await dora.says("/desk")
    assert text_of(listed).split("\n")[:3] == [
        "Open cases: 2, the oldest first. Nothing of what was said was opened for this list.",
        f"{first} · ⚪ normal · with Amal · open 3 hours · 2 messages unanswered for 1 hour",
        f"{second} · ⚪ normal · waiting · open 1 hour · 1 message unanswered for 1 hour",
    ]
    assert set(opened_of) <= {"staff"} and opened_of, "the guard watches: only who is staff was opened"
    assert labels(listed) == [first, second]
    await amal.says(f"here {CANARY}", **message)
    [listed] = await dora.says("/desk")
    assert f"{first} · ⚪ normal · with Amal · open 3 hours · nothing unanswered" in text_of(listed)


async def test_the_audit_is_on_disk_before_a_word_leaves(
    room: Room, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the moment in which the gate is handed the copies, another connection finds the row."""
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    seen: list[list[str]] = []
    real, elsewhere = room.sent.carry, open_engine(database)

    def carry(calls: Any, toasts: Any) -> None:
        if copies(list(calls)):
            with elsewhere.connect() as db:
                seen.append([row.act for row in db.execute(t.audit.select())])
        real(calls, toasts)

    monkeypatch.setattr(type(room.sent), "carry", lambda self, calls, toasts: carry(calls, toasts))
    await dora.says(f"/read {WHY}", **reply)
    elsewhere.dispose()
    assert ["read" in acts for acts in seen] == [True]


async def test_when_her_time_is_over_the_copies_go_and_what_was_on_its_way_stays_away(room: Room) -> None:
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    first, second, third = copies(await dora.says(f"/read {WHY}", **reply))
    numbers = await room.accept(first, second)
    room.clock.advance(minutes=29)
    assert await look(room) == [] and await stands(room, third)
    room.clock.advance(minutes=1)
    assert not await stands(room, third), "it has not left yet, and must not now"
    told, swept = [call for call in await look(room) if call.params["chat_id"] == DORA]
    assert swept.method == "deleteMessages" and set(numbers) < set(swept.params["message_ids"])
    assert text_of(told).startswith(f"{code} - the copies have been taken away")
    [late] = await room.accept(third)
    [swept] = [call for call in await look(room) if call.params["chat_id"] == DORA]
    assert swept.params["message_ids"] == [late], "Telegram had it already: it goes at the next look"
    assert [call for call in await look(room) if call.params["chat_id"] == DORA] == []
