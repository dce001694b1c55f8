"""Killed at every point there is, and not only at random: before and after each statement, each commit, each call.

EVERY says how many points lie between two that are tried; `make soak` tries all of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from bot.settings import HOUSE
from tests.system.points import shown, wrong
from tests.system.points_scenes import SCENES
from tests.system.processes import environment

EVERY = int(os.environ.get("EVERY", "41"))
FINE = {"scene", "points", "tried", "killed", "repeats"}


async def tried(every: int, *scenes: str) -> list[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.system.points", str(every), *scenes),
        cwd=HOUSE, env=environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, told = await process.communicate()
    assert process.returncode == 0, told.decode()[-2000:]
    return [json.loads(line) for line in said.splitlines()]


def faults(found: dict[str, Any]) -> dict[str, int]:
    return {what: count for what, count in found.items() if what not in FINE and count}


async def test_p01b_killed_at_every_point_nothing_is_lost(measured: Callable[[str], None]) -> None:
    for found in await tried(EVERY, *SCENES):
        assert faults(found) == {} and found["points"] > 60 and found["killed"] >= found["tried"] - 2, found
        measured(
            f"{found['scene']}: killed at {found['killed']} of {found['points']} points, 0 lost, 0 in a wrong chat, "
            f"0 out of order, {found['repeats']} repeats, each marked, at most one a chat and kill"
        )


async def test_p01b_the_acknowledgement_before_the_commit_is_found() -> None:
    [found] = await tried(29, "early:talks")
    assert found["lost"] > 0, found


def test_p01b_each_kind_of_fault_is_told() -> None:
    def told(*came: str, chat: int = 1) -> Counter[str]:
        return +wrong({1: ["a", "b"]}, {chat: list(came)})

    assert not told("a", "b")
    assert told("a")["lost"] == 1 and told("a", "b", "c")["wrong chat"] == 1 and told("b", "a")["out of order"] == 1
    assert told("a", "b", chat=2) == {"lost": 2, "wrong chat": 2}
    assert told("a", "↻ a", "b") == {"repeats": 1} and told("a", "a", "b")["without a mark"] == 1
    assert told("a", "↻ a", "↻ a", "b")["too many repeats"] == 1
    assert not told("↻ a", "b"), "it may have come, and had not"
    assert told("a", "b", "✎b") == {"repeats": 1}, "a screen that is made the same again"


def test_p01b_code_names_are_chance_and_files_count() -> None:
    calls = [
        {"method": "sendMessage", "params": {"chat_id": 1, "text": "OTTER-KITE-44 waits"}},
        {"method": "sendPhoto", "params": {"chat_id": 1, "photo": "F"}},
        {"method": "answerCallbackQuery", "params": {"text": "no"}},
    ]
    assert shown(calls) == {1: ["CODE waits", "sendPhoto"]}
