"""What becomes due and what does not, where Telegram itself throws a tap away or two deeds cross on their way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from random import Random
from typing import Any

import aiohttp
import pytest

from bot.clock import Clock
from bot.her_words import BURST
from bot.sandbox.api import serve
from bot.sandbox.player import Player
from tests.canaries import IDS
from tests.contracts.small_telegram import TOKEN, Sandbox, ptb_bot
from tests.system.reckoning import Reckoning, Screen, Words, reckon
from tests.system.traffic import Cast, Traffic, Worker

MARIA, AMAL = IDS[0], IDS[4]
CODE = "QUIET HERON"


class Scene:
    """Maria, who has come so far, and Amal, in whose group her card lies. The bot is played by hand."""

    def __init__(self, sandbox: Sandbox, group: int) -> None:
        self.sandbox, self.group = sandbox, group
        self.maria = Worker(MARIA, "flow", code=CODE)
        self.traffic = Traffic(
            sandbox.play, Cast([self.maria], [AMAL], group, topics=False), Random(1), one_queue=False
        )

    async def shows(self, generation: int) -> None:
        button = {"text": "Yes", "callback_data": f"1:abc:step:{generation}:yes"}
        await self._says(MARIA, "Safe?", button)

    async def waits(self) -> None:
        self.maria.place = "waiting"
        await self._says(self.group, f"{CODE}\nwaits", {"text": "Claim", "callback_data": "claim"})

    async def _says(self, chat: int, text: str, button: dict[str, str]) -> None:
        await self.sandbox.call("sendMessage", chat_id=chat, text=text, reply_markup={"inline_keyboard": [[button]]})

    async def gets(self) -> list[int]:
        """What the bot takes now; Telegram is told so."""
        ids = [one["update_id"] for one in (await self.sandbox.call("getUpdates"))["result"]]
        await self.sandbox.call("getUpdates", offset=max(ids, default=0) + 1)
        return ids

    async def a_long_night(self, known: Collection[int] = ()) -> None:
        await self.traffic.a_long_night()
        await self.traffic.taps_die(lambda asked: set(asked) & set(known))

    async def reckoned(self) -> Reckoning:
        await self.traffic.look()
        return reckon(self.traffic.due, self.traffic.seen, ())

    @property
    def due(self) -> list[Any]:
        return [due.thing for due in self.traffic.due]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    running = await serve(0, TOKEN, Clock())
    try:
        async with Player(running.url) as play, ptb_bot(running.url) as bot, aiohttp.ClientSession() as http:
            await play.person("Maria", id_=MARIA, started=True)
            await play.person("Amal", id_=AMAL, started=True)
            sandbox = Sandbox(running, play, bot, http)
            yield Scene(sandbox, await play.group("Desk", [AMAL]))
    finally:
        await running.stop()


async def test_nothing_is_due_for_a_tap_that_died_of_age(scene: Scene) -> None:
    await scene.shows(0)
    await scene.traffic._worker_taps(scene.maria)
    await scene.traffic._worker_writes(scene.maria)
    assert scene.due == [Screen(MARIA, 1), Screen(MARIA, 2)]
    await scene.a_long_night()
    assert (
        scene.due == [Screen(MARIA, 1)]
        and scene.maria.generation == 1
        and scene.traffic.expired == scene.traffic.may_die == 1
    )
    assert scene.traffic.due[0].update == max(await scene.gets())  # what she wrote brings it about
    await scene.shows(1)
    assert (await scene.reckoned()).clean


async def test_a_tap_that_the_bot_has_is_answered_whatever_telegram_says(scene: Scene) -> None:
    """It was taken and the receipt got lost: Telegram throws it away in the end, and what it brought is due."""
    await scene.shows(0)
    await scene.traffic._worker_taps(scene.maria)
    await scene.a_long_night(known=[scene.traffic.due[0].update])
    assert [due.thing for due in (await scene.reckoned()).lost] == [Screen(MARIA, 1)] and not scene.traffic.expired


async def test_of_two_screens_a_dead_tap_excuses_one(scene: Scene) -> None:
    await scene.shows(0)
    await scene.traffic._worker_taps(scene.maria)
    await scene.traffic._worker_writes(scene.maria)
    await scene.a_long_night()
    assert [due.thing for due in (await scene.reckoned()).lost] == [Screen(MARIA, 1)]


async def test_who_wanted_a_case_taps_again_when_her_tap_has_died(scene: Scene) -> None:
    await scene.waits()
    await scene.traffic._worker_writes(scene.maria)
    await scene.traffic.claim(scene.maria, AMAL)
    first = scene.maria.claim
    await scene.a_long_night()
    assert scene.maria.claim > first and (await scene.gets())[-2:] == [scene.traffic.due[0].update, scene.maria.claim]
    assert scene.due[1:] == [Words(1)] and scene.traffic.due[1].update == scene.maria.claim


async def test_what_crosses_a_claim_may_be_answered_or_not(scene: Scene) -> None:
    await scene.waits()
    await scene.traffic._worker_writes(scene.maria)
    await scene.traffic.claim(scene.maria, AMAL)
    await scene.traffic._worker_writes(scene.maria)
    assert [(due.thing, due.sure) for due in scene.traffic.due if isinstance(due.thing, Screen)] == [
        (Screen(MARIA, 1), False)
    ]
    await scene.gets()
    await scene.traffic.look()
    await scene.traffic._worker_writes(scene.maria)
    assert scene.due[-1] == Words(4) and scene.maria.generation == 1


async def test_while_she_waits_she_is_answered_once_and_writes_no_longer_than_that_is_sure(scene: Scene) -> None:
    await scene.waits()
    now = [1000.0]
    scene.traffic.clock = lambda: now[0]
    for _ in range(3):
        assert await scene.traffic.step()
    assert scene.due == [Screen(MARIA, 1)] and scene.maria.kept == [1, 2, 3]
    now[0] += BURST / 4
    assert not await scene.traffic.step()
