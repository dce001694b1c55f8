"""The bot's queue of updates: what waits, until when, and who is listening. Nothing leaves it but by confirmation."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson

from bot.clock import Clock
from bot.sandbox.refused import Refused

DAY, WEEK = 86_400.0, 604_800.0
TAP_LIVES = 150.0

# Where each kind queues when updates go out by webhook: one request in flight per number, as in Telegram's server.
LANES = {
    "message": 0,
    "edited_message": 0,
    "callback_query": 3 << 33,
    "my_chat_member": 5 << 33,
    "chat_member": 6 << 33,
    "message_reaction": 8 << 33,
}
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True, eq=False)
class Update:
    """`once` marks what a test put in by hand under a foreign id: no offset can confirm it, so seeing it is enough.
    `tried`: when it was handed out or brought, and what came of that. `end`: received, expired or dropped."""

    id: int
    lane: int
    expires: float
    body: bytes
    once: bool = False
    kind: str = ""
    began: float = 0.0
    end: str = ""
    tried: list[tuple[float, str]] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return bool(self.end)

    def is_old(self, now: float) -> bool:
        """Too old to be given to the bot any more."""
        if self.expires > now:
            return False
        self.end = self.end or "expired"
        return True


class Updates:
    def __init__(self, clock: Clock, random: Random, remember: int = 0) -> None:
        self._clock = clock
        self._random = random
        self.all: deque[Update] = deque(maxlen=remember or None)
        self._waiting: deque[Update] = deque()
        self._listener: asyncio.Future[bool] | None = None
        self._next = 100_000_001
        self._last_at = clock.unix()
        self.allowed: tuple[str, ...] = ()  # empty: everything but UNASKED
        self.on_new: Callable[[Update], None] | None = None  # set while a webhook is

    def push(self, kind: str, body: Any, key: int) -> int:
        """Queue one update; 0 when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in UNASKED:
            return 0
        update_id = self._take_id()
        lives = TAP_LIVES if kind == "callback_query" else DAY
        self._enqueue(
            Update(
                update_id,
                key + LANES.get(kind, 0),
                self._last_at + lives,
                orjson.dumps({"update_id": update_id, kind: body}),
                kind=kind,
            )
        )
        return update_id

    def push_raw(self, raw: bytes, given_id: int | None) -> int:
        """Queue bytes as they are. Without an update_id of their own they get the next; `given_id` is theirs."""
        if given_id is not None and given_id >= self._next:
            self._next = given_id
        update_id = self._take_id()
        foreign = given_id is not None and given_id != update_id
        if given_id is None and raw[:1] == b"{":
            rest = raw[1:].lstrip()
            raw = b'{"update_id":%d' % update_id + (b"" if rest[:1] == b"}" else b",") + rest
        else:
            foreign = foreign or raw[:1] != b"{"
        self._enqueue(Update(update_id, 0, self._last_at + DAY, raw, once=foreign))
        return update_id

    def _take_id(self) -> int:
        now = self._clock.unix()
        if now - self._last_at >= WEEK and not self.count():
            self._next = self._random.randrange(1, 1 << 30)  # after a silent week Telegram counts from anywhere
        self._last_at = now
        self._next += 1
        return self._next - 1

    def _enqueue(self, update: Update) -> None:
        update.began = self._last_at
        self.all.append(update)
        self._waiting.append(update)
        if self.on_new is not None:
            self.on_new(update)
        self._wake(True)

    def _wake(self, news: bool) -> None:
        listener, self._listener = self._listener, None
        if listener is not None and not listener.done():
            listener.set_result(news)

    def pending(self) -> Iterable[Update]:
        """What still waits, oldest first; what is done or has expired is dropped on the way."""
        now = self._clock.unix()
        for update in self._waiting:
            update.is_old(now)
        while self._waiting and self._waiting[0].done:
            self._waiting.popleft()
        return (update for update in tuple(self._waiting) if not update.done)

    def count(self) -> int:
        return sum(1 for _ in self.pending())

    def drop_all(self) -> None:
        for update in self._waiting:
            update.end = update.end or "dropped"
        self._waiting.clear()

    def confirm(self, offset: int) -> None:
        """Everything below `offset` was received. A negative one keeps that many of the newest; one from the
        future (an offset kept from another life of this bot) confirms nothing, as in Telegram's server."""
        if offset < 0:
            waiting = list(self.pending())
            for update in waiting[: max(0, len(waiting) + offset)]:
                update.end = "received"
        elif offset <= self._next + 10:
            while self._waiting and (self._waiting[0].id < offset or self._waiting[0].done):
                update = self._waiting.popleft()
                update.end = update.end or "received"

    def _batch(self, limit: int) -> list[Update]:
        batch: list[Update] = []
        if not self._waiting:
            return batch
        now = self._clock.unix()
        for update in self._waiting:
            if not update.is_old(now) and not update.done:
                batch.append(update)
                if len(batch) == limit:
                    break
        for update in batch:
            update.tried.append((now, "handed out"))
            update.end = "received" if update.once else update.end
        return batch

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Update]:
        """getUpdates. Whoever listened before is told that there is another; what is not confirmed comes again."""
        self.end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        self.confirm(offset)
        batch = self._batch(limit)
        if batch or timeout <= 0:
            return batch
        listener = self._listener = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(listener, timeout)
        except TimeoutError:
            return []
        finally:
            if self._listener is listener:
                self._listener = None
        return self._batch(limit)

    @property
    def listening(self) -> bool:
        return self._listener is not None

    def end_poll(self, why: str) -> None:
        listener, self._listener = self._listener, None
        if listener is not None and not listener.done():
            listener.set_exception(Refused(409, f"Conflict: {why}"))
