"""Clocks that are wrong, that jump, that change to summer time, and the day there is every four years: nothing leaves
outside her hours, no link is good after its end, nothing is erased before its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import enlist
from bot.enlist import invite
from bot.ledger import erasures
from bot.ledger import tables as t
from bot.ledger.book import Book
from handoff import safe_hours
from handoff.model import CaseId, Role, State
from handoff.people import VALID_FOR
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows
from tests.bot.test_gate_cases import anchor_of
from tests.bot.test_gate_hours import HERS
from tests.room import Room, opened

DAYS = {
    "an ordinary day": "2026-11-24",
    "the clocks go forward": "2027-03-28",
    "the day after": "2027-03-29",
    "summer": "2027-07-01",
    "the clocks go back": "2027-10-31",
    "leap day": "2028-02-29",
    "the day after leap day": "2028-03-01",
}
LONDON = ZoneInfo("Europe/London")
JUMPS = (timedelta(hours=24), timedelta(hours=-24))


def is_hers(now: datetime) -> bool:
    """Twelve to three, and six to nine, by the clock in her kitchen."""
    there = now.astimezone(LONDON)
    return 12 <= there.hour < 15 or 18 <= there.hour < 21


async def said_at(post: Postroom, times: list[datetime]) -> list[tuple[datetime, bool]]:
    """An advocate writes at each of these; when it left although it should not have, or stayed although it could."""
    min_, amal = await post.claimed(MIN, AMAL)
    for button in ("When to write", *HERS, "That is all"):
        await min_.taps(button)
    await post.settled()
    anchor, wrong = {"reply_to_message": await anchor_of(post)}, []
    for number, now in enumerate(times):
        post.room.clock.at = now + JUMPS[number % 2]
        await post.settled()
        post.room.clock.at = now
        await amal.says(f"#{number}#", **anchor)
        await post.settled()
        left = any(f"#{number}#" in text for text in await post.texts(MIN))
        if left != is_hers(now):
            wrong.append((now, left))
    return wrong


def around(days: dict[str, str]) -> list[datetime]:
    """A minute before and a minute after each edge of her hours."""
    edges = [
        datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=LONDON).astimezone(UTC)
        for day in days.values()
        for hour in (12, 15, 18, 21)
    ]
    return [edge + timedelta(minutes=minutes) for edge in edges for minutes in (-1, 1)]


async def outside(folder: Path, days: dict[str, str]) -> tuple[int, list[tuple[datetime, bool]]]:
    """A house for each day: in one chat more would have to wait for one another."""
    tried, wrong = 0, list[tuple[datetime, bool]]()
    for name, day in days.items():
        (folder / name).mkdir()
        async with working(folder / name) as post:
            times = around({name: day})
            wrong += await said_at(post, times)
            tried += len(times)
    return tried, wrong


async def test_p11_nothing_leaves_outside_her_hours_whatever_the_clock_does(
    tmp_path: Path, measured: Callable[[str], None]
) -> None:
    tried, wrong = await outside(tmp_path, DAYS)
    assert wrong == []
    measured(
        f"{tried} moments around the edges of her hours on {len(DAYS)} days, the clock a day off before: 0 outside"
    )


async def test_p11_hours_by_a_clock_that_knows_no_summer_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: hours in UTC."""
    monkeypatch.setattr(safe_hours, "LONDON", ZoneInfo("UTC"))
    _, wrong = await outside(tmp_path, {"summer": DAYS["summer"]})
    assert wrong


# --- links --------------------------------------------------------------------------------------------------------


async def opens(room: Room, user: int, payload: str) -> bool:
    before = len(await rows(room, t.staff.c.id))
    await room.person(user).says(f"/start {payload}")
    return len(await rows(room, t.staff.c.id)) > before


async def accepted_late(folder: Path) -> list[str]:
    """Links that are good a minute after their end, or not good a minute before it."""
    wrong = []
    async with opened(folder) as room:
        for number, (name, day) in enumerate(DAYS.items()):
            begins = datetime.fromisoformat(f"{day}T00:30").replace(tzinfo=UTC)
            for late in (False, True):
                room.clock.at = begins
                payload = await room.look(lambda book: invite(book, Role.ADVOCATE, "Bea", book.now, approved=True))
                room.clock.at = begins + VALID_FOR + timedelta(seconds=60 if late else -60)
                if await opens(room, 90_000 + 2 * number + late, payload) is late:
                    wrong.append(f"{name}, {'late' if late else 'early'}")
    return wrong


async def test_p11_no_link_is_good_a_minute_after_its_end(tmp_path: Path) -> None:
    assert await accepted_late(tmp_path) == []


async def test_p11_a_link_that_is_good_for_an_hour_more_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: as a clock makes it that went back by an hour in that night."""
    monkeypatch.setattr(enlist, "VALID_FOR", VALID_FOR + timedelta(hours=1))
    assert any("late" in each for each in await accepted_late(tmp_path))


# --- erasing ------------------------------------------------------------------------------------------------------

SEALED_FOR = timedelta(hours=72)


async def due_early(folder: Path) -> list[str]:
    """What is sealed for three days, asked for a minute before their end and a minute after it, on every such day."""
    wrong = []
    async with opened(folder, topics=False) as room:
        amal = await room.advocate(BEA)
        await held(room, amal, MIN)
        [row] = await rows(room, t.cases.c.id)
        case = CaseId(bytes(row.id))
        for name, day in DAYS.items():
            sealed = datetime.fromisoformat(f"{day}T00:30").replace(tzinfo=UTC) - timedelta(hours=36)
            room.clock.at = sealed
            await room.look(lambda book: erasures.note_sealed(book, case, State.CLAIMED, book.now + SEALED_FOR))
            for minutes in (-SEALED_FOR.total_seconds() // 60 - 24 * 60, -1, 1):
                room.clock.at = sealed + SEALED_FOR + timedelta(minutes=minutes)
                if (case in await room.look(erasures.due)) != (minutes > 0):
                    wrong.append(f"{name}, {minutes:+.0f} minutes")
            await room.look(lambda book: erasures.taken_back(book, case))
    return wrong


async def test_p11_what_is_sealed_is_not_destroyed_before_its_three_days(tmp_path: Path) -> None:
    """Also where the clock went a day back meanwhile."""
    assert await due_early(tmp_path) == []


async def test_p11_three_days_counted_by_the_calendar_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the third midnight, and not three days."""

    def by_the_day(book: Book) -> list[CaseId]:
        rows = book.db.execute(select(t.erasures.c.owner).where(t.erasures.c.due - 86_400 <= book.moment)).all()
        return [CaseId(bytes(row.owner)) for row in rows]

    monkeypatch.setattr(erasures, "due", by_the_day)
    assert await due_early(tmp_path)
