"""Long polling: Telegram hears "received" by the next offset, and that moves only when all is on disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from bot.build import Helpline
from bot.heard import Broken, Heard
from bot.ledger import tables as t
from bot.telegram import intake
from bot.telegram.intake import AT_A_TIME, Poller
from bot.telegram.request import Wire
from bot.telegram.update import ASKED_FOR
from bot.vitals import Vitals
from bot.web.health import health_app
from tests.bot.postroom import TOKEN, Postroom, working
from tests.canaries import CANARY, IDS

MIN, JOY, AMAL = IDS[0], IDS[1], IDS[4]


@pytest.fixture
async def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Postroom]:
    monkeypatch.setattr(intake, "_SHORTEST", 0.002)
    async with working(tmp_path) as post:
        for person in (MIN, JOY, AMAL):
            await post.play.person("Worker", id_=person)
        yield post


class Door:
    """Stands before the ledger: counts, and can be shut or fall."""

    def __init__(self, post: Postroom) -> None:
        self._take = post.room.ledger.take
        self.came: list[int] = []
        self.open = asyncio.Event()
        self.open.set()
        self.falls = 0

    async def take(self, updates: Sequence[Heard | Broken]) -> None:
        self.came += [one.update_id for one in updates]
        await self.open.wait()
        if self.falls:
            self.falls -= 1
            raise OperationalError("COMMIT", {}, OSError("no space left on device"))
        await self._take(updates)


@contextlib.asynccontextmanager
async def polling(post: Postroom, door: Door | None = None) -> AsyncIterator[Poller]:
    wire = Wire(post.url, TOKEN)
    await wire.open()
    poller = Poller(wire, door.take if door else post.room.ledger.take, timeout=5)
    task = asyncio.create_task(poller.run())
    try:
        yield poller
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await wire.close()


async def offsets(post: Postroom) -> list[int]:
    """What the bot has confirmed, call by call. A call is in the journal once it has been answered."""
    return [call["payload"]["offset"] for call in await post.made("getUpdates")]


async def answered(post: Postroom, *people: int) -> None:
    async with asyncio.timeout(5):
        for person in people:
            while not any(message["from"] == "bot" for message in await post.play.seen(person)):
                await post.world.watch(post.world.seq, 0.02)


async def confirmed(post: Postroom) -> None:
    async with asyncio.timeout(5):
        while (await post.play.look("pending"))["updates"]:
            await post.world.watch(post.world.seq, 0.005)


async def letters(post: Postroom) -> int:
    count = select(func.count()).select_from(t.dead_letters)
    return int(await post.room.look(lambda book: book.db.execute(count).scalar_one()))


async def test_nothing_is_confirmed_until_it_is_on_disk(post: Postroom) -> None:
    door = Door(post)
    door.open.clear()
    await post.play.say(MIN, "/start")
    async with polling(post, door):
        await post.until(lambda: bool(door.came))
        assert await offsets(post) == [0] and (await post.play.look("pending")) == {"updates": 1}
        door.open.set()
        await answered(post, MIN)
        await confirmed(post)
        await post.play.say(MIN, "again")
        await confirmed(post)
    first = door.came[0]
    assert (await offsets(post))[:2] == [0, first + 1]


async def test_what_could_not_be_kept_is_asked_for_again_and_counts_once(post: Postroom) -> None:
    door = Door(post)
    door.falls = 3
    await post.play.say(MIN, "/start")
    async with polling(post, door):
        await confirmed(post)
    assert len(door.came) == 4 and len(set(door.came)) == 1
    assert await offsets(post) == [0, 0, 0, 0]
    assert await post.texts(MIN) == ["/start", "🌐"]


async def test_a_ledger_whose_disk_is_full_confirms_nothing_and_comes_back(post: Postroom) -> None:
    full = [True]

    def commit(connection: Any) -> None:
        if full[0]:
            raise OperationalError("COMMIT", {}, OSError("no space left on device"))

    event.listen(post.room.ledger._engine, "commit", commit)
    await post.play.say(MIN, f"/start {CANARY}")
    async with polling(post):
        async with asyncio.timeout(5):
            while len(await offsets(post)) < 3:
                await post.world.watch(post.world.seq, 0.005)
        assert (await post.play.look("pending")) == {"updates": 1} and await post.texts(MIN) == [f"/start {CANARY}"]
        full[0] = False
        await confirmed(post)
        await answered(post, MIN)
    assert await letters(post) == 0


POISON = {
    "a date beyond the calendar": b'{"message":{"message_id":1,"date":1e99,"chat":{"id":1,"type":"private"}}}',
    "nothing in it": b"{}",
    "a kind that is not known": b'{"hologram":{"from":{"id":7001}}}',
    "half a character": b'{"message":{"message_id":5,"date":1,"text":"\\ud83d","chat":{"id":5001,"type":"private"},'
    b'"from":{"id":5001,"first_name":"\\udc00"}}}',
    "the wrong shapes": b'{"message":[1,2,3]}',
    "numbers out of range": b'{"message":{"message_id":1e400,"date":-1,"chat":{"id":9999999999999999999999}}}',
    "not a number": b'{"message":{"message_id":NaN,"date":Infinity,"chat":{"id":1,"type":"private"}}}',
    "deep": b'{"message":' + b"[" * 900 + b"]" * 900 + b"}",
    "text": b'"hello"',
    "null": b"null",
    "a list": b"[[]]",
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON.keys())
async def test_a_poisoned_update_between_others_takes_nobody_along(post: Postroom, poison: bytes) -> None:
    await post.play.say(MIN, "/start")
    await post.play.raw("update", poison)
    await post.play.say(JOY, "/start")
    async with polling(post):
        await answered(post, MIN, JOY)
        await confirmed(post)
        began = asyncio.get_running_loop().time()
        await post.play.say(AMAL, "/start")
        await answered(post, AMAL)
        assert asyncio.get_running_loop().time() - began < 1.0


async def test_every_poison_at_once(post: Postroom) -> None:
    for poison in (*POISON.values(), *POISON.values()):
        await post.play.raw("update", poison)
        await post.play.say(MIN, "/start")
    async with polling(post):
        await confirmed(post)
        await post.settled()
    assert (await post.texts(MIN)).count("🌐") == 2 * len(POISON)
    assert await letters(post) == 2 * (len(POISON) - 1)  # half a character is a text like another


async def test_a_backlog_is_taken_in_parts(post: Postroom) -> None:
    people = [await post.play.person("Worker", id_=9000 + number) for number in range(AT_A_TIME + 20)]
    for person in people:
        await post.play.say(person, "/start")
    door = Door(post)
    async with polling(post, door):
        await answered(post, *people)
        await confirmed(post)
    first = door.came[0]
    assert (await offsets(post))[:2] == [0, first + AT_A_TIME]


async def test_we_say_which_kinds_we_want(post: Postroom) -> None:
    await post.play.say(MIN, "/start")
    async with polling(post):
        await answered(post, MIN)
    [asked] = {tuple(call["payload"]["allowed_updates"]) for call in await post.made("getUpdates")}
    assert asked == ASKED_FOR


async def test_an_answer_that_was_lost_brings_the_same_again_and_it_counts_once(post: Postroom) -> None:
    await post.faults(("getUpdates", "lost_answer"), ("getUpdates", "bad_gateway"), ("getUpdates", "lost_answer"))
    await post.play.say(MIN, "/start")
    async with polling(post):
        await confirmed(post)
    assert await post.texts(MIN) == ["/start", "🌐"]


async def test_another_who_polls_with_our_token_does_not_end_us(post: Postroom) -> None:
    async with polling(post) as poller:
        await post.until(lambda: post.world.updates.listening)
        await post.wire.call("getUpdates", {"timeout": 0})
        await post.play.say(MIN, "/start")
        await answered(post, MIN)
        assert poller.last_answer > 0


async def test_after_a_silent_week_telegram_may_count_from_further_down(post: Postroom) -> None:
    """Its new numbers are lower than the last we confirmed. Whoever waits for higher ones is deaf."""
    await post.play.say(MIN, "/start")
    async with polling(post):
        await answered(post, MIN)
        await confirmed(post)
        last = post.world.updates._next
        await post.play.advance(8 * 86_400)
        post.world.random.seed(next(seed for seed in range(100) if _first(seed) < last - 1000))
        people = [await post.play.person("Worker", id_=9000 + number) for number in range(AT_A_TIME + 5)]
        for person in people:
            await post.play.say(person, "/start")
        assert post.world.updates._next < last
        await answered(post, *people)
        await confirmed(post)


def _first(seed: int) -> int:
    return Random(seed).randrange(1, 1 << 30)


async def test_a_token_that_is_revoked_while_running_is_said_and_loses_nothing(
    post: Postroom, caplog: pytest.LogCaptureFixture
) -> None:
    """She writes meanwhile: Telegram keeps it. Who watches the process is told that it does not do its work."""
    async with polling(post) as poller:
        clock = asyncio.get_running_loop().time
        vitals = Vitals(post.room.ledger, post.room.vault, post.gate, clock, clock(), asks=lambda: poller)
        house = SimpleNamespace(gate=post.gate, duty=None, vitals=vitals, watchdog=SimpleNamespace(unheard=0))
        async with TestClient(TestServer(health_app(cast(Helpline, house)))) as health:
            await post.until(lambda: poller.last_answer > 0 or bool(post.world.updates.listening))
            post.pauses.held = True
            await post.play.do("revoke", {"on": True})
            await post.play.say(MIN, "/start")  # ends the call that waits; the next one is refused
            await post.until(lambda: poller.refused)
            await post.play.say(MIN, "are you there")
            answer = await health.get("/readyz")
            assert (answer.status, (await answer.json())["token"]) == (503, False)
            await post.play.do("revoke", {"on": False})
            await post.until(lambda: not poller.refused and not post.world.updates.count())
            assert caplog.text.count("token_refused") == 2, "once for asking, once for sending"
            post.pauses.held = False
            post.pauses.let_pass(60)
            await post.settled()
            assert (await (await health.get("/readyz")).json())["token"] is True
    assert [text for text in await post.texts(MIN) if text not in ("/start", "are you there")] == ["🌐", "🌐"]
