"""Half an hour in which Telegram is sometimes too busy, sometimes away, sometimes without an answer; in hours that pass
as fast as they can. Nothing is lost, each chat keeps its order, and what Telegram asks for is done.

STORM says how many chats; `make soak` asks for more.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.ledger.asks import LedgerAsks
from bot.ledger.records import DESK
from bot.outgoing import REPEAT_MARK, Fate, Outgoing
from bot.telegram.gate import Gate
from bot.telegram.request import Answer, Unsent, Unsure
from tests.room import opened

CHATS = int(os.environ.get("STORM", "8"))
MINUTE, EACH = 60.0, 10.0  # seconds between two messages to a chat
FIRST, SLOW, QUEUED = 5001, 4999, 6001
ROUND_TRIP = 0.05


@dataclass(slots=True)
class Hours:
    """Time that passes when everybody waits for it."""

    now: float = 1000.0
    _due: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    async def sleep(self, seconds: float) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._due, (self.now + seconds, next(self._numbers), done))
        await done

    async def pass_to(self, until: float) -> None:
        while True:
            for _ in range(5):  # whoever was woken goes on until it waits again
                await asyncio.sleep(0)
            if not self._due or self._due[0][0] > until:
                self.now = until
                return
            self.now, _, done = heapq.heappop(self._due)
            if not done.done():
                done.set_result(None)


@dataclass(slots=True)
class Weather:
    """Telegram's end of the wire: what has arrived there and when, and how it answers."""

    hours: Hours
    chance: Random
    came: dict[int, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    faults: Callable[[int], str] = lambda chat: ""
    too_busy: dict[int, tuple[float, float]] = field(default_factory=dict)  # since when, for how long
    obeyed: list[float] = field(default_factory=list)  # how long it was left alone, as a part of what it had asked for
    answers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Answer:
        chat = params["chat_id"]
        if chat in self.too_busy:
            since, seconds = self.too_busy.pop(chat)
            self.obeyed.append((self.hours.now - since) / seconds)
        await self.hours.sleep(ROUND_TRIP)
        fault = self.faults(chat)
        self.answers[fault or "taken"] += 1
        if fault == "429":
            seconds = self.chance.randint(5, 30)
            self.too_busy[chat] = self.hours.now, seconds
            return Answer(False, None, 429, "Too Many Requests: retry later", retry_after=seconds)
        if fault == "502":
            return Answer(False, None, 502, "Bad Gateway")
        if fault == "reset":
            raise Unsent("ClientConnectorError")
        if fault != "lost call":
            self.came[chat].append((self.hours.now, params["text"]))
        if fault:
            raise Unsure("TimeoutError")
        return Answer(True, {"message_id": sum(map(len, self.came.values()))})

    def storm(self, chat: int) -> str:
        faults = ["429"] * 30 + ["502"] * 20 + ["reset"] * 10 + ["lost call"] * 5 + ["lost answer"] * 5 + [""] * 30
        return self.chance.choice(faults)

    def away(self, chat: int) -> str:
        return self.chance.choice(("502", "reset"))


@dataclass(slots=True)
class Post:
    hours: Hours
    weather: Weather
    gate: Gate
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    wanted: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def say(self, chat: int) -> None:
        number = next(self._numbers)
        self.wanted[chat].append(f"#{number}")
        params = {"chat_id": chat, "text": f"#{number}"}
        call = Outgoing(secrets.token_bytes(16), number, DESK, "notice", method="sendMessage", params=params)
        self.gate.carry([call], ())

    async def minutes(self, many: float, chats: range) -> None:
        until = self.hours.now + many * MINUTE
        while self.hours.now < until:
            for chat in chats:
                self.say(chat)
            await self.hours.pass_to(min(self.hours.now + EACH, until))

    async def drained(self, within: float) -> float:
        """Seconds until the last was taken."""
        began = self.hours.now
        await self.hours.pass_to(began + within)
        return max(at for came in self.weather.came.values() for at, _ in came) - began

    def wrong(self) -> list[str]:
        """Lost, out of order, or repeated without a sign."""
        found = []
        for chat, wanted in self.wanted.items():
            texts = [text for _, text in self.weather.came[chat]]
            plain = [text for text in texts if not text.startswith(REPEAT_MARK)]
            first = list(dict.fromkeys(text.removeprefix(REPEAT_MARK) for text in texts))
            found += [f"lost: {len(set(wanted) - set(first))} in {chat}"] if set(wanted) - set(first) else []
            found += [f"out of order in {chat}"] if first != [text for text in wanted if text in first] else []
            found += [f"repeated without a mark in {chat}"] if len(set(plain)) < len(plain) else []
        return found


async def posts(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Gate] = Gate) -> AsyncIterator[Post]:
    hours = Hours()
    async with opened(folder) as room:
        weather = Weather(hours, Random(11))
        start = room.clock.now().timestamp()
        asks = LedgerAsks(room.ledger, room.line)
        gate = kind(weather, asks, unix=lambda: start + hours.now, sleep=hours.sleep)  # type: ignore[arg-type]
        with monkeypatch.context() as patch:
            patch.setattr(asyncio.get_running_loop(), "time", lambda: hours.now)
            yield Post(hours, weather, gate)
            for task in gate._tasks:
                task.cancel()
            await asyncio.sleep(0)


