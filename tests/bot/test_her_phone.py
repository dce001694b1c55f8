"""When something may appear on her phone: her safe hours, what is held for them, and who hears until when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.outgoing import Outgoing
from tests.bot.staffroom import AMAL, MIN, held, takes, to, waits
from tests.canaries import CANARY
from tests.room import Person, Room, labels, opened, text_of

DANGER = "he is hitting me"
AFTERNOON = "\u2066\u200e12–15\u200e\u2069"
EVENING = "\u2066\u200e18–21\u200e\u2069"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


def chores(room: Room) -> Round:
    class Here(Clock):
        def now(self) -> Any:
            return room.clock.now()

    return Round(room.ledger, room.line, Here())


async def passes(room: Room, **time: float) -> list[Outgoing]:
    """So much time, and then a look at the clock; what that led to."""
    before = len(room.sent.calls)
    room.clock.advance(**time)
    await chores(room).once()
    return room.sent.calls[before:]


async def chooses(worker: Person, *buttons: str) -> None:
    for button in ("When to write", *buttons, "That is all"):
        await worker.taps(button)


async def in_the_evening_only(room: Room) -> tuple[Person, Person, str, dict[str, Any]]:
    """At noon she talks with Amal, and has said that only the evening is safe; that was a while ago."""
    amal = await room.advocate(AMAL)
    min_, code, reply = await held(room, amal, MIN)
    await chooses(min_, EVENING)
    room.clock.advance(minutes=30)
    return amal, min_, code, reply


async def test_she_chooses_hours_and_days_with_taps_and_takes_them_back(room: Room) -> None:
    min_, _ = await waits(room, MIN)
    [screen] = await min_.taps("When to write")
    assert labels(screen)[0] == "\u2066\u200e00–03\u200e\u2069" and "Sunday" in labels(screen)
    assert labels(screen)[-3:] == ["Any time", "That is all", "Hide"]
    await min_.taps(AFTERNOON)
    [screen] = await min_.taps("Sunday")
    assert [label for label in labels(screen) if label.startswith("✅")] == [f"✅ {AFTERNOON}", "✅ Sunday"]
    [screen] = await min_.taps("That is all")
    assert "only at the times that you have chosen" in text_of(screen)
    await min_.taps("When to write")
    [screen] = await min_.taps("Any time")
    assert not any(label.startswith("✅") for label in labels(screen))
    assert "times that you have chosen" not in text_of((await min_.taps("That is all"))[0])


async def test_outside_her_hours_words_for_her_wait_and_the_advocate_hears_until_when(room: Room) -> None:
    amal, _, code, reply = await in_the_evening_only(room)
    calls = await amal.says(f"Can you talk? {CANARY}", **reply)
    assert to(MIN, calls) == []
    [told] = to(AMAL, calls)
    assert told.startswith(f"{code} - kept and not sent: she has said when it is safe to write to her, and now is not.")
    assert "It leaves at 18:00 (UK time), or as soon as she writes." in told
    assert to(MIN, await passes(room, hours=3)) == []
    await amal.says("And this.", **reply)
    assert to(MIN, await passes(room, hours=2, minutes=30)) == [f"Can you talk? {CANARY}", "And this."]
    assert to(MIN, await passes(room, hours=1)) == [], "once"


async def test_when_she_writes_first_what_was_held_comes(room: Room) -> None:
    amal, min_, _, reply = await in_the_evening_only(room)
    await amal.says("Are you there?", **reply)
    calls = await min_.says("I have five minutes")
    assert to(AMAL, calls) == [text for text in to(AMAL, calls) if "five minutes" in text]
    assert to(MIN, calls) == ["Are you there?"]
    assert to(MIN, await amal.says("Good.", **reply)) == ["Good."], "she is at the phone"
    room.clock.advance(minutes=11)
    assert to(MIN, await amal.says("Still there?", **reply)) == []


async def test_not_even_that_an_advocate_is_here_appears_before_her_hours(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code = await waits(room, MIN)
    await chooses(min_, EVENING)
    room.clock.advance(minutes=30)
    calls = await takes(room, amal, code)
    assert to(MIN, calls) == []
    assert any("She will see that you are here at 18:00 (UK time)" in text for text in to(AMAL, calls))
    [told] = to(MIN, await passes(room, hours=5, minutes=30))
    assert told.startswith("An advocate is here now.")


async def test_of_several_notices_only_the_last_is_still_true(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code = await waits(room, MIN)
    await chooses(min_, EVENING)
    room.clock.advance(minutes=30)
    await takes(room, amal, code)
    await amal.press_act(room, "release")
    [told] = to(MIN, await passes(room, hours=6))
    assert told.startswith("The advocate had to stop.")


async def test_danger_is_answered_at_any_hour(room: Room) -> None:
    _, min_, _, _ = await in_the_evening_only(room)
    room.clock.advance(hours=10)
    assert any("If you are in danger now, call" in text for text in to(MIN, await min_.says(DANGER)))


async def test_hidden_is_hidden_also_within_her_hours(room: Room) -> None:
    amal, min_, code, reply = await in_the_evening_only(room)
    await amal.says(f"For later {CANARY}", **reply)
    await min_.says("hide")
    assert to(MIN, await passes(room, hours=6)) == []
    assert to(AMAL, await amal.says("More", **reply))[0].startswith(f"{code} - she has hidden this chat")
    await min_.says("hello")
    calls = await min_.taps("Yes, it is safe")
    assert [text for text in to(MIN, calls) if text in (f"For later {CANARY}", "More")] == [
        f"For later {CANARY}", "More"
    ]  # fmt: skip


async def test_new_hours_count_from_then_on(room: Room) -> None:
    amal, min_, _, reply = await in_the_evening_only(room)
    await chooses(min_, f"✅ {EVENING}", AFTERNOON)
    room.clock.advance(minutes=30)  # one o'clock
    assert to(MIN, await amal.says("Hello", **reply)) == ["Hello"]


async def test_her_hours_are_about_her_phone_and_outlive_the_case(room: Room) -> None:
    amal, min_, code, _ = await in_the_evening_only(room)
    await min_.says("I am here")
    await amal.press_act(room, "close")
    await amal.press_act(room, "end.helped")
    await min_.taps("Something new")
    for label in ("Yes, it is safe", "No", "A person", "I agree"):
        await min_.taps(label)
    assert "only at the times that you have chosen" in min_.sees
    second = next(text_of(call) for call in reversed(room.sent.calls) if "Claim" in labels(call)).split("\n")[0]
    room.clock.advance(minutes=30)
    assert second != code and to(MIN, await takes(room, amal, second)) == []
