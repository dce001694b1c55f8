"""Bad input, rows 14 to 20: buttons that are not what they were, and updates that are none."""

from __future__ import annotations

import asyncio
import copy
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from bot.telegram.buttons import read_press, staff_data, worker_data
from bot.telegram.tampering import MOST_AN_HOUR
from handoff.model import CaseId, Token
from tests.bot.harm import Update, in_flow, reasons, said, states, unharmed
from tests.bot.hookroom import HEADER, MOST_BODY, RIGHT, SECRET, hooked, still_works
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, STRANGER, held, rows, takes, waits
from tests.canaries import CANARY, CANARY_TOKEN
from tests.room import STAFF_CHAT, Room, data_of, labels, text_of

# A new version of the library knows more of them every few months.
UNKNOWN = ("inline_query", "channel_post", "business_message", "poll_answer", "chat_boost", "hologram")


@pytest.fixture
async def room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Room]:
    async with unharmed(tmp_path, caplog) as room:
        yield room


async def test_row_14_a_button_with_other_bytes_on_it(room: Room) -> None:
    min_, here = await in_flow(room)
    junk = (
        CANARY, f"1:{CANARY}:x:0:y", f"1:a:b:0:{CANARY}", "1:::0:", f"2:claim:{CANARY}:1", "\0", "\u202e1:a:b:0:c",
        staff_data("close", CaseId(b"\xff" * 16), Token(1)), "1:" + "x" * 500,
    )  # fmt: skip
    for data in junk:
        [screen] = await room.take(min_.press(data))
        assert text_of(screen).endswith(text_of(here)) and CANARY not in text_of(screen)
        here = screen
    press = read_press(data_of(here, "Yes, it is safe"))
    assert press is not None
    for value in ("agree", "yes", "employer", "flow:passport-kept", "person", "__class__", "comeback!", "leave!"):
        [screen] = await room.take(min_.press(worker_data(press.bundle, press.step, press.generation, value)))
        assert text_of(screen).endswith(text_of(here)), "of another step, and never offered here"
    amal = await room.advocate(AMAL)
    for data in junk:
        assert await room.take(amal.press(data)) == []
        assert room.sent.toasts[-1][1].startswith("This button is no longer true")
    assert await states(room) == []


async def test_more_than_twenty_of_these_in_an_hour_are_heard_and_no_longer_answered(room: Room) -> None:
    min_, here = await in_flow(room)
    screens = [len(await room.take(min_.press(f"{CANARY}{number}"))) for number in range(MOST_AN_HOUR + 5)]
    assert screens == [1] * MOST_AN_HOUR + [0] * 5
    assert len(room.sent.toasts) >= MOST_AN_HOUR + 5, "her button does not turn for ever"
    [screen] = await room.take(min_.tap(here, "Yes, it is safe"))  # an old one of ours is answered, as ever
    assert text_of(screen).endswith(text_of(here)) and await min_.taps("Yes, it is safe")
    assert len(await room.take(room.person(JOY).press(CANARY))) == 1, "nobody else is counted with her"
    room.clock.advance(hours=1)
    assert len(await room.take(min_.press(CANARY))) == 1


async def test_row_15_a_button_pressed_again(room: Room) -> None:
    """Twice at once, twice delivered, and once more later: it moves once, and the later tap shows what is."""
    min_, here = await in_flow(room)
    tap = min_.tap(here, "Yes, it is safe")
    assert len(await room.take(tap)) == 1
    assert await room.take(tap, tap) == []
    [again] = await room.take({**copy.deepcopy(tap), "update_id": 800})
    assert text_of(again).endswith("Are you in danger right now?")
    amal = await room.advocate(AMAL)
    _, code = await waits(room, JOY)
    card = next(
        call for call in reversed(room.sent.calls) if text_of(call).startswith(code) and "Claim" in labels(call)
    )
    await room.take(amal.tap(card, "Claim"), amal.tap(card, "Claim"))
    assert await states(room) == ["claimed 2"]
    assert room.sent.toasts[-1][1] == "You have it already."


