"""What a database must be set to before anything is entrusted to it: kept through a power cut, gone when deleted, and
nothing of anybody in its own log. The ledger and the vault ask alike, at every start; `helpline doctor` asks too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, text


class UnsafeDatabase(Exception):
    """Everything that is wrong with how a database is set, each with what would happen. `what`: which database."""

    def __init__(self, what: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"The {what} is not used as it is set:{lines}")


class _Wanted(NamedTuple):
    name: str
    good: tuple[str, ...]
    otherwise: str


_POWER = "a power cut loses what Telegram was told we have"
_LOG = "its log would hold what is kept here"
_POSTGRES = (
    _Wanted("fsync", ("on",), _POWER),
    _Wanted("synchronous_commit", ("on", "local", "remote_write", "remote_apply"), _POWER),
    _Wanted("full_page_writes", ("on",), "a power cut tears pages that nothing can mend"),
    _Wanted("log_statement", ("none",), "its log tells who does what when"),
    _Wanted("log_parameter_max_length", ("0",), _LOG),
    _Wanted("log_parameter_max_length_on_error", ("0",), _LOG),
    _Wanted("auto_explain.log_parameter_max_length", ("0", ""), _LOG),  # "": not loaded
)
_SQLITE = (
    _Wanted("synchronous", ("2", "3"), _POWER),
    _Wanted("journal_mode", ("wal", "delete", "truncate", "persist"), _POWER),
    _Wanted("secure_delete", ("1",), "what is erased stays in the file"),
    _Wanted("foreign_keys", ("1",), "rows would be left behind that belong to nothing"),
    _Wanted("trusted_schema", ("0",), "a changed file could run what stands in it"),
)


class Found(NamedTuple):
    """How a database is set: `read` gives a value by name, or None where it knows no such setting."""

    sqlite: bool
    read: Callable[[str], object]


def of_postgres(db: Connection) -> Found:
    asked = text("SELECT current_setting(:name, true)")
    return Found(False, lambda name: db.execute(asked, {"name": name}).scalar_one())


def of_sqlite(execute: Callable[[str], Any]) -> Found:
    return Found(True, lambda name: execute(f"PRAGMA {name}").fetchone()[0])


def unsafe(found: Found) -> Iterator[str]:
    """Of each setting that is not as it must be: what follows, and what to do."""
    for name, good, otherwise in _SQLITE if found.sqlite else _POSTGRES:
        value = found.read(name)
        said = "" if value is None else str(value)
        if said.lower() not in good:
            yield f"{name} is {said or 'unknown'}: {otherwise}; {_remedy(found, f'{name} = {good[0]}')}"


def _remedy(found: Found, right: str) -> str:
    if found.sqlite:
        return f"this SQLite does not do what it is told ({right}); use the one that comes with Python"
    return f"set {right} in postgresql.conf, or ALTER DATABASE … SET {right} as its superuser"


def refuse(what: str, found: Found) -> None:
    """Raises UnsafeDatabase."""
    if problems := tuple(unsafe(found)):
        raise UnsafeDatabase(what, problems)
