"""Rows that somebody may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bot.seal.vault import KeyGone

if TYPE_CHECKING:
    from bot.ledger.book import Book


def opened(book: Book, table: str, rows: Iterable[Any]) -> Iterator[tuple[Any, bytes]]:
    """Where the data is older than the vault (somebody has put yesterday's disk back), it has rows of those who were
    erased since: they are noise, and stop nobody."""
    for row in rows:
        owner = bytes(row.id)
        try:
            plain = book.open(row.sealed, owner, table, owner)
        except KeyGone:
            continue
        yield row, plain
