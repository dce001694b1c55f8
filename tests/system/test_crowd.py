"""A crowd before the door, a night's worth of updates behind it, hours of work: a running helpline and what it needs.

FLOOD, BACKLOG and STEADY say how much; `make soak` asks for ten minutes, ten thousand and twenty minutes, and only
there the machine's clock decides.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from tests.bot.backuphouse import lived_in
from tests.room import opened
from tests.system.kill import FEW, Plan, trial
from tests.system.processes import House, Life, environment, free_port, telegram

TOKEN = "42:TEST"
FLOOD = int(os.environ.get("FLOOD", "3"))  # seconds
BACKLOG = int(os.environ.get("BACKLOG", "200"))  # updates that wait
STORED = int(os.environ.get("STORED", "300"))  # messages that are kept
STEADY = int(os.environ.get("STEADY", "3"))  # seconds
ACCOUNTS, A_SECOND = 200, 50
SHOUTED = ("hey", "?", "/start", "/help", "/erase", "are you there", "x" * 900, "💥")
LONG_ENOUGH = 60  # seconds from which on a clock says something
MB = 2**20

pytestmark = pytest.mark.xdist_group("crowd")


@dataclass(slots=True)
class Place:
    """A helpline that runs, and what Linux says of it."""

    player: Player
    house: House
    folder: Path
    group: int
    life: Life | None = None

    async def up(self) -> None:
        self.life = await self.house.start()
        await self.house.come_up(self.life)

    async def asks(self, her: int) -> float:
        """She writes; the seconds until she is answered."""
        before, began = await self._answers(her), time.monotonic()
        await self.player.say(her, "/start")
        async with asyncio.timeout(60):
            while await self._answers(her) == before:
                await self.player.look(f"events?since={(await self.player.chat(her))['seq']}&timeout=1")
        return time.monotonic() - began

    async def _answers(self, chat: int) -> int:
        return sum(message["from"] == "bot" for message in await self.player.seen(chat))

    async def pending(self) -> int:
        return int((await self.player.do("hurry"))["updates"])

    async def all_received(self) -> None:
        async with asyncio.timeout(600):
            while await self.pending():
                await self.player.look("events?since=0&timeout=0")

    @property
    def megabytes(self) -> float:
        assert self.life is not None
        return _status(self.life.pid)


def _status(pid: int) -> float:
    [line] = [each for each in Path(f"/proc/{pid}/status").read_text().splitlines() if each.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def _files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


@pytest.fixture
def disk() -> Iterator[Path]:
    """Where writing takes as long as in life."""
    with TemporaryDirectory(prefix="helpline-crowd-", dir="/tmp") as folder:
        yield Path(folder)


@contextlib.asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Place]:
    async with telegram(TOKEN, seed=7) as url, Player(url) as player:
        group = await player.group("Desk", [await player.person("Coordinator")])
        if not (folder / "keyring.json").exists():
            Keyring.create(folder / "keyring.json")
        (folder / "token").touch(0o600)
        (folder / "token").write_text(TOKEN)
        env = environment(
            HELPLINE_API_URL=url, HELPLINE_DATABASE=f"sqlite:///{folder}/helpline.db", HELPLINE_STAFF_CHAT=str(group),
            HELPLINE_VAULT=f"sqlite:///{folder}/vault.db", HELPLINE_KEYRING_FILE=str(folder / "keyring.json"),
            HELPLINE_TOKEN_FILE=str(folder / "token"), HELPLINE_LISTEN=f"127.0.0.1:{free_port()}",
            HELPLINE_POLL_TIMEOUT="20",
        )  # fmt: skip
        async with House(env, folder / "helpline.log").opened() as house:
            it = Place(player, house, folder, group)
            yield it
            if it.life is not None:
                await house.end(it.life, signal.SIGTERM)


# --- a flood ------------------------------------------------------------------------------------------------------


async def flood(it: Place, seconds: float, honest: int) -> list[float]:
    """Fifty messages a second from two hundred accounts; how long an honest worker waits for each of her answers."""
    chance, crowd = Random(5), [await it.player.person("Anybody") for _ in range(ACCOUNTS)]
    began, shouted, waits = time.monotonic(), 0, list[float]()

    async def shout() -> None:
        nonlocal shouted
        while (passed := time.monotonic() - began) < seconds:
            while shouted < passed * A_SECOND:
                shouted += 1
                await it.player.say(chance.choice(crowd), chance.choice(SHOUTED))
            await asyncio.sleep(0.05)

    shouting = asyncio.create_task(shout())
    while not shouting.done():
        waits.append(await it.asks(honest))
        await asyncio.sleep(0.5)
    await shouting
    return waits


async def test_p12_in_a_flood_an_honest_worker_is_answered_and_staff_are_not_flooded(
    disk: Path, measured: Callable[[str], None]
) -> None:
    """What a bot answers to people who write to it Telegram does not count together (docs: thirty a second is for
    notices to many)."""
    async with place(disk) as it:
        await it.up()
        honest = await it.player.person("Worker")
        waits = sorted(await flood(it, FLOOD, honest))
        notices = sum(message["from"] == "bot" for message in await it.player.seen(it.group))
        p95, megabytes = waits[int(len(waits) * 0.95)], it.megabytes
        measured(
            f"{ACCOUNTS} accounts, {A_SECOND} messages a second for {FLOOD} s: an honest worker asked {len(waits)} "
            f"times and was answered each time, p95 {p95:.2f} s; {notices} notices to staff; {megabytes:.0f} MB"
        )
        assert notices <= 1 + FLOOD / 60
        if FLOOD >= LONG_ENOUGH:
            assert p95 <= 3.0 and megabytes <= 512


# --- a restart ----------------------------------------------------------------------------------------------------


async def test_p13_started_again_it_takes_what_has_waited(disk: Path, measured: Callable[[str], None]) -> None:
    async with opened(disk) as room:
        await lived_in(room, STORED)
    async with place(disk) as it:
        crowd = [await it.player.person("Anybody") for _ in range(ACCOUNTS)]
        for number in range(BACKLOG):
            await it.player.say(crowd[number % ACCOUNTS], "/start")
        waiting = await it.pending()
        assert waiting >= BACKLOG
        await it.up()
        assert it.life is not None
        first = await _when(it, waiting - 1) - it.life.born
        await it.all_received()
        drained = time.time() - it.life.born
        updates = (await it.player.look("updates"))["updates"]
        assert [one["state"] for one in updates] == ["received"] * waiting
        measured(
            f"{STORED} messages kept, {BACKLOG} updates waiting: the first received {first:.2f} s after the start, "
            f"all of them after {drained:.1f} s, each once"
        )
        if BACKLOG >= 10_000:
            assert first <= 5.0 and drained <= 120.0


async def _when(it: Place, fewer: int) -> float:
    async with asyncio.timeout(60):
        while await it.pending() > fewer:
            await it.player.look("events?since=0&timeout=0")
    return time.time()


# --- hours --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Needs:
    megabytes: float
    files: int
    log: int  # bytes of the database's

    @classmethod
    def of(cls, pid: int, folder: Path) -> Needs:
        return cls(_status(pid), _files(pid), (folder / "helpline.db-wal").stat().st_size)


def grown(warm: Needs, end: Needs) -> list[str]:
    """What is more than it may be."""
    found = [f"memory by {end.megabytes - warm.megabytes:.0f} MB"] if end.megabytes - warm.megabytes > 20 else []
    found += [f"open files from {warm.files} to {end.files}"] if end.files > warm.files + 8 else []
    return found + ([f"the log to {end.log / MB:.0f} MB"] if end.log > 64 * MB else [])


async def test_p19_while_people_talk_nothing_grows(disk: Path, tmp_path: Path, measured: Callable[[str], None]) -> None:
    urls = (f"sqlite:///{disk}/helpline.db", f"sqlite:///{disk}/vault.db")
    async with trial(Plan(0, 3, numbers=FEW), tmp_path, *urls) as it:
        life = await it.house.start()
        await it.comes_up(life)
        began, samples = time.monotonic(), list[Needs]()
        while (passed := time.monotonic() - began) < STEADY:
            if not await it.traffic.step() or it.traffic.done % 10 == 0:
                await it.traffic.look()
            await asyncio.sleep(it.random.expovariate(5.0))
            if passed > STEADY / 3:
                samples.append(Needs.of(life.pid, disk))
        await it.house.end(life, signal.SIGTERM)
        reckoning = await it.settle()
        warm, end = samples[0], samples[-1]
        assert reckoning.clean, str(reckoning)
        assert not {"crashed", "thread_crashed", "task_ended", "gate_fault", "turn_fell"} & it.house.kinds.keys()
        assert b"never awaited" not in it.house.log.read_bytes()
        measured(
            f"{STEADY} s, {it.traffic.done} updates: {reckoning}; memory {warm.megabytes:.0f} to "
            f"{end.megabytes:.0f} MB, {warm.files} to {end.files} files, "
            f"log {max(each.log for each in samples) / MB:.1f} MB"
        )
        assert grown(warm, end) == []


def test_p19_what_grows_is_told() -> None:
    warm = Needs(80, 20, 2 * MB)
    assert grown(warm, Needs(99, 27, 60 * MB)) == []
    assert len(grown(warm, Needs(101, 29, 65 * MB))) == 3
    assert json.dumps(grown(warm, Needs(80, 40, 0))) == '["open files from 20 to 40"]'
