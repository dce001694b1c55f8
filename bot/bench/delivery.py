"""The two ways an update reaches a bot: it asks (getUpdates, true offsets), or it is called (webhook)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from bot.bench import wire

CONNECTIONS = 40  # Telegram's default max_connections
AGAIN_AFTER = 1.0  # seconds until a refused webhook call is repeated
Say = Callable[[bytes], None]


class Polling:
    """Updates stay until a later offset confirms them, as at Telegram."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._asker: tuple[Say, int] | None = None
        self._until: asyncio.TimerHandle | None = None
        self.asked = False

    def push(self, chat: int, update_id: int, body: bytes) -> None:
        if not self._waiting and self._asker:
            asyncio.get_running_loop().call_soon(self._give)  # after all that are offered with it
        self._waiting.append((update_id, body))

    def ask(self, say: Say, params: Mapping[str, Any]) -> None:
        self.asked = True
        if self._asker:
            say(wire.no(409, "Conflict: terminated by other getUpdates request"))
            return
        offset, limit = int(params.get("offset") or 0), int(params.get("limit") or 100)
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        self._asker = (say, limit)
        wait = float(params.get("timeout") or 0)
        if self._waiting or wait <= 0:
            self._give()
        else:
            self._until = asyncio.get_running_loop().call_later(wait, self._give)

    def gone(self, say: Say) -> None:
        """The asker hung up."""
        if self._asker and self._asker[0] == say:
            self._forget()

    def _give(self) -> None:
        if self._asker:
            say, limit = self._asker
            self._forget()
            some = [self._waiting[i][1] for i in range(min(limit, len(self._waiting)))]
            say(wire.ok(b"[" + b",".join(some) + b"]"))

    def _forget(self) -> None:
        if self._until:
            self._until.cancel()
        self._asker = self._until = None


class Webhook:
    """Calls the bot on forty connections, one call in flight per chat; anything but 2xx comes again. What the bot
    writes into its answer (a method may ride there) goes to `rode`."""

    def __init__(self, url: str, secret: str, rode: Callable[[bytes], None]) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "127.0.0.1", parts.port or 80, parts.path or "/"
        self._secret, self._rode = secret, rode
        self._queues: dict[int, deque[bytes]] = {}
        self._ready: deque[int] = deque()
        self._idle: list[_Line] = []
        self._lines = 0

    def push(self, chat: int, update_id: int, body: bytes) -> None:
        queue = self._queues.get(chat)
        if queue is None:
            self._queues[chat] = deque((body,))
            self._ready.append(chat)
            self.pump()
        else:
            queue.append(body)

    def pump(self) -> None:
        while self._ready and self._idle:
            chat = self._ready.popleft()
            call = wire.post(f"{self._host}:{self._port}", self._path, self._secret, self._queues[chat][0])
            self._idle.pop().send(chat, call)
        if self._ready and self._lines < CONNECTIONS:
            self._lines += 1
            asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: _Line(self), self._host, self._port)
        except OSError:
            self._lines -= 1
            asyncio.get_running_loop().call_later(AGAIN_AFTER, self.pump)

    def connected(self, line: _Line) -> None:
        self._idle.append(line)
        self.pump()

    def replied(self, line: _Line, chat: int, reply: wire.Reply) -> None:
        self._idle.append(line)
        if 200 <= reply.status < 300:
            self._taken(chat)
            if reply.body.startswith(b"{"):
                self._rode(reply.body)
        else:
            self._again(chat, reply.retry_after or AGAIN_AFTER)
        self.pump()

    def lost(self, line: _Line, chat: int | None) -> None:
        self._lines -= 1
        if chat is not None:
            self._again(chat, AGAIN_AFTER)
        elif line in self._idle:
            self._idle.remove(line)

    def _taken(self, chat: int) -> None:
        queue = self._queues[chat]
        queue.popleft()
        if queue:
            self._ready.append(chat)
        else:
            del self._queues[chat]

    def _again(self, chat: int, after: float) -> None:
        def ready() -> None:
            self._ready.append(chat)
            self.pump()

        asyncio.get_running_loop().call_later(after, ready)


class _Line(asyncio.Protocol):
    """One connection to the bot's webhook."""

    def __init__(self, hook: Webhook) -> None:
        self._hook = hook
        self._buffer = bytearray()
        self._chat: int | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is not a subclass
        self._hook.connected(self)

    def send(self, chat: int, call: bytes) -> None:
        self._chat = chat
        if self._transport:
            self._transport.write(call)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        reply = wire.take_reply(self._buffer)
        if reply is not None and self._chat is not None:
            chat, self._chat = self._chat, None
            self._hook.replied(self, chat, reply)

    def connection_lost(self, exc: Exception | None) -> None:
        self._hook.lost(self, self._chat)
