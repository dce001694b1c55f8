"""`helpline demo`: the real bot against the local Telegram, on this machine alone. No token, no database server."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot import build, content
from bot.clock import Clock
from bot.enlist import invite
from bot.play import Conversation
from bot.sandbox.api import Running, serve
from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from bot.settings import HOUSE, Settings
from bot.tongues.pseudo import with_pseudo
from flows.engine.changes import Edition
from handoff.model import Role

ADVOCATES = (("Amal", Role.COORDINATOR), ("Bea", Role.ADVOCATE))
"""Desk names of the demo. They are parts to play, not people."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The stage: who can be played, and the bot that answers them."""

    sandbox: Running
    house: build.Helpline
    workers: tuple[int, ...]
    advocates: tuple[int, ...]
    group: int


@contextlib.asynccontextmanager
async def staged(port: int, folder: Path, *, topics: bool = True, pseudo: bool = False) -> AsyncIterator[Demo]:
    """Everything of the demo, started in `folder` and stopped again. Port 0 takes a free one. `pseudo`: the picker also
    offers the two languages that are made for tests."""
    clock = Clock()
    token = f"{secrets.randbelow(9 * 10**9) + 10**9}:{secrets.token_urlsafe(27)}"
    sandbox = await serve(port, token, clock)
    try:
        async with Player(sandbox.url) as player:
            await player.do("topics", {"on": topics})
            advocates = [await player.person(name) for name, _ in ADVOCATES]
            workers = [await player.person(f"Worker {number}", started=False) for number in (1, 2)]
            group = await player.group("Helpline desk", advocates)
            settings = _settings(folder, sandbox.url, token, group)
            opened = _with_pseudo if pseudo else content.open_folder
            async with build.running(settings, clock, opened) as house:
                await build.go_by(house, settings, "Helpline")
                await _enlist(house, player, advocates)
                yield Demo(sandbox, house, tuple(workers), tuple(advocates), group)
    finally:
        await sandbox.stop()


def _with_a_sample_to_listen_to(folder: Path) -> Path:
    """The content of the house, and a voice made by a machine that says so: nobody has recorded a text yet."""
    content = folder / "content"
    if not content.exists():
        shutil.copytree(HOUSE / "flows" / "content", content)
        shutil.copytree(HOUSE / "flows" / "sample" / "voice", content / "voice", dirs_exist_ok=True)
    return content


def _with_pseudo(root: Path) -> Edition:
    return with_pseudo(content.open_folder(root))


def _settings(folder: Path, url: str, token: str, group: int) -> Settings:
    keyring = folder / "keyring.json"
    if not keyring.exists():
        Keyring.create(keyring)
    return Settings.read(
        {
            "HELPLINE_TOKEN": token,
            "HELPLINE_API_URL": url,
            "HELPLINE_CONTENT": str(_with_a_sample_to_listen_to(folder)),
            "HELPLINE_DATABASE": f"sqlite:///{folder}/helpline.db",
            "HELPLINE_VAULT": f"sqlite:///{folder}/vault.db",
            "HELPLINE_KEYRING_FILE": str(keyring),
            "HELPLINE_STAFF_CHAT": str(group),
            "HELPLINE_LISTEN": f"127.0.0.1:{_free_port()}",
            "HELPLINE_POLL_TIMEOUT": "25",
        }
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _enlist(house: build.Helpline, player: Player, advocates: list[int]) -> None:
    """Each opens her own invite link, as a real colleague would."""
    for person, (name, role) in zip(advocates, ADVOCATES, strict=True):
        payload = await house.ledger.with_book(
            partial(invite, role=role, name=name, now=house.clock.now(), approved=True)
        )
        await player.say(person, f"/start {payload}")
    async with asyncio.timeout(10):
        while not all([await _welcomed(player, person) for person in advocates]):  # noqa: ASYNC110 (asked over HTTP)
            await asyncio.sleep(0.02)


async def _welcomed(player: Player, person: int) -> bool:
    return any(message["from"] == "bot" for message in await player.seen(person))


async def demo(port: int, play: bool, pseudo: bool = False) -> int:
    """The demo with its page until Ctrl-C; or, with `play`, one whole conversation printed as a transcript."""
    with tempfile.TemporaryDirectory(prefix="helpline-demo-") as folder:
        if play:
            async with staged(0, Path(folder)) as stage:
                return await _play(stage)
        async with staged(port, Path(folder), pseudo=pseudo) as stage:
            _say(f"\n  The demo is ready: {stage.sandbox.url}\n")
            _say("  Play the worker, the staff chat and an advocate on one page.")
            _say("  Nothing leaves this machine, and nothing is kept when you stop. Ctrl-C ends it.\n")
            await _until_asked()
    return 0


async def _play(stage: Demo) -> int:
    async with Player(stage.sandbox.url) as player:
        return await Conversation(player, stage.workers[0], stage.advocates, stage.group, _say).play()


async def _until_asked() -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked.set)
    await asked.wait()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
