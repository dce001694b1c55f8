"""A process that shares nothing is alone with its database; any number that share may be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.ledger import sole
from bot.ledger.database import open_engine
from bot.ledger.sole import AnotherRuns, with_it


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sole, "PATIENCE", 0.0)


@pytest.fixture
def two(database: str) -> Iterator[tuple[Engine, Engine]]:
    """What two processes open."""
    engines = open_engine(database), open_engine(database)
    yield engines
    for engine in engines:
        engine.dispose()


async def test_a_second_one_is_refused_until_the_first_has_ended(two: tuple[Engine, Engine]) -> None:
    let_go = await with_it(two[0], shared=False)
    with pytest.raises(AnotherRuns, match=r"Another process of this bot runs[\s\S]* HELPLINE_REDIS"):
        await with_it(two[1], shared=False)
    let_go()
    (await with_it(two[1], shared=False))()


async def test_a_word_to_the_operator_of_sqlite_names_what_takes_more(tmp_path: object) -> None:
    engines = [open_engine(f"sqlite:///{tmp_path}/one.db") for _ in range(2)]
    let_go = await with_it(engines[0], shared=True)
    with pytest.raises(AnotherRuns, match=r"SQLite takes one.*PostgreSQL"):
        await with_it(engines[1], shared=True)
    let_go()
    for engine in engines:
        engine.dispose()


@pytest.mark.needs("postgres")
async def test_those_that_share_are_many_and_let_in_none_that_does_not(postgres_url: str) -> None:
    engines = [open_engine(postgres_url) for _ in range(3)]
    ends = [await with_it(engine, shared=True) for engine in engines[:2]]
    with pytest.raises(AnotherRuns, match="Stop it first, or give HELPLINE_REDIS to all"):
        await with_it(engines[2], shared=False)
    for end in ends:
        end()
    end = await with_it(engines[2], shared=False)
    with pytest.raises(AnotherRuns, match="runs without HELPLINE_REDIS"):
        await with_it(engines[0], shared=True)
    end()
    for engine in engines:
        engine.dispose()
