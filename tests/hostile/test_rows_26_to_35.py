"""Bad input, rows 26 to 35: links, groups, commands from the wrong hands, files, and messages that come too late."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.ledger import messages
from bot.ledger import tables as t
from bot.outgoing import Outgoing
from bot.telegram.kinds import FILES
from bot.telegram.update import hear
from tests.bot.harm import claimed, states, unharmed
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, STRANGER, held, rows, takes, to, waits
from tests.canaries import CANARY
from tests.room import STAFF_CHAT, Person, Room, labels, text_of

MOVED, FOREIGN = -1002, -77


@pytest.fixture
async def room(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Room]:
    async with unharmed(tmp_path, caplog) as room:
        yield room


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        yield post


def same_but_for_the_person(one: Outgoing, other: Outgoing) -> bool:
    """To the byte: nobody can find out from the answer what there is to find out."""
    strip = [json.dumps({**call.params, "chat_id": 0}) for call in (one, other)]
    return one.method == other.method and strip[0] == strip[1]


PAYLOADS = ("x" * 22, "x" * 64, "x" * 65, "' OR 1=1 --", "../../etc/passwd", CANARY, "\u202e", "0")


async def test_row_26_a_link_with_something_behind_start(room: Room) -> None:
    """Guessed, used, over, or somebody else's: answered as a plain start."""
    fresh = itertools.count(9500)
    amal = await room.advocate(AMAL)
    used = (await rows(room, t.invites.c.handle))[0].handle.hex()
    for payload in (*PAYLOADS, used):
        [guessed] = await room.person(next(fresh)).says(f"/start {payload}")
        [plain] = await room.person(next(fresh)).says("/start")
        assert same_but_for_the_person(guessed, plain)
    assert len(await rows(room, t.staff.c.id)) == 1
    assert [text_of(call) for call in await amal.says(f"/start {CANARY}")] == [
        text_of(c) for c in await amal.says("/start")
    ]


def membership(room: Room, chat: int, kind: str, status: str = "member") -> dict[str, Any]:
    change = {
        "chat": {"id": chat, "type": kind, "title": CANARY}, "from": {"id": STRANGER}, "date": 1,
        "new_chat_member": {"status": status},
    }  # fmt: skip
    return room.person(STRANGER).update("my_chat_member", change)


async def test_row_27_a_group_that_nobody_asked_for(room: Room) -> None:
    for kind in ("group", "supergroup", "channel"):
        [left] = await room.take(membership(room, FOREIGN, kind))
        assert (left.method, left.params) == ("leaveChat", {"chat_id": FOREIGN})
        for status in ("left", "kicked"):
            assert await room.take(membership(room, FOREIGN, kind, status)) == []
    for words in (f"/start {CANARY}", CANARY, "/queue"):
        [left] = await room.take(room.person(MIN).message(chat=FOREIGN, text=words))
        assert left.method == "leaveChat"
    for kind in ("channel_post", "inline_query", "business_message", "guest_message"):
        assert (
            await room.take(room.person(MIN).update(kind, {"from": {"id": MIN}, "query": CANARY, "text": CANARY})) == []
        )
    assert await rows(room, t.workers.c.id) == []


COMMANDS = ("/close", "/queue", "/note x", "/mine", "/release", "/staff", "/erase_all", f"/{CANARY}", "/close@thebot")


