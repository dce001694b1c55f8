"""Who looks after the house while it runs: built when it stands, and begun with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot import staff_chat
from bot.alarm import ways
from bot.chores.watchdog import Watchdog
from bot.counts import Gauge
from bot.ledger.book import Book
from bot.settings import Settings
from bot.telegram.intake import Hook
from bot.vitals import Vitals

if TYPE_CHECKING:
    from bot.build import Helpline
    from bot.on_duty import Duty

_ON_A_FILE = "sqlite:///"


def watch_over(house: Helpline, settings: Settings, hook: Callable[[], Awaitable[Hook]]) -> None:
    """`hook` asks Telegram by what it brings updates, and puts it right."""
    clock = asyncio.get_running_loop().time
    house.vitals = Vitals(
        house.ledger, house.vault, house.gate, clock, clock(), _folders(settings), lambda: house.poller
    )  # fmt: skip
    counts = house.ledger.counts
    house.watchdog = Watchdog(house.vitals, ways(settings), hook, lambda: _tell(house), counts, clock)
    house.asks.also.append(counts.became)
    if house.duty is not None:
        house.gauges.append(of_duty(house.duty))
    house.begin("watchdog", house.watchdog.run())


def of_duty(duty: Duty) -> Gauge:
    def read() -> dict[str, float]:
        return {"on_duty": float(duty.on), "shares_signals": float(not duty.signals.degraded)}

    return Gauge("process", "what", frozenset({"on_duty", "shares_signals"}), read)


def told_of_chat(house: Helpline) -> tuple[Callable[[bool], None], Callable[[bool], Awaitable[None]]]:
    """Who is told whether the bot has topics, and whether the staff chat can be reached."""

    def topics(there: bool) -> None:
        house.line.topics = there

    async def reached(there: bool) -> None:
        await house.ledger.with_book(house.line.find if there else house.line.lose)

    return topics, reached


def _folders(settings: Settings) -> tuple[Path, ...]:
    """Where the databases lie that are files of this machine."""
    urls = (settings.database, settings.vault)
    return tuple(Path(url.removeprefix(_ON_A_FILE)).parent for url in urls if url.startswith(_ON_A_FILE))


async def _tell(house: Helpline) -> None:
    def tell(book: Book) -> None:
        house.line.applying(book).all(staff_chat.told(book, "alarms_unheard"))

    await house.ledger.with_book(tell)
