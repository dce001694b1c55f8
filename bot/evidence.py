"""Fetches a file of hers once, when its holder has asked for its digest. It runs after the commit and outside of every
turn: the card that says so has reached the holder before Telegram is asked, and the answer takes its place.
"""

from __future__ import annotations

import asyncio
from functools import partial

from bot import digests
from bot.errands import Errands
from bot.ledger.asks import LedgerAsks
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.line import Line
from bot.logs import event
from bot.outgoing import Fate
from bot.telegram.fetching import Digest, Fetcher, NotFetched
from handoff.model import CaseId

AT_ONCE = 2  # files under way; the wire has other work


class Evidence(Errands):
    """`after` is told the fate of every call."""

    def __init__(self, ledger: Ledger, line: Line, fetcher: Fetcher) -> None:
        super().__init__("evidence_failed")
        self._ledger, self._line, self._fetcher = ledger, line, fetcher
        self._turns = asyncio.Semaphore(AT_ONCE)

    def after(self, fate: Fate) -> None:
        link = fate.call.link
        if fate.state == "sent" and "evidence" in link:
            self.begin(self._take(CaseId(bytes.fromhex(link["case"])), link["evidence"], fate.message))

    async def _take(self, case: CaseId, seq: int, message: int) -> None:
        wanted: digests.Wanted | None = await self._ledger.with_book(partial(digests.as_kept, case, seq))
        if wanted is None:
            return
        got: Digest | str
        try:
            async with self._turns:
                got = await self._fetcher.digest(wanted.file)
        except NotFetched as none:
            event("not_fetched", reason=none.why)
            got = none.why
        await self._ledger.with_book(partial(_show, self._line, wanted, got, message))


def take_evidence(ledger: Ledger, line: Line, asks: LedgerAsks, fetcher: Fetcher) -> Evidence:
    """Plugs it in: it is told what has arrived."""
    evidence = Evidence(ledger, line, fetcher)
    asks.also.append(evidence.after)
    return evidence


def _show(line: Line, wanted: digests.Wanted, got: Digest | str, message: int, book: Book) -> None:
    digests.show(line.applying(book), wanted, got, message)
