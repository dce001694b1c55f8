"""Every call of the Bot API in order: what was asked, what it changed, and which fault it met."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.sandbox.call import Call


@dataclass(slots=True)
class Entry:
    n: int
    at: float
    call: Call
    status: int  # 0: the connection was closed without an answer
    effect: bool
    fault: str
    message_id: int | None
    description: str

    def shown(self) -> dict[str, Any]:
        payload = self.call.payload()
        return {
            "n": self.n,
            "at": self.at,
            "method": self.call.method,
            "chat": _chat(payload.get("chat_id")),
            "payload": payload,
            "status": self.status,
            "effect": self.effect,
            "fault": self.fault or None,
            "message_id": self.message_id,
            "description": self.description or None,
        }


def _chat(value: Any) -> int | str | None:
    text = "" if value is None else str(value)
    return int(text) if text.lstrip("-").isdigit() else text or None


class Journal:
    """`remember` bounds it, so that a run of days does not grow for ever; 0 keeps everything."""

    def __init__(self, remember: int = 0) -> None:
        self._entries: deque[Entry] = deque(maxlen=remember or None)
        self._n = 0

    def note(
        self, at: float, call: Call, status: int, *, effect: bool, fault: str, result: Any = None, description: str = ""
    ) -> None:
        self._n += 1
        made = result.get("message_id") if type(result) is dict else None
        self._entries.append(Entry(self._n, at, call, status, effect, fault, made, description))

    @property
    def n(self) -> int:
        return self._n

    def since(self, n: int, method: str = "") -> list[dict[str, Any]]:
        skipped = max(0, n - (self._n - len(self._entries)))
        return [
            entry.shown()
            for place, entry in enumerate(self._entries)
            if place >= skipped and (not method or entry.call.method == method)
        ]
