"""`/readyz` proves work: each part is broken for real, one at a time, and named; `helpline doctor --alive` agrees."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.watchroom import Watched, watched
from tests.canaries import IDS

MIN = IDS[0]


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    async with watched(tmp_path, monkeypatch) as house:
        yield house


async def test_a_house_that_works_says_so(house: Watched) -> None:
    assert await house.ready() == (200, [])
    assert (await house.health.get("/healthz")).status == 200


async def test_a_ledger_that_answers_and_does_not_keep(house: Watched, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "helpline.db") as db:
        db.execute("CREATE TRIGGER broken BEFORE INSERT ON seen BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END")
    assert await house.ready() == (503, ["ledger"])
    with sqlite3.connect(tmp_path / "helpline.db") as db:
        db.execute("DROP TRIGGER broken")
    assert await house.ready() == (200, [])


async def test_the_look_leaves_nothing_behind(house: Watched, tmp_path: Path) -> None:
    await house.ready()
    with sqlite3.connect(tmp_path / "helpline.db") as db:
        assert db.execute("SELECT count(*) FROM seen").fetchone() == (0,)


async def test_a_vault_whose_keys_are_gone_though_one_is_in_memory(house: Watched, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "vault.db") as db:
        db.execute("ALTER TABLE dek RENAME TO away")
    assert await house.ready() == (503, ["vault"])


async def test_telegram_that_does_not_answer(house: Watched) -> None:
    await house.post.play.person("Min", id_=MIN)
    await house.post.faults(lost_call=1.0, methods=["getUpdates"])
    await house.post.play.say(MIN, "/start")  # ends the call that waits; the next ones are lost
    await house.post.until(lambda: house.poller._failures > 0)
    assert await house.ready() == (200, []), "not at once"
    house.ahead[0] = 121
    assert await house.ready() == (503, ["telegram"])
    await house.post.faults(lost_call=0.0)
    await house.post.play.say(MIN, "again")
    await house.post.until(lambda: house.poller._failures == 0)
    house.ahead[0] = 0
    assert await house.ready() == (200, [])


async def test_a_message_that_does_not_leave(house: Watched) -> None:
    """Telegram takes nothing. What is tried again and again has been waiting since it was first tried."""
    post = house.post
    await post.play.person("Min", id_=MIN)
    await post.faults(bad_gateway=1.0, methods=["sendMessage"])
    post.pauses.held = True
    await post.play.say(MIN, "/start")
    await post.until(lambda: len(post.pauses.asked) > 0)
    assert await house.ready() == (200, [])
    post.room.clock.advance(seconds=301)
    assert await house.ready() == (503, ["sending"])
    await post.faults(bad_gateway=0.0)
    post.pauses.held = False
    post.pauses.let_pass(60)
    await post.settled()
    assert await house.ready() == (200, [])


async def test_a_disk_without_room(house: Watched) -> None:
    house.vitals.folders = (Path("/proc"),)  # no file system is fuller
    assert await house.ready() == (503, ["disk"])
