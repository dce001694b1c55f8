"""`/healthz`: the process works. `/readyz`: it does its work: the ledger answers, Telegram was heard lately."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.build import Helpline

SILENT_FOR = 120.0  # seconds without an answer of Telegram's before we are not ready


def health_app(house: Helpline) -> web.Application:
    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"alive": True, "bundle": house.bundle.short, "keys": house.vault.epochs})

    async def readyz(request: web.Request) -> web.Response:
        ledger, token = await _ledger_answers(house), not _refused(house)
        checks = {"ledger": ledger, "telegram": _heard_lately(house), "token": token}
        said = {**checks, "waiting_to_be_sent": house.gate.unsent, **_of_many(house)}
        return web.json_response(said, status=200 if all(checks.values()) else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app


def _of_many(house: Helpline) -> dict[str, object]:
    """Without Redis it goes on by itself, only slower: no reason to be taken out of service."""
    duty = house.duty
    if duty is None:
        return {}
    return {"on_duty": duty.on, "signals": "each alone: Redis is away" if duty.signals.degraded else "shared"}


async def _ledger_answers(house: Helpline) -> bool:
    try:
        return bool(await asyncio.wait_for(house.ledger.with_book(lambda book: True), 5.0))
    except Exception:
        # Whatever it is, the answer to "does the ledger work" is no; the ledger itself has told the log why.
        return False


def _refused(house: Helpline) -> bool:
    """Telegram no longer knows our token: nothing leaves, and nothing is lost, until a person has put it right."""
    return house.gate.shut or (house.poller is not None and house.poller.refused)


def _heard_lately(house: Helpline) -> bool:
    if house.poller is None:
        return True  # a webhook is silent when nobody writes
    return asyncio.get_running_loop().time() - house.poller.last_answer < SILENT_FOR
