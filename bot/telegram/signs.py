"""“typing…” in her chat: shown now or not at all. What is true for five seconds waits for nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.outgoing import Outgoing

EACH = 4.0  # seconds in which a chat gets one; Telegram shows it for five (Bot API, sendChatAction)
LATE = 3.0  # seconds after which it is no longer true
MOST_CHATS = 10_000


class Signs:
    """`make` is the gate's: at once, and if it is lost, it is lost. `holds_back`: why it may not be shown any more."""

    def __init__(
        self,
        make: Callable[[str, Mapping[str, Any]], Awaitable[None]],
        holds_back: Callable[[Outgoing], Awaitable[str]],
        unix: Callable[[], float],
    ) -> None:
        self._make, self._holds_back, self._unix = make, holds_back, unix
        self._last: OrderedDict[int, float] = OrderedDict()

    async def show(self, call: Outgoing) -> None:
        now = self._unix()
        if now - call.at > LATE or now - self._last.get(call.lane, 0.0) < EACH:
            return
        self._last[call.lane] = now
        self._last.move_to_end(call.lane)
        if len(self._last) > MOST_CHATS:
            self._last.popitem(last=False)
        if call.route is not None and not await self._holds_back(call):
            await self._make(call.method, call.params)
