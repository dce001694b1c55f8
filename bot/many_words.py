"""Five words are tried from outside, and accounts cost nothing: how many are looked at on all accounts together."""

from __future__ import annotations

from bot import effects as e
from bot import enlist
from bot.scene import Scene
from bot.to_staff import tell
from handoff.desk import say

AN_HOUR, AT_ONCE = 120, 20
"""The shortest list gives 2^29 ways to say five words: who fills every hour of a year comes across one of a thousand
women's words about once or twice, and then a person looks. Nobody real is stopped by it on an ordinary day."""

_EACH = 3600 // AN_HOUR  # seconds


class ManyWords:
    """In memory: a restart forgives. It fills up evenly, so that whoever floods it does not shut out everybody else for
    the rest of the hour: each new try has its chance."""

    def __init__(self) -> None:
        self._free, self._since, self._told = AT_ONCE, 0, 0

    def room(self, moment: int) -> bool:
        """Whether one more is looked at now."""
        more = (moment - self._since) // _EACH
        if more > 0:
            self._free, self._since = min(AT_ONCE, self._free + more), self._since + more * _EACH
        if self._free:
            self._free -= 1
            return True
        return False

    def news(self, moment: int) -> bool:
        """Once an hour."""
        if moment - self._told < 3600:
            return False
        self._told = moment
        return True


def alarm(at: Scene) -> None:
    """Told in words that are as true for one stranger with many accounts as for many people."""
    at.book.audit("words_many")
    for each in enlist.coordinators(at.book):
        tell(at, e.TellStaff(each, say("words.many", count=str(AN_HOUR))))
