"""docs/data.md names every table, and every column that is not sealed, with a reason; and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from bot.ledger import tables as ledger
from bot.seal import store as vault
from bot.settings import HOUSE

WRAPPED = ("dek", "wrapped")  # a key under another key: sealed, though not by the ledger's own column type


def plain_columns(*databases: MetaData) -> dict[str, set[str]]:
    """Table -> its columns that are not sealed."""
    return {
        table.name: {
            column.name
            for column in table.columns
            if not isinstance(column.type, ledger.SealedBytes) and (table.name, column.name) != WRAPPED
        }
        for database in databases
        for table in database.sorted_tables
    }


def told_columns(page: str) -> dict[str, set[str]]:
    """Table -> the columns that the page gives a reason for."""
    sections = re.split(r"^### +", page, flags=re.MULTILINE)[1:]
    return {
        section.split("\n", 1)[0].strip(): set(re.findall(r"^\| `(\w+)` \| \w", section, re.MULTILINE))
        for section in sections
    }


def untrue(page: str, *databases: MetaData) -> Iterator[str]:
    there, told = plain_columns(*databases), told_columns(page)
    yield from (f"the table {name} is not told" for name in there.keys() - told.keys())
    yield from (f"there is no table {name}" for name in told.keys() - there.keys())
    for name in sorted(there.keys() & told.keys()):
        yield from (f"{name}.{column} is plain, and nobody says why" for column in sorted(there[name] - told[name]))
        yield from (f"{name}.{column} is not plain, or not there" for column in sorted(told[name] - there[name]))


def page() -> str:
    return (HOUSE / "docs" / "data.md").read_text(encoding="utf-8")


def test_the_page_tells_every_table_and_every_plain_column() -> None:
    assert list(untrue(page(), ledger.metadata, vault.META)) == []


@pytest.mark.parametrize("said", ["### topics", "| `waiting_since` |", "| `kek_id` |"])
def test_what_the_page_no_longer_tells_is_missed(said: str) -> None:
    assert said in page()
    assert list(untrue(page().replace(said, "", 1), ledger.metadata, vault.META))


def test_a_new_table_and_a_new_plain_column_are_missed() -> None:
    grown = MetaData()
    Table("seen", grown, Column("update_id", Integer), Column("place", Integer), Column("words", ledger.SealedBytes))
    Table("addresses", grown, Column("id", Integer))
    told = "### seen\n| `update_id` | counts |\n| `words` | a reason |\n### gone\n"
    assert sorted(untrue(told, grown)) == [
        "seen.place is plain, and nobody says why",
        "seen.words is not plain, or not there",
        "the table addresses is not told",
        "there is no table gone",
    ]


def test_a_column_without_a_reason_is_not_told() -> None:
    assert told_columns("### seen\n| `at` |  |\n| `owner` | whose |\n") == {"seen": {"owner"}}


def test_her_words_have_no_plain_place() -> None:
    """Each table but those without words, the audit and the numbers of updates, keeps what people say in one column.
    What is published is what we say, and a wait or a count says nothing of anybody."""
    without = {table.name for table in ledger.metadata.sorted_tables if "sealed" not in table.columns}
    assert without == {
        "alarms", "alerts", "audit", "audit_head", "bundles", "capacities", "duty", "erasures", "feedback", "releases",
        "rota", "seen", "tallies", "waits", "ways_back",
    }  # fmt: skip
