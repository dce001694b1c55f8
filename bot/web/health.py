"""`/healthz`: the process lives. `/readyz`: it does its work. `/metrics`: how much of it, in numbers about nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.build import Helpline


def health_app(house: Helpline) -> web.Application:
    async def healthz(request: web.Request) -> web.Response:
        return web.json_response({"alive": True, "bundle": house.bundle.short, "keys": house.vault.epochs})

    async def readyz(request: web.Request) -> web.Response:
        """What does not work is named. An alarm that nobody accepts is said here, and makes nothing less ready."""
        look = await house.vitals.look()
        told = max(look.unheard, house.watchdog.unheard)
        said = {**look.works, "waiting_to_be_sent": house.gate.unsent, "alarm_unheard_seconds": told, **_of_many(house)}
        return web.json_response(said, status=200 if all(look.works.values()) else 503)

    async def metrics(request: web.Request) -> web.Response:
        from bot.web import metrics  # with the library that writes the format: only where somebody asks for it

        text = await asyncio.to_thread(metrics.written, await metrics.read(house))
        return web.Response(body=text, headers={"Content-Type": metrics.FORMAT})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    return app


def _of_many(house: Helpline) -> dict[str, object]:
    """Without Redis it goes on by itself, only slower: no reason to be taken out of service."""
    duty = house.duty
    if duty is None:
        return {}
    return {"on_duty": duty.on, "signals": "each alone: Redis is away" if duty.signals.degraded else "shared"}
