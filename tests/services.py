"""The servers that tests need: found on this machine, brought where we may, started privately on free ports.

`python -m tests.services bring` installs what is missing. Nothing here looks at a server that happens to run.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.papers.fonts import FOLDERS

PATIENCE = 30.0
MEMORY, ROOM = Path("/dev/shm"), 2**30  # bytes that must be free there: a whole run needs about half
DEBIAN = Path("/etc/debian_version")
Words = Sequence[str | Path]


class Need(NamedTuple):
    """Something that tests need and Python's packages do not bring."""

    name: str
    packages: tuple[str, ...]  # Debian's names
    find: Callable[[], Path | None]

    @property
    def command(self) -> str:
        """What a person types to have it."""
        return f"sudo apt-get install -y {' '.join(self.packages)}"


def _postgres() -> Path | None:
    """The folder of PostgreSQL's programs, the newest first. Debian does not put them on the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    found = versions[-1] if versions else Path(on_path).resolve() if on_path else None
    return found.parent if found and (found.parent / "postgres").exists() else None


def _first_of(*names: str) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


POSTGRES = Need("PostgreSQL", ("postgresql",), _postgres)
REDIS = Need("Redis", ("redis-server",), lambda: _first_of("redis-server"))
CHROMIUM = Need(
    "Chromium",
    ("chromium", "fonts-noto-core", "fonts-noto-color-emoji"),
    lambda: _first_of("chromium", "chromium-browser"),
)
FONTS = Need(
    "Noto fonts",
    ("fonts-noto-core",),
    lambda: next((folder for folder in FOLDERS if (folder / "NotoSansTamil-Regular.ttf").is_file()), None),
)
STRACE = Need("strace", ("strace",), lambda: _first_of("strace"))

# Fixture -> what it cannot do without. A test that asks for the fixture is told as not run where the need is missing.
NEEDS = {"postgres": POSTGRES, "redis_server": REDIS, "chromium": CHROMIUM, "fonts": FONTS, "strace": STRACE}


# --- Bringing them ------------------------------------------------------------------------------------------------


def bring(needs: Sequence[Need] = (POSTGRES, REDIS, CHROMIUM, FONTS, STRACE)) -> None:
    """Install what is missing, where this machine is Debian's and we are its root; else say how."""
    missing = [need for need in needs if need.find() is None]
    for need in missing:
        print(f"{need.name} is not on this machine.", flush=True)
    if not missing:
        return
    if os.geteuid() != 0 or not DEBIAN.exists() or not shutil.which("apt-get"):
        print("Its tests will be named as not run. To have them: " + "; ".join(need.command for need in missing))
        return
    _apt("update")
    for need in missing:
        _apt("install", "-y", "--no-install-recommends", *need.packages)


def _apt(*words: str) -> None:
    """One step of apt-get, with its time. Its own output is shown only where it fails."""
    print(f"  apt-get {' '.join(words)} … ", end="", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        ["apt-get", "-q", *words],
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"{time.monotonic() - began:.0f} s" if done.returncode == 0 else f"failed\n{done.stdout}", flush=True)


# --- Running them -------------------------------------------------------------------------------------------------


class DidNotStart(Exception):
    """A server of the tests, and the end of what it said."""


@dataclass(frozen=True)
class Postgres:
    """A private server. Every test takes a database of its own."""

    port: int
    log: Path
    password: str = ""

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://helpline@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """A fresh empty database, by address."""
        import psycopg

        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{database}"'.encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        import psycopg

        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)'.encode())

    @property
    def _admin(self) -> str:
        return f"postgresql://helpline:{self.password}@127.0.0.1:{self.port}/postgres"


@dataclass(frozen=True)
class RedisServer:
    """A private server, that writes to its folder only when it is told to."""

    port: int
    home: Path

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


# As an operator should run it: durable, and no words of anybody in its own log.
HOW = [
    *("-c", "fsync=on", "-c", "max_connections=120", "-c", "log_min_messages=warning"),
    *("-c", "log_parameter_max_length=0", "-c", "log_parameter_max_length_on_error=0"),
]


