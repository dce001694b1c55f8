"""The sandbox with nobody in it yet, and Maria, who has started the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.clock import Clock
from bot.sandbox.api import serve
from bot.sandbox.player import Player
from tests.contracts.small_telegram import TOKEN, Sandbox, ptb_bot


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    running = await serve(0, TOKEN, Clock())
    try:
        async with Player(running.url) as play, ptb_bot(running.url) as bot, aiohttp.ClientSession() as http:
            yield Sandbox(running, play, bot, http)
    finally:
        await running.stop()


@pytest.fixture
async def maria(sandbox: Sandbox) -> int:
    return await sandbox.play.person("Maria", language="fil")