async def test_row_28_a_command_from_the_wrong_hands(room: Room) -> None:
    _, amal = await claimed(room)
    bea = await room.advocate(BEA, "Bea")
    me = await room.look(lambda book: book.tools.index.staff(BEA))
    gone = {"active": 0, "who": b"x" * 32, "left_day": 1}
    await room.look(lambda book: book.db.execute(t.staff.update().where(t.staff.c.who == me).values(**gone)))
    before, fresh = await states(room), itertools.count(9500)
    await bea.says("hello")
    for command in COMMANDS:
        [told] = await room.person(next(fresh)).says(command)
        [plain] = await room.person(next(fresh)).says("hello")
        assert same_but_for_the_person(told, plain), "a stranger is answered as if it were a word"
        assert all(call.params["chat_id"] == BEA for call in await bea.says(command)), "and who has left is a stranger"
        for chat in (STAFF_CHAT, FOREIGN):
            calls = await room.take(amal.message(chat=chat, text=command))
            assert not [call for call in calls if call.params["chat_id"] != FOREIGN], "in a group nobody gives orders"
        unseen = {"sender_chat": {"id": STAFF_CHAT}, "from": {"id": 1087968824, "is_bot": True}, "text": command}
        said = await room.take(amal.message(chat=STAFF_CHAT, **unseen))
        assert {call.params["chat_id"] for call in said} <= {STAFF_CHAT}
    edited = amal.message(text="/close")
    edited["edited_message"] = edited.pop("message")
    forwarded = amal.message(text="/close", forward_origin={"type": "hidden_user", "sender_user_name": "x"})
    caption = amal.message(photo=[{"file_id": "F", "file_unique_id": "U", "width": 1, "height": 1}], caption="/close")
    for update in (edited, forwarded, caption):
        calls = await room.take(update)
        assert not [call for call in calls if "Why" in text_of(call)], "no order is read out of it"
    assert await states(room) == before


@pytest.mark.parametrize("first", ["old", "new"])
async def test_row_29_a_staff_chat_that_has_moved_and_one_that_only_says_so(room: Room, first: str) -> None:
    amal = await room.advocate(AMAL)
    for chat in (FOREIGN, -1099):  # another chat says that it was ours, or is becoming something
        await room.take(
            amal.message(chat=chat, migrate_from_chat_id=-5), amal.message(chat=chat, migrate_to_chat_id=MOVED)
        )
    await room.take(room.person(STRANGER).message(migrate_to_chat_id=MOVED), room.person(STRANGER).message(text="hi"))
    assert room.line.desk_chat == STAFF_CHAT
    _, code = await waits(room, MIN)
    assert text_of(next(c for c in reversed(room.sent.calls) if c.params["chat_id"] == STAFF_CHAT)).startswith(code)
    await room.accept(*room.sent.calls)
    old_says, new_says = (
        amal.message(chat=STAFF_CHAT, migrate_to_chat_id=MOVED),
        amal.message(chat=MOVED, migrate_from_chat_id=STAFF_CHAT),
    )
    both = [old_says, new_says] if first == "old" else [new_says, old_says]
    calls = await room.take(*both)
    assert room.line.desk_chat == MOVED
    assert [text_of(call).split("\n")[0] for call in calls if call.params["chat_id"] == MOVED] == [code], (
        "its card, once"
    )
    again = [{**update, "update_id": next(room.updates)} for update in both]
    assert not [call for call in await room.take(*again) if call.method != "leaveChat"], "twice is once"
    assert await room.take(amal.message(chat=MOVED, text="hello")) == []
    await takes_in(room, amal, MOVED)
    assert await states(room) == ["claimed 2"]


async def takes_in(room: Room, amal: Person, chat: int) -> None:
    card = next(
        call for call in reversed(room.sent.calls) if call.params["chat_id"] == chat and "Claim" in labels(call)
    )
    await room.take(amal.tap(card, "Claim"))


async def test_row_30_who_has_blocked_the_bot(post: Postroom) -> None:
    """Nothing more is sent and nothing is tried again. The case stays, and the advocate hears of it."""
    _, amal = await post.claimed(MIN, AMAL)
    await post.play.do("block", {"from": MIN})
    reply = {"reply_to_message": {"message_id": await newest(post, AMAL)}}
    await amal.says("are you there", **reply)
    await post.settled()
    tries = len([c for c in await post.made("sendMessage") if c["payload"]["chat_id"] == MIN])
    assert "the chat with us is closed on her side" in (await post.texts(AMAL))[-1]
    await amal.says("and now", **reply)
    await post.hears()
    await post.settled()
    assert len([c for c in await post.made("sendMessage") if c["payload"]["chat_id"] == MIN]) == tries
    assert [row.state for row in await rows(post.room, t.cases.c.state)] == ["claimed"]


