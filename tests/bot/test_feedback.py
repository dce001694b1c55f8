"""How it was: asked once, days later, by day, and never where it would hurt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ledger import tables as t
from handoff.feedback import good_time
from handoff.safe_hours import SafeHours
from tests.bot.staffroom import AMAL, MIN, held, rows, takes, to
from tests.bot.test_her_phone import EVENING, chooses, passes
from tests.room import Person, Room, labels, opened, text_of

ASKED = "Did it help you?"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def ends(room: Room, why: str = "helped") -> tuple[Person, Person, str]:
    """A talk that has ended, at noon on a Monday."""
    amal = await room.advocate(AMAL)
    min_, code, _ = await held(room, amal, MIN)
    await closes(room, amal, why)
    return min_, amal, code


async def closes(room: Room, amal: Person, why: str = "helped") -> None:
    await amal.press_act(room, "close")
    await amal.press_act(room, f"end.{why}")


async def is_asked(room: Room, **time: float) -> bool:
    return any(ASKED in text for text in to(MIN, await passes(room, **time)))


async def answers(room: Room) -> list[tuple[object, ...]]:
    found = await rows(room, t.feedback.c.month, t.feedback.c.question, t.feedback.c.answer, t.feedback.c.count)
    return [tuple(row) for row in found]


async def test_two_taps_days_later_are_counted_and_nothing_else_is_kept(room: Room) -> None:
    min_, _, _ = await ends(room)
    assert not await is_asked(room, hours=24)
    calls = await passes(room, hours=24, minutes=5)
    [question] = [call for call in calls if call.params["chat_id"] == MIN]
    assert ASKED in text_of(question) and labels(question) == ["Yes", "A little", "No", "Rather not say", "Hide"]
    [second] = await min_.taps("A little")
    assert "Were our words clear" in text_of(second)
    [last] = await min_.taps("Yes")
    assert text_of(last).startswith("Thank you.") and "Talk again" in labels(last)
    assert await answers(room) == [("2026-11", "helped", "little", 1), ("2026-11", "clear", "yes", 1)]


async def test_an_answer_counts_once_whatever_is_tapped_again(room: Room) -> None:
    min_, _, _ = await ends(room)
    await passes(room, hours=48, minutes=5)
    screen = next(call for call in reversed(room.sent.calls) if ASKED in text_of(call))
    await room.take(min_.tap(screen, "Yes"), min_.tap(screen, "Yes"), min_.tap(screen, "No"))
    assert [row[1:] for row in await answers(room)] == [("helped", "yes", 1)]


async def test_rather_not_say_is_as_good_as_an_answer_and_ends_it(room: Room) -> None:
    min_, _, _ = await ends(room)
    await passes(room, hours=48, minutes=5)
    [last] = await min_.taps("Rather not say")
    assert text_of(last).startswith("Thank you.") and await answers(room) == []
    assert not await is_asked(room, hours=72)


async def test_she_is_asked_once_for_a_case(room: Room) -> None:
    min_, amal, code = await ends(room)
    assert await is_asked(room, hours=48, minutes=5)
    await min_.says("hello")
    await min_.taps("Yes, it is safe")
    await min_.taps("Talk again")
    await takes(room, amal, code)
    await closes(room, amal)
    assert not await is_asked(room, hours=72)


@pytest.mark.parametrize("why", ["lost_contact", "duplicate"])
async def test_not_where_it_would_be_a_reproach(room: Room, why: str) -> None:
    await ends(room, why)
    assert not await is_asked(room, hours=72)


async def test_never_after_danger(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    await min_.says("he is hitting me")
    await closes(room, amal)
    assert not await is_asked(room, hours=72)


async def test_never_after_danger_that_came_later_and_that_is_answered_at_once(room: Room) -> None:
    min_, _, _ = await ends(room)
    assert any("call" in text and "999" in text for text in to(MIN, await min_.says("he is hitting me")))
    assert not await is_asked(room, hours=72)


async def test_never_once_she_has_hidden_the_chat(room: Room) -> None:
    min_, _, _ = await ends(room)
    await min_.says("hide")
    assert not await is_asked(room, hours=72)


async def test_never_who_left_the_line_by_herself(room: Room) -> None:
    await room.advocate(AMAL)
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    await min_.taps("Stop waiting")
    assert not await is_asked(room, hours=72)


async def test_only_in_her_own_hours(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    await chooses(min_, EVENING)
    await closes(room, amal)
    assert not await is_asked(room, hours=53)
    assert await is_asked(room, hours=1, minutes=5)


async def test_not_who_has_begun_something_new(room: Room) -> None:
    min_, _, _ = await ends(room)
    await min_.says("hello")
    await min_.taps("Something new")
    assert not await is_asked(room, hours=72)


def test_by_day_where_she_has_chosen_no_hours() -> None:
    night, noon = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert good_time(SafeHours(), noon) == noon
    assert good_time(SafeHours(), night) == datetime(2026, 7, 2, 9, 0, tzinfo=UTC), "ten by her clock"
    assert good_time(SafeHours(frozenset({0})), noon) - noon == timedelta(hours=11)
