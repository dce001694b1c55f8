"""She has moved to another phone: what stands in the chat that the case has left, seen from the desk. Its numbers mean
other messages in the new chat, or none."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update

from bot.ledger import messages, trail
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.messages import ELSEWHERE, INTERVIEW
from bot.ledger.records import CaseFile, Kept

_L = t.links.c


def leave_behind(book: Book, file: CaseFile, owner: bytes) -> None:
    """While the case still names the old chat. What it holds goes, and is found under the key of `owner`, whose
    chat it is."""
    trail.bequeath(book, file.case.id, owner, file.chat)
    trail.choose(book, file.chat, 0)
    book.write_links()
    for row in book.db.execute(select(t.links).where(_L.case_id == file.case.id).with_for_update()).all():
        handle = bytes(row.handle)
        number, place = messages.of_link(book.open(row.sealed, file.case.id, "links", handle))
        if 0 < number < INTERVIEW:
            sealed = book.seal(messages.link_plain(number + ELSEWHERE, place), file.case.id, "links", handle)
            book.db.execute(update(t.links).where(_L.handle == handle).values(sealed=sealed))
    for kept, _ in messages.every(book, file):
        if kept.parts:
            messages.seal_again(book, file, replace(kept, parts=()))


def is_elsewhere(book: Book, chat: int, message: int) -> bool:
    """Whether what the desk calls so has its twin in a chat that is hers no more."""
    found = messages.number_of(book, chat, message)
    return found is not None and messages.is_elsewhere(found[1])


def hers(book: Book, file: CaseFile, chat: int, message: int) -> list[Kept]:
    """All versions of the message of hers that the desk sees there, wherever she has written it."""
    found = messages.number_of(book, chat, message)
    if found is None or found[0] != file.case.id:
        return []
    away = messages.is_elsewhere(found[1])
    number = found[1] - ELSEWHERE if away else found[1]
    every = [kept for kept, _ in messages.every(book, file) if kept.sender == "worker" and kept.message == number]
    return [kept for kept in every if (kept.chat != file.chat) is away]
