"""Looks after the house from outside its straight line. What it sees goes to mail and webhook at once, by itself:
neither the ledger nor Telegram is needed for that, for it may be one of them that is away."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.alarm import WayOut
from bot.counts import Counts
from bot.ledger.alarms import Alarm, pause
from bot.logs import event, trouble
from bot.telegram.intake import Hook
from bot.vitals import Look, Vitals

EVERY = 10.0  # seconds between two looks
ASK_EVERY = 60.0  # seconds between two questions to Telegram by what its updates come
TOGETHER = 60.0  # seconds in which two refusals are one rival: a single one may be our own process that has just ended
AGAIN = 3600.0  # seconds until what was accepted, and is still true, is said again
UNHEARD = 300  # seconds after which the desk is told that alarms reach nobody
STUCK = 3  # looks at a webhook that has updates for us and brings none

# How long a part may fail before somebody is called: a database that starts anew calls nobody.
GRACE = {"ledger": 60.0, "vault": 60.0, "telegram": 0.0, "token": 0.0, "sending": 0.0, "disk": 0.0}
KINDS = {
    "ledger": "ledger_away", "vault": "vault_away", "telegram": "telegram_silent", "token": "token_refused",
    "sending": "nothing_leaves", "disk": "disk_full",
}  # fmt: skip
FOREIGN, RIVAL = "foreign_webhook", "another_poller"


class Polls(Protocol):
    conflicts: int


@dataclass(slots=True)
class _Raised:
    """One alarm, as it stands with each way out. `over`: true no more, and still to be said once."""

    id: bytes
    since: float
    over: bool = False
    tries: dict[str, int] = field(default_factory=dict)
    due: dict[str, float] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Watchdog:
    """`hook` asks Telegram by what it brings updates and puts it right. `tell`: the coordinators, in Telegram.
    `clock`: seconds that only grow."""

    vitals: Vitals
    ways: Sequence[WayOut]
    hook: Callable[[], Awaitable[Hook]]
    tell: Callable[[], Awaitable[None]]
    counts: Counts
    clock: Callable[[], float]
    _since: dict[str, float] = field(default_factory=dict)  # part -> since when it has failed
    _raised: dict[str, _Raised] = field(default_factory=dict)
    _asked: float | None = None
    _conflicts: int = 0  # of the poller's, those that are known
    _refused: float | None = None  # when the last of them was seen
    _stuck: tuple[int, int] = (0, -1)  # looks at a webhook that brings nothing, and what had come by then
    _told: float | None = None

    async def run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as fault:  # it must never end: whoever watches it would be one more
                trouble("watchdog_failed", fault)
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        rival = self._rival()
        foreign = await self._ask() if rival or self._due() else False
        if rival and not foreign:  # with a webhook in the way every question of ours is refused: that is another alarm
            self._raise(RIVAL, self.clock())
        look = await self.vitals.look()
        self._compare(look)
        await asyncio.gather(*(self._hand_out(way) for way in self.ways))
        await self._say_unheard(look)
        for what in [what for what, it in self._raised.items() if it.over and self._done(it)]:
            del self._raised[what]

    @property
    def troubles(self) -> dict[str, bool]:
        """Every alarm that there is, and whether it is true now."""
        kinds = (*KINDS.values(), FOREIGN, RIVAL)
        return {kind: kind in self._raised and not self._raised[kind].over for kind in kinds}

    @property
    def unheard(self) -> int:
        """Seconds since the oldest alarm that nobody outside has accepted was raised; 0 where all were."""
        since = [it.since for it in self._raised.values() if not it.accepted]
        return int(self.clock() - min(since)) if since else 0

    # --- what is seen

    def _compare(self, look: Look) -> None:
        now = self.clock()
        for part, works in look.works.items():
            if works:
                self._since.pop(part, None)
                self._end(KINDS[part])
            elif now - self._since.setdefault(part, now) >= GRACE[part]:
                self._raise(KINDS[part], self._since[part])

    def _rival(self) -> bool:
        """Somebody else asks for our updates: a second bot of ours, or a thief of the token. One refusal is none yet:
        our own process may have been asking still when it was ended."""
        poller, now = self.vitals.poller, self.clock()
        count = poller.conflicts if poller else 0
        new, last = count - self._conflicts, self._refused
        self._conflicts = count
        if new > 0:
            self._refused = now
            return new > 1 or (last is not None and now - last <= TOGETHER)
        if last is not None and now - last > TOGETHER:
            self._refused = None
            self._end(RIVAL)
        return False

    def _due(self) -> bool:
        return self._asked is None or self.clock() - self._asked >= ASK_EVERY

    async def _ask(self) -> bool:
        """Whether somebody else had set a webhook."""
        self._asked = self.clock()
        try:
            hook = await self.hook()
        except Exception as fault:  # Telegram is away, or knows us no more: the other looks see that
            trouble("webhook_not_asked", fault)
            return False
        if self.vitals.poller is None:
            self.vitals.heard, self.vitals.reached = self.clock(), not self._brings_nothing(hook)
        if hook.foreign:
            trouble("foreign_webhook", None)
            self._raise(FOREIGN, self.clock())
        else:
            self._end(FOREIGN)
        return hook.foreign

    def _brings_nothing(self, hook: Hook) -> bool:
        looks, before = self._stuck
        waits = hook.pending > 0 and self.counts.updates == before
        self._stuck = (looks + 1 if waits else 0, self.counts.updates)
        return self._stuck[0] >= STUCK

    # --- what is said

    def _raise(self, what: str, since: float) -> None:
        there = self._raised.get(what)
        if there is None:
            trouble("alarm_raised", None, what=what)
            self._raised[what] = _Raised(secrets.token_bytes(16), since)
        else:
            there.over = False

    def _end(self, what: str) -> None:
        """It is true no more. What nobody has heard of yet is still said: somebody must know that it was so."""
        if what in self._raised:
            self._raised[what].over = True

    def _done(self, it: _Raised) -> bool:
        return not self.ways or bool(it.accepted)

    async def _hand_out(self, way: WayOut) -> None:
        for what, it in list(self._raised.items()):
            if it.due.get(way.channel, 0.0) > self.clock() or (it.over and way.channel in it.accepted):
                continue
            await self._send(way, what, it)

    async def _send(self, way: WayOut, what: str, it: _Raised) -> None:
        now, channel = self.clock(), way.channel
        if channel in it.accepted:  # and an hour later it is still so: another letter, not the same one again
            it.id = secrets.token_bytes(16)
        it.tries[channel] = tries = it.tries.get(channel, 0) + 1
        try:
            await way.send(Alarm(it.id, channel, what, "", "", int(now - it.since) // 60, tries))
        except Exception as fault:  # whatever it is: nobody has it, so it is tried again
            trouble("alarm_not_accepted", fault, what=channel, attempt=tries)
            self.counts.alarm(channel, accepted=False)
            it.due[channel] = now + pause(tries)
        else:
            event("alarm_accepted", what=channel)
            self.counts.alarm(channel, accepted=True)
            it.accepted.add(channel)
            it.due[channel] = now + AGAIN

    async def _say_unheard(self, look: Look) -> None:
        """Where mail and webhook take nothing, the coordinators are told in Telegram that nobody outside was."""
        now = self.clock()
        if max(look.unheard, self.unheard) < UNHEARD:
            self._told = None
        elif self._told is None or now - self._told >= AGAIN:
            trouble("alarms_reach_nobody", None, count=sum(not it.accepted for it in self._raised.values()))
            self._told = now
            try:
                await self.tell()
            except Exception as fault:  # the ledger is away: it is in the log, at /readyz and at /metrics
                trouble("desk_not_told", fault)
