"""What the ledger promises on either database: received means on disk, once, and nobody takes anybody along."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from bot.heard import Heard
from bot.ledger import outbox
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.outgoing import Fate
from bot.telegram.update import hear
from tests.canaries import CANARY, IDS
from tests.room import Person, Room, labels, opened, text_of

MIN, JOY, AMAL = IDS[0], IDS[1], IDS[4]


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database) as room:
        yield room


async def count(room: Room, table: Any) -> int:
    return int(await room.look(lambda book: book.db.execute(select(func.count()).select_from(table)).scalar_one()))


@contextlib.contextmanager
def breaking(room: Room, moment: str = "commit", times: int = 10_000) -> Iterator[None]:
    """While this holds, the database fails at the moment named: its disk is full, its server gone."""
    left = [times]

    def fail(*args: Any) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise OperationalError("COMMIT", {}, OSError("no space left on device"))

    event.listen(room.ledger._engine, moment, fail)
    try:
        yield
    finally:
        event.remove(room.ledger._engine, moment, fail)


class Stumbling:
    """The real line, but for one word in an update that makes our code fall over."""

    def __init__(self, room: Room, word: str) -> None:
        self._real, self._word = room.ledger._takes, word

    def take(self, book: Book, heard: Heard) -> None:
        self._real.take(book, heard)  # falls after it has written, where it is worst
        if self._word in heard.text:
            raise ZeroDivisionError(heard.text)

    def apologise(self, book: Book, heard: Heard) -> None:
        self._real.apologise(book, heard)


# --- received means on disk


async def test_received_is_said_after_the_commit_and_not_before(room: Room) -> None:
    order: list[str] = []
    event.listen(room.ledger._engine, "commit", lambda connection: order.append("commit"))
    await room.person(MIN).says("/start")
    order.append("received")
    assert order == ["commit", "received"]


async def test_what_was_received_is_there_for_another_process(tmp_path: Path, database: str, room: Room) -> None:
    await room.person(MIN).says("/start")
    async with opened(tmp_path, database) as other:
        assert await count(other, t.seen) == 1
        assert await count(other, t.workers) == 1


async def test_a_commit_that_fails_is_no_receipt_and_leaves_nothing(room: Room) -> None:
    update = room.person(MIN).message(text=f"hello {CANARY}")
    with breaking(room), pytest.raises(OperationalError):
        await room.take(update)
    assert room.sent.calls == []
    assert [await count(room, table) for table in (t.seen, t.workers, t.outbox, t.dead_letters)] == [0, 0, 0, 0]


async def test_the_same_update_is_taken_when_the_database_is_back(room: Room) -> None:
    update = room.person(MIN).message(text="/start")
    with breaking(room), pytest.raises(OperationalError):
        await room.take(update)
    [screen] = await room.take(update)
    assert text_of(screen) == "🌐"


@pytest.mark.parametrize("times", [1, 2])
async def test_a_database_that_stumbles_is_asked_again_and_nobody_gets_an_apology(room: Room, times: int) -> None:
    with breaking(room, times=times):
        [screen] = await room.take(room.person(MIN).message(text="/start"))
    assert text_of(screen) == "🌐" and await count(room, t.dead_letters) == 0


async def test_a_batch_that_cannot_be_kept_is_told_so_as_a_whole(room: Room) -> None:
    updates = [room.person(MIN + number).message(text="/start") for number in range(3)]
    with breaking(room), pytest.raises(OperationalError):
        await room.take(*updates)
    assert len(await room.take(*updates)) == 3


async def test_the_batch_beside_one_that_fails_is_received(room: Room) -> None:
    """Two webhook calls in one transaction: what befalls the one is not said to the other."""
    room.ledger._takes = Stumbling(room, "fall")
    one, other = room.person(MIN).message(text="fall"), room.person(JOY).message(text="/start")
    await asyncio.gather(room.ledger.take([hear(one)]), room.ledger.take([hear(other)]))
    assert [call.params["chat_id"] for call in room.sent.calls] == [MIN, JOY]


@pytest.mark.needs("postgres")
async def test_a_server_that_threw_us_out_is_found_again(tmp_path: Path, postgres_url: str) -> None:
    async with opened(tmp_path, postgres_url) as room, opened(tmp_path, postgres_url) as other:
        await room.person(MIN).says("/start")
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        await other.look(lambda book: book.db.execute(text(others + "pg_backend_pid()")).all())
        [screen] = await room.person(JOY).says("/start")
        assert text_of(screen) == "🌐"


# --- an update counts once


async def test_an_update_counts_once_in_a_batch_and_after_it(room: Room) -> None:
    update = room.person(MIN).message(text="/start")
    assert (len(await room.take(update, update)), await room.take(update)) == (1, [])


async def test_an_update_counts_once_over_a_restart(tmp_path: Path, database: str) -> None:
    async with opened(tmp_path, database) as room:
        update = room.person(MIN).message(text="/start")
        assert len(await room.take(update)) == 1
    async with opened(tmp_path, database) as again:
        assert await again.take(update) == []


async def test_an_update_that_fell_counts_too(room: Room) -> None:
    room.ledger._takes = Stumbling(room, "fall")
    update = room.person(MIN).message(text="fall")
    assert (len(await room.take(update)), await room.take(update)) == (1, [])
    assert await count(room, t.dead_letters) == 1


async def test_two_processes_that_are_given_the_same_updates_handle_each_once(tmp_path: Path, database: str) -> None:
    """Both take the same new people's first words at the same moment: one insert of each must win, and nobody lose."""
    async with opened(tmp_path, database) as one, opened(tmp_path, database) as other:
        everybody = [one.person(MIN + number) for number in range(30)]
        updates = [person.message(text="/start") for person in everybody]
        both = [(house, update) for update in updates for house in (one, other)]
        await asyncio.gather(*(house.ledger.take([hear(update)]) for house, update in both))
        answered = [call.params["chat_id"] for house in (one, other) for call in house.sent.calls]
        assert sorted(answered) == [person.user for person in everybody]
        assert await count(one, t.dead_letters) == 0
        assert await count(one, t.workers) == len(everybody)


