"""Two processes on one PostgreSQL and one Redis, killed in turn under traffic: nothing is lost, wrong or out of order,
and the other one takes over within ten seconds."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import SystemRandom

import pytest
from redis import Redis

from bot.ledger import tables as t
from tests.contracts.test_signals import OwnRedis
from tests.services import Postgres
from tests.system import setting
from tests.system.in_turn import TAKES_OVER_WITHIN, InTurn, two
from tests.system.kill import Plan
from tests.system.story import stories
from tests.system.test_kill import NOT_OK

IN_TURN = int(os.environ.get("IN_TURN", "3"))  # kills
MINUTES = float(os.environ.get("IN_TURN_MINUTES", "0"))  # as long it goes on, in each of both ways
SEED = int(os.environ.get("SEED", "0")) or SystemRandom().randrange(1, 1_000_000)
SOME = setting.Numbers(advocates=3, cases=5, waiting=1, flows=8)

pytestmark = [
    pytest.mark.xdist_group("in turn"),
    pytest.mark.needs("postgres"),
    pytest.mark.needs("redis_server"),
]


@pytest.fixture
def databases(postgres: Postgres) -> Iterator[tuple[str, str]]:
    """The ledger's and the vault's."""
    names = [f"turn_{secrets.token_hex(4)}" for _ in range(2)]
    yield postgres.create(names[0]), postgres.create(names[1])
    for name in names:
        postgres.drop(name)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path)
    yield server
    server.kill()


async def test_p01_two_processes_killed_in_turn_by_webhook(
    tmp_path: Path, databases: tuple[str, str], redis_url: str, measured: Callable[[str], None]
) -> None:
    plan = Plan(1, SEED, webhook=True, numbers=SOME)
    async with two(plan, tmp_path, databases, redis_url) as both:
        await _are_killed(both, measured)
        assert both.writers > 1, "both must take updates, or nothing is shown"


async def test_p01_two_processes_killed_in_turn_by_polling(
    tmp_path: Path, databases: tuple[str, str], redis_url: str, measured: Callable[[str], None]
) -> None:
    plan = Plan(1, SEED + 1, topics=False, numbers=SOME)
    async with two(plan, tmp_path, databases, redis_url) as both:
        await _are_killed(both, measured)


async def test_p08_redis_flushed_stopped_and_killed_loses_nothing(
    tmp_path: Path, databases: tuple[str, str], own_redis: OwnRedis, measured: Callable[[str], None]
) -> None:
    plan = Plan(0, SEED + 2, webhook=True, numbers=replace(SOME, waiting=0))
    async with two(plan, tmp_path, databases, own_redis.url) as both:
        await both.begin()
        async with both.traffic():
            with Redis.from_url(own_redis.url) as redis:
                redis.flushall()
            await both.live()
            own_redis.freeze(True)
            await both.live()
            await _say(both, "each alone: Redis is away")
            own_redis.freeze(False)
            await _say(both, "shared")
            own_redis.kill()
            await both.live()
            await _say(both, "each alone: Redis is away")
            own_redis.start()
            await _say(both, "shared")
        await _nothing_went_wrong(both, measured)


async def _say(both: InTurn, how: str) -> None:
    """Both, to whoever asks whether they do their work; and that they do."""
    until = time.monotonic() + 10
    while not all([(await both.ready(which)).get("signals") == how for which in both.lives]):
        assert time.monotonic() < until, how
    assert all([(await both.ready(which))["ledger"] for which in both.lives])


async def _are_killed(both: InTurn, measured: Callable[[str], None]) -> None:
    await both.begin()
    async with both.traffic():
        until = time.monotonic() + MINUTES * 60
        await both.kill(IN_TURN, stop_at=2)
        while time.monotonic() < until:
            await both.kill(8, stop_at=4)
    await _nothing_went_wrong(both, measured)
    measured(f"taken over after {', '.join(f'{gap:.1f}' for gap in sorted(both.gaps))} s")
    assert max(both.gaps) < TAKES_OVER_WITHIN


async def _nothing_went_wrong(both: InTurn, measured: Callable[[str], None]) -> None:
    it = both.it
    reckoning = await both.settle()
    measured(f"{len(it.killed)} kills, {it.traffic.done} updates, {both.writers} wrote: {reckoning}")
    assert reckoning.clean, f"{it.summary}\n{reckoning}\n{await stories(it, reckoning)}"
    kinds = both.houses[0].kinds + both.houses[1].kinds
    assert not NOT_OK & kinds.keys(), kinds
    assert it.count(t.outbox.c.state != "") == 0
    assert it.count(t.messages.c.delivery != "sent") == reckoning.unknown
    assert it.count(t.dead_letters.c.update_id != 0) == 0
    assert both.codes == [0, 0]
