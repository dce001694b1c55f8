"""A bench that never finds a fault proves nothing: here are bots with one each."""

from __future__ import annotations

from typing import Any

from bot.bench.scenario import Offer, Walk
from tests.bench.scripted import Call, echo, played

Batch = list[dict[str, Any]]


async def test_a_faithful_bot_has_no_faults() -> None:
    async def faithful(call: Call, batch: Batch) -> None:
        for update in batch:
            await echo(call, update)

    result = await played(Offer(count=4, updates=20), faithful)

    assert (result.answered, result.lost, result.repeats, result.out_of_order) == (20, 0, 0, 0)
    assert 0 < result.p50 <= result.p99
    assert result.calls["sendMessage"] == 20


async def test_a_bot_that_drops_an_update_has_lost_one() -> None:
    async def forgetful(call: Call, batch: Batch) -> None:
        for update in batch:
            if "#2 " not in update["message"]["text"]:
                await echo(call, update)

    result = await played(Offer(count=1, updates=5), forgetful)

    assert (result.answered, result.lost, result.repeats, result.out_of_order) == (4, 1, 0, 0)


async def test_a_bot_that_answers_out_of_order_is_seen() -> None:
    async def hasty(call: Call, batch: Batch) -> None:
        for update in reversed(batch):
            await echo(call, update)

    result = await played(Offer(count=1, updates=5), hasty)

    assert (result.lost, result.repeats, result.out_of_order) == (0, 0, 4)


async def test_order_between_chats_is_nobody_s_promise() -> None:
    async def hasty(call: Call, batch: Batch) -> None:
        for update in reversed(batch):
            await echo(call, update)

    result = await played(Offer(count=5, updates=5), hasty)

    assert result.out_of_order == 0


async def test_a_bot_that_answers_twice_is_seen() -> None:
    async def stuttering(call: Call, batch: Batch) -> None:
        for update in batch:
            await echo(call, update)
            if "#3 " in update["message"]["text"]:
                await echo(call, update)

    result = await played(Offer(count=1, updates=5), stuttering)

    assert (result.answered, result.lost, result.repeats, result.out_of_order) == (5, 0, 1, 0)


async def test_a_bot_that_answers_one_twice_instead_of_another_has_lost_that() -> None:
    async def muddled(call: Call, batch: Batch) -> None:
        for k, update in enumerate(batch):
            await echo(call, batch[k - 1] if k == 3 else update)

    result = await played(Offer(count=1, updates=5), muddled)

    assert (result.answered, result.lost, result.repeats) == (4, 1, 1)


def _screen(generation: str, *values: str) -> dict[str, Any]:
    rows = [[{"text": value, "callback_data": f"1:bundle:step:{generation}:{value}"}] for value in values]
    return {"inline_keyboard": rows}


async def test_screens_are_told_apart_by_their_generation() -> None:
    generations = iter(("1", "3", "2", "z"))

    async def disordered(call: Call, batch: Batch) -> None:
        for update in batch:
            chat = update["message"]["chat"]["id"]
            await call("sendMessage", chat_id=chat, text="?", reply_markup=_screen(next(generations), "yes", "hide!"))

    result = await played(Offer(count=1, updates=4, texts=["My passport"]), disordered)

    assert (result.answered, result.out_of_order) == (4, 1)


async def test_the_load_taps_the_buttons_the_bot_sent_and_leaves_the_engine_s_own_alone() -> None:
    tapped: list[str] = []

    async def in_place(call: Call, batch: Batch) -> None:
        for update in batch:
            if "message" in update:
                chat = update["message"]["chat"]["id"]
                await call("sendMessage", chat_id=chat, text="?", reply_markup=_screen("0", "lang:en", "hide!"))
                continue
            query = update["callback_query"]
            tapped.append(query["data"])
            await call("answerCallbackQuery", callback_query_id=query["id"])
            where = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
            markup = _screen(str(len(tapped)), "yes", "agreed", "person!")
            await call("editMessageText", **where, text="?", reply_markup=markup)

    steps = ["/start", "tap :lang:en$", "tap (?<!agreed)$"]
    result = await played(Walk(count=1, steps=steps), in_place)

    assert tapped == ["1:bundle:step:0:lang:en", "1:bundle:step:1:yes"]
    assert (result.offered, result.answered, result.lost) == (3, 3, 0)
    assert result.calls["answerCallbackQuery"] == 2


async def test_a_screen_without_a_fitting_button_is_lost_and_not_tapped_for_ever() -> None:
    starts: list[str] = []

    async def blank(call: Call, batch: Batch) -> None:
        for update in batch:
            starts.append(update["message"]["text"])
            await call("sendMessage", chat_id=update["message"]["chat"]["id"], text="?")

    result = await played(Walk(count=1, steps=["/start", "tap"]), blank)

    assert len(starts) == 4  # the measured one and three ways out
    assert (result.answered, result.lost) == (1, 1)
