"""The runbooks of docs/operations.md, played: the commands that stand there against processes, with how long each took.

`python -m tests.system.drills` plays all of them and prints the table; `python -m tests.system.drills token restore`
only those. DRILL: how many people have written before a restore (20)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from bot.settings import HOUSE
from tests.canaries import CANARY_TOKEN
from tests.system.processes import environment, free_port, helpline, telegram

WITHIN = 90.0
PEOPLE = int(os.environ.get("DRILL", "20"))
NEW_TOKEN = CANARY_TOKEN.partition(":")[0] + ":" + "nEwKey7" * 5


@dataclass(slots=True)
class Took:
    """What was measured, in seconds, in the order in which it was done."""

    parts: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.parts[what] = time.monotonic() - began


@dataclass(slots=True)
class Stage:
    """A helpline as an operator runs it, and a Telegram to play its people in."""

    folder: Path
    env: dict[str, str]
    play: Player
    took: Took
    bot: asyncio.subprocess.Process | None = None
    _people: Iterator[int] = field(default_factory=lambda: iter(range(9000, 99000)))

    async def start(self) -> None:
        with (self.folder / "bot.log").open("ab") as log:
            self.bot = await helpline("run", env=self.env, stderr=log.fileno())

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.bot is not None
        self.bot.send_signal(how)
        return await self.bot.wait()

    async def command(self, *words: str, typed: str = "") -> str:
        """As it stands in the runbook, without `helpline`."""
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-m", "bot", *words], cwd=HOUSE, env=self.env, input=typed,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"helpline {' '.join(words)}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return done.stdout

    async def somebody_writes(self) -> int:
        person = await self.play.person("Min", id_=next(self._people))
        await self.play.say(person, "/start")
        return person

    async def is_answered(self, person: int) -> None:
        async with asyncio.timeout(WITHIN):
            while not any(message["from"] == "bot" for message in await self.play.seen(person)):
                await self.play.look("events?since=0&timeout=0")

    async def somebody_is_answered(self) -> None:
        await self.is_answered(await self.somebody_writes())

    async def is_ready(self, *, ready: bool = True) -> None:
        """`helpline doctor --alive`, until it says so."""
        async with asyncio.timeout(WITHIN):
            while await (await helpline("doctor", "--alive", env=self.env)).wait() != (0 if ready else 1):
                pass


@contextlib.asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="helpline-drill-", dir="/tmp") as name:
        folder = Path(name)
        async with telegram(CANARY_TOKEN, seed=1) as url, Player(url) as play:
            group = await play.group("Desk", [await play.person("Coordinator")])
            Keyring.create(folder / "keyring.json")
            token = folder / "token"
            token.touch(0o600)
            token.write_text(CANARY_TOKEN)
            env = environment(
                HELPLINE_API_URL=url, HELPLINE_TOKEN_FILE=str(token), HELPLINE_STAFF_CHAT=str(group),
                HELPLINE_KEYRING_FILE=str(folder / "keyring.json"), HELPLINE_POLL_TIMEOUT="5",
                HELPLINE_DATABASE=f"sqlite:///{folder}/helpline.db", HELPLINE_VAULT=f"sqlite:///{folder}/vault.db",
                HELPLINE_LISTEN=f"127.0.0.1:{free_port()}",
            )  # fmt: skip
            at = Stage(folder, env, play, Took())
            await at.start()
            try:
                await at.somebody_is_answered()
                yield at
            finally:
                if at.bot is not None and at.bot.returncode is None:
                    await at.stop(signal.SIGKILL)


async def token(at: Stage) -> None:
    """Leaked: revoked at @BotFather, who gives a new one. Who wrote meanwhile is answered under that."""
    await at.play.do("revoke", {"token": NEW_TOKEN})
    person = await at.somebody_writes()
    with at.took("`helpline keys rotate token`"):
        await at.command("keys", "rotate", "token", typed=f"{NEW_TOKEN}\n")
    with at.took("until who wrote meanwhile is answered"):
        await at.is_answered(person)
    with at.took("`helpline doctor --alive`"):
        await at.is_ready()


async def host(at: Stage) -> None:
    """Seized: nothing of it is waited for. The keys are changed, as they are on the new host after a restore."""
    with at.took("`helpline keys rotate`"):
        await at.command("keys", "rotate")
    with at.took("`helpline keys rotate audit`"):
        await at.command("keys", "rotate", "audit")
    with at.took("`helpline audit verify`"):
        await at.command("audit", "verify")


async def wrong(at: Stage) -> None:
    """A wrong person got a message: who did what stands in the audit."""
    with at.took("`helpline audit verify`"):
        await at.command("audit", "verify")
    with at.took("`helpline what-we-hold`"):
        await at.command("what-we-hold")


async def away(at: Stage) -> None:
    """Telegram takes nothing and brings nothing; then it is back."""
    await at.play.do("faults", {"bad_gateway": 1.0})
    people = [await at.somebody_writes() for _ in range(PEOPLE)]
    await asyncio.sleep(5)
    await at.play.do("faults", {"bad_gateway": 0.0})
    with at.took(f"from its return until {PEOPLE} who wrote meanwhile are answered"):
        await asyncio.gather(*(at.is_answered(person) for person in people))


async def database(at: Stage) -> None:
    """Nothing can be written; then it can. (A lock stands for a server that is stopped.)"""
    lock = sqlite3.connect(at.folder / "helpline.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    person = await at.somebody_writes()
    with at.took("until `helpline doctor --alive` says so"):
        await at.is_ready(ready=False)
    lock.execute("ROLLBACK")
    with at.took("from its return until who wrote meanwhile is answered"):
        await at.is_answered(person)


async def upgrade(at: Stage) -> None:
    with at.took("stop (SIGTERM)"):
        assert await at.stop() == 0
    person = await at.somebody_writes()
    with at.took("start, until who wrote meanwhile is answered"):
        await at.start()
        await at.is_answered(person)
    with at.took("`helpline doctor --alive`"):
        await at.is_ready()


async def restore(at: Stage) -> None:
    """The server is lost: two backups, the key file and the private key bring it back elsewhere."""
    for _ in range(PEOPLE):
        await at.somebody_is_answered()
    for only in ("ledger", "vault"):
        (at.folder / only).mkdir()
    private, public = at.folder / "private", at.folder / "public"
    await at.command("backup", "keys", str(private), str(public))
    at.env["HELPLINE_BACKUP_KEY"] = str(public)
    with at.took("`helpline backup`, ledger and vault"):
        for only in ("ledger", "vault"):
            await at.command("backup", "--into", str(at.folder / only), "--only", only)
    await at.stop(signal.SIGKILL)
    at.env["HELPLINE_DATABASE"] = f"sqlite:///{at.folder}/new.db"
    at.env["HELPLINE_VAULT"] = f"sqlite:///{at.folder}/new-vault.db"
    with at.took("`helpline restore`"):
        places = [word for only in ("ledger", "vault") for word in ("--from", str(at.folder / only))]
        await at.command("restore", *places, "--key", str(private))
    person = await at.somebody_writes()
    with at.took("start, until somebody is answered"):
        await at.start()
        await at.is_answered(person)


DRILLS: dict[str, Callable[[Stage], Awaitable[None]]] = {
    "token": token, "host": host, "wrong": wrong, "away": away, "database": database, "upgrade": upgrade,
    "restore": restore,
}  # fmt: skip


async def main(names: list[str]) -> None:
    for name in names or list(DRILLS):
        async with stage() as at:
            await DRILLS[name](at)
            for what, seconds in at.took.parts.items():
                sys.stdout.write(f"| {name} | {what} | {seconds:.1f} s |\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
