"""Hands for scripts and tests: plays people in a sandbox over HTTP, through nothing but the documented paths."""

from __future__ import annotations

import base64
from types import TracebackType
from typing import Any, Self

import aiohttp
import orjson

from bot.sandbox.model import Json


class Refusal(Exception):
    """The sandbox would not do it; the text says why."""


class Player:
    def __init__(self, url: str) -> None:
        self._url = f"{url}/play/"
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    async def do(self, action: str, body: Any = None) -> Json:
        """POST /play/<action>."""
        return await self._ask("POST", action, orjson.dumps(body or {}))

    async def look(self, what: str) -> Json:
        """GET /play/<what>, query included."""
        return await self._ask("GET", what, None)

    async def raw(self, action: str, body: bytes) -> Json:
        return await self._ask("POST", action, body)

    async def _ask(self, method: str, path: str, body: bytes | None) -> Json:
        if self._http is None:
            raise Refusal("use it as `async with Player(url) as play`")
        async with self._http.request(method, self._url + path, data=body) as answer:
            heard: Json = orjson.loads(await answer.read())
            if answer.status != 200:
                raise Refusal(str(heard.get("error")))
            return heard

    # -- what is done most

    async def person(self, name: str, *, language: str = "", started: bool = True, id_: int = 0) -> int:
        made = await self.do("person", {"name": name, "language_code": language, "started": started, "id": id_})
        return int(made["id"])

    async def group(self, title: str, members: list[int], **more: Any) -> int:
        return int((await self.do("group", {"title": title, "members": members, **more}))["id"])

    async def say(self, person: int, text: str, **more: Any) -> int:
        """`more`: chat, reply_to, thread."""
        return int((await self.do("send", {"from": person, "text": text, **more}))["message_id"])

    async def send_file(self, person: int, kind: str, data: bytes, **more: Any) -> int:
        """`more`: caption, file_name, size, album, chat, thread."""
        body = {"from": person, kind: base64.b64encode(data).decode(), **more}
        return int((await self.do("send", body))["message_id"])

    async def tap(self, person: int, message: int, button: Any, **more: Any) -> str:
        """`button`: a label, or {"row", "column"}."""
        body = {"from": person, "message_id": message, "button": button, **more}
        return str((await self.do("tap", body))["query_id"])

    async def forge(self, person: int, message: int, data: str, **more: Any) -> str:
        """A tap with data that stands on no button."""
        return str((await self.do("tap", {"from": person, "message_id": message, "data": data, **more}))["query_id"])

    async def chat(self, chat: int, since: int = 0) -> Json:
        return await self.look(f"chat/{chat}?since={since}")

    async def seen(self, chat: int) -> list[Json]:
        """The messages that stand in the chat now, as the person sees them."""
        return [message for message in (await self.chat(chat))["messages"] if not message["deleted"]]

    async def advance(self, seconds: float) -> None:
        await self.do("clock", {"advance": seconds})

    async def calls(self, method: str = "", since: int = 0) -> list[Json]:
        found: list[Json] = (await self.look(f"journal?since={since}&method={method}"))["calls"]
        return found
