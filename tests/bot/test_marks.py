"""Signs both ways, words taken back, “typing…”: what each of the two sees, and what goes nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.ledger import messages
from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from handoff.marks import KIND, TAKEN
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, MIN, held, only_told, rows, takes, to
from tests.canaries import CANARY
from tests.room import Person, Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


def signs(calls: list[Outgoing]) -> list[tuple[int, int, str]]:
    """(chat, message, sign) of each sign that the bot puts; "" where it takes one away."""
    return [
        (call.params["chat_id"], call.params["message_id"], (call.params["reaction"] or [{"emoji": ""}])[0]["emoji"])
        for call in calls
        if call.method == "setMessageReaction"
    ]


async def replied(room: Room, amal: Person, message: dict[str, Any], text: str) -> tuple[int, int]:
    """He writes, and Telegram takes it: the numbers of his message and of its copy in her chat."""
    raw = amal.message(text=text, **message)
    calls = await room.take(raw)
    [copy] = await room.accept(*[call for call in calls if call.params["chat_id"] == MIN])
    return raw["message"]["message_id"], copy


async def wrote(room: Room, min_: Person, text: str) -> tuple[int, int]:
    """She writes, and it reaches him: the numbers of her message and of its copy in his chat."""
    raw = min_.message(text=text)
    [copy] = await room.accept(*await room.take(raw))
    return raw["message"]["message_id"], copy


# --- hers


async def test_her_sign_under_what_he_wrote_takes_the_place_of_the_bots_and_gives_it_back(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    his, copy = await replied(room, amal, anchor, "I am here")
    assert signs(room.sent.calls)[-1] == (AMAL, his, TAKEN)
    assert signs(await min_.reacts(copy, "❤")) == [(AMAL, his, "❤")]
    assert signs(await min_.reacts(copy, "", "❤")) == [(AMAL, his, TAKEN)]


async def test_her_thumb_is_said_in_words_because_the_bots_own_looks_the_same(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code, anchor = await held(room, amal, MIN)
    his, copy = await replied(room, amal, anchor, "I am here")
    [told] = await min_.reacts(copy, "👍")
    assert text_of(told) == f"{code} - she put 👍 under a message."
    assert told.params["reply_parameters"]["message_id"] == his


async def test_her_sign_under_her_own_words_stands_under_their_copy(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    hers, copy = await wrote(room, min_, "hello")
    assert signs(await min_.reacts(hers, "👍")) == [(AMAL, copy, "👍")]
    assert signs(await min_.reacts(hers, "", "👍")) == [(AMAL, copy, "")]


@pytest.mark.parametrize("sign", [{"type": "custom_emoji", "custom_emoji_id": "5"}, {"type": "paid"}])
async def test_a_sign_that_no_bot_can_set_is_said_in_words(room: Room, sign: dict[str, str]) -> None:
    amal = await room.advocate(AMAL)
    min_, code, anchor = await held(room, amal, MIN)
    _, copy = await replied(room, amal, anchor, "I am here")
    change = {
        "chat": {"id": MIN, "type": "private"}, "user": {"id": MIN}, "message_id": copy, "date": 1,
        "old_reaction": [], "new_reaction": [sign],
    }  # fmt: skip
    calls = await room.take(min_.update("message_reaction", change))
    assert to(AMAL, calls) == [
        f"{code} - she put a sign under a message that cannot be shown here. Nothing else was lost."
    ]


async def test_where_telegram_will_not_take_her_sign_it_is_said_in_words(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code, anchor = await held(room, amal, MIN)
    _, copy = await replied(room, amal, anchor, "I am here")
    [call] = await min_.reacts(copy, "❤")
    before = len(room.sent.calls)
    await room.note(Fate(call, "failed", reason="400"))
    assert to(AMAL, room.sent.calls[before:]) == [f"{code} - she put ❤ under a message."]


async def test_her_sign_goes_along_the_claim_and_waits_for_the_next_holder(room: Room) -> None:
    """Put while nobody holds the case. The words it stands under were written to somebody else's chat."""
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code, anchor = await held(room, amal, MIN)
    _, copy = await replied(room, amal, anchor, "I am here")
    [sign] = await min_.reacts(copy, "🙏")
    assert sign.route is not None
    await amal.says("/release", **anchor)
    await room.note(Fate(sign, "stale"))
    assert await min_.reacts(copy, "❤", "🙏") == []
    calls = await takes(room, bea, code)
    assert signs(calls) == [] and [text for text in to(BEA, calls) if "she put" in text] == [
        f"{code} - she put 🙏 under a message.", f"{code} - she put ❤ under a message."
    ]  # fmt: skip


