"""What one process does, however many of one bot there are."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from bot.alarm import ways
from bot.chores.alarms import Alarms
from bot.chores.forgetting import Forgetting
from bot.chores.round import Round
from bot.settings import Settings
from bot.telegram.intake import Poller

if TYPE_CHECKING:
    from bot.build import Helpline


def works_of(house: Helpline, settings: Settings) -> dict[str, Coroutine[Any, Any, None]]:
    """By name; begun anew whenever it comes to this process."""
    works = {
        "chores": Round(house.ledger, house.line, house.clock).run(),
        "forgetting": Forgetting(house.ledger, house.line, house.clock, house.vault.bury).run(),
    }
    if house.line.channels:
        works["alarms"] = Alarms(house.ledger, ways(settings)).run()
    if not settings.webhook_url:
        house.poller = Poller(house.wire, house.door.take, timeout=settings.poll_timeout)
        works["poller"] = _polls(house, house.poller)
    return works


async def _polls(house: Helpline, poller: Poller) -> None:
    try:
        await poller.run()
    finally:
        house.poller = None
