"""Every command in docs/sandbox.md does what it says there, in the order in which it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bot.clock import Clock
from bot.sandbox.api import serve
from bot.sandbox.play import ACTIONS

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


def commands() -> list[tuple[str, str | None]]:
    """(address, body) of each curl in the page."""
    found: list[tuple[str, str | None]] = []
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            curl, address, *options = shlex.split(line)
            assert curl == "curl"
            assert all(flag == "-d" for flag in options[::2])
            data = options[1::2]
            body = data[0] if len(data) == 1 else urlencode(dict(one.split("=", 1) for one in data)) if data else None
            found.append((address, body))
    return found


async def test_the_page_can_be_followed_from_top_to_bottom() -> None:
    running = await serve(0, "1:TEST", Clock())
    async with aiohttp.ClientSession() as http:
        for address, body in commands():
            kind = {"Content-Type": "application/x-www-form-urlencoded"}  # what curl -d says
            method = "GET" if body is None else "POST"
            where = address.replace("$URL", running.url)
            async with http.request(method, where, data=body and body.encode(), headers=kind) as answer:
                assert answer.status == 200, (address, body, await answer.text())
    await running.stop()


def test_the_page_names_everything_that_can_be_played() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in ACTIONS if f"/play/{name}" not in page] == []
