"""The kill test itself: a helpline under traffic and faults, killed again and again, and the reckoning at the end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import ColumnElement, Engine, create_engine, func, select

from bot.ledger import tables as t
from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from tests.canary import CANARY_TOKEN
from tests.system import setting
from tests.system.processes import HELPLINE, House, Life, environment, free_port, telegram
from tests.system.reckoning import Reckoning, reckon
from tests.system.traffic import Cast, Traffic

FAULTS = {"too_many": 0.03, "bad_gateway": 0.03, "lost_answer": 0.02, "retry_after": 1}
NO_FAULTS = {"too_many": 0.0, "bad_gateway": 0.0, "lost_answer": 0.0}
A_SECOND = 40.0  # deeds, where nobody has to wait
SOONEST, LATEST = 0.02, 1.2  # seconds after it is up
WHILE_STARTING = 6  # every so many, it dies before it is up
FRESH = 20  # every so many, the next is a new interpreter
QUIET = 6.0  # seconds in which nothing more came: nothing more will


@dataclass(frozen=True, slots=True)
class Plan:
    kills: int
    seed: int
    topics: bool = True
    run: Sequence[str] = HELPLINE
    numbers: setting.Numbers = field(default_factory=setting.Numbers)


@dataclass(slots=True)
class Trial:
    """One helpline, one Telegram, many deaths."""

    plan: Plan
    house: House
    player: Player
    traffic: Traffic
    random: Random
    ledger: Engine
    killed: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _now: Life | None = None

    async def kill(self, times: int) -> None:
        """Traffic goes on meanwhile, also while nobody is there to hear it."""
        talking = asyncio.create_task(self._talk())
        try:
            for _ in range(times):
                await self._live_and_die()
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)

    async def _talk(self) -> None:
        while True:
            if not await self.traffic.step():
                await self.traffic.look()
            if self.traffic.done % 10 == 0:
                await self.traffic.look()
            await asyncio.sleep(self.random.expovariate(A_SECOND))

    async def _live_and_die(self) -> None:
        number = len(self.killed) + 1
        life = self._now or await self.house.start(self.plan.run, fresh=number % FRESH == 0)
        if number % WHILE_STARTING:
            await self.house.come_up(life)
            await asyncio.sleep(self.random.uniform(SOONEST, LATEST))
        else:
            await asyncio.sleep(self.random.uniform(0, self._start_takes()))
        self.killed.append(time.time())
        await self.house.end(life)
        self._now = None
        await self._late_claim()

    def _start_takes(self) -> float:
        known = [life.up - life.born for life in self.house.lives if life.up]
        return sorted(known)[len(known) // 2] if known else 1.0

    async def _late_claim(self) -> None:
        """In the middle of it all, those who waited are claimed, one after the other."""
        waiting = [worker for worker in self.traffic.cast.workers if worker.place == "waiting"]
        if waiting and len(self.killed) * (len(waiting) + 1) >= self.plan.kills * 2:
            await self.traffic.claim(waiting[0], self.random.choice(self.traffic.cast.advocates))

    async def settle(self) -> Reckoning:
        """Nothing goes wrong any more: what is still on its way arrives, and the reckoning is made."""
        await self.player.do("faults", NO_FAULTS)
        life = await self.house.start(self.plan.run)
        await self.house.come_up(life)
        last, since = time.monotonic(), 0
        while time.monotonic() - last < QUIET and not self._all_done():
            since = (await self.player.look(f"events?since={since}&timeout=1"))["seq"]
            if await self.traffic.look():
                last = time.monotonic()
        await self.house.end(life, signal.SIGTERM)
        await self.traffic.look()
        return reckon(self.traffic.due, self.traffic.seen, self.killed)

    def _all_done(self) -> bool:
        return not self.traffic.missing and not self.unsent()

    def unsent(self) -> int:
        return self.count(t.outbox.c.state != "sent")

    def count(self, what: ColumnElement[bool]) -> int:
        """How many rows the ledger has of which this is true."""
        with self.ledger.connect() as db:
            return int(db.execute(select(func.count()).where(what)).scalar_one())

    async def pending(self) -> int:
        return int((await self.player.look("pending"))["updates"])

    @property
    def summary(self) -> str:
        took = time.monotonic() - self.began
        return (
            f"{len(self.killed)} kills, {self.traffic.done} updates, {took:.0f} s, "
            f"start {self._start_takes():.2f} s, seed {self.plan.seed}"
        )


@contextlib.asynccontextmanager
async def trial(plan: Plan, folder: Path, database: str = "", vault: str = "") -> AsyncIterator[Trial]:
    """The scene is set without faults and without a kill; then they are switched on."""
    began = time.monotonic()
    database = database or f"sqlite:///{folder}/helpline.db"
    vault = vault or f"sqlite:///{folder}/vault.db"
    ring = folder / "keyring.json"
    token = folder / "token"
    Keyring.create(ring)
    token.touch(0o600)
    token.write_text(CANARY_TOKEN)
    async with telegram(CANARY_TOKEN, seed=plan.seed) as url, Player(url) as player:
        await player.do("topics", {"on": plan.topics})
        first = await player.person("Coordinator")
        group = await player.group("Desk", [first])
        payloads = await setting.invites(folder, database, vault, plan.numbers.advocates)
        env = environment(
            HELPLINE_TOKEN_FILE=str(token), HELPLINE_API_URL=url, HELPLINE_DATABASE=database, HELPLINE_VAULT=vault,
            HELPLINE_KEYRING_FILE=str(ring), HELPLINE_STAFF_CHAT=str(group),
            HELPLINE_LISTEN=f"127.0.0.1:{free_port()}", HELPLINE_POLL_TIMEOUT="20",
        )  # fmt: skip
        engine = create_engine(database)
        async with House(env, folder / "helpline.log").opened() as house:
            cast = await _set_scene(house, player, payloads, plan, group)
            traffic = Traffic(player, cast, Random(plan.seed))
            await traffic.look()
            await player.do("faults", {**FAULTS, "seed": plan.seed})
            yield Trial(plan, house, player, traffic, Random(plan.seed + 1), engine, began=began)
        engine.dispose()


async def _set_scene(house: House, player: Player, payloads: list[str], plan: Plan, group: int) -> Cast:
    """A group may only have so many messages at once: a new process begins to count anew."""
    life = await house.start()
    await house.come_up(life)
    cast = await setting.people(player, payloads, plan.numbers, topics=plan.topics, group=group)
    asking = [worker for worker in cast.workers if worker.place != "flow"]
    for start in range(0, len(asking), setting.AT_ONCE):
        await setting.open_cases(player, cast, asking[start : start + setting.AT_ONCE])
        await house.end(life, signal.SIGTERM)
        life = await house.start()
        await house.come_up(life)
    await house.end(life, signal.SIGTERM)
    return cast
