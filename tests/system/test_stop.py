"""P13: a helpline that is told to stop ends within ten seconds, and what was on its way is neither lost nor repeated,
also while Telegram takes its time."""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.sandbox.player import Player
from bot.seal.keyring import Keyring
from tests.canaries import CANARY_TOKEN, IDS
from tests.system.processes import environment, free_port, helpline, telegram

PEOPLE = IDS[:12]
STOPS_WITHIN = 10.0
SLOW = 1.0  # seconds that Telegram takes for everything


WAYS = ("polling", "webhook") if os.environ.get("STOPS") else ("polling",)  # `make soak` tries both


@pytest.mark.parametrize("way", WAYS)
async def test_p13_a_stop_loses_nothing_that_is_in_flight_and_repeats_nothing(tmp_path: Path, way: str) -> None:
    async with telegram(CANARY_TOKEN, seed=3) as url, Player(url) as play:
        env = await _settings(tmp_path, url, play, webhook=way == "webhook")
        with (tmp_path / "helpline.log").open("wb") as log:
            first = await helpline("run", env=env, stderr=log.fileno())
            await _started(tmp_path, 1)
            await play.do("faults", {"latency": SLOW})
            for person in PEOPLE:
                await play.say(await play.person("Min", id_=person), "/start")
            await _committed(tmp_path, len(PEOPLE))
            first.terminate()
            async with asyncio.timeout(STOPS_WITHIN):
                assert await first.wait() == 0
            assert sum([await _answers(play, person) for person in PEOPLE]), "what was in flight has arrived"
            await play.do("faults", {"latency": 0.0})
            again = await helpline("run", env=env, stderr=log.fileno())
            await _started(tmp_path, 2)
            async with asyncio.timeout(30):
                while [await _answers(play, person) for person in PEOPLE] != [1] * len(PEOPLE):
                    await play.look("events?since=0&timeout=0")
            again.terminate()
            assert await again.wait() == 0
    assert "crashed" not in (tmp_path / "helpline.log").read_text()


async def _answers(play: Player, person: int) -> int:
    told = [message["text"] for message in await play.seen(person) if message["from"] == "bot"]
    assert not any("↻" in text for text in told), "it was known what had arrived"
    return len(told)


async def _started(folder: Path, times: int) -> None:
    async with asyncio.timeout(30):
        while (folder / "helpline.log").read_text().count('"started"') < times:  # noqa: ASYNC110 (a file tells nobody)
            await asyncio.sleep(0.05)


async def _committed(folder: Path, many: int) -> None:
    """All of them are on disk, and so their answers are on their way."""
    async with asyncio.timeout(30):
        while _seen(folder) < many:  # noqa: ASYNC110 (a database tells nobody)
            await asyncio.sleep(0.02)


def _seen(folder: Path) -> int:
    with sqlite3.connect(f"file:{folder}/helpline.db?mode=ro", uri=True) as db:
        return int(db.execute("SELECT count(*) FROM seen WHERE update_id > 0").fetchone()[0])


async def _settings(folder: Path, url: str, play: Player, *, webhook: bool) -> Mapping[str, str]:
    group = await play.group("Desk", [await play.person("Coordinator")])
    Keyring.create(folder / "keyring.json")
    more, listen = {}, f"127.0.0.1:{free_port()}"
    if webhook:
        more = {
            "HELPLINE_WEBHOOK_URL": f"http://{listen}/webhook",
            "HELPLINE_WEBHOOK_LISTEN": listen,
            "HELPLINE_WEBHOOK_SECRET_FILE": _secret(folder / "hook", secrets.token_hex(20)),
        }
    return environment(
        HELPLINE_API_URL=url,
        HELPLINE_TOKEN_FILE=_secret(folder / "token", CANARY_TOKEN),
        HELPLINE_KEYRING_FILE=str(folder / "keyring.json"),
        HELPLINE_STAFF_CHAT=str(group),
        HELPLINE_DATABASE=f"sqlite:///{folder}/helpline.db",
        HELPLINE_VAULT=f"sqlite:///{folder}/vault.db",
        HELPLINE_LISTEN=f"127.0.0.1:{free_port()}",
        **more,
    )


def _secret(path: Path, value: str) -> str:
    path.touch(0o600)
    path.write_text(value)
    return str(path)
