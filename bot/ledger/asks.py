"""What the gate asks of the ledger and tells it, each in the writer's own transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bot.ledger import outbox, trail
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.line import Line
from bot.outgoing import Fate, Outgoing
from handoff.model import CaseId, Route


class LedgerAsks:
    """Fates are gathered: those of one moment are noted together."""

    def __init__(self, ledger: Ledger, line: Line) -> None:
        self._ledger, self._line = ledger, line
        self._fates: list[Fate] = []

    async def stands(self, route: Route) -> bool:
        return bool(await self._ledger.with_book(lambda book: outbox.stands(book, route)))

    async def topic_of(self, case: CaseId, lane: bytes) -> int:
        return int(await self._ledger.with_book(lambda book: outbox.topic_of(book, case, lane)))

    async def keep_topic(self, case: CaseId, lane: bytes, chat: int, thread: int) -> None:
        await self._ledger.with_book(lambda book: outbox.keep_topic(book, case, lane, chat, thread))

    def without_topics(self) -> None:
        """Each advocate's cases share one chat from here on, and the current one is named."""
        self._line.topics = False

    async def trail_of(self, lane: bytes) -> Sequence[int]:
        found: list[int] = await self._ledger.with_book(lambda book: trail.trail_of(book, lane))
        return found

    async def left_behind(self) -> list[Outgoing]:
        found: list[Outgoing] = await self._ledger.with_book(outbox.left_behind)
        return found

    def moved(self, old: int, new: int) -> None:
        self._line.follow(old, new)

    def note(self, fate: Fate) -> None:
        self._fates.append(fate)
        if len(self._fates) == 1:
            self._ledger.later(partial(self._note, self._fates), partial(self._one_by_one, self._fates))

    def _note(self, fates: list[Fate], book: Book) -> None:
        # The list is replaced before it is read: what the loop adds from here on asks for a note of its own. The
        # ledger may call again with this one, when a commit has failed.
        if self._fates is fates:
            self._fates = []
        outbox.note(book, self._line.applying(book), fates)

    def _one_by_one(self, fates: list[Fate]) -> list[Callable[[Book], None]]:
        """One of them cannot be written: a key is gone, say. The others are."""
        return [partial(self._note, [fate]) for fate in fates]
