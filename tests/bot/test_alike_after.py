"""After Hide, and after "Delete everything", nobody who has the phone can tell whether there is a case: neither by what
is shown, whatever they try, nor later by what was kept of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot import forgetting, turn
from bot.effects import Quiet
from bot.ledger import tables as t
from bot.outgoing import Outgoing
from flows.engine.model import Session
from handoff.model import State
from tests.bot.alike import shown
from tests.bot.erasing import MIN, WORDS, closed, count, erases, looks, of_her_chat, with_amal
from tests.room import Person, Room, labels, opened, text_of

Before = Callable[[Room], Awaitable[Person]]


async def in_a_case(room: Room) -> Person:
    min_, _ = await with_amal(room)
    return min_


async def after_one(room: Room) -> Person:
    min_, _ = await closed(room)
    return min_


async def in_none(room: Room) -> Person:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No"):
        await room.accept(*await min_.taps(label))
    return min_


WORLDS = (in_a_case, after_one, in_none)


def seen(calls: list[Outgoing]) -> list[Any]:
    """What stands on her screen: the numbers in buttons count how many came before, and nobody sees them."""
    return [(call.method, text_of(call), labels(call)) for call in of_her_chat(calls)]


# --- hidden ------------------------------------------------------------------------------------------------------


async def hidden(room: Room, before: Before) -> tuple[list[Any], int]:
    """All that somebody else with the phone is shown, and how many words were kept as hers."""
    min_ = await before(room)
    found = [seen(await min_.says("hide"))]
    kept = (await count(room, t.messages)).get("messages", 0)
    for text in ("hello", WORDS, "/start", "menu", "a person", "passport", "/settings", "/mydata", "he is hitting me"):
        found.append(seen(await min_.says(text)))
    found.append(seen(await min_.sends("photo")))
    found.append(seen(await min_.taps("No")))
    room.clock.advance(days=2)
    found.append(seen(await min_.says("are you there?")))
    return found, (await count(room, t.messages)).get("messages", 0) - kept


async def of_each(tmp_path: Path, does: Callable[[Room, Before], Awaitable[Any]]) -> list[Any]:
    found = []
    for before in WORLDS:
        folder = tmp_path / before.__name__
        folder.mkdir()
        async with opened(folder, topics=False) as room:
            found.append(await does(room, before))
    return found


async def test_a_hidden_chat_shows_and_keeps_the_same_with_a_case_and_without(tmp_path: Path) -> None:
    one, after, none = await of_each(tmp_path, hidden)
    assert one == after == none and none[1] == 0


async def test_to_note_it_of_open_cases_alone_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = turn._hide

    def naive(file: Any) -> list[Any]:
        over = file is not None and file.case.state is State.CLOSED
        return [effect for effect in real(file) if not (over and isinstance(effect, Quiet))]

    monkeypatch.setattr(turn, "_hide", naive)
    one, after, none = await of_each(tmp_path, hidden)
    assert one == none != after and after[1] > 0, "a stranger's words were kept as hers"


async def test_who_comes_back_to_a_case_that_is_over_is_heard_again(tmp_path: Path) -> None:
    async with opened(tmp_path, topics=False) as room:
        min_ = await after_one(room)
        await min_.says("hide")
        await min_.says("x")
        [back] = await min_.taps("Yes, it is safe")
        assert "Talk again" in labels(back)
        kept = (await count(room, t.messages))["messages"]
        await min_.says("it is me")
        assert (await count(room, t.messages))["messages"] == kept + 1


# --- deleted -----------------------------------------------------------------------------------------------------


async def deleted(room: Room, before: Before) -> list[Any]:
    """What comes on the screen, and then every byte of what is sent."""
    min_ = await before(room)
    found: list[Any] = [seen(await erases(room, min_))]
    await looks(room)
    for text in ("hello", "hide", "hello"):
        found.append(shown(await min_.says(text), MIN))
    for label in ("English", "Yes, it is safe"):
        found.append(shown(await min_.taps(label), MIN))
    for text in ("he is hitting me", "/mydata", "/settings", "menu"):
        found.append(shown(await min_.says(text), MIN))
    found.append(shown(await erases(room, min_), MIN))
    await looks(room)
    room.clock.advance(hours=73)
    await looks(room)
    await looks(room)
    return [*found, shown(await min_.says("hello"), MIN)]


async def what_comes_next(room: Room, before: Before) -> list[Any]:
    min_ = await before(room)
    await erases(room, min_)
    return shown(await min_.says("hello"), MIN)


async def test_by_what_comes_after_deleting_nobody_can_tell_whether_there_was_a_case(tmp_path: Path) -> None:
    one, after, none = await of_each(tmp_path, deleted)
    assert one == after == none


async def test_a_session_that_is_only_hidden_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = forgetting._seal_all

    def naive(at: Any, files: Any) -> None:
        language = at.her().session.language
        real(at, files)
        at.her().session = Session(language=language, hidden=True)

    monkeypatch.setattr(forgetting, "_seal_all", naive)
    one, after, none = await of_each(tmp_path, what_comes_next)
    assert one != after == none


async def test_whoever_has_begun_anew_in_her_chat_stays_when_the_case_goes(tmp_path: Path) -> None:
    """At that hour nothing changes on their screen."""
    async with opened(tmp_path, topics=False) as room:
        min_ = await in_a_case(room)
        await erases(room, min_)
        await min_.says("hello")
        await min_.taps("English")
        room.clock.advance(hours=72)
        await looks(room)
        assert await count(room, t.workers, t.cases) == {"workers": 1}
        assert "Is it safe" in text_of((await min_.taps("Yes, it is safe"))[-1]), "after days without a sign, as always"
