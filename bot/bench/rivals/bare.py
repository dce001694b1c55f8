"""No bot library at all: aiohttp receives the webhook, aiohttp calls sendMessage. What HTTP alone costs."""

from __future__ import annotations

import asyncio
import sys

import aiohttp
import orjson
from aiohttp import web

CONNECTIONS = 64


class Echo:
    """Answers 200 when its own call is done, so that a chat's messages keep their order."""

    def __init__(self, base: str, port: str) -> None:
        self._base, self._port = base, port
        self._session: aiohttp.ClientSession | None = None

    async def open(self, app: web.Application) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))
        await self._call("setWebhook", {"url": f"http://127.0.0.1:{self._port}/hook"})

    async def close(self, app: web.Application) -> None:
        if self._session:
            await self._session.close()

    async def heard(self, request: web.Request) -> web.Response:
        message = orjson.loads(await request.read())["message"]
        await self._call("sendMessage", {"chat_id": message["chat"]["id"], "text": message["text"]})
        return web.Response()

    async def _call(self, method: str, params: dict[str, object]) -> None:
        assert self._session is not None
        body, kind = orjson.dumps(params), {"Content-Type": "application/json"}
        async with self._session.post(self._base + method, data=body, headers=kind) as answer:
            await answer.read()


def main(api: str, token: str, loop: str, port: str) -> None:
    if loop == "uvloop":
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    echo = Echo(f"{api}/bot{token}/", port)
    app = web.Application()
    app.router.add_post("/hook", echo.heard)
    app.on_startup.append(echo.open)
    app.on_cleanup.append(echo.close)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main(*sys.argv[1:5])