async def test_row_16_a_button_of_somebody_else(room: Room) -> None:
    """In the group by who is no staff: told so, alone, and written down. In a case by who does not hold it: refused."""
    _, code = await waits(room, MIN)
    before = await states(room)
    card = next(call for call in reversed(room.sent.calls) if "Claim" in labels(call))
    assert await room.take(room.person(STRANGER).tap(card, "Claim")) == []
    assert room.sent.toasts[-1][1:] == ("This is for staff. Ask a coordinator for an invite.", True)
    assert [row.act for row in await rows(room, t.audit.c.act)][-1] == "stranger_tapped"
    assert await states(room) == before
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    await takes(room, amal, code)
    taken = await states(room)
    amals = {
        button["callback_data"] for call in room.sent.calls if call.params["chat_id"] in (AMAL, STAFF_CHAT)
        for row in call.params.get("reply_markup", {}).get("inline_keyboard", []) for button in row
    }  # fmt: skip
    assert len(amals) >= 4
    for data in sorted(amals):
        for person in (bea, room.person(JOY), room.person(MIN)):
            calls = await room.take(person.press(data))
            assert {call.params["chat_id"] for call in calls} <= {person.user}
    assert await states(room) == taken


@pytest.mark.parametrize("message", [{"chat": {"id": MIN, "type": "private"}, "message_id": 99, "date": 0}, None])
async def test_row_17_a_button_under_a_message_that_is_not_shown_to_us(room: Room, message: Any) -> None:
    min_, here = await in_flow(room)
    tap = min_.tap(here, "Yes, it is safe")
    if message is None:
        del tap["callback_query"]["message"]
    else:
        tap["callback_query"]["message"] = message
    assert "danger" in text_of((await room.take(tap))[0])
    amal = await room.advocate(AMAL)
    await held(room, amal, JOY)
    close = amal.press(next(d for d in data_on(room) if ":release:" in d))
    close["callback_query"].pop("message")
    await room.take(close)
    assert (await states(room)) == ["waiting 3"], "the button says which case, and the claim says who may"


def data_on(room: Room) -> list[str]:
    markups = [call.params.get("reply_markup", {}) for call in room.sent.calls]
    return [
        b["callback_data"] for m in markups for row in m.get("inline_keyboard", []) for b in row if "callback_data" in b
    ]


# --- the webhook

SECRETS: dict[str, bytes | None] = {
    "none": None, "empty": b"", "wrong": b"wrong", "almost": SECRET[:-1].encode(), "longer": SECRET.encode() + b"0",
    "other case": SECRET.upper().encode(), "not ASCII": "géhéim".encode(), "not UTF-8": b"\xff\xfe\x80",
    "a token": CANARY_TOKEN.encode(), "very long": b"x" * 4000,
}  # fmt: skip
BODIES: dict[str, bytes] = {
    "nothing": b"", "not JSON": b"hello", "cut off": b'{"update_id": 1, "mess', "two": b"{}{}", "deep": b"[" * 100_000,
    "deeper": b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "a number without end": b'{"a":' + b"9" * 100_000 + b"x}",
    "her words": f"{CANARY} {CANARY_TOKEN}".encode(),
}  # fmt: skip