async def newest(post: Postroom, chat: int) -> int:
    return int((await post.play.seen(chat))[-1]["message_id"])


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (9).to_bytes(4) + (9).to_bytes(4) + b"\x08\x02\x00\x00\x00"


async def test_row_31_an_album_in_pieces_with_one_that_telegram_will_not_give(post: Postroom) -> None:
    """Ten, in any order and apart: one album for the advocate. What cannot be passed on is said on both sides."""
    min_, _ = await post.claimed(MIN, AMAL)
    await min_.sends("photo")
    await post.settled()
    for number in range(10):
        await post.play.send_file(MIN, "photo", PNG, caption=f"no {number}", album="7")
    updates = [orjson.loads(update.body) for update in post.world.updates.pending()]
    for update in post.world.updates.pending():
        update.end = "received"
    updates[4]["message"]["photo"] = [{"file_id": "GONE", "file_unique_id": "g", "width": 1, "height": 1}]
    for some in (updates[5:], updates[:2], updates[2:5]):
        await post.room.ledger.take([hear(raw) for raw in some])
    await post.settled()
    texts = await post.texts(AMAL)
    arrived = [text.split("\n")[-1] for text in texts if text.split("\n")[-1].startswith("no ")]
    assert sorted(arrived) == [f"no {number}" for number in range(10) if number != 4]
    assert any("a photo, which cannot be passed on" in text for text in texts)
    assert any("cannot pass on" in text for text in await post.texts(MIN))


HOSTILE_FILES: dict[str, dict[str, Any]] = {
    "twenty gigabytes": {"document": {"file_size": 20 * 2**30, "mime_type": "application/zip", "file_name": "a.zip"}},
    "a bomb": {"document": {"file_size": 42_000, "mime_type": "application/zip", "file_name": "42.zip"}},
    "a page": {"document": {"file_size": 99, "mime_type": "text/html", "file_name": f"{CANARY}.html"}},
    "a drawing": {"document": {"file_size": 99, "mime_type": "image/svg+xml", "file_name": "a.svg"}},
    "a huge picture": {"photo": {"width": 30_000, "height": 30_000, "file_size": 2**31}},
    "a picture with a place in it": {"document": {"mime_type": "image/jpeg", "file_name": "IMG_0001.JPG"}},
    "two things at once": {"document": {"mime_type": "image/gif", "file_name": "a.gif.exe"}},
}


@pytest.mark.parametrize("file", HOSTILE_FILES.values(), ids=HOSTILE_FILES.keys())
async def test_row_32_a_file_made_to_harm(room: Room, file: dict[str, Any]) -> None:
    """It is passed on by the id that Telegram has for it. Nothing is fetched, unpacked or looked into."""
    min_, amal = await claimed(room)
    [(kind, more)] = file.items()
    assert kind in FILES
    one = {"file_id": "FILE", "file_unique_id": "U", "width": 9, "height": 9, **more}
    content: dict[str, Any] = {kind: [one] if kind == "photo" else one}
    calls = await room.take(min_.message(**content))
    told = [call for call in calls if call.params["chat_id"] == AMAL]
    if "IMG" in str(more) or str(more.get("mime_type")).startswith("image/"):
        assert "where it was taken" in text_of(told[0]) and "FILE" not in str(told[0].params), (
            "covered: it may say where"
        )
        told = await room.take(amal.tap(told[0], "Show it"))
    assert any(call.params.get(kind) == "FILE" for call in told) and CANARY not in str([call.params for call in told])
    assert {call.method for call in room.sent.calls} & {"getFile", "forwardMessage"} == set()


REFUSED = {
    "poll": {"question": CANARY, "options": []}, "dice": {"emoji": "🎲", "value": 3}, "game": {"title": CANARY},
    "story": {"chat": {"id": 1}, "id": 2}, "paid_media": {"star_count": 1}, "checklist": {"title": CANARY},
    "giveaway": {"winner_count": 1}, "passport_data": {"data": []}, "invoice": {"title": CANARY},
}  # fmt: skip
PLACE = {"latitude": 51.5, "longitude": -0.12}


