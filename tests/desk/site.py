"""A whole helpline and its Telegram in one process and one event loop. It can die between any two calls and come back.

Ledger, vault, gate, turns and content are the real ones, on SQLite; Telegram is the sandbox, without the socket in
between. What is not as in production: the ledger writes in the event loop instead of a thread of its own, so that a
run is the same each time, and whoever sleeps moves the clock.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import orjson
from sqlalchemy import Connection, Engine

from bot.chores.round import Round
from bot.ledger.asks import LedgerAsks
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.ledger.ledger import Carries, Ledger
from bot.ledger.tools import Tools
from bot.line import Line
from bot.sandbox import groups, people
from bot.sandbox.api import Server
from bot.sandbox.call import Call
from bot.sandbox.model import Json
from bot.sandbox.world import World
from bot.seal import store
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from bot.shelf import Shelf, shelf
from bot.telegram.gate import Gate
from bot.telegram.request import Answer, Unsure, read_answer
from bot.telegram.update import ASKED_FOR, hear
from flows.engine.session import freeze, thaw
from tests.bot.postroom import Pauses, SharedClock
from tests.canaries import IDS
from tests.room import CONTENT, Hand, edition

TOKEN = "42:TEST"
WORKERS = IDS[20:26]
ADVOCATES = IDS[26:30]
COORDINATORS = IDS[30:32]
SPARE = IDS[32]  # an advocate who does nothing until the end
STAFF = (*ADVOCATES, SPARE, *COORDINATORS)


class Died(Exception):
    """The process is gone. What is on disk is there, and what Telegram was told it has been told."""


class Prompt(Ledger):
    """The ledger, whose writer works in the event loop."""

    _db: Connection
    _asked = False

    def start(self, carries: Carries) -> None:
        self._carries, self._loop = carries, asyncio.get_running_loop()
        self._db = self._engine.connect()

    async def stop(self) -> None:
        self._drain()
        self._db.close()

    def die(self) -> None:
        """What was not written is not written any more."""
        self._waiting.clear()
        self._db.close()

    @property
    def idle(self) -> bool:
        return not self._waiting

    async def _put(self, updates: Any, work: Any) -> Any:
        done = super()._put(updates, work)
        self._soon()
        return await done

    def later(self, *work: Any) -> None:
        super().later(*work)
        self._soon()

    def _soon(self) -> None:
        if not self._asked and self._loop:
            self._asked = True
            self._loop.call_soon(self._drain)

    def _drain(self) -> None:
        self._asked = False
        while self._waiting:
            self._commit(self._db, self._some())


@dataclass(slots=True)
class Near:
    """The sandbox's Bot API, called and not sent for. `saw` hears of every call before it has its effect.
    `dies_at`: with so many more calls the process dies, after the call or before it."""

    server: Server
    saw: Callable[[str, Json], None] = lambda method, params: None
    dies_at: int = 0
    dies_before: bool = False
    dead: bool = False

    async def call(self, method: str, params: Mapping[str, Any], *, within: float | None = None) -> Answer:
        if self.dead or self._is_last(before=True):
            await asyncio.get_running_loop().create_future()
        given = orjson.loads(orjson.dumps(params))
        fault = self.server.world.faults.draw(method.lower())
        if fault not in ("too_many", "bad_gateway", "lost_call"):
            self.saw(method, given)
        response = await self.server._answer_call(Call(method, given), method.lower(), fault)
        if self._is_last(before=False):
            await asyncio.get_running_loop().create_future()
        if fault in ("lost_answer", "lost_call"):
            raise Unsure("the answer was lost")
        return read_answer(response.status, response.body)  # type: ignore[arg-type]  # it is bytes, made there

    def _is_last(self, *, before: bool) -> bool:
        if not self.dies_at or self.dies_before is not before:
            return False
        self.dies_at -= 1
        self.dead = not self.dies_at
        return self.dead


@dataclass(slots=True)
class Site:
    """`line`: what makes the straight line, so that a test can listen in."""

    folder: Path
    topics: bool
    line_of: Callable[..., Line] = Line
    clock: Hand = field(default_factory=Hand)
    deaths: int = 0
    received: Callable[[int], None] = lambda update: None  # hears what Telegram was told of as received
    looked: float = 0.0  # when it last looked at the clock
    receipt_lost: bool = False  # of the next batch: it is on disk, and Telegram is not told
    group: int = 0
    world: World = field(init=False)
    wire: Near = field(init=False)
    pauses: Pauses = field(init=False)
    ledger: Prompt = field(init=False)
    gate: Gate = field(init=False)
    line: Line = field(init=False)
    round: Round = field(init=False)
    _engine: Engine = field(init=False)
    _vault: Vault = field(init=False)

    def __post_init__(self) -> None:
        telegram = SharedClock(self.clock)
        self.world = World(TOKEN, telegram)
        self.world.topics_on = self.topics
        self.pauses = Pauses(telegram)
        self.wire = Near(Server(self.world))
        for person in (*WORKERS, *STAFF):
            people.make_person(self.world, {"id": person, "started": person in STAFF})
        self.group = groups.make_group(self.world, {"members": list(STAFF)})["id"]
        self.world.updates.allowed = tuple(ASKED_FOR)
        self.world.updates.drop_all()

    # --- its life ------------------------------------------------------------------------------------------------

    async def opens(self) -> None:
        ring = Keyring.read(self.folder / "keyring.json")
        with mock.patch.object(store, "engine", _vault_engine):
            self._vault = Vault(f"sqlite:///{self.folder}/vault.db", ring, clock=time.monotonic)
        self._engine = engine_of(f"sqlite:///{self.folder}/helpline.db")
        self.line = self.line_of(the_shelf(), self.group, self.topics, "helpline_bot")
        tools = Tools(self._vault, Index(*ring.idx), freeze, thaw, self.group)
        self.ledger = Prompt(self._engine, tools, self.line, self.clock.now, note_within=0)
        asks = LedgerAsks(self.ledger, self.line)
        self.wire.dies_at, self.wire.dead = 0, False
        self.gate = Gate(self.wire, asks, unix=self.pauses.clock.unix, sleep=self.pauses.sleep)  # type: ignore[arg-type]
        self.round = Round(self.ledger, self.line, self.pauses.clock)
        self.ledger.start(self.gate)
        if not self._may_write():  # found at every start
            await self.does(self.line.lose)
        self.gate.carry(await asks.left_behind(), ())

    async def closes(self) -> None:
        """In order: what can be noted is noted."""
        await self._ends()
        await self.ledger.stop()
        self._let_go()

    async def dies(self) -> None:
        """At once: nothing is noted any more."""
        self.deaths += 1
        self.ledger.die()
        await self._ends()
        self._let_go()

    async def _ends(self) -> None:
        tasks = [*self.gate._tasks]
        self.gate._stopping = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.pauses._waiting.clear()

    def _let_go(self) -> None:
        self._vault.close()
        self._engine.dispose()

    async def comes_back(self) -> None:
        """After its death; and what it had not said it has received comes again."""
        await self.dies()
        await self.opens()

    async def restarts(self) -> None:
        await self.closes()
        await self.opens()

    # --- what goes on --------------------------------------------------------------------------------------------

    async def hears(self, *, together: bool = False) -> None:
        """Everything that people have done, one after the other or as one batch; then all that follows from it."""
        while updates := [*self.world.updates.pending()]:
            batch = updates if together else updates[:1]
            try:
                await self.ledger.take([hear(orjson.loads(update.body)) for update in batch])
                if self.receipt_lost:
                    self.receipt_lost = False
                    raise Died
                for update in batch:
                    update.end = "received"
                    self.received(update.id)
                await self.settles()
            except Died:
                await self.comes_back()
                await self.settles_whatever_comes()

    async def settles(self) -> None:
        """Until nothing moves any more: all is done, or put off until a time that has not come."""
        idle = 0
        while idle < 3:  # what was written is handed over in the loop's next turn
            await asyncio.sleep(0)
            if self.wire.dead:
                raise Died
            idle = idle + 1 if self.ledger.idle and len(self.gate._tasks) <= len(self.pauses._waiting) else 0

    async def settles_whatever_comes(self) -> None:
        """A process that has just come back may be killed again, but not for ever."""
        while True:
            try:
                return await self.settles()
            except Died:
                await self.comes_back()

    async def does(self, work: Callable[[Book], Any]) -> Any:
        return await self.ledger.with_book(work)

    async def looks_at_the_clock(self) -> None:
        await self.round.once()
        await self.does(self.line.find if self._may_write() else self.line.lose)
        self.looked = self.pauses.clock.unix()
        await self.settles_whatever_comes()

    def _may_write(self) -> bool:
        """What the bot finds out every ten minutes, whatever it has heard; tests of its own show how."""
        room = self.world.chats[self.world.chats[self.group].migrated_to or self.group]
        return room.members.get(self.world.bot.id) in ("member", "administrator")

    async def time_passes(self, **more: float) -> None:
        await self.a_moment_passes(**more)
        await self.looks_at_the_clock()

    async def a_moment_passes(self, **more: float) -> None:
        """So short that nobody looks at the clock."""
        self.clock.advance(**more)
        if self.pauses._waiting:
            self.pauses.let_pass(0)
            await self.settles_whatever_comes()


# A new engine compiles every statement anew, which would be a third of a run: it is kept while its files change.
engine_of = cache(open_engine)


@cache
def the_shelf() -> Shelf:
    """Nothing is published here; how a start finds what is has tests of its own."""
    return shelf(edition(CONTENT))


_vault_engine = cache(store.engine)


def name_of(person: int) -> str:
    return f"Desk {person}"