@pytest.fixture
async def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    async for post in posts(tmp_path, monkeypatch):
        yield post


async def half_an_hour(post: Post) -> None:
    chats = range(FIRST, FIRST + CHATS)
    for weather, minutes in ((post.weather.storm, 10), (post.weather.away, 10), (post.weather.storm, 10)):
        post.weather.faults = weather
        await post.minutes(minutes, chats)
    post.weather.faults = lambda chat: ""
    await post.drained(15 * MINUTE)


async def slowest_of_others(post: Post) -> float:
    """One chat is told to wait again and again; how long the others wait."""
    post.weather.faults = lambda chat: "429" if chat == SLOW else ""
    post.say(SLOW)
    await post.hours.pass_to(post.hours.now + 1)
    began, others = post.hours.now, range(FIRST, FIRST + CHATS)
    for chat in others:
        post.say(chat)
    await post.hours.pass_to(began + 4 * MINUTE)
    return (
        max(next(at for at, text in post.weather.came[chat] if text == post.wanted[chat][-1]) for chat in others)
        - began
    )


async def test_p07_half_an_hour_of_faults_loses_nothing(post: Post, measured: Callable[[str], None]) -> None:
    await half_an_hour(post)
    assert post.wrong() == []
    assert all(1.0 <= part <= 1.1 for part in post.weather.obeyed), "as long as was asked for, and not much longer"
    slowest = await slowest_of_others(post)
    assert slowest <= 2.0
    many, obeyed = sum(map(len, post.wanted.values())), post.weather.obeyed
    measured(
        f"{many} messages to {CHATS} chats in 30 minutes of faults, answers {dict(post.weather.answers)}: 0 lost, "
        f"0 out of order; {len(obeyed)} times told to wait, waited {min(obeyed):.3f}-{max(obeyed):.3f} of that; "
        f"one slow chat delays others {slowest:.2f} s"
    )


async def test_p07_a_thousand_that_have_waited_leave_quickly(post: Post, measured: Callable[[str], None]) -> None:
    post.weather.faults = post.weather.away
    for _ in range(10):
        for chat in range(QUEUED, QUEUED + 100):
            post.say(chat)
    await post.hours.pass_to(post.hours.now + 30 * MINUTE)
    post.weather.faults = lambda chat: ""
    took = await post.drained(10 * MINUTE)
    assert post.wrong() == []
    measured(
        f"1,000 messages after half an hour without Telegram: gone {took:.0f} s after it is back, "
        f"{1000 / took:.0f} a second"
    )
    assert 1000 / took >= 25


class _Impatient(Gate):
    def _hold(self, call: Outgoing, seconds: float) -> Fate:
        return super()._hold(call, 1.0)


class _HaltsAll(Gate):
    """As PTB's own limiter does: one chat's 429 stops every chat."""

    def _hold(self, call: Outgoing, seconds: float) -> Fate:
        fate = super()._hold(call, seconds)
        self._shut_until = fate.not_before
        return fate


class _Swallows(Gate):
    def _hold(self, call: Outgoing, seconds: float) -> Fate:
        return Fate(call, "failed")


@pytest.mark.parametrize("kind", [_Impatient, _HaltsAll, _Swallows])
async def test_p07_what_is_planted_is_found(kind: type[Gate], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async for post in posts(tmp_path, monkeypatch, kind):
        post.weather.faults = post.weather.storm
        await post.minutes(1, range(FIRST, FIRST + CHATS))
        post.weather.faults = lambda chat: ""
        await post.drained(5 * MINUTE)
        impatient = [part for part in post.weather.obeyed if part < 1.0]
        found = {_Impatient: bool(impatient), _Swallows: bool(post.wrong())}
        if kind is _HaltsAll:
            found[kind] = await slowest_of_others(post) > 2.0
        assert found[kind]
