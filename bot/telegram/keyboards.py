"""The newest buttons in each chat: when a new screen comes below them, they go."""

from __future__ import annotations

from collections import OrderedDict

from bot.outgoing import Outgoing

MOST_CHATS = 50_000


class Keyboards:
    """To lose one harms nobody, because a tap on old buttons only shows where she is."""

    def __init__(self) -> None:
        self._newest: OrderedDict[int, int] = OrderedDict()

    def below(self, call: Outgoing) -> int:
        """She wrote, so this screen comes below: the message whose buttons are to be taken away, 0 for none."""
        return self._newest.pop(call.lane, 0) if call.kind == "screen" else 0

    def shown(self, call: Outgoing, message: int) -> None:
        if call.kind == "screen" and "reply_markup" in call.params:
            self._newest[call.lane] = message
            if len(self._newest) > MOST_CHATS:
                self._newest.popitem(last=False)

    def gone(self, lane: int) -> None:
        self._newest.pop(lane, None)
