"""A small Telegram on loopback, a bot that speaks to it through python-telegram-bot, and hands to play the people."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox.api import Running
from bot.sandbox.player import Player
from bot.sandbox.world import World

TOKEN = "42:TEST"


@dataclass
class Sandbox:
    running: Running
    play: Player
    bot: Bot
    http: aiohttp.ClientSession

    @property
    def world(self) -> World:
        return self.running.world

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The Bot API without a library, its refusals included."""
        async with self.http.post(f"{self.running.url}/bot{TOKEN}/{method}", json=params) as answer:
            heard: dict[str, Any] = await answer.json()
            assert heard["ok"] == (answer.status == 200)
            return heard

    async def call_anyhow(self, method: str, **params: Any) -> int:
        """The status only: a bad gateway does not answer in JSON."""
        async with self.http.post(f"{self.running.url}/bot{TOKEN}/{method}", json=params) as answer:
            return answer.status

    async def refusal(self, method: str, **params: Any) -> str:
        return str((await self.call(method, **params))["description"])

    async def until(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not seen():
                await self.play.look("pending")


def ptb_bot(url: str) -> Bot:
    """PTB as it comes, but for the certificates: reading them takes longer than most of these tests."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        TOKEN, f"{url}/bot", base_file_url=f"{url}/file/bot", request=requests[0], get_updates_request=requests[1]
    )
