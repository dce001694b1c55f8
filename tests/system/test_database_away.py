"""PostgreSQL goes away in the middle of it, and comes back: nothing is confirmed that is not kept, whoever writes
meanwhile is told once whom to call in an emergency, and then all of it arrives by itself, in order.

AWAY says how often in each way; `make soak` asks for fifty times.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import make_url

from bot import emergency
from bot.emergency import Emergency
from bot.ledger import tables as t
from bot.telegram.intake import Poller
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, JOY, MIN, rows
from tests.system.planted import EarlyPoller

AWAY = int(os.environ.get("AWAY", "1"))  # times in each way
BACK_WITHIN = 10.0  # seconds
CALL = "If you are in danger now, call"


@dataclass(slots=True)
class Line:
    """To the database and back, as long as nobody cuts or holds it. In a thread of its own: who waits for the database
    must not wait for itself."""

    port: int
    address: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _flows: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def start(self) -> None:
        Thread(target=self._loop.run_forever, daemon=True).start()
        self.does(self.restore)

    def stop(self) -> None:
        self.does(self.cut)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def does(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        asyncio.run_coroutine_threadsafe(what(), self._loop).result(10)

    async def restore(self) -> None:
        self._flows.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._joined, "127.0.0.1", self.address)
            self.address = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """The server is gone: whoever is connected notices, whoever calls is refused."""
        if self._server is not None:
            self._server.close()
        self._server = None
        for writer in [*self._open]:
            writer.transport.abort()

    async def hold(self) -> None:
        """The server stands still, as under SIGSTOP: it takes what is sent and says nothing."""
        self._flows.clear()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection("127.0.0.1", self.port)
        self._open |= {writer, onward}
        try:
            await asyncio.gather(self._flow(reader, onward), self._flow(there, writer))
        finally:
            self._open -= {writer, onward}

    async def _flow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@pytest.fixture
def line(postgres_url: str) -> Iterator[Line]:
    line = Line(make_url(postgres_url).port or 5432)
    line.start()
    yield line
    line.stop()


@pytest.fixture
async def post(tmp_path: Path, postgres_url: str, line: Line) -> AsyncIterator[Postroom]:
    url = make_url(postgres_url).set(port=line.address).render_as_string(hide_password=False)
    async with working(tmp_path, url=url) as post:
        await post.play.person("Joy", id_=JOY)
        await post.claimed(MIN, AMAL)
        for update in [*post.world.updates.pending()]:
            update.end = "received"
        yield post


@dataclass(slots=True)
class Trial:
    post: Postroom
    line: Line
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def goes(self, away: Callable[[], Coroutine[Any, Any, None]], kind: type[Poller]) -> None:
        held = away == self.line.hold  # then no more is fetched until what was fetched is kept: who comes later waits
        poller = kind(self.post.wire, self._door().take, timeout=1)
        run = asyncio.create_task(poller.run())
        try:
            await self._writes()
            await self._received()
            told = await self._told()
            self.line.does(away)
            for _ in range(2):
                await self._writes()
            await self._until(lambda now: now[0] > told[0] and (held or now[1] > told[1]))
            if await self._pending() == 0:
                self.wrong.append("confirmed while it was away")
            self.line.does(self.line.restore)
            async with asyncio.timeout(BACK_WITHIN):
                await self._received()
            await self.post.settled()
            if any(now > before + 1 for now, before in zip(await self._told(), told, strict=True)):
                self.wrong.append("told more than once")
        finally:
            self.line.does(self.line.restore)
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)

    def _door(self) -> Emergency:
        post = self.post
        return Emergency(post.room.ledger.take, post.room.line, post.gate.asides.say, post.pauses.clock, patience=0.5)

    async def _writes(self) -> None:
        self.said.append(f"#{next(self.numbers)}#")
        await self.post.play.say(MIN, self.said[-1])
        await self.post.play.say(JOY, "hello?")

    async def _told(self) -> list[int]:
        return [sum(CALL in text for text in await self.post.texts(chat)) for chat in (MIN, JOY)]

    async def _until(self, enough: Callable[[list[int]], bool]) -> None:
        async with asyncio.timeout(20):
            while not enough(await self._told()):
                await self.post.world.watch(self.post.world.seq, 0.02)

    async def _pending(self) -> int:
        return int((await self.post.play.look("pending"))["updates"])

    async def _received(self) -> None:
        while await self._pending():
            await self.post.world.watch(self.post.world.seq, 0.02)

    async def ends(self) -> list[str]:
        came = [mark for text in await self.post.texts(AMAL) for mark in re.findall(r"#\d+#", text)]
        if list(dict.fromkeys(came)) != self.said:
            self.wrong.append(f"lost {sorted({*self.said} - {*came})}, or out of order")
        if letters := len(await rows(self.post.room, t.dead_letters.c.update_id)):
            self.wrong.append(f"{letters} put aside")
        return self.wrong


async def test_p08_the_database_goes_and_comes_back(
    post: Postroom, line: Line, measured: Callable[[str], None]
) -> None:
    trial = Trial(post, line)
    for _ in range(AWAY):
        await trial.goes(line.cut, Poller)
        await trial.goes(line.hold, Poller)
    assert await trial.ends() == []
    measured(
        f"{AWAY} times gone and {AWAY} times standing still, {2 * len(trial.said)} messages: 0 lost, 0 confirmed "
        f"meanwhile, whoever was heard told once whom to call, all received within {BACK_WITHIN:.0f} s"
    )


async def test_p08_confirmed_while_it_is_away_is_found(post: Postroom, line: Line) -> None:
    """Planted: Telegram is told before it is kept."""
    trial = Trial(post, line)
    await trial.goes(line.cut, EarlyPoller)
    assert any("lost" in each or "confirmed" in each for each in await trial.ends())


async def test_p08_told_again_and_again_is_found(post: Postroom, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody remembers who was told."""
    real = emergency.Emergency._tell

    def forgetful(self: Emergency, updates: object) -> None:
        self._told.clear()
        real(self, updates)  # type: ignore[arg-type]

    monkeypatch.setattr(emergency.Emergency, "_tell", forgetful)
    trial = Trial(post, line)
    await trial.goes(line.cut, Poller)
    assert "told more than once" in await trial.ends()
