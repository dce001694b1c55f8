"""From the first who is asked to the last date, on both databases: kept, opened again, counted, ended with the case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple, cast

import pytest
from sqlalchemy import Connection, event, func, select

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import forgetting, nrm, tallies, whole
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from handoff.referral.after import Course
from tests.bot.staffroom import AMAL, MIN, held
from tests.room import Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database, topics=False) as room:
        yield room


async def test_a_search_its_answers_and_the_dates(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, where = await held(room, amal, MIN)
    [card] = await amal.says("/responders england adult female domestic-worker-visa", **where)
    for title, answer in (("Kalayaan", "No answer"), ("The Salvation Army", "Yes")):
        [said] = await room.take(amal.tap(card, f"I have asked {title}"))
        await room.take(amal.tap(said, answer))
        [card] = await amal.says("/responders", **where)
    for words in ("sent 2026-11-16 hours 9", "rg negative 2026-11-20", "asked today guidance"):
        [shown] = await amal.says(f"/decision {words}", **where)
    assert "because of a decision that did not follow the guidance" in text_of(shown)
    await amal.says("/capacity unseen open phone")
    await Round(room.ledger, room.line, Clock()).once()
    assert whole.look(room.ledger._engine, room.vault).shut == {}
    counts = await room.look(lambda book: tallies.counted(book.db))
    assert {(row[1], row[4]) for row in counts if not row[2]} == {
        ("accepted", 1), ("not-accepted", 1), ("sent", 1), ("rg", 1), ("asked-again", 1),
    }  # fmt: skip
    await room.look(_the_case_ends)
    assert await room.look(lambda book: [_many(book, table) for table in (t.tries, t.nrm)]) == [0, 0]
    assert await room.look(lambda book: tallies.counted(book.db)) == counts, "counts belong to no case"


def _the_case_ends(book: Book) -> None:
    [file] = book.all_claimed()
    found = nrm.of_case(book, file)
    assert found.course != Course() and len(nrm.tries(book, file.case.id)) == 2
    forgetting.take_out_old(book, cases=[file.case.id])


def _many(book: Book, table: Any) -> int:
    return int(book.db.execute(select(func.count()).select_from(table)).scalar_one())


class Writes(NamedTuple):
    """As much of a book as a count needs."""

    db: Connection
    moment: int = 1_795_435_200


def test_of_two_who_are_the_first_in_a_week_both_are_counted(postgres_url: str) -> None:
    """Neither sees what the other has not committed yet; the second is let in when the first has."""
    engine = open_engine(postgres_url)
    migrate(engine)
    writing = Event()

    def second() -> None:
        with engine.begin() as db:
            event.listen(db, "before_cursor_execute", lambda *told: writing.set() if "INSERT" in told[2] else None)
            tallies.count(cast(Book, Writes(db)), "rg", {"outcome": "negative"})

    with engine.connect() as first, ThreadPoolExecutor(1) as other:
        tallies.count(cast(Book, Writes(first)), "rg", {"outcome": "negative"})
        done = other.submit(second)
        assert writing.wait(20)
        first.commit()
        done.result(20)
        found = tallies.counted(first)
    assert {row[1:] for row in found} == {("rg", "", "", 2), ("rg", "outcome", "negative", 2)}
    engine.dispose()
