"""Hands alarms to mail and webhook until they are accepted there. Neither Telegram nor the desk is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.alarm import WayOut
from bot.ledger import alarms
from bot.ledger.alarms import Alarm
from bot.ledger.ledger import Ledger
from bot.logs import event, trouble

EVERY = 5.0  # seconds between two looks


@dataclass(slots=True)
class Alarms:
    """Each way has its own pace: a mail server that hangs does not hold up the webhook."""

    ledger: Ledger
    ways: Sequence[WayOut]

    async def run(self) -> None:
        await asyncio.gather(*(self._on(way) for way in self.ways))

    async def _on(self, way: WayOut) -> None:
        while True:
            try:
                await self.once(way)
            except Exception as fault:  # the database is away: the next look finds it back
                trouble("alarms_failed", fault)
            await asyncio.sleep(EVERY)

    async def once(self, way: WayOut) -> None:
        """All that is due on this way now, each once."""
        while (alarm := await self._taken(way.channel)) is not None:
            try:
                await way.send(alarm)
            except Exception as fault:  # whatever it is: nobody has it, so it is tried again
                trouble("alarm_not_accepted", fault, what=way.channel)
                self.ledger.counts.alarm(way.channel, accepted=False)
                await self.ledger.with_book(partial(alarms.later, alarm=alarm))
            else:
                event("alarm_accepted", what=way.channel)
                self.ledger.counts.alarm(way.channel, accepted=True)
                await self.ledger.with_book(partial(alarms.accepted, id=alarm.id))

    async def _taken(self, channel: str) -> Alarm | None:
        found: Alarm | None = await self.ledger.with_book(partial(alarms.take, channel=channel))
        return found
