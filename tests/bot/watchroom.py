"""A house that is looked after: a gate and a poller at work, ways out that write down what they are given, and a clock
that a test moves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot import doctor
from bot.alarm import NotAccepted
from bot.build import Helpline
from bot.chores.watchdog import Watchdog
from bot.ledger.alarms import Alarm
from bot.telegram import intake
from bot.telegram.intake import Poller, agree
from bot.telegram.request import Wire
from bot.vitals import Vitals
from bot.watching import _tell
from bot.web.health import health_app
from tests.bot.postroom import TOKEN, Postroom, our_bot, working


@dataclass
class Way:
    """A way out. `shut`: it accepts nothing."""

    channel: str = "mail"
    shut: bool = False
    tried: int = 0
    got: list[Alarm] = field(default_factory=list)

    async def send(self, alarm: Alarm) -> None:
        self.tried += 1
        if self.shut:
            raise NotAccepted("421")
        self.got.append(alarm)

    @property
    def said(self) -> list[str]:
        return [alarm.what for alarm in self.got]


@dataclass
class Watched:
    post: Postroom
    poller: Poller
    watchdog: Watchdog
    vitals: Vitals
    ways: tuple[Way, Way]
    house: Any
    health: TestClient[Any, Any]
    ahead: list[float]  # seconds that the house's clock is before the loop's

    async def looks(self, seconds: float = 0.0) -> list[str]:
        """After so long, in which the poller was answered if it is answered now, the watchdog looks; what mail has been
        told so far, and the webhook with it."""
        self.ahead[0] += seconds
        if not self.poller._failures:
            self.poller.last_answer = self.vitals.clock()
        await self.watchdog.once()
        assert any(way.shut for way in self.ways) or self.ways[0].said == self.ways[1].said
        return self.ways[0].said

    async def ready(self) -> tuple[int, list[str]]:
        """What `/readyz` answers, and the parts that do not work; `helpline doctor --alive` says the same."""
        answer = await self.health.get("/readyz")
        parts = await answer.json()
        found = await asyncio.to_thread(doctor.alive, {"HELPLINE_LISTEN": f"127.0.0.1:{self.health.port}"})
        broken = [name for name, works in parts.items() if works is False]
        assert [one.good for one in found] == [answer.status == 200]
        assert all(name in found[0].found for name in broken)
        return answer.status, broken

    async def metrics(self) -> str:
        answer = await self.health.get("/metrics")
        assert answer.status == 200 and answer.content_type == "text/plain"
        return await answer.text()


@contextlib.asynccontextmanager
async def watched(folder: Path, monkeypatch: pytest.MonkeyPatch, *, webhook: str = "") -> AsyncIterator[Watched]:
    monkeypatch.setattr(intake, "_SHORTEST", 0.002)
    monkeypatch.setattr(intake, "_LONGEST", 0.02)
    async with working(folder) as post:
        wire = Wire(post.url, TOKEN)
        await wire.open()
        room, ahead, loop = post.room, [0.0], asyncio.get_running_loop()
        poller = Poller(wire, room.ledger.take, timeout=5)

        def clock() -> float:
            return loop.time() + ahead[0]

        vitals = Vitals(room.ledger, room.vault, post.gate, clock, clock(), (folder,), lambda: poller)
        house = SimpleNamespace(
            ledger=room.ledger, vault=room.vault, gate=post.gate, clock=post.pauses.clock, line=room.line,
            bundle=room.line.shelf.edition.bundle, vitals=vitals, gauges=[], duty=None,
        )  # fmt: skip
        ways = (Way("mail"), Way("webhook"))
        hook = partial(agree, our_bot(post), webhook, None)
        watchdog = Watchdog(vitals, ways, hook, partial(_tell, cast(Helpline, house)), room.ledger.counts, clock)
        house.watchdog = watchdog
        post.asks.also.append(room.ledger.counts.became)
        async with TestClient(TestServer(health_app(cast(Helpline, house)))) as health:
            with _polling(poller):
                await post.until(lambda: post.world.updates.listening)
                yield Watched(post, poller, watchdog, vitals, ways, house, health, ahead)
        await wire.close()


@contextlib.contextmanager
def _polling(poller: Poller) -> Iterator[None]:
    task = asyncio.get_running_loop().create_task(poller.run())
    try:
        yield
    finally:
        task.cancel()
