"""P21: what is broken reaches a person by a way that is not Telegram. Each dependency is broken by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.alarm import facts, text
from bot.chores.watchdog import FOREIGN, KINDS, RIVAL
from bot.ledger.alarms import Alarm
from bot.telegram.intake import Hook
from handoff.desk import say
from handoff.model import Role
from tests.bot.postroom import TOKEN, our_bot
from tests.bot.watchroom import Watched, watched
from tests.canaries import IDS

MIN, CORA = IDS[0], IDS[6]
THEIRS = "https://elsewhere.example/hook"


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    async with watched(tmp_path, monkeypatch) as house:
        await house.post.play.person("Min", id_=MIN)
        yield house


async def test_p21_where_nothing_is_wrong_nobody_is_called(house: Watched) -> None:
    for _ in range(20):
        assert await house.looks(5) == []
    assert not any(house.watchdog.troubles.values()) and house.watchdog.unheard == 0


async def test_p21_telegram_is_silent_for_two_minutes(house: Watched) -> None:
    await house.post.faults(lost_call=1.0, methods=["getUpdates"])
    await house.post.play.say(MIN, "/start")
    await house.post.until(lambda: house.poller._failures > 0)
    assert await house.looks(100) == []
    assert await house.looks(21) == ["telegram_silent"]
    assert await house.looks(600) == ["telegram_silent"], "said once"
    assert await house.looks(3600) == ["telegram_silent"] * 2, "and again when an hour has passed"
    assert len({alarm.id for alarm in house.ways[0].got}) == 2, "as another letter"


async def test_p21_a_message_does_not_leave_for_five_minutes(house: Watched) -> None:
    post = house.post
    await post.faults(bad_gateway=1.0, methods=["sendMessage"])
    post.pauses.held = True
    await post.play.say(MIN, "/start")
    await post.until(lambda: len(post.pauses.asked) > 0)
    assert await house.looks() == []
    post.room.clock.advance(seconds=301)
    assert await house.looks() == ["nothing_leaves"]


async def test_p21_the_database_is_away_and_the_alarm_needs_none(house: Watched, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "helpline.db") as db:
        db.execute("ALTER TABLE seen RENAME TO away")
    assert await house.looks() == [], "one that starts anew calls nobody"
    assert await house.looks(60) == ["ledger_away"]
    with sqlite3.connect(tmp_path / "helpline.db") as db:
        db.execute("ALTER TABLE away RENAME TO seen")
    await house.looks(10)
    assert not any(house.watchdog.troubles.values())


async def test_p21_the_vault_is_away(house: Watched, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "vault.db") as db:
        db.execute("ALTER TABLE dek RENAME TO away")
    await house.looks()
    assert await house.looks(60) == ["vault_away"]


async def test_p21_a_full_disk(house: Watched) -> None:
    house.vitals.folders = (Path("/proc"),)
    assert await house.looks() == ["disk_full"]


async def test_p21_a_token_that_was_revoked(house: Watched) -> None:
    post = house.post
    await post.play.do("revoke", {"on": True})
    await post.play.say(MIN, "/start")
    await post.until(lambda: house.poller.refused)
    assert await house.looks() == ["token_refused"]


async def test_a_foreign_webhook_is_taken_away_and_told(house: Watched) -> None:
    """Within a minute and a half; and what comes afterwards comes to us."""
    await house.looks()
    await our_bot(house.post).set_webhook(THEIRS)
    assert await house.looks(61) == [FOREIGN]
    assert (await our_bot(house.post).get_webhook_info()).url == ""
    await house.post.play.say(MIN, "/start")
    await house.post.until(lambda: not house.post.world.updates.count())
    assert await house.looks(61) == [FOREIGN], "it was put right: nothing more is said"
    await our_bot(house.post).set_webhook(THEIRS)
    assert await house.looks(61) == [FOREIGN] * 2, "and if it happens again, again"


async def test_who_else_asks_for_our_updates_is_told(house: Watched) -> None:
    """A second bot under our token: Telegram ends the call of whoever asked first, with 409."""
    await house.looks()
    for _ in range(3):
        before = house.poller.conflicts
        await our_bot(house.post).get_updates(timeout=0)
        await house.post.until(lambda before=before: house.poller.conflicts > before)  # type: ignore[misc]
        await house.post.until(lambda: house.post.world.updates.listening)
    assert await house.looks(10) == [RIVAL]
    await house.looks(61)
    assert not house.watchdog.troubles[RIVAL]


async def test_one_refusal_is_no_rival_yet(house: Watched) -> None:
    await house.looks()
    await our_bot(house.post).get_updates(timeout=0)
    await house.post.until(lambda: house.poller.conflicts > 0)
    assert await house.looks(10) == []


async def test_a_webhook_that_brings_nothing_though_people_write(house: Watched) -> None:
    """Where Telegram calls us there is no poller; whether it does is seen in what it keeps for us."""
    house.vitals.asks = lambda: None

    async def kept() -> Hook:
        return Hook(foreign=False, pending=3)

    house.watchdog.hook = kept
    told = [await house.looks(61) for _ in range(4)]
    assert told[2] == [] and told[3] == ["telegram_silent"]


async def test_an_alarm_that_nobody_accepts_is_itself_seen(house: Watched) -> None:
    """In the log, at /readyz and /metrics; and the coordinators are told where they are: in Telegram."""
    await house.post.room.advocate(CORA, "Cora", Role.COORDINATOR)
    house.vitals.folders = (Path("/proc"),)
    for way in house.ways:
        way.shut = True
    await house.looks()
    assert await house.looks(301) == []
    assert house.ways[0].tried == 2, "after a pause, and never less than once"
    said = [call.params["text"] for call in house.post.room.sent.calls if call.params["chat_id"] == CORA]
    assert said[-1] == say("alarms_unheard")
    parts = await (await house.health.get("/readyz")).json()
    assert parts["alarm_unheard_seconds"] >= 301
    metrics = await house.metrics()
    assert 'helpline_alarms_total{result="not_accepted",way="mail"} 2.0' in metrics
    house.ways[1].shut = False
    await house.looks(60)
    assert house.ways[1].said == ["disk_full"] and house.watchdog.unheard == 0
    again = [call.params["text"] for call in house.post.room.sent.calls if call.params["chat_id"] == CORA]
    assert len(again) == len(said)


async def test_what_is_over_before_anybody_was_reached_is_still_told(house: Watched) -> None:
    folders, house.vitals.folders = house.vitals.folders, (Path("/proc"),)
    for way in house.ways:
        way.shut = True
    await house.looks()
    house.vitals.folders = folders
    for way in house.ways:
        way.shut = False
    assert await house.looks(60) == ["disk_full"]
    assert await house.looks(7200) == ["disk_full"]


@pytest.mark.parametrize("what", [*KINDS.values(), FOREIGN, RIVAL])
def test_every_alarm_has_its_words_and_names_nobody(what: str) -> None:
    alarm = Alarm(b"\x03" * 16, "mail", what, "", "", 7, 1)
    assert "7 minutes" in text(alarm) and "You can: " in text(alarm)
    assert say(f"alarm.{what}.subject").startswith("Helpline: ")
    assert facts(alarm) == {"id": "03" * 16, "alarm": what, "text": text(alarm), "for_minutes": 7}
    assert TOKEN not in text(alarm)
