"""The token is revoked and replaced while calls are made: each is made once, under whichever is known by then."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.telegram.request import AiohttpRequest, Wire
from bot.telegram.token import put
from tests.bot.test_cli import helpline

ROTATIONS = int(os.environ.get("ROTATIONS", "3"))
NUMBER = "739100001"


def token(nr: int) -> str:
    return f"{NUMBER}:" + f"{nr:02d}kAzQ9" * 5


@dataclass
class Api:
    """Knows one token at a time."""

    known: str
    url: str = ""
    made: list[int] = field(default_factory=list)
    refused: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def more(self, *, made: int = 0, refused: int = 0) -> None:
        """Returns when so many more have come."""
        wanted = len(self.made) + made, self.refused + refused
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.made) >= wanted[0] and self.refused >= wanted[1])

    async def answer(self, request: web.Request) -> web.Response:
        answer = await self._answer(request)
        async with self.changed:
            self.changed.notify_all()
        return answer

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.known:
            self.refused += 1
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        if request.match_info["method"] == "getMe":
            return web.json_response({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "x"}})
        self.made.append(int((await request.json())["nr"]))
        return web.json_response({"ok": True, "result": {"message_id": 1}})


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    made = Api(token(0))
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = site.name
    yield made
    await runner.cleanup()


def file_of(folder: Path, said: str) -> Path:
    path = folder / "token"
    path.write_text(said)
    path.chmod(0o400)
    return path


async def test_no_call_is_lost_or_made_twice_however_often_it_is_replaced(api: Api, tmp_path: Path) -> None:
    path = file_of(tmp_path, token(0))
    wire = Wire(api.url, token(0), token_file=path)
    await wire.open()
    sent, stopped = 0, asyncio.Event()

    async def speaks() -> None:
        """As the gate does: what was refused waits, and goes again."""
        nonlocal sent
        while not stopped.is_set():
            nr, sent = sent, sent + 1
            while not (await wire.call("sendMessage", {"nr": nr})).ok:
                pass

    began = time.monotonic()
    people = [asyncio.create_task(speaks()) for _ in range(8)]
    for nr in range(1, ROTATIONS + 1):
        await api.more(made=60)
        api.known = token(nr)  # @BotFather: the old one is nothing from this moment on
        await api.more(refused=8)
        put(path, token(nr))
    await api.more(made=60)
    stopped.set()
    await asyncio.gather(*people)
    took = time.monotonic() - began
    await wire.close()
    sys.stdout.write(
        f"\n{ROTATIONS} tokens in {took:.1f} s, {sent / took:.0f} messages a second, {api.refused} waited\n"
    )
    assert sorted(api.made) == list(range(sent)), "each once"
    assert api.refused >= 8 * ROTATIONS


async def test_what_speaks_through_the_library_follows(api: Api, tmp_path: Path) -> None:
    path = file_of(tmp_path, token(0))
    wire = Wire(api.url, token(0), token_file=path)
    await wire.open()
    request = AiohttpRequest(wire)
    bot = Bot(token(0), f"{api.url}/bot", request=request, get_updates_request=request)
    api.known = token(1)
    put(path, token(1))
    assert (await bot.get_me()).id == 1 and (await bot.get_me()).id == 1
    assert api.refused == 1, "the new one is kept"
    await wire.close()


@pytest.mark.parametrize("said", ["", "not a token of anybody", "739100002:" + "07kAzQ9" * 5])
async def test_what_is_not_a_token_of_this_bot_is_not_taken(api: Api, tmp_path: Path, said: str) -> None:
    path = file_of(tmp_path, token(0))
    wire = Wire(api.url, token(0), token_file=path)
    await wire.open()
    api.known = said
    put(path, said)
    answer: Any = await wire.call("sendMessage", {"nr": 1})
    assert answer.code == 401 and api.refused == 1
    await wire.close()


def test_an_operator_puts_it_there_and_a_wrong_one_changes_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, token(0))
    where = {"HELPLINE_TOKEN_FILE": str(path)}
    other = helpline("keys", "rotate", "token", typed="739100002:" + "07kAzQ9" * 5 + "\n", **where)
    assert other.returncode == 1 and "of another bot" in other.stderr and path.read_text() == token(0)
    done = helpline("keys", "rotate", "token", typed=token(1) + "\n", **where)
    assert done.returncode == 0 and path.read_text().strip() == token(1), done.stderr
    assert path.stat().st_mode & 0o777 == 0o400 and token(1) not in done.stdout + done.stderr
