"""What staff do, and to which case it happens: by the topic or the message they answer, never by a guess."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import tables as t
from bot.outgoing import Fate
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, ROSE, held, only_told, rows, takes, to, waits
from tests.canaries import CANARY
from tests.room import Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Room]:
    """The bot has no topics in private chats: an advocate's cases share one chat."""
    async with opened(tmp_path, topics=False) as room:
        yield room


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


async def test_a_reply_to_another_case_than_the_current_one_is_asked_about_once(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, min_code, min_message = await held(flat, amal, MIN)
    _, joy_code, _ = await held(flat, amal, JOY)
    [asked] = await amal.says(f"whose {CANARY}", **min_message)
    assert asked.params["chat_id"] == AMAL and "Nothing was sent. Who is it for?" in text_of(asked)
    assert labels(asked) == [f"For {min_code}", f"For {joy_code}"]
    calls = await flat.take(amal.tap(asked, f"For {min_code}"))
    assert to(MIN, calls) == [f"whose {CANARY}"] and to(JOY, calls) == []
    assert to(AMAL, calls) == [f"Now writing to {min_code}."]
    await flat.accept(*calls)
    assert to(MIN, await amal.says("and more", **min_message)) == ["and more"], "she is not asked again"
    assert to(MIN, await amal.says("plain words")) == ["plain words"]


async def test_the_other_answer_sends_it_to_the_other_case_and_keeps_nothing_here(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, _, min_message = await held(flat, amal, MIN)
    _, joy_code, _ = await held(flat, amal, JOY)
    [asked] = await amal.says(f"whose {CANARY}", **min_message)
    tap = amal.tap(asked, f"For {joy_code}")
    calls = await flat.take(tap)
    assert to(JOY, calls) == [f"whose {CANARY}"] and to(MIN, calls) == []
    again = await flat.take(amal.tap(asked, f"For {joy_code}"))
    assert to(JOY, again) == [], "once"
    assert {row.delivery for row in await rows(flat, t.messages.c.delivery)} == {"sending"}, "and nothing waits"


@pytest.mark.parametrize("first", ["for", "not"])
async def test_an_answer_that_comes_too_late_sends_nothing(flat: Room, first: str) -> None:
    """The case has been in other hands since, or another case has become the current one."""
    amal = await flat.advocate(AMAL)
    _, min_code, min_message = await held(flat, amal, MIN)
    _, joy_code, _ = await held(flat, amal, JOY)
    [asked] = await amal.says(f"whose {CANARY}", **min_message)
    if first == "for":
        await amal.says("/release", **min_message)
        await takes(flat, amal, min_code)
    else:
        await held(flat, amal, ROSE)
    late = await flat.take(amal.tap(asked, f"For {min_code if first == 'for' else joy_code}"))
    assert to(MIN, late) == to(JOY, late) == to(ROSE, late) == []
    assert flat.sent.toasts[-1][1].startswith("This button is no longer true")


async def test_a_colleague_cannot_answer_for_her(flat: Room) -> None:
    amal, bea = await flat.advocate(AMAL), await flat.advocate(BEA, "Bea")
    _, min_code, min_message = await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    [asked] = await amal.says(f"whose {CANARY}", **min_message)
    assert to(MIN, await flat.take(bea.tap(asked, f"For {min_code}"))) == []
    assert "the case is not with you" in flat.sent.toasts[-1][1]


async def test_a_warned_holder_keeps_it_with_one_tap(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, _ = await held(room, amal, MIN)
    room.clock.advance(hours=11)
    before = len(room.sent.calls)
    await Round(room.ledger, room.line, Clock()).once()
    [warned] = [call for call in room.sent.calls[before:] if call.params["chat_id"] == AMAL]
    assert labels(warned) == ["Keep it", "Give back"]
    await room.take(amal.tap(warned, "Keep it"))
    assert room.sent.toasts[-1][1] == f"{code} stays with you."
    room.clock.advance(hours=11)
    await Round(room.ledger, room.line, Clock()).once()
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["claimed"]
    room.clock.advance(hours=1)
    await Round(room.ledger, room.line, Clock()).once()
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["waiting"]


async def test_of_her_words_whose_fate_is_unknown_the_holder_hears_and_has_them_shown(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    [hers] = await min_.says(f"answer {CANARY}")
    before = len(room.sent.calls)
    await room.note(Fate(hers, "unknown"))
    [told] = room.sent.calls[before:]
    assert "reached you is not known" in text_of(told) and CANARY not in text_of(told)
    shown = await room.take(amal.tap(told, "Show it to me again"))
    assert [text for text in to(AMAL, shown) if CANARY in text] == [f"answer {CANARY}"]
    assert len(shown) == 1, "what she agreed to hand over is not told anew"


async def test_what_she_agreed_to_hand_over_comes_along_the_claim_or_not_at_all(room: Room) -> None:
    """As a notice it would still come when the case was taken away meanwhile, or the account was frozen."""
    amal = await room.advocate(AMAL)
    _, code = await waits(room, MIN)
    claimed = await takes(room, amal, code)
    [told] = [call for call in claimed if "what she agreed to hand over" in text_of(call)]
    [case] = await rows(room, t.cases)
    assert told.params["chat_id"] == AMAL and told.owner == case.id, "under the key of the case"
    assert told.route is not None and (told.route.case, told.route.token) == (case.id, case.token)


async def test_when_the_current_one_is_closed_the_only_other_one_is_meant(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    await amal.closes()
    assert to(MIN, await amal.says("for Min")) == ["for Min"]


async def test_with_two_others_left_nothing_is_guessed(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    (_, first, _), (_, second, _) = await held(flat, amal, MIN), await held(flat, amal, JOY)
    await held(flat, amal, ROSE)
    await amal.closes()
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
    await amal.closes(**message)
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
    await room.take(boss.tap(button, "Close"))
    calls = await boss.press_act(room, "end.other")
    assert any("Bea closed this case" in text for text in to(AMAL, calls))
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
