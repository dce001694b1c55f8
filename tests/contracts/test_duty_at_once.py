"""Many processes, where two things meet in one moment: a transaction that comes on duty, a commit that fails, a
colleague about whom two of them write, a process that vanishes in the middle of a transaction."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import InternalError, OperationalError

from bot.ledger import duty, statements
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from handoff.model import CaseId
from tests.canaries import IDS
from tests.contracts.test_duty import ANNA, BERT, count, is_over, made, within
from tests.contracts.two_houses import House, anna_and_bert

pytestmark = pytest.mark.needs("postgres")

MIN, AMAL = IDS[0], IDS[4]


@pytest.fixture
async def two(tmp_path: Path, postgres_url: str) -> AsyncIterator[tuple[House, House]]:
    async with anna_and_bert(tmp_path, postgres_url) as both:
        yield both


def engine_of(house: House) -> Engine:
    return house.room.ledger.engine


@contextlib.contextmanager
def failing(house: House, *commits: int) -> Iterator[None]:
    """Of the commits from here on these (from 1) do not happen: the connection has ended just before."""
    seen = [0]

    def fail(*given: Any) -> None:
        seen[0] += 1
        if seen[0] in commits:
            raise OperationalError("COMMIT", {}, OSError("the server closed the connection"))

    event.listen(engine_of(house), "commit", fail)
    try:
        yield
    finally:
        event.remove(engine_of(house), "commit", fail)


async def at_once(house: House, *works: Any) -> None:
    """In one transaction, in this order."""
    with house.held() as let_go:
        all_of_them = asyncio.gather(*works)
        for _ in range(5):
            await asyncio.sleep(0)
        let_go()
        await all_of_them


async def test_what_is_taken_over_leaves_though_calls_were_written_before_in_that_transaction(
    two: tuple[House, House],
) -> None:
    """As by who erases: what she wants said goes into the outbox at once, and may then be struck there."""
    anna, bert = two
    anna.sleeps()
    await anna.room.person(MIN).says("/start")
    is_over(engine_of(anna))
    fence = await bert.duty._takes()
    await at_once(
        bert,
        bert.room.person(MIN).says("hello"),
        bert.room.ledger.with_book(lambda book: book.write("outbox")),
        bert.room.ledger.with_book(partial(bert.duty._begin, fence, bert.gate)),
    )
    await bert.settled()
    assert bert.gate._wire.telegram.screens == [1, 2]  # type: ignore[attr-defined]
    assert await count(bert) == 0


async def test_what_was_not_brought_for_a_commit_that_failed_is_sent_once(two: tuple[House, House]) -> None:
    anna, bert = two
    await bert.room.person(MIN).says("/start")
    with failing(anna, 2):  # the first one is of whoever keeps the writer busy
        await at_once(anna, anna.room.ledger.with_book(lambda book: None), anna.room.ledger.with_book(anna.duty._bring))
    await anna.settled()
    assert [name for name, _ in made(anna)] == ["anna"]
    assert await count(anna) == 0


async def test_a_duty_that_cannot_begin_is_tried_again(two: tuple[House, House]) -> None:
    anna, bert = two
    anna.sleeps()
    await anna.room.person(MIN).says("/start")
    is_over(engine_of(anna))
    fence = await bert.duty._takes()
    with failing(bert, *range(1, 100)):
        await bert.duty._serve(fence, bert.room.ledger, bert.gate, dict)
    assert not bert.duty.on and not bert.duty.holds()
    await bert.comes_on_duty()
    await bert.settled()
    assert [name for name, _ in made(bert)] == ["bert"]


async def test_of_a_colleague_no_process_writes_what_it_read_before_another_wrote(two: tuple[House, House]) -> None:
    """Her chat names another case now: what she types next must not go to the worker of the one before."""
    anna, bert = two
    anna.room.sent.onward = bert.room.sent.onward = None  # what she is told is not what this is about
    amal = await anna.room.advocate(AMAL)
    other = CaseId(b"another case----")
    read, written = threading.Event(), threading.Event()

    def of(book: Book) -> Any:
        book.load([])
        rows = book.db.execute(t.staff.select()).all()
        return next(one for row in rows if (one := book.member_by_id(row.id)) and one.chat == amal.user)

    def slowly(book: Book) -> None:
        member = of(book)
        read.set()
        assert written.wait(10)
        member.staff, member.changed = replace(member.staff, reachable=False), True

    def names(book: Book) -> None:
        member = of(book)
        member.current, member.changed = other, True

    slow = asyncio.create_task(anna.room.look(slowly))
    assert await asyncio.to_thread(read.wait, 10)
    await bert.room.look(names)
    written.set()
    await slow
    current, reachable = await bert.room.look(lambda book: (of(book).current, of(book).staff.reachable))
    assert (current, reachable) == (other, False)


def test_who_has_vanished_in_the_middle_of_a_transaction_is_followed(postgres_url: str) -> None:
    """Its machine is gone or stands still: the database goes on holding what it held, until told not to wait."""
    engine = open_engine(postgres_url, stuck_after=0.5)
    migrate(engine)
    first = within(engine, duty.take, ANNA, 60)
    with engine.connect() as db:
        assert duty.stands(db, first)
        is_over(engine)
        assert within(engine, duty.take, BERT, 60) == first + 1
        with pytest.raises(InternalError):
            db.execute(text("SELECT 1"))
        db.invalidate()
    engine.dispose()


async def test_who_was_stopped_so_long_that_its_transaction_was_ended_does_it_again(two: tuple[House, House]) -> None:
    """And notices it, where its connection is gone."""
    anna, _ = two
    tries: list[int] = []

    def work(book: Book) -> int:
        tries.append(len(tries))
        if len(tries) == 1:
            book.db.exec_driver_sql("SET idle_in_transaction_session_timeout = 100")
            threading.Event().wait(0.4)
        return int(statements.first(book.db, "SELECT 7")[0])

    assert await anna.room.look(work) == 7
    assert len(tries) > 1
