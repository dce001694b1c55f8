"""Calls that are perishable and best effort, and whose answer nobody needs: toasts on taps, old buttons that go."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

RIDES_WITHIN = 0.25  # seconds; a busy moment must not make calls of their own of what could ride


class Asides:
    """With a webhook (`riding`) an aside rides in the answer to a call of Telegram's, whichever comes next; else
    `begin` makes it a call of its own. The calling is the gate's."""

    def __init__(self, begin: Callable[[str, Mapping[str, Any]], None]) -> None:
        self._begin = begin
        self._riders: deque[tuple[str, Mapping[str, Any]]] = deque()
        self.riding = False
        self.within = RIDES_WITHIN

    def say(self, method: str, params: Mapping[str, Any]) -> None:
        if not self.riding:
            self._begin(method, params)
            return
        if not self._riders:
            asyncio.get_running_loop().call_later(self.within, self._let_walk)
        self._riders.append((method, params))

    def toast(self, query: str, text: str, alert: bool) -> None:
        """The answer to a tap."""
        shown = {"text": text, "show_alert": alert} if text else {}
        self.say("answerCallbackQuery", {"callback_query_id": query, **shown})

    def rider(self) -> Mapping[str, Any] | None:
        """One call to put into the answer to a webhook call (Bot API, "Making requests when getting updates")."""
        if not self._riders:
            return None
        method, params = self._riders.popleft()
        return {"method": method, **params}

    def _let_walk(self) -> None:
        """No more calls of Telegram's came that they could have ridden on."""
        while self._riders:
            self._begin(*self._riders.popleft())
