"""A power cut loses nothing that Telegram was told we have: the system calls of a running helpline show that what it
had heard was on the disk, and not only written, before it said so."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from bot.settings import HOUSE
from tests.system.processes import HELPLINE, environment, free_port, telegram

TOKEN = "42:TEST"
SAID = int(os.environ.get("SAID", "4"))  # times; where there are more, by webhook too
_SENDS, _SYNCS = {"write", "writev", "sendto", "sendmsg"}, {"fsync", "fdatasync"}
_READS, _WRITES = {"read", "readv", "recvfrom", "recvmsg"}, {"pwrite64", "pwritev"}
_CALL = re.compile(r"^(\d+)\s+(\w+)\(\d+<([^>]*)>(.*)$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$")
_HEARD = re.compile(r'update_id\\":(\d+)')
_ASKED = re.compile(r'offset\\":(\d+)')


class Seen(NamedTuple):
    """One system call: heard (updates), written or synced (the ledger's log), told (Telegram, that we have them)."""

    what: str
    number: int = 0


# --- reading a trace ----------------------------------------------------------------------------------------------


def calls(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Name, file and the rest, in order. What is sent counts from its beginning, all else when it has come back."""
    under_way: dict[str, tuple[str, str]] = {}
    for line in lines:
        if found := _CALL.match(line):
            who, name, file, rest = found.groups()
            if "<unfinished" not in rest or name in _SENDS:
                yield name, file, rest
            else:
                under_way[who] = file, rest
        elif (found := _RESUMED.match(line)) and found[1] in under_way:
            file, rest = under_way.pop(found[1])
            yield found[2], file, rest + found[3]


def seen(lines: Iterable[str]) -> Iterator[Seen]:
    for name, file, rest in calls(lines):
        if name in _READS and (heard := _HEARD.findall(rest)):
            yield Seen("heard", max(map(int, heard)))
        elif file.endswith("helpline.db-wal"):
            yield Seen("synced" if name in _SYNCS else "written")
        elif name in _SENDS and (asked := _ASKED.search(rest)):
            yield Seen("told", int(asked[1]) - 1)
        elif name in _SENDS and "HTTP/1.1 200" in rest:
            yield Seen("told")


def untrue(trace: Iterable[Seen], *, webhook: bool = False) -> tuple[int, list[int]]:
    """How often Telegram was told, and of which updates it was told before they were on the disk."""
    told, faults = 0, []
    heard, kept, written, synced = 0, 0, False, False
    for call in trace:
        if call.what == "heard":
            heard, written, synced = call.number, False, False
        elif call.what == "written":
            written = True
        elif call.what == "synced":
            synced = synced or written
        elif heard and (webhook if not call.number else call.number >= heard):
            told += 1
            if not synced and heard > kept:  # what comes again is known, and nothing is written
                faults.append(heard)
            heard, kept = 0, max(kept, heard)
    return told, faults


# --- a helpline that is watched -----------------------------------------------------------------------------------


async def traced(run: Sequence[str], *, webhook: bool = False) -> list[Seen]:
    """She writes a few times and is answered each time. On a disk: in memory nothing has to be synced."""
    with TemporaryDirectory(prefix="helpline-power-", dir="/tmp") as place:
        folder = Path(place)
        async with telegram(TOKEN, seed=7) as url, Player(url) as player:
            her = await player.person("Worker")
            async with _watched(folder, await _settings(folder, url, player, webhook), run):
                for _ in range(SAID):
                    before = len(await player.seen(her))
                    await player.say(her, "/start")
                    await _answered(player, her, before + 2)
        return [*seen((folder / "trace").read_text("utf-8", "replace").splitlines())]


async def _answered(player: Player, her: int, many: int) -> None:
    async with asyncio.timeout(30):
        while len(await player.seen(her)) < many:
            await player.look(f"events?since={(await player.chat(her))['seq']}&timeout=5")
        while (await player.look("pending"))["updates"]:
            await player.do("hurry")


async def _settings(folder: Path, url: str, player: Player, webhook: bool) -> dict[str, str]:
    group = await player.group("Desk", [await player.person("Coordinator")])
    Keyring.create(folder / "keyring.json")
    for name, secret in (("token", TOKEN), ("secret", "a-secret-of-thirty-two-letters-00")):
        (folder / name).touch(0o600)
        (folder / name).write_text(secret)
    listen = f"127.0.0.1:{free_port()}"
    hook = {
        "HELPLINE_WEBHOOK_URL": f"http://{listen}/webhook",
        "HELPLINE_WEBHOOK_LISTEN": listen,
        "HELPLINE_WEBHOOK_SECRET_FILE": str(folder / "secret"),
    }
    return environment(
        HELPLINE_API_URL=url, HELPLINE_DATABASE=f"sqlite:///{folder}/helpline.db", HELPLINE_STAFF_CHAT=str(group),
        HELPLINE_VAULT=f"sqlite:///{folder}/vault.db", HELPLINE_KEYRING_FILE=str(folder / "keyring.json"),
        HELPLINE_TOKEN_FILE=str(folder / "token"), HELPLINE_LISTEN=f"127.0.0.1:{free_port()}",
        HELPLINE_POLL_TIMEOUT="20", **(hook if webhook else {}),
    )  # fmt: skip


@contextlib.asynccontextmanager
async def _watched(folder: Path, env: dict[str, str], run: Sequence[str]) -> AsyncIterator[None]:
    which = ",".join(sorted(_SENDS | _SYNCS | _READS | _WRITES))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *run, cwd=HOUSE, env=env,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        await _said(process, process.stdout, b'"started"')
        strace = await asyncio.create_subprocess_exec(
            *("strace", "-f", "-y", "-s", "1500", "-e", f"trace={which}", "-e", "signal=none"),
            *("-o", str(folder / "trace"), "-p", str(process.pid)), stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await _said(strace, strace.stderr, b"attached")
        yield
    finally:
        process.kill()  # and with it its watcher ends
        await process.wait()
    await strace.wait()


async def _said(process: asyncio.subprocess.Process, pipe: asyncio.StreamReader | None, what: bytes) -> None:
    assert pipe is not None
    async with asyncio.timeout(60):
        while what not in await pipe.readline():
            assert not pipe.at_eof(), process


@pytest.mark.needs("strace")
@pytest.mark.parametrize("webhook", [False] if SAID <= 4 else [False, True])
async def test_p02_what_telegram_is_told_is_on_the_disk(webhook: bool, measured: Callable[[str], None]) -> None:
    trace = await traced(HELPLINE, webhook=webhook)
    told, faults = untrue(trace, webhook=webhook)
    synced = sum(call.what == "synced" for call in trace)
    measured(
        f"{'webhook' if webhook else 'polling'}: told {told} times, {synced} fdatasync, {len(faults)} told too early"
    )
    assert told >= SAID and faults == []


@pytest.mark.needs("strace")
async def test_p02_told_before_it_is_on_the_disk_is_found() -> None:
    """Planted: as most bots do it."""
    told, faults = untrue(await traced(("tests.system.planted", "early")))
    assert told >= SAID and faults


def test_p02_what_is_written_and_not_synced_is_found() -> None:
    """With synchronous=NORMAL a kill shows nothing, and a power cut takes it."""
    heard, told = Seen("heard", 7), Seen("told", 7)
    assert untrue([heard, Seen("written"), Seen("synced"), told]) == (1, [])
    assert untrue([heard, Seen("written"), told, Seen("synced")]) == (1, [7])
    assert untrue([Seen("written"), heard, Seen("synced"), told]) == (1, [7]), "that was of something before"
    assert untrue([heard, Seen("told", 6), Seen("written"), Seen("synced"), told]) == (1, [])
    lines = [
        r'11 recvfrom(9<socket:[1]>, "{\"ok\":true,\"result\":[{\"update_id\":7,\"mess"..., 65536) = 90',
        '12 pwrite64(5</tmp/x/helpline.db-wal>, "\\0"..., 4096, 32) = 4096',
        "12 fdatasync(5</tmp/x/helpline.db-wal> <unfinished ...>",
        r'11 write(9<socket:[1]>, "{\"offset\":8}"..., 12) = 12',
        "12 <... fdatasync resumed>) = 0",
    ]
    assert untrue(seen(lines)) == (1, [7]) and untrue(seen([*lines[:3], lines[4], lines[3]])) == (1, [])
