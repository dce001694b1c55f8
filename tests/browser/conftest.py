"""A browser for all of these tests; for each its own sandbox, its own bot and its own page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.clock import Clock
from bot.sandbox.api import Running, serve
from tests.browser.puppet import Puppet
from tests.browser.stage import Stage, open_browser

TOKEN = "1:TEST"


@dataclass(frozen=True)
class Cast:
    worker: int
    other_worker: int
    advocate: int
    other_advocate: int
    group: int


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with open_browser(chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Running]:
    running = await serve(0, TOKEN, Clock())
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


Play = Callable[..., Awaitable[dict[str, Any]]]


@pytest_asyncio.fixture(loop_scope="session")
async def play(sandbox: Running, http: aiohttp.ClientSession) -> Play:
    """`await play("person", name="Worker 1")`: what the page does as well, for setting the scene."""

    async def posted(what: str, /, **body: Any) -> dict[str, Any]:
        async with http.post(f"{sandbox.url}/play/{what}", json=body) as response:
            answer: dict[str, Any] = await response.json()
        assert response.ok, answer
        return answer

    return posted


@pytest_asyncio.fixture(loop_scope="session")
async def cast(play: Play) -> Cast:
    names = ("Worker 1", "Worker 2", "Advocate A", "Advocate B")
    one, two, three, four = [int((await play("person", name=name))["id"]) for name in names]
    group = await play("group", title="Staff", members=[three, four])
    return Cast(one, two, three, four, group["id"])


@pytest.fixture
def bot(sandbox: Running, http: aiohttp.ClientSession) -> Puppet:
    return Puppet(http, sandbox.url, TOKEN)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, sandbox: Running, cast: Cast) -> AsyncIterator[Stage]:
    """The page as a newcomer finds it. Whatever it complains of to the browser's console fails the test."""
    async with Stage.open(browser, sandbox.url) as opened:
        yield opened
        assert opened.complaints == []
