"""Two processes of one bot, killed in turn: the one that is on duty and the one that is not, and now and then one that
is only stopped and wakes later. What is said meanwhile is reckoned as in the kill test of one."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from sqlalchemy import select

from bot.ledger import tables as t
from tests.system.kill import FAULTS, NO_FAULTS, Plan, Trial, trial
from tests.system.processes import House, Life, free_port
from tests.system.reckoning import LATE, Reckoning, reckon

TAKES_OVER_WITHIN = 10.0  # seconds, as Telegram sees it
PATIENCE = 20.0
LIVES = (0.3, 1.5)  # seconds after both are up


class NobodyOnDuty(Exception):
    """Neither says that it is."""


@dataclass(slots=True)
class InTurn:
    it: Trial
    houses: Sequence[House]
    http: aiohttp.ClientSession
    lives: dict[int, Life] = field(default_factory=dict)
    of_duty: list[float] = field(default_factory=list)  # when the one on duty was killed or stopped
    writers: int = 0  # processes of which something waited in the outbox at the same time
    codes: list[int] = field(default_factory=list)  # with which they ended when they were asked to

    async def begin(self) -> None:
        for which in range(len(self.houses)):
            await self._start(which)
        await self.on_duty()

    async def _start(self, which: int) -> None:
        house = self.houses[which]
        self.lives[which] = await house.start(self.it.plan.run)
        await house.come_up(self.lives[which])
        await self.it.player.do("hurry")

    @contextlib.asynccontextmanager
    async def traffic(self) -> AsyncIterator[None]:
        """People talk on, also while nobody is there to hear it; and Telegram fails now and then."""
        await self.it.player.do("faults", {**FAULTS, "seed": self.it.random.randrange(1 << 30)})
        enough = asyncio.Event()
        talking = asyncio.create_task(self.it.talk(enough))
        try:
            yield
        finally:
            enough.set()
            await talking

    async def kill(self, times: int, *, stop_at: int = -1) -> None:
        """Each second time the one on duty. At `stop_at` it is stopped, until the other one has taken over."""
        for n in range(times):
            await self.live()
            duty = await self.on_duty()
            victim = duty if n % 2 == 0 else 1 - duty
            self.it.killed.append((await self.it.player.look("clock"))["unix"])
            if victim == duty:
                self.of_duty.append(self.it.killed[-1])
            if n == stop_at:
                await self._stop_and_wake(victim)
                continue
            await self.houses[victim].end(self.lives.pop(victim))
            await self.it.traffic.taps_die(self.it.known)
            await self.it.player.do("hurry")
            await self.on_duty()
            await self.live()
            await self.it.late_claim()
            await self._start(victim)

    async def _stop_and_wake(self, victim: int) -> None:
        life = self.lives.pop(victim)
        os.kill(life.pid, signal.SIGSTOP)
        await self.on_duty()
        await self.live()
        self.it.killed.append((await self.it.player.look("clock"))["unix"])  # what was on its way is said again
        os.kill(life.pid, signal.SIGCONT)
        self.lives[victim] = life

    async def live(self) -> None:
        for _ in range(3):
            await asyncio.sleep(self.it.random.uniform(*LIVES) / 3)
            self._count_writers()

    def _count_writers(self) -> None:
        with self.it.ledger.connect() as db:
            ids = db.execute(select(t.outbox.c.id)).scalars()
            self.writers = max(self.writers, len({bytes(id)[8:] for id in ids}))

    async def on_duty(self) -> int:
        """Which of the living; waits until one is."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for which in self.lives:
                        if (await self.ready(which)).get("on_duty"):
                            return which
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise NobodyOnDuty(*(house.log.read_text()[-1500:] for house in self.houses)) from None

    async def ready(self, which: int) -> dict[str, object]:
        where = self.houses[which].env["HELPLINE_LISTEN"]
        try:
            async with self.http.get(f"http://{where}/readyz", timeout=aiohttp.ClientTimeout(2)) as answer:
                said: dict[str, object] = await answer.json()
                return said
        except (aiohttp.ClientError, TimeoutError):
            return {}

    async def settle(self) -> Reckoning:
        it = self.it
        await it.player.do("faults", NO_FAULTS)
        await it.all_has_come()
        for which, life in self.lives.items():
            self.codes.append(await self.houses[which].end(life, signal.SIGTERM))
        await it.traffic.taps_die(it.known)
        await it.traffic.look()
        return reckon(it.traffic.due, it.traffic.seen, it.killed)

    @property
    def gaps(self) -> list[float]:
        """Seconds from each end of the one on duty to the first thing that came to anybody after it."""
        times = [arrival.at for arrival in self.it.traffic.seen]
        return [min((at for at in times if at > end + LATE), default=end + 99) - end for end in self.of_duty]


@contextlib.asynccontextmanager
async def two(plan: Plan, folder: Path, databases: tuple[str, str], redis: str) -> AsyncIterator[InTurn]:
    """The scene is set by one process; then it is left to two."""
    async with trial(plan, folder, *databases) as it, aiohttp.ClientSession() as http:
        alone = dict(it.house.env)
        it.house.env = {**alone, "HELPLINE_REDIS": redis}
        env = {**it.house.env, "HELPLINE_LISTEN": f"127.0.0.1:{free_port()}"}
        async with House(env, folder / "other.log").opened() as other:
            yield InTurn(it, (it.house, other), http)
