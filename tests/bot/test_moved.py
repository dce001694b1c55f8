"""She has moved to another phone. What stood in the old chat goes from there, and its numbers mean nothing in the new
one: they are other messages there, or none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.ledger.trail import trail_of
from bot.outgoing import Outgoing
from tests.bot.wordroom import AMAL, MIN, Wordroom, weighed
from tests.room import Person, text_of

NEW = 7002


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


async def comes_from(at: Wordroom, user: int, words: str) -> Person:
    new = at.room.person(user)
    await at.says(new, "/start")
    for label in ("English", "Yes, it is safe", "No"):
        await at.taps(new, label)
    await at.says(new, "/settings")
    await at.taps(new, "Another phone")
    await at.taps(new, "I have five words")
    await at.says(new, words)
    return new


async def talked(at: Wordroom) -> tuple[str, dict[str, Any], int, int]:
    """Her five words; a message to her, and which it is in her chat; and the copy of one of hers at the desk."""
    await at.in_a_case()
    words = await at.is_given_words()
    await at.room.accept(*at.room.sent.calls)
    said = at.amal.message(text="Bring your passport")
    [there] = await _to(at, MIN, await at.room.take(said))
    [copy] = await _to(at, AMAL, await at.says(at.min_, "he has it"))
    return words, said, there, copy


async def _to(at: Wordroom, chat: int, calls: list[Outgoing]) -> list[int]:
    ids = dict(zip((call.id for call in calls), await at.room.accept(*calls), strict=True))
    return [ids[call.id] for call in calls if call.params.get("chat_id") == chat and call.kind == "words"]


async def moves(at: Wordroom, words: str) -> tuple[Person, list[Outgoing]]:
    new = await comes_from(at, NEW, words)
    before = at.so_far
    await at.amal.press_act(at.room, "back.yes")
    return new, at.room.sent.calls[before:]


async def wiped(at: Wordroom, call: Outgoing) -> list[int]:
    """What the gate would ask Telegram to take away for it."""
    found: list[int] = await at.room.look(lambda book: trail_of(book, call.lane))
    return found


async def test_what_her_advocate_wrote_goes_from_the_old_phone_and_nothing_is_said_there(at: Wordroom) -> None:
    words, _, there, _ = await talked(at)
    new, calls = await moves(at, words)
    old = [call for call in calls if call.params.get("chat_id") == MIN]
    assert [(call.method, "wipe" in call.link) for call in old] == [("deleteMessages", True)]
    assert there in await wiped(at, old[0])
    assert not [call for call in calls if call.method == "deleteMessages" and call.params["chat_id"] == new.user]


async def test_what_could_not_be_taken_away_then_is_asked_for_again_in_the_old_chat_and_in_no_other(
    at: Wordroom,
) -> None:
    words, _, there, _ = await talked(at)
    new, _ = await moves(at, words)
    at.room.clock.advance(hours=1)
    before = at.so_far
    await Round(at.room.ledger, at.room.line, at.room.clock).once()  # type: ignore[arg-type]
    deleted = [call for call in at.room.sent.calls[before:] if call.method == "deleteMessages"]
    assert there in [id for call in deleted if call.params["chat_id"] == MIN for id in call.params["message_ids"]]
    assert not [call for call in deleted if call.params["chat_id"] == new.user]
    at.room.clock.advance(hours=48)
    before = at.so_far
    await Round(at.room.ledger, at.room.line, at.room.clock).once()  # type: ignore[arg-type]
    assert at.told(at.min_, before) == [] and not [text for text in at.told(new, before) if "delete" in text]


async def test_a_quote_of_before_points_at_no_message_of_the_new_chat(at: Wordroom) -> None:
    words, said, _, copy = await talked(at)
    new, _ = await moves(at, words)
    for number in (copy, said["message"]["message_id"]):
        before = at.so_far
        quoted = {"reply_to_message": {"message_id": number, "chat": {"id": AMAL, "type": "private"}}}
        await at.says(at.amal, "as I said", **quoted)
        [call] = [call for call in at.room.sent.calls[before:] if call.params.get("chat_id") == new.user]
        assert text_of(call) == "as I said" and "reply_parameters" not in call.params


async def test_a_change_of_what_the_old_phone_got_is_refused_aloud(at: Wordroom) -> None:
    words, said, _, _ = await talked(at)
    new, _ = await moves(at, words)
    before = at.so_far
    await at.room.take({"update_id": 9001, "edited_message": {**said["message"], "text": "Leave your passport"}})
    assert at.told(new, before) == at.told(at.min_, before) == []
    assert any("went to the phone she had before" in text for text in at.told(at.amal, before))


async def test_what_the_old_phone_got_is_not_deleted_in_the_new_chat(at: Wordroom) -> None:
    words, said, _, _ = await talked(at)
    await moves(at, words)
    before = at.so_far
    number = {"message_id": said["message"]["message_id"], "chat": {"id": AMAL, "type": "private"}}
    await at.says(at.amal, "/delete", reply_to_message=number)
    assert not [call for call in at.room.sent.calls[before:] if call.method == "deleteMessages"]
    assert any("went to the phone she had before" in text for text in at.told(at.amal, before))


async def test_what_was_in_the_air_when_she_moved_gives_the_new_chat_no_number(at: Wordroom) -> None:
    """Both ways: Telegram took it before the move, and says so after it."""
    words, _, _, _ = await talked(at)
    said = at.amal.message(text="One thing more")
    late = [call for call in await at.room.take(said) if call.params.get("chat_id") == MIN]
    hers = [call for call in await at.says(at.min_, "yes?") if call.params.get("chat_id") == AMAL]
    new, _ = await moves(at, words)
    await at.room.accept(*late)
    [copy] = await at.room.accept(*hers)
    for number in (copy, said["message"]["message_id"]):
        before = at.so_far
        quoted = {"reply_to_message": {"message_id": number, "chat": {"id": AMAL, "type": "private"}}}
        await at.says(at.amal, "as I said", **quoted)
        [call] = [call for call in at.room.sent.calls[before:] if call.params.get("chat_id") == new.user]
        assert "reply_parameters" not in call.params


async def test_a_file_that_she_sent_from_the_old_phone_still_has_its_digest(at: Wordroom) -> None:
    await at.in_a_case()
    words = await at.is_given_words()
    await at.room.accept(*at.room.sent.calls)
    calls = await at.min_.sends("photo")
    await at.weighing.settled()
    ids = await at.room.accept(*calls)
    copy = next(id for id, call in zip(ids, calls, strict=True) if call.params.get("chat_id") == AMAL)
    await moves(at, words)
    before = at.so_far
    await at.says(at.amal, "/evidence", reply_to_message={"message_id": copy, "chat": {"id": AMAL, "type": "private"}})
    assert any("evidence" in call.link for call in at.room.sent.calls[before:])
