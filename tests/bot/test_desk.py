"""What staff do, and to which case it happens: by the topic or the message they answer, never by a guess."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from handoff.claims import LEASE
from handoff.model import Role
from tests.canary import CANARY
from tests.room import STAFF_CHAT, Person, Room, labels, opened, text_of

MIN, JOY, ROSE = 7001, 7002, 7003
AMAL, BEA = 8001, 8002


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Room]:
    """The bot has no topics in private chats: an advocate's cases share one chat."""
    async with opened(tmp_path, topics=False) as room:
        yield room


async def waits(room: Room, person: int) -> tuple[Person, str]:
    """She has asked for a person; and the code name of her case."""
    worker = room.person(person)
    await worker.asks_for_a_person()
    card = next(call for call in reversed(room.sent.calls) if call.params["chat_id"] == STAFF_CHAT)
    return worker, text_of(card).split("\n")[0]


async def takes(room: Room, advocate: Person, code: str) -> list[Outgoing]:
    card = next(
        call for call in reversed(room.sent.calls) if text_of(call).startswith(code) and "Claim" in labels(call)
    )
    return await room.take(advocate.tap(card, "Claim"))


async def held(room: Room, advocate: Person, person: int) -> tuple[Person, str, dict[str, Any]]:
    """Her case is with this advocate; something of it to reply to."""
    worker, code = await waits(room, person)
    calls = await takes(room, advocate, code)
    numbers = await room.accept(*calls)
    intro = next(n for call, n in zip(calls, numbers, strict=True) if "is yours" in text_of(call))
    return worker, code, {"reply_to_message": {"message_id": intro}}


def to(chat: int, calls: list[Outgoing]) -> list[str]:
    return [text_of(call) for call in calls if call.params.get("chat_id") == chat]


def only_told(calls: list[Outgoing], words: str) -> bool:
    """One sentence to Amal, and nothing to anybody else."""
    return [call.params["chat_id"] for call in calls] == [AMAL] and words in text_of(calls[0])


async def rows(room: Room, *columns: Any) -> list[Any]:
    return list(await room.look(lambda book: book.db.execute(select(*columns)).all()))


# --- which case


async def test_without_a_case_words_go_nowhere_and_that_is_said(room: Room) -> None:
    amal = await room.advocate(AMAL)
    assert only_told(await amal.says(f"hello {CANARY}"), "was not sent: you hold no case")


@pytest.mark.parametrize("command", ["/note a thought", "/close", "/release"])
async def test_without_a_case_there_is_nothing_to_do_to_it(room: Room, command: str) -> None:
    amal = await room.advocate(AMAL)
    assert only_told(await amal.says(command), "You hold no case")


