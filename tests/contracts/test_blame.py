"""Whose fault it is: a database that is away or full gets the same again, and what no database takes is put aside."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.ledger.blame import is_away


def fault(url: str, *statements: str) -> DBAPIError:
    engine = create_engine(url)
    try:
        with pytest.raises(DBAPIError) as found:
            _all(engine, statements)
        return found.value
    finally:
        engine.dispose()


def _all(engine: Engine, statements: tuple[str, ...]) -> None:
    with engine.begin() as db:
        for statement in statements:
            db.execute(text(statement))


def test_a_full_or_locked_or_absent_sqlite_is_away(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    full = fault(url, "CREATE TABLE a (b)", "PRAGMA max_page_count = 2", "INSERT INTO a VALUES (zeroblob(100000))")
    assert "full" in str(full.orig) and is_away(full)
    other = sqlite3.connect(tmp_path / "b.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert is_away(fault(f"sqlite:///{tmp_path}/b.db?timeout=0", "CREATE TABLE a (b)"))
    other.close()
    assert is_away(fault(f"sqlite:///{tmp_path}/nowhere/a.db", "SELECT 1"))


def test_a_statement_that_is_wrong_is_ours(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    assert isinstance(wrong := fault(url, "SELECT * FROM nothing"), OperationalError) and not is_away(wrong)
    twice = fault(url, "CREATE TABLE a (b UNIQUE)", "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (1)")
    assert isinstance(twice, IntegrityError) and not is_away(twice)


@pytest.mark.needs("postgres")
def test_a_postgresql_that_stops_somebody_is_away_and_one_that_cannot_read_is_not(postgres_url: str) -> None:
    assert is_away(fault(postgres_url, "SELECT pg_terminate_backend(pg_backend_pid())"))
    assert is_away(fault(postgres_url, "SET statement_timeout = 1", "SELECT pg_sleep(5)"))
    assert is_away(fault("postgresql+psycopg://helpline@127.0.0.1:1/x", "SELECT 1"))
    assert not is_away(fault(postgres_url, "SELECT * FROM nothing"))
    assert issubclass(psycopg.errors.UndefinedTable, psycopg.ProgrammingError)


def test_whatever_else_falls_is_ours() -> None:
    assert not is_away(ValueError()) and is_away(OperationalError("COMMIT", {}, OSError("no space left on device")))
