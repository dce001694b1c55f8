"""A Bot API that only bench uses: quick enough that the bot is the bottleneck, and it counts what the bot does.

Started as a process of its own on another core than the bot; told what to do under /bench/.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson

from bot.bench import updates, wire
from bot.bench.delivery import Polling, Say, Webhook
from bot.bench.scenario import Answer, Offer, Scenario, Walk
from bot.bench.score import buttons_of

ME = {**updates.BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
_CHAT = {
    "id": -1007100000001,
    "type": "supergroup",
    "title": "t",
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    ),
}
_FIXED = {
    "getMe": orjson.dumps(ME),
    "getMyCommands": b"[]",
    "getChat": orjson.dumps(_CHAT),
    "getFile": b'{"file_id":"f","file_unique_id":"u","file_path":"f"}',
    "createForumTopic": b'{"message_thread_id":2,"name":"t","icon_color":7322096}',
    "getWebhookInfo": b'{"url":"","has_custom_certificate":false,"pending_update_count":0}',
    "getChatMember": orjson.dumps({"status": "member", "user": updates.BOT}),
}
_SENDS = ("send", "edit", "copy", "forward")


class FakeApi:
    """The Bot API's state as far as a load needs it: who waits for what, and the buttons each chat shows."""

    def __init__(self) -> None:
        self.polling = Polling()
        self.webhook: Webhook | None = None
        self.scenario: Scenario | None = None
        self.last_call = self.last_answer = time.monotonic()
        self._update_ids = itertools.count(500_000_000)
        self._message_ids = itertools.count(100)
        self._shown: dict[int, tuple[int, Sequence[str]]] = {}
        self._began = (time.monotonic(), time.process_time())

    # --- what a scenario does

    def say(self, chat: int, words: str) -> None:
        self.write(chat, words)()

    def tap(self, chat: int, data: str) -> None:
        number = next(self._update_ids)
        self._push(chat, number, updates.tap(number, chat, self._shown[chat][0], data))

    def buttons(self, chat: int) -> Sequence[str]:
        return self._shown.get(chat, (0, ()))[1]

    def write(self, chat: int, words: str) -> Callable[[], None]:
        number = next(self._update_ids)
        body = updates.text(number, chat, next(self._message_ids), words)
        return lambda: self._push(chat, number, body)

    def _push(self, chat: int, number: int, body: bytes) -> None:
        (self.webhook or self.polling).push(chat, number, body)

    # --- what the bot calls

    def call(self, method: str, request: wire.Request, say: Say) -> None:
        if method == "getUpdates":
            self.polling.ask(say, wire.params_of(request))
            return
        self.last_call = time.monotonic()
        if self.scenario:
            self.scenario.score.calls[method] += 1
        if method in _FIXED:
            say(wire.ok(_FIXED[method]))
        elif method.startswith(_SENDS):
            self._sent(method, wire.params_of(request), say)
        else:
            if method in ("setWebhook", "deleteWebhook"):
                self._hook(wire.params_of(request))
            say(wire.ok(b"true"))

    def _hook(self, params: dict[str, Any]) -> None:
        url = str(params.get("url") or "")
        self.webhook = Webhook(url, str(params.get("secret_token") or ""), self._rode) if url else None

    def _rode(self, body: bytes) -> None:
        """A method in the answer to a webhook call counts like any other; the bot does not hear what came of it."""
        said = orjson.loads(body)
        if isinstance(said, dict) and "method" in said:
            self.call(str(said["method"]), wire.Request("", b"application/json", body), lambda _: None)

    def _sent(self, method: str, params: dict[str, Any], say: Say) -> None:
        chat = int(params.get("chat_id") or 0)
        edit = method.startswith("edit")
        number = int(params.get("message_id") or 0) if edit else next(self._message_ids)
        text = str(params.get("text") or "")
        buttons = buttons_of(params)
        say(wire.ok(_message(number, chat, text)))
        if not edit or self._shown.get(chat, (0, ()))[0] == number:
            self._shown[chat] = (number, buttons)
        if self.scenario and method in ("sendMessage", "editMessageText"):
            self.last_answer = self.last_call
            self.scenario.heard(self, Answer(chat, method, text, buttons, self.last_call))

    # --- what the bench asks

    def control(self, what: str, request: wire.Request, say: Say) -> None:
        given = orjson.loads(request.body) if request.body else {}
        if what == "offer":
            self._start(Offer(**given))
        elif what == "walk":
            self._start(Walk(**given))
        say(wire.ok(orjson.dumps(self._state())))

    def _start(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.last_call = time.monotonic()
        self._began = (time.monotonic(), time.process_time())
        scenario.start(self)

    def _state(self) -> dict[str, Any]:
        now = time.monotonic()
        wall, cpu = now - self._began[0], time.process_time() - self._began[1]
        return {
            "listening": self.webhook is not None or self.polling.asked,
            "quiet": now - self.last_call,
            "last_answer": self.last_answer,
            "busy": cpu / wall if wall > 0 else 0.0,
            "expected": self.scenario.expected if self.scenario else 0,
            "result": self.scenario.score.result(self.scenario.expected).as_dict() if self.scenario else None,
        }


def _message(number: int, chat: int, text: str) -> bytes:
    kind = b'"private"' if chat >= 0 else b'"supergroup","title":"t"'
    said = (number, orjson.dumps(updates.BOT), chat, kind, int(time.time()), orjson.dumps(text or "…"))
    return b'{"message_id":%d,"from":%b,"chat":{"id":%d,"type":%b},"date":%d,"text":%b}' % said


class Connection(asyncio.Protocol):
    """One kept-alive connection of the bot or of the bench."""

    def __init__(self, api: FakeApi) -> None:
        self._api = api
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is not a subclass

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (request := wire.take_request(self._buffer)) is not None:
            _, room, name = request.path.split("?")[0].split("/", 2)
            if room == "bench":
                self._api.control(name, request, self._say)
            else:
                self._api.call(name, request, self._say)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._api.polling.gone(self._say)

    def _say(self, reply: bytes) -> None:
        if self._transport:
            self._transport.write(reply)


async def serve(api: FakeApi, port: int = 0) -> asyncio.Server:
    """Listens on loopback; port 0 takes a free one."""
    return await asyncio.get_running_loop().create_server(lambda: Connection(api), "127.0.0.1", port)


async def _main() -> None:
    server = await serve(FakeApi())
    print(server.sockets[0].getsockname()[1], flush=True)
    gc.disable()  # a collection would show as somebody's latency
    await server.serve_forever()


def _quick_loop() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


if __name__ == "__main__":
    with _quick_loop() as runner:
        runner.run(_main())
    sys.exit(0)
