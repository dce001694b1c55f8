"""Who is measured: the rivals, and the house itself on each database and in each mode."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.bench.past import lived_in
from bot.bench.postgres import Server
from bot.bench.process import HOUSE, BenchFault, Process, python

TOKEN = "7100000001:" + "b" * 35  # nobody's: it has the shape that settings ask for
STAFF_CHAT = "-1007100000001"

Start = Callable[[str, Path, int], AbstractContextManager[Process]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """`start(api, folder, core)` begins it. `house`: ours, so it is warmed up through its first screens and answers
    with screens; a rival echoes. `latency`: also measured at a steady rate. `missing`: why it cannot run."""

    name: str
    title: str
    start: Start
    house: bool = False
    latency: bool = False
    server: Server | None = None
    missing: str | None = None


def rivals() -> list[Contestant]:
    return [
        _rival("ptb", "PTB, getUpdates, one by one", "ptb", "sequential", latency=True),
        _rival("ptb-concurrent", "PTB, getUpdates, 256 at once", "ptb", "concurrent", needs="telegram"),
        _rival("aiogram", "aiogram, getUpdates", "aiogram_echo", "polling", latency=True, needs="aiogram"),
        _rival("aiogram-webhook", "aiogram, webhook", "aiogram_echo", "webhook", needs="aiogram"),
        _rival("bare", "bare aiohttp, webhook", "bare", "asyncio"),
        _rival("bare-uvloop", "bare aiohttp with uvloop, webhook", "bare", "uvloop", latency=True, needs="uvloop"),
    ]


def aged(server: Server | None, no_server: str | None, cases: int) -> list[Contestant]:
    """The helpline with a past of so many cases, on each database."""
    name, title = f"{cases} cases", f"{cases:,} cases"
    start = _postgres(server, "polling", cases) if server else _nothing
    return [
        Contestant(f"sqlite {name}", f"SQLite, {title}", _sqlite("polling", cases), True, True),
        Contestant(f"postgres {name}", f"PostgreSQL, {title}", start, True, True, server, no_server),
    ]


def house(server: Server | None, no_server: str | None) -> list[Contestant]:
    """The helpline. Without a PostgreSQL its lines say why."""
    made = [Contestant(f"sqlite-{mode}", f"helpline, SQLite, {mode}", _sqlite(mode), True, True) for mode in _MODES]
    for mode in _MODES:
        start = _postgres(server, mode) if server else _nothing
        made.append(
            Contestant(
                f"postgres-{mode}", f"helpline, PostgreSQL, {mode}", start, True, mode == "webhook", server, no_server
            )
        )
    return made


_MODES = ("webhook", "polling")


def _rival(name: str, title: str, module: str, mode: str, *, latency: bool = False, needs: str = "") -> Contestant:
    def start(api: str, folder: Path, core: int) -> AbstractContextManager[Process]:
        return python(title, f"bot.bench.rivals.{module}", api, TOKEN, mode, str(free_port()), core=core)

    absent = bool(needs) and find_spec(needs) is None
    return Contestant(
        name, title, start, latency=latency, missing=f"bring it with: pip install {needs}" if absent else None
    )


def _nothing(api: str, folder: Path, core: int) -> AbstractContextManager[Process]:
    raise AssertionError("a contestant that is missing is not started")


def _sqlite(mode: str, past: int = 0) -> Start:
    def start(api: str, folder: Path, core: int) -> AbstractContextManager[Process]:
        databases = nullcontext((f"sqlite:///{folder}/helpline.db", f"sqlite:///{folder}/vault.db"))
        return _helpline(api, folder, core, mode, databases, past)

    return start


def _postgres(server: Server, mode: str, past: int = 0) -> Start:
    @contextmanager
    def databases() -> Iterator[tuple[str, str]]:
        with server.database() as database, server.database() as vault:
            yield database, vault

    def start(api: str, folder: Path, core: int) -> AbstractContextManager[Process]:
        return _helpline(api, folder, core, mode, databases(), past)

    return start


@contextmanager
def _helpline(
    api: str, folder: Path, core: int, mode: str, databases: AbstractContextManager[Sequence[str]], past: int
) -> Iterator[Process]:
    with databases as (database, vault):
        keyring = _keyring(folder)
        if past:
            lived_in(database, vault, keyring, past)
        env = {
            "HELPLINE_TOKEN": TOKEN,
            "HELPLINE_API_URL": api,
            "HELPLINE_DATABASE": database,
            "HELPLINE_VAULT": vault,
            "HELPLINE_KEYRING_FILE": str(keyring),
            "HELPLINE_STAFF_CHAT": STAFF_CHAT,
            "HELPLINE_LISTEN": f"127.0.0.1:{free_port()}",
            **(_webhook(folder) if mode == "webhook" else {}),
        }
        with python(f"helpline ({mode})", "bot", "run", core=core, env=env) as process:
            yield process


def _keyring(folder: Path) -> Path:
    path = folder / "keyring.json"
    command = [sys.executable, "-m", "bot", "keys", "init", str(path)]
    made = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    if made.returncode:
        raise BenchFault(f"no key file could be made: {made.stderr.strip()}")
    return path


def _webhook(folder: Path) -> dict[str, str]:
    secret = folder / "webhook-secret"
    secret.touch(mode=0o600)
    secret.write_text(secrets.token_hex(32))
    port = free_port()
    return {
        "HELPLINE_WEBHOOK_URL": f"http://127.0.0.1:{port}/webhook",
        "HELPLINE_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        "HELPLINE_WEBHOOK_SECRET_FILE": str(secret),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
