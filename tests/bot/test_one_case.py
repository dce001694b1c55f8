"""Whatever is typed, erased, opened and brought back, in whatever order: of one worker at most one case is live, a
second one only stands aside while she may be watched, and none is left open where nobody would look for her."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chores.forgetting import Forgetting
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.one_case import OPEN
from tests.bot.wordroom import OTHER, WORD, Wordroom, weighed
from tests.room import Person, labels

WALKS = int(os.environ.get("WORD_WALKS", "4"))
STEPS = 14


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


def lost(book: Book) -> list[str]:
    """Open cases that no chat shows and that stand aside for none."""
    found = []
    for row in book.db.execute(select(t.cases.c.id)).all():
        file = book.case(bytes(row.id))
        her = book.worker_by_id(file.worker_id) if file is not None else None
        if (
            file is not None
            and file.case.state in OPEN
            and (her is None or file.case.id not in (her.case, her.own.aside))
        ):
            found.append(file.case.code_name)
    return found


async def states(at: Wordroom) -> list[str]:
    found: list[str] = await at.room.look(lambda book: sorted(book.db.execute(select(t.cases.c.state)).scalars()))
    return found


# --- what can happen --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Acts:
    """Each does nothing where it cannot be done."""

    at: Wordroom
    her: Person
    five: str = ""
    phones: int = 7100

    async def taps(self, *names: str) -> None:
        for name in names:
            shown = [call for call in self.at.room.sent.calls if self.her._is_mine(call)]
            if shown and name in labels(shown[-1]):
                await self.at.taps(self.her, name)

    async def safe(self) -> None:
        await self.at.says(self.her, WORD)

    async def duress(self) -> None:
        await self.at.says(self.her, OTHER)

    async def guesses(self) -> None:
        for number in range(6):
            await self.at.says(self.her, f"guess {number}")

    async def opens(self) -> None:
        await self.at.says(self.her, "menu")
        await self.taps("English", "Yes, it is safe", "Something new", "No", "A person", "No", "I agree")

    async def erases(self) -> None:
        self.at.room.clock.advance(minutes=20)
        await self.at.says(self.her, "x")
        await self.taps("English", "Yes, it is safe")
        await self.at.says(self.her, "/erase")
        await self.taps("Yes, delete")

    async def leaves(self) -> None:
        await self.taps("Stop waiting")

    async def comes_back(self) -> None:
        await self.taps("Talk again")

    async def three_days(self) -> None:
        self.at.room.clock.advance(hours=73)
        room = self.at.room
        await Forgetting(room.ledger, room.line, room.clock, room.vault.bury).once()  # type: ignore[arg-type]

    async def claims(self) -> None:
        for call in reversed(self.at.room.sent.calls):
            if "Claim" in labels(call) and call.params["chat_id"] < 0:
                await self.at.room.take(self.at.amal.tap(call, "Claim"))
                return

    async def closes(self) -> None:
        await self.at.amal.says("/close")
        await self._presses(self.at.amal, "end.helped")

    async def frees(self) -> None:
        await self._presses(self.at.carmen, "free")

    async def counts(self) -> None:
        await self._presses(self.at.carmen, "word.ask")

    async def reopens(self) -> None:
        await self._presses(self.at.carmen, "reopen")

    async def moves(self) -> None:
        """From yet another phone, and a person says yes."""
        if not self.five:
            return
        self.phones += 1
        self.her = self.at.room.person(self.phones)
        await self.at.says(self.her, "/start")
        for label in ("English", "Yes, it is safe", "No"):
            await self.taps(label)
        await self.at.says(self.her, "/settings")
        await self.taps("Another phone", "I have five words")
        await self.at.says(self.her, self.five)
        self.five = ""
        await self._presses(self.at.amal, "back.yes")
        await self._presses(self.at.carmen, "back.yes")

    async def _presses(self, who: Person, act: str) -> None:
        try:
            await who.press_act(self.at.room, act)
        except AssertionError:
            return
        await self.at.weighing.settled()


NAMES = ["safe", "duress", "guesses", "opens", "erases", "leaves", "comes_back", "three_days", "claims", "closes",
         "frees", "counts", "moves", "reopens"]  # fmt: skip
WEIGHTS = [4, 5, 1, 5, 4, 1, 1, 1, 3, 1, 2, 1, 1, 1]


@pytest.mark.parametrize("seed", range(WALKS))
async def test_no_way_leaves_two_live_cases_or_one_that_nobody_finds(at: Wordroom, seed: int) -> None:
    await at.in_a_case_with_words()
    acts = Acts(at, at.min_, await at.is_given_words())
    chance, went = random.Random(seed), list[str]()
    for _ in range(STEPS):
        [name] = chance.choices(NAMES, WEIGHTS)
        went.append(name)
        act: Callable[[], Awaitable[Any]] = getattr(acts, name)
        await act()
        assert await at.room.look(lost) == [], went


# --- each of the ways that once did -----------------------------------------------------------------------------------


async def test_the_other_word_typed_twice_closes_what_was_begun_between(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    acts = Acts(at, at.min_)
    await acts.duress()
    await acts.opens()
    assert await states(at) == ["claimed", "waiting"]
    card = next(call for call in reversed(at.room.sent.calls) if "Claim" in labels(call))
    await at.room.take(at.carmen.tap(card, "Claim"))
    before = at.so_far
    await acts.duress()
    assert await states(at) == ["claimed", "closed"]
    assert any("said once more that she may be watched" in text for text in at.told(at.carmen, before))
    await acts.safe()
    await at.says(at.min_, "x")
    await acts.taps("Yes, it is safe")
    before = at.so_far
    await at.says(at.min_, "I am back")
    assert at.reads(before) == ["I am back"]


async def test_what_was_sealed_comes_back_and_what_was_begun_since_is_closed(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    acts = Acts(at, at.min_)
    await acts.duress()
    await acts.erases()
    await acts.opens()
    assert await states(at) == ["sealed", "waiting"]
    its = select(t.cases.c.id).where(t.cases.c.state == "sealed")
    first = await at.room.look(lambda book: bytes(book.db.execute(its).scalar_one()))
    await acts.safe()
    assert await states(at) == ["closed", "waiting"] and await at.room.look(lost) == []
    waits = await at.room.look(lambda book: book.all_waiting()[0].case.id)
    assert waits == first, "hers, and not what was begun in her name"


async def test_two_that_were_sealed_one_after_the_other_do_not_both_come_back(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    acts = Acts(at, at.min_)
    await acts.erases()
    await acts.opens()
    await acts.erases()
    assert await states(at) == ["sealed", "sealed"]
    await acts.safe()
    assert await states(at) == ["closed", "waiting"] and await at.room.look(lost) == []


async def test_what_has_ended_aside_does_not_take_the_place_of_what_is_open(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    acts = Acts(at, at.min_)
    await acts.duress()
    await at.amal.closes()
    await acts.opens()
    assert await states(at) == ["closed", "waiting"]
    await acts.safe()
    assert await states(at) == ["closed", "waiting"] and await at.room.look(lost) == []
