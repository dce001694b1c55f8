"""A helpline that runs, with somebody in the middle of a flow, while an admin publishes with the operator's command."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import demo
from bot.sandbox.player import Player
from bot.settings import HOUSE
from tests.drafts import ASKED, OTHERWISE, PASSPORT, another_question, draft, house, lasting, write

WITHIN = 2.0
TO_THE_QUESTION = (
    ("🌐", "English"), ("Is it safe", "Yes, it is safe"), ("in danger", "No"), ("know about", "My passport"),
)  # fmt: skip
TOKEN = "739100001:" + "kA" * 17 + "k"


class Admin:
    """Types `helpline …` where the bot runs."""

    def __init__(self, folder: Path, content: Path) -> None:
        self.env = {
            "PATH": os.environ["PATH"], "HELPLINE_STAFF_CHAT": "-1001",
            "HELPLINE_KEYRING_FILE": str(folder / "keyring.json"), "HELPLINE_CONTENT": str(content),
            "HELPLINE_DATABASE": f"sqlite:///{folder}/helpline.db", "HELPLINE_VAULT": f"sqlite:///{folder}/vault.db",
        }  # fmt: skip

    async def types(self, *words: str, code: int = 0) -> Any:
        done = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, "--json", cwd=HOUSE, env=self.env, stdout=-1, stderr=-1
        )
        out, told = await done.communicate()
        assert done.returncode == code, told.decode()
        return json.loads(out)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(lasting(house()), tmp_path / "content")


async def shown(player: Player, person: int, text: str) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            view = await player.chat(person)
            for message in reversed(view["messages"]):
                if message["from"] == "bot" and text in message["text"] and not message["deleted"]:
                    return dict(message)
            await player.look(f"events?since={view['seq']}&timeout=5")


async def comes_to_the_question(player: Player, person: int, question: str) -> None:
    await player.say(person, "/start")
    for sees, label in TO_THE_QUESTION:
        message = await shown(player, person, sees)
        await player.tap(person, message["message_id"], label)
    await shown(player, person, question)


async def until(holds: Callable[[], Awaitable[bool]]) -> float:
    """Seconds that it took."""
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(10):
        while not await holds():  # noqa: ASYNC110 (asked over HTTP, or of the bot's own state)
            await asyncio.sleep(0.01)
    return asyncio.get_running_loop().time() - began


async def heard(player: Player, person: int) -> int:
    return len([each for each in await player.seen(person) if each["from"] == "bot"])


async def heard_more(player: Player, person: int, than: int) -> bool:
    return await heard(player, person) > than


async def serves(stage: demo.Demo, bundle: str) -> bool:
    return stage.house.bundle.id == bundle


async def chats_on(player: Player, person: int, enough: asyncio.Event) -> int:
    """One message after the other; each is answered before the next."""
    count = 0
    while not enough.is_set():
        count += 1
        before = await heard(player, person)
        await player.say(person, f"hm {count}")
        await until(partial(heard_more, player, person, before))
    return count


async def test_within_two_seconds_and_no_turn_is_lost(tmp_path: Path, content: Path) -> None:
    async with demo.staged(0, tmp_path) as stage, Player(stage.sandbox.url) as player:
        one, two = stage.workers
        admin = Admin(tmp_path, content)
        first = await admin.types("publish", "--because", "the beginning", "--by", "ana")
        assert first["act"] == "prepared"
        assert (await admin.types("publish", "--approve", first["bundle"][:6], "--by", "ben"))["act"] == "published"
        await comes_to_the_question(player, one, ASKED)
        stop = asyncio.Event()
        chatting = asyncio.create_task(chats_on(player, one, stop))
        write(lasting(another_question()), content)
        release = await admin.types("publish", "--because", "plainer words", "--by", "ana")
        assert release["act"] == "published"
        assert await until(partial(serves, stage, release["bundle"])) < WITHIN
        await comes_to_the_question(player, two, OTHERWISE)
        stop.set()
        assert await chatting > 0, "and each of hers was answered"
        assert ASKED in (await shown(player, one, ASKED))["text"], "in the words she began with"
        refused = await _behind(admin, content)
        assert "1 to put right" not in refused["why"] and "Nothing was overwritten" in refused["why"]


async def _behind(admin: Admin, content: Path) -> Any:
    """Another admin's folder, taken from the first bundle."""
    [*_, first] = await admin.types("bundles")
    theirs = content.parent / "theirs"
    await asyncio.to_thread(write, lasting(draft((PASSPORT, "An agent", "An agency"))), theirs)
    await asyncio.to_thread((theirs / ".published").write_text, first["bundle"])
    return await admin.types("publish", "--because", "x", "--content", str(theirs), code=1)
