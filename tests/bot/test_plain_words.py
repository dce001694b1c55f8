"""Without topics plain words are for the case that the advocate's own chat has named last, however late it names it.

Telegram makes a notice wait, and she types on: each accident here is played with the gate held back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.outgoing import Fate, Outgoing
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, ROSE, held, only_told, takes, to, waits
from tests.canaries import CANARY
from tests.desk.planted import (
    a_part_of_an_album_goes_by_itself,
    the_claim_decides_whom_she_writes_to,
    words_fall_to_the_case_that_is_left,
)
from tests.room import Person, Room, labels, opened, text_of

WORDS = f"do not tell him {CANARY}"


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


# --- a second case comes


async def _claims_while_telegram_is_slow(room: Room) -> tuple[Person, list[Outgoing]]:
    """She writes to Min, taps Claim on Joy's case, and “is yours” does not come."""
    amal = await room.advocate(AMAL)
    await held(room, amal, MIN)
    assert to(MIN, await amal.says("how are you")) == ["how are you"]
    _, joy_code = await waits(room, JOY)
    return amal, await takes(room, amal, joy_code)


async def test_until_it_has_come_words_reach_nobody_and_she_is_asked(flat: Room) -> None:
    amal, delayed = await _claims_while_telegram_is_slow(flat)
    assert only_told(await amal.says(WORDS), "which of them you mean is not clear. Nothing was sent")
    await flat.accept(*delayed)
    assert to(JOY, await amal.says("good morning")) == ["good morning"]


async def test_whoever_goes_by_the_claim_tells_it_to_the_wrong_worker(flat: Room) -> None:
    with the_claim_decides_whom_she_writes_to():
        amal, _ = await _claims_while_telegram_is_slow(flat)
        assert to(JOY, await amal.says(WORDS)) == [WORDS], "they were for Min"


@pytest.mark.parametrize("fate", ["unknown", "failed"])
async def test_if_it_may_not_have_come_she_is_asked_until_another_is_named(flat: Room, fate: str) -> None:
    amal, delayed = await _claims_while_telegram_is_slow(flat)
    await flat.note(*(Fate(call, fate) for call in delayed))
    assert only_told(await amal.says(WORDS), "Nothing was sent")
    await held(flat, amal, ROSE)
    assert to(ROSE, await amal.says("good morning")) == ["good morning"]


async def test_her_first_case_is_meant_at_once(flat: Room) -> None:
    """There is no other worker who could get the words."""
    amal = await flat.advocate(AMAL)
    _, code = await waits(flat, MIN)
    await takes(flat, amal, code)
    assert to(MIN, await amal.says("hello")) == ["hello"]


async def test_what_a_colleague_hands_over_comes_like_what_she_claims(flat: Room) -> None:
    amal, bea = await flat.advocate(AMAL), await flat.advocate(BEA, "Bea")
    await held(flat, amal, MIN)
    await held(flat, bea, JOY)
    calls = await _hands_over(flat, bea, "Amal", amal)
    assert only_told(await amal.says(WORDS), "Nothing was sent")
    await flat.accept(*calls)
    assert to(JOY, await amal.says("good morning")) == ["good morning"]


async def _hands_over(room: Room, one: Person, name: str, other: Person) -> list[Outgoing]:
    [listed] = await one.says("/transfer")
    asked = await room.take(one.tap(listed, next(each for each in labels(listed) if each.startswith(name))))
    return await room.take(other.tap(next(call for call in asked if "Take it" in labels(call)), "Take it"))