async def test_row_33_kinds_that_cannot_be_passed_on(room: Room) -> None:
    min_, amal = await claimed(room)
    for kind, body in REFUSED.items():
        content: dict[str, Any] = {kind: body}
        calls = await room.take(min_.message(**content))
        assert {call.params["chat_id"] for call in calls} == {MIN, AMAL}, "said on both sides"
        assert CANARY not in str([call.params for call in calls])
    before = len(await rows(room, t.messages.c.id))
    moving: dict[str, Any] = {"location": {**PLACE, "live_period": 900}}
    assert any("Stop sharing" in text for text in to(MIN, await room.take(min_.message(**moving))))
    assert len(await rows(room, t.messages.c.id)) == before, "where she is, minute by minute, is kept nowhere"
    for shared in ({"location": PLACE}, {"contact": {"phone_number": "+447700900", "first_name": CANARY}}):
        covered: dict[str, Any] = shared
        calls = await room.take(min_.message(**covered))
        [told] = [call for call in calls if call.params["chat_id"] == AMAL]
        assert "Show it" in labels(told) and CANARY not in str(told.params) and "51.5" not in str(told.params)
        [shown] = await room.take(amal.tap(told, "Show it"))
        assert shown.params["chat_id"] == AMAL
    assert [row.act for row in await rows(room, t.audit.c.act)].count("revealed") == 2


async def test_row_34_a_message_that_she_changes(room: Room) -> None:
    """A new version beside the old one. In a closed case it opens nothing, and who had the case hears nothing."""
    amal = await room.advocate(AMAL)
    min_, _, reply = await held(room, amal, MIN)
    first = min_.message(text="He took it on Monday")
    await room.accept(*await room.take(first))
    assert [text for text in to(AMAL, await changes(room, first, "He took it on Sunday")) if "✎" in text]
    await amal.closes(**reply)
    ended = await states(room)
    assert await changes(room, first, f"It is nothing {CANARY}") == []
    assert await states(room) == ended and ended[0].startswith("closed")
    read = await room.look(
        lambda book: [each.text for each in messages.kept(book, closed(book), "sending", "sent", "kept")]
    )
    assert read == ["He took it on Monday", "He took it on Sunday", f"It is nothing {CANARY}"]


def closed(book: Any) -> Any:
    [row] = book.db.execute(t.cases.select()).all()
    return book.case(bytes(row.id))


async def changes(room: Room, first: dict[str, Any], text: str) -> list[Outgoing]:
    message = {**first["message"], "text": text, "edit_date": 5}
    return await room.take({"update_id": next(room.updates), "edited_message": message})


async def test_row_35_a_message_to_a_case_that_is_closed(room: Room) -> None:
    """It is kept. She is asked whether to go on or to begin anew, and nothing of before is shown to whoever holds her
    phone now."""
    amal = await room.advocate(AMAL)
    min_, code, reply = await held(room, amal, MIN)
    await min_.says(f"my story {CANARY}")
    await amal.says(f"an answer {CANARY}", **reply)
    await amal.closes(**reply)
    [screen] = await min_.says("hello again")
    assert screen.params["chat_id"] == MIN and CANARY not in str(screen.params) and code not in str(screen.params)
    assert {"Something new"} <= set(labels(screen)) and len(labels(screen)) >= 3
    assert (await states(room))[0].startswith("closed"), "until she says so"
    await min_.taps("Something new")
    await waits_again(room, min_)
    [new] = [row.code_name for row in await rows(room, t.cases.c.code_name) if row.code_name != code]
    calls = await takes(room, amal, new)
    assert not [call for call in calls if CANARY in str(call.params) or "hello again" in str(call.params)]
    assert JOY not in [call.params["chat_id"] for call in calls]


async def waits_again(room: Room, person: Person) -> None:
    for label in ("Yes, it is safe", "No", "A person", "I agree"):
        await person.taps(label)
