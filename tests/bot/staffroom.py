"""Advocates with their cases, in a room: how they come by them, and who is told what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.outgoing import Outgoing
from tests.canaries import IDS
from tests.room import STAFF_CHAT, Person, Room, labels, text_of

MIN, JOY, ROSE, STRANGER = IDS[0], IDS[1], IDS[2], IDS[3]
AMAL, BEA = IDS[4], IDS[5]


async def waits(room: Room, person: int) -> tuple[Person, str]:
    """She has asked for a person; and the code name of her case."""
    worker = room.person(person)
    await worker.asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if call.params["chat_id"] == STAFF_CHAT)
    return worker, text_of(card).split("\n")[0]


async def takes(room: Room, advocate: Person, code: str) -> list[Outgoing]:
    card = next(
        call for call in reversed(room.sent.calls) if text_of(call).startswith(code) and "Claim" in labels(call)
    )
    return await room.take(advocate.tap(card, "Claim"))


async def held(room: Room, advocate: Person, person: int) -> tuple[Person, str, dict[str, Any]]:
    """Her case is with this advocate; something of it to reply to."""
    worker, code = await waits(room, person)
    calls = await takes(room, advocate, code)
    numbers = await room.accept(*calls)
    intro = next(n for call, n in zip(calls, numbers, strict=True) if "is yours" in text_of(call))
    return worker, code, {"reply_to_message": {"message_id": intro}}


def to(chat: int, calls: list[Outgoing]) -> list[str]:
    """What was said there. What is taken away from there says nothing."""
    return [text_of(call) for call in calls if call.params.get("chat_id") == chat and call.method != "deleteMessages"]


def only_told(calls: list[Outgoing], words: str) -> bool:
    """One sentence to Amal, and nothing to anybody else."""
    return [call.params["chat_id"] for call in calls] == [AMAL] and words in text_of(calls[0])


async def rows(room: Room, *columns: Any) -> list[Any]:
    return list(await room.look(lambda book: book.db.execute(select(*columns)).all()))
