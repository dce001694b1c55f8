"""How fast Telegram lets us speak: about one message a second in a chat, twenty a minute in a group.

Bursts are allowed; edits count like messages. Sources: the Bot FAQ on limits, tdlib/td#3034.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

PRIVATE = (1.0, 20.0)  # seconds a message, messages at once
GROUP = (3.0, 10.0)
BOT = (1 / 30, 30.0)  # all chats together
MOST_CHATS = 20_000


class Pace:
    """Says how long a call to a chat has to wait. Times are monotonic seconds, given by the caller. `spent`: then every
    chat had just been sent as much as it takes at once, for all we know; another process was at it."""

    def __init__(self, spent: float | None = None) -> None:
        self._spent = spent
        self._next: OrderedDict[Hashable, float] = OrderedDict()

    def wait(self, lane: Hashable, *, group: bool, now: float) -> float:
        """Seconds to wait (0: at once); the call is counted as made then. Generic cell rate algorithm."""
        each, burst = GROUP if group else PRIVATE
        begins = 0.0 if self._spent is None else self._spent + each * (burst - 1)
        due = max(self._next.get(lane, begins), now)
        delay = max(0.0, due - now - each * (burst - 1))
        self._next[lane] = due + each
        self._next.move_to_end(lane)
        if len(self._next) > MOST_CHATS:
            self._next.popitem(last=False)
        return delay
