"""A case is to be closed while words for her still wait: how many is said before, and nothing is lost silently."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows, takes, to
from tests.bot.test_her_phone import in_the_evening_only
from tests.bot.test_transfer import taps
from tests.canaries import CANARY
from tests.room import Person, Room, opened


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def two_words_wait(room: Room) -> tuple[Person, Person, str, dict[str, Any]]:
    amal, min_, code, reply = await in_the_evening_only(room)
    for word in ("one", "two"):
        await amal.says(f"{word} {CANARY}", **reply)
    return amal, min_, code, reply


async def test_how_many_words_would_never_reach_her_is_said_before_the_reason_is_tapped(room: Room) -> None:
    amal, _, code, reply = await two_words_wait(room)
    [asked] = to(AMAL, await amal.says("/close", **reply))
    assert asked.startswith(f"{code} - why does it end?")
    assert "2 messages for her wait and have not been sent" in asked and "they never reach her" in asked


async def test_where_nothing_waits_nothing_is_said_of_it(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, reply = await held(room, amal, MIN)
    [asked] = to(AMAL, await amal.says("/close", **reply))
    assert "wait" not in asked


async def test_a_coordinator_who_closes_it_is_told_too(room: Room) -> None:
    _, _, code, _ = await two_words_wait(room)
    boss = await room.advocate(BEA, "Bea", Role.COORDINATOR)
    await boss.says("/desk")
    await taps(room, boss, code)
    [asked] = to(BEA, await taps(room, boss, "Close"))
    assert code in asked and "2 messages for her wait" in asked


async def test_closed_all_the_same_they_are_marked_and_told(room: Room) -> None:
    amal, _, code, reply = await two_words_wait(room)
    told = to(AMAL, await amal.closes(**reply))
    assert sum(f"{code} - your message was not sent: the case is closed" in text for text in told) == 2
    assert sorted(await rows(room, t.messages.c.delivery)) == [("never",), ("never",)]
    [status] = to(AMAL, await amal.says("/status", **reply))
    assert status.count("never sent: the case was closed while it waited") == 2 and CANARY not in status


async def test_nobody_else_may_ask_how_her_words_stand_once_it_is_closed(room: Room) -> None:
    amal, min_, code, reply = await two_words_wait(room)
    await amal.closes(**reply)
    await min_.says("hello")
    await min_.taps("Talk again")
    bea = await room.advocate(BEA, "Bea")
    room.clock.advance(hours=1)
    await takes(room, bea, code)
    [status] = to(BEA, await bea.says("/status"))
    assert status.count("never sent: the case was closed while it waited") == 2, "whoever holds it next sees it"
    told = to(AMAL, await amal.says("/status", **reply))
    assert told and not any("never sent" in text for text in told), "and only who holds it"


async def test_whoever_reads_the_record_sees_that_they_never_reached_her(room: Room) -> None:
    amal, _, code, reply = await two_words_wait(room)
    await amal.closes(**reply)
    boss = await room.advocate(BEA, "Bea", Role.COORDINATOR)
    await boss.says("/desk closed")
    await taps(room, boss, code)
    [number] = await room.accept(*(await taps(room, boss, "Read, with a reason…")))
    copies = to(
        BEA,
        await boss.says("/read a complaint about how her case was handled", reply_to_message={"message_id": number}),
    )
    assert [text.split("\n")[0] for text in copies if CANARY in text] == [f"{code} · from us, never sent"] * 2
