"""What could be lost between the database and us: an answer to a commit, a vault that is away, a row that is spoilt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.ledger import outbox
from bot.ledger import tables as t
from bot.ledger.asks import LedgerAsks
from bot.outgoing import Fate
from bot.seal.box import Sealed
from tests.contracts.test_ledger_contract import JOY, MIN, Stumbling, count
from tests.room import Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database) as room:
        yield room


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


class LostAnswers:
    """The next commits are done, and we never hear of it."""

    def __init__(self, room: Room, times: int = 1) -> None:
        self._dialect, self._real, self._left = (
            room.ledger._engine.dialect,
            room.ledger._engine.dialect.do_commit,
            times,
        )
        self._dialect.do_commit = self._commit  # type: ignore[assignment]

    def _commit(self, connection: Any) -> None:
        self._real(connection)
        if self._left:
            self._left -= 1
            raise OperationalError("COMMIT", {}, OSError("server closed the connection unexpectedly"))


# --- a commit whose answer is lost


async def test_what_a_commit_without_an_answer_wants_said_is_said(room: Room) -> None:
    LostAnswers(room)
    [screen] = await room.person(MIN).says("/start")
    assert text_of(screen) == "🌐" and await count(room, t.outbox) == 1


async def test_it_is_said_once_when_everybody_of_the_batch_is_tried_again(room: Room) -> None:
    LostAnswers(room, times=2)
    await room.take(*[room.person(MIN + number).message(text="/start") for number in range(3)])
    assert sorted(call.params["chat_id"] for call in room.sent.calls) == [MIN, MIN + 1, MIN + 2]


async def test_an_apology_whose_commit_had_no_answer_is_said(room: Room) -> None:
    """Nobody was told "received", so Telegram brings it again."""
    room.ledger._takes = Stumbling(room, "fall")
    LostAnswers(room)
    update = room.person(MIN).message(text="fall")
    with pytest.raises(OperationalError):
        await room.take(update)
    [sorry] = await room.take(update)
    assert text_of(sorry).startswith("Something went wrong here.") and await count(room, t.dead_letters) == 1


# --- a vault that is away


async def test_a_vault_that_is_away_is_no_fault_of_hers(small: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of today's letters is at hand, so a letter could be written; but she would hear nothing."""
    small.ledger._takes = Stumbling(small, "fall")
    await small.person(JOY).says("fall")
    letters, newcomer = await count(small, t.dead_letters), small.person(MIN).message(text="/start")
    with monkeypatch.context() as away:
        away.setattr(type(small.vault), "_open_rows", _away)
        with pytest.raises(OperationalError):
            await small.take(newcomer)
    assert await count(small, t.dead_letters) == letters
    [screen] = await small.take(newcomer)
    assert text_of(screen) == "🌐"


def _away(*args: Any) -> Any:
    raise OperationalError("SELECT", {}, OSError("connection refused"))


# --- rows that cannot be read or written


async def test_one_spoilt_call_does_not_keep_the_others_from_leaving(small: Room) -> None:
    await small.person(MIN).says("/start")
    await small.person(JOY).says("/start")
    spoilt, whole = await small.look(outbox.left_behind)
    raw = await small.look(lambda book: book.db.execute(select(t.outbox.c.sealed)).scalars().first())
    other = Sealed(raw.raw[:-1] + bytes([raw.raw[-1] ^ 1]))
    change = update(t.outbox).where(t.outbox.c.id == spoilt.id).values(sealed=other)
    await small.look(lambda book: book.db.execute(change))
    assert [call.id for call in await small.look(outbox.left_behind)] == [whole.id]
    assert await count(small, t.outbox) == 2  # for a person to look at


async def test_one_note_that_cannot_be_written_takes_no_other_along(small: Room) -> None:
    asks = LedgerAsks(small.ledger, small.line)
    [first] = await small.person(MIN).says("/start")
    [second] = await small.person(JOY).says("/start")
    nobody = replace(first, owner=b"nobody's-key-16b")
    for fate in (Fate(nobody, "sent", 11), Fate(second, "sent", 12)):
        asks.note(fate)
    for _ in range(3):  # together, then each
        await small.look(lambda book: None)
    assert [call.id for call in await small.look(outbox.left_behind)] == [first.id]
