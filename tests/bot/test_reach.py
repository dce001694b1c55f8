"""Delivery shown truly: what the advocate is told of each end that a message can come to, and what waits for whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from handoff.model import Role
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, held, rows, takes, to, waits
from tests.canaries import CANARY
from tests.room import STAFF_CHAT, Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        yield post


async def anchor_of(post: Postroom) -> dict[str, int]:
    intro = next(message for message in await post.play.seen(AMAL) if "is yours" in message["text"])
    return {"message_id": intro["message_id"]}


async def blocks(room: Room, user: int, on: bool = True) -> list[str]:
    """Stops the bot, or starts it again; what Amal is told."""
    person = room.person(user)
    old, new = ("member", "kicked") if on else ("kicked", "member")
    change = {
        "chat": {"id": user, "type": "private"}, "from": {"id": user}, "date": int(room.clock.at.timestamp()),
        "old_chat_member": {"status": old}, "new_chat_member": {"status": new},
    }  # fmt: skip
    return to(AMAL, await room.take(person.update("my_chat_member", change)))


# --- each state, from the advocate's message to what he sees of it


@pytest.mark.parametrize(
    ("state", "told", "listed"),
    [
        ("sent", "", "nothing waits"),
        ("waiting", "your message waits: Telegram lets us send it only later", "waits, Telegram lets us send it later"),
        ("hidden", "she has hidden this chat, so your message waits", "waits until she writes"),
        ("blocked", "the chat with us is closed on her side", "waits until she writes"),
        ("deleted account", "the chat with us is closed on her side", "waits until she writes"),
        ("failed", "Telegram would not take it", "not sent; you can send it again"),
        ("unknown", "whether your message reached her is not known", "not known whether it arrived"),
    ],
)
async def test_each_end_of_a_message_is_told_and_listed(flat: Postroom, state: str, told: str, listed: str) -> None:
    min_, amal = await flat.claimed(MIN, AMAL)
    anchor = await anchor_of(flat)
    if state == "hidden":
        await min_.says("hide")
    elif state in ("blocked", "deleted account"):
        await flat.play.do("block" if state == "blocked" else "deactivate", {"from": MIN})
        await flat.hears()
    elif state == "unknown":
        await flat.faults(("sendMessage", "lost_answer"), ("sendMessage", "lost_answer"))
    elif state == "waiting":
        flat.pauses.held = True
        await flat.faults(("sendMessage", "too_many"), retry_after=3600)
    await flat.settled() if state != "waiting" else None
    before = len(await flat.texts(AMAL))
    number = await flat.play.say(AMAL, f"hello {CANARY}", reply_to=anchor["message_id"])
    if state == "waiting":
        await flat.room.take(heard_of(flat, number))
        await flat.until(lambda: bool(flat.pauses.asked))
        while len(await flat.texts(AMAL)) < before + 2:
            await flat.room.look(lambda book: None)
    elif state == "failed":
        await amal.sends("voice", "no-such-file", reply_to_message=anchor)
        await flat.settled()
    else:
        await flat.hears()
    said = [text for text in (await flat.texts(AMAL))[before:] if CANARY not in text]
    assert [told in text for text in said] == ([True] if told else [])
    await amal.says("/status", reply_to_message=anchor)
    if state != "waiting":
        await flat.settled()
    else:
        while len(await flat.texts(AMAL)) < before + 3:
            await flat.room.look(lambda book: None)
    assert listed in (await flat.texts(AMAL))[-1] and CANARY not in (await flat.texts(AMAL))[-1]
    if state == "sent":
        seen = next(message for message in await flat.play.seen(AMAL) if message["message_id"] == number)
        assert seen["reactions"] == [{"from": "bot", "emoji": "👍"}]
    if state == "waiting":
        flat.pauses.held = False
        flat.pauses.let_pass(3601)
        await flat.settled()
        assert (await flat.texts(MIN))[-1] == f"hello {CANARY}"


def heard_of(post: Postroom, number: int) -> dict[str, object]:

    [update] = [
        one for one in post.world.updates.pending() if orjson.loads(one.body)["message"]["message_id"] == number
    ]
    update.end = "received"
    return orjson.loads(update.body)  # type: ignore[no-any-return]


@pytest.mark.parametrize("fate", ["failed", "blocked", "unknown", "stale", "later"])
async def test_nothing_is_called_sent_before_telegram_has_said_so(room: Room, fate: str) -> None:
    """X3. A desk that marks what it has handed to the network says 👍 in each of these."""

    def marks(calls: list[Outgoing]) -> bool:
        return any(call.method == "setMessageReaction" for call in calls)

    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    [words] = await amal.says("hello", **anchor)
    before = len(room.sent.calls)
    await room.note(Fate(words, fate))
    assert not marks(room.sent.calls[before:])
    await room.note(Fate(words, "sent", message=77))
    assert marks(room.sent.calls[before:])


# --- the chat is closed on her side


async def test_what_he_writes_to_a_closed_chat_waits_until_she_writes_again(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code, anchor = await held(room, amal, MIN)
    assert "the chat with us is closed on her side" in (await blocks(room, MIN))[0]
    calls = await amal.says(f"are you well {CANARY}", **anchor)
    assert to(MIN, calls) == [] and "waits: the chat with us is closed" in to(AMAL, calls)[0]
    assert await blocks(room, MIN, on=False) == [f"{code} - the chat with us is open again on her side."]
    calls = await min_.says("I am back")
    assert f"are you well {CANARY}" in to(MIN, calls), "not when the block ended, but when she wrote"
    assert f"{code} - she writes again. What waited for her goes to her now." in to(AMAL, calls)


async def test_words_that_found_the_chat_closed_wait_too(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    [words] = await amal.says(f"are you well {CANARY}", **anchor)
    before = len(room.sent.calls)
    await room.note(Fate(words, "blocked"))
    [told] = to(AMAL, room.sent.calls[before:])
    assert "It waits, and goes to her when she writes again" in told
    assert f"are you well {CANARY}" in to(MIN, await min_.says("here"))


async def test_what_waited_does_not_go_under_another_advocates_claim(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code, anchor = await held(room, amal, MIN)
    await blocks(room, MIN)
    await amal.says(f"only from me {CANARY}", **anchor)
    told = to(AMAL, await amal.says("/release", **anchor))
    await takes(room, bea, code)
    calls = await min_.says("back")
    assert not [text for text in to(MIN, calls) if CANARY in text]
    assert any(f"{code} - your message was not sent" in text for text in told)


def said(room: Room, before: int) -> list[Outgoing]:
    """What is a day old is taken out of the chats of colleagues all the while."""
    return [call for call in room.sent.calls[before:] if call.method != "deleteMessages"]


async def test_while_nothing_can_be_done_nothing_warns_or_runs_out(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    await blocks(room, MIN)
    chores, before = Round(room.ledger, room.line, Clock()), len(room.sent.calls)
    for _ in range(3):
        room.clock.advance(hours=11)
        await chores.once()
    assert said(room, before) == []
    await min_.says("back")
    room.clock.advance(hours=9)
    before = len(room.sent.calls)
    await chores.once()
    assert said(room, before) == [], "a whole lease from her return on"
    room.clock.advance(hours=2)
    await chores.once()
    assert "nothing has been done for a while" in to(AMAL, room.sent.calls[before:])[0]


async def test_who_cannot_be_reached_is_nobodys_turn_and_has_her_old_place_when_she_is_back(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code = await waits(room, MIN)
    room.clock.advance(minutes=30)
    _, later = await waits(room, JOY)
    await blocks(room, MIN)
    [queue], [following] = to(AMAL, await amal.says("/queue")), to(AMAL, await amal.says("/next"))
    assert code not in queue and "1 more wait, whose chat with us is closed" in queue
    assert later in following
    await min_.says("back")
    [queue] = to(AMAL, await amal.says("/queue"))
    assert queue.index(code) < queue.index(later)


async def test_a_deleted_account_is_known_by_the_first_thing_that_does_not_arrive(room: Room) -> None:
    """Nothing tells us of it; here the bot itself wanted to say that somebody has come."""
    amal = await room.advocate(AMAL)
    _, code = await waits(room, MIN)
    calls = await takes(room, amal, code)
    [joined] = [call for call in calls if call.params["chat_id"] == MIN]
    before = len(room.sent.calls)
    await room.note(Fate(joined, "blocked"), Fate(joined, "blocked"))
    assert len(to(AMAL, room.sent.calls[before:])) == 1
    assert "unreachable" in [row.act for row in await rows(room, t.audit.c.act)]


async def test_a_coordinator_sees_whom_nothing_reaches_and_not_why(room: Room) -> None:
    amal, boss = await room.advocate(AMAL), await room.advocate(BEA, "Bea", Role.COORDINATOR)
    _, code, _ = await held(room, amal, MIN)
    assert "Nobody's chat with us is closed." in to(BEA, await boss.says("/status"))
    await blocks(room, MIN)
    assert any(f"{code} · with Amal" in text for text in to(BEA, await boss.says("/status")))
    assert not [text for text in to(AMAL, await amal.says("/status")) if "with Amal" in text], "an advocate is not told"


async def test_who_does_not_hold_a_case_learns_nothing_of_its_messages(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    _, code, anchor = await held(room, amal, MIN)
    await amal.says("/release", **anchor)
    await takes(room, bea, code)
    [told] = to(AMAL, await amal.says("/status", **anchor))
    assert told.startswith(f"{code} - this was not done: the case is not with you.")


# --- the advocate's chat is closed


async def test_an_advocate_who_stops_the_bot_gives_her_cases_back_at_once(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code, _ = await held(room, amal, MIN)
    before = len(room.sent.calls)
    await blocks(room, AMAL)
    calls = room.sent.calls[before:]
    assert any("Another advocate will read them" in text for text in to(MIN, calls))
    card = next(call for call in calls if call.params["chat_id"] == STAFF_CHAT)
    assert text_of(card).startswith(code) and "Claim" in labels(card)
    assert min_.user == MIN
