"""What an advocate writes: words for her, notes that have no route, commands; and her words as he sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from handoff.claims import LEASE
from handoff.desk import say
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, held, only_told, rows, takes, to, waits
from tests.canaries import CANARY
from tests.room import STAFF_CHAT, Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Room]:
    """The bot has no topics in private chats: an advocate's cases share one chat."""
    async with opened(tmp_path, topics=False) as room:
        yield room


# --- notes


async def test_a_note_is_kept_with_the_case_and_has_no_route(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, message = await held(room, amal, MIN)
    assert only_told(await amal.says(f"/note {CANARY}", **message), f"{code} - note kept. She does not see it.")
    [kept] = await rows(room, t.messages.c.delivery, t.messages.c.sealed)
    assert kept.delivery == "note" and CANARY.encode() not in kept.sealed.raw
    calls = await rows(room, t.outbox.c.case_id)
    assert len([call for call in calls if call.case_id is not None]) == 0


async def test_a_note_is_not_handed_to_the_next_holder_as_her_words(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    _, code, message = await held(room, amal, MIN)
    await amal.says(f"/note {CANARY}", **message)
    await amal.says("/release", **message)
    assert [text for text in to(BEA, await takes(room, bea, code)) if CANARY in text] == [f"{code} · note\n{CANARY}"]


async def test_a_note_without_words_is_not_kept(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    assert only_told(await amal.says("/note", **message), "A note needs words")
    assert await rows(room, t.messages.c.id) == []


# --- what can be sent, and what is a command

REFUSED: dict[str, dict[str, Any]] = {
    "dice": {"dice": {"emoji": "x", "value": 1}},
    "poll": {"poll": {"question": CANARY}},
    "story": {"story": {"id": 1}},
    "a kind of tomorrow": {"hologram": {"text": CANARY}},
}


@pytest.mark.parametrize("kind", REFUSED.values(), ids=REFUSED.keys())
async def test_what_cannot_be_passed_on_is_refused_aloud(room: Room, kind: dict[str, Any]) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    assert only_told(await room.take(amal.message(**kind, **message)), "cannot be passed on. She has not seen it")


async def test_a_change_of_what_reached_nobody_reaches_nobody_and_that_is_said(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    edited = amal.message(text=f"better {CANARY}", **message)
    edited["edited_message"] = edited.pop("message")
    assert only_told(await room.take(edited), "Nobody has seen the change")


@pytest.mark.parametrize("command", ["/close", "/release", "/note mine"])
@pytest.mark.parametrize("how", ["changed into it", "forwarded", "under a picture"])
async def test_only_a_message_of_her_own_is_a_command(room: Room, command: str, how: str) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    if how == "changed into it":
        update = amal.message(text=command, **message)
        update["edited_message"] = update.pop("message")
    elif how == "forwarded":
        update = amal.message(text=command, forward_origin={"type": "hidden_user"}, **message)
    else:
        update = amal.message(photo=[{"file_id": "x", "width": 1, "height": 1}], caption=command, **message)
    await room.take(update)
    [case] = await rows(room, t.cases.c.state)
    kept = await rows(room, t.messages.c.delivery)
    assert case.state == "claimed" and [row.delivery for row in kept if row.delivery == "note"] == []


async def test_a_command_that_is_none_is_not_sent_to_her(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    for word in ("/clsoe", f"/{CANARY}", "/", "/close_all", "//close"):
        assert only_told(await amal.says(word, **message), "What you write in a case goes to her")


async def test_a_command_may_name_the_bot(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    assert only_told(await amal.says("/close@helpline_bot", **message), "why does it end?")


@pytest.mark.parametrize("words", ["/close", "/queue", "/note x", "hello", f"Claim {CANARY}"])
async def test_in_the_staff_group_only_taps_count(room: Room, words: str) -> None:
    amal = await room.advocate(AMAL)
    await held(room, amal, MIN)
    assert await room.take(amal.message(chat=STAFF_CHAT, text=words)) == []
    unseen = await room.take(amal.message(chat=STAFF_CHAT, text=words, sender_chat={"id": STAFF_CHAT}))
    assert [text_of(call) for call in unseen] == [say("desk.unseen")] * words.startswith("/")
    [case] = await rows(room, t.cases.c.state)
    assert case.state == "claimed"


async def test_help_names_every_command(room: Room) -> None:
    amal = await room.advocate(AMAL)
    [said] = await amal.says("/help")
    assert [word in text_of(said) for word in ("/queue", "/mine", "/note", "/release", "/close")] == [True] * 5


async def test_the_queue_and_what_she_holds_say_code_names_and_nothing_of_theirs(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, mine, _ = await held(room, amal, MIN)
    joy, waiting = await waits(room, JOY)
    await joy.says(f"hello {CANARY}")
    [queue], [holding] = await amal.says("/queue"), await amal.says("/mine")
    assert waiting in text_of(queue) and mine not in text_of(queue)
    assert mine in text_of(holding) and waiting not in text_of(holding)
    assert CANARY not in text_of(queue) + text_of(holding)


# --- her long words, and the lease


@pytest.mark.parametrize("kind", ["text", "edited", "photo"])
async def test_her_longest_words_reach_a_chat_in_which_cases_are_named(flat: Room, kind: str) -> None:
    """4,096 characters are all that Telegram takes, 1,024 under a picture; the name of the case stands before them."""
    amal = await flat.advocate(AMAL)
    min_, code, _ = await held(flat, amal, MIN)
    most = 1024 if kind == "photo" else 4096
    words = "é" * (most - 1) + "x"
    if kind == "photo":
        raw = min_.message(photo=[{"file_id": "x", "width": 1, "height": 1}], caption=words)
    else:
        raw = min_.message(text=words)
    if kind == "edited":
        raw["edited_message"] = raw.pop("message")
    copies = [text for text in to(AMAL, await flat.take(raw)) if "smaller" not in text]
    assert all(copy.split("\n")[0] == code for copy in copies)
    assert "".join(copy.removeprefix(code).removeprefix("\n") for copy in copies).removeprefix("✎ ") == words


async def test_short_words_stand_under_the_name_of_their_case(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    min_, code, _ = await held(flat, amal, MIN)
    assert to(AMAL, await min_.says("hello")) == [f"{code}\nhello"]


async def test_a_claim_lasts_as_long_as_she_works(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    room.clock.advance(hours=11)
    await amal.says("still here", **message)
    [case] = await rows(room, t.cases.c.lease_until)
    assert case.lease_until == int((room.clock.now() + LEASE).timestamp())
