"""Forty people who write and tap: in flows, while they wait, in claimed cases, and the advocates who answer them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from bot.her_words import BURST
from bot.sandbox.player import Player, Refusal
from bot.sandbox.updates import TAP_LIVES
from handoff.model import Profile
from tests.canaries import CANARY
from tests.system.reckoning import Arrival, Due, Receipt, Screen, Thing, Words, arrivals

PATIENCE = 4  # things on their way to or from one chat before its people wait for them
MOST_KEPT = 6  # they come to the advocate all at once, and at most a message a second
NOT_TAPPED = ("agreed", "hide!", "erase.now")  # would end her way through the flows


@dataclass(slots=True)
class Worker:
    """`advocate` is who must get her words, 0 before her case is claimed. `generation`: of the newest screen due."""

    id: int
    place: str  # flow | case | waiting
    code: str = ""  # her case's
    advocate: int = 0
    thread: int = 0  # of her case in the advocate's chat, where the bot has topics
    anchor: int = 0  # a message of her case in the advocate's chat; 0: nobody writes to her
    generation: int = 0
    kept: list[int] = field(default_factory=list)  # numbers of what she wrote while she waited
    answered: float = 0.0  # when her words were first said to be kept: the next time comes after `BURST` seconds
    claim: int = 0  # the update that claims her case, as long as the bot may still hear her before it

    def is_answered_once(self, now: float) -> bool:
        """While she waits she writes no longer than a part of the time in which the bot does not say it again."""
        return self.place != "waiting" or not self.answered or now - self.answered < BURST / 4


@dataclass(slots=True)
class Cast:
    workers: list[Worker]
    advocates: list[int]
    group: int
    topics: bool
    current: dict[int, int] = field(default_factory=dict)  # advocate -> the worker whose case was last claimed

    def may_write(self, worker: Worker) -> bool:
        """Without topics an answer to another case than the current one is asked about before anybody gets it."""
        return bool(worker.anchor) and (self.topics or self.current.get(worker.advocate) == worker.id)

    def with_room(self) -> list[int]:
        """The advocates to whom the desk would give one more: nobody takes a case beyond what one can carry."""
        held = Counter(worker.advocate for worker in self.workers if worker.place == "case")
        return [advocate for advocate in self.advocates if held[advocate] < Profile().most]

    @property
    def chats(self) -> list[int]:
        return [*(worker.id for worker in self.workers), *self.advocates, self.group]


@dataclass(slots=True)
class Traffic:
    """Does one thing after the other and writes down what must come of it."""

    player: Player
    cast: Cast
    random: Random
    one_queue: bool = True
    clock: Callable[[], float] = time.monotonic
    number: int = 0
    done: int = 0
    taps: int = 0
    may_die: int = 0  # of them
    expired: int = 0  # of those
    due: list[Due] = field(default_factory=list)
    seen: list[Arrival] = field(default_factory=list)
    _came: set[Thing] = field(default_factory=set)
    _open: Counter[int] = field(default_factory=Counter)
    _expected: dict[Thing, int] = field(default_factory=dict)
    _read: int = 0
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    # --- what people do ------------------------------------------------------------------------------------------

    async def step(self) -> bool:
        """Somebody whose chat is not waiting for too much does something; False when everybody waits."""
        deeds: list[tuple[Callable[[Worker], Any], Worker]] = []
        for worker in self.cast.workers:
            if worker.place == "case":
                deeds += [(self._worker_writes, worker)] if self._is_free(worker.advocate) else []
                free = self.cast.may_write(worker) and self._is_free(worker.id) and self._is_free(worker.advocate)
                deeds += [(self._advocate_writes, worker)] if free else []
            elif self._is_free(worker.id) and len(worker.kept) < MOST_KEPT and worker.is_answered_once(self.clock()):
                tap = worker.place == "flow" and self.random.random() < 0.5
                deeds.append((self._worker_taps if tap else self._worker_writes, worker))
        if not deeds:
            return False
        deed, worker = self.random.choice(deeds)
        async with self._one_at_a_time:
            await deed(worker)
        self.done += 1
        return True

    def _is_free(self, chat: int) -> bool:
        return self._open[chat] < PATIENCE

    async def _worker_writes(self, worker: Worker) -> None:
        number = self._next()
        update = (await self._says(worker.id, number))["update_id"]
        if worker.place == "case":
            self._expect(Words(number), worker.advocate, worker.id, update=update)
        crosses = bool(worker.claim) and not self.one_queue
        if worker.place == "flow" or (not worker.answered and (worker.place == "waiting" or crosses)):
            self._expect_screen(worker, update, sure=not crosses)
            worker.answered = self.clock()
        if worker.place == "waiting":
            worker.kept.append(number)

    async def _advocate_writes(self, worker: Worker) -> None:
        number = self._next()
        where: dict[str, int] = {"thread": worker.thread} if self.cast.topics else {"reply_to": worker.anchor}
        said = await self._says(worker.advocate, number, **where)
        self._expect(Words(number), worker.id, worker.advocate, update=said["update_id"])
        receipt = Receipt(worker.advocate, said["message_id"])
        self._expect(receipt, worker.advocate, about=Words(number), update=said["update_id"])

    async def _says(self, person: int, number: int, **where: int) -> dict[str, Any]:
        return await self.player.do("send", {"from": person, "text": f"{CANARY} #{number}#", **where})

    async def _worker_taps(self, worker: Worker) -> None:
        """A button of the newest screen that she sees; for the bot it may be an old one already."""
        for message in reversed(await self.player.seen(worker.id)):
            buttons = [button["data"] for row in message["rows"] for button in row if _may_tap(button)]
            if buttons:
                self._next()
                # By its data: while she looks and taps, the screen may become the next one.
                tap = {"from": worker.id, "message_id": message["message_id"], "data": self.random.choice(buttons)}
                self._expect_screen(worker, (await self.player.do("tap", tap))["update_id"])
                self.taps += 1
                return
        await self._worker_writes(worker)

    async def claim(self, worker: Worker, advocate: int) -> None:
        """From here on what she wrote while she waited is due to this advocate, in its order."""
        async with self._one_at_a_time:
            self._next()
            held = await self._in_state("waits")
            update = await tap_claim(self.player, self.cast.group, worker.code, advocate)
            self.taps += 1
            worker.place, worker.advocate, worker.claim = "case", advocate, update
            self.cast.current[advocate] = worker.id
            if not self.one_queue:
                self._they_cross(worker, held)
            for kept in worker.kept:
                self._expect(Words(kept), advocate, worker.id, after=kept, update=update)

    def _they_cross(self, worker: Worker, held: Collection[int]) -> None:
        """By webhook the claim may overtake what she wrote before it, and then nobody tells her that it is kept."""
        for place, due in self._screens(worker.id):
            if due.update in held:
                self.due[place] = replace(due, sure=False)

    def _screens(self, chat: int) -> list[tuple[int, Due]]:
        """Those due in this chat, in their order, and where they stand among all."""
        return [
            (place, due)
            for place, due in enumerate(self.due)
            if isinstance(due.thing, Screen) and due.thing.chat == chat
        ]

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _expect(
        self, thing: Thing, chat: int, by: int = 0, *, after: int = 0, about: Thing | None = None, update: int = 0,
        sure: bool = True,
    ) -> None:  # fmt: skip
        """Polling brings everybody's updates in one queue; by webhook each person has her own."""
        line = () if not by else (chat,) if self.one_queue else (chat, by)
        self.due.append(Due(thing, chat, line, (self.number, after), about, update, sure))
        self._expected[thing] = chat
        self._open[chat] += 1

    def _expect_screen(self, worker: Worker, update: int, *, sure: bool = True) -> None:
        worker.generation += 1
        self._expect(Screen(worker.id, worker.generation), worker.id, worker.id, update=update, sure=sure)

    # --- what Telegram saw ---------------------------------------------------------------------------------------

    async def look(self) -> int:
        """Reads on in the journal; returns how many calls about a chat were new."""
        said = await self.player.look(f"journal?since={self._read}")
        self._read = said["n"]
        new = arrivals(said["calls"])
        self.seen += new
        for arrival in new:
            if arrival.thing in self._expected and arrival.thing not in self._came:
                self._came.add(arrival.thing)
                self._open[self._expected[arrival.thing]] -= 1
        await self._claims_are_heard()
        return sum(call["chat"] is not None for call in said["calls"])

    async def a_long_night(self) -> None:
        """Nobody is there for so long that every tap which waits dies of age; at no other time may one."""
        async with self._one_at_a_time:
            updates = (await self.player.look("updates"))["updates"]
            self.may_die += sum(one["kind"] == "callback_query" and one["state"] == "waits" for one in updates)
            await self.player.advance(TAP_LIVES)

    async def taps_die(self, known: Callable[[Collection[int]], Collection[int]]) -> None:
        """While nobody is there to hear anything: Telegram has thrown taps away, and the ledger does not know them.
        Nothing follows from such a tap; who wanted a case taps again."""
        async with self._one_at_a_time:
            expired = await self._in_state("expired")
            for update in sorted(expired - set(known(expired))):
                await self._dies(update)

    async def _dies(self, update: int) -> None:
        claimed = next((worker for worker in self.cast.workers if worker.claim == update), None)
        if claimed is not None:
            claimed.claim = await tap_claim(self.player, self.cast.group, claimed.code, claimed.advocate)
            self.due = [replace(due, update=claimed.claim) if due.update == update else due for due in self.due]
            self.expired += 1
        elif chat := next((due.chat for due in self.due if due.update == update), 0):
            self._withdraw(update, self._screens(chat))
            self.expired += 1

    def _withdraw(self, update: int, screens: Sequence[tuple[int, Due]]) -> None:
        """Screens count one by one: each later one comes in the place of the one before, and the last not at all."""
        later = [due for _, due in screens if due.update > update]
        for (place, due), after in zip(screens[-len(later) - 1 :], later, strict=False):
            self.due[place] = replace(due, update=after.update, turn=after.turn, sure=after.sure)
        last = self.due.pop(screens[-1][0])
        next(worker for worker in self.cast.workers if worker.id == last.chat).generation -= 1
        del self._expected[last.thing]
        self._open[last.chat] -= last.thing not in self._came

    async def _claims_are_heard(self) -> None:
        claimed = [worker for worker in self.cast.workers if worker.claim]
        received = await self._in_state("received") if claimed else ()
        for worker in claimed:
            if worker.claim in received:
                worker.claim = 0

    async def _in_state(self, state: str) -> set[int]:
        """The updates of which Telegram says so: waits, received, expired."""
        first = min((due.update for due in self.due), default=0)
        updates = (await self.player.look(f"updates?since={first}"))["updates"]
        return {one["update_id"] for one in updates if one["state"] == state}


def _may_tap(button: dict[str, Any]) -> bool:
    return button.get("data", "").split(":", 4)[-1] not in ("", *NOT_TAPPED)


async def tap_claim(player: Player, group: int, code: str, advocate: int) -> int:
    """Gives the number of its update."""
    for message in await player.seen(group):
        if message["text"].startswith(f"{code}\n"):
            tap = {"from": advocate, "message_id": message["message_id"], "button": "Claim", "chat": group}
            return int((await player.do("tap", tap))["update_id"])
    raise Refusal("there is no card with this code name")
