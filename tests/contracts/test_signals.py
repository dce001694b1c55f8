"""One contract for the signals of one process and of many: wakes coalesce, leases have one holder, limits hold."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from bot import signals
from bot.signals.local import LocalSignals
from bot.signals.model import Signals
from tests.services import REDIS

SECRET = bytes(range(32))
SOON = 5.0  # seconds that a real server may take for what it does in milliseconds
NOON = 1_795_435_200.0  # a time of the day, in seconds; the limits only ever compare it

Join = Callable[[], Awaitable[Signals]]


class OwnRedis:
    """A server that a test may kill, freeze and start again at the same address."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        self.url = f"redis://127.0.0.1:{port}/0"
        self._command = [
            *(str(REDIS.find()), "--port", port, "--bind", "127.0.0.1", "--dir", str(folder)),
            *("--save", "", "--appendonly", "no"),
        ]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until = time.monotonic() + SOON
        while time.monotonic() < until:
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
                return
            except NotThere:
                continue
        pytest.fail("the private Redis did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def freeze(self, frozen: bool) -> None:
        self._process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    yield server
    server.kill()


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.needs("redis_server"))])
async def join(request: pytest.FixtureRequest) -> AsyncIterator[Join]:
    """Each call is one more process among them; the local kind has only the one."""
    async with AsyncExitStack() as stack:
        if request.param == "local":
            alone = await stack.enter_async_context(signals.make("", secret=SECRET, clock=time.monotonic))

            async def join_local() -> Signals:
                return alone

            yield join_local
            return
        url: str = request.getfixturevalue("redis_url")

        async def join_redis() -> Signals:
            return await stack.enter_async_context(signals.make(url, secret=SECRET, clock=time.monotonic))

        yield join_redis


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SOON):
        while not await true():  # noqa: ASYNC110 - the other side is a server, which sets no event of ours
            await asyncio.sleep(0)


# --- wake-ups


async def test_who_listens_is_woken_wherever_the_wake_came_from(join: Join) -> None:
    one, other = await join(), await join()
    here, there, elsewhere = one.wakes("outbox"), other.wakes("outbox"), other.wakes("reminders")
    for listener in (here, there, elsewhere):
        await listener.within(0.0)
    await one.wake("outbox")
    assert await here.within(SOON)
    assert await there.within(SOON)
    assert not await elsewhere.within(0.0)


async def test_a_wake_before_the_first_look_is_not_missed_and_many_are_one(join: Join) -> None:
    one = await join()
    listener = one.wakes("outbox")
    for _ in range(5):
        await one.wake("outbox")
    async with asyncio.timeout(SOON):
        async for _ in listener:
            break
    assert not await listener.within(0.0)


async def test_who_has_stopped_listening_is_not_woken_and_a_wake_for_nobody_is_fine(join: Join) -> None:
    one = await join()
    listener = one.wakes("outbox")
    await listener.within(0.0)
    listener.close()
    await one.wake("outbox")
    await one.wake("nobody")
    assert not await listener.within(0.0)


# --- leases


async def test_one_holds_a_lease_and_keeps_it_until_it_is_given_back(join: Join) -> None:
    one, other = await join(), await join()
    assert await one.lease("tidy", "anna", 60)
    assert not await other.lease("tidy", "bert", 60)
    assert await one.lease("tidy", "anna", 60), "who has it renews it"
    assert await other.lease("purge", "bert", 60), "another chore is another lease"
    await other.release("tidy", "bert")
    assert not await other.lease("tidy", "bert", 60), "what is not mine I cannot give back"
    await one.release("tidy", "anna")
    assert await other.lease("tidy", "bert", 60)
    await one.release("never taken", "anna")


async def test_a_lease_that_nobody_renews_ends(join: Join) -> None:
    one, other = await join(), await join()
    assert await one.lease("tidy", "anna", 0.05)
    await until(lambda: other.lease("tidy", "bert", 60))
    assert not await one.lease("tidy", "anna", 60)


async def test_of_many_who_reach_for_a_lease_one_gets_it(join: Join) -> None:
    hands = [await join() for _ in range(4)]
    got = await asyncio.gather(*(hands[n % 4].lease("tidy", f"hand{n}", 60) for n in range(40)))
    assert sum(got) == 1


# --- the budget


async def test_a_burst_then_an_even_flow(join: Join) -> None:
    one = await join()
    assert [await one.take("all", 30, 3, NOON) for _ in range(3)] == [0.0, 0.0, 0.0]
    wait = await one.take("all", 30, 3, NOON)
    assert wait == pytest.approx(1 / 30, abs=1e-5)
    assert await one.take("all", 30, 3, NOON) == pytest.approx(wait, abs=1e-5), "asking takes nothing"
    assert await one.take("all", 30, 3, NOON + wait) == 0.0
    assert await one.take("another", 30, 3, NOON) == 0.0


async def test_after_a_silence_no_more_than_the_burst_has_gathered(join: Join) -> None:
    one = await join()
    for _ in range(3):
        await one.take("all", 30, 3, NOON)
    later = NOON + 3600
    assert [await one.take("all", 30, 3, later) > 0 for _ in range(4)] == [False, False, False, True]


