"""What is left to do when somebody was erased: keys are destroyed, and the vault is wiped until no byte is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot import forgetting
from bot.clock import Clock
from bot.ledger import erasures
from bot.ledger.ledger import Ledger
from bot.line import Line
from bot.logs import trouble

EVERY = 2.0  # seconds between two looks: a minute is promised


@dataclass(slots=True)
class Forgetting:
    """Each step can be the last one of this process: the next look, here or elsewhere, does it again. `destroy`: of the
    vault, by owner and day; False until no byte is left."""

    ledger: Ledger
    line: Line
    clock: Clock
    destroy: Callable[[Mapping[bytes, date]], bool]

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as fault:  # the database or the vault is away: the next look finds it back
                trouble("forgetting_failed", fault)
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        owners: list[bytes] = await self.ledger.with_book(lambda book: forgetting.go_on(self.line.applying(book)))
        if not owners:
            return
        today = self.clock.now().date()
        # Not in the writer's thread: nobody's turn waits for a disk that is being wiped.
        if await asyncio.to_thread(self.destroy, dict.fromkeys(owners, today)):
            await self.ledger.with_book(lambda book: erasures.destroyed(book, owners))
