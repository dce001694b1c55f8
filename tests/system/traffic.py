"""Forty people who write and tap: in flows, while they wait, in claimed cases, and the advocates who answer them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.sandbox.player import Player, Refusal
from tests.canary import CANARY
from tests.system.reckoning import Arrival, Due, Receipt, Screen, Thing, Words, arrivals

PATIENCE = 4  # things on their way to or from one chat before its people wait for them
MOST_KEPT = 6  # they come to the advocate all at once, and at most a message a second
NOT_TAPPED = ("agreed", "hide!")  # would end her way through the flows


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


@dataclass(slots=True)
class Cast:
    workers: list[Worker]
    advocates: list[int]
    group: int
    topics: bool

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
    number: int = 0
    done: int = 0
    due: list[Due] = field(default_factory=list)
    seen: list[Arrival] = field(default_factory=list)
    _came: set[Thing] = field(default_factory=set)
    _open: Counter[int] = field(default_factory=Counter)
    _expected: dict[Thing, int] = field(default_factory=dict)
    _read: int = 0

    # --- what people do ------------------------------------------------------------------------------------------

    async def step(self) -> bool:
        """Somebody whose chat is not waiting for too much does something; False when everybody waits."""
        deeds: list[tuple[Callable[[Worker], Any], Worker]] = []
        for worker in self.cast.workers:
            if worker.place == "case":
                deeds += [(self._worker_writes, worker)] if self._is_free(worker.advocate) else []
                free = worker.anchor and self._is_free(worker.id) and self._is_free(worker.advocate)
                deeds += [(self._advocate_writes, worker)] if free else []
            elif self._is_free(worker.id) and len(worker.kept) < MOST_KEPT:
                tap = worker.place == "flow" and self.random.random() < 0.5
                deeds.append((self._worker_taps if tap else self._worker_writes, worker))
        if not deeds:
            return False
        deed, worker = self.random.choice(deeds)
        await deed(worker)
        self.done += 1
        return True

    def _is_free(self, chat: int) -> bool:
        return self._open[chat] < PATIENCE

    async def _worker_writes(self, worker: Worker) -> None:
        number = self._next()
        if worker.place == "case":
            self._expect(Words(number), worker.advocate, worker.id)
        else:
            self._expect_screen(worker)
        if worker.place == "waiting":
            worker.kept.append(number)
        await self.player.say(worker.id, f"{CANARY} #{number}#")

    async def _advocate_writes(self, worker: Worker) -> None:
        number = self._next()
        self._expect(Words(number), worker.id, worker.advocate)
        where: dict[str, int] = {"thread": worker.thread} if self.cast.topics else {"reply_to": worker.anchor}
        message = await self.player.say(worker.advocate, f"{CANARY} #{number}#", **where)
        self._expect(Receipt(worker.advocate, message), worker.advocate, about=Words(number))

    async def _worker_taps(self, worker: Worker) -> None:
        """A button of the newest screen that she sees; for the bot it may be an old one already."""
        for message in reversed(await self.player.seen(worker.id)):
            buttons = [button["data"] for row in message["rows"] for button in row if _may_tap(button)]
            if buttons:
                self._next()
                self._expect_screen(worker)
                # By its data: while she looks and taps, the screen may become the next one.
                await self.player.forge(worker.id, message["message_id"], self.random.choice(buttons))
                return
        await self._worker_writes(worker)

    async def claim(self, worker: Worker, advocate: int) -> None:
        """From here on what she wrote while she waited is due to this advocate, in its order."""
        self._next()
        await tap_claim(self.player, self.cast.group, worker.code, advocate)
        worker.place, worker.advocate = "case", advocate
        for kept in worker.kept:
            self._expect(Words(kept), advocate, worker.id, after=kept)

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _expect(self, thing: Thing, chat: int, by: int = 0, *, after: int = 0, about: Thing | None = None) -> None:
        """Polling brings everybody's updates in one queue; by webhook each person has her own."""
        line = () if not by else (chat,) if self.one_queue else (chat, by)
        self.due.append(Due(thing, chat, line, (self.number, after), about))
        self._expected[thing] = chat
        self._open[chat] += 1

    def _expect_screen(self, worker: Worker) -> None:
        worker.generation += 1
        self._expect(Screen(worker.id, worker.generation), worker.id, worker.id)

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
        return sum(call["chat"] is not None for call in said["calls"])

    @property
    def missing(self) -> int:
        return len(self.due) - len(self._came)


def _may_tap(button: dict[str, Any]) -> bool:
    return button.get("data", "").split(":", 4)[-1] not in ("", *NOT_TAPPED)


async def tap_claim(player: Player, group: int, code: str, advocate: int) -> None:
    for message in await player.seen(group):
        if message["text"].startswith(f"{code}\n"):
            await player.tap(advocate, message["message_id"], "Claim", chat=group)
            return
    raise Refusal("there is no card with this code name")
