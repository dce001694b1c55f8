"""How updates wait and travel: nothing is forgotten before it is confirmed, and two listeners are one too many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from aiohttp import web
from telegram.error import Conflict

from tests.contracts.small_telegram import Sandbox

HOUR = 3600


async def texts(sandbox: Sandbox, **params: Any) -> list[str]:
    updates = (await sandbox.call("getUpdates", **params))["result"]
    return [update["message"]["text"] for update in updates]


async def test_updates_stay_until_a_higher_offset_confirms_them(sandbox: Sandbox, maria: int) -> None:
    for word in ("a", "b", "c"):
        await sandbox.play.say(maria, word)
    first = await sandbox.bot.get_updates()
    again = await sandbox.bot.get_updates()
    ids = [update.update_id for update in first]
    assert ids == [update.update_id for update in again]
    assert ids == list(range(ids[0], ids[0] + 3))

    assert await texts(sandbox, offset=ids[1]) == ["b", "c"]
    assert await texts(sandbox) == ["b", "c"]
    assert await texts(sandbox, offset=ids[2], limit=1) == ["c"]
    assert await texts(sandbox, offset=ids[2] + 1) == []
    assert await texts(sandbox, offset=0) == []


async def test_a_negative_offset_keeps_only_the_newest(sandbox: Sandbox, maria: int) -> None:
    for word in ("a", "b", "c"):
        await sandbox.play.say(maria, word)
    assert await texts(sandbox, offset=-2) == ["b", "c"]
    assert await texts(sandbox) == ["b", "c"]


async def test_an_offset_from_another_life_confirms_nothing(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "a")
    assert await texts(sandbox, offset=900_000_000) == ["a"]


async def test_a_long_poll_wakes_when_something_comes(sandbox: Sandbox, maria: int) -> None:
    poll = asyncio.create_task(texts(sandbox, timeout=50))
    await sandbox.until(lambda: sandbox.world.updates.listening)
    await sandbox.play.say(maria, "wake up")
    async with asyncio.timeout(5):
        assert await poll == ["wake up"]


async def test_a_second_listener_ends_the_first(sandbox: Sandbox, maria: int) -> None:
    older = asyncio.create_task(sandbox.bot.get_updates(timeout=50))
    await sandbox.until(lambda: sandbox.world.updates.listening)
    newer = asyncio.create_task(texts(sandbox, timeout=50))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older
    await sandbox.play.say(maria, "for the newer")
    assert await newer == ["for the newer"]


async def test_only_what_was_asked_for_comes_and_the_choice_is_remembered(sandbox: Sandbox, maria: int) -> None:
    said = await sandbox.play.say(maria, "a")
    await sandbox.play.do("react", {"from": maria, "message_id": said, "emoji": "👍"})
    assert await texts(sandbox, allowed_updates=["message_reaction", "message"]) == ["a"]

    await sandbox.play.do("react", {"from": maria, "message_id": said, "emoji": "❤"})
    await sandbox.play.do("edit", {"from": maria, "message_id": said, "text": "not asked for"})
    _, reaction = await sandbox.bot.get_updates()
    assert reaction.message_reaction is not None
    assert reaction.message_reaction.new_reaction[0].to_dict()["emoji"] == "❤"
    assert reaction.message_reaction.old_reaction[0].to_dict()["emoji"] == "👍"


async def test_a_tap_waits_150_seconds_and_a_message_a_day(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.bot.send_message(maria, "Safe?")
    await sandbox.play.forge(maria, asked.message_id, "y")
    await sandbox.play.say(maria, "still here")
    await sandbox.play.advance(151)
    assert await texts(sandbox) == ["still here"]
    await sandbox.play.advance(24 * HOUR)
    assert await texts(sandbox) == []


async def test_after_a_silent_week_ids_start_anywhere(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "a")
    [before] = await sandbox.bot.get_updates()
    await sandbox.bot.get_updates(offset=before.update_id + 1)
    await sandbox.play.advance(8 * 24 * HOUR)
    await sandbox.play.say(maria, "b")
    [after] = await sandbox.bot.get_updates()
    assert after.update_id != before.update_id + 1


@pytest.mark.parametrize(
    "raw", [b'{"message":{"date":1e99}}', b'{"message":"\\ud800\\u0000"}', b"{}", b"[1,2]", b"null"]
)
async def test_any_nonsense_can_be_put_in_the_queue_and_the_next_comes_after_it(
    sandbox: Sandbox, maria: int, raw: bytes
) -> None:
    await sandbox.play.raw("update", raw)
    await sandbox.play.say(maria, "after it")
    async with sandbox.http.get(f"{sandbox.running.url}/bot42:TEST/getUpdates") as answer:
        body = await answer.read()
    assert raw.lstrip(b"{") in body
    assert b"after it" in body


async def test_an_update_can_come_twice_under_its_own_id(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "once")
    [update] = (await sandbox.call("getUpdates"))["result"]
    await sandbox.call("getUpdates", offset=update["update_id"] + 1)
    await sandbox.play.do("raw_updates", [update, update])
    assert await texts(sandbox) == ["once", "once"]
    assert await texts(sandbox) == []


# -- by webhook

Answer = Callable[[web.Request], Awaitable[web.Response]]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """A bot's own server that takes webhooks."""
    app = web.Application()
    app.router.add_post("/hook", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


class Hook:
    """Notes what it is given; answers with the next of `answers`, then with 200."""

    def __init__(self, *answers: web.Response) -> None:
        self.answers = list(answers)
        self.heard: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()

    async def answer(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.heard.append(orjson.loads(await request.read()))
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.heard if "message" in update]


async def test_a_webhook_gets_everything_in_order_with_its_secret(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "waited")
    hook = Hook()
    async with listening(hook.answer) as url:
        assert await sandbox.bot.set_webhook(url, secret_token="s3cret_-", max_connections=5)
        for word in ("a", "b", "c"):
            await sandbox.play.say(maria, word)
        await sandbox.until(lambda: len(hook.heard) == 4 and sandbox.world.updates.count() == 0)
        info = await sandbox.bot.get_webhook_info()
    assert hook.texts == ["waited", "a", "b", "c"]
    assert hook.secrets == {"s3cret_-"}
    assert (info.url, info.max_connections, info.pending_update_count) == (url, 5, 0)


async def test_polling_and_a_webhook_exclude_each_other(sandbox: Sandbox, maria: int) -> None:
    poll = asyncio.create_task(sandbox.bot.get_updates(timeout=50))
    await sandbox.until(lambda: sandbox.world.updates.listening)
    async with listening(Hook().answer) as url:
        await sandbox.bot.set_webhook(url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await sandbox.bot.get_updates()
        await sandbox.bot.delete_webhook()
    await sandbox.play.say(maria, "by polling again")
    assert await texts(sandbox) == ["by polling again"]


async def test_one_chat_waits_for_its_answer_and_does_not_hold_up_another(sandbox: Sandbox, maria: int) -> None:
    ann = await sandbox.play.person("Ann")
    release = asyncio.Event()
    hook = Hook()

    async def slow_for_maria(request: web.Request) -> web.Response:
        answer = await hook.answer(request)
        if hook.heard[-1]["message"]["from"]["id"] == maria:
            await release.wait()
        return answer

    async with listening(slow_for_maria) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "first")
        await sandbox.play.say(maria, "second")
        await sandbox.play.say(ann, "other")
        await sandbox.until(lambda: "other" in hook.texts)
        assert "second" not in hook.texts
        release.set()
        await sandbox.until(lambda: "second" in hook.texts)


async def test_a_tap_travels_beside_the_texts_of_the_same_person(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.bot.send_message(maria, "Safe?")
    release = asyncio.Event()
    hook = Hook()

    async def slow_for_texts(request: web.Request) -> web.Response:
        answer = await hook.answer(request)
        if "message" in hook.heard[-1]:
            await release.wait()
        return answer

    async with listening(slow_for_texts) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "text")
        await sandbox.play.forge(maria, asked.message_id, "tap")
        await sandbox.until(lambda: any("callback_query" in update for update in hook.heard))
        release.set()


async def test_what_was_refused_comes_again_when_the_bot_asked_for_it(sandbox: Sandbox, maria: int) -> None:
    hook = Hook(web.Response(status=503, headers={"Retry-After": "600"}))
    async with listening(hook.answer) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "a")
        await sandbox.play.say(maria, "b")
        await sandbox.until(lambda: len(hook.heard) == 1)
        info = await sandbox.bot.get_webhook_info()
        assert info.pending_update_count == 2
        assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
        await sandbox.play.advance(500)
        assert len(hook.heard) == 1
        await sandbox.play.advance(101)
        await sandbox.until(lambda: hook.texts == ["a", "a", "b"])
    assert hook.heard[0] == hook.heard[1]


