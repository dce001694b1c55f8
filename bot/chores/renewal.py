"""Takes over what was published, whole and within two seconds; or stays on what it has, and says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Connection

from bot import content, shelf
from bot.ledger import releases
from bot.ledger.ledger import Ledger
from bot.ledger.releases import Release
from bot.line import Line
from bot.logs import event, trouble
from bot.shelf import Older, Shelf
from flows.engine.changes import Edition

EVERY = 1.0  # seconds between two looks; reading a bundle takes a small part of the second that is left
AGAIN = 60  # looks until one that was refused is tried, and told, again


@dataclass(slots=True)
class Renewal:
    """Asks the ledger for the newest release. `seq` is the one that is served, 0 for the folder of content."""

    ledger: Ledger
    line: Line
    now: Callable[[], datetime]
    seq: int = 0
    _refused: dict[int, int] = field(default_factory=dict)  # release -> looks until it is tried again

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as fault:  # the database is away: the next look finds it back
                trouble("renewal_failed", fault)
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        release = await self.ledger.with_book(lambda book: releases.newest(book.db))
        if release is not None and release.seq != self.seq and self._may_try(release.seq):
            await self._take_over(release)
        self._let_go(int(self.now().timestamp()))

    def _may_try(self, seq: int) -> bool:
        left = self._refused.get(seq, 0)
        self._refused[seq] = left - 1
        return left <= 0

    async def _take_over(self, release: Release) -> None:
        try:
            files = await self.ledger.with_book(lambda book: releases.files(book.db, release.bundle))
            urgent = await self.ledger.with_book(lambda book: releases.urgent_since(book.db, self.seq))
            # Not in the writer's thread, and not in the loop: nobody's turn waits for a parser.
            made = await asyncio.to_thread(self._made, files, urgent)
        except Exception as fault:  # whatever it is: what is served now goes on being served
            trouble("bundle_refused", fault, bundle=release.short, state=self.line.shelf.edition.bundle.short)
            self._refused = {release.seq: AGAIN}
            return
        self.line.shelf, self.seq, self._refused = made, release.seq, {}
        event("bundle_taken_over", bundle=release.short, what=release.act)

    def _made(self, files: dict[str, bytes], urgent: bool) -> Shelf:
        moment = int(self.now().timestamp())
        return shelf.replaced(self.line.shelf, content.open_files(files), moment, at_once=urgent)

    def _let_go(self, moment: int) -> None:
        """Of bundles whose day is over nothing stays in memory."""
        here = self.line.shelf
        if any(moment - each.until >= shelf.STAY for each in here.older):
            self.line.shelf = shelf.shelf(here.edition, here.older, moment)


def at_start(db: Connection, folder: Callable[[], Edition], moment: int) -> tuple[Shelf, int]:
    """What is published; where nothing is, the folder of content. What is spoiled is told, and the one before serves:
    a helpline that does not start helps nobody."""
    told = [release for release in releases.history(db) if release.act in releases.SERVES]
    for nth, release in enumerate(told):
        edition = _opened(db, release)
        if edition is not None:
            return shelf.shelf(edition, _before(db, told[nth:], moment), moment), told[0].seq if nth == 0 else 0
    return shelf.shelf(folder()), 0


def _opened(db: Connection, release: Release) -> Edition | None:
    try:
        return content.open_files(releases.files(db, release.bundle))
    except Exception as fault:  # told here; the one before is tried
        trouble("bundle_refused", fault, bundle=release.short)
        return None


def _before(db: Connection, told: list[Release], moment: int) -> list[Older]:
    """Those on which a visit can still be: they were the newest until the next one came, less than a day ago."""
    found: list[Older] = []
    withdrawn = False
    for after, release in pairwise(told):
        withdrawn = withdrawn or after.urgent
        if moment - after.at >= shelf.STAY or len(found) >= shelf.MOST:
            break
        if (edition := _opened(db, release)) is not None:
            found.append(Older(edition, after.at, withdrawn))
    return found
