"""A gate at work: behind it a room's real ledger, before it a small Telegram, and time that a test moves."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from telegram import Bot

from bot.clock import Clock
from bot.ledger.asks import LedgerAsks
from bot.ledger.records import DESK
from bot.outgoing import Fate, Outgoing
from bot.sandbox import shapes
from bot.sandbox.api import serve
from bot.sandbox.player import Player
from bot.sandbox.world import World
from bot.telegram.gate import Gate
from bot.telegram.request import AiohttpRequest, Wire
from bot.telegram.sounds import SoundWire
from bot.telegram.update import ASKED_FOR, hear
from handoff.model import CaseId, Route
from tests.canaries import NAMES
from tests.room import CONTENT, STAFF_CHAT, Hand, Person, Room, labels, opened

TOKEN = "42:TEST"
Json = dict[str, Any]


class SharedClock(Clock):
    """Telegram and we look at the same clock: the room's, which stands still."""

    def __init__(self, hand: Hand) -> None:
        super().__init__()
        self._hand = hand

    def now(self) -> datetime:
        return self._hand.now()

    def unix(self) -> float:
        return self._hand.now().timestamp()

    def advance(self, seconds: float) -> None:
        self._hand.advance(seconds=seconds)


@dataclass(slots=True)
class Pauses:
    """What the gate waits for. Time jumps there at once, unless `held`: then it passes when the test says so."""

    clock: SharedClock
    asked: list[float] = field(default_factory=list)
    held: bool = False
    _waiting: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        if not self.held:
            self.clock.advance(seconds)
            await asyncio.sleep(0)
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((self.clock.unix() + seconds, done))
        await done

    def let_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)
        due = [each for each in self._waiting if each[0] <= self.clock.unix()]
        self._waiting = [each for each in self._waiting if each not in due]
        for _, done in due:
            done.set_result(None)


class Listening(LedgerAsks):
    """Writes down what became of each call, and of which ledger it asks."""

    fates: list[Fate]

    def note(self, fate: Fate) -> None:
        self.fates.append(fate)
        super().note(fate)


@dataclass(slots=True)
class Postroom:
    room: Room
    gate: Gate
    pauses: Pauses
    asks: Listening
    world: World
    play: Player
    wire: Wire
    url: str
    _seq: Any = field(default_factory=lambda: itertools.count(1))

    def call(self, chat: int, text: str, kind: str = "notice", **more: Any) -> Outgoing:
        """A call to this chat that no turn has wanted."""
        params = {"chat_id": chat, "text": text, **more.pop("params", {})}
        fields: dict[str, Any] = {"method": "sendMessage", "params": params, **more}
        return Outgoing(secrets.token_bytes(16), next(self._seq), DESK, kind, **fields)

    async def carries(self, *calls: Outgoing) -> list[str]:
        """Until all is done; what became of them."""
        before = len(self.asks.fates)
        self.gate.carry(calls, ())
        await self.settled()
        return [fate.state for fate in self.asks.fates[before:]]

    async def bot_says(self, chat: int, text: str) -> int:
        """A message with a button “On”, from before."""
        keyboard = {"inline_keyboard": [[{"text": "On", "callback_data": "on"}]]}
        answer = await self.wire.call("sendMessage", {"chat_id": chat, "text": text, "reply_markup": keyboard})
        return int(answer.result["message_id"])

    async def settled(self) -> None:
        """Nothing is under way, and what became of it is in the ledger, with what follows from that."""
        async with asyncio.timeout(20):
            while True:
                while self.gate._tasks:
                    await asyncio.gather(*self.gate._tasks)
                await self.room.look(lambda book: None)
                await asyncio.sleep(0)
                if not self.gate._tasks:
                    return

    async def until(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not seen():
                await self.world.watch(self.world.seq, 0.02)

    async def faults(self, *plan: tuple[str, str], **more: Any) -> None:
        """`plan`: the next call of a method meets a fault, and the one after it the next."""
        wanted = [{"method": method, "nth": n, "fault": fault} for n, (method, fault) in enumerate(plan, start=1)]
        await self.play.do("faults", {"plan": wanted, **more})

    @contextlib.asynccontextmanager
    async def another_token(self) -> AsyncIterator[Callable[[], None]]:
        """The gate speaks under a token that Telegram does not know, until what this gives is called."""
        wrong = Wire(self.url, "42:REVOKED")
        await wrong.open()
        self.gate._wire = wrong

        def right() -> None:
            self.gate._wire = self.wire

        yield right
        await wrong.close()

    async def texts(self, chat: int) -> list[str]:
        """What stands in this chat, whoever wrote it."""
        return [message["text"] or message["caption"] for message in await self.play.seen(chat)]

    async def made(self, method: str = "") -> list[Json]:
        return await self.play.calls(method)

    # --- people of a case

    async def hears(self) -> None:
        """Everything that people have done in Telegram since the last time."""
        updates = self.world.updates.pending()
        for update in [*updates]:
            update.end = "received"
            await self.room.ledger.take([hear(orjson.loads(update.body))])
            await self.settled()

    async def claimed(self, worker: int, advocate: int) -> tuple[Person, Person]:
        """Her case is with this advocate, and everything so far stands in their chats."""
        for person in (worker, advocate):
            await self.play.person(NAMES[person % len(NAMES)], id_=person)
        amal, min_ = await self.room.advocate(advocate), self.room.person(worker)
        await min_.asks_for_a_person()
        card = next(call for call in reversed(self.room.sent.calls) if "Claim" in labels(call))
        await self.room.take(amal.tap(card, "Claim"))
        await self.settled()
        return min_, amal

    async def route(self) -> Route:
        [file] = await self.room.look(lambda book: book.all_claimed())
        return Route(CaseId(file.case.id), file.case.token)


@contextlib.asynccontextmanager
async def working(
    folder: Path, *, topics: bool = False, root: Path = CONTENT, url: str = ""
) -> AsyncIterator[Postroom]:
    async with opened(folder, url, topics=topics, root=root) as room:
        clock = SharedClock(room.clock)
        running = await serve(0, TOKEN, clock)
        running.world.updates.allowed = ASKED_FOR
        desk = running.world.chats[STAFF_CHAT] = shapes.group(STAFF_CHAT, "supergroup", "Desk", forum=False)
        desk.members[running.world.bot.id] = "member"
        wire = SoundWire(running.url, TOKEN, root)
        await wire.open()
        pauses, asks = Pauses(clock), Listening(room.ledger, room.line)
        asks.fates = []
        gate = Gate(wire, asks, unix=clock.unix, sleep=pauses.sleep)
        room.sent.onward = gate
        try:
            async with Player(running.url) as play:
                await play.do("topics", {"on": topics})
                yield Postroom(room, gate, pauses, asks, running.world, play, wire, running.url)
        finally:
            await gate.stop(0.1)
            await wire.close()
            await running.stop()


def our_bot(post: Postroom) -> Bot:
    request = AiohttpRequest(post.wire)
    return Bot(TOKEN, f"{post.url}/bot", request=request, get_updates_request=request)
