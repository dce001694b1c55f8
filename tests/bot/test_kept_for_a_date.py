"""Closed, with a date after its referral still to come: a case is not forgotten before, and never kept for ever."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot import holding
from bot.chores.round import Round
from bot.ledger import nrm
from bot.ledger import tables as t
from handoff.model import CaseId, Role
from handoff.retention import What, Why
from tests.bot.staffroom import AMAL, MIN, held, to
from tests.bot.test_keeping import all_arrive, ids, swept
from tests.canaries import IDS
from tests.room import Person, Room, opened

DORA = IDS[7]


async def with_a_date(room: Room) -> Person:
    """The first decision was positive, and the talk is over: in 31 days somebody is to be reminded."""
    amal = await room.advocate(AMAL)
    await room.advocate(DORA, "Dora", Role.COORDINATOR)
    min_, _, where = await held(room, amal, MIN)
    await amal.says("/decision rg positive today", **where)
    await amal.closes(**where)
    await all_arrive(room)
    return min_


async def reasons(room: Room, **later: float) -> dict[What, Why]:
    return {thing.what: why for thing, why in (await swept(room, **later)).due.back}


async def test_a_closed_case_stays_until_somebody_was_reminded_of_its_date(tmp_path: Path) -> None:
    async with opened(tmp_path, topics=False) as room:
        await with_a_date(room)
        assert await reasons(room, days=31) == {What.CLOSED: Why.DATE}
        await Round(room.ledger, room.line, room.clock).once()  # type: ignore[arg-type]
        assert any("least time to recover has ended" in text for text in to(DORA, room.sent.calls)), (
            "and now it is looked at"
        )
        assert What.CLOSED not in (await swept(room, days=30)).counts()
        assert (await swept(room, days=1)).counts()[What.CLOSED] == 1, "it ends like any other then"


async def test_no_date_keeps_it_longer_than_an_open_one_and_that_is_told_before(tmp_path: Path) -> None:
    async with opened(tmp_path, topics=False) as room:
        min_ = await with_a_date(room)
        [case] = await ids(room, t.cases)
        far = room.clock.at.date() + timedelta(days=120)
        await room.look(lambda book: nrm.later(book, CaseId(case), far))
        await min_.says("/mydata")
        assert min_.sees.count("90") == 2, "in which nobody writes, and after it has ended: what she reads is true"
        told = {}
        for day in range(1, 92):
            found = await swept(room, days=1)
            room.sent.calls.clear()
            asked = [thing.id for thing in found.due.ask]
            await room.look(lambda book, asked=asked: holding.look(room.line.applying(book), asked))
            if room.sent.calls:
                told[day] = to(DORA, room.sent.calls)
        [text] = told.pop(61)
        assert "On 22 February 2027 it is forgotten" in text and told == {}
        assert await ids(room, t.cases) == [] and room.clock.at.date().isoformat() == "2027-02-22"