async def test_with_topics_words_outside_of_them_go_nowhere(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, _ = await held(room, amal, MIN)
    [said] = await amal.says(f"hello {CANARY}")
    assert said.params["chat_id"] == AMAL and text_of(said).startswith(f"You hold {code}, and which")


async def test_without_topics_plain_words_go_to_the_case_she_claimed_last(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    assert to(JOY, await amal.says("for Joy")) == ["for Joy"]


async def test_a_reply_goes_to_the_case_of_the_message_whatever_is_current(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, _, min_message = await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    assert to(MIN, await amal.says("for Min", **min_message)) == ["for Min"]
    assert to(JOY, await amal.says("for Joy")) == ["for Joy"]


async def test_when_the_current_one_is_closed_the_only_other_one_is_meant(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    await amal.says("/close")
    assert to(MIN, await amal.says("for Min")) == ["for Min"]


async def test_with_two_others_left_nothing_is_guessed(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    (_, first, _), (_, second, _) = await held(flat, amal, MIN), await held(flat, amal, JOY)
    await held(flat, amal, ROSE)
    await amal.says("/close")
    calls = await amal.says(f"whom {CANARY}")
    assert only_told(calls, "You can: reply to a message of that case")
    assert first in text_of(calls[0]) and second in text_of(calls[0])


async def test_a_reply_to_something_that_is_no_case_goes_nowhere(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    await held(flat, amal, MIN)
    calls = await amal.says(f"hello {CANARY}", reply_to_message={"message_id": 99_999})
    assert [call.params["chat_id"] for call in calls] == [AMAL]


async def test_words_in_a_topic_of_no_case_go_nowhere(room: Room) -> None:
    amal = await room.advocate(AMAL)
    await held(room, amal, MIN)
    calls = await amal.says(f"hello {CANARY}", message_thread_id=77, is_topic_message=True)
    assert [call.params["chat_id"] for call in calls] == [AMAL]


# --- whose case


async def test_words_into_a_colleagues_case_are_not_sent_and_name_her(flat: Room) -> None:
    amal, bea = await flat.advocate(AMAL), await flat.advocate(BEA, "Bea")
    _, code, message = await held(flat, amal, MIN)
    await amal.says("/release", **message)
    await takes(flat, bea, code)
    assert only_told(await amal.says(f"still me {CANARY}", **message), "copy it for Bea, who has the case now")


async def test_words_into_a_case_that_went_back_are_not_sent(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, _, message = await held(flat, amal, MIN)
    await amal.says("/release", **message)
    assert only_told(await amal.says(f"still me {CANARY}", **message), "the case went back to the queue")


async def test_a_reply_to_a_message_of_a_closed_case_is_not_sent(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, _, message = await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    await amal.says("/close", **message)
    assert only_told(await amal.says(f"one more {CANARY}", **message), "the case is closed")


@pytest.mark.parametrize("act", ["/close", "/release", "/note mine"])
async def test_a_colleague_can_neither_close_nor_give_back_nor_note(flat: Room, act: str) -> None:
    amal, bea = await flat.advocate(AMAL), await flat.advocate(BEA, "Bea")
    _, code, message = await held(flat, bea, MIN)
    number = message["reply_to_message"]["message_id"]
    calls = await flat.take(amal.message(text=act, **message))
    assert to(MIN, calls) == [] and to(BEA, calls) == [], "the numbers of two chats are not one another's"
    forged = next(
        call for call in reversed(flat.sent.calls) if "Close" in labels(call) and call.params["chat_id"] == BEA
    )
    await flat.take(amal.tap(forged, "Close", number))
    assert "the case is not with you" in flat.sent.toasts[-1][1]
    [case] = await rows(flat, t.cases.c.state, t.cases.c.code_name)
    assert (case.state, case.code_name) == ("claimed", code)


async def test_a_coordinator_may_close_it_and_the_worker_is_told(room: Room) -> None:
    amal, boss = await room.advocate(AMAL), await room.advocate(BEA, "Bea", Role.COORDINATOR)
    await held(room, amal, MIN)
    button = next(call for call in reversed(room.sent.calls) if "Close" in labels(call))
    calls = await room.take(boss.tap(button, "Close"))
    assert any("ended this talk" in text for text in to(MIN, calls))


async def test_a_frozen_colleague_can_do_nothing(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code = await waits(room, MIN)
    await room.look(lambda book: book.db.execute(update(t.staff).values(active=0)))
    assert await takes(room, amal, code) == []
    assert "frozen" in room.sent.toasts[-1][1]


async def test_a_button_of_an_earlier_claim_is_no_longer_true(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, message = await held(room, amal, MIN)
    old = next(call for call in reversed(room.sent.calls) if "Close" in labels(call))
    await amal.says("/release", **message)
    await takes(room, amal, code)
    assert await room.take(amal.tap(old, "Close")) == []
    assert room.sent.toasts[-1][1].startswith("This button is no longer true")


async def test_the_next_holder_is_given_all_that_she_wrote_once(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code, message = await held(room, amal, MIN)
    await room.accept(*(await min_.says(f"first {CANARY}")))
    await amal.says("my answer", **message)
    [second] = await min_.says(f"second {CANARY}")
    await amal.says("/release", **message)
    given = to(BEA, await takes(room, bea, code))
    assert [text for text in given if CANARY in text] == [f"first {CANARY}", f"second {CANARY}"]
    before = len(room.sent.calls)
    await room.note(Fate(second, "stale"))
    assert room.sent.calls[before:] == [], "what has been handed over is not handed over twice"


async def test_the_same_holder_again_is_given_only_what_is_new(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code, message = await held(room, amal, MIN)
    await room.accept(*(await min_.says("known")))
    await amal.says("/release", **message)
    await min_.says("new")
    given = to(AMAL, await takes(room, amal, code))
    assert "new" in given and "known" not in given


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
    assert not [text for text in to(BEA, await takes(room, bea, code)) if CANARY in text]


async def test_a_note_without_words_is_not_kept(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    assert only_told(await amal.says("/note", **message), "A note needs words")
    assert await rows(room, t.messages.c.id) == []


# --- what can be sent, and what is a command

REFUSED: dict[str, dict[str, Any]] = {
    "sticker": {"sticker": {"file_id": "x"}},
    "dice": {"dice": {"emoji": "x", "value": 1}},
    "place": {"location": {"latitude": 51.5, "longitude": -0.1}},
    "contact": {"contact": {"phone_number": "+44", "first_name": CANARY}},
    "poll": {"poll": {"question": CANARY}},
    "story": {"story": {"id": 1}},
    "video": {"video": {"file_id": "x"}},
    "a kind of tomorrow": {"hologram": {"text": CANARY}},
}


@pytest.mark.parametrize("kind", REFUSED.values(), ids=REFUSED.keys())
async def test_what_cannot_be_passed_on_is_refused_aloud(room: Room, kind: dict[str, Any]) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    assert only_told(await room.take(amal.message(**kind, **message)), "cannot be passed on. She has not seen it")


async def test_a_change_of_words_is_not_sent_and_that_is_said(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    edited = amal.message(text=f"better {CANARY}", **message)
    edited["edited_message"] = edited.pop("message")
    assert only_told(await room.take(edited), "She has not seen the change")


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
    calls = await amal.says("/close@helpline_bot", **message)
    assert any("ended this talk" in text for text in to(MIN, calls))


@pytest.mark.parametrize("words", ["/close", "/queue", "/note x", "hello", f"Claim {CANARY}"])
async def test_in_the_staff_group_only_taps_count(room: Room, words: str) -> None:
    amal = await room.advocate(AMAL)
    await held(room, amal, MIN)
    assert await room.take(amal.message(chat=STAFF_CHAT, text=words)) == []
    assert await room.take(amal.message(chat=STAFF_CHAT, text=words, sender_chat={"id": STAFF_CHAT})) == []
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
    name, copy = to(AMAL, await flat.take(raw))
    assert name.startswith(code) and copy == words


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
    assert case.lease_until == int((room.clock.now() + LEASE - timedelta()).timestamp())
