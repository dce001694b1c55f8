"""A small LibreTranslate: what its API documents of /languages and /translate, with bad days to order.

It "translates" word by word from a little list, so that a test can see what went in. What it answers to wrong calls is
written as the server's own source has it (libretranslate/app.py): 400 with {"error": ...}, 403 without a right key.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

WORDS = {
    ("tl", "en"): {"kumusta": "hello", "takot": "afraid", "ako": "i"},
    ("en", "tl"): {"hello": "kumusta", "come": "halika", "tomorrow": "bukas", "advocate": "abogado", "afraid": "takot"},
    ("ar", "en"): {"مرحبا": "hello"},
    ("en", "ar"): {"hello": "مرحبا"},
}
LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["ar", "en", "tl"]},
    {"code": "tl", "name": "Tagalog", "targets": ["en", "tl"]},
    {"code": "ar", "name": "Arabic", "targets": ["ar", "en"]},
]


@dataclass(slots=True)
class Small:
    """`asked`: bodies of /translate as they came. `bad`: answers that come first, one for each call: a status, bytes,
    "elsewhere" or "never"."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    bad: list[Any] = field(default_factory=list)
    key: str = ""
    languages: Any = field(default_factory=lambda: LANGUAGES)
    says: str = ""  # in place of every translation
    elsewhere: int = 0  # calls that came to another address
    url: str = ""
    retry_after: str = ""
    never: asyncio.Event = field(default_factory=asyncio.Event)

    async def translate(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.asked.append(asked)
        if self.bad:
            return await self._badly(self.bad.pop(0))
        if self.key and asked.get("api_key") != self.key:
            return _error(403, "Invalid API key")
        for name in ("q", "source", "target"):
            if not asked.get(name):
                return _error(400, f"Invalid request: missing {name} parameter")
        pair = (asked["source"], asked["target"])
        if pair not in WORDS:
            return _error(400, f"{pair[1]} is not supported")
        return web.json_response({"translatedText": self.says or _word_by_word(asked["q"], WORDS[pair])})

    async def _badly(self, how: Any) -> web.Response:
        if how == "never":
            await self.never.wait()
        if how == "elsewhere":
            raise web.HTTPTemporaryRedirect("/elsewhere")
        if isinstance(how, bytes):
            return web.Response(body=how, content_type="application/json")
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return web.json_response({"error": "Slowdown"}, status=how, headers=headers)

    async def named(self, request: web.Request) -> web.Response:
        return web.json_response(self.languages)

    async def other(self, request: web.Request) -> web.Response:
        self.elsewhere += 1
        return web.json_response({"translatedText": "stolen"})


def _error(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)


def _word_by_word(text: str, words: dict[str, str]) -> str:
    return " ".join(words.get(word.lower(), word) for word in text.split(" "))


@contextlib.asynccontextmanager
async def small() -> AsyncIterator[Small]:
    server = Small()
    app = web.Application()
    app.router.add_post("/translate", server.translate)
    app.router.add_get("/languages", server.named)
    app.router.add_route("*", "/elsewhere", server.other)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        server.never.set()
        await runner.cleanup()
