"""How often workers gave which answer, by month. No case, no day, no order of answers."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from bot.ledger import tables as t
from bot.ledger.book import Book


def count(book: Book, question: str, answer: str) -> None:
    month = f"{book.now:%Y-%m}"
    here = (t.feedback.c.month == month, t.feedback.c.question == question, t.feedback.c.answer == answer)
    more = update(t.feedback).where(*here).values(count=t.feedback.c.count + 1)
    if book.db.execute(more).rowcount == 0:
        book.db.execute(insert(t.feedback).values(month=month, question=question, answer=answer, count=1))


def counted(db: Connection) -> list[tuple[str, str, str, int]]:
    """(month, question, answer, how many), in order."""
    rows = db.execute(select(t.feedback).order_by(t.feedback.c.month, t.feedback.c.question, t.feedback.c.answer))
    return [(row.month, row.question, row.answer, row[3]) for row in rows]
