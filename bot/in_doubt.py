"""Whether what she sent may be a word of hers. If so nobody reads it, and what she sends after it waits behind it: her
own words are compared outside of the ledger's thread, where a fifth of a second holds up nobody else."""

from __future__ import annotations

from bot import her_word
from bot.heard import Heard
from bot.ledger import doubts
from bot.ledger.book import Book
from bot.ledger.records import Worker
from bot.seal.word import comparable, hint_of
from flows.engine.bundle import Bundle


def put_aside(book: Book, bundle: Bundle, worker: Worker, heard: Heard) -> bool:
    """Only of somebody who has chosen something for herself; for all others this costs nothing."""
    if not worker.own:
        return False
    waits = doubts.wait(book, worker.id) or may_be(book, bundle, worker, heard)
    if waits:
        doubts.put(book, worker.id, doubts.MAYBE, heard)
    return waits


def may_be(book: Book, bundle: Bundle, worker: Worker, heard: Heard) -> bool:
    """What answers a question about her words is no word yet. Of 256 other short texts two are let through to be
    compared, and are late by as long as that takes. The others are known at once, and noted: many of them before the
    word may be somebody who tries."""
    own, word = worker.own, comparable(heard.text)
    asked = her_word.answers(book, bundle, worker, heard)
    if asked or own.pair is None or not word or heard.kind == "tap":
        return False
    if own.pair.may_be(hint_of(book.key(worker.id).mark, word)):
        return True
    worker.own = own.tried(book.moment)
    return False
