"""The shape of the ledger: made at once or by its revisions it is the same, up, down and up again, with rows in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, func, inspect, select, text

from bot.ledger import messages
from bot.ledger.database import open_engine
from bot.ledger.migrate import FOLDER, NEWEST, _make_unless_made, current, migrate
from bot.ledger.tables import metadata
from tests.canaries import CANARY, IDS
from tests.room import labels, opened, text_of

MIN, AMAL = IDS[0], IDS[4]


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


def shape(engine: Engine) -> dict[str, Any]:
    """Everything the database itself says of its tables."""
    seen = inspect(engine)
    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in seen.get_columns(table)],
            "key": seen.get_pk_constraint(table),
            "unique": sorted(map(str, seen.get_unique_constraints(table))),
            "foreign": sorted(map(str, seen.get_foreign_keys(table))),
            "indexes": sorted(map(str, seen.get_indexes(table))),
        }
        for table in sorted(seen.get_table_names())
    }


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as db:
        return list(compare_metadata(MigrationContext.configure(db), metadata))


def rows(engine: Engine) -> int:
    with engine.connect() as db:
        return sum(
            int(db.execute(select(func.count()).select_from(table)).scalar_one()) for table in metadata.sorted_tables
        )


def test_the_newest_revision_is_the_one_the_program_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


def test_made_at_once_it_has_the_shape_the_program_expects(engine: Engine) -> None:
    migrate(engine)
    assert current(engine) == NEWEST and differences(engine) == []


def test_made_by_the_revisions_it_has_the_same_shape(engine: Engine) -> None:
    migrate(engine)
    at_once = shape(engine)
    migrate(engine, "base")
    migrate(engine, NEWEST)
    assert current(engine) == NEWEST and differences(engine) == []
    assert shape(engine) == at_once


def test_p18_a_column_that_no_revision_makes_would_be_seen(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as db:
        db.execute(text("ALTER TABLE cases ADD COLUMN surprise INTEGER"))
        db.execute(text("DROP INDEX ix_cases_state"))
    assert {difference[0] for difference in differences(engine)} == {"remove_column", "add_index"}


def test_it_is_made_once_and_a_second_start_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    made = shape(engine)
    migrate(engine)
    assert shape(engine) == made


def test_two_that_start_on_an_empty_database_at_once_both_find_it_made(database: str) -> None:
    """Each with connections of its own, as processes would have; both have seen it empty before either makes it."""
    both_have_looked = threading.Barrier(2, timeout=20)

    def starts(_: int) -> None:
        own = open_engine(database)
        assert current(own) == ""
        both_have_looked.wait()
        _make_unless_made(own)
        assert current(own) == NEWEST
        own.dispose()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(starts, range(2))) == [None, None]


async def test_p18_up_down_and_up_again_with_rows_in_it(tmp_path: Path, database: str, engine: Engine) -> None:
    migrate(engine, NEWEST)
    await a_conversation(tmp_path, database)
    assert rows(engine) > 10
    migrate(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert rows(engine) == 0 and differences(engine) == []
    await a_conversation(tmp_path, database)
    assert rows(engine) > 10


async def test_rows_made_before_a_start_open_after_it(tmp_path: Path, database: str, engine: Engine) -> None:
    await a_conversation(tmp_path, database)
    migrate(engine)
    async with opened(tmp_path, database) as room:
        [waiting] = await room.look(lambda book: book.all_waiting())
        [kept] = await room.look(lambda book: messages.kept(book, waiting, "kept"))
        assert kept.text == f"kept {CANARY}"


async def a_conversation(folder: Path, database: str) -> None:
    async with opened(folder, database) as room:
        await room.advocate(AMAL)
        min_ = room.person(MIN)
        await min_.asks_for_a_person()
        await min_.says(f"kept {CANARY}")
        assert any("Claim" in labels(call) for call in room.sent.calls)
        assert "kept until a person reads" in text_of(min_.last[-1])


class PowerCut(Exception):
    pass


@pytest.mark.parametrize("way", ["at once", "by its revisions"])
def test_p18_cut_off_in_the_middle_nothing_is_half_made(engine: Engine, way: str) -> None:
    made = [0]

    def cut(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        made[0] += statement.lstrip().startswith("CREATE TABLE")
        if made[0] == 6:
            raise PowerCut

    event.listen(engine, "before_cursor_execute", cut)
    with pytest.raises(PowerCut):
        migrate(engine, *([] if way == "at once" else [NEWEST]))
    event.remove(engine, "before_cursor_execute", cut)
    assert inspect(engine).get_table_names() == []
    migrate(engine)
    assert differences(engine) == []