async def test_without_being_asked_it_comes_at_once_and_then_ever_slower(sandbox: Sandbox, maria: int) -> None:
    hook = Hook(*(web.Response(status=500) for _ in range(4)))
    async with listening(hook.answer) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "a")
        await sandbox.until(lambda: len(hook.heard) == 2)
        for wait, attempts in ((2, 3), (4, 4), (8, 5)):
            await sandbox.play.advance(wait)
            await sandbox.until(lambda n=attempts: len(hook.heard) == n)  # type: ignore[misc]
        await sandbox.until(lambda: sandbox.world.updates.count() == 0)


async def test_a_receipt_that_is_lost_brings_the_same_update_again(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.do("faults", {"plan": [{"method": "webhook", "nth": 1, "fault": "lost_answer"}]})
    hook = Hook()
    async with listening(hook.answer) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "a")
        await sandbox.until(lambda: hook.texts == ["a", "a"])
    assert hook.heard[0] == hook.heard[1]


async def test_a_bot_that_says_gone_for_a_day_loses_its_webhook(sandbox: Sandbox, maria: int) -> None:
    gone = [web.Response(status=410) for _ in range(50)]
    hook = Hook(*gone)
    async with listening(hook.answer) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "a")
        await sandbox.until(lambda: len(hook.heard) == 2)
        await sandbox.play.advance(23 * HOUR + 1)
        await sandbox.until(lambda: len(hook.heard) == 3)
        await sandbox.until(lambda: sandbox.running.webhook_url == "")
    assert await texts(sandbox) == ["a"]


async def test_a_method_in_the_answer_is_carried_out(sandbox: Sandbox, maria: int) -> None:
    reply = {"method": "sendMessage", "chat_id": maria, "text": "in the same breath"}
    hook = Hook(web.json_response(reply))
    async with listening(hook.answer) as url:
        await sandbox.bot.set_webhook(url)
        await sandbox.play.say(maria, "hello")
        await sandbox.until(lambda: sandbox.world.updates.count() == 0)
    assert [one["text"] for one in await sandbox.play.seen(maria)] == ["hello", "in the same breath"]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"url": "ftp://here"}, "bad webhook"),
        ({"url": "https://here", "secret_token": "not allowed!"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(sandbox: Sandbox, params: dict[str, str], says: str) -> None:
    assert says in await sandbox.refusal("setWebhook", **params)


async def test_what_waits_can_be_dropped(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.say(maria, "a")
    await sandbox.bot.delete_webhook(drop_pending_updates=True)
    assert await texts(sandbox) == []
