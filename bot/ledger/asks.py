"""What the gate asks of the ledger and tells it, each in the writer's own transactions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bot.ledger import leaving, outbox, trail
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.line import Line
from bot.outgoing import Fate, Outgoing
from handoff.model import CaseId


class LedgerAsks:
    """Fates are gathered: those of one moment are noted together."""

    def __init__(self, ledger: Ledger, line: Line) -> None:
        self._ledger, self._line = ledger, line
        self._fates: list[Fate] = []
        self.also: list[Callable[[Fate], None]] = []  # are told each fate, once it is to be noted

    async def holds_back(self, call: Outgoing) -> str:
        return str(await self._ledger.with_book(lambda book: leaving.holds_back(book, call)))

    async def topic_of(self, case: CaseId, chat: int) -> int:
        return int(await self._ledger.with_book(lambda book: outbox.topic_of(book, case, chat)))

    async def keep_topic(self, case: CaseId, chat: int, thread: int) -> None:
        await self._ledger.with_book(partial(self._keep_topic, case, chat, thread))

    @staticmethod
    def _keep_topic(case: CaseId, chat: int, thread: int, book: Book) -> None:
        if book.outlet.stands():
            outbox.keep_topic(book, case, chat, thread)

    def without_topics(self) -> None:
        """Each advocate's cases share one chat from here on, and the current one is named."""
        self._line.topics = False

    async def trail_of(self, chat: int) -> Sequence[int]:
        found: list[int] = await self._ledger.with_book(lambda book: trail.trail_of(book, chat))
        return found

    async def left_behind(self) -> list[Outgoing]:
        found: list[Outgoing] = await self._ledger.with_book(outbox.left_behind)
        return found

    def moved(self, old: int, new: int) -> None:
        if self._line.follow(old, new):
            self._ledger.later(self._line.moved)

    def note(self, fate: Fate) -> None:
        self._fates.append(fate)
        if len(self._fates) == 1:
            self._ledger.later(partial(self._note, self._fates), partial(self._one_by_one, self._fates))
        for told in self.also:
            told(fate)

    def _note(self, fates: list[Fate], book: Book) -> None:
        # The list is replaced before it is read: what the loop adds from here on asks for a note of its own. The
        # ledger may call again with this one, when a commit has failed.
        if self._fates is fates:
            self._fates = []
        if not book.outlet.stands():
            return  # somebody else sends by now, and writes down what becomes of it
        outbox.note(book, self._line.applying(book), fates)
        if any(_no_card(fate) for fate in fates):
            self._line.lose(book)

    def _one_by_one(self, fates: list[Fate]) -> list[Callable[[Book], None]]:
        """One of them cannot be written: a key is gone, say. The others are."""
        return [partial(self._note, [fate]) for fate in fates]


def _no_card(fate: Fate) -> bool:
    """The bot was put out of the staff chat, or may not write there: nobody has seen this card."""
    return "card" in fate.call.link and (
        fate.state == "blocked" or (fate.state == "failed" and fate.call.method == "sendMessage")
    )
