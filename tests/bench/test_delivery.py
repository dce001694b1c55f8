"""Updates reach a bot as Telegram would bring them: confirmed by offset, or one call in flight per chat."""

from __future__ import annotations

import asyncio

import orjson
from aiohttp import web

from bot.bench.scenario import Offer
from tests.bench.scripted import bot_api


async def test_an_update_is_gone_only_when_a_later_offset_confirms_it() -> None:
    async with bot_api() as (api, call):
        Offer(count=1, updates=3).start(api)
        first = await call("getUpdates", limit=2)
        again = await call("getUpdates", limit=2)
        rest = await call("getUpdates", offset=first[-1]["update_id"] + 1)

    assert first == again
    assert [update["message"]["text"][:2] for update in first + rest] == ["#0", "#1", "#2"]


async def test_a_second_poller_is_refused() -> None:
    async with bot_api() as (_, call):
        waiting = asyncio.create_task(call("getUpdates", timeout=30))
        await call("getMe")
        refused = await call("getUpdates", timeout=30)
        waiting.cancel()

    assert refused["error_code"] == 409


async def test_a_text_has_the_size_of_a_real_one() -> None:
    async with bot_api() as (api, call):
        Offer(count=1, updates=1).start(api)
        [update] = await call("getUpdates")

    assert 380 <= len(orjson.dumps(update)) <= 480
    assert update["message"]["chat"]["type"] == "private"


async def test_a_webhook_hears_one_chat_in_order_and_many_at_once() -> None:
    heard: list[str] = []
    inside: set[int] = set()
    most_at_once = 0
    everyone = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        nonlocal most_at_once
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "sesame"
        message = (await request.json())["message"]
        chat = message["chat"]["id"]
        assert chat not in inside, "two calls of one chat in flight"
        inside.add(chat)
        most_at_once = max(most_at_once, len(inside))
        if len(inside) == 3:
            everyone.set()
        await everyone.wait()
        inside.discard(chat)
        heard.append(f"{chat} {message['text'].split()[0]}")
        return web.Response()

    async with bot_api() as (api, call), _site(hook) as url:
        await call("setWebhook", url=url, secret_token="sesame")
        Offer(count=3, updates=9).start(api)
        while len(heard) < 9:
            await call("getMe")

    assert most_at_once == 3
    for chat in {line.split()[0] for line in heard}:
        assert [line.split()[1] for line in heard if line.startswith(chat)] == ["#0", "#1", "#2"]


async def test_a_refused_webhook_call_comes_again_before_the_next() -> None:
    heard: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        heard.append((await request.json())["message"]["text"].split()[0])
        return web.Response(status=503 if len(heard) == 1 else 200, headers={"Retry-After": "0"})

    async with bot_api() as (api, call), _site(hook) as url:
        await call("setWebhook", url=url)
        Offer(count=1, updates=2).start(api)
        while len(heard) < 3:
            await call("getMe")

    assert heard == ["#0", "#0", "#1"]


class _site:
    """A bot's webhook on a free port."""

    def __init__(self, hook: object) -> None:
        app = web.Application()
        app.router.add_post("/hook", hook)  # type: ignore[arg-type]
        self._runner = web.AppRunner(app)

    async def __aenter__(self) -> str:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()


async def test_a_method_that_rides_in_the_webhook_s_answer_is_counted() -> None:
    async def hook(request: web.Request) -> web.Response:
        chat = (await request.json())["message"]["chat"]["id"]
        return web.json_response({"method": "sendMessage", "chat_id": chat, "text": "#0 I heard you"})

    offer = Offer(count=1, updates=1)
    async with bot_api() as (api, call), _site(hook) as url:
        await call("setWebhook", url=url)
        api.scenario = offer
        offer.start(api)
        while not offer.score.answered:
            await call("getMe")

    assert offer.score.calls["sendMessage"] == 1


async def test_a_steady_rate_releases_updates_in_the_order_of_their_ids() -> None:
    offer = Offer(count=3, updates=200, rate=5000)
    async with bot_api() as (api, call):
        offer.start(api)
        while offer.score.offered < 200:
            await call("getMe")
        batch = await call("getUpdates", limit=200)

    ids = [update["update_id"] for update in batch]
    assert len(ids) == 200
    assert ids == sorted(ids)
