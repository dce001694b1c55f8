"""/rota: who sees it, who writes it, and the alarm when nobody is on duty."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.chores.round import Round
from bot.ledger import alarms
from bot.ledger import tables as t
from handoff.model import Role
from tests.bot.alertroom import CORA, WAYS, desk, minutes, raised
from tests.bot.staffroom import AMAL, BEA, rows, to
from tests.opening_hours import BY_DAY
from tests.room import NOON, text_of

FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)


async def test_she_writes_her_own_hours_and_a_coordinator_anybodys(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal, cora = await room.advocate(AMAL, "Amal"), await room.advocate(CORA, "Cora", Role.COORDINATOR)
        await room.advocate(BEA, "Bea")
        await amal.says("/rota sunday 10:00-16:00")
        assert amal.sees == "Kept: Amal, sunday: 10:00-16:00."
        await amal.says("/rota sunday 10:00-16:00 Bea")
        assert "written by a coordinator" in amal.sees
        told = await cora.says("/rota tuesday 09:00-12:00 bea")
        assert {call.params["chat_id"] for call in told} == {CORA, BEA}, "whose hours they are hears of it"
        await cora.says("/rota")
        assert "Sunday 29 November: Amal 10:00-16:00" in cora.sees
        assert "Tuesday 24 November: Bea 09:00-12:00" in cora.sees
        assert "Monday 23 November: nobody" in cora.sees and "counts as open always" in cora.sees
        await cora.says("/rota 2026-11-29 off Amal")
        await amal.says("/rota")
        assert "Sunday 29 November: nobody" in amal.sees
        await cora.says("/rota 2026-11-29 usual Amal")
        await amal.says("/rota")
        assert "Sunday 29 November: Amal" in amal.sees


async def test_what_is_not_understood_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
        for said in ("/rota sunday", "/rota sunday 10-16", "/rota sunday 10:00-16:00 Nobody"):
            await cora.says(said)
            assert cora.sees.startswith("Nothing was changed"), said
        assert await rows(room, t.rota.c.day) == []


async def test_two_of_the_same_name_are_not_mixed_up(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
        await room.advocate(AMAL, "Sam")
        await room.advocate(BEA, "Sam")
        await cora.says("/rota sunday 10:00-16:00 Sam")
        assert "no colleague, or more than one" in cora.sees and await rows(room, t.rota.c.day) == []


async def test_nobody_on_duty_when_the_desk_opens_next_is_an_alarm_once(tmp_path: Path) -> None:
    async with desk(tmp_path, BY_DAY, FRIDAY) as room:
        cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
        assert to(CORA, await minutes(room, 0)) == [], "Sunday is more than a day away"
        told = to(CORA, await minutes(room, 24 * 60))
        assert [text.split(". ")[0] for text in told] == [
            "🔴 Nobody is on the rota when the desk is open next, on Sunday 29 November from 10:00"
        ]
        assert sorted(await raised(room)) == [(way, "rota_empty") for way in ("desk", "mail", "webhook")]
        assert to(CORA, await minutes(room, 1)) == [], "it is said once"
        assert to(CORA, await minutes(room, 24 * 60)) != [], "and Monday has nobody either"
        assert cora.user == CORA


async def test_an_alarm_about_a_rota_that_was_filled_meanwhile_is_not_sent(tmp_path: Path) -> None:
    async with desk(tmp_path, BY_DAY, FRIDAY) as room:
        cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
        await minutes(room, 24 * 60)
        await cora.says("/rota 2026-11-29 10:00-16:00")
        assert [await room.look(lambda book, way=way: alarms.take(book, way)) for way in WAYS] == [None, None]
        await cora.says("/rota 2026-11-29 off")
        assert to(CORA, await minutes(room, 1)) != [], "and is raised again when nobody is there after all"
        assert sorted(await raised(room)) == [(way, "rota_empty") for way in ("desk", "mail", "webhook")]


async def test_with_one_colleague_on_duty_nobody_is_alarmed(tmp_path: Path) -> None:
    async with desk(tmp_path, BY_DAY, FRIDAY) as room:
        cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
        await cora.says("/rota sunday 12:00-13:00")
        assert to(CORA, await minutes(room, 24 * 60)) == [] and await raised(room) == []


async def test_a_frozen_colleague_is_not_on_duty(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal = await room.advocate(AMAL, "Amal")
        await amal.says("/rota monday 09:00-17:00")
        await room.look(lambda book: book.db.execute(t.staff.update().values(active=0)))
        cora = await room.advocate(CORA, "Cora", Role.COORDINATOR)
        await cora.says("/rota")
        assert "Amal" not in cora.sees


async def test_days_that_are_over_go(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal = await room.advocate(AMAL, "Amal")
        await amal.says("/rota 2026-11-23 off")
        await amal.says("/rota monday 09:00-17:00")
        room.clock.advance(days=2)
        await Round(room.ledger, room.line, room.clock).once()  # type: ignore[arg-type]
        assert await rows(room, t.rota.c.day) == [("monday",)]
        assert room.clock.at > NOON and not text_of(room.sent.calls[-1]).startswith("Nothing")
