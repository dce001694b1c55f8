"""What phrases of the desk are not: edited in the name of the house, or sent to anybody but her, or twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger import tables as t
from bot.ledger.leaving import stands
from bot.outgoing import Fate
from tests.bot.phrasehouse import answer, build, filipino, kept, tap
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, held, rows, takes, to
from tests.canaries import CANARY
from tests.room import Room, labels, opened, text_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("phrases") / "content")


@pytest.fixture
async def room(tmp_path: Path, house: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False, root=house) as room:
        yield room


# --- her own words


async def test_an_edited_copy_is_the_advocates_own_words_and_is_kept_as_that(room: Room) -> None:
    amal, code = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    [prompt] = await tap(room, amal, preview, "In my own words")
    assert text_of(prompt).endswith("Take your time. You can stop, and come back later.")
    [number] = await room.accept(prompt)
    calls = await amal.says(f"No hurry at all {CANARY}", **answer(number))
    assert to(MIN, calls) == [f"No hurry at all {CANARY}"]
    assert to(AMAL, calls) == [
        f"{code} - sent as your own words, begun from “take_your_time”. Nobody has approved them."
    ]
    [one] = await kept(room)
    assert (one.made, one.phrase, one.english) == ("own words", "take_your_time", "")
    acts = {row.act for row in await rows(room, t.audit.c.act)}
    assert "own_words" in acts and "phrase:take_your_time" not in acts


async def test_a_number_is_never_edited_whatever_an_old_button_says(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say emergency")
    [shown] = await tap(room, amal, found, "If you are in danger")
    send = next(b["callback_data"] for row in shown.params["reply_markup"]["inline_keyboard"] for b in row)
    assert await room.take(amal.press(send.replace("2:send.", "2:own."))) == []


# --- what must not happen


async def test_buttons_of_an_earlier_claim_are_void(room: Room) -> None:
    amal, code = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    [prompt] = await tap(room, amal, preview, "In my own words")
    [number] = await room.accept(prompt)
    await amal.says("/release")
    await takes(room, amal, code)
    assert to(MIN, await tap(room, amal, preview, "Send")) == []
    assert room.sent.toasts[-1][1].startswith("This button is no longer true")
    calls = await amal.says("late words", **answer(number))
    assert to(MIN, calls) == [] and "the draft is an old one. Nothing was sent." in to(AMAL, calls)[0]


async def test_a_colleague_can_send_nothing_with_them(room: Room) -> None:
    amal, _ = await filipino(room)
    bea = await room.advocate(BEA, "Bea")
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    assert to(MIN, await tap(room, bea, preview, "Send")) == []
    assert "the case is not with you" in room.sent.toasts[-1][1]


async def test_two_cases_have_a_draft_each_and_neither_reaches_the_other(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    await held(room, amal, JOY)
    sent = await tap(room, amal, preview, "Send")
    assert to(MIN, sent) == ["Dahan-dahan lang."] and to(JOY, sent) == []


async def test_it_waits_while_she_has_hidden_the_chat(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    await room.person(MIN).says("hide")
    calls = await tap(room, amal, preview, "Send")
    assert to(MIN, calls) == [] and "so your message waits" in to(AMAL, calls)[-1]
    assert [row.delivery for row in await rows(room, t.messages.c.delivery)] == ["held"]


async def test_a_new_search_leaves_what_was_begun_before(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say take your time")
    [first] = await tap(room, amal, found, "Take your time")
    await tap(room, amal, found, "Take your time")
    assert to(MIN, await tap(room, amal, first, "Send")) == [], "only the newest draft of a case can be sent"
    assert [each.draft["filled"] for each in await kept(room)] == [{}]


async def test_left_is_left(room: Room) -> None:
    amal, code = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    [card] = await tap(room, amal, preview, "Leave it")
    assert text_of(card) == f"{code} - “take_your_time” was left. Nothing was sent." and labels(card) == []
    assert await kept(room) == [] and to(MIN, await tap(room, amal, preview, "Send")) == []


async def test_the_gate_holds_it_back_when_the_claim_has_gone_meanwhile(room: Room) -> None:
    """It is on its way when the case is given back: the same question as for every other word of a case."""
    amal, _ = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    sent = await tap(room, amal, preview, "Send")
    [words] = [call for call in sent if call.params["chat_id"] == MIN]
    await amal.says("/release")
    assert words.route is not None
    assert not await room.look(lambda book: stands(book, words.route))
    before = len(room.sent.calls)
    await room.note(Fate(words, "stale"))
    assert "your message was not sent" in to(AMAL, room.sent.calls[before:])[0]


async def test_nothing_of_it_stands_open_on_disk(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say asked answer")
    [prompt] = await tap(room, amal, found, "I have asked")
    [number] = await room.accept(prompt)
    await amal.says(CANARY[:12], **answer(number))
    for row in await rows(room, t.messages.c.sealed, t.messages.c.delivery):
        assert row.delivery == "draft" and CANARY[:12].encode() not in row.sealed.raw
