"""A whole database as one stream of bytes, taken while it is used, and put back into an empty place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, make_url

_AT_ONCE = 1 << 20
_IN_MEMORY = 64 << 20  # bytes; what is larger goes by way of a file


class BackupRefused(Exception):
    """A backup that cannot be made, or must not be put back. The sentence says why, and what to do."""


def kind_of(url: str) -> str:
    return "sqlite" if make_url(url).get_backend_name() == "sqlite" else "postgresql"


def taken(url: str, by_way_of: Path | None) -> Iterator[bytes]:
    """`by_way_of`: a folder where SQLite's copy may lie for as long as this lasts. None: it never touches a disk."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        yield from _read_from([_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"], where)
        return
    path = Path(where.database or "")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=10)) as used:
        if by_way_of is None or path.stat().st_size < _IN_MEMORY:
            with closing(sqlite3.connect(":memory:")) as copy:
                used.backup(copy)
                yield copy.serialize()
            return
        with tempfile.TemporaryDirectory(dir=by_way_of, prefix=".copy-") as folder:  # made for its owner only
            with closing(sqlite3.connect(Path(folder) / "copy.db")) as copy:
                used.backup(copy)
            with (Path(folder) / "copy.db").open("rb") as file:
                yield from iter(lambda: file.read(_AT_ONCE), b"")


def must_be_there(url: str) -> None:
    """To open a database of SQLite that is not there would make one."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file():
        path = where.database
        raise BackupRefused(f"There is no database at {path}; HELPLINE_DATABASE and HELPLINE_VAULT say where they are.")


def must_be_empty(url: str) -> None:
    """What is there is never written over: it may be the better copy."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        path = Path(where.database or "")
        if path.exists():
            raise BackupRefused(f"There is a database at {path} already. Nothing was changed; move it away first.")
        return
    _program("pg_restore")
    engine = create_engine(where.set(drivername="postgresql+psycopg"), hide_parameters=True)
    try:
        if inspect(engine).get_table_names():
            raise BackupRefused(
                f"The database {where.database} on {where.host or 'this machine'} is not empty. Nothing was changed; "
                "make an empty one (createdb), and name that."
            )
    finally:
        engine.dispose()


def put_back(url: str, parts: Iterable[bytes]) -> None:
    """All of it or nothing: where the stream breaks off, the place is as empty as before."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        how = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        _write_to([_program("pg_restore"), *how], where, parts)
        return
    path = Path(where.database or "")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(
            f"{name} is not on this machine, and PostgreSQL is copied with nothing else. Install the client of the "
            "server's version (on Debian and Ubuntu: postgresql-client), or ask where it is."
        )
    return found


def _read_from(command: Sequence[str], where: URL) -> Iterator[bytes]:
    with subprocess.Popen(
        [*command, f"--dbname={_address(where)}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=_environment(where),
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        try:
            yield from iter(lambda: process.stdout.read(_AT_ONCE), b"")  # type: ignore[union-attr]
        except BaseException:  # nobody wants the rest
            process.kill()
            raise
        said = process.stderr.read()
    if process.returncode:
        raise BackupRefused(f"pg_dump could not copy {where.database}: {_last_line(said)}")


def _write_to(command: Sequence[str], where: URL, parts: Iterable[bytes]) -> None:
    with subprocess.Popen(
        [*command, f"--dbname={_address(where)}"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, env=_environment(where),
    ) as process:  # fmt: skip
        assert process.stdin and process.stderr
        try:
            for part in parts:
                process.stdin.write(part)
            process.stdin.close()
        except BrokenPipeError:
            said = process.stderr.read()  # it has said why
        except BaseException:  # a part that is not ours: what came before must not be committed
            process.kill()
            with suppress(BrokenPipeError):
                process.stdin.close()
            raise
        else:
            said = process.stderr.read()
    if process.returncode:
        raise BackupRefused(f"pg_restore could not fill {where.database}: {_last_line(said)}")


def _address(where: URL) -> str:
    """Without the password: whoever lists the processes of a machine sees what they were started with."""
    return where.set(drivername="postgresql", password=None).render_as_string()


def _environment(where: URL) -> dict[str, str]:
    secret = {"PGPASSWORD": str(where.password)} if where.password else {}
    return {"PATH": os.defpath, "LC_ALL": "C", **secret}


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"
