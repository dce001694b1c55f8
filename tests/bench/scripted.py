"""Tiny bots with planted faults, and a load in the test's own process to find them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

from bot.bench.fake import FakeApi, serve
from bot.bench.scenario import Scenario
from bot.bench.score import Result

Call = Callable[..., Coroutine[Any, Any, Any]]
Habit = Callable[[Call, list[dict[str, Any]]], Awaitable[None]]


@asynccontextmanager
async def bot_api() -> AsyncIterator[tuple[FakeApi, Call]]:
    """The load's Bot API on a free port, and a way to call its methods."""
    api = FakeApi()
    server = await serve(api)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot1:x/"
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:

        async def call(method: str, **params: Any) -> Any:
            async with session.post(base + method, json=params) as answer:
                said = await answer.json()
                return said["result"] if said["ok"] else said

        try:
            yield api, call
        finally:
            server.close()


async def played(scenario: Scenario, habit: Habit, *, rounds: int = 200) -> Result:
    """The scenario against a bot that polls and handles each batch by its habit, until nothing more comes."""
    async with bot_api() as (api, call):
        polling = asyncio.create_task(_poll(call, habit))
        api.scenario = scenario
        scenario.start(api)
        for _ in range(rounds):
            await call("getMe")  # gives the bot its turn, without looking at a clock
            if scenario.score.offered >= scenario.expected <= scenario.score.answered:
                break
        await call("getMe")
        polling.cancel()
        with suppress(asyncio.CancelledError):
            await polling
        return scenario.score.result(scenario.expected)


async def _poll(call: Call, habit: Habit) -> None:
    offset = 0
    while True:
        batch = await call("getUpdates", offset=offset, timeout=30)
        await habit(call, batch)
        offset = batch[-1]["update_id"] + 1 if batch else offset


async def echo(call: Call, update: dict[str, Any]) -> None:
    message = update["message"]
    await call("sendMessage", chat_id=message["chat"]["id"], text=message["text"])
