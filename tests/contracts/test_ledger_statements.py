"""The statements of every turn: what SQLAlchemy would have done with them, and the same guard."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from bot.ledger import statements
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.seal.box import Sealed
from tests.canaries import CANARY

SET = ("sealed", "case_id", "touched_day")


@pytest.fixture
def db(database: str) -> Iterator[Connection]:
    engine = open_engine(database)
    t.metadata.create_all(engine)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def worker(number: int, **special: Any) -> dict[str, Any]:
    id = number.to_bytes(16, "big")
    return {"id": id, "who": id * 2, "sealed": Sealed(b"s" * 100), "case_id": None, "touched_day": 1, **special}


def all_of(db: Connection) -> list[Any]:
    return list(db.execute(select(t.workers).order_by(t.workers.c.id)).all())


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 63, 64, 65, 200])
def test_as_many_rows_come_back_as_went_in(db: Connection, count: int) -> None:
    rows = [worker(number) for number in range(count)]
    statements.add(db, t.workers, rows)
    assert [dict(row._mapping) for row in all_of(db)] == rows
    asked = [row["who"] for row in rows]
    found = statements.among(db, select(t.workers).order_by(t.workers.c.id), t.workers.c.who, asked)
    assert [row._asdict() for row in found] == rows
    statements.remove(db, t.workers.c.id, [row["id"] for row in rows[1:]])
    assert len(all_of(db)) == min(count, 1)


def test_who_is_not_there_is_not_found(db: Connection) -> None:
    statements.add(db, t.workers, [worker(1)])
    assert statements.among(db, select(t.workers), t.workers.c.who, [b"x" * 32, b"y" * 32]) == []


def test_a_row_that_is_there_is_changed_in_the_columns_named_and_in_no_other(db: Connection) -> None:
    statements.add(db, t.workers, [worker(1), worker(2)], changed=SET)
    statements.add(db, t.workers, [worker(1, touched_day=9, who=b"z" * 32), worker(3)], changed=SET)
    one, two, three = all_of(db)
    assert (one.touched_day, bytes(one.who), two.touched_day, three.touched_day) == (9, worker(1)["who"], 1, 1)


def test_many_rows_are_changed_each_in_its_own_way(db: Connection) -> None:
    statements.add(db, t.workers, [worker(1), worker(2)])
    change = update(t.workers).where(t.workers.c.id == bindparam("row")).values(touched_day=bindparam("day"))
    statements.many(db, change, [{"row": worker(number)["id"], "day": number * 10} for number in (1, 2)])
    assert [row.touched_day for row in all_of(db)] == [10, 20]


def test_a_column_that_counts_by_itself_is_left_to_the_database(db: Connection) -> None:
    row = {"lane": b"l" * 8, "nr": 1, "at": 1, "owner": b"o" * 16, "sealed": Sealed(b"x" * 100), "due": None}
    row["case_id"] = None
    statements.add(db, t.trail, [row] * 3)
    assert [entry.id for entry in db.execute(select(t.trail).order_by(t.trail.c.id))] == [1, 2, 3]


def test_what_the_database_refuses_is_sqlalchemys_fault_without_parameters(db: Connection) -> None:
    taken = worker(2, who=worker(1)["who"])
    statements.add(db, t.workers, [worker(1)])
    with pytest.raises(IntegrityError) as refused:
        statements.add(db, t.workers, [taken], changed=SET)
    assert refused.value.hide_parameters and refused.value.params is None


@pytest.mark.parametrize("unsealed", [CANARY, CANARY.encode(), memoryview(b"x"), 7], ids=lambda it: type(it).__name__)
def test_what_is_not_sealed_is_refused(db: Connection, unsealed: Any) -> None:
    change = update(t.workers).where(t.workers.c.id == bindparam("row")).values(sealed=bindparam("words"))
    with pytest.raises(TypeError, match="only what has been sealed"):
        statements.add(db, t.workers, [worker(1, sealed=unsealed)])
    with pytest.raises(TypeError, match="only what has been sealed"):
        statements.many(db, change, [{"row": secrets.token_bytes(16), "words": unsealed}])
    assert all_of(db) == []
