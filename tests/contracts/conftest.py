"""The sandbox with nobody in it yet, and Maria, who has started the bot; and an empty database of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'helpline.db'}"
    made: str = request.getfixturevalue("postgres_url")
    return made
