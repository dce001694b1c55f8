"""Who of many processes is on duty: one, with a number that is compared where the writing is done; and what two of them
write leaves in one order, through whoever is on duty."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from bot.ledger import duty, outbox
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.ledger.outlet import Shared
from bot.on_duty import STAFF_CHAT
from tests.canaries import IDS
from tests.contracts.two_houses import House, anna_and_bert

pytestmark = pytest.mark.needs("postgres")

ANNA, BERT = b"anna----", b"bert----"
MIN = IDS[0]


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = open_engine(postgres_url)
    migrate(engine)
    yield engine
    engine.dispose()


def within(engine: Engine, work: Callable[..., Any], *given: Any) -> Any:
    with engine.begin() as db:
        return work(db, *given)


def is_over(engine: Engine) -> None:
    """Whoever was on duty has not been heard of for long enough."""
    with engine.begin() as db:
        db.execute(update(t.duty).values(until=1.0))


# --- the lease


def test_one_is_on_duty_until_nobody_has_heard_of_it(engine: Engine) -> None:
    first = within(engine, duty.take, ANNA, 60)
    assert first and not within(engine, duty.take, BERT, 60)
    assert within(engine, duty.renew, first, 60)
    is_over(engine)
    second = within(engine, duty.take, BERT, 60)
    assert second > first
    assert not within(engine, duty.renew, first, 60), "what was lost is not kept"
    within(engine, duty.give_back, first)
    assert not within(engine, duty.take, ANNA, 60), "nor given back for another"
    within(engine, duty.give_back, second)
    assert within(engine, duty.take, ANNA, 60) > second


def test_of_many_who_reach_for_it_one_gets_it(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as hands:
        got = list(hands.map(lambda n: within(engine, duty.take, bytes([n]) * 8, 60), range(24)))
    assert sum(bool(fence) for fence in got) == 1


def test_a_change_of_duty_is_a_clean_cut(engine: Engine) -> None:
    """Whoever takes over waits for what rests on the duty before, and sees it; what comes later does not rest on it."""
    first = within(engine, duty.take, ANNA, 0)
    took: list[int] = []
    with engine.begin() as db:
        assert duty.stands(db, first)
        taking = threading.Thread(target=lambda: took.append(within(engine, duty.take, BERT, 60)))
        taking.start()
        taking.join(0.2)
        assert taking.is_alive() and not took
    taking.join()
    assert took == [first + 1]
    assert not within(engine, duty.stands, first)


# --- two processes


@pytest.fixture
async def two(tmp_path: Path, postgres_url: str) -> AsyncIterator[tuple[House, House]]:
    async with anna_and_bert(tmp_path, postgres_url) as both:
        yield both


def made(house: House) -> list[tuple[str, str]]:
    return house.gate._wire.telegram.made  # type: ignore[attr-defined, no-any-return]


async def count(house: House) -> int:
    return int(await house.room.look(lambda book: book.db.execute(select(func.count()).select_from(t.outbox)).scalar()))


async def _writes(house: House, text: str) -> None:
    await house.room.person(MIN).says(text)


async def _first_by_bert_then_by_anna(anna: House, bert: House) -> list[int | None]:
    """Which screens came of it, as she saw them."""
    await _writes(bert, "/start")
    assert await count(bert) == 1 and not made(anna), "it is not Bert's to send"
    await _writes(anna, "hello")
    await anna.settled()
    await anna.collects()
    assert await count(anna) == 0
    return anna.gate._wire.telegram.screens  # type: ignore[attr-defined, no-any-return]


async def test_what_another_process_wrote_before_leaves_before(two: tuple[House, House]) -> None:
    assert await _first_by_bert_then_by_anna(*two) == [1, 2]
    assert {name for name, _ in made(two[0])} == {"anna"}


async def test_it_is_found_when_what_is_in_memory_does_not_wait_for_what_is_not(
    two: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shared, "settle", _hasty)
    assert await _first_by_bert_then_by_anna(*two) == [2, 1]


def _hasty(self: Shared, book: Book) -> None:
    if self.looks:
        book.out += outbox.brought(book)
    elif not self.stands():
        book.out.clear()


async def test_also_where_it_is_looked_for_in_the_transaction_of_what_follows_it(two: tuple[House, House]) -> None:
    anna, bert = two
    await _writes(bert, "/start")
    with anna.held() as let_go:
        both = asyncio.gather(_writes(anna, "hello"), anna.room.ledger.with_book(anna.duty._bring))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        let_go()
        await both
    await anna.settled()
    assert anna.gate._wire.telegram.screens == [1, 2]  # type: ignore[attr-defined]


async def test_also_what_comes_while_it_is_looked_for(two: tuple[House, House]) -> None:
    anna, bert = two
    await _writes(bert, "/start")
    looks, written = threading.Event(), threading.Event()

    def work(book: Book) -> None:
        anna.duty._bring(book)
        book.outlet.writes([])
        looks.set()
        assert written.wait(10)

    looking = asyncio.create_task(anna.room.look(work))
    assert await asyncio.to_thread(looks.wait, 10)
    await _writes(bert, "hello")
    written.set()
    await looking
    await anna.settled()
    assert anna.gate._wire.telegram.screens == [1, 2]  # type: ignore[attr-defined]


async def test_numbers_follow_the_lock_and_not_the_clock(two: tuple[House, House]) -> None:
    """Bert's clock is an hour behind."""
    anna, bert = two
    bert.room.clock.advance(hours=-1)
    anna.sleeps()
    for house, text in ((anna, "/start"), (bert, "one"), (anna, "two"), (bert, "three")):
        await _writes(house, text)
    rows = await anna.room.look(
        lambda book: book.db.execute(select(t.outbox.c.seq).order_by(t.outbox.c.id)).scalars().all()
    )
    assert len(rows) >= 3 and rows == sorted(set(rows))