async def test_a_sign_under_a_screen_of_the_bot_says_nothing_to_anybody(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    assert await min_.reacts(4711, "👍") == []
    stranger = room.person(5555)
    assert await stranger.reacts(1, "👍") == []


# --- an advocate's


async def test_his_sign_tells_her_that_an_advocate_has_read_it(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    hers, copy = await wrote(room, min_, "hello")
    calls = await amal.reacts(copy, "👀")
    assert signs(calls) == [(MIN, hers, "👀")] and calls[0].route is not None
    assert signs(await amal.reacts(copy, "", "👀")) == [(MIN, hers, "")]
    assert [row.act for row in await rows(room, t.audit.c.act)].count("marked") == 2


@pytest.mark.parametrize("sign", ["🤡", "🖕", "💩", "💋"])
async def test_a_sign_that_could_mock_or_frighten_her_is_not_passed_on(room: Room, sign: str) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    _, copy = await wrote(room, min_, "hello")
    assert only_told(await amal.reacts(copy, sign), "your sign was not passed on: it could be misread")


async def test_the_sign_of_who_no_longer_holds_the_case_reaches_nobody(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code, anchor = await held(room, amal, MIN)
    _, copy = await wrote(room, min_, "hello")
    [late] = await amal.reacts(copy, "👀")
    await amal.says("/release", **anchor)
    await takes(room, bea, code)
    assert only_told(await amal.reacts(copy, "❤", "👀"), "your sign was not passed on: the case is not with you")
    assert not await room.look(lambda book: messages_stand(book, late)), "and one on its way is stale at the gate"


def messages_stand(book: Any, call: Outgoing) -> bool:
    from bot.ledger.leaving import stands

    assert call.route is not None
    return stands(book, call.route)


async def test_in_a_hidden_chat_no_sign_appears_and_he_is_told(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    _, copy = await wrote(room, min_, "hello")
    await min_.says("hide")
    assert only_told(await amal.reacts(copy, "👀"), "the chat is hidden or closed on her side")
    assert only_told(await amal.says("/typing", **anchor), "not shown: the chat is hidden")


def test_all_that_he_may_put_telegram_lets_a_bot_put() -> None:
    from bot.telegram.reactions import can_be_set

    assert [sign for sign in KIND if not can_be_set(sign)] == [] and TAKEN in KIND


# --- taken back


async def test_what_he_wrote_he_can_take_back_and_the_record_keeps_it(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, anchor = await held(room, amal, MIN)
    his, copy = await replied(room, amal, anchor, f"wrong {CANARY}")
    [gone] = await amal.says("/delete", reply_to_message={"message_id": his})
    assert (gone.method, gone.params) == ("deleteMessages", {"chat_id": MIN, "message_ids": [copy]})
    before = len(room.sent.calls)
    await room.note(Fate(gone, "sent"))
    assert to(AMAL, room.sent.calls[before:]) == [
        f"{code} - deleted from her chat. She may have read it before. It stays, sealed, in the record of the case."
    ]
    [kept] = await room.look(lambda book: messages.kept(book, book.all_claimed()[0], "deleted"))
    assert kept.text == f"wrong {CANARY}"
    assert "took_back" in [row.act for row in await rows(room, t.audit.c.act)]
    assert only_told(await amal.says("/delete", reply_to_message={"message_id": his}), "deleted already")


async def test_after_two_days_it_is_said_that_it_cannot_be(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, _ = await replied(room, amal, anchor, "wrong")
    room.clock.advance(hours=48)
    assert only_told(await amal.says("/delete", reply_to_message={"message_id": his}), "cannot be deleted any more")


async def test_what_waits_is_deleted_before_it_is_sent(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    await min_.says("hide")
    raw = amal.message(text=f"wrong {CANARY}", **anchor)
    await room.take(raw)
    reply = {"reply_to_message": {"message_id": raw["message"]["message_id"]}}
    assert only_told(await amal.says("/delete", **reply), "deleted before it was sent")
    await min_.says("hello")
    assert not [text for text in to(MIN, await min_.taps("Yes, it is safe")) if CANARY in text]


@pytest.mark.parametrize(
    ("fate", "then"),
    [("sent", ""), ("failed", "deleted before it was sent"), ("unknown", "whether it reached her is not known")],
)
async def test_what_is_on_its_way_is_deleted_when_it_has_arrived(room: Room, fate: str, then: str) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    raw = amal.message(text="wrong", **anchor)
    [words] = await room.take(raw)
    reply = {"reply_to_message": {"message_id": raw["message"]["message_id"]}}
    assert only_told(await amal.says("/delete", **reply), "is on its way and cannot be stopped")
    before = len(room.sent.calls)
    await room.note(Fate(words, fate, message=77 if fate == "sent" else 0))
    after = room.sent.calls[before:]
    if then:
        assert only_told(after, then)
    else:
        assert [call.params.get("message_ids") for call in after] == [[77]], "and no 👍 under it"


@pytest.mark.parametrize("what", ["hers", "a notice", "nothing"])
async def test_only_a_message_of_ones_own_is_deleted(room: Room, what: str) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    _, copy = await wrote(room, min_, "hello")
    more = {"hers": {"reply_to_message": {"message_id": copy}}, "a notice": anchor, "nothing": {}}[what]
    said = "reply to your message with /delete" if what == "nothing" else "not a message of yours to her"
    assert only_told(await amal.says("/delete", **more), said)


async def test_who_has_given_a_case_back_can_still_take_back_a_mistake(room: Room) -> None:
    """It gives no right to anything else, and there may be nobody else yet."""
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, copy = await replied(room, amal, anchor, "meant for somebody else")
    await amal.says("/release", **anchor)
    [gone] = await amal.says("/delete", reply_to_message={"message_id": his})
    assert gone.params["message_ids"] == [copy]


async def test_a_frozen_colleague_takes_nothing_back(room: Room) -> None:
    amal, boss = await room.advocate(AMAL), await room.advocate(BEA, "Bea", Role.COORDINATOR)
    _, _, anchor = await held(room, amal, MIN)
    his, _ = await replied(room, amal, anchor, "wrong")
    await room.look(lambda book: book.db.execute(t.staff.update().values(active=0)))
    assert only_told(await amal.says("/delete", reply_to_message={"message_id": his}), "frozen")
    assert boss.user == BEA


# --- typing


async def test_typing_is_asked_for_at_once_and_is_in_no_outbox(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    calls = await amal.says("/typing", **anchor)
    [sign] = [call for call in calls if call.method == "sendChatAction"]
    assert (sign.kind, sign.params["chat_id"], sign.params["action"]) == ("sign", MIN, "typing")
    stored = await room.look(lambda book: {bytes(row.id) for row in book.db.execute(select(t.outbox.c.id))})
    assert sign.id not in stored and sign.route is not None
