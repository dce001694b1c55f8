"""What each answer of Telegram means: sent, again, again with a mark, otherwise, or told to a person."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.outgoing import Outgoing
from bot.sandbox.api import serve
from bot.sandbox.player import Player
from bot.telegram.gate import MOST_TRIES, Gate
from bot.telegram.request import Wire
from bot.telegram.staff_chat import find_staff_chat
from tests.bot.postroom import TOKEN, Postroom, our_bot, working
from tests.canaries import CANARY, IDS

MIN, JOY = IDS[0], IDS[1]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        await post.play.person("Min", id_=MIN)
        await post.play.person("Joy", id_=JOY)
        yield post


def edit(post: Postroom, message: int, text: str, **more: Any) -> Outgoing:
    keyboard = {"inline_keyboard": [[{"text": "On", "callback_data": "on"}]]}
    params = {"message_id": message, "reply_markup": keyboard, **more}
    return post.call(MIN, text, "edit", method="editMessageText", params=params)


# --- accepted


async def test_what_telegram_takes_is_sent_under_the_id_it_gave(post: Postroom) -> None:
    assert await post.carries(post.call(MIN, "hello")) == ["sent"]
    [message] = await post.play.seen(MIN)
    assert (post.asks.fates[0].message, message["text"]) == (message["message_id"], "hello")


# --- too many


async def test_too_many_waits_as_long_as_telegram_says(post: Postroom) -> None:
    await post.faults(("sendMessage", "too_many"), retry_after=7)
    assert await post.carries(post.call(MIN, "hello")) == ["later", "sent"]
    first, second = await post.made("sendMessage")
    assert post.pauses.asked == [pytest.approx(7.0)]
    assert second["at"] - first["at"] >= 7 and await post.texts(MIN) == ["hello"]


async def test_too_many_in_one_chat_does_not_delay_another(post: Postroom) -> None:
    await post.faults(("sendMessage", "too_many"), retry_after=3600)
    post.pauses.held = True
    post.gate.carry([post.call(MIN, "first"), post.call(MIN, "second")], ())
    await post.until(lambda: bool(post.pauses.asked))
    post.gate.carry([post.call(JOY, f"to Joy {number}") for number in range(5)], ())
    await post.until(lambda: post.gate.unsent == 2)
    assert await post.texts(JOY) == [f"to Joy {number}" for number in range(5)]
    post.pauses.let_pass(3599)
    assert await post.texts(MIN) == []
    post.pauses.let_pass(2)
    await post.settled()
    assert await post.texts(MIN) == ["first", "second"]


async def test_hours_of_waiting_are_kept_over_a_restart(post: Postroom) -> None:
    await post.faults(("sendMessage", "too_many"), retry_after=7200)
    post.pauses.held = True
    min_ = post.room.person(MIN)
    await min_.says("/start")
    await post.until(lambda: bool(post.pauses.asked))
    [left] = await post.asks.left_behind()
    assert left.not_before >= post.room.clock.now().timestamp() + 7200 and not left.maybe_sent


# --- certainly not sent


@pytest.mark.parametrize("times", [1, 5])
async def test_a_bad_gateway_is_tried_again_without_a_mark(post: Postroom, times: int) -> None:
    await post.faults(*[("sendMessage", "bad_gateway")] * times)
    assert await post.carries(post.call(MIN, "hello"), post.call(MIN, "again")) == ["later"] * times + ["sent", "sent"]
    assert await post.texts(MIN) == ["hello", "again"]
    assert len(post.pauses.asked) == times and post.pauses.asked == sorted(post.pauses.asked, key=lambda it: it > 8)


async def test_pauses_grow_up_to_half_a_minute(post: Postroom) -> None:
    await post.faults(*[("sendMessage", "bad_gateway")] * 12)
    await post.carries(post.call(MIN, "hello"))
    assert post.pauses.asked[0] <= 0.5 and 15 <= post.pauses.asked[-1] <= 30
    assert await post.texts(MIN) == ["hello"]


async def test_half_an_hour_without_telegram_loses_nothing(post: Postroom) -> None:
    await post.play.do("faults", {"bad_gateway": 1.0})
    post.pauses.held = True
    post.gate.carry([post.call(MIN, f"{number}") for number in range(3)], ())
    while post.room.clock.now().minute < 30:
        asked = len(post.pauses.asked)
        await post.until(lambda asked=asked: len(post.pauses.asked) > asked or not asked)  # type: ignore[misc]
        post.pauses.let_pass(60)
    await post.play.do("faults", {"bad_gateway": 0.0})
    post.pauses.held = False
    post.pauses.let_pass(60)
    await post.settled()
    assert await post.texts(MIN) == ["0", "1", "2"]


async def test_nobody_at_the_other_end_is_tried_again_without_a_mark(post: Postroom) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wire = Wire(f"http://127.0.0.1:{port}", TOKEN)
    await wire.open()
    gate = Gate(wire, post.asks, unix=post.pauses.clock.unix, sleep=post.pauses.sleep)
    post.pauses.held = True
    gate.carry([post.call(MIN, "hello")], ())
    await post.until(lambda: bool(post.pauses.asked))
    running = await serve(port, TOKEN, post.pauses.clock)
    async with Player(running.url) as play:
        await play.person("Min", id_=MIN)
        post.pauses.let_pass(1)
        await post.until(lambda: gate.unsent == 0)
        assert [message["text"] for message in await play.seen(MIN)] == ["hello"]
    await gate.stop()
    await wire.close()
    await running.stop()


# --- nobody knows


async def test_an_answer_that_was_lost_is_repeated_with_a_mark(post: Postroom) -> None:
    await post.faults(("sendMessage", "lost_answer"))
    assert await post.carries(post.call(MIN, "hello"), post.call(MIN, "next")) == ["later", "sent", "sent"]
    assert await post.texts(MIN) == ["hello", "↻ hello", "next"]


async def test_a_call_that_was_lost_looks_the_same_and_is_marked_too(post: Postroom) -> None:
    await post.faults(("sendMessage", "lost_call"))
    await post.carries(post.call(MIN, "hello"))
    assert await post.texts(MIN) == ["↻ hello"]


async def test_the_mark_does_not_move_what_is_drawn_on_the_words(post: Postroom) -> None:
    await post.faults(("sendMessage", "lost_answer"))
    await post.carries(post.call(MIN, "so: words", params={"entities": [{"type": "pre", "offset": 4, "length": 5}]}))
    _, repeated = await post.play.seen(MIN)
    [entity] = repeated["entities"]
    assert repeated["text"][entity["offset"] : entity["offset"] + entity["length"]] == "words"


async def test_a_text_with_no_room_for_a_mark_arrives_all_the_same(post: Postroom) -> None:
    await post.faults(("sendMessage", "lost_call"))
    assert await post.carries(post.call(MIN, "x" * 4096)) == ["later", "sent"]
    assert await post.texts(MIN) == ["x" * 4096]


async def test_an_edit_whose_answer_was_lost_is_repeated_silently(post: Postroom) -> None:
    await post.carries(post.call(MIN, "one"))
    message = post.asks.fates[0].message
    await post.faults(("editMessageText", "lost_answer"))
    assert await post.carries(edit(post, message, "two")) == ["later", "sent"]
    assert await post.texts(MIN) == ["two"]


# --- edits


async def test_not_modified_is_as_good_as_sent(post: Postroom) -> None:
    await post.carries(post.call(MIN, "one"))
    message = post.asks.fates[0].message
    assert await post.carries(edit(post, message, "two"), edit(post, message, "two")) == ["sent", "sent"]
    assert post.asks.fates[-1].message == message


async def test_a_message_to_edit_that_is_gone_comes_anew(post: Postroom) -> None:
    await post.carries(post.call(MIN, "one"))
    message = post.asks.fates[0].message
    await post.play.do("delete", {"from": MIN, "message_id": message})
    assert await post.carries(edit(post, message, "two")) == ["sent"]
    [seen] = await post.play.seen(MIN)
    assert (seen["text"], seen["message_id"]) == ("two", post.asks.fates[-1].message)
    assert (await post.made("sendMessage"))[-1]["payload"]["disable_notification"], "a change would not have rung"


async def test_a_message_that_cannot_be_edited_comes_anew(post: Postroom) -> None:
    hers = await post.play.say(MIN, "hers")
    assert await post.carries(edit(post, hers, "ours")) == ["sent"]
    assert await post.texts(MIN) == ["hers", "ours"]


async def test_what_comes_anew_and_may_have_come_is_marked(post: Postroom) -> None:
    hers = await post.play.say(MIN, "hers")
    await post.faults(("sendMessage", "lost_answer"))
    await post.carries(edit(post, hers, "ours"))
    assert await post.texts(MIN) == ["hers", "ours", "↻ ours"]


# --- never


async def test_who_has_blocked_us_is_not_asked_again(post: Postroom) -> None:
    await post.play.do("block", {"from": MIN})
    assert await post.carries(post.call(MIN, "one"), post.call(MIN, "two")) == ["blocked", "blocked"]
    assert len(await post.made("sendMessage")) == 2


async def test_a_chat_that_is_not_there_and_an_account_that_is_gone_are_the_same_to_us(post: Postroom) -> None:
    await post.play.do("deactivate", {"from": MIN})
    assert await post.carries(post.call(MIN, "one"), post.call(5555, "two")) == ["blocked", "blocked"]


async def test_what_telegram_will_not_have_stops_nothing_behind_it(post: Postroom) -> None:
    assert await post.carries(post.call(MIN, "x" * 5000), post.call(MIN, "next")) == ["failed", "sent"]
    assert await post.texts(MIN) == ["next"]


async def test_entities_that_are_refused_go_and_the_words_stay(post: Postroom) -> None:
    wrong = {"entities": [{"type": "bold", "offset": 3, "length": 400}]}
    assert await post.carries(post.call(MIN, f"plain {CANARY}", params=wrong)) == ["sent"]
    [message] = await post.play.seen(MIN)
    assert (message["text"], message["entities"]) == (f"plain {CANARY}", [])


async def test_a_token_that_is_refused_stops_all_sending_and_loses_nothing(
    post: Postroom, caplog: pytest.LogCaptureFixture
) -> None:
    async with post.another_token() as right:
        post.pauses.held = True
        post.gate.carry([post.call(MIN, "first"), post.call(MIN, "second")], ())
        await post.until(lambda: bool(post.pauses.asked))
        post.gate.carry([post.call(JOY, "to Joy")], ())
        await post.until(lambda: len(post.pauses.asked) == 2)
        assert post.pauses.asked == [60.0, 60.0] and caplog.text.count("token_refused") == 1
        assert post.gate.shut
        right()
        post.pauses.let_pass(60)
        await post.settled()
    assert not post.gate.shut
    assert await post.texts(MIN) == ["first", "second"] and await post.texts(JOY) == ["to Joy"]
    assert {fate.state for fate in post.asks.fates} == {"later", "sent"}


async def test_a_group_that_moved_is_followed(post: Postroom, caplog: pytest.LogCaptureFixture) -> None:
    group = await post.play.group("Desk", [MIN])
    moved = (await post.play.do("migrate", {"chat": group}))["id"]
    post.room.line.staff_chat = group
    assert await post.carries(post.call(group, "card", "card"), post.call(group, "another", "card")) == ["sent", "sent"]
    assert [text for text in await post.texts(moved) if text] == ["card", "another"]
    assert post.room.line.moved_to == moved and caplog.text.count("group_moved") == 1
    assert len(await post.made("sendMessage")) == 3  # it asks once


# --- our own faults


async def test_a_call_that_falls_over_in_our_hands_holds_up_nobody(post: Postroom) -> None:
    broken = replace(post.call(MIN, "x"), params={"chat_id": MIN, "text": "x", "odd": {1, 2}}, attempts=MOST_TRIES - 1)
    assert await post.carries(broken, post.call(MIN, "next")) == ["later", "unknown", "sent"]
    assert await post.texts(MIN) == ["next"]


async def test_after_a_start_a_group_that_has_moved_is_found_before_anybody_calls_it(post: Postroom) -> None:
    group = await post.play.group("Desk", [MIN])
    post.room.line.staff_chat = group
    moved = (await post.play.do("migrate", {"chat": group}))["id"]
    await find_staff_chat(our_bot(post), post.gate, group)
    assert post.room.line.moved_to == moved
    assert await post.carries(post.call(group, "card", "card")) == ["sent"]
    assert len(await post.made("sendMessage")) == 1, "to where it is now, at once"


@pytest.mark.parametrize("chat", [0, -100_999_999])
async def test_a_staff_chat_that_is_not_there_stops_no_start(post: Postroom, chat: int) -> None:
    await find_staff_chat(our_bot(post), post.gate, chat)
    assert post.room.line.moved_to == 0
