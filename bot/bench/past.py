"""A helpline that has been open for years: its ledger full of cases, each sealed under a key of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.heard import Heard
from bot.ledger import messages
from bot.ledger.alone import alone
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Kept
from bot.seal.codename import code_name
from bot.settings import Stores
from handoff.model import Case, CaseId, State, Token, Urgency

FIRST = 900_000_000  # accounts that nobody who writes now has
WORDS = 5  # messages in each case
LANGUAGES = ("en", "fil", "id", "hi", "am", "ar")
AT_ONCE = 500  # in one transaction
WITHIN = timedelta(days=20)  # since the newest of them: nothing is old enough to be forgotten


def lived_in(database: str, vault: str, key_file: Path, cases: int) -> None:
    """So many workers, each with a closed case of a few messages. Through the book, as a turn writes it."""
    stores, now = Stores(database, vault, key_file), datetime.now(UTC)
    for first in range(FIRST, FIRST + cases, AT_ONCE):
        users = range(first, min(first + AT_ONCE, FIRST + cases))
        with alone(stores, key_file, now) as book:
            book.load([Heard(0, "text", user, user, "private", int(now.timestamp())) for user in users])
            ids = [CaseId(secrets.token_bytes(16)) for _ in users]
            book.mint(ids)
            for user, id in zip(users, ids, strict=True):
                _case(book, user, id)


def _case(book: Book, user: int, id: CaseId) -> None:
    chance = Random(user)
    worker = book.worker(user)
    assert worker is not None
    began = book.now - chance.random() * WITHIN
    case = Case(id, code_name(chance), State.CLOSED, Urgency.NORMAL, chance.choice(LANGUAGES), Token(3), began)
    file = CaseFile(case, worker.id, worker.chat, ended="done", next_seq=WORDS + 1)
    book.begin_case(file)
    worker.case, worker.changed = id, True
    for kept in _talk(file, user, int(began.timestamp()), chance):
        messages.keep(book, file, kept, "sent")
    messages.answered(file)


def _talk(file: CaseFile, user: int, began: int, chance: Random) -> Iterator[Kept]:
    for seq in range(1, WORDS + 1):
        text = " ".join(["passport"] * chance.randint(3, 30))
        yield Kept(chance.randbytes(16), file.case.id, seq, "worker", "text", text, user, seq, began + 60 * seq)
