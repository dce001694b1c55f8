"""Who is next, as advocates see it, through the ledger of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.records import with_case
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, ROSE, held, rows, takes, to, waits
from tests.canaries import CANARY
from tests.room import STAFF_CHAT, Room, opened, text_of

DANGER = "he is hitting me"


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database, topics=False) as room:
        yield room


async def test_the_list_says_why_the_first_is_first_and_the_next_card_claims_it(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, first = await waits(room, MIN)
    room.clock.advance(minutes=10)
    joy, second = await waits(room, JOY)
    [listed] = to(AMAL, await amal.says("/queue"))
    assert f"1. {first}" in listed and "first because: the longest wait of its urgency, 10 minutes" in listed
    await joy.says(f"more {CANARY}")
    await joy.says(DANGER)
    [listed] = to(AMAL, await amal.says("/queue"))
    assert f"1. {second}" in listed and "a word of danger was written" in listed and CANARY not in listed
    [card] = await amal.says("/next")
    assert text_of(card).startswith(f"Next for you: {second}")
    assert any("is yours" in text for text in to(AMAL, await room.take(amal.tap(card, "Claim"))))


async def test_what_she_tells_of_herself_moves_the_queue_for_her_alone(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    _, first = await waits(room, MIN)
    room.clock.advance(minutes=10)
    second = await waits_in(room, JOY, "fil")
    told = to(AMAL, await amal.says("/me languages fil"))[0]
    assert "Languages: Filipino" in told and "Cases at once: 5" in told
    assert to(AMAL, await amal.says("/next"))[0].startswith(f"Next for you: {second}")
    assert "you speak the language" in to(AMAL, await amal.says("/next"))[0]
    assert to(BEA, await bea.says("/next"))[0].startswith(f"Next for you: {first}")
    assert "That was not understood" in to(AMAL, await amal.says("/me languages elvish"))[0]
    assert "Languages: Filipino" in to(AMAL, await amal.says("/me"))[0]


async def waits_in(room: Room, person: int, language: str) -> str:
    """As if she had chosen it: which words her buttons have is not what this is about."""
    _, code = await waits(room, person)

    def speaks(book: Book) -> None:
        [file] = [each for each in book.all_waiting() if each.case.code_name == code]
        with_case(file, language=language)

    await room.look(speaks)
    return code


async def test_as_many_as_one_can_carry_and_danger_on_top(room: Room) -> None:
    amal = await room.advocate(AMAL)
    await amal.says("/me most 1")
    await held(room, amal, MIN)
    joy, code = await waits(room, JOY)
    assert await takes(room, amal, code) == []
    assert "as many cases as you said one can carry" in room.sent.toasts[-1][1]
    await joy.says(DANGER)
    assert any("is yours" in text for text in to(AMAL, await takes(room, amal, code)))


async def test_after_danger_she_rests_until_she_is_ready(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, message = await held(room, amal, MIN)
    await min_.says(DANGER)
    await amal.closes(**message)
    assert "Resting: until 12:30 UTC" in to(AMAL, await amal.says("/me"))[0]
    _, code = await waits(room, JOY)
    assert await takes(room, amal, code) == [] and "you rest" in room.sent.toasts[-1][1]
    assert to(AMAL, await amal.says("/ready")) == ["You are back. /next shows who is first for you."]
    assert any("is yours" in text for text in to(AMAL, await takes(room, amal, code)))


async def test_a_rest_of_her_own_ends_by_itself(room: Room) -> None:
    amal = await room.advocate(AMAL)
    assert "You rest until 14:00 UTC" in to(AMAL, await amal.says("/rest 2"))[0]
    _, code = await waits(room, MIN)
    assert await takes(room, amal, code) == []
    room.clock.advance(hours=2)
    assert any("is yours" in text for text in to(AMAL, await takes(room, amal, code)))


async def test_whom_she_asked_for_is_kept_for_the_next_holder(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    _, code, message = await held(room, amal, MIN)
    assert "Write /wish woman" in to(AMAL, await amal.says("/wish", **message))[0]
    assert "kept: a woman was asked for" in to(AMAL, await amal.says("/wish woman", **message))[0]
    await amal.says("/release", **message)
    assert to(AMAL, await amal.says("/queue")) == ["1 more asked for somebody else than you."]
    assert await takes(room, amal, code) == [] and "a woman was asked for" in room.sent.toasts[-1][1]
    await bea.says("/me sex woman")
    assert "a woman was asked for" in to(BEA, await bea.says("/next"))[0]
    assert any("is yours" in text for text in to(BEA, await takes(room, bea, code)))
    acts = [row.act for row in await rows(room, t.audit.c.act)]
    assert acts.count("wish") == 1


async def test_the_card_in_the_staff_chat_says_who_is_next_and_why_and_only_there(room: Room) -> None:
    chores = Round(room.ledger, room.line, Clock())
    await room.advocate(AMAL)
    _, first = await waits(room, MIN)
    await room.accept(*room.sent.calls)
    before = len(room.sent.calls)
    await chores.once()
    now_first = f"{first}\nEnglish · ⚪ normal · waiting less than a minute\nNext, because: the only one"
    assert now_first in shown(room, before)
    room.clock.advance(minutes=2)
    rose, second = await waits(room, ROSE)
    await room.accept(*room.sent.calls[before:])
    await rose.says(DANGER)
    before = len(room.sent.calls)
    await chores.once()
    assert f"{second}\nEnglish · 🔴 now · waiting less than a minute\nNext, because: 🔴 now" in shown(room, before)
    assert f"{first}\nEnglish · ⚪ normal · waiting 2 minutes\nNext" not in shown(room, before)
    before = len(room.sent.calls)
    await chores.once()
    assert shown(room, before) == "", "nothing has changed"


def shown(room: Room, since: int) -> str:
    return "\n--\n".join(to(STAFF_CHAT, room.sent.calls[since:]))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
async def test_who_has_no_place_at_the_desk_sees_no_queue(room: Room, role: Role) -> None:
    await waits(room, MIN)
    ella = await room.advocate(AMAL, "Ella", role)
    for command in ("/queue", "/next", "/me"):
        assert "Your role does not do this" in to(AMAL, await ella.says(command))[0]