async def test_the_answer_for_whom_counts_as_a_name_once_it_is_there(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, code, min_message = await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    [asked] = await amal.says("and you?", **min_message)
    calls = await flat.take(amal.tap(asked, f"For {code}"))
    assert only_told(await amal.says(WORDS), "Nothing was sent"), "“Now writing to” is not there yet"
    await flat.accept(*calls)
    assert to(MIN, await amal.says("good morning")) == ["good morning"]


async def test_an_album_is_not_divided_by_what_is_named_between_its_parts(flat: Room) -> None:
    amal, delayed = await _claims_while_telegram_is_slow(flat)
    await flat.accept(*delayed)
    first = await amal.sends("photo", caption="how to get there", media_group_id="7")
    assert to(JOY, first) == ["how to get there"]
    _, code = await waits(flat, ROSE)
    await flat.accept(*(await takes(flat, amal, code)))
    assert to(JOY, await amal.sends("photo", caption="and back", media_group_id="7")) == ["and back"]
    assert to(ROSE, await amal.sends("photo", caption="good morning", media_group_id="8")) == ["good morning"]


async def test_whoever_looks_at_each_part_alone_divides_it(flat: Room) -> None:
    with a_part_of_an_album_goes_by_itself():
        amal, delayed = await _claims_while_telegram_is_slow(flat)
        await amal.sends("photo", caption="for Min alone", media_group_id="7")
        await flat.accept(*delayed)
        assert to(JOY, await amal.sends("photo", caption="for Min too", media_group_id="7")) == ["for Min too"]


# --- one of two goes


async def _loses_the_one_she_writes_to(room: Room) -> tuple[Person, str, list[Outgoing]]:
    """Min's and Joy's cases are hers, she writes to Joy; a coordinator gives it back, and the news does not come."""
    amal, cora = await room.advocate(AMAL), await room.advocate(BEA, "Cora", Role.COORDINATOR)
    await held(room, amal, MIN)
    _, code, _ = await held(room, amal, JOY)
    assert to(JOY, await amal.says("how are you")) == ["how are you"]
    [listed] = await cora.says("/desk")
    [shown] = await room.take(cora.tap(listed, next(each for each in labels(listed) if code in each)))
    return amal, code, await room.take(cora.tap(shown, "Give back"))


async def test_until_she_knows_that_it_is_gone_words_for_it_reach_nobody(flat: Room) -> None:
    amal, code, delayed = await _loses_the_one_she_writes_to(flat)
    assert only_told(await amal.says(WORDS), f"{code} - your message was not sent: the case went back to the queue")
    await flat.accept(*delayed)
    assert to(MIN, await amal.says("good morning")) == ["good morning"]


async def test_whoever_takes_the_other_one_for_meant_tells_it_to_the_wrong_worker(flat: Room) -> None:
    with words_fall_to_the_case_that_is_left():
        amal, _, _ = await _loses_the_one_she_writes_to(flat)
        assert to(MIN, await amal.says(WORDS)) == [WORDS], "they were for Joy"


@pytest.mark.parametrize("command", ["/close", "/release", "/note he is back", "/wish woman", "/typing", "/say hello"])
async def test_nor_does_a_command_hit_the_other_one(flat: Room, command: str) -> None:
    amal, code, _ = await _loses_the_one_she_writes_to(flat)
    assert only_told(await amal.says(command), f"{code} - this was not done: the case is not with you")


async def test_a_name_that_comes_when_the_case_is_gone_already_frees_nothing(flat: Room) -> None:
    amal, delayed = await _claims_while_telegram_is_slow(flat)
    cora = await flat.advocate(BEA, "Cora", Role.COORDINATOR)
    code = next(text_of(call).split(" is yours")[0] for call in delayed if " is yours" in text_of(call))
    [listed] = await cora.says("/desk")
    [shown] = await flat.take(cora.tap(listed, next(each for each in labels(listed) if code in each)))
    gone = await flat.take(cora.tap(shown, "Give back"))
    await flat.accept(*(call for call in delayed if " is yours" in text_of(call)))
    assert only_told(await amal.says(WORDS), f"{code} - your message was not sent")
    await flat.accept(*(call for call in gone if call.params["chat_id"] == AMAL))
    assert to(MIN, await amal.says("good morning")) == ["good morning"]


async def test_that_her_words_were_not_sent_tells_her_as_well(flat: Room) -> None:
    amal, code, delayed = await _loses_the_one_she_writes_to(flat)
    await flat.note(*(Fate(call, "unknown") for call in delayed))
    refused = await amal.says(WORDS)
    assert only_told(refused, f"{code} - your message was not sent")
    await flat.accept(*refused)
    assert to(MIN, await amal.says("good morning")) == ["good morning"]


async def test_a_claim_that_ran_out_goes_like_one_that_was_taken(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    _, min_code, _ = await held(flat, amal, MIN)
    _, joy_code, _ = await held(flat, amal, JOY)
    flat.clock.advance(hours=11)
    warned = await _looks_at_the_clock(flat)
    await flat.take(amal.tap(next(call for call in warned if text_of(call).startswith(min_code)), "Keep it"))
    flat.clock.advance(hours=1)
    delayed = await _looks_at_the_clock(flat)
    assert only_told(await amal.says(WORDS), f"{joy_code} - your message was not sent")
    await flat.accept(*delayed)
    assert to(MIN, await amal.says("good morning")) == ["good morning"]


async def _looks_at_the_clock(room: Room) -> list[Outgoing]:
    before = len(room.sent.calls)
    await Round(room.ledger, room.line, Clock()).once()
    return room.sent.calls[before:]


async def test_what_she_has_given_back_herself_she_knows(flat: Room) -> None:
    amal = await flat.advocate(AMAL)
    await held(flat, amal, MIN)
    await held(flat, amal, JOY)
    await amal.says("/release")
    assert to(MIN, await amal.says("good morning")) == ["good morning"]
