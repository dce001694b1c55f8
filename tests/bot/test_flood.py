"""Many messages at once from somebody who needs help: each is kept and passed on; only the answers are few (X1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.her_words import BURST
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, MIN, takes, to, waits
from tests.room import Room, labels, opened, text_of

MANY = 100
SAID = [f"word {number}" for number in range(MANY)]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


def most_bots(said: list[str]) -> list[str]:
    """What is found elsewhere: more than twenty in a minute are "too fast", and gone."""
    return said[:20]


async def test_a_hundred_while_she_waits_are_kept_and_answered_once(room: Room) -> None:
    min_, code = await waits(room, MIN)
    calls = []
    for start in range(0, MANY, 10):
        calls += await room.take(*(min_.message(text=words) for words in SAID[start : start + 10]))
    answers = [text for text in to(MIN, calls) if "kept until a person" in text]
    assert len(answers) == 1
    calls = await takes(room, await room.advocate(AMAL), code)
    assert [text for text in to(AMAL, calls) if text.startswith("word ")] == SAID
    assert most_bots(SAID) != SAID


async def test_after_a_while_she_is_answered_again(room: Room) -> None:
    min_, _ = await waits(room, MIN)
    assert to(MIN, await min_.says("hello")) and not to(MIN, await min_.says("are you there"))
    room.clock.advance(seconds=BURST)
    assert "kept until a person" in to(MIN, await min_.says("hello?"))[0]


async def test_a_word_of_danger_is_answered_each_time(room: Room) -> None:
    min_, _ = await waits(room, MIN)
    for _ in range(3):
        assert any("999" in text for text in to(MIN, await min_.says("come now, he hit me")))


async def test_a_closed_case_keeps_them_too_and_shows_its_buttons_once(room: Room) -> None:
    min_, code = await waits(room, MIN)
    amal = await room.advocate(AMAL)
    await takes(room, amal, code)
    [asked] = await amal.press_act(room, "close")
    await room.take(amal.tap(asked, labels(asked)[0]))
    calls = [call for words in SAID[:5] for call in await min_.says(words)]
    assert len(to(MIN, calls)) == 1
    await min_.taps("Talk again")
    assert [text for text in to(AMAL, await takes(room, amal, code)) if text.startswith("word ")] == SAID[:5]


async def test_advice_about_photos_is_given_once_in_a_case(room: Room) -> None:
    min_, code = await waits(room, MIN)
    assert "as a file" in to(MIN, await min_.sends("photo"))[-1]
    room.clock.advance(seconds=BURST)
    assert not [text for text in to(MIN, await min_.sends("photo")) if "as a file" in text]
    await takes(room, await room.advocate(AMAL), code)
    assert [text_of(call) for call in await min_.sends("photo")] == [""]


async def test_all_of_them_arrive_in_order_at_telegrams_limits(tmp_path: Path) -> None:
    async with working(tmp_path) as post:
        min_, _ = await post.claimed(MIN, AMAL)
        await post.play.do("limits", {"on": True})
        await post.room.take(*(min_.message(text=words) for words in SAID))
        await post.settled()
        assert await _words(post) == SAID


async def _words(post: Postroom) -> list[str]:
    return [text.split("\n")[-1] for text in await post.texts(AMAL) if "word " in text]
