"""The kill test itself: a helpline under traffic and faults, killed again and again, and the reckoning at the end."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import ColumnElement, Engine, create_engine, func, select

from bot.ledger import tables as t
from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from tests.canaries import CANARY_TOKEN
from tests.system import setting
from tests.system.processes import HELPLINE, House, Life, environment, free_port, telegram
from tests.system.reckoning import Reckoning, reckon
from tests.system.traffic import Cast, Traffic

FAULTS = {"too_many": 0.03, "bad_gateway": 0.03, "lost_answer": 0.02, "retry_after": 1}
NO_FAULTS = {"too_many": 0.0, "bad_gateway": 0.0, "lost_answer": 0.0}
A_SECOND = 60.0  # deeds, where nobody has to wait
LIVES = (0.02, 1.2)  # seconds after it is up
WHILE_STARTING = 6  # every so many, it dies before it is up
FRESH = 12  # every so many, the next is a new interpreter
QUIET = 5.0  # seconds in which nothing came, though nothing was put off: nothing more will
STUCK = 60.0  # seconds in which Telegram could not get rid of one more update

FEW = setting.Numbers(advocates=2, cases=3, waiting=0, flows=5)


@dataclass(frozen=True, slots=True)
class Plan:
    kills: int
    seed: int
    topics: bool = True
    webhook: bool = False
    run: Sequence[str] = HELPLINE
    lives: tuple[float, float] = LIVES
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
    killed: list[float] = field(default_factory=list)  # by Telegram's clock
    began: float = 0.0
    seconds: float = 0.0  # under fire

    async def kill(self, times: int) -> None:
        """Traffic goes on meanwhile, also while nobody is there to hear it."""
        await self.player.do("faults", {**FAULTS, "seed": self.random.randrange(1 << 30)})
        self.began, enough = time.monotonic() - self.seconds, asyncio.Event()
        talking = asyncio.create_task(self.talk(enough))
        try:
            for _ in range(times):
                await self._live_and_die()
                if talking.done():
                    break
        finally:
            enough.set()
            await talking  # to the end of what she is saying: half a deed might be due and never done

    async def talk(self, enough: asyncio.Event) -> None:
        while not enough.is_set():
            if not await self.traffic.step() or self.traffic.done % 10 == 0:
                await self.traffic.look()
            await asyncio.sleep(self.random.expovariate(A_SECOND))

    async def _live_and_die(self) -> None:
        number = len(self.killed) + 1
        life = await self.house.start(self.plan.run, fresh=number % FRESH == 0)
        if number % WHILE_STARTING:
            await self.comes_up(life)
            await asyncio.sleep(self.random.uniform(*self.plan.lives))
        else:
            await asyncio.sleep(self.random.uniform(0, self.start_takes()))
        self.killed.append((await self.player.look("clock"))["unix"])
        await self.house.end(life)
        self.seconds = time.monotonic() - self.began
        if self.plan.webhook and number == self.plan.kills // 2:
            await self.traffic.a_long_night()
        await self.traffic.taps_die(self.known)
        await self.late_claim()
        if number % 50 == 0:
            sys.stdout.write(f"{self.summary}\n")

    async def comes_up(self, life: Life) -> None:
        await self.house.come_up(life)
        await self.player.do("hurry")

    def start_takes(self) -> float:
        """Seconds, in the middle."""
        known = sorted(life.up - life.born for life in self.house.lives if life.up)
        return known[len(known) // 2] if known else 1.0

    async def late_claim(self) -> None:
        """In the middle of it all, those who waited are claimed, one after the other."""
        waiting = [worker for worker in self.traffic.cast.workers if worker.place == "waiting"]
        if waiting and len(self.killed) * (len(waiting) + 1) >= self.plan.kills * 2:
            await self.traffic.claim(waiting[0], self.random.choice(self.traffic.cast.with_room()))

    # --- afterwards ----------------------------------------------------------------------------------------------

    async def settle(self) -> Reckoning:
        """Nothing goes wrong any more: what is still on its way arrives, and the reckoning is made."""
        await self.player.do("faults", NO_FAULTS)
        life = await self.house.start(self.plan.run)
        await self.comes_up(life)
        await self.all_has_come()
        await self.house.end(life, signal.SIGTERM)
        await self.traffic.taps_die(self.known)
        await self.traffic.look()
        return reckon(self.traffic.due, self.traffic.seen, self.killed)

    async def all_has_come(self) -> None:
        """Until Telegram has been told "received" of everything and every call that followed has been made."""
        held, last, since = 0, time.monotonic(), 0
        while True:
            before, held = held, (await self.player.do("hurry"))["updates"]
            if await self.traffic.look() or held != before:
                last = time.monotonic()
            silent = time.monotonic() - last
            if silent > STUCK or (not held and (self._all_sent() or (silent > QUIET and not self._put_off()))):
                return
            since = (await self.player.look(f"events?since={since}&timeout=1"))["seq"]

    def _all_sent(self) -> bool:
        return not self.count(t.outbox.c.state != "sent")

    def _put_off(self) -> bool:
        return bool(self.count(t.outbox.c.not_before > int(time.time())))

    def count(self, what: ColumnElement[bool]) -> int:
        """How many rows the ledger has of which this is true."""
        with self.ledger.connect() as db:
            return int(db.execute(select(func.count()).where(what)).scalar_one())

    def known(self, updates: Collection[int]) -> set[int]:
        """Those of them that the bot has taken."""
        with self.ledger.connect() as db:
            taken = select(t.seen.c.update_id).where(t.seen.c.update_id.in_(updates))
            return set(db.execute(taken).scalars())

    @property
    def summary(self) -> str:
        rate = self.traffic.done / self.seconds if self.seconds else 0.0
        return (
            f"{len(self.killed)} kills, {self.traffic.done} updates, {rate:.0f} a second, "
            f"{self.traffic.expired} of {self.traffic.taps} taps died of age, "
            f"start {self.start_takes():.2f} s, seed {self.plan.seed}"
        )


@contextlib.asynccontextmanager
async def trial(plan: Plan, folder: Path, database: str = "", vault: str = "") -> AsyncIterator[Trial]:
    """The scene is set without faults and without a kill."""
    database = database or f"sqlite:///{folder}/helpline.db"
    vault = vault or f"sqlite:///{folder}/vault.db"
    Keyring.create(folder / "keyring.json")
    async with telegram(CANARY_TOKEN, seed=plan.seed) as url, Player(url) as player:
        await player.do("topics", {"on": plan.topics})
        group = await player.group("Desk", [await player.person("Coordinator")])
        payloads = await setting.invites(folder, database, vault, plan.numbers.advocates)
        env = environment(
            HELPLINE_API_URL=url, HELPLINE_DATABASE=database, HELPLINE_VAULT=vault, HELPLINE_STAFF_CHAT=str(group),
            HELPLINE_KEYRING_FILE=str(folder / "keyring.json"), HELPLINE_TOKEN_FILE=_secret(folder, CANARY_TOKEN),
            HELPLINE_LISTEN=f"127.0.0.1:{free_port()}", HELPLINE_POLL_TIMEOUT="20",
            **(_webhook(folder) if plan.webhook else {}),
        )  # fmt: skip
        engine = create_engine(database)
        async with House(env, folder / "helpline.log").opened() as house:
            cast = await _set_scene(house, player, payloads, plan, group)
            traffic = Traffic(player, cast, Random(plan.seed), one_queue=not plan.webhook)
            await traffic.look()
            yield Trial(plan, house, player, traffic, Random(plan.seed + 1), engine)
        engine.dispose()


def _secret(folder: Path, value: str) -> str:
    path = folder / f"secret-{len(value)}"
    path.touch(0o600)
    path.write_text(value)
    return str(path)


def _webhook(folder: Path) -> dict[str, str]:
    listen = f"127.0.0.1:{free_port()}"
    return {
        "HELPLINE_WEBHOOK_URL": f"http://{listen}/webhook",
        "HELPLINE_WEBHOOK_LISTEN": listen,
        "HELPLINE_WEBHOOK_SECRET_FILE": _secret(folder, secrets.token_hex(20)),
    }


async def _set_scene(house: House, player: Player, payloads: list[str], plan: Plan, group: int) -> Cast:
    """A group may only have so many messages at once: a new process begins to count anew."""
    life = await house.start()
    await house.come_up(life)
    cast = await setting.people(player, payloads, plan.numbers, topics=plan.topics, group=group)
    asking = [worker for worker in cast.workers if worker.place != "flow"]
    whose = itertools.cycle(cast.advocates)
    for start in range(0, len(asking), setting.AT_ONCE):
        await setting.open_cases(player, cast, asking[start : start + setting.AT_ONCE], whose)
        await house.end(life, signal.SIGTERM)
        life = await house.start()
        await house.come_up(life)
    await house.end(life, signal.SIGTERM)
    return cast
