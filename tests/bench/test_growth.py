"""What an update costs as cases grow: the past is a real one, and each database is set beside its first line."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console
from sqlalchemy import func, select

from bot.bench.growth import Aged, table
from bot.bench.measure import Row
from bot.bench.past import FIRST, WORDS, lived_in
from bot.ledger import messages
from bot.ledger import tables as t
from bot.ledger.alone import alone
from bot.seal.keyring import Keyring
from bot.settings import Stores


def test_each_of_the_past_has_a_case_that_can_be_opened(tmp_path: Path) -> None:
    key_file = tmp_path / "keyring.json"
    Keyring.create(key_file)
    stores = Stores(f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db", key_file)
    lived_in(stores.database, stores.vault, key_file, 7)
    with alone(stores, key_file, datetime.now(UTC)) as book:
        who = book.tools.index.person(FIRST + 3)
        case = book.db.execute(select(t.workers.c.case_id).where(t.workers.c.who == who)).scalar_one()
        file = book.case(bytes(case))
        assert file is not None and file.chat == FIRST + 3
        assert [kept.text.startswith("passport") for kept, _ in messages.every(book, file)] == [True] * WORDS
        assert book.db.execute(select(func.count()).select_from(t.cases)).scalar_one() == 7


def test_a_database_is_set_beside_its_own_first_line() -> None:
    found = [_aged("SQLite", 10, 0.5), _aged("PostgreSQL", 10, 1.0), _aged("SQLite", 100, 1.0)]
    console = Console(width=160, file=StringIO())
    console.print(table(found))
    printed = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    lines = [line.split() for line in printed if line.startswith(("SQLite", "PostgreSQL"))]
    assert [(line[1], line[3]) for line in lines] == [("10", "1.00"), ("10", "1.00"), ("100", "2.00")]


def _aged(title: str, cases: int, cpu: float) -> Aged:
    row = Row(title, "texts", 1, 1.0, cpu, None, 1.0, 1.0, 1.0, 0, 0, 0, 1.0, 0.1)
    return Aged(title, cases, row, row, 1.0)
