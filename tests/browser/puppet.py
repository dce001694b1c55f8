"""A bot without a mind: the test pulls its strings, over the Bot API as any other bot would."""

from __future__ import annotations

from typing import Any

import aiohttp

WAIT = 5  # seconds that one getUpdates waits for news

_SERVICE = {"group_chat_created", "supergroup_chat_created", "forum_topic_created"}


class NotHeard(Exception):
    """The update that the test waits for did not come."""


class Puppet:
    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._http = http
        self._api = f"{url}/bot{token}/"
        self._files = f"{url}/file/bot{token}/"
        self._offset = 0

    async def call(self, method: str, **params: Any) -> Any:
        async with self._http.post(self._api + method, json=params) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise aiohttp.ClientError(answer["description"])
        return answer["result"]

    async def says(self, chat: int, text: str, *rows: list[str], **more: Any) -> int:
        """A message, with a button for each word of each row: what is tapped comes back as its own label."""
        keys = [[{"text": label, "callback_data": label[:20]} for label in row] for row in rows]
        if keys:
            more["reply_markup"] = {"inline_keyboard": keys}
        sent = await self.call("sendMessage", chat_id=chat, text=text, **more)
        return int(sent["message_id"])

    async def hears(self, kind: str = "message") -> Any:
        """The next update of this kind that a person made; what comes before it is confirmed and forgotten."""
        while updates := await self.call("getUpdates", offset=self._offset, timeout=WAIT, limit=1):
            self._offset = updates[0]["update_id"] + 1
            if kind in updates[0] and not _SERVICE & updates[0][kind].keys():
                return updates[0][kind]
        raise NotHeard(kind)

    async def answers_tap(self, text: str = "", *, alert: bool = False) -> Any:
        query = await self.hears("callback_query")
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=alert)
        return query

    async def fetches(self, file_id: str) -> bytes:
        file = await self.call("getFile", file_id=file_id)
        async with self._http.get(self._files + file["file_path"]) as response:
            return await response.read()
