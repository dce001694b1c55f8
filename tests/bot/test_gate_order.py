"""Who is served when: a chat in its order, none at another's cost; asides; nothing lost at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.ledger import ledger
from bot.outgoing import Outgoing
from bot.telegram import asides
from bot.telegram.gate import AT_ONCE
from bot.telegram.pace import GROUP, PRIVATE, Pace
from tests.bot.postroom import Postroom, working
from tests.canaries import IDS
from tests.room import labels

MIN, JOY = IDS[0], IDS[1]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        await post.play.person("Min", id_=MIN)
        await post.play.person("Joy", id_=JOY)
        yield post


def screen(post: Postroom, text: str) -> Outgoing:
    keyboard = {"inline_keyboard": [[{"text": "On", "callback_data": "on"}]]}
    return post.call(MIN, text, "screen", params={"reply_markup": keyboard})


# --- order


async def test_a_chat_gets_its_messages_in_order_however_long_each_takes(post: Postroom) -> None:
    await post.play.do("faults", {"latency": 0.004})
    chats = [MIN, JOY]
    await post.carries(*(post.call(chat, f"{number}") for number in range(15) for chat in chats))
    for chat in chats:
        assert await post.texts(chat) == [f"{number}" for number in range(15)]


async def test_what_comes_while_one_is_under_way_comes_after_it(post: Postroom) -> None:
    await post.play.do("faults", {"latency": 0.01})
    for number in range(8):
        post.gate.carry([post.call(MIN, f"{number}")], ())
        await asyncio.sleep(0)
    await post.settled()
    assert await post.texts(MIN) == [f"{number}" for number in range(8)]


async def test_faults_do_not_change_the_order(post: Postroom) -> None:
    await post.play.do("faults", {"too_many": 0.2, "bad_gateway": 0.2, "lost_answer": 0.2, "seed": 3})
    await post.carries(*(post.call(MIN, f"{number}") for number in range(15)))
    seen = [int(text.removeprefix("↻ ")) for text in await post.texts(MIN)]
    assert list(dict.fromkeys(seen)) == list(range(15)) and seen == sorted(seen)


async def test_different_chats_do_not_wait_for_one_another(post: Postroom) -> None:
    """Twenty chats at a tenth of a second each: together, not one after the other."""
    people = [await post.play.person("Worker", id_=9000 + number) for number in range(20)]
    await post.play.do("faults", {"latency": 0.1})
    began = asyncio.get_running_loop().time()
    await post.carries(*(post.call(person, "hello") for person in people))
    assert asyncio.get_running_loop().time() - began < 1.5


async def test_never_more_than_so_many_calls_at_once(post: Postroom, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = [0, 0]
    real = post.wire.call

    async def counted(*args: Any, **more: Any) -> Any:
        at_once[0] += 1
        at_once[1] = max(at_once)
        try:
            return await real(*args, **more)
        finally:
            at_once[0] -= 1

    monkeypatch.setattr(post.wire, "call", counted)
    people = [await post.play.person("Worker", id_=9000 + number) for number in range(100)]
    await post.carries(*(post.call(person, "hello") for person in people))
    assert 1 < at_once[1] <= AT_ONCE


# --- how fast Telegram lets us speak


def test_a_chat_may_speak_in_bursts_and_then_once_a_second() -> None:
    pace = Pace()
    waits = [pace.wait(b"chat", group=False, now=100.0) for _ in range(int(PRIVATE[1]) + 3)]
    assert waits[: int(PRIVATE[1])] == [0.0] * int(PRIVATE[1])
    assert waits[int(PRIVATE[1]) :] == [pytest.approx(PRIVATE[0] * n) for n in (1, 2, 3)]
    assert pace.wait(b"other", group=False, now=100.0) == 0.0
    assert pace.wait(b"chat", group=False, now=400.0) == 0.0


def test_a_group_gets_no_more_than_twenty_a_minute_for_long() -> None:
    pace, now, made = Pace(), 0.0, 0
    while now < 600:
        now += pace.wait(b"desk", group=True, now=now)
        made += now < 600
    assert made <= 20 * 10 + GROUP[1]


async def test_the_gate_keeps_the_pace(post: Postroom) -> None:
    await post.carries(*(post.call(MIN, f"{number}") for number in range(24)))
    waited = [seconds for seconds in post.pauses.asked if seconds > 0]
    assert len(waited) == 4 and await post.texts(MIN) == [f"{number}" for number in range(24)]


# --- asides


async def test_an_answer_to_a_tap_does_not_wait_for_the_chat(post: Postroom) -> None:
    post.pauses.held = True
    screen_of_hers = await post.bot_says(MIN, "tap me")
    query = await post.play.tap(MIN, screen_of_hers, "On")
    await post.faults(("sendMessage", "too_many"), retry_after=60)
    post.gate.carry([post.call(MIN, "slow")], [(query, "There you are", True)])
    await post.until(lambda: bool(post.world.toasts))
    [toast] = (await post.play.chat(MIN))["toasts"]
    assert (toast["text"], toast["alert"]) == ("There you are", True)


async def test_a_tap_that_is_too_old_harms_nobody(post: Postroom) -> None:
    screen_of_hers = await post.bot_says(MIN, "tap me")
    query = await post.play.tap(MIN, screen_of_hers, "On")
    await post.play.advance(151)
    post.gate.carry([post.call(MIN, "hello")], [(query, "", False)])
    await post.settled()
    assert await post.texts(MIN) == ["tap me", "hello"]


async def test_with_a_webhook_an_aside_rides_in_the_answer(post: Postroom) -> None:
    post.gate.asides.riding = True
    post.gate.carry([], [("1", "There you are", False), ("2", "", False)])
    assert post.gate.asides.rider() == {
        "method": "answerCallbackQuery", "callback_query_id": "1", "text": "There you are", "show_alert": False
    }  # fmt: skip
    assert post.gate.asides.rider() == {"method": "answerCallbackQuery", "callback_query_id": "2"}
    assert post.gate.asides.rider() is None
    assert await post.made("answerCallbackQuery") == []


async def test_an_aside_walks_when_nothing_comes_to_ride_on(post: Postroom) -> None:
    screen_of_hers = await post.bot_says(MIN, "tap me")
    query = await post.play.tap(MIN, screen_of_hers, "On")
    post.gate.asides.riding = True
    began = asyncio.get_running_loop().time()
    post.gate.carry([], [(query, "There you are", False)])
    await post.until(lambda: bool(post.world.toasts))
    assert asides.RIDES_WITHIN <= asyncio.get_running_loop().time() - began < 1
    assert post.gate.asides.rider() is None


async def test_after_a_walk_the_next_one_may_ride_or_walk_again(post: Postroom) -> None:
    screen_of_hers = await post.bot_says(MIN, "tap me")
    post.gate.asides.riding = True
    for number in (1, 2):
        query = await post.play.tap(MIN, screen_of_hers, "On")
        post.gate.carry([], [(query, f"{number}", False)])
        await post.until(lambda number=number: len(post.world.toasts) == number)  # type: ignore[misc]


async def test_when_she_writes_the_old_buttons_go(post: Postroom) -> None:
    await post.carries(screen(post, "one"))
    await post.carries(screen(post, "two"))
    first, second = await post.play.seen(MIN)
    assert (first["rows"], [button["text"] for button in second["rows"][0]]) == ([], ["On"])


async def test_while_she_taps_they_stay(post: Postroom) -> None:
    await post.carries(screen(post, "one"))
    message = post.asks.fates[0].message
    more = {"message_id": message, "reply_markup": {"inline_keyboard": [[{"text": "Off", "callback_data": "off"}]]}}
    await post.carries(post.call(MIN, "two", "edit", method="editMessageText", params=more))
    [seen] = await post.play.seen(MIN)
    assert (seen["text"], seen["rows"][0][0]["text"]) == ("two", "Off")


async def test_buttons_that_could_not_be_taken_away_stop_nothing(post: Postroom) -> None:
    await post.carries(screen(post, "one"))
    await post.faults(("editMessageReplyMarkup", "bad_gateway"))
    assert await post.carries(screen(post, "two")) == ["sent"]


# --- what is noted


async def test_what_became_of_a_call_is_noted_when_the_database_is_back(
    post: Postroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram has it, and the ledger cannot be told: told later, or the next process would send it again."""
    monkeypatch.setattr(ledger, "NOTE_AGAIN", 0.01)
    away = [False]

    def commit(connection: Any) -> None:
        if away[0]:
            raise OperationalError("COMMIT", {}, OSError("gone"))

    event.listen(post.room.ledger._engine, "commit", commit)
    post.pauses.held = True
    await post.faults(("sendMessage", "too_many"), retry_after=5)
    await post.room.person(MIN).says("/start")
    await post.until(lambda: bool(post.pauses.asked))
    away[0] = True
    post.pauses.let_pass(6)
    await post.until(lambda: post.gate.unsent == 0)
    with pytest.raises(OperationalError):
        await post.room.look(lambda book: None)
    away[0] = False
    async with asyncio.timeout(5):
        while await post.asks.left_behind():
            await post.world.watch(post.world.seq, 0.01)
    assert await post.texts(MIN) == ["🌐"]


