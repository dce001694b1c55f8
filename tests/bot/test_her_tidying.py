"""Messages go from her chat by themselves as she has chosen it, and nothing goes that she has not asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import tidying
from bot.ledger import tables as t
from handoff.tidy import CHOICES, NEVER, UNCHOSEN, seconds
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, MIN, held, rows, to
from tests.bot.test_tidying import look
from tests.canary import CANARY
from tests.room import Person, Room, labels, opened, text_of

HOUR = 3600


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        yield post


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def talk(post: Postroom, choice: str = "") -> Person:
    """She and her advocate have written to each other; and she has chosen, where `choice` says so."""
    min_, _ = await post.claimed(MIN, AMAL)
    await post.play.say(AMAL, f"ours {CANARY}")
    await post.play.say(MIN, f"hers {CANARY}")
    await post.hears()
    if choice:
        await chooses(min_, choice)
        await post.settled()
    return min_


async def chooses(person: Person, choice: str) -> None:
    await person.says("/settings")
    await person.taps("Tidy up")
    shown = next(call for call in reversed(person.room.sent.calls) if choice in str(labels(call)))
    label = next(each for each in labels(shown) if choice in each)
    await person.room.take(person.tap(shown, label))


async def stands(post: Postroom, hours: float) -> list[str]:
    """What of the two is in her chat after so long."""
    await post.play.advance(hours * HOUR)
    await look(post)
    texts = await post.texts(MIN)
    return [which for which in ("ours", "hers") if any(f"{which} {CANARY}" in text for text in texts)]


async def test_until_she_chooses_only_what_the_advocate_wrote_goes_after_a_day(flat: Postroom) -> None:
    await talk(flat)
    assert await stands(flat, 23.9) == ["ours", "hers"]
    assert await stands(flat, 0.2) == ["hers"], "what she wrote she has not asked to be deleted"
    assert await flat.texts(MIN) != [], "nor the screens"
    assert await stands(flat, 30) == ["hers"]


@pytest.mark.parametrize("hours", CHOICES)
async def test_what_she_has_chosen_takes_both_sides(flat: Postroom, hours: int) -> None:
    await talk(flat, f"{hours} h")
    assert await stands(flat, hours - 0.2) == ["ours", "hers"]
    assert await stands(flat, 0.3) == []
    left = await flat.texts(MIN)
    assert not any(word in text for text in left for word in ("How long should", "An advocate is here", "in the line"))


async def test_who_never_sweeps_leaves_it_there(flat: Postroom) -> None:
    """The naive variant: what the tests above have to catch."""
    await talk(flat, "1 h")
    await flat.play.advance(2 * HOUR)
    assert any("hers" in text for text in await flat.texts(MIN))


async def test_never_is_never(flat: Postroom) -> None:
    await talk(flat, "Keep all")
    assert await stands(flat, 47.9) == ["ours", "hers"]


async def test_what_comes_after_the_choice_goes_by_it(flat: Postroom) -> None:
    await talk(flat, "1 h")
    await flat.play.advance(2 * HOUR)
    await flat.play.say(MIN, f"hers {CANARY}")
    await flat.play.say(AMAL, f"ours {CANARY}")
    await flat.hears()
    assert await stands(flat, 0.9) == ["ours", "hers"]
    assert await stands(flat, 0.2) == []


async def test_what_goes_from_her_chat_is_still_with_her_case(flat: Postroom) -> None:
    await talk(flat, "1 h")
    assert await stands(flat, 1.2) == []
    await flat.play.say(AMAL, "/show")
    await flat.hears()
    assert sum(CANARY in text for text in await flat.texts(AMAL)) >= 2


async def test_what_is_old_already_does_not_go_while_she_looks_on(flat: Postroom) -> None:
    min_ = await talk(flat)
    await flat.play.advance(3 * HOUR)
    await chooses(min_, "1 h")
    await flat.settled()
    assert await stands(flat, 0.05) == ["ours", "hers"]
    assert await stands(flat, 0.05) == []


# --- in the settings -----------------------------------------------------------------------------------------------


async def test_her_choice_is_ticked_and_survives_a_new_case(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    await chooses(min_, "24 h")
    await min_.says("/settings")
    [shown] = await min_.taps("Tidy up")
    assert [label for label in labels(shown) if "✅" in label] == [label for label in labels(shown) if "24 h" in label]
    await amal.closes()
    await min_.says("hello")
    await min_.taps("Something new")
    await room.look(lambda book: book.flush())
    [worker] = await room.look(lambda book: book.load([]) or [book.worker_by_id(id) for id in _ids(book)])
    assert worker.session.tidy == 24


def _ids(book: Any) -> list[bytes]:
    return [bytes(row.id) for row in book.db.execute(t.workers.select())]


async def test_with_never_the_screen_says_so(room: Room) -> None:
    min_, _, _ = await held(room, await room.advocate(AMAL), MIN)
    await chooses(min_, "Keep all")
    assert "Nothing goes from this chat by itself now" in min_.sees


async def test_who_can_see_this_chat_is_said_there(room: Room) -> None:
    min_, _, _ = await held(room, await room.advocate(AMAL), MIN)
    await min_.says("/settings")
    [shown] = await min_.taps("Who can see this")
    text = text_of(shown)
    for what in ("Telegram itself can see this chat", "We see the name", "advocate reads", "other devices", "0800 808"):
        assert what in text, what


def test_a_number_that_is_no_choice_deletes_nothing() -> None:
    assert [seconds(choice) for choice in (NEVER, UNCHOSEN, 2, 48, -5)] == [None] * 5
    assert seconds(UNCHOSEN, by_advocate=True) == 24 * HOUR and seconds(NEVER, by_advocate=True) is None


# --- when it cannot be done ----------------------------------------------------------------------------------------


async def sweeps(room: Room) -> list[str]:
    before = len(room.sent.calls)
    await room.look(lambda book: tidying.sweep(room.line.applying(book)))
    return to(MIN, room.sent.calls[before:])


async def test_what_could_not_be_deleted_is_told_and_how_to_do_it(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    await room.accept(*(call for call in await amal.says(f"ours {CANARY}", **message) if call.params["chat_id"] == MIN))
    room.clock.advance(hours=24, minutes=1)
    assert await sweeps(room) == []
    assert any(call.method == "deleteMessages" and call.params["chat_id"] == MIN for call in room.sent.calls)
    room.clock.advance(hours=25)
    [told] = await sweeps(room)
    assert told.startswith("Some messages could not be deleted here.\n") and "Press the message" in told
    assert CANARY not in told and "advocate" not in told.split("\n")[0]
    assert await sweeps(room) == [], "once"


async def test_who_has_no_case_is_told_too_unless_she_has_hidden_the_chat(room: Room) -> None:
    for hides in (False, True):
        person = room.person(MIN + hides)
        for word in ("/start", "English", "Yes, it is safe", "No"):
            await room.accept(*(await (person.says(word) if word[0] == "/" else person.taps(word))))
        await chooses(person, "47 h")
        if hides:
            await person.says("hide")
        room.clock.advance(hours=50)
        before = len(room.sent.calls)
        await room.look(lambda book: tidying.sweep(room.line.applying(book)))
        told = to(person.user, room.sent.calls[before:])
        assert told == [] if hides else told[0].startswith("Some messages could not be deleted")
        silent = [call.params["disable_notification"] for call in room.sent.calls[before:] if text_of(call)]
        assert all(silent)
    assert await rows(room, t.cases.c.id) == []
