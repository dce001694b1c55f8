"""“typing…”: shown at once or not at all, at most every four seconds, along the claim, never behind words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.effects_of_marks import Typing
from tests.bot.postroom import Postroom, working
from tests.canaries import IDS

MIN, AMAL = IDS[0], IDS[4]


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        await post.claimed(MIN, AMAL)
        yield post


async def types(post: Postroom) -> int:
    """An advocate is at it; how often it was asked for so far."""

    await post.room.look(lambda book: post.room.line.applying(book).one(typing_now(book)))
    await post.settled()
    return len(await post.made("sendChatAction"))


async def test_once_in_four_seconds_and_never_later(flat: Postroom) -> None:
    assert await types(flat) == 1
    assert (await flat.play.chat(MIN))["action"] == "typing"
    assert await types(flat) == 1
    await flat.play.advance(4)
    await flat.faults(("sendChatAction", "bad_gateway"))
    assert await types(flat) == 2, "what was lost is not said again"
    await flat.play.advance(4)
    asked = len(flat.pauses.asked)
    assert await types(flat) == 3 and len(flat.pauses.asked) == asked


async def test_nothing_is_shown_in_a_quiet_chat_nor_behind_words_nor_late_nor_without_the_claim(flat: Postroom) -> None:
    calls = flat.room.sent.calls
    await types(flat)
    [sign] = [call for call in calls if call.kind == "sign"]
    await flat.play.advance(60)
    assert await flat.carries(sign) == [] and len(await flat.made("sendChatAction")) == 1, "too late"
    flat.pauses.held = True
    await flat.faults(("sendMessage", "too_many"), retry_after=9)
    await flat.room.person(AMAL).says("words", reply_to_message=await anchor(flat))
    await flat.until(lambda: bool(flat.pauses.asked))
    await flat.room.look(lambda book: flat.room.line.applying(book).one(typing_now(book)))
    flat.pauses.held = False
    flat.pauses.let_pass(10)
    await flat.settled()
    assert len(await flat.made("sendChatAction")) == 1, "behind words that wait"
    await flat.room.person(MIN).says("hide")
    await flat.settled()
    assert await types(flat) == 1, "in a hidden chat"


def typing_now(book: Any) -> Typing:
    [file] = book.all_claimed()
    assert file.case.holder is not None
    return Typing(file.case.id, file.case.holder)


async def anchor(post: Postroom) -> dict[str, int]:
    intro = next(message for message in await post.play.seen(AMAL) if "is yours" in message["text"])
    return {"message_id": intro["message_id"]}


async def test_a_stale_claim_shows_nothing(flat: Postroom) -> None:
    flat.room.sent.onward = None
    await types(flat)
    [sign] = [call for call in flat.room.sent.calls if call.kind == "sign"]
    await flat.room.person(AMAL).says("/release", reply_to_message=await anchor(flat))
    await flat.carries(sign)
    assert await flat.made("sendChatAction") == []
