"""After a day without her whoever has the phone is asked first whether it is safe, and is shown nothing of before."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import silence
from tests.bot.staffroom import AMAL, MIN, held, to
from tests.canaries import CANARY
from tests.room import Person, Room, labels, opened, text_of

ASKED = "Is it safe to use this phone now?"
A_DAY = {"hours": 24}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def in_a_talk(room: Room) -> tuple[Person, Person, str]:
    amal = await room.advocate(AMAL)
    min_, code, message = await held(room, amal, MIN)
    await min_.says(f"first {CANARY}")
    await amal.says(f"an answer {CANARY}", **message)
    return min_, amal, code


async def at_a_question(room: Room) -> Person:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    await min_.says("passport")
    return min_


# --- in a talk -----------------------------------------------------------------------------------------------------


async def test_her_words_reach_the_advocate_and_she_sees_only_the_question(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    calls = await min_.says(f"I am here again {CANARY}")
    assert any(f"I am here again {CANARY}" in text for text in to(AMAL, calls))
    [asked] = to(MIN, calls)
    assert ASKED in asked and CANARY not in asked and "advocate" not in asked
    calls = await min_.says(f"and another thing {CANARY}")
    assert any("and another thing" in text for text in to(AMAL, calls))
    assert to(MIN, calls) == [asked], "nobody says that it was not understood"
    [back] = await min_.taps("Yes, it is safe")
    assert "You are talking with an advocate" in text_of(back)
    assert to(MIN, await min_.says("now we talk")) == []


async def test_before_a_day_is_over_nothing_is_asked(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(hours=23, minutes=59)
    assert to(MIN, await min_.says("hello")) == []


async def test_who_never_asks_shows_a_stranger_that_there_is_a_talk(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The naive variant."""
    min_, _, _ = await in_a_talk(room)
    monkeypatch.setattr(silence, "asked_again", lambda session, now: session)
    room.clock.advance(**A_DAY)
    [shown] = await min_.says("/start")
    assert "You are talking with an advocate" in text_of(shown)


@pytest.mark.parametrize("what", ["/start", "/settings", "Settings", "menu", "passport", "When to write"])
async def test_whatever_she_tries_shows_nothing_else(room: Room, what: str) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    [asked] = to(MIN, await min_.says(what))
    assert ASKED in asked and "advocate" not in asked


async def test_a_tap_on_an_old_screen_puts_the_question_in_its_place(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    await min_.says("/start")
    room.clock.advance(**A_DAY)
    [asked] = await min_.taps("When to write")
    assert asked.method == "editMessageText" and ASKED in text_of(asked)
    assert "When to write" not in labels(asked)


async def test_an_answer_that_is_typed_is_no_word_for_the_advocate(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    await min_.says("hello")
    calls = await min_.says("yes")
    assert to(AMAL, calls) == [] and "You are talking with an advocate" in to(MIN, calls)[0]


async def test_a_photo_is_kept_too(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    calls = await min_.sends("photo")
    assert "sendPhoto" in [call.method for call in calls if call.params["chat_id"] == AMAL]
    assert ASKED in to(MIN, calls)[0]


async def test_a_no_hides_the_chat_and_the_advocate_is_told(room: Room) -> None:
    min_, _, code = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    await min_.says("/start")
    calls = await min_.taps("No")
    assert next(call.method for call in calls if call.params["chat_id"] == MIN) == "deleteMessages"
    assert "Rice" in min_.sees
    assert any(text.startswith(f"{code} - she has hidden this chat") for text in to(AMAL, calls))


async def test_somebody_in_danger_is_answered_first_and_asked_later(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    calls = await min_.says(f"he is hitting me {CANARY}")
    assert "999" in to(MIN, calls)[0] and CANARY not in to(MIN, calls)[0]
    assert any("word of danger" in text for text in to(AMAL, calls))
    assert ASKED in to(MIN, await min_.says("hello"))[0]


async def test_danger_before_the_question_is_answered_is_answered_too(room: Room) -> None:
    min_, _, _ = await in_a_talk(room)
    room.clock.advance(**A_DAY)
    await min_.says("hello")
    calls = await min_.says(f"he is hitting me {CANARY}")
    assert any("999" in text for text in to(MIN, calls))
    assert any(CANARY in text for text in to(AMAL, calls)) and any("word of danger" in text for text in to(AMAL, calls))


# --- in a flow, and after a talk -----------------------------------------------------------------------------------


async def test_in_a_flow_the_question_comes_before_the_menu(room: Room) -> None:
    min_ = await at_a_question(room)
    room.clock.advance(**A_DAY)
    [asked] = await min_.taps("My employer")
    assert ASKED in text_of(asked) and "passport" not in text_of(asked)
    [menu] = await min_.taps("Yes, it is safe")
    assert "What would you like to know about?" in text_of(menu)


async def test_after_a_talk_a_yes_leads_to_where_she_can_talk_again(room: Room) -> None:
    min_, amal, _ = await in_a_talk(room)
    await amal.closes()
    room.clock.advance(days=3)
    assert ASKED in to(MIN, await min_.says(f"hello {CANARY}"))[0]
    [back] = await min_.taps("Yes, it is safe")
    assert "Talk again" in labels(back)


async def test_after_a_restart_it_is_still_asked(tmp_path: Path) -> None:
    async with opened(tmp_path, topics=False) as room:
        await in_a_talk(room)
    async with opened(tmp_path, topics=False) as room:
        room.updates = itertools.count(1000)
        room.clock.advance(**A_DAY)
        assert ASKED in to(MIN, await room.person(MIN).says("/start"))[0]
