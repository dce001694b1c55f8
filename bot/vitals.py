"""Whether the house does its work: each part is asked to do a little of it. `/readyz` and the watchdog ask alike."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from bot.ledger import figures
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.ledger.records import DESK

if TYPE_CHECKING:
    from bot.telegram.gate import Gate
    from bot.telegram.intake import Poller

T = TypeVar("T")

PATIENCE = 5.0  # seconds for each part to answer
SILENT_FOR = 120.0  # seconds without an answer of Telegram's before we do not hear it
UNSENT_FOR = 300  # seconds that a call may wait to leave
LEAST_ROOM = 100 << 20  # bytes on the disk of a database: to write on until it is full helps nobody


class Opens(Protocol):
    """The vault."""

    def opens(self, owner: bytes) -> bool: ...


class Look(NamedTuple):
    """`unheard`: seconds that an alarm in the ledger has been waiting for somebody to accept it; -1: not known."""

    works: dict[str, bool]
    unheard: int


@dataclass(slots=True)
class Vitals:
    """`heard`: when Telegram last answered a question of ours, by `clock`: under a webhook it is silent while nobody
    writes. Whoever makes this has just spoken with it. `folders`: where databases lie on this machine."""

    ledger: Ledger
    vault: Opens
    gate: Gate
    clock: Callable[[], float]
    heard: float
    folders: Sequence[Path] = ()
    asks: Callable[[], Poller | None] = lambda: None  # who asks Telegram for updates in this process now
    reached: bool = True  # Telegram brings its updates to our webhook

    @property
    def poller(self) -> Poller | None:
        return self.asks()

    async def look(self) -> Look:
        ledger, vault = await asyncio.gather(_within(self._ledger()), _within(self._vault()))
        unsent, unheard = ledger or (0, -1)
        works = {
            "ledger": ledger is not None,
            "vault": bool(vault),
            "telegram": self._hears(),
            "token": not self._refused(),
            "sending": unsent <= UNSENT_FOR,
            "disk": all(shutil.disk_usage(folder).free >= LEAST_ROOM for folder in self.folders),
        }
        return Look(works, unheard)

    async def _ledger(self) -> tuple[int, int]:
        def asked(book: Book) -> tuple[int, int]:
            figures.probe(book)
            now = figures.look(book)
            return now.unsent, now.unheard

        found: tuple[int, int] = await self.ledger.with_book(asked)
        return found

    async def _vault(self) -> bool:
        return await asyncio.to_thread(self.vault.opens, DESK)

    def _hears(self) -> bool:
        poller = self.poller
        last = self.heard if poller is None else max(self.heard, poller.last_answer)
        return self.reached and self.clock() - last < SILENT_FOR

    def _refused(self) -> bool:
        """Telegram no longer knows our token: nothing leaves, and nothing is lost, until a person puts it right."""
        poller = self.poller
        return self.gate.shut or (poller is not None and poller.refused)


async def _within(work: Awaitable[T]) -> T | None:
    try:
        return await asyncio.wait_for(work, PATIENCE)
    except Exception:
        # Whatever it is, the answer to "does it work" is no; what fell has told the log why.
        return None
