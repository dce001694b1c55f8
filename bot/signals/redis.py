"""Signals between processes, over Redis. What it holds may be lost at any moment; then each process keeps its own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from hmac import digest
from types import TracebackType
from typing import Any, Self

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.logs import event, trouble
from bot.signals.local import LocalSignals
from bot.signals.model import Wakes

TRY_AGAIN = 1.0  # seconds between two looks whether Redis is back
ANSWER_WITHIN = 0.5  # a budget that takes longer than this to ask for is worse than none

# What is taken and given back must be looked at and changed in one step, or two processes take the same thing.
_LEASE = """
local by = redis.call('GET', KEYS[1])
if by and by ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
"""
_TAKE = """
local each, depth, now = 1 / ARGV[1], ARGV[2] / ARGV[1], tonumber(ARGV[3])
local full_at = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or now), now), now + depth)
local wait = full_at + each - depth - now
if wait > 1e-6 then return string.format('%.6f', wait) end
redis.call('SET', KEYS[1], string.format('%.6f', full_at + each), 'PX', math.ceil(depth * 1000) + 1000)
return '0'
"""

_LOST = (RedisError, OSError, TimeoutError)


class RedisSignals:
    """Every name becomes a keyed digest here, so that no id stands in Redis in clear, whatever a caller passes."""

    def __init__(self, url: str, *, secret: bytes, clock: Callable[[], float]) -> None:
        self._secret = secret
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=ANSWER_WITHIN,
            socket_connect_timeout=ANSWER_WITHIN,
            health_check_interval=15,
            retry=Retry(NoBackoff(), 1),  # a connection left over from before a restart fails once
        )
        self._lease, self._release, self._take = map(self._redis.register_script, (_LEASE, _RELEASE, _TAKE))
        self._own = LocalSignals(clock=clock)
        self._me = secrets.token_hex(8)
        self._lost = False
        self._names: dict[str, str] = {}
        self._ear: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Returns once the ear is on, or Redis is known to be away."""
        ready = asyncio.Event()
        self._ear = asyncio.create_task(self._listen(ready))
        await ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        if self._ear:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)
        await self._redis.aclose()

    @property
    def degraded(self) -> bool:
        return self._lost

    async def wake(self, channel: str) -> None:
        name = self._name(channel)
        self._own.ring(name)  # those in this process need no way round
        await self._asked(lambda: self._redis.publish(f"{name}:wake", self._me), lambda: self._own.wake(name))

    def wakes(self, channel: str) -> Wakes:
        return self._own.wakes(self._name(channel))

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        """With Redis away every process has its own lease: chores done twice are better than chores not done."""
        name, holder = self._name(name), self._name(holder)
        arguments: list[str | int] = [holder, max(1, int(seconds * 1000))]
        return bool(
            await self._asked(
                lambda: self._lease(keys=[f"{name}:lease"], args=arguments),
                lambda: self._own.lease(name, holder, seconds),
            )
        )

    async def release(self, name: str, holder: str) -> None:
        name, holder = self._name(name), self._name(holder)
        await self._own.release(name, holder)
        await self._asked(
            lambda: self._release(keys=[f"{name}:lease"], args=[holder]), lambda: self._own.release(name, holder)
        )

    async def take(self, bucket: str, rate: float, burst: int, now: float) -> float:
        name = self._name(bucket)
        arguments: list[str | int] = [repr(rate), burst, f"{now:.6f}"]
        return float(
            await self._asked(
                lambda: self._take(keys=[f"{name}:bucket"], args=arguments),
                lambda: self._own.take(name, rate, burst, now),
            )
        )

    def _name(self, given: str) -> str:
        """Kept for the few names that come all the time; a bucket per chat must not make this grow for ever."""
        name = self._names.get(given)
        if name is None:
            if len(self._names) >= 4096:
                self._names.clear()
            name = self._names[given] = "hb1:" + digest(self._secret, given.encode(), "sha256").hex()[:40]
        return name

    async def _asked(self, redis: Callable[[], Awaitable[Any]], own: Callable[[], Awaitable[Any]]) -> Any:
        """Redis's answer, or this process's own. Once lost, nobody waits for Redis again until the ear hears it."""
        if self._lost:
            return await own()
        try:
            return await redis()
        except _LOST as error:
            self._is_lost(error)
            return await own()

    def _is_lost(self, error: BaseException) -> None:
        if not self._lost:
            trouble("signals_degraded", error)
        self._lost = True

    async def _listen(self, ready: asyncio.Event) -> None:
        """Rings here what was woken elsewhere, and is the one who looks whether a lost Redis is back."""
        while True:
            try:
                async with self._redis.pubsub() as ear:
                    await ear.psubscribe("hb1:*:wake")
                    await ear.get_message(timeout=ANSWER_WITHIN)  # the answer to the subscription itself
                    await self._is_there()
                    self._own.ring_all()
                    ready.set()
                    while True:
                        heard = await ear.get_message(ignore_subscribe_messages=True, timeout=TRY_AGAIN)
                        self._hear(heard)
                        if self._lost or heard is None:  # who only listens would not notice that nobody speaks
                            await self._is_there()
            except _LOST as error:
                self._is_lost(error)
                ready.set()
            await asyncio.sleep(TRY_AGAIN)

    async def _is_there(self) -> None:
        """After a gap everybody is woken, since nobody knows what was missed."""
        await self._redis.ping()
        if self._lost:
            event("signals_shared_again")
            self._lost = False
            self._own.ring_all()

    def _hear(self, message: dict[str, Any] | None) -> None:
        if message and message["data"] != self._me.encode():
            self._own.ring(message["channel"].decode().removesuffix(":wake"))