async def test_many_processes_share_one_budget(join: Join) -> None:
    hands = [await join() for _ in range(4)]
    waits = await asyncio.gather(*(hands[n % 4].take("all", 20, 5, NOON) for n in range(40)))
    assert sum(wait == 0.0 for wait in waits) == 5


async def test_a_clock_set_back_does_not_stop_the_flow(join: Join) -> None:
    one = await join()
    for _ in range(3):
        await one.take("all", 30, 3, NOON + 86_400)
    wait = await one.take("all", 30, 3, NOON)
    assert 0 <= wait <= 1 / 30 + 1e-5


@settings(deadline=None, max_examples=60)
@given(st.floats(0.2, 50), st.integers(1, 30), st.lists(st.floats(0, 2), max_size=60))
def test_in_no_stretch_of_time_more_than_the_burst_and_the_rate(rate: float, burst: int, gaps: list[float]) -> None:
    async def sent() -> list[float]:
        one, now, times = LocalSignals(clock=time.monotonic), NOON, list[float]()
        for gap in gaps:
            now += gap
            if await one.take("all", rate, burst, now) == 0.0:
                times.append(now)
        return times

    times = asyncio.run(sent())
    for first, start in enumerate(times):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + rate * (times[last] - start) + 1e-3


async def test_a_helpline_of_many_chats_does_not_gather_buckets_for_ever() -> None:
    one = LocalSignals(clock=time.monotonic)
    for n in range(20_000):
        await one.take(f"chat{n}", 1, 1, NOON + n)
    assert len(one._buckets) < 10_000


# --- only Redis


async def test_no_name_stands_in_redis_in_clear(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client, client.monitor() as watched:
        async with signals.make(redis_url, secret=SECRET, clock=time.monotonic) as one:
            await one.take("chat:987654321", 1, 1, NOON)
            await one.lease("case:987654321", "holder:987654321", 60)
            await one.wake("worker:987654321")
            await one.release("case:987654321", "holder:987654321")
        client.echo("the end")
        said = []
        for line in watched.listen():
            said.append(line["command"])
            if "the end" in line["command"]:
                break
    assert any("bucket" in line for line in said), "the ear must hear what is there"
    assert not [line for line in said if "987654321" in line]


async def test_nothing_stays_in_redis_for_long(redis_url: str) -> None:
    async with signals.make(redis_url, secret=SECRET, clock=time.monotonic) as one:
        await one.take("all", 30, 30, NOON)
        await one.take("group", 1 / 3, 20, NOON)
        await one.lease("tidy", "anna", 30)
    with Redis.from_url(redis_url) as client:
        left = [int(str(client.ttl(key))) for key in client.scan_iter()]
    assert len(left) == 3
    assert all(0 <= seconds <= 61 for seconds in left)


@pytest.mark.needs("redis_server")
async def test_redis_lost_each_goes_on_alone_says_so_and_finds_back(own_redis: OwnRedis) -> None:
    async with signals.make(own_redis.url, secret=SECRET, clock=time.monotonic) as one:
        listener = one.wakes("outbox")
        assert [await one.take("all", 30, 2, NOON) for _ in range(2)] == [0.0, 0.0]
        assert not one.degraded
        own_redis.kill()
        assert [await one.take("all", 30, 2, NOON) > 0 for _ in range(3)] == [False, False, True]
        assert one.degraded
        assert await one.lease("tidy", "anna", 60)
        assert not await one.lease("tidy", "bert", 60)
        await one.release("tidy", "anna")
        await one.wake("outbox")
        assert await listener.within(0.0)
        own_redis.start()
        assert await listener.within(SOON), "whoever listens looks again: nobody knows what was missed"
        assert not one.degraded
        assert await one.take("all", 30, 2, NOON) == 0.0


@pytest.mark.needs("redis_server")
async def test_a_redis_that_does_not_answer_holds_up_one_question_not_all(own_redis: OwnRedis) -> None:
    async with signals.make(own_redis.url, secret=SECRET, clock=time.monotonic) as one:
        await one.take("all", 30, 2, NOON)
        own_redis.freeze(True)
        try:
            async with asyncio.timeout(SOON):
                await one.take("all", 30, 2, NOON)
            assert one.degraded
            began = time.monotonic()
            for _ in range(5):
                await one.take("all", 30, 2, NOON)
            assert time.monotonic() - began < 0.5
        finally:
            own_redis.freeze(False)

        async def back() -> bool:
            return not one.degraded

        await until(back)


@pytest.mark.needs("redis_server")
async def test_it_starts_without_redis_and_joins_when_it_comes(own_redis: OwnRedis) -> None:
    own_redis.kill()
    async with signals.make(own_redis.url, secret=SECRET, clock=time.monotonic) as one:
        assert one.degraded
        assert await one.take("all", 30, 2, NOON) == 0.0
        listener = one.wakes("outbox")
        own_redis.start()
        assert await listener.within(SOON)
        assert not one.degraded
