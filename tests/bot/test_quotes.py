"""A quote of one sentence stands on the other side as a quote of that sentence, or as an answer to the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.postroom import Json, Postroom, working
from tests.bot.staffroom import AMAL, MIN


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        await post.claimed(MIN, AMAL)
        await post.hears()
        yield post


async def newest(post: Postroom, chat: int) -> Json:
    found: Json = (await post.play.seen(chat))[-1]
    return found


async def asked(post: Postroom, text: str) -> tuple[int, Json]:
    """What she wrote, and as the advocate sees it."""
    number = await post.play.say(MIN, text)
    await post.hears()
    return number, await newest(post, AMAL)


async def quotes(post: Postroom, person: int, message: int, quote: str, text: str) -> Json:
    await post.play.say(person, text, reply_to=message, quote=quote)
    await post.hears()
    return await newest(post, MIN if person == AMAL else AMAL)


async def test_a_part_is_quoted_in_both_directions(post: Postroom) -> None:
    number, copy = await asked(post, "He took it 🌻. Is that allowed?")
    answer = await quotes(post, AMAL, copy["message_id"], "Is that allowed?", "No. It is yours.")
    assert (answer["reply_to"], answer["quote"]) == (number, "Is that allowed?")
    back = await quotes(post, MIN, answer["message_id"], "It is yours.", "thank you")
    assert back["quote"] == "It is yours." and back["text"].endswith("thank you")


async def test_what_does_not_stand_there_is_left_out_and_the_answer_arrives(post: Postroom) -> None:
    number, copy = await asked(post, "Is that allowed?")
    heading = copy["text"].split("\n")[0]
    answer = await quotes(post, AMAL, copy["message_id"], heading, "No.")
    assert (answer["text"], answer["reply_to"], answer["quote"]) == ("No.", number, None)


async def test_what_cannot_be_copied_is_said_on_both_sides(post: Postroom) -> None:
    """A kind younger than this program: Telegram itself is asked for a copy, and refuses."""
    await post.play.do("send", {"from": MIN, "raw": {"hologram": {"x": 1}}})
    await post.hears()
    told = next(one for one in reversed(await post.play.seen(AMAL)) if one["rows"])
    await post.play.tap(AMAL, told["message_id"], "Show it")
    await post.hears()
    [refused] = await post.made("copyMessage")
    assert refused["status"] == 400
    assert "cannot be passed on" in (await post.texts(AMAL))[-1]
    assert "cannot pass on" in (await post.texts(MIN))[-1]
