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
        return web.json_response({"alive": True, "bundle": house.bundle.short})

    async def readyz(request: web.Request) -> web.Response:
        checks = {"ledger": await _ledger_answers(house), "telegram": _heard_lately(house)}
        said = {**checks, "waiting_to_be_sent": house.gate.unsent}
        return web.json_response(said, status=200 if all(checks.values()) else 503)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app


async def _ledger_answers(house: Helpline) -> bool:
    try:
        return bool(await asyncio.wait_for(house.ledger.with_book(lambda book: True), 5.0))
    except Exception:
        # Whatever it is, the answer to "does the ledger work" is no; the ledger itself has told the log why.
        return False


def _heard_lately(house: Helpline) -> bool:
    if house.poller is None:
        return True  # a webhook is silent when nobody writes
    return asyncio.get_running_loop().time() - house.poller.last_answer < SILENT_FOR
