"""A room in which words are weighed, at a cost that a test can pay."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.outgoing import Outgoing
from bot.seal.word import Slow
from bot.weighing import Weighing
from handoff.model import Role
from tests.room import Person, Room, labels, opened, text_of

MIN, AMAL, CARMEN, BOSS = 7001, 8001, 8002, 7009
WORD, OTHER = "blue kettle", "green kettle"
CHEAP = Slow(memory=8, iterations=1)
SECRET = bytes(range(32))


@dataclass(slots=True)
class Wordroom:
    room: Room
    weighing: Weighing
    min_: Person
    amal: Person
    carmen: Person
    people: list[Person] = field(default_factory=list)

    async def says(self, who: Person, text: str, **more: Any) -> list[Outgoing]:
        """Until it is settled what that was; all calls that it led to."""
        before = len(self.room.sent.calls)
        await who.says(text, **more)
        await self.weighing.settled()
        return self.room.sent.calls[before:]

    async def taps(self, who: Person, label: str) -> list[Outgoing]:
        before = len(self.room.sent.calls)
        await who.taps(label)
        await self.weighing.settled()
        return self.room.sent.calls[before:]

    async def in_a_case(self) -> None:
        await self.min_.asks_for_a_person()
        card = next(call for call in reversed(self.room.sent.calls) if "Claim" in labels(call))
        await self.room.take(self.amal.tap(card, "Claim"))

    async def in_a_case_with_words(self) -> None:
        await self.in_a_case()
        await self.chooses()

    async def is_given_words(self) -> str:
        """Five words to come back with, typed again."""
        await self.says(self.min_, "/settings")
        await self.taps(self.min_, "Another phone")
        await self.taps(self.min_, "Show me five words")
        words = self.min_.sees.partition("\u2068")[2].partition("\u2069")[0]
        await self.taps(self.min_, "I know them now")
        await self.says(self.min_, words)
        assert self.min_.sees.startswith("Right."), self.min_.sees
        await self.taps(self.min_, "Back")
        await self.taps(self.min_, "Back")
        return words

    async def chooses(self, word: str = WORD, other: str = OTHER, who: Person | None = None) -> None:
        who = who or self.min_
        await self.says(who, "/settings")
        await self.taps(who, "My word")
        await self.taps(who, "Choose a word")
        for text in (word, word):
            await self.says(who, text)
        if other:
            await self.says(who, other)
            await self.says(who, other)
        else:
            await self.taps(who, "One word is enough")
        assert who.sees.startswith("That is kept"), who.sees
        await self.taps(who, "Back")
        await self.taps(who, "Back")

    def reads(self, since: int) -> list[str]:
        """What her advocate has of her words, without the name of the case above them."""
        return [text.split("\n", 1)[-1] for text in self.told(self.amal, since)]

    def told(self, who: Person, since: int = 0) -> list[str]:
        return [text_of(call) for call in self.room.sent.calls[since:] if call.params.get("chat_id") == who.user]

    @property
    def so_far(self) -> int:
        return len(self.room.sent.calls)


@contextlib.asynccontextmanager
async def weighed(folder: Path, slow: Slow = CHEAP) -> AsyncIterator[Wordroom]:
    async with opened(folder, topics=False) as room:
        weighing = Weighing(room.ledger, room.line, slow, lambda: (SECRET,))
        await weighing.begin_with_what_is_left()
        amal = await room.advocate(AMAL)
        carmen = await room.advocate(CARMEN, "Carmen", Role.COORDINATOR)
        yield Wordroom(room, weighing, room.person(MIN), amal, carmen)
        await weighing.settled()
