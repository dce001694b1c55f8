"""What she is told of her wait, and what follows when it does not hold; and whom she would rather talk with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger import tables as t
from bot.ledger import waits as history
from bot.ledger.book import Book
from bot.outgoing import Outgoing
from handoff.model import Role, Urgency
from handoff.waiting import Wait, asking
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, ROSE, rows, takes, to, waits
from tests.bot.test_her_phone import EVENING, chooses, passes
from tests.room import Person, Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def has_waited_before(room: Room, *minutes: int) -> None:
    """The desk's history: so long did others wait, the next in line at this hour."""

    def note(book: Book) -> None:
        for each in minutes:
            history.note(book, Wait(asking(Urgency.NORMAL, 1, book.now, book.now), each, came=True))

    await room.look(note)


async def coordinator(room: Room) -> Person:
    return await room.advocate(BEA, "Bea", Role.COORDINATOR)


def told_of(code: str, texts: list[str]) -> list[str]:
    return [text for text in texts if text.startswith(f"{code} - still waiting, longer than she was told")]


def asked_again(calls: list[Outgoing], person: int = MIN) -> bool:
    return any(text.startswith("The person you would rather talk with is not free yet.") for text in to(person, calls))


async def test_a_new_desk_cannot_say_and_says_so(room: Room) -> None:
    min_, _ = await waits(room, MIN)
    assert "I cannot say how long it will take" in min_.sees


async def test_a_desk_with_a_history_says_between_when_and_when(room: Room) -> None:
    await has_waited_before(room, *range(40, 100))
    min_, _ = await waits(room, MIN)
    assert (
        "A person will most likely be here between \u2066\u200e12:45\u200e\u2069 and \u2066\u200e13:45\u200e\u2069, "
        "UK time. If it takes longer, I will tell you here."
    ) in min_.sees
    assert "Your place in the line: \u2066\u200e1\u200e\u2069" in min_.sees and "put the phone away" in min_.sees


async def test_another_day_is_named_in_her_language(room: Room) -> None:
    await has_waited_before(room, *[24 * 60] * 60)
    min_, _ = await waits(room, MIN)
    assert "Tuesday 24 November\u2069, 12:00" in min_.sees


async def test_what_was_said_is_kept_or_she_is_told_once_and_so_is_who_runs_the_desk(room: Room) -> None:
    bea = await coordinator(room)
    await has_waited_before(room, *range(40, 100))
    _, code = await waits(room, MIN)
    assert to(MIN, await passes(room, hours=1, minutes=44)) == []
    calls = await passes(room, minutes=2)
    [told] = to(MIN, calls)
    assert told.startswith("It takes longer than I said. I am sorry.") and "\u2066\u200e1\u200e\u2069" in told
    assert len(told_of(code, to(bea.user, calls))) == 1
    assert "alert:promise" in [row.act for row in await rows(room, t.audit.c.act)], "and her alert climbs"
    assert to(MIN, await passes(room, hours=2)) == [], "once"


async def test_a_broken_promise_is_told_in_her_hours_and_the_desk_hears_at_once(room: Room) -> None:
    await coordinator(room)
    await has_waited_before(room, *range(40, 100))
    min_, code = await waits(room, MIN)
    await chooses(min_, EVENING)
    calls = await passes(room, hours=2)
    assert to(MIN, calls) == [] and len(told_of(code, to(BEA, calls))) == 1
    [told] = to(MIN, await passes(room, hours=4))
    assert told.startswith("It takes longer than I said.")


async def test_nobody_is_told_of_a_promise_that_was_kept(room: Room) -> None:
    amal = await room.advocate(AMAL)
    await has_waited_before(room, *range(40, 100))
    _, code = await waits(room, MIN)
    room.clock.advance(minutes=50)
    await takes(room, amal, code)
    assert to(MIN, await passes(room, hours=3)) == []


async def test_each_wait_becomes_history_once_and_names_nobody(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code = await waits(room, MIN)
    room.clock.advance(minutes=52)
    await takes(room, amal, code)
    await amal.press_act(room, "release")
    room.clock.advance(minutes=30)
    await takes(room, amal, code)
    joy, _ = await waits(room, JOY)
    room.clock.advance(minutes=20)
    await joy.taps("Stop waiting")
    kept = await rows(room, t.waits.c.urgency, t.waits.c.place, t.waits.c.minutes, t.waits.c.came)
    assert [tuple(row) for row in kept] == [("normal", 1, 50, 1), ("normal", 1, 20, 0)]


async def test_who_comes_back_waits_anew_and_is_told_anew(room: Room) -> None:
    await has_waited_before(room, *range(40, 100))
    min_, _ = await waits(room, MIN)
    await min_.taps("Stop waiting")
    room.clock.advance(hours=1)
    await min_.says("hello")
    await min_.taps("Talk again")
    assert "\u2066\u200e13:45\u200e\u2069 and \u2066\u200e14:45\u200e\u2069" in min_.sees


async def test_old_history_goes(room: Room) -> None:
    await has_waited_before(room, 30)
    await passes(room, days=7 * 12)
    assert len(await rows(room, t.waits.c.id)) == 1
    await passes(room, days=14)
    assert await rows(room, t.waits.c.id) == []


# --- a woman or a man --------------------------------------------------------------------------------------------


async def test_she_may_say_whom_she_would_rather_talk_with_and_only_they_are_offered_her_case(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    await amal.says("/me sex man")
    await bea.says("/me sex woman")
    min_, code = await waits(room, MIN)
    [asked] = await min_.taps("Woman or man")
    assert labels(asked)[:3] == ["A woman", "A man", "Either"]
    assert "I have kept that." in text_of((await min_.taps("A woman"))[0])
    assert "asked for somebody else than you" in to(AMAL, await amal.says("/queue"))[0]
    assert code in to(BEA, await bea.says("/queue"))[0]
    await min_.taps("Woman or man")
    await min_.taps("Either")
    assert code in to(AMAL, await amal.says("/queue"))[0]


async def test_where_nobody_is_the_one_she_asked_for_she_hears_that_it_may_take_longer(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _ = await waits(room, MIN)
    await min_.taps("Woman or man")
    assert "may take longer, because nobody like that" in text_of((await min_.taps("A woman"))[0])
    await amal.says("/me sex woman")
    await min_.taps("Woman or man")
    assert "may take longer" not in text_of((await min_.taps("A woman"))[0])


async def test_a_wish_is_never_a_dead_wait(room: Room) -> None:
    """After half a day without the one she asked for she is asked again, and can go on with anybody."""
    amal = await room.advocate(AMAL)
    min_, code = await waits(room, MIN)
    await min_.taps("Woman or man")
    await min_.taps("A woman")
    assert not asked_again(await passes(room, hours=11))
    assert asked_again(await passes(room, hours=1, minutes=5))
    assert not asked_again(await passes(room, hours=11))
    await min_.taps("Woman or man")
    await min_.taps("Either")
    assert code in to(AMAL, await amal.says("/queue"))[0]
    assert not asked_again(await passes(room, hours=25))


async def test_in_danger_she_is_asked_again_within_minutes(room: Room) -> None:
    min_, _ = await waits(room, MIN)
    await min_.says("he is hitting me")
    await min_.taps("Woman or man")
    await min_.taps("A woman")
    assert asked_again(await passes(room, minutes=15))


async def test_a_wish_that_an_advocate_kept_for_her_is_asked_about_again_too(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code = await waits(room, ROSE)
    await takes(room, amal, code)
    await amal.says("/wish woman")
    await amal.says("/release")
    assert asked_again(await passes(room, hours=12, minutes=5), ROSE)
