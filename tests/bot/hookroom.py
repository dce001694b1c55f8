"""A webhook on loopback, and hands to call it as Telegram would, or as a forger."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.heard import Broken, Heard
from bot.telegram.intake import webhook_server
from tests.bot.postroom import Postroom, working
from tests.canaries import IDS

MIN, JOY = IDS[0], IDS[1]
MOST_BODY = 2**20  # a mebibyte
SECRET = "a-secret-of-thirty-two-letters-00"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
JSON = {"Content-Type": "application/json"}
RIGHT = {HEADER: SECRET, **JSON}


@dataclass(slots=True)
class Hook:
    """The webhook on loopback, and hands to call it as Telegram would, or as a forger."""

    post: Postroom
    url: str
    port: int
    http: aiohttp.ClientSession
    taken: list[Heard | Broken] = field(default_factory=list)

    async def call(self, body: Any, headers: dict[str, str] = RIGHT, method: str = "POST", path: str = "") -> int:
        async with self.http.request(method, self.url + path, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def brings(self, update: dict[str, Any]) -> int:
        return await self.call(json.dumps(update).encode())

    async def raw(self, *lines: bytes, body: bytes = b"") -> int:
        """Bytes that no client library would send."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"\r\n".join([b"POST /webhook HTTP/1.1", b"Host: x", *lines, b"", body]))
        await writer.drain()
        status = await reader.readline()
        writer.close()
        return int(status.split()[1])


@contextlib.asynccontextmanager
async def hooked(folder: Path) -> AsyncIterator[Hook]:
    async with working(folder) as post, aiohttp.ClientSession() as http:
        taken: list[Heard | Broken] = []

        async def take(updates: Sequence[Heard | Broken]) -> None:
            taken.extend(updates)
            await post.room.ledger.take(updates)

        runner = web.ServerRunner(webhook_server(take, SECRET, post.gate.asides.rider))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        post.gate.asides.riding = True
        for person in (MIN, JOY):
            await post.play.person("Worker", id_=person)
        try:
            yield Hook(post, f"http://127.0.0.1:{port}/webhook", port, http, taken)
        finally:
            await runner.cleanup()


async def still_works(hook: Hook) -> None:
    """The next person is answered, within a second."""
    began = asyncio.get_running_loop().time()
    before = len(hook.post.room.sent.calls)
    assert await hook.brings(hook.post.room.person(JOY).message(text="/start")) == 200
    await asyncio.sleep(0)
    assert len(hook.post.room.sent.calls) == before + 1
    assert asyncio.get_running_loop().time() - began < 1.0
