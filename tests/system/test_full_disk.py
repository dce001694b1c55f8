"""The disk is full: Telegram is told nothing, whoever watches is, and when there is room again all that was written
meanwhile is there. SQLite itself says that it is full: a database may have no more pages.

FULL says how many times; `make soak` asks for two hundred.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.ledger import tables as t
from bot.telegram import intake
from bot.telegram.intake import Poller
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, MIN, rows
from tests.system.planted import EarlyPoller

FULL = int(os.environ.get("FULL", "3"))
AT_ONCE = 4
LONG = "and then he said " * 200
NO_END = 2**30


class Disk:
    """How many pages the ledger may have; what is there already stays."""

    def __init__(self, post: Postroom) -> None:
        self._post, self._pages = post, NO_END
        event.listen(post.room.ledger._engine, "connect", self._opened)

    def _opened(self, connection: Any, record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self._pages}")

    async def may_have(self, more: int) -> None:
        def set_(book: Any) -> None:
            there = book.db.exec_driver_sql("PRAGMA page_count").scalar_one()
            self._pages = min(NO_END, there + more)
            book.db.exec_driver_sql(f"PRAGMA max_page_count = {self._pages}")

        await self._post.room.look(set_)


@pytest.fixture
async def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Postroom]:
    monkeypatch.setattr(intake, "_SHORTEST", 0.002)
    monkeypatch.setattr(intake, "_LONGEST", 0.02)
    async with working(tmp_path) as post:
        await post.claimed(MIN, AMAL)
        for update in [*post.world.updates.pending()]:
            update.end = "received"
        yield post


async def days(post: Postroom, poller: Poller, times: int, caplog: pytest.LogCaptureFixture) -> list[str]:
    """She writes while the disk has room, while it is full and after it; what is wrong in the end, or in between."""
    disk, said, wrong = Disk(post), list[str](), list[str]()
    run = asyncio.create_task(poller.run())
    try:
        for number in range(times):
            await disk.may_have(0)
            caplog.clear()
            for one in range(AT_ONCE):
                said.append(f"#{number}.{one}#")
                await post.play.say(MIN, f"{said[-1]} {LONG}")
            wrong += await _is_told(post, caplog)
            await disk.may_have(NO_END)
            await _confirmed(post)
        await post.settled()
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
    came = [mark for text in await post.texts(AMAL) for mark in re.findall(r"#[\d.]+#", text)]
    return wrong + ([] if came == said else [f"{len(set(said) - set(came))} lost, {len(came)} came"])


async def _is_told(post: Postroom, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Whoever reads the log, while Telegram still has something for us."""
    async with asyncio.timeout(20):
        while (await post.play.look("pending"))["updates"]:
            if "not_kept" in caplog.text:
                return []
            await post.world.watch(post.world.seq, 0.005)
    return ["nobody is told, or it was confirmed"]


async def _confirmed(post: Postroom) -> None:
    async with asyncio.timeout(20):
        while (await post.play.look("pending"))["updates"]:
            await post.world.watch(post.world.seq, 0.01)


async def test_p10_a_full_disk_loses_nothing_and_is_said(
    post: Postroom, measured: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    poller = Poller(post.wire, post.room.ledger.take, timeout=1)
    assert await days(post, poller, FULL, caplog) == []
    assert await rows(post.room, t.dead_letters.c.update_id) == []
    measured(
        f"{FULL} times full, {FULL * AT_ONCE} messages meanwhile: 0 lost, 0 put aside, said each time, back by itself"
    )


async def test_p10_confirmed_while_it_is_full_is_found(post: Postroom, caplog: pytest.LogCaptureFixture) -> None:
    """Planted: Telegram is told before it is kept."""
    poller = EarlyPoller(post.wire, post.room.ledger.take, timeout=1)
    assert any("lost" in each for each in await days(post, poller, 2, caplog))
