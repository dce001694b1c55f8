"""Counts for the report: how often in a week, split one way at a time, so that two things are never known of one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book

_T = t.tallies.c
_MONDAY = 3  # 1 January 1970 was a Thursday


def week_of(moment: int) -> int:
    """Weeks since 1970, from Monday."""
    return (moment // DAY + _MONDAY) // 7


def count(book: Book, what: str, splits: Mapping[str, str]) -> None:
    """It came to pass once more, and under each split once."""
    week = week_of(book.moment)
    for split, value in {"": "", **splits}.items():
        if not _once_more(book, week, what, split, value):
            try:
                with book.db.begin_nested():
                    first = {"week": week, "what": what, "split": split, "value": value, "count": 1}
                    book.db.execute(insert(t.tallies), first)
            except IntegrityError:  # another process was first this week
                _once_more(book, week, what, split, value)


def _once_more(book: Book, week: int, what: str, split: str, value: str) -> bool:
    here = (_T.week == week, _T.what == what, _T.split == split, _T.value == value)
    return book.db.execute(update(t.tallies).where(*here).values(count=_T["count"] + 1)).rowcount > 0


def counted(db: Connection) -> list[tuple[int, str, str, str, int]]:
    """(week, what, split, value, how many)."""
    rows = db.execute(select(_T.week, _T.what, _T.split, _T.value, _T["count"]))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
