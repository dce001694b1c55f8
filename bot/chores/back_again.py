"""A case that came back waits for one colleague only as long as she could take it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.effects_between import AskAnybody
from bot.ledger.book import Book
from bot.ledger.hands import held
from bot.ledger.records import CaseFile
from handoff import again
from handoff.queue import waits_for


def in_vain(book: Book, waiting: Sequence[CaseFile]) -> list[AskAnybody]:
    """Since then she was frozen, rests, is full or has gone: the others are asked at once."""
    found = []
    for file in waiting:
        whom = waits_for(file.case, book.now)
        member = book.member_by_id(whom) if whom else None
        if whom and again.in_vain(file.case, member.staff if member else None, held(book).get(whom, 0), book.now):
            found.append(AskAnybody(file.case.id))
    return found
