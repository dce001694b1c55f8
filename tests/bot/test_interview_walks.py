"""Any order of what an advocate may do: while a screen that stands in the chat says that the next message is not sent
to her, none is; and while none says so, plain words reach her.

`INTERVIEWS` walks, each with its seed; `make soak` goes many more.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from bot import interviewing
from bot.outgoing import Outgoing
from tests.bot.interviewroom import Interviewer, interviewer
from tests.bot.staffroom import AMAL, JOY, MIN, takes
from tests.bot.test_interview_awaits import as_a_flag
from tests.room import Room, labels, opened, text_of

INTERVIEWS = int(os.environ.get("INTERVIEWS", "3"))
STEPS = 30
_SAID = ("NOT", "not sent", "Nothing was sent")
_SIGNS = ("IS NOT SENT TO HER", "IS ADDED TO IT")
QUESTIONS = ("How did the person live", "Who is the person's family", "Is the person under 18", "How did it start")


class Wrong(AssertionError):
    """A word went where no screen said that it would go."""


class Walk:
    """One advocate with two cases in one chat. What she believes is what stands on her screen."""

    def __init__(self, room: Room, cases: tuple[Interviewer, Interviewer], chance: random.Random) -> None:
        self.room, self.cases, self.chance = room, cases, chance
        self.shown = cases[0].shown
        cases[1].shown = self.shown  # one chat
        self.said = 0

    async def step(self) -> None:
        often, rarely = (self.writes, self.taps), (self.opens, self.passes, self.replies, self.gives_back, self.asks)
        act = self.chance.choice((*often, *often, *rarely))
        await act(self.chance.choice(self.cases))

    def warns(self) -> bool:
        return any(sign in text_of(call) for call in self.shown.values() for sign in _SIGNS)

    def screens(self) -> list[int]:
        """Of the interview, with buttons."""
        return [number for number, call in self.shown.items() if any(":q." in data for data in _data(call))]

    async def opens(self, one: Interviewer) -> None:
        if await self.holds(one):
            await one.opens(self.chance.choice(QUESTIONS))

    async def taps(self, one: Interviewer) -> None:
        """Any button that stands there, of any screen of the interview."""
        if not (screens := self.screens()):
            return
        message = self.chance.choice(screens[-3:])
        label = self.chance.choice(labels(self.shown[message]))
        if not label.startswith("For "):  # that sends it to her, and says so
            await one.taps(label, on=message)

    async def passes(self, one: Interviewer) -> None:
        self.room.clock.advance(minutes=self.chance.choice((1, 3, 20, 90)))

    async def gives_back(self, one: Interviewer) -> None:
        """And takes it again: her screens from before stand where they stood."""
        if await self.holds(one):
            await one.stand(await one.person.press_act(self.room, "release"))
            waits = await self.room.look(lambda book: [file.case.code_name for file in book.all_waiting()])
            for each in self.cases:
                if each.code in waits:
                    await each.stand(await takes(self.room, each.person, each.code))

    async def asks(self, one: Interviewer) -> None:
        await one.writes("/mine")

    async def replies(self, one: Interviewer) -> None:
        """To a screen of the interview: never for her, whatever it is."""
        if screens := self.screens():
            await self.words(one, reply_to=self.chance.choice(screens), may_reach=False)

    async def writes(self, one: Interviewer) -> None:
        await self.words(one)

    async def words(self, one: Interviewer, reply_to: int = 0, *, may_reach: bool = True) -> None:
        self.said += 1
        word, warned, before = f"word-{self.said}-", self.warns(), len(self.room.sent.calls)
        await one.writes(word, reply_to=reply_to)
        new = self.room.sent.calls[before:]
        reached = [call for call in new if call.params.get("chat_id") in (MIN, JOY) and word in text_of(call)]
        told = [call for call in new if call.params.get("chat_id") == AMAL]
        if reached and (warned or not may_reach):
            raise Wrong("it went to her, while a screen said that it would not")
        if not reached and not any(any(said in text_of(call) for said in _SAID) for call in told):
            raise Wrong("it did not go to her, and nobody was told")

    async def holds(self, one: Interviewer) -> bool:
        files = await self.room.look(lambda book: book.all_claimed())
        return any(file.case.code_name == one.code for file in files)


def _data(call: Outgoing) -> list[str]:
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    return [str(button["callback_data"]) for row in rows for button in row]


async def walked(folder: Path, seed: int) -> None:
    async with opened(folder, topics=False) as room:
        person = await room.advocate(AMAL)
        cases = (await interviewer(room, person, MIN), await interviewer(room, person, JOY))
        walk = Walk(room, cases, random.Random(seed))
        for _ in range(STEPS):
            await walk.step()


async def walked_many(folder: Path, most: int) -> None:
    for seed in range(most):
        (folder / str(seed)).mkdir()
        await walked(folder / str(seed), seed)


@pytest.mark.parametrize("seed", range(INTERVIEWS))
async def test_words_go_where_the_screen_says(tmp_path: Path, seed: int) -> None:
    await walked(tmp_path, seed)


async def test_a_simpler_rule_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interviewing, "goes", as_a_flag)
    with pytest.raises(Wrong, match="it went to her"):
        await walked_many(tmp_path, 40)