# --- the end, and a new beginning


async def test_what_is_under_way_at_the_end_is_finished_and_the_rest_left(post: Postroom) -> None:
    await post.play.do("faults", {"latency": 0.05})
    min_ = post.room.person(MIN)
    for _ in range(3):
        await min_.says("/start")
    await asyncio.sleep(0)
    await post.gate.stop()
    [first] = await post.play.seen(MIN)
    assert [text["text"] for text in first["rows"][0]] == labels(min_.last[-1])[:2]
    left = await post.asks.left_behind()
    assert len(left) == 2


async def test_the_next_process_sends_what_is_left_and_marks_what_may_have_come(tmp_path: Path) -> None:
    """The first was refused, so it certainly did not come. Of the others the last process noted nothing."""
    async with working(tmp_path) as post:
        await post.play.do("faults", {"too_many": 1.0, "retry_after": 600})
        post.pauses.held = True
        for _ in range(3):
            await post.room.person(MIN).says("/start")
        await post.until(lambda: bool(post.pauses.asked))
    async with working(tmp_path) as again:
        await again.play.person("Min", id_=MIN)
        left = await again.asks.left_behind()
        again.gate.carry(left, ())
        await again.settled()
        assert await again.texts(MIN) == ["🌐", "↻ 🌐", "↻ 🌐"]
        assert await again.asks.left_behind() == []
