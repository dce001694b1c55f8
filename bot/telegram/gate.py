"""The only sender. Calls of one chat leave in their order; words of a case leave only while their claim stands, and
while something may appear in her chat.

What each answer of Telegram means here is the table of telegram.md 5.5: certainly unsent is tried again, an unknown
outcome is repeated once and says so, one slow chat holds up no other.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from bot.logs import event, trouble
from bot.outgoing import Fate, Outgoing
from bot.telegram.albums import QUIET, Albums
from bot.telegram.asides import Asides
from bot.telegram.keyboards import Keyboards
from bot.telegram.moved import Moved
from bot.telegram.pace import Pace
from bot.telegram.request import Answer, Unsent, Unsure, Wire
from bot.telegram.signs import Signs
from bot.telegram.slots import Slots
from bot.telegram.threads import CaseGone, Knows, NotNow, Threads
from bot.telegram.under_way import UnderWay
from bot.telegram.wiping import wipe

AT_ONCE = 32  # calls under way at the same time; Telegram takes some 30 a second
MOST_TRIES = 120  # the better part of an hour: Telegram has been away for as long
_SOON, _LATEST = 0.5, 30.0  # seconds between tries: what has waited leaves soon after Telegram is back
SHUT_FOR = 60.0  # seconds in which nothing is sent at all, when Telegram no longer knows our token


class Asks(Knows, Protocol):
    """What the gate must ask the ledger, and what it tells it."""

    async def holds_back(self, call: Outgoing) -> str: ...
    async def trail_of(self, chat: int) -> Sequence[int]: ...
    def moved(self, old: int, new: int) -> None: ...
    def note(self, fate: Fate) -> None: ...


@dataclass(slots=True)
class _Lane:
    calls: deque[Outgoing]
    busy: bool = False


class Gate:
    """Takes calls over once they are committed; tells the ledger what became of each."""

    def __init__(
        self,
        wire: Wire,
        asks: Asks,
        *,
        unix: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] | None = None,
        album_quiet: float = QUIET,
        may: Callable[[], bool] | None = None,
    ) -> None:
        """`may`: whether this process still sends, where it is one of many; it does not before `begin`."""
        self._wire, self._asks, self._unix = wire, asks, unix
        self._may, self._off = may or (lambda: True), may is not None
        self._sleep = sleep or asyncio.sleep
        self._pace = Pace()
        self._shut_until = 0.0  # Unix seconds
        self._lanes: dict[int, _Lane] = {}
        self._under_way = UnderWay()
        self._tasks, self._begin = self._under_way.tasks, self._under_way.begin
        self._slots = Slots(AT_ONCE)
        self._threads = Threads(lambda method, params: self._wire.call(method, params), asks)
        self._moved = Moved(lambda method, params: self._wire.call(method, params), asks.moved)
        self._signs = Signs(lambda method, params: self._lightly(method, params), asks.holds_back, unix)
        self._keyboards = Keyboards()
        self._gathering = partial(Albums, self._queue, self._begin, self._sleep, album_quiet)
        self._albums = self._gathering()
        self.asides = Asides(lambda method, params: self._begin(self._lightly(method, params)))
        self._stopping = False

    def carry(self, calls: Sequence[Outgoing], toasts: Sequence[tuple[str, str, bool]]) -> None:
        """From the ledger, after the commit, in the event loop."""
        for call in calls:
            if call.kind == "sign":
                if call.lane not in self._lanes:
                    self._begin(self._signs.show(call))
                continue
            if self._off:
                continue
            if not self._albums.gathers(call):
                self._queue(call)
            if old := self._keyboards.below(call):
                params = {"chat_id": call.params["chat_id"], "message_id": old}
                self.asides.say("editMessageReplyMarkup", params)
        for query, text, alert in toasts:
            self.asides.toast(query, text, alert)

    def _queue(self, call: Outgoing) -> None:
        lane = self._lanes.get(call.lane)
        if lane is None:
            lane = self._lanes[call.lane] = _Lane(deque())
        lane.calls.append(call)
        if not lane.busy:
            lane.busy = True
            self._begin(self._run(call.lane, lane))

    def begin(self) -> None:
        """On duty from here on, and carefully: somebody else may just have sent as much as Telegram takes at once."""
        self._off, self._pace = False, Pace(spent=asyncio.get_running_loop().time())

    def relieve(self) -> None:
        """Somebody else is on duty: nothing of what is here is sent any more. All of it is in the outbox."""
        self._off = True
        self._under_way.drop()
        self._lanes, self._albums, self._keyboards = {}, self._gathering(), Keyboards()

    async def stop(self, within: float = 5.0) -> None:
        """Calls under way are finished and noted; the rest stays in the outbox for the next process."""
        self._stopping = True
        await self._under_way.ended(within)

    @property
    def shut(self) -> bool:
        """Telegram no longer knows our token, and everything waits."""
        return self._shut_until > self._unix()

    @property
    def unsent(self) -> int:
        """How many calls wait to be sent."""
        return len(self._albums) + sum(len(lane.calls) for lane in self._lanes.values())

    # --- one lane ------------------------------------------------------------------------------------------------

    async def _run(self, name: int, lane: _Lane) -> None:
        try:
            while lane.calls and not self._stopping:
                call = lane.calls[0]
                fate = await self._carry_one(call)
                if fate.state == "failed" and call.parts:  # one of an album will not do: each by itself, then
                    lane.calls.popleft()
                    lane.calls.extendleft(reversed(call.parts))
                    continue
                if fate.state == "later":
                    lane.calls[0] = fate.call
                else:
                    lane.calls.popleft()
                for each in fate.each():
                    self._asks.note(each)
        finally:
            lane.busy = False
            if not lane.calls:
                self._lanes.pop(name, None)

    async def _carry_one(self, call: Outgoing) -> Fate:
        await self._wait(call)
        await self._slots.take()
        try:
            try:
                asked = call.route is not None or "told_in" in call.link
                why = await self._asks.holds_back(call) if asked else ""
            except Exception as fault:  # the ledger is away, and nothing leaves unasked
                return self._fell(call, fault, sure=True)
            try:
                return Fate(call, why) if why else await self._make(call)
            except Exception as fault:  # of ours, before or after the call: the lane goes on
                return self._fell(call, fault, sure=False)
        finally:
            self._slots.give()

    def _fell(self, call: Outgoing, fault: Exception, *, sure: bool) -> Fate:
        trouble("gate_fault", fault, method=call.method)
        return self._again(call, type(fault).__name__, sure=sure)

    async def _make(self, call: Outgoing) -> Fate:
        if call.link.get("wipe"):
            self._keyboards.gone(call.lane)
            return await wipe(call, await self._asks.trail_of(call.lane), self._try)
        if "rows" in call.link:
            return await wipe(call, call.params["message_ids"], self._try)
        if "unless" in call.link:
            return await self._leave(call)
        call = self._moved.placed(call)
        try:
            made = await self._threads.placed(call.marked() if call.maybe_sent else call)
        except CaseGone:
            return Fate(call, "stale")
        except NotNow as fault:
            return await self._refused(call, fault.answer) if fault.answer else self._again(call, str(fault), sure=True)
        return await self._try(call, made)

    async def _wait(self, call: Outgoing) -> None:
        wait = max(call.not_before, self._shut_until) - self._unix()
        group = call.params["chat_id"] < 0
        wait = max(wait, self._pace.wait(call.lane, group=group, now=asyncio.get_running_loop().time()))
        if wait > 0:
            await self._sleep(wait)

    async def _try(self, call: Outgoing, made: Outgoing) -> Fate:
        if not self._may():
            return self._again(call, "not on duty", sure=True)
        try:
            answer = await self._wire.call(made.method, made.params)
        except Unsent as fault:
            return self._again(call, str(fault), sure=True)
        except Unsure as fault:
            return self._again(call, str(fault), sure=False)
        if answer.ok:
            return await self._accepted(call, made, answer)
        return await self._refused(call, answer)

    async def _accepted(self, call: Outgoing, made: Outgoing, answer: Answer) -> Fate:
        results = answer.result if isinstance(answer.result, list) else [answer.result]
        told = [each for each in results if isinstance(each, Mapping) and "message_id" in each] or [{}]
        ids = [int(each.get("message_id", 0)) for each in told]
        meant, got = made.params.get("message_thread_id", 0), told[0].get("message_thread_id", 0)
        if ids[0] and meant and got != meant and made.method != "copyMessage":  # which tells nothing but the id
            trouble("topic_lost", None, method=call.method)
            for id in ids:
                await self._threads.take_out(call.params["chat_id"], id)
            return await self._new_topic(call)
        self._keyboards.shown(call, ids[0])
        self._albums.left(call, ids[0])
        return Fate(call, "sent", ids[0] or int(call.params.get("message_id", 0)), messages=tuple(ids))

    async def _lightly(self, method: str, params: Mapping[str, Any]) -> None:
        """At once, and if it is lost, it is lost."""
        try:
            await self._wire.call(method, params)
        except (Unsent, Unsure):
            event("aside_lost", method=method)

    # --- what an answer means ------------------------------------------------------------------------------------

    async def _refused(self, call: Outgoing, answer: Answer) -> Fate:
        said = answer.description.lower()
        if answer.code == 429:
            return self._hold(call, max(answer.retry_after, 1.0))
        if answer.code >= 500:
            return self._again(call, f"{answer.code}", sure=True)
        if answer.code == 401:
            return self._shut(call)
        if "not modified" in said:
            return Fate(call, "sent", int(call.params.get("message_id", 0)))
        if answer.migrate_to:
            trouble("group_moved", None, method=call.method)
            self.follow(call.params["chat_id"], answer.migrate_to)
            return await self._make(call)
        gone = "to edit not found" in said or "can't be edited" in said
        if gone and call.method == "editMessageText" and call.route is None:
            return await self._make(call.as_new())
        if "thread not found" in said and call.topic is not None:
            return await self._new_topic(call)
        if "topic_closed" in said and call.topic is not None:
            return await self._open_again(call)
        if answer.code == 403 or "chat not found" in said or "user is deactivated" in said:
            return Fate(call, "blocked", reason="blocked")
        if "entit" in said and ("entities" in call.params or "caption_entities" in call.params):
            trouble("entities_refused", None)
            return await self._make(call.without_entities())
        if "quote" in call.params.get("reply_parameters", {}):  # a message is not sent if its quote is not found there
            return await self._make(call.without_quote())
        trouble("call_refused", None, method=call.method, status=answer.code)
        return Fate(call, "failed", reason=str(answer.code))

    def _hold(self, call: Outgoing, seconds: float) -> Fate:
        until = self._unix() + seconds
        return Fate(replace(call, not_before=until, attempts=call.attempts + 1), "later", not_before=until)

    async def _leave(self, call: Outgoing) -> Fate:
        """A group that is none of ours; unless it is what our staff chat has become."""
        try:
            answer = await self._moved.is_ours(call)
        except (Unsent, Unsure) as fault:
            return self._again(call, str(fault), sure=True)
        if answer is None:
            return Fate(call, "sent")
        unclear = answer.code == 429 or answer.code >= 500
        return await self._refused(call, answer) if unclear else await self._try(call, call)

    def follow(self, old: int, new: int) -> None:
        self._moved.follow(old, new)

    def _shut(self, call: Outgoing) -> Fate:
        """A token that was revoked says nothing against a message: all of them wait until a person has put it right."""
        if self._shut_until <= self._unix():
            trouble("token_refused", None, status=401)
        until = self._shut_until = self._unix() + SHUT_FOR
        return Fate(replace(call, not_before=until), "later", not_before=until)

    def _again(self, call: Outgoing, reason: str, *, sure: bool) -> Fate:
        """Unsent: again, after a pause that grows. Unsure: again, and marked; an advocate's words only once, then she
        decides: what became of them is unknown."""
        twice = not sure and call.maybe_sent and "by" in call.link
        if call.attempts >= MOST_TRIES or twice:
            return Fate(call, "unknown" if call.maybe_sent or not sure else "failed", reason=reason)
        pause = min(_LATEST, _SOON * 2**call.attempts) * random.uniform(0.5, 1.0)
        until = self._unix() + pause
        again = replace(call, not_before=until, attempts=call.attempts + 1, maybe_sent=call.maybe_sent or not sure)
        return Fate(again, "later", not_before=until)

    # --- topics --------------------------------------------------------------------------------------------------

    async def _new_topic(self, call: Outgoing) -> Fate:
        """Somebody deleted the topic. It is made again, a few times at most."""
        if call.topic is None or call.attempts >= MOST_TRIES:
            return Fate(call, "failed", reason="no topic")
        await self._threads.forget(call)
        return await self._make(replace(call, attempts=call.attempts + MOST_TRIES // 3))

    async def _open_again(self, call: Outgoing) -> Fate:
        """Somebody closed it: opened again, or made anew."""
        if call.attempts < MOST_TRIES and await self._threads.reopened(call):
            return await self._make(replace(call, attempts=call.attempts + MOST_TRIES // 3))
        return await self._new_topic(call)
