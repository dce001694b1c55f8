"""What we say we hold is what the tables hold: pages are compared with the schema, and nothing can be kept unsaid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table

from bot.ledger import holdings
from bot.ledger.columns import BLIND, SealedBytes
from bot.ledger.held_why import HELD, Held
from bot.page_parts import NoPlace

WHY = {"letters": Held("worker", "her letters", "to answer", "a week")}


def grown(*columns: Column[Any], name: str = "letters") -> MetaData:
    schema = MetaData()
    Table(name, schema, Column("id", Integer, primary_key=True), *columns)
    return schema


@pytest.mark.parametrize("page", holdings.pages(), ids=lambda page: page.name)
def test_the_page_says_what_the_tables_hold(page: Path) -> None:
    text = page.read_text("utf-8")
    assert holdings.PART.written(text, holdings.as_page(holdings.holdings())) == text, "helpline what-we-hold --write"


def test_a_table_of_which_nobody_has_said_anything_is_refused() -> None:
    with pytest.raises(holdings.NotOnTheList, match="addresses"):
        list(holdings.holdings([grown(name="addresses")], WHY))


def test_a_column_that_comes_or_changes_its_form_changes_the_page() -> None:
    before = holdings.as_page(holdings.holdings([grown()], WHY))
    for column in (Column("sealed", SealedBytes), Column("who", BLIND), Column("place", Integer)):
        assert holdings.as_page(holdings.holdings([grown(column)], WHY)) != before


def test_each_column_is_named_in_its_form() -> None:
    [found] = holdings.holdings(
        [grown(Column("sealed", SealedBytes), Column("who", BLIND), Column("owner", LargeBinary(16)))], WHY
    )
    assert (found.sealed, found.digests, found.plain) == (("sealed",), ("who",), ("id", "owner"))


def test_nothing_is_said_of_a_table_that_is_not_there() -> None:
    assert {each.table for each in holdings.holdings()} == HELD.keys()


def test_a_page_without_a_place_says_which_lines_make_one() -> None:
    with pytest.raises(NoPlace, match="what-we-hold --write"):
        holdings.PART.written("# A page\n", "list")