async def test_two_processes_with_different_words_of_a_newcomer_keep_both(tmp_path: Path, database: str) -> None:
    async with opened(tmp_path, database) as one, opened(tmp_path, database) as other:
        for number in range(30):
            first, second = (one.person(MIN + number).message(text="hello") for _ in range(2))
            await asyncio.gather(one.ledger.take([hear(first)]), other.ledger.take([hear(second)]))
        assert await count(one, t.dead_letters) == 0
        assert await count(one, t.seen) == 60 and await count(one, t.workers) == 30


# --- a fault of ours


async def test_a_turn_that_raises_takes_nobody_along_and_she_gets_an_apology(room: Room) -> None:
    room.ledger._takes = Stumbling(room, "fall")
    min_, joy = room.person(MIN), room.person(JOY)
    calls = await room.take(min_.message(text=f"fall {CANARY}"), joy.message(text="/start"))
    assert {call.params["chat_id"]: text_of(call) for call in calls} == {
        MIN: "Something went wrong here. It is our fault, not yours. We keep your message, and a person is told.",
        JOY: "🌐",
    }


async def test_the_apology_is_in_her_language(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("العربية")
    room.ledger._takes = Stumbling(room, "fall")
    [sorry] = await min_.says("fall")
    assert text_of(sorry).startswith("حدث خطأ")


async def test_a_dead_letter_keeps_her_words_sealed_and_names_only_the_class_of_the_fault(room: Room) -> None:
    room.ledger._takes = Stumbling(room, "fall")
    await room.person(MIN).says(f"fall {CANARY}")
    [letter] = await room.look(lambda book: book.db.execute(select(t.dead_letters)).all())
    assert letter.reason == "ZeroDivisionError"
    assert CANARY.encode() not in letter.sealed.raw


async def test_nothing_of_a_turn_that_raised_stays_written(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    before = await count(room, t.messages)
    room.ledger._takes = Stumbling(room, "fall")
    await min_.says("fall")
    assert await count(room, t.messages) == before


async def test_work_that_raises_reaches_its_caller_and_nobody_else(room: Room) -> None:
    def breaks(book: Book) -> None:
        raise ZeroDivisionError

    update = room.person(MIN).message(text="/start")
    results = await asyncio.gather(
        room.ledger.take([hear(update)]), room.look(breaks), room.look(lambda book: 7), return_exceptions=True
    )
    assert results[0] is None and isinstance(results[1], ZeroDivisionError) and results[2] == 7
    assert text_of(room.sent.calls[0]) == "🌐" and len(room.sent.calls) == 1


async def test_work_that_nobody_waits_for_is_done_when_the_database_is_back(room: Room) -> None:
    done: list[str] = []
    with breaking(room):
        room.ledger.later(lambda book: done.append("tried"))
        with pytest.raises(OperationalError):
            await room.look(lambda book: None)
    tried = len(done)
    async with asyncio.timeout(5):
        while len(done) == tried:
            await room.look(lambda book: None)


async def test_what_waits_is_still_written_when_we_stop(tmp_path: Path, database: str) -> None:
    async with opened(tmp_path, database) as room:
        update = room.person(MIN).message(text="/start")
        taking = asyncio.ensure_future(room.ledger.take([hear(update)]))
        await asyncio.sleep(0)
    await taking
    async with opened(tmp_path, database) as again:
        assert await count(again, t.seen) == 1


# --- what was still to be sent


async def claimed(room: Room) -> tuple[Person, Person]:
    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await min_.asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(amal.tap(card, "Claim"))
    await room.accept(*room.sent.calls)
    return min_, amal


async def test_what_was_not_sent_is_left_for_the_next_process_in_order_and_may_have_been_sent(
    tmp_path: Path, database: str
) -> None:
    async with opened(tmp_path, database) as room:
        min_, _ = await claimed(room)
        for number in range(5):
            await min_.says(f"{number} {CANARY}")
    async with opened(tmp_path, database) as again:
        left = await again.look(outbox.left_behind)
        assert [(text_of(call), call.maybe_sent) for call in left] == [(f"{n} {CANARY}", True) for n in range(5)]
        assert text_of(left[0].marked()) == f"↻ 0 {CANARY}"


async def test_what_telegram_has_taken_is_not_left(tmp_path: Path, database: str) -> None:
    async with opened(tmp_path, database) as room:
        min_, _ = await claimed(room)
        first, second = [(await min_.says(words))[0] for words in ("first", "second")]
        await room.accept(first)
    async with opened(tmp_path, database) as again:
        assert [text_of(call) for call in await again.look(outbox.left_behind)] == [text_of(second)]


async def test_what_certainly_did_not_leave_is_left_without_a_mark_and_with_its_waiting_time(
    tmp_path: Path, database: str
) -> None:
    async with opened(tmp_path, database) as room:
        min_, _ = await claimed(room)
        [call] = await min_.says("hello")
        later = room.clock.now().timestamp() + 60
        await room.note(Fate(call, "later", not_before=later))
    async with opened(tmp_path, database) as again:
        [left] = await again.look(outbox.left_behind)
        assert not left.maybe_sent and left.not_before >= later


async def test_the_order_of_calls_grows_over_a_restart_and_over_a_clock_that_goes_back(
    tmp_path: Path, database: str
) -> None:
    async with opened(tmp_path, database) as room:
        screens = [(await room.person(MIN).says("/start"))[0] for _ in range(3)]
        room.clock.advance(seconds=-30)
        screens += await room.person(MIN).says("/start")
    assert [call.seq for call in screens] == sorted(call.seq for call in screens)
    async with opened(tmp_path, database) as again:
        again.clock.advance(seconds=1)
        [screen] = await again.take(again.person(MIN).message(text="/start") | {"update_id": 900})
        assert screen.seq > screens[-1].seq
