"""Of many processes of one bot one is on duty: it sends, looks at the clock, and asks Telegram for updates.

The others take what comes by webhook, and one of them takes over when it ends or is no longer heard of. What Redis
does here is to wake; without it everybody looks more often.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from bot.ledger import duty, outbox
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.ledger.outlet import Shared
from bot.logs import event, trouble
from bot.signals.model import Signals
from bot.telegram.gate import Gate

SECONDS = 6.0  # of the lease: who is killed is followed within ten
EVERY = 1.0  # seconds between two looks, of the one on duty and of those who wait
MARGIN = 1.0  # seconds before its end from which nothing new is sent: what is under way shall arrive before it ends
NET, NET_ALONE = 1.0, 0.2  # seconds between two looks into the outbox; the second while nobody can wake us
CALLS, CHANGES, STAFF_CHAT = "outbox", "duty", "staff chat"  # channels

Works = Callable[[], Mapping[str, Coroutine[Any, Any, None]]]
"""What the one on duty does, by name, begun anew each time."""


class _Lost(Exception):
    """Somebody else is on duty."""


def _boot_time() -> float:
    """Runs on while the process, or the whole machine, is asleep."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Duty:
    """`works` must not end while it is on duty; what one of them raises ends this too."""

    def __init__(self, engine: Engine, signals: Signals, clock: Callable[[], float] = _boot_time) -> None:
        self._engine, self.signals, self._clock = engine, signals, clock
        self._me = secrets.token_bytes(8)
        self._until = 0.0  # by our clock; asked for before the database's began, and so over before it
        self._rung, self._rings = asyncio.Event(), set[str]()
        self.outlet = Shared(outbox.brought, partial(self.ring, CALLS))

    @property
    def on(self) -> bool:
        return bool(self.outlet.fence)

    def holds(self) -> bool:
        """Whether nobody else can be on duty now. Asked before each call: who has slept does not know it yet."""
        return self._clock() < self._until

    async def run(self, ledger: Ledger, gate: Gate, works: Works) -> None:
        """Until cancelled. What is under way then is the gate's to end; `give_back` comes after it."""
        ear = self.signals.wakes(CHANGES)
        while True:
            try:
                fence = await self._takes()
            except Exception as fault:  # the database is away: the next look finds it back
                trouble("duty_failed", fault)
                fence = 0
            if fence:
                await self._serve(fence, ledger, gate, works)
            await ear.within(EVERY)

    async def _takes(self) -> int:
        asked = self._clock()
        fence: int = await asyncio.to_thread(self._within, partial(duty.take, me=self._me, seconds=SECONDS))
        if fence:
            self._until = asked + SECONDS - MARGIN
        return fence

    def _within(self, work: Callable[[Connection], Any]) -> Any:
        with self._engine.begin() as db:
            return work(db)

    async def _serve(self, fence: int, ledger: Ledger, gate: Gate, works: Works) -> None:
        try:
            await ledger.with_book(partial(self._begin, fence, gate))
        except Exception as fault:  # the database is away, or it is for another one: whoever looks next
            trouble("duty_failed", fault)
            self._end(gate)
            await self._hand_back(fence)
            return
        try:
            event("on_duty", count=fence)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep(fence))
                group.create_task(self._collect(ledger))
                for name, work in works().items():
                    group.create_task(work, name=name)
        except* _Lost:
            pass
        # Not where it was cancelled, or a work has ended for good: then this process ends, and sends what is under way.
        self._end(gate)

    def _begin(self, fence: int, gate: Gate, book: Book) -> None:
        """In the writer's thread, and with its commit: from there on what this process writes is its own to send."""
        self.outlet.comes_on_duty(fence, outbox.take_over(book))
        book.after.append(gate.begin)

    def _end(self, gate: Gate) -> None:
        self.outlet.fence, self._until = 0, 0.0
        gate.relieve()
        event("off_duty")

    async def _keep(self, fence: int) -> None:
        while True:
            await asyncio.sleep(EVERY)
            asked = self._clock()
            try:
                kept = await asyncio.to_thread(self._within, partial(duty.renew, fence=fence, seconds=SECONDS))
            except Exception as fault:  # nobody can take over meanwhile; if somebody can, it is over in time
                trouble("duty_failed", fault)
                continue
            if not kept:
                raise _Lost
            self._until = asked + SECONDS - MARGIN

    async def _collect(self, ledger: Ledger) -> None:
        """What others have written: at a wake, and now and then in any case."""
        ear = self.signals.wakes(CALLS)
        try:
            while True:
                await ear.within(NET_ALONE if self.signals.degraded else NET)
                try:
                    await ledger.with_book(self._bring)
                except Exception as fault:  # the database is away: the next look finds it back
                    trouble("duty_failed", fault)
        finally:
            ear.close()

    def _bring(self, book: Book) -> None:
        self.outlet.looks = True

    def ring(self, channel: str) -> None:
        """In the event loop. However often it is rung, one call is under way."""
        self._rings.add(channel)
        self._rung.set()

    async def tell(self) -> None:
        """Wakes the others."""
        while True:
            await self._rung.wait()
            self._rung.clear()
            rings, self._rings = self._rings, set()
            for channel in rings:
                await self.signals.wake(channel)

    async def give_back(self) -> None:
        """At the end, when nothing of ours is under way any more: the next one need not wait."""
        fence, self.outlet.fence, self._until = self.outlet.fence, 0, 0.0
        if fence and await self._hand_back(fence):
            await self.signals.wake(CHANGES)

    async def _hand_back(self, fence: int) -> bool:
        try:
            await asyncio.to_thread(self._within, partial(duty.give_back, fence=fence))
        except Exception as fault:  # it ends by itself
            trouble("duty_failed", fault)
            return False
        return True
