"""The same conversation as the demo's, played by a script that knows only HTTP, against processes as they are run."""

from __future__ import annotations

import ast
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest

from bot.seal.keyring import Keyring
from tests.canaries import CANARY_ID, CANARY_TOKEN
from tests.system import over_http
from tests.system.over_http import Sandbox
from tests.system.processes import environment, free_port, helpline, telegram

SCRIPT = Path(over_http.__file__)


def test_the_script_knows_nothing_of_this_house() -> None:
    known = {"__future__", "aiohttp", "asyncio", "base64", "dataclasses", "sys", "typing"}
    for node in ast.walk(ast.parse(SCRIPT.read_text())):
        if isinstance(node, ast.Import):
            assert {name.name for name in node.names} <= known
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module in known


@pytest.mark.parametrize("topics", [True, False], ids=["topics", "no-topics"])
async def test_one_whole_conversation_over_http(tmp_path: Path, topics: bool) -> None:
    async with telegram(CANARY_TOKEN, seed=7) as url:
        env = await _settings(tmp_path, url, topics=topics)
        with (tmp_path / "helpline.log").open("wb") as log:
            running = await helpline("run", env=env, stderr=log.fileno())
            try:
                invites = await asyncio.gather(*(_invite(url, env, name) for name in ("Amal", "Bea")))
                said = await _play(url, env["HELPLINE_STAFF_CHAT"], str(CANARY_ID), *invites)
            finally:
                running.terminate()
                ended = await running.wait()
    assert said == "asked, claimed, talked, closed, came back\n"
    assert ended == 0
    kinds = {json.loads(line)["event"] for line in (tmp_path / "helpline.log").read_text().splitlines()}
    assert kinds == {"started"}


async def _settings(folder: Path, url: str, *, topics: bool) -> Mapping[str, str]:
    """A group, a token in a file, a new key file: what an operator brings."""
    async with aiohttp.ClientSession() as http:
        await Sandbox(http, url).post("topics", on=topics)
        coordinator = await Sandbox(http, url).post("person", name="Coordinator")
        group = await Sandbox(http, url).post("group", title="Desk", members=[coordinator["id"]])
    Keyring.create(folder / "keyring.json")
    token = folder / "token"
    token.touch(0o600)
    token.write_text(CANARY_TOKEN)
    return environment(
        HELPLINE_API_URL=url,
        HELPLINE_TOKEN_FILE=str(token),
        HELPLINE_KEYRING_FILE=str(folder / "keyring.json"),
        HELPLINE_STAFF_CHAT=str(group["id"]),
        HELPLINE_DATABASE=f"sqlite:///{folder}/helpline.db",
        HELPLINE_VAULT=f"sqlite:///{folder}/vault.db",
        HELPLINE_LISTEN=f"127.0.0.1:{free_port()}",
    )


async def _invite(url: str, env: Mapping[str, str], name: str) -> str:
    """The link that the command prints leads to this bot; its payload is what her Telegram would send."""
    made = await helpline("staff", "invite", "--role", "advocate", "--name", name, env=env)
    link = (await made.communicate())[0].decode().strip()
    async with aiohttp.ClientSession() as http:
        me = await Sandbox(http, url).bot(CANARY_TOKEN, "getMe")
    address, _, payload = link.partition("?start=")
    assert made.returncode == 0 and address == f"https://t.me/{me['username']}"
    return payload


async def _play(*words: str) -> str:
    script = await asyncio.create_subprocess_exec(
        sys.executable, str(SCRIPT), *words, cwd="/", env=environment(), stdout=asyncio.subprocess.PIPE
    )
    said = (await script.communicate())[0].decode()
    assert script.returncode == 0
    return said
