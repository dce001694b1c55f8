"""The helpline and its Telegram as processes of their own, and how to end them in the middle of anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import HOUSE

UP_WITHIN = 60.0  # seconds; a busy machine with two cores starts slowly
HELPLINE = ("bot", "run")


class DidNotStart(Exception):
    """A process that must come up did not; the end of what it said."""


def environment(**more: str) -> dict[str, str]:
    """Nothing of this machine's but the path: what HELPLINE_ variables somebody has set is not for tests."""
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def telegram(token: str, *, seed: int) -> AsyncIterator[str]:
    """The sandbox as a process; gives its address."""
    words = ("-m", "bot.sandbox", "--port", "0", "--token", token, "--seed", str(seed))
    process = await _started(*words)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(UP_WITHIN):
            said = (await process.stdout.readline()).decode().split()
        if len(said) != 2:
            raise DidNotStart("the sandbox")
        yield said[1]
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _started(*words: str, asked: bool = False) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=HOUSE, env=environment(),
        stdin=asyncio.subprocess.PIPE if asked else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT if asked else None,
    )  # fmt: skip


async def helpline(*words: str, env: Mapping[str, str], stderr: int | None = None) -> asyncio.subprocess.Process:
    """A command of the house, as an operator types it; what it prints is read by whoever has called."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=HOUSE, env=env, stdout=asyncio.subprocess.PIPE, stderr=stderr
    )


@dataclass(slots=True)
class Life:
    """One process of the helpline, from its birth to its end."""

    pid: int
    born: float
    up: float = 0.0


@dataclass(slots=True)
class House:
    """Starts helplines one after the other. What they log is kept in `log`, and counted by kind."""

    env: Mapping[str, str]
    log: Path
    lives: list[Life] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    _nursery: asyncio.subprocess.Process | None = None
    _answers: asyncio.Queue[list[str]] = field(default_factory=asyncio.Queue)
    _up: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[House]:
        self._nursery = await _started("-m", "tests.system.nursery", asked=True)
        self._reading = asyncio.create_task(self._read(self._nursery))
        try:
            await self._answer("ready")
            yield self
        finally:
            if self._nursery.returncode is None:
                self._nursery.kill()  # and with it whatever it has brought up
            await self._nursery.wait()
            await self._reading

    async def start(self, run: Sequence[str] = HELPLINE, *, fresh: bool = False) -> Life:
        """`fresh`: a new interpreter, as an operator would start it; else one that has its imports already."""
        self._up.clear()
        born = time.time()
        await self._order({"run": list(run), "env": dict(self.env), "fresh": fresh})
        life = Life(int(await self._answer("born")), born)
        self.lives.append(life)
        return life

    async def come_up(self, life: Life) -> None:
        """Until it listens."""
        try:
            async with asyncio.timeout(UP_WITHIN):
                await self._up.wait()
        except TimeoutError:
            raise DidNotStart(self.log.read_text()[-2000:]) from None
        life.up = time.time()

    async def end(self, life: Life, how: signal.Signals = signal.SIGKILL) -> int:
        """Returns its exit code; the moment of the signal is `time.time()` before."""
        os.kill(life.pid, how)
        await self._order({"bury": life.pid})
        return int(await self._answer("buried", str(life.pid)))

    async def _order(self, order: Mapping[str, object]) -> None:
        assert self._nursery is not None and self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(order).encode() + b"\n")
        await self._nursery.stdin.drain()

    async def _answer(self, *expected: str) -> str:
        try:
            async with asyncio.timeout(UP_WITHIN):
                said = await self._answers.get()
        except TimeoutError:
            raise DidNotStart(self.log.read_text()[-2000:]) from None
        if tuple(said[: len(expected)]) != expected:
            raise DidNotStart(f"{expected} was expected, {said} came")
        return said[-1]

    async def _read(self, nursery: asyncio.subprocess.Process) -> None:
        """Its own answers, and the logs of all that it has brought up."""
        assert nursery.stdout is not None
        with self.log.open("ab", buffering=0) as log:
            async for line in nursery.stdout:
                if line.startswith(b"nursery "):
                    self._answers.put_nowait(line.decode().split()[1:])
                    continue
                log.write(line)
                kind = _kind(line)
                self.kinds[kind] += 1
                if kind == "started":
                    self._up.set()
        self._answers.put_nowait(["ended"])


def _kind(line: bytes) -> str:
    """A line cut short by a kill, or one of the interpreter's own, is no event."""
    try:
        said = json.loads(line)
    except ValueError:
        return "not an event"
    return str(said.get("event")) if isinstance(said, dict) else "not an event"
