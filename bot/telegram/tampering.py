"""Taps that no keyboard of ours can have sent. Each costs a screen; who sends many costs everybody time."""

from __future__ import annotations

from collections import OrderedDict

from bot.heard import Heard
from bot.telegram.buttons import read_press

MOST_AN_HOUR = 20
_KNOWN = 4096  # people at a time; whoever is forgotten begins anew


class Tampering:
    """Counts by person and hour, in memory: a restart forgives. No id leaves it."""

    def __init__(self) -> None:
        self._counted: OrderedDict[int, tuple[int, int]] = OrderedDict()  # person -> hour, how many

    def is_too_much(self, heard: Heard, moment: int) -> bool:
        """Whether this tap is answered without a screen. One that could be ours never is, however old its keyboard."""
        if heard.kind != "tap" or read_press(heard.data) is not None:
            return False
        hour, many = self._counted.pop(heard.user, (0, 0))
        many = many + 1 if hour == moment // 3600 else 1
        self._counted[heard.user] = moment // 3600, many
        if len(self._counted) > _KNOWN:
            self._counted.popitem(last=False)
        return many > MOST_AN_HOUR
