"""Sets the scene before anything is killed: advocates enlisted, workers on their way, cases opened and claimed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.enlist import invite
from bot.sandbox.player import Player
from handoff.model import Role
from tests.canaries import CANARY_ID
from tests.room import opened
from tests.system.reckoning import generation_of
from tests.system.traffic import Cast, Worker, tap_claim

WITHIN = 30.0
TO_THE_FLOWS = ("English", "Yes, it is safe")
TO_A_PERSON = (*TO_THE_FLOWS, "No", "A person", "I agree")
AT_ONCE = 5  # cases: a card and its change each are what Telegram lets a group have in one go

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many of each. A lane of an advocate is the narrowest place: a message a second, after the first eight."""

    advocates: int = 8
    cases: int = 16
    waiting: int = 4
    flows: int = 14


async def invites(folder: Path, database: str, vault: str, count: int) -> list[str]:
    """Payloads of invite links, made where an operator's command makes them: in the ledger."""
    async with opened(folder, database, vault) as room:
        room.clock.at = datetime.now(UTC)
        names = [f"Advocate {number}" for number in range(1, count + 1)]
        return [await room.look(lambda book, name=name: invite(book, Role.ADVOCATE, name, book.now)) for name in names]


async def until(player: Player, chat: int, shows: Callable[[Json], bool]) -> Json:
    """The newest message of this chat that shows what is waited for."""
    async with asyncio.timeout(WITHIN):
        while True:
            view = await player.chat(chat)
            for message in reversed(view["messages"]):
                if message["from"] == "bot" and not message["deleted"] and shows(message):
                    found: Json = message
                    return found
            await player.look(f"events?since={view['seq']}&timeout=5")


async def people(player: Player, payloads: list[str], numbers: Numbers, *, topics: bool, group: int) -> Cast:
    """Everybody is there, the advocates are staff, and workers of flows have come as far as their first question."""
    advocates = [await player.person(f"Advocate {number}") for number in range(1, len(payloads) + 1)]
    for advocate, payload in zip(advocates, payloads, strict=True):
        await player.say(advocate, f"/start {payload}")
        await player.do("join", {"from": advocate, "chat": group})
    places = ["case"] * numbers.cases + ["waiting"] * numbers.waiting + ["flow"] * numbers.flows
    ids = [await player.person("Worker", started=False, id_=CANARY_ID + n) for n in range(len(places))]
    workers = [Worker(id, place) for id, place in zip(ids, places, strict=True)]
    await asyncio.gather(
        *(until(player, advocate, lambda message: True) for advocate in advocates),
        *(_walks(player, worker, TO_THE_FLOWS) for worker in workers if worker.place == "flow"),
    )
    return Cast(workers, advocates, group, topics)


async def open_cases(player: Player, cast: Cast, workers: list[Worker], whose: Iterator[int]) -> None:
    """These ask for a person, one after the other so that each card is known; then those to be claimed are claimed,
    by the advocates in turn: `whose` goes on where the ones before them ended."""
    for worker in workers:
        before = {message["message_id"] for message in await player.seen(cast.group)}
        await _walks(player, worker, TO_A_PERSON)
        card = await until(player, cast.group, lambda message, before=before: message["message_id"] not in before)  # type: ignore[misc]
        worker.code = card["text"].partition("\n")[0]
    for worker in workers:
        if worker.place == "case":
            await _is_claimed(player, cast, worker, next(whose))


async def _walks(player: Player, worker: Worker, labels: tuple[str, ...]) -> None:
    await player.say(worker.id, "/start")
    for label in ("", *labels):
        if label:
            screen = await until(player, worker.id, lambda message, label=label: label in _labels(message))  # type: ignore[misc]
            await player.tap(worker.id, screen["message_id"], label)
        screen = await until(player, worker.id, lambda message: _generation(message) > worker.generation)
        worker.generation = _generation(screen)


def _generation(message: Json) -> int:
    return generation_of(message["rows"]) or 0


async def _is_claimed(player: Player, cast: Cast, worker: Worker, advocate: int) -> None:
    await tap_claim(player, cast.group, worker.code, advocate)
    intro = await until(player, advocate, lambda message: message["text"].startswith(f"{worker.code} is yours"))
    worker.advocate, worker.thread, worker.anchor = advocate, intro["thread"] or 0, intro["message_id"]
    cast.current[advocate] = worker.id


def _labels(message: Json) -> list[str]:
    return [button["text"] for row in message["rows"] for button in row]
