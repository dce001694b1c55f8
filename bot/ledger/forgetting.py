"""Taking a case, or a worker with all her cases, out of the ledger. What is left to do then is noted (erasures.py)."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.ledger import ending, erasures, statements, trail
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.letters import day_owner
from bot.ledger.records import CaseFile, Worker
from bot.seal.box import CannotOpen
from bot.seal.vault import KeyGone, KeyMissing

SEALED_FOR = timedelta(hours=72)


def begin(book: Book) -> bytes:
    """An heir: its key lies over what has to be tidied up after the others are gone, and goes two days later itself:
    what is then still in a chat, Telegram deletes no more."""
    heir = secrets.token_bytes(16)
    book.mint([heir])
    erasures.note(book, heir, heir, erasures.HEIR, book.moment + trail.KEPT)
    return heir


def take_out(book: Book, file: CaseFile, heir: bytes) -> None:
    """What colleagues were shown of it goes from their chats with the next look (bot/tidying.py)."""
    _write(book)
    trail.hurry_everywhere(book, file.case.id)
    trail.bequeath(book, file.case.id, heir)
    ending.strike(book.db, cases=[file.case.id])
    book.let_go(file.case.id)
    erasures.note(book, file.case.id, heir, erasures.GOING, book.moment)


def take_out_worker(book: Book, worker: Worker, heir: bytes) -> None:
    """From here on the account is a stranger's. Her cases are taken out before."""
    _write(book)
    _take_out_letters(book, worker.chat)
    trail.bequeath(book, worker.id, heir)
    book.forget_worker(worker)
    ending.strike(book.db, people=[worker.id])
    erasures.note(book, worker.id, heir, erasures.GOING, book.moment)


def take_out_old(book: Book, *, people: Sequence[bytes] = (), cases: Sequence[bytes] = ()) -> None:
    """Workers or staff, and cases, that have had their time. Nothing of them is on its way, or stands in a chat."""
    owners = [*people, *cases]
    ending.strike(book.db, people=people, cases=cases)
    book.unload(owners)
    erasures.note_going(book, owners)


def _write(book: Book) -> None:
    """What this transaction has still in hand goes to its place first, so that it goes from there too."""
    book.write_links()
    for table in ("messages", "outbox", "dead_letters"):
        book.write(table)


def _take_out_letters(book: Book, chat: int) -> None:
    """What of hers could not be read or handled. It lies under the key of its day, which goes by itself."""
    sign, hers = str(chat).encode(), []
    for row in book.db.execute(select(t.dead_letters)).all():
        with contextlib.suppress(KeyGone, KeyMissing, CannotOpen):
            day = day_owner(datetime.fromtimestamp(row.at, UTC))
            if sign in book.open(row.sealed, day, "dead_letters", bytes(row.id)):
                hers.append(bytes(row.id))
    statements.remove(book.db, t.dead_letters.c.id, hers)