async def test_row_18_a_webhook_call_that_is_not_telegrams(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with hooked(tmp_path) as hook:
        for what, secret in SECRETS.items():
            lines = [] if secret is None else [HEADER.encode() + b": " + secret]
            head = [b"Content-Type: application/json", b"Content-Length: 2"]
            assert await hook.raw(*head, *lines, body=b"{}") == 401, what
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            assert await hook.call(b"{}", method=method) == 405
        assert await hook.call(b"{}", {HEADER: SECRET, "Content-Type": "text/plain"}) == 400
        for body in BODIES.values():
            assert await hook.call(body) == 400
        assert await hook.call(b" " * (MOST_BODY + 1)) == 413
        bomb = gzip.compress(b" " * 50 * MOST_BODY)
        assert await hook.call(bomb, {**RIGHT, "Content-Encoding": "gzip"}) in (400, 413)
        assert hook.taken == []
        await still_works(hook)
    assert said(caplog) == [each for each in said(caplog) if "secret" not in str(each).lower()]


async def test_row_19_a_webhook_call_brought_again(tmp_path: Path) -> None:
    async with hooked(tmp_path) as hook:
        update = hook.post.room.person(MIN).message(text="/start")
        assert [await hook.brings(update) for _ in range(3)] == [200] * 3
        assert await asyncio.gather(*(hook.brings(update) for _ in range(10))) == [200] * 10
        await hook.post.settled()
        assert await hook.post.texts(MIN) == ["🌐"]


# --- what cannot be read

BROKEN: dict[str, Update] = {
    "no sender": {"message": {"message_id": 1, "date": 1, "text": CANARY, "chat": {"id": MIN, "type": "private"}}},
    "no chat": {"message": {"message_id": 1, "date": 1, "text": CANARY, "from": {"id": MIN}}},
    "a date beyond the calendar": {"message": {"message_id": 1, "date": 10**30, "text": CANARY, "chat": {"id": MIN}}},
    "ids that are words": {"message": {"message_id": CANARY, "chat": {"id": CANARY, "type": "private"}, "date": 1}},
    "a number below zero": {
        "message": {"message_id": -1, "chat": {"id": MIN, "type": "private"}, "from": {"id": MIN}, "date": 1}
    },
    "a tap of nobody": {"callback_query": {"id": "1", "data": CANARY}},
    "a photo without sizes": {
        "message": {"message_id": 1, "date": 1, "photo": [], "chat": {"id": MIN, "type": "private"}}
    },
    "lists for objects": {"message": [CANARY], "edited_message": [CANARY]},
    "a membership of nothing": {"my_chat_member": {"chat": {"id": -5, "type": "group"}, "from": {"id": MIN}}},
    **{kind: {kind: {"from": {"id": MIN}, "query": CANARY, "text": CANARY}} for kind in UNKNOWN},
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
async def test_row_20_an_update_that_cannot_be_read(
    room: Room, caplog: pytest.LogCaptureFixture, broken: Update
) -> None:
    calls = await room.take({"update_id": 500, **broken}, room.person(JOY).message(text="/start"))
    assert [text_of(call) for call in calls] == ["🌐"]
    for letter in await rows(room, t.dead_letters.c.sealed, t.dead_letters.c.reason):
        assert CANARY.encode() not in letter.sealed.raw and letter.reason.isidentifier()
    if next(iter(broken)) in UNKNOWN:
        assert await reasons(room) == ["UnknownKind"]
        assert [(each["event"], each["reason"]) for each in said(caplog)] == [("put_aside", "UnknownKind")]


async def test_all_of_them_in_one_batch_and_everybody_else_is_answered(room: Room) -> None:
    good = [room.person(5000 + number).message(text="/start") for number in range(len(BROKEN))]
    bad = [{"update_id": 700 + n, **update} for n, update in enumerate(BROKEN.values())]
    calls = await room.take(*(each for pair in zip(good, bad, strict=True) for each in pair))
    assert [call.params["chat_id"] for call in calls] == [5000 + number for number in range(len(good))]


@pytest.mark.parametrize("content", ["sticker", "dice", "game", "paid_media", "checklist", "hologram"])
async def test_content_of_a_kind_that_nobody_knows_is_refused_in_her_language(room: Room, content: str) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    await min_.taps("العربية")
    unknown: dict[str, Any] = {content: {"file_id": CANARY, "question": CANARY}}
    [screen] = await room.take(min_.message(**unknown))
    assert screen.params["chat_id"] == MIN and text_of(screen).startswith("لا")
    assert await reasons(room) == [] and CANARY not in json.dumps(screen.params)
