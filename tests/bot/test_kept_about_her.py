"""She sees what is kept about her: kinds and numbers, and her own words only after she was asked once more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.words import LONGEST, measure
from tests.bot.erasing import MIN, WORDS, closed, with_amal
from tests.canary import CANARY
from tests.room import Person, Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def shows_words(min_: Person) -> str:
    await min_.says("/mydata")
    await min_.taps("Show my words")
    [shown] = await min_.taps("Yes, it is safe")
    return text_of(shown)


async def test_who_only_read_sees_how_little_it_is(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    await min_.says("menu")
    for label in ("Settings", "What we keep"):
        await min_.taps(label)
    assert "Your language, and where you are" in min_.sees and "talk with a person" not in min_.sees
    newest = room.sent.calls[-1]
    assert labels(newest) == ["Back", "A person", "Hide"] and newest.method == "editMessageText"


async def test_of_a_talk_she_sees_kinds_numbers_and_days_and_none_of_its_words(room: Room) -> None:
    min_, _ = await with_amal(room)
    await min_.sends("photo", caption=f"look {CANARY}")
    [shown] = await min_.says("/mydata")
    told = text_of(shown)
    assert (
        "Messages and notes in it: \u2066\u200e3\u200e\u2069" in told
        and "files among them: \u2066\u200e1\u200e\u2069" in told
    )
    assert "90\u200e\u2069 in which nobody writes, or \u2066\u200e30\u200e\u2069 after it has ended" in told
    assert WORDS not in told and CANARY not in told
    assert labels(shown) == ["Show my words", "Back", "Hide"]


async def test_her_words_come_after_a_second_tap_and_a_question(room: Room) -> None:
    min_, _ = await with_amal(room)
    await min_.says("/mydata")
    [asked] = await min_.taps("Show my words")
    assert "nobody else can see it" in text_of(asked) and WORDS not in text_of(asked)
    [shown] = await min_.taps("Yes, it is safe")
    assert WORDS in text_of(shown) and "I am here" not in text_of(shown)
    [back] = await min_.taps("Back")
    assert WORDS not in text_of(back) and back.method == "editMessageText", "nothing of it stays on the screen"


async def test_a_closed_talk_has_its_words_too_and_a_hidden_chat_shows_nothing(room: Room) -> None:
    min_, _ = await closed(room)
    assert WORDS in await shows_words(min_)
    await min_.taps("Hide")
    for word in ("/mydata", "What we keep", "kept.words.0"):
        for call in await min_.says(word):
            assert "safe to use this phone" in text_of(call)


async def test_many_words_come_in_pages_and_all_of_them_can_be_reached(room: Room) -> None:
    min_, _ = await with_amal(room)
    long = [f"{number} " + "ab" * 700 for number in range(8)]
    for words in long:
        await min_.says(words)
    seen = [await shows_words(min_)]
    while "Older words" in labels(room.sent.calls[-1]):
        [older] = await min_.taps("Older words")
        seen.append(text_of(older))
    assert len(seen) > 3 and all(measure(page) <= LONGEST for page in seen)
    assert all(any(words in page for page in seen) for words in (*long, WORDS))
    assert WORDS in seen[-1] and long[-1] in seen[0]


async def test_without_words_it_says_so(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    assert "no words of yours" in await shows_words(min_)


async def test_an_earlier_talk_is_counted(room: Room) -> None:
    min_, _ = await closed(room)
    await min_.says("/start")
    for label in ("Something new", "Yes, it is safe", "No"):
        await min_.taps(label)
    await min_.says("menu")
    [shown] = await min_.says("/mydata")
    assert "Earlier talks with a person that are still kept: \u2066\u200e1\u200e\u2069" in text_of(shown)