async def _anna_sleeps_while_bert_takes_over(anna: House, bert: House, engine: Engine) -> None:
    """In the middle of it: what she was about to send is sent by him, and then she wakes."""
    await _writes(anna, "/start")
    await anna.settled()
    anna.sleeps()
    await _writes(anna, "hello")
    anna.clock[0] += 60
    is_over(engine)
    await bert.comes_on_duty()
    await bert.settled()
    await _writes(bert, "/start")
    await bert.settled()
    anna.awake.set()
    await anna.settled()


async def test_who_has_slept_sends_nothing_more(two: tuple[House, House], engine: Engine) -> None:
    anna, bert = two
    await _anna_sleeps_while_bert_takes_over(anna, bert, engine)
    assert [name for name, _ in made(anna)] == ["anna", "bert", "bert"]
    assert made(anna)[1][1].startswith("↻ "), "it may have been sent already, and says so"
    assert await count(bert) == 0


async def test_it_is_found_when_nothing_stops_who_has_slept(
    two: tuple[House, House], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No fence at all: what she sends comes twice, and behind what followed it."""
    anna, bert = two
    anna.gate._may = lambda: True
    monkeypatch.setattr(duty, "stands", lambda db, fence: True)
    await _anna_sleeps_while_bert_takes_over(anna, bert, engine)
    assert [name for name, _ in made(anna)] == ["anna", "bert", "bert", "anna"]
    assert made(anna)[3][1] == made(anna)[1][1].removeprefix("↻ ")


async def test_what_she_could_not_know_she_does_not_write_down(two: tuple[House, House], engine: Engine) -> None:
    """Her call was on the wire when she was stopped: that cannot be helped. What became of it is not hers to say."""
    anna, bert = two
    anna.gate._may = lambda: True
    await _writes(anna, "/start")
    await anna.settled()
    anna.sleeps()
    await _writes(anna, "hello")
    is_over(engine)
    assert await bert.duty._takes(), "he has it, and has not begun"
    anna.awake.set()
    await anna.settled()
    assert len(made(anna)) == 2 and await count(anna) == 1
    await _writes(anna, "not hers to send")
    await anna.settled()
    assert len(made(anna)) == 2 and await count(anna) == 2
    await bert.comes_on_duty()
    await bert.settled()
    assert await count(bert) == 0


async def test_what_nobody_woke_for_is_found_at_the_next_look(two: tuple[House, House]) -> None:
    anna, bert = two
    await bert.room.person(MIN).says("/start")
    assert bert.room.sent.calls == [] and await count(bert) == 1
    await anna.collects()
    assert [name for name, _ in made(anna)] == ["anna"]


async def test_where_the_staff_chat_is_all_of_them_look_when_one_has_seen_it_change(two: tuple[House, House]) -> None:
    anna, _ = two
    anna.room.line.changed = partial(anna.duty.ring, STAFF_CHAT)
    ear, telling = anna.duty.signals.wakes(STAFF_CHAT), asyncio.create_task(anna.duty.tell())
    assert not await ear.within(0.0)
    await anna.room.look(anna.room.line.lose)
    assert await ear.within(5.0)
    await anna.room.look(anna.room.line.lose)
    assert not await ear.within(0.0), "it was known already"
    await anna.room.look(anna.room.line.find)
    assert await ear.within(5.0)
    telling.cancel()