@contextmanager
def running_postgres(how: Words = HOW, begin: Words = ("--auth=trust",), password: str = "") -> Iterator[Postgres]:
    programs = POSTGRES.find()
    if programs is None:
        raise DidNotStart(POSTGRES.command)
    with _folder("helpline-pg-") as home:  # a short path: the socket's may have 107 characters
        data, log, account = home / "data", home / "postgres.log", _account(home)
        (home / "password").write_text(password or "unasked")
        own = [f"--pwfile={home}/password", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([programs / "initdb", "-D", data, "-U", "helpline", *begin, *own], account)
        for port in _free_ports():
            server = Postgres(port, log, password)
            where = ["-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(home)]
            with _started([programs / "postgres", *where, *how], log, signal.SIGINT, account) as process:
                if _answers(process, lambda server=server: _connects(server)):  # type: ignore[misc]
                    yield server
                    return
        raise DidNotStart(f"PostgreSQL: {log.read_text()[-2000:]}")


@contextmanager
def running_redis(how: Words = ("--save", "", "--appendonly", "no")) -> Iterator[RedisServer]:
    program = REDIS.find()
    if program is None:
        raise DidNotStart(REDIS.command)
    with _folder("helpline-redis-") as home:
        log = home / "redis.log"
        for port in _free_ports():
            where = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(home), "--rdbcompression", "no"]
            with _started([program, *where, *how], log, signal.SIGKILL) as process:
                if _answers(process, lambda port=port: _pongs(port)):  # type: ignore[misc]
                    yield RedisServer(port, home)
                    return
        raise DidNotStart(f"Redis: {log.read_text()[-2000:]}")


class _Account(NamedTuple):
    uid: int
    gid: int


def _account(home: Path) -> _Account | None:
    """PostgreSQL refuses to run as root: then it is somebody else's, and so is the folder."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return _Account(entry.pw_uid, entry.pw_gid)


def quick() -> Path:
    """Where files of tests lie: in memory, where Linux has a folder there with room enough. Everything is written as on
    a disk and everything asks it to be kept, only nobody waits for that a hundred thousand times."""
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        return Path("/tmp")
    return MEMORY if free > ROOM and os.access(MEMORY, os.W_OK) else Path("/tmp")


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=quick()))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _free_ports(tries: int = 5) -> Iterator[int]:
    """Ports that are free now. Somebody may take one before the server does: then the next is tried."""
    for _ in range(tries):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        yield port


def _run(command: Words, account: _Account | None) -> None:
    done = subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True, env=_environment(), cwd="/tmp",
        user=account.uid if account else None, group=account.gid if account else None,
        extra_groups=[] if account else None,
    )  # fmt: skip
    if done.returncode:
        raise DidNotStart(f"{command[0]}: {done.stdout[-1000:]}{done.stderr[-1000:]}")


@contextmanager
def _started(
    command: Words, log: Path, ending: signal.Signals, account: _Account | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that ends with the tests, also when they are killed."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env=_environment(), cwd="/tmp", user=account.uid if account else None,
            group=account.gid if account else None, extra_groups=[] if account else None,
            preexec_fn=lambda: _end_with_parent(ending),  # noqa: PLW1509 (one thread: servers start before loops do)
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(ending)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with_parent(ending: signal.Signals) -> None:
    """Linux tells the child when its parent is gone; runs in the child, after it has become the other account."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, int(ending))


def _environment() -> dict[str, str]:
    """Without PGHOST, PGDATA, locale and what else this machine may have set for its own servers."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _answers(process: subprocess.Popen[bytes], asked: Callable[[], bool]) -> bool:
    """Whether the server is there. False as soon as it has ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            return False
        if asked():
            return True
        time.sleep(0.02)
    return False


def _connects(server: Postgres) -> bool:
    import psycopg

    with suppress(psycopg.OperationalError), psycopg.connect(server._admin, connect_timeout=2):
        return True
    return False


def _pongs(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
            wire.sendall(b"PING\r\n")
            return wire.recv(16).startswith(b"+PONG")
    except OSError:
        return False


if __name__ == "__main__":
    if sys.argv[1:] != ["bring"]:
        raise SystemExit("python -m tests.services bring")
    bring()
