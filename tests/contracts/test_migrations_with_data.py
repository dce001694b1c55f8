"""Every revision down and up again, on both databases, with something in every table: nothing is lost but what the
older shape has no place for, and what is sealed opens afterwards."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, LargeBinary, String, Table, Text, func, inspect, select

from bot.ledger import chain, whole
from bot.ledger.columns import SealedBytes
from bot.ledger.database import open_engine
from bot.ledger.migrate import FOLDER, NEWEST, migrate
from bot.ledger.tables import metadata
from bot.seal.box import seal
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from tests.canaries import CANARY

ROWS = 7
ALL = os.environ.get("MIGRATIONS", "") == "all"  # `make soak`; else the oldest shape and the one before this
CHAINED = ("audit", "audit_head")


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(f"sqlite:///{tmp_path}/vault.db", Keyring.create(tmp_path / "keyring.json"), clock=time.monotonic)
    yield made
    made.close()


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def filled(engine: Engine, vault: Vault) -> None:
    """Something in every table, whatever tables there are."""
    made: dict[str, list[dict[str, Any]]] = {}
    with engine.begin() as db:
        for table in metadata.sorted_tables:
            if table.name not in CHAINED:
                made[table.name] = [_row(table, number, made, vault) for number in range(ROWS)]
                db.execute(table.insert(), made[table.name])
        acts = [{"at": 1, "actor": None, "act": f"act {nr}", "case_id": None, "whom": None} for nr in range(ROWS)]
        chain.write(db, lambda: vault.ring().audit, acts)


def _row(table: Table, number: int, made: dict[str, list[dict[str, Any]]], vault: Vault) -> dict[str, Any]:
    row = {
        column.name: _value(column, number, made)
        for column in table.columns
        if not isinstance(column.type, SealedBytes) and column is not table.autoincrement_column
    }
    if any(isinstance(column.type, SealedBytes) for column in table.columns):
        place = whole.PLACES[table.name]
        if place.seq and place.seq not in row:
            row[place.seq] = number + 1
        owner = place.owner(SimpleNamespace(_mapping=row, **row))  # type: ignore[arg-type] # as a row would be read
        seq = int(row[place.seq]) if place.seq else 0
        key = vault.mint([owner])[owner]
        row["sealed"] = seal(
            f"{CANARY} {number}".encode(), under=key, table=table.name, column="sealed", row=row[place.row], seq=seq
        )
    return row


def _value(column: Column[Any], number: int, made: dict[str, list[dict[str, Any]]]) -> Any:
    for key in column.foreign_keys:
        return made[key.column.table.name][number][key.column.name]
    if isinstance(column.type, LargeBinary):
        return secrets.token_bytes(column.type.length or 40)
    if isinstance(column.type, String | Text):
        return f"{column.name[:3]} {number}"[: getattr(column.type, "length", None) or 40]
    return number + 1


def seen(engine: Engine, shape: dict[str, set[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in these columns, in one order."""
    found = {}
    with engine.connect() as db:
        for name, columns in shape.items():
            table = metadata.tables[name]
            kept = [table.c[each] for each in sorted(columns & set(table.c.keys()))]
            rows = db.execute(select(*kept)).all()
            found[name] = sorted((tuple(repr(_raw(value)) for value in row) for row in rows), key=str)
    return found


def _raw(value: Any) -> Any:
    return getattr(value, "raw", value)


def shape_of(engine: Engine) -> dict[str, set[str]]:
    there = inspect(engine)
    return {
        name: {column["name"] for column in there.get_columns(name)}
        for name in there.get_table_names()
        if name != "alembic_version"
    }


REVISIONS = revisions()


@pytest.mark.parametrize("revision", REVISIONS[:-1] if ALL else [REVISIONS[0], REVISIONS[-2]])
def test_p18_down_to_it_and_up_again_what_it_has_a_place_for_is_kept(
    engine: Engine, vault: Vault, revision: str
) -> None:
    migrate(engine)
    filled(engine, vault)
    with engine.connect() as db:
        assert all(db.execute(select(func.count()).select_from(each)).scalar() for each in metadata.sorted_tables)
    newest, everything = shape_of(engine), seen(engine, shape_of(engine))
    migrate(engine, revision)
    older = {name: columns & newest.get(name, set()) for name, columns in shape_of(engine).items()}
    migrate(engine, NEWEST)
    assert shape_of(engine) == newest
    migrate(engine)
    kept = seen(engine, older)
    for name in older:
        assert len(kept[name]) == len(everything[name]), name
    found = whole.look(engine, vault)
    assert found.shut == {} and found.erased == 0 and found.opened >= ROWS
    with engine.begin() as db:
        row = {"at": 2, "actor": None, "act": "afterwards", "case_id": None, "whom": None}
        chain.write(db, lambda: vault.ring().audit, [row])
        assert chain.examine(db, vault.ring().audit).broken == ()


def test_p18_a_column_that_comes_back_empty_would_be_seen(engine: Engine, vault: Vault) -> None:
    migrate(engine)
    filled(engine, vault)
    before = seen(engine, {"cases": {"code_name", "state"}})
    with engine.begin() as db:
        db.execute(metadata.tables["cases"].update().values(state=""))
    assert seen(engine, {"cases": {"code_name", "state"}}) != before
