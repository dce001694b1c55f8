"""Two processes of one helpline, as far as who sends is about them, and one Telegram that both of them speak to."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.ledger.asks import LedgerAsks
from bot.ledger.database import open_engine
from bot.on_duty import Duty
from bot.signals.local import LocalSignals
from bot.telegram.gate import Gate
from bot.telegram.pace import Pace
from bot.telegram.request import Answer
from tests.room import Room, opened
from tests.system.reckoning import generation_of


@dataclass(slots=True)
class Telegram:
    """Of both: everything that was accepted, in order."""

    made: list[tuple[str, str]] = field(default_factory=list)  # by whom, what
    screens: list[int | None] = field(default_factory=list)  # which of hers each was
    messages: int = 100


@dataclass(slots=True)
class Wire:
    name: str
    telegram: Telegram

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Answer:
        if method.startswith("send"):
            self.telegram.made.append((self.name, params["text"]))
            self.telegram.screens.append(generation_of(params["reply_markup"]["inline_keyboard"]))
        self.telegram.messages += 1
        return Answer(True, {"message_id": self.telegram.messages})


@dataclass(slots=True)
class House:
    """One of two processes, as far as this is about it. `awake`: it is not stopped in the middle of what it does."""

    room: Room
    duty: Duty
    gate: Gate
    asks: LedgerAsks
    clock: list[float]
    awake: asyncio.Event
    serving: asyncio.Task[None] | None = None

    async def comes_on_duty(self) -> None:
        """Without the tasks that look at the clock: time is the test's."""
        fence = await self.duty._takes()
        assert fence
        await self.room.ledger.with_book(partial(self.duty._begin, fence, self.gate))

    async def settled(self) -> None:
        while True:
            await self.room.ledger.with_book(lambda book: None)
            if not self.gate._tasks:
                return
            await asyncio.gather(*self.gate._tasks, return_exceptions=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[Callable[[], None]]:
        """The writer is busy until it is let go: what comes meanwhile becomes one transaction."""
        enough = threading.Event()
        self.room.ledger.later(lambda book: self._waits_for(enough))
        yield enough.set

    @staticmethod
    def _waits_for(enough: threading.Event) -> None:
        assert enough.wait(10)

    def sleeps(self) -> None:
        """Whatever comes to it from here on stops just before it would be sent."""
        self.gate._pace = Pace(spent=asyncio.get_running_loop().time() + 3600)
        self.awake.clear()

    async def collects(self) -> None:
        await self.room.ledger.with_book(self.duty._bring)
        await self.settled()


@contextlib.asynccontextmanager
async def a_house(folder: Path, url: str, telegram: Telegram, name: str) -> AsyncIterator[House]:
    engine = open_engine(url)
    clock, awake = [1000.0], asyncio.Event()
    awake.set()
    of = Duty(engine, LocalSignals(clock=lambda: clock[0]), clock=lambda: clock[0])
    async with opened(folder, url, outlet=of.outlet) as room:
        asks = LedgerAsks(room.ledger, room.line)

        async def sleep(seconds: float) -> None:
            await awake.wait()

        gate = Gate(Wire(name, telegram), asks, unix=lambda: room.clock.at.timestamp(), sleep=sleep, may=of.holds)  # type: ignore[arg-type]
        room.sent.onward = gate
        try:
            yield House(room, of, gate, asks, clock, awake)
        finally:
            awake.set()
            gate.relieve()
    engine.dispose()


@contextlib.asynccontextmanager
async def anna_and_bert(folder: Path, url: str) -> AsyncIterator[tuple[House, House]]:
    """Anna, who is on duty, and Bert."""
    telegram = Telegram()
    async with a_house(folder, url, telegram, "anna") as anna, a_house(folder, url, telegram, "bert") as bert:
        bert.room.updates, bert.room.messages = anna.room.updates, anna.room.messages
        await anna.comes_on_duty()
        yield anna, bert
