"""“typing…” in her chat: shown now or not at all. What is true for five seconds waits for nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.outgoing import Outgoing
from handoff.model import Route

EACH = 4.0  # seconds in which a chat gets one; Telegram shows it for five (Bot API, sendChatAction)
LATE = 3.0  # seconds after which it is no longer true
MOST_CHATS = 10_000


class Signs:
    """`make` is the gate's: at once, and if it is lost, it is lost. `stands`: whether the claim still does."""

    def __init__(
        self,
        make: Callable[[str, Mapping[str, Any]], Awaitable[None]],
        stands: Callable[[Route], Awaitable[bool]],
        unix: Callable[[], float],
    ) -> None:
        self._make, self._stands, self._unix = make, stands, unix
        self._last: OrderedDict[bytes, float] = OrderedDict()

    async def show(self, call: Outgoing) -> None:
        """`call.seq` begins with when it was wanted, in microseconds."""
        now = self._unix()
        if now - call.seq / 1_000_000 > LATE or now - self._last.get(call.lane, 0.0) < EACH:
            return
        self._last[call.lane] = now
        self._last.move_to_end(call.lane)
        if len(self._last) > MOST_CHATS:
            self._last.popitem(last=False)
        if call.route is not None and await self._stands(call.route):
            await self._make(call.method, call.params)
