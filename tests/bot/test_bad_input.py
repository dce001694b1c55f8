"""Bad input, one by one: how each ends, that the next person is answered at once, that only the kind is logged."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from bot.outgoing import Outgoing
from bot.telegram.buttons import read_press, staff_data, worker_data
from handoff.model import CaseId, Token
from tests.bot.harm import Update, claimed, in_flow, reasons, said, states, unharmed
from tests.bot.staffroom import AMAL, JOY, MIN, STRANGER, rows
from tests.canary import CANARY
from tests.room import STAFF_CHAT, Room, data_of, labels, text_of


@pytest.fixture
async def room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Room]:
    async with unharmed(tmp_path, caplog) as room:
        yield room


# --- what cannot be read

BROKEN: dict[str, Update] = {
    "no sender": {"message": {"message_id": 1, "date": 1, "text": CANARY, "chat": {"id": MIN, "type": "private"}}},
    "no chat": {"message": {"message_id": 1, "date": 1, "text": CANARY, "from": {"id": MIN}}},
    "a date beyond the calendar": {"message": {"message_id": 1, "date": 10**30, "text": CANARY, "chat": {"id": MIN}}},
    "ids that are words": {"message": {"message_id": CANARY, "chat": {"id": CANARY, "type": "private"}, "date": 1}},
    "a tap of nobody": {"callback_query": {"id": "1", "data": CANARY}},
    "a photo without sizes": {
        "message": {"message_id": 1, "date": 1, "photo": [], "chat": {"id": MIN, "type": "private"}}
    },
    "lists for objects": {"message": [CANARY], "edited_message": [CANARY]},
    "a membership of nothing": {"my_chat_member": {"chat": {"id": -5, "type": "group"}, "from": {"id": MIN}}},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
async def test_what_cannot_be_parsed_is_put_aside_sealed_or_answered(room: Room, broken: Update) -> None:
    calls = await room.take({"update_id": 500, **broken}, room.person(JOY).message(text="/start"))
    assert [text_of(call) for call in calls] == ["🌐"]
    for letter in await rows(room, t.dead_letters.c.sealed, t.dead_letters.c.reason):
        assert CANARY.encode() not in letter.sealed.raw and letter.reason.isidentifier()


UNKNOWN = ("inline_query", "channel_post", "business_message", "poll_answer", "chat_boost", "hologram")


@pytest.mark.parametrize("kind", UNKNOWN)
async def test_an_unknown_kind_of_update_is_put_aside(room: Room, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    assert await room.take({"update_id": 500, kind: {"from": {"id": MIN}, "query": CANARY, "text": CANARY}}) == []
    assert await reasons(room) == ["UnknownKind"]
    assert [(each["event"], each["reason"]) for each in said(caplog)] == [("put_aside", "UnknownKind")]


CONTENTS = (
    "sticker",
    "dice",
    "location",
    "contact",
    "poll",
    "game",
    "venue",
    "story",
    "paid_media",
    "checklist",
    "hologram",
)


@pytest.mark.parametrize("content", CONTENTS)
async def test_an_unknown_kind_of_content_is_refused_in_her_language(room: Room, content: str) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("العربية")
    unknown: dict[str, Any] = {content: {"file_id": CANARY, "question": CANARY}}
    [screen] = await room.take(min_.message(**unknown))
    assert screen.params["chat_id"] == MIN and text_of(screen).startswith("لا")
    assert await reasons(room) == []


# --- buttons


async def test_a_forged_button_changes_nothing(room: Room) -> None:
    min_, here = await in_flow(room)
    for data in (
        CANARY,
        f"1:{CANARY}:x:0:y",
        f"1:a:b:0:{CANARY}",
        "1:::0:",
        f"2:claim:{CANARY}:1",
        "\0",
        "\u202e1:a:b:0:c",
    ):
        [screen] = await room.take(min_.press(data))
        assert text_of(screen).endswith(text_of(here)) and CANARY not in text_of(screen)
        here = screen


async def test_a_button_of_another_step_that_she_was_never_offered_changes_nothing(room: Room) -> None:
    min_, here = await in_flow(room)
    press = read_press(data_of(here, "Yes, it is safe"))
    assert press is not None
    for value in ("agree", "yes", "employer", "flow:passport-kept", "person", "__class__", "comeback!", "leave!"):
        forged = worker_data(press.bundle, press.step, press.generation, value)
        [screen] = await room.take(min_.press(forged))
        assert text_of(screen).endswith(text_of(here))
    assert await states(room) == []


async def test_a_replayed_button_moves_once(room: Room) -> None:
    min_, here = await in_flow(room)
    tap = min_.tap(here, "Yes, it is safe")
    assert len(await room.take(tap)) == 1
    assert await room.take(tap, tap) == []
    [again] = await room.take({**copy.deepcopy(tap), "update_id": 800})
    assert text_of(again).endswith("Are you in danger right now?")


async def test_a_foreign_button_is_a_tap_of_ones_own(room: Room) -> None:
    """Joy sends what stands on Min's buttons: it moves Joy or nobody, never Min."""
    min_, _ = await claimed(room)
    joy, here = await in_flow(room, JOY)
    hers = [call for call in room.sent.calls if call.params["chat_id"] in (MIN, AMAL, STAFF_CHAT)]
    data = {button["callback_data"] for call in hers
            for row in call.params.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row if "callback_data" in button}  # fmt: skip
    assert len(data) > 15
    before = await states(room)
    for each in sorted(data):
        calls = await room.take(joy.press(each))
        assert {call.params["chat_id"] for call in calls} == {JOY}
        if await states(room) != before:  # she has come as far as a person of her own
            break
    assert (await states(room))[0] == before[0]
    assert text_of((await min_.says("hello"))[0]) == "hello"
    assert here


