"""What the bot asks at its start, the bench's Bot API answers so that the bot goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot import build
from bot.bench import fake
from bot.bench.contestants import STAFF_CHAT, TOKEN, free_port
from bot.clock import Clock
from bot.seal.keyring import Keyring
from bot.settings import Settings
from tests.room import edition


async def test_the_bot_starts_against_it(tmp_path: Path) -> None:
    await _start(tmp_path, fake.FakeApi())


async def test_a_call_at_start_that_it_does_not_know_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without: dict[str, Any] = {name: said for name, said in fake._FIXED.items() if name != "getChat"}
    monkeypatch.setattr(fake, "_FIXED", without)
    with pytest.raises(AttributeError, match="bool"):
        await _start(tmp_path, fake.FakeApi())


async def _start(folder: Path, api: fake.FakeApi) -> None:
    server = await fake.serve(api)
    Keyring.create(folder / "keyring.json")
    settings = Settings.read(
        {
            "HELPLINE_TOKEN": TOKEN,
            "HELPLINE_API_URL": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}",
            "HELPLINE_DATABASE": f"sqlite:///{folder}/helpline.db",
            "HELPLINE_VAULT": f"sqlite:///{folder}/vault.db",
            "HELPLINE_KEYRING_FILE": str(folder / "keyring.json"),
            "HELPLINE_STAFF_CHAT": STAFF_CHAT,
            "HELPLINE_LISTEN": f"127.0.0.1:{free_port()}",
        }
    )
    try:
        async with asyncio.timeout(20), build.running(settings, Clock(), edition) as house:
            assert house.poller is not None
    finally:
        server.close()
