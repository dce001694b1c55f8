"""Makes the documents of a pack outside of every turn, in a process of its own: fonts and libraries cost the running
bot nothing, and what is made passes through no file."""

from __future__ import annotations

import asyncio
import sys
from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import orjson

from bot import exporting
from bot.errands import Errands
from bot.exporting import Making
from bot.ledger import exports
from bot.ledger.asks import LedgerAsks
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.line import Line
from bot.logs import trouble
from bot.outgoing import Fate
from bot.telegram.sounds import SoundWire
from handoff.model import CaseId, StaffId

WITHIN = 240.0  # seconds; seventy pages take twelve of a whole core


class NotMade(Exception):
    """The process ended without documents."""


class Packing(Errands):
    """`after` is told the fate of every call."""

    def __init__(self, ledger: Ledger, line: Line) -> None:
        super().__init__("packing_failed")
        self._ledger, self._line = ledger, line
        self._turns = asyncio.Semaphore(1)

    def after(self, fate: Fate) -> None:
        link = fate.call.link
        if fate.state == "sent" and "pack" in link:
            self.begin(self._make(CaseId(bytes.fromhex(link["pack"])), link.get("read", ""), fate.message))
        elif "export" in link and fate.state != "later":
            self.begin(self._left(fate))

    async def _make(self, case: CaseId, read: str, card: int) -> None:
        making: Making | None = await self._ledger.with_book(self._within(exporting.as_wanted, case, read))
        if making is None:
            await self._ledger.with_book(partial(self._gave_up, case, card))
            return
        try:
            async with self._turns:
                made = await documents(making)
        except NotMade as fault:
            trouble("packing_failed", fault)
            failed = self._within(exporting.fail, case, making.by, "pack.failed", card)
            await self._ledger.with_book(failed)
            return
        files = {kind: b64decode(made[kind]) for kind in ("pdf", "docx") if kind in made}
        missing = made.get("missing", "")
        await self._ledger.with_book(self._within(exporting.leave, making, files, missing, card))

    def _gave_up(self, case: CaseId, card: int, book: Book) -> None:
        file = book.case(case)
        if file is not None and file.case.holder:
            exporting.fail(self._line.applying(book), case, StaffId(file.case.holder), "pack.not_made", card)

    async def _left(self, fate: Fate) -> None:
        link = fate.call.link
        if fate.state == "sent":
            id = bytes.fromhex(link["export"])
            await self._ledger.with_book(lambda book: exports.left(book, id, fate.message))
        elif fate.state in ("failed", "unknown"):
            await self._ledger.with_book(self._within(exporting.not_come, CaseId(bytes.fromhex(link["case"]))))

    def _within(self, work: Callable[..., Any], *given: object) -> Callable[[Book], Any]:
        return lambda book: work(self._line.applying(book), *given)


async def documents(making: Making) -> Mapping[str, str]:
    """Raises `NotMade`. Nothing of what goes in or comes out is in its message."""
    given = orjson.dumps({"pack": making.data, "mark": making.mark._asdict()})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.papers", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(WITHIN):
            out, _ = await process.communicate(given)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise NotMade("it took too long") from None
    if process.returncode != 0:
        raise NotMade(f"it ended with {process.returncode}")
    made: Mapping[str, str] = orjson.loads(out)
    return made


def take_packs(ledger: Ledger, line: Line, asks: LedgerAsks, wire: SoundWire) -> Packing:
    """Plugs it in: it is told what has arrived, and the wire asks it for documents."""
    wire.papers = partial(paper, ledger)
    packing = Packing(ledger, line)
    asks.also.append(packing.after)
    return packing


async def paper(ledger: Ledger, export: str, kind: str) -> bytes | None:
    """For the wire, when a document is on its way. None: its time is over, or she has taken back her yes."""
    found: exports.Export | None = await ledger.with_book(lambda book: exports.one(book, bytes.fromhex(export)))
    return found.files.get(kind) if found is not None else None