async def test_a_tap_on_a_message_that_telegram_no_longer_shows_us(room: Room) -> None:
    min_, here = await in_flow(room)
    tap = min_.tap(here, "Yes, it is safe")
    tap["callback_query"]["message"] = {"chat": {"id": MIN, "type": "private"}, "message_id": 99, "date": 0}
    assert "danger" in text_of((await room.take(tap))[0])
    nothing = min_.press(CANARY)
    del nothing["callback_query"]["message"]
    assert len(await room.take(nothing)) == 1


# --- groups


def membership(chat: int, kind: str, status: str = "member") -> Update:
    return {
        "update_id": 600,
        "my_chat_member": {"chat": {"id": chat, "type": kind, "title": CANARY}, "from": {"id": STRANGER}, "date": 1,
                           "new_chat_member": {"status": status}},
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_group_that_adds_the_bot_is_left_without_a_word(room: Room, kind: str) -> None:
    [left] = await room.take(membership(-77, kind))
    assert (left.method, left.params) == ("leaveChat", {"chat_id": -77})


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_group_that_throws_it_out_needs_no_answer(room: Room, status: str) -> None:
    assert await room.take(membership(-77, "group", status)) == []


async def test_words_in_a_foreign_group_are_answered_by_leaving(room: Room) -> None:
    [left] = await room.take(room.person(MIN).message(chat=-77, text=f"/start {CANARY}"))
    assert left.method == "leaveChat" and await rows(room, t.workers.c.id) == []


@pytest.mark.parametrize("first", ["old", "new"])
async def test_the_staff_group_that_became_a_supergroup_is_not_left(room: Room, first: str) -> None:
    """By webhook its two halves may come in either order."""
    amal, new = room.person(STRANGER), -1002
    old_says = amal.message(chat=STAFF_CHAT, migrate_to_chat_id=new)
    new_says = amal.message(chat=new, migrate_from_chat_id=STAFF_CHAT)
    assert await room.take(*([old_says, new_says] if first == "old" else [new_says, old_says])) == []
    assert await room.take(amal.message(chat=new, text="hello")) == []
    [left] = await room.take(amal.message(chat=-77, migrate_from_chat_id=-78))
    assert left.params == {"chat_id": -77}


async def test_who_says_that_the_staff_group_has_moved_is_not_believed(room: Room) -> None:
    await room.take(room.person(STRANGER).message(chat=-77, migrate_to_chat_id=-88))
    await room.person(MIN).asks_for_a_person()
    assert any(call.params["chat_id"] == STAFF_CHAT for call in room.sent.calls)


# --- strangers


@pytest.mark.parametrize("command", ["/close", "/queue", "/note x", "/mine", "/release", "/erase_all", f"/{CANARY}"])
async def test_a_staff_command_by_a_stranger_is_answered_as_any_other_word(room: Room, command: str) -> None:
    await claimed(room)
    before = await states(room)
    [to_a_command] = await room.person(STRANGER).says(command)
    [to_a_word] = await room.person(JOY).says("hello")
    assert same_but_for_the_person(to_a_command, to_a_word) and await states(room) == before


async def test_a_staff_command_by_a_stranger_in_the_staff_group_does_nothing(room: Room) -> None:
    await claimed(room)
    before = await states(room)
    assert await room.take(room.person(STRANGER).message(chat=STAFF_CHAT, text="/close")) == []
    assert await states(room) == before


async def test_a_claim_by_somebody_not_on_the_staff_is_refused_and_written_down(room: Room) -> None:
    await room.person(MIN).asks_for_a_person()
    before = await states(room)
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    assert await room.take(room.person(STRANGER).tap(card, "Claim")) == []
    assert room.sent.toasts[-1][1:] == ("This is for staff. Ask a coordinator for an invite.", True)
    assert await states(room) == before
    assert [row.act for row in await rows(room, t.audit.c.act)][-1] == "stranger_tapped"


async def test_a_worker_cannot_claim_her_own_case(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.asks_for_a_person()
    before = await states(room)
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    await room.take(min_.tap(card, "Claim"))
    await room.take(min_.press(data_of(card, "Claim")))
    assert await states(room) == before


@pytest.mark.parametrize(
    "payload", ["x" * 22, "x" * 64, "x" * 65, "' OR 1=1 --", "../../etc/passwd", CANARY, "\u202e", "0"]
)
async def test_an_invite_that_is_guessed_is_a_plain_start(room: Room, payload: str) -> None:
    await room.advocate(AMAL)
    [guessed] = await room.person(STRANGER).says(f"/start {payload}")
    [plain] = await room.person(JOY).says("/start")
    assert same_but_for_the_person(guessed, plain) and len(await rows(room, t.staff.c.id)) == 1


async def test_a_button_of_a_case_that_never_was(room: Room) -> None:
    amal = await room.advocate(AMAL)
    assert await room.take(amal.press(staff_data("close", CaseId(b"\xff" * 16), Token(1)))) == []
    assert room.sent.toasts[-1][1].startswith("This button is no longer true")


def same_but_for_the_person(one: Outgoing, other: Outgoing) -> bool:
    """To the byte: nobody can find out from the answer what there is to find out."""
    strip = [json.dumps({**call.params, "chat_id": 0}) for call in (one, other)]
    return one.method == other.method and strip[0] == strip[1]


# --- all of it at once


async def test_all_of_it_in_one_batch_and_everybody_else_is_answered(room: Room) -> None:
    good = [room.person(5000 + number).message(text="/start") for number in range(len(BROKEN) + len(UNKNOWN))]
    bad = [{"update_id": 700 + n, **update} for n, update in enumerate(BROKEN.values())]
    bad += [{"update_id": 750 + n, kind: {"text": CANARY}} for n, kind in enumerate(UNKNOWN)]
    calls = await room.take(*(each for pair in zip(good, bad, strict=True) for each in pair))
    assert [call.params["chat_id"] for call in calls] == [5000 + number for number in range(len(good))]
