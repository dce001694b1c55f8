"""A private PostgreSQL for the bench: own folder, own socket, no port; it honours every commit as a real one does."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bot.bench.process import BenchFault, Process

BRING = "apt-get install postgresql"
_DEBIAN = Path("/usr/lib/postgresql")
_START_WITHIN = 20.0


class Server:
    """`url` leads to a database that is always there; every measurement gets databases of its own."""

    def __init__(self, url: str, process: Process | None = None) -> None:
        self._url = url
        self._process = process

    def cpu(self) -> float | None:
        """Seconds of processor time of the whole server, if it is ours to look at."""
        return self._process.cpu() if self._process else None

    @contextmanager
    def database(self) -> Iterator[str]:
        name = f"helpline_bench_{secrets.token_hex(4)}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
            try:
                yield urlunsplit(urlsplit(self._url)._replace(path=f"/{name}"))
            finally:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


_NO_VALUES = "log_parameter_max_length=0"  # the helpline does not start on one that would log them


@contextmanager
def server(given: str, core: int) -> Iterator[Server]:
    """The server at the URL `given`, or a private one on `core`."""
    if given:
        yield Server(re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", given))
        return
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="helpline-bench-pg-") as folder:
        account = _account(Path(folder))
        data = f"{folder}/data"
        command = [str(programs / "initdb"), "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(command, user=account, cwd="/", check=True, stdout=subprocess.DEVNULL)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", _NO_VALUES]
        command = [str(programs / "postgres"), "-D", data, *options]
        # SIGINT is its "fast shutdown": it does not wait for whoever is still connected.
        with Process("PostgreSQL", command, core=core, account=account, ends_by=signal.SIGINT) as process:
            # The host is written into the query: a socket's path cannot stand where a host name does.
            url = f"postgresql://bench@/postgres?host={folder}"
            _wait(process, url)
            yield Server(url, process)


def missing() -> str | None:
    """What to do to have one, if it cannot be started."""
    return None if _found() else f"PostgreSQL's programs are not here; bring them with: {BRING}"


def _programs() -> Path:
    found = _found()
    if not found:
        raise BenchFault(missing() or "")
    return found


def _found() -> Path | None:
    installed = sorted(_DEBIAN.glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    newest = str(installed[-1]) if installed else shutil.which("postgres")
    return Path(newest).parent if newest else None


def _account(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then it runs as an account that owns only this folder."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = next(name for name in ("postgres", "nobody") if name in names)
    shutil.chown(folder, account)
    return account


def _wait(process: Process, url: str) -> None:
    until = time.monotonic() + _START_WITHIN
    while True:
        process.must_live()
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError as fault:
            if time.monotonic() > until:
                raise BenchFault(f"PostgreSQL did not start within {_START_WITHIN:.0f} s") from fault
            time.sleep(0.05)
