"""Telegram's limits on sending, for a rehearsal of a busy day: a second a chat, 20 a minute a group, 30 a second."""

from __future__ import annotations

import math

from bot.clock import Clock
from bot.sandbox.refused import too_many

# (seconds between two, how many may come at once)
PRIVATE, GROUP, ALL = (1.0, 3), (3.0, 20), (1 / 30, 30)
COUNTED = frozenset(
    {
        "sendmessage", "sendphoto", "sendlivephoto", "sendvoice", "senddocument", "sendvideo", "sendvideonote",
        "sendanimation", "sendaudio", "sendsticker", "sendcontact", "sendlocation", "sendvenue", "sendmediagroup",
        "copymessage", "copymessages",
        "forwardmessage", "forwardmessages", "editmessagetext", "editmessagecaption", "editmessagereplymarkup",
        "createforumtopic",
    }
)  # fmt: skip


class Rates:
    """Off until somebody switches it on. Edits and new topics count as sends; answers to taps are free."""

    def __init__(self, clock: Clock) -> None:
        self.on = False
        self._clock = clock
        self._free_at: dict[int, float] = {}

    def take(self, chat_id: int) -> None:
        """Raise 429 unless both the chat's and the whole bot's allowance have room; then use one of each."""
        now = self._clock.unix()
        spacing = PRIVATE if chat_id > 0 else GROUP
        wait = max(self._wait(chat_id, spacing, now), self._wait(0, ALL, now))
        if wait > 1e-6:  # less is the rounding of floats
            raise too_many(math.ceil(wait))
        for key, (seconds, _) in ((chat_id, spacing), (0, ALL)):
            self._free_at[key] = max(now, self._free_at.get(key, 0.0)) + seconds

    def _wait(self, key: int, spacing: tuple[float, int], now: float) -> float:
        seconds, burst = spacing
        return self._free_at.get(key, 0.0) - now - seconds * (burst - 1)
