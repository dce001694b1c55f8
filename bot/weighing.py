"""Settles what is in doubt, outside of every transaction: her words are compared in threads, two at a time.

What she sees is done first, and in the same way for both of her words: it is not even told which one it was. What
follows at the desk is done afterwards, in a transaction of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from bot import her_word, many_words, watched, way_back
from bot.case_screens import HIDE, IN_CASE, NOTICE
from bot.errands import Errands
from bot.in_doubt import may_be
from bot.ledger import doubts
from bot.ledger.book import Book
from bot.ledger.doubts import Doubt
from bot.ledger.ledger import Ledger
from bot.ledger.letters import bury
from bot.ledger.own import Own
from bot.ledger.records import Worker
from bot.line import Line
from bot.logs import trouble
from bot.many_words import ManyWords
from bot.seal.word import NEITHER, Print, Slow, comparable, hint_of
from bot.telegram.buttons import worker_data

AT_ONCE = 2  # comparisons: each takes 64 MiB


class Settled(NamedTuple):
    """Nothing was left to work out: the next one."""


class Work(NamedTuple):
    """What is to be worked out in a thread, with what was known of her when it came to that."""

    doubt: Doubt
    own: Own
    hint: int


class Weighing(Errands):
    """One at a time of each worker, so that her order is kept."""

    def __init__(self, ledger: Ledger, line: Line, slow: Slow, secrets: Callable[[], Sequence[bytes]]) -> None:
        super().__init__("weighing_failed")
        self._ledger, self._line, self._slow, self._secrets = ledger, line, slow, secrets
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._many = ManyWords()
        self._busy: set[bytes] = set()
        self._again: set[bytes] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def begin_with_what_is_left(self) -> None:
        """Not before the ledger runs. What was in doubt when this process, or another one, ended goes on here."""
        self._loop = asyncio.get_running_loop()
        self._line.doubted = self._wake_from_the_ledger
        for worker in await self._ledger.with_book(lambda book: doubts.owners(book, book.moment)):
            self.wake(worker)

    def _wake_from_the_ledger(self, worker: bytes) -> None:
        """Called by the writer's thread, before its commit: what is asked of the ledger then comes after it."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.wake, worker)

    def wake(self, worker: bytes) -> None:
        """There is something of hers, or will be with the commit that is under way."""
        if worker in self._busy:
            self._again.add(worker)
        else:
            self._busy.add(worker)
            self.begin(self._settle(worker))

    async def _settle(self, worker: bytes) -> None:
        try:
            while await self._goes_on(worker):
                pass
        finally:
            self._busy.discard(worker)

    async def _goes_on(self, worker: bytes) -> bool:
        """A turn that falls is a dead letter with its own apology, as everywhere, and what comes after it goes on.
        Where the database itself is away, all of it stays, and is found again by the next round."""
        self._again.discard(worker)
        try:
            work: Work | Settled | None = await self._ledger.with_book(partial(self._next, worker))
            if isinstance(work, Work):
                await self._one(work)
        except Exception as fault:
            trouble("turn_fell", fault, what="in_doubt")
            await self._bury(worker, fault)
            return True
        return work is not None or worker in self._again

    async def _bury(self, worker: bytes, fault: Exception) -> None:
        bare = partial(self._buried, worker, type(fault).__name__)
        try:
            await self._ledger.with_book(partial(bare, apologise=True))
        except Exception:  # what made the turn fall may make the apology fall
            await self._ledger.with_book(partial(bare, apologise=False))

    async def _one(self, work: Work) -> None:
        kind, word = work.doubt.kind, comparable(work.doubt.heard.text)
        async with self._turns:
            if kind in (doubts.MAYBE, doubts.PROVES) and work.own.pair is not None:
                verdict = await asyncio.to_thread(work.own.pair.which, self._slow, word)
                follows = partial(self._found, work.doubt, verdict)
            elif kind in (doubts.FIRST, doubts.SECOND):
                made = await asyncio.to_thread(Print.of, self._slow, word, work.hint)
                follows = partial(self._chosen, work.doubt, made)
            else:
                keys, text = self._secrets(), work.doubt.heard.text
                handles = await asyncio.to_thread(way_back.handles, self._slow, keys, text)
                follows = partial(self._way_back, work.doubt, handles)
        await self._ledger.with_book(follows)

    # --- in the ledger's transactions --------------------------------------------------------------------------------

    def _next(self, worker: bytes, book: Book) -> Work | Settled | None:
        """What needs no working out is done at once."""
        doubt = doubts.first_of(book, worker)
        if doubt is None:
            return None
        hers = self._hers(book, doubt)
        if hers is None:
            doubts.settle(book, doubt)
        elif doubt.kind == doubts.GIVES and not self._many.room(book.moment):
            if doubts.settle(book, doubt) and self._many.news(book.moment):
                many_words.alarm(self._line.acting(book, hers))
        elif doubt.kind == doubts.VERDICT:
            if doubts.settle(book, doubt):
                at = self._line.acting(book, hers)
                at.all(watched.follow(at, doubt.verdict))
        elif doubt.kind != doubts.MAYBE or may_be(book, self._line.shelf.newest.house.bundle, hers, doubt.heard):
            word = comparable(doubt.heard.text)
            return Work(doubt, hers.own, hint_of(book.key(hers.id).mark, word))
        elif doubts.settle(book, doubt):
            self._line.turn(book, hers, doubt.heard)
        return Settled()

    def _found(self, doubt: Doubt, verdict: str, book: Book) -> None:
        hers = self._hers(book, doubt)
        if hers is None:
            return
        if verdict != NEITHER:
            doubts.find(book, doubt, verdict)
            self._show(book, hers, doubt)
        elif doubts.settle(book, doubt):
            if doubt.kind == doubts.PROVES:
                her_word.was_not_it(self._line.acting(book, hers))
            else:
                hers.own = hers.own.tried(book.moment)
                self._line.turn(book, hers, doubt.heard)

    def _show(self, book: Book, hers: Worker, doubt: Doubt) -> None:
        """What she sees, whichever word it was: the chat is hidden, and with it goes the word itself."""
        if doubt.kind == doubts.PROVES:
            her_word.proved(self._line.acting(book, hers))
        else:
            hide = worker_data("", IN_CASE, NOTICE, HIDE)
            self._line.turn(book, hers, doubt.heard._replace(kind="tap", data=hide, query="", text="", media=None))

    def _chosen(self, doubt: Doubt, made: Print, book: Book) -> None:
        hers = self._hers(book, doubt)
        if hers is not None and doubts.settle(book, doubt):
            her_word.chosen(self._line.acting(book, hers), doubt.kind, made)

    def _way_back(self, doubt: Doubt, handles: Sequence[bytes], book: Book) -> None:
        hers = self._hers(book, doubt)
        if hers is not None and doubts.settle(book, doubt):
            follow = way_back.kept if doubt.kind == doubts.KEEPS else way_back.given
            follow(self._line.acting(book, hers), handles)

    def _buried(self, worker: bytes, reason: str, book: Book, *, apologise: bool) -> None:
        doubt = doubts.first_of(book, worker)
        if doubt is not None and doubts.settle(book, doubt):
            bury(book, doubt.heard, reason, known=True)
            if apologise:
                self._line.apologise(book, doubt.heard)

    def _hers(self, book: Book, doubt: Doubt) -> Worker | None:
        """None: she is not there any more, or has become somebody else."""
        book.load([doubt.heard])
        worker = book.worker(doubt.heard.user)
        return worker if worker is not None and worker.id == doubt.worker and not worker.fresh else None
