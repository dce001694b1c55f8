"""Texts, names and markup that are not what they look like: passed on harmless, or answered, and shown to nobody."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.harm import Update, claimed, in_flow, reasons, unharmed
from tests.bot.staffroom import AMAL
from tests.canary import CANARY
from tests.room import STAFF_CHAT, Room, labels, text_of


@pytest.fixture
async def room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Room]:
    async with unharmed(tmp_path, caplog) as room:
        yield room


# --- texts


async def test_a_text_as_long_as_telegram_allows_is_passed_on_whole(room: Room) -> None:
    min_, _ = await claimed(room)
    words = (CANARY + " ") * 400
    [copy_] = await min_.says(words[:4096])
    assert text_of(copy_) == words[:4096] and copy_.params["chat_id"] == AMAL


async def test_in_a_flow_it_is_words_like_others(room: Room) -> None:
    min_, here = await in_flow(room)
    [screen] = await min_.says("ß" * 4096)
    assert text_of(screen).endswith(text_of(here).split("\n")[-1])


async def test_sixty_four_thousand_characters_cannot_come_and_are_cut_if_they_do(room: Room) -> None:
    min_, _ = await claimed(room)
    [copy_] = await min_.says("x" * 65_536)
    assert text_of(copy_) == "x" * 4096


async def test_half_characters_and_nul_are_made_harmless_and_joiners_stay(room: Room) -> None:
    min_, _ = await claimed(room)
    [copy_] = await min_.says(f"a\0b\ud800c {CANARY} ශ්\u200dරී می\u200cخواهم")
    assert text_of(copy_) == f"ab\ufffdc {CANARY} ශ්\u200dරී می\u200cخواهم"
    assert json.loads(json.dumps(copy_.params)) == copy_.params


@pytest.mark.parametrize(
    "words", ["\ud800", "\0", "\0\ud83d", "\u202e", "\u200b", " ", "a" + "\u0301" * 4000, "🏴\U000e0067\U000e007f"]
)
async def test_texts_of_nothing_much_are_answered(room: Room, words: str) -> None:
    min_, _ = await in_flow(room)
    assert len(await min_.says(words)) == 1
    assert await reasons(room) == []


@pytest.mark.parametrize(
    "words",
    ["<a href=tg://user?id=1>x</a>", "[x](http://example.org)", "*_`~||", "&lt;b&gt;", "/close @bot t.me/x?start=y"],
)
async def test_markup_is_words(room: Room, words: str) -> None:
    min_, _ = await claimed(room)
    [copy_] = await min_.says(words)
    assert text_of(copy_) == words and "parse_mode" not in copy_.params
    assert copy_.params["entities"] == [{"type": "pre", "offset": 0, "length": len(words)}]


async def test_a_file_with_a_name_of_direction_marks_is_passed_on_by_its_id_alone(room: Room) -> None:
    min_, _ = await claimed(room)
    one = {"file_id": "FILE", "file_unique_id": "U", "file_name": f"\u202egpj.{CANARY}.exe", "mime_type": "x" * 9000}
    [copy_] = await room.take(min_.message(document=one))
    assert copy_.params["document"] == "FILE" and CANARY not in str(copy_.params)


# --- names


@pytest.mark.parametrize(
    "name", ["\u202eAdmin", "\u200b", "\u2067\u2067\u2067", f"{CANARY}\n/close", "\ud800\0", "x" * 9000]
)
async def test_a_name_of_direction_marks_is_shown_to_nobody(room: Room, name: str) -> None:
    def named(update: Update) -> Update:
        sender = (update.get("message") or update["callback_query"])["from"]
        sender |= {"first_name": name, "last_name": name, "username": name}
        return update

    amal, min_ = await room.advocate(AMAL), room.person(7001)
    await room.take(named(min_.message(text="/start")))
    for label in ("English", "Yes, it is safe", "No", "A person", "I agree"):
        screen = next(call for call in reversed(room.sent.calls) if label in labels(call))
        await room.take(named(min_.tap(screen, label)))
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(named(amal.tap(card, "Claim")))
    await room.take(named(min_.message(text="hello")))
    told = [text_of(call) for call in room.sent.calls if call.params["chat_id"] in (AMAL, STAFF_CHAT)]
    assert "hello" in told and not [text for text in told if name in text]
