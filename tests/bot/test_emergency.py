"""What is said while nothing can be kept: in her language, once, to whoever writes to us in private."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.emergency import Emergency
from bot.heard import Broken, Heard
from bot.telegram.update import hear
from tests.bot.staffroom import JOY, MIN
from tests.room import STAFF_CHAT, Room, opened


class Ledger:
    """Away, until it is not."""

    def __init__(self) -> None:
        self.away = True

    async def take(self, updates: Sequence[Heard | Broken]) -> None:
        if self.away:
            raise ConnectionError


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


class Door:
    def __init__(self, room: Room) -> None:
        self.ledger, self.said = Ledger(), list[dict[str, Any]]()
        self.emergency = Emergency(self.ledger.take, room.line, lambda method, p: self.said.append(dict(p)), Clock())

    async def hears(self, *raw: dict[str, Any]) -> list[int]:
        """Who is told whom to call."""
        before = len(self.said)
        try:
            await self.emergency.take([hear(one) for one in raw])
        except ConnectionError:
            assert self.ledger.away, "Telegram must not hear that we have it"
        return [params["chat_id"] for params in self.said[before:]]


async def test_each_chat_is_told_once_until_it_is_back(room: Room) -> None:
    door, min_, joy = Door(room), room.person(MIN), room.person(JOY)
    assert await door.hears(min_.message(text="help me"), min_.message(text="please")) == [MIN]
    assert await door.hears(min_.message(text="hello?"), joy.message(text="/start")) == [JOY]
    assert "999" in door.said[0]["text"] and door.said[0]["disable_notification"]
    door.ledger.away = False
    assert await door.hears(min_.message(text="hello?")) == []
    door.ledger.away = True
    assert await door.hears(min_.message(text="hello?")) == [MIN]


async def test_a_group_a_sign_and_what_cannot_be_read_are_told_nothing(room: Room) -> None:
    door, min_ = Door(room), room.person(MIN)
    sign = {"chat": {"id": MIN, "type": "private"}, "message_id": 5, "user": min_.account, "date": 1,
            "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}  # fmt: skip
    assert await door.hears(min_.message(STAFF_CHAT, text="hello"), min_.update("message_reaction", sign)) == []
    assert await door.hears({"update_id": 1, "message": [1]}) == []


@pytest.mark.parametrize(("hint", "sign"), [("es-419", "999"), ("xx", "danger"), ("", "danger")])
async def test_it_is_said_in_the_language_of_her_phone_where_we_speak_it(room: Room, hint: str, sign: str) -> None:
    door, min_ = Door(room), room.person(MIN)
    said = min_.message(text="help")
    said["message"]["from"]["language_code"] = hint
    await door.hears(said)
    english = "danger" in door.said[0]["text"]
    assert sign in door.said[0]["text"] and english == (not hint.startswith("es"))
