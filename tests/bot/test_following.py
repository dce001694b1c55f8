"""After the referral: dates that an advocate keeps, what follows from them, and who is reminded in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.following import limits
from bot.ledger import tables as t
from bot.ledger import tallies
from bot.ledger.records import with_case
from handoff.model import Role
from handoff.referral.after import Limits
from tests.bot.staffroom import AMAL, BEA, MIN, held, only_told, rows, to
from tests.canaries import IDS
from tests.flows.house import house_bundle
from tests.room import Person, Room, opened, text_of

DORA = IDS[6]
TODAY = date(2026, 11, 23)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as found:
        yield found


async def with_dates(room: Room, *said: str) -> tuple[Person, str, dict[str, Any], str]:
    """Amal holds a case and keeps these dates; what she was shown last."""
    amal = await room.advocate(AMAL)
    _, code, anchor = await held(room, amal, MIN)
    shown = ""
    for words in said:
        [card] = await amal.says(f"/decision {words}".strip(), **anchor)
        shown = text_of(card)
    return amal, code, anchor, shown


async def days_later(room: Room, many: int, *, lease: bool = True) -> list[str]:
    """The rounds of these mornings; what Amal and Dora were told by them."""
    chores, before = Round(room.ledger, room.line, Clock()), len(room.sent.calls)
    for _ in range(many):
        room.clock.advance(days=1)
        if lease:
            await room.look(lambda book: _renew(book, room))
        await chores.once()
    told = room.sent.calls[before:]
    return [text for text in (*to(AMAL, told), *to(DORA, told)) if "You can" in text and " - " in text]


def _renew(book: Any, room: Room) -> None:
    for file in book.all_claimed():
        with_case(file, lease_until=room.clock.at + timedelta(hours=30))


def test_every_number_of_days_comes_from_a_fact() -> None:
    house = house_bundle()
    assert limits(house, TODAY) == Limits(target=5, recovery=30, again=30)
    assert limits(replace(house, facts={}), TODAY) == Limits()


async def test_after_it_was_sent_a_first_decision_is_aimed_at(room: Room) -> None:
    _, code, _, shown = await with_dates(room, "", "sent 2026-11-20 hours 12")
    assert f"{code} - the referral.\nSent to the Home Office: 2026-11-20 (12 hours of work)" in shown
    assert "aimed at by 2026-11-27, 5 working days after it was sent" in shown
    assert await days_later(room, 4) == []
    [told] = await days_later(room, 1)
    assert f"{code} - a first decision was aimed at by 2026-11-27, and none is kept here" in told
    assert await days_later(room, 3) == [], "once"


async def test_after_a_no_the_two_grounds_the_evidence_and_the_last_day(room: Room) -> None:
    _, _, _, shown = await with_dates(room, "sent 2026-10-01", "rg negative 2026-11-09")
    assert "Reconsideration can be asked for until 2026-12-09, 30 days after the decision." in shown
    assert "Still to be confirmed: that the time is still 30 days" in shown
    assert "There are two reasons: new evidence, or a decision that did not follow the guidance." in shown
    assert "payslips, messages, the contract" in shown


async def test_the_holder_is_reminded_before_the_time_is_over_and_once_after(room: Room) -> None:
    _, code, _, _ = await with_dates(room, "rg negative 2026-11-09")
    told = [(day, text) for day in range(1, 20) for text in await days_later(room, 1)]
    assert [TODAY + timedelta(days=day) for day, _ in told] == [
        date(2026, 11, 25), date(2026, 12, 2), date(2026, 12, 7), date(2026, 12, 10),
    ]  # fmt: skip
    assert all(text.startswith(f"{code} - ") for _, text in told)
    assert "the time to ask for reconsideration ended on 2026-12-09" in told[-1][1]


async def test_what_was_asked_for_is_not_reminded_of_and_a_late_one_is_said(room: Room) -> None:
    amal, _, anchor, shown = await with_dates(room, "rg negative 2026-11-09", "asked 2026-11-20 evidence guidance")
    assert "because of new evidence and a decision that did not follow the guidance" in shown and "later" not in shown
    assert await days_later(room, 25) == []
    await amal.says("/decision result changed 2026-12-01", **anchor)
    [late] = await amal.says("/decision rg negative 2026-10-01", **anchor)
    assert "Reconsideration asked for: 2026-11-20" in text_of(late) and "later than the time for it" in text_of(late)


async def test_once_nobody_holds_it_a_coordinator_is_reminded_and_can_go_on(room: Room) -> None:
    amal, code, anchor, _ = await with_dates(room, "rg negative 2026-11-09")
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    await amal.closes(**anchor)
    before = len(room.sent.calls)
    [told] = [text for text in await days_later(room, 3) if "Reconsideration" in text]
    assert f"{code} - there was a negative decision" in told
    call = next(it for it in room.sent.calls[before:] if it.params["chat_id"] == DORA and told in text_of(it))
    [number] = await room.accept(call)
    [shown] = await dora.says("/decision asked today evidence", reply_to_message={"message_id": number})
    assert "Reconsideration asked for: 2026-11-26" in text_of(shown)


async def test_who_does_not_hold_it_keeps_no_date(room: Room) -> None:
    _, _, anchor, _ = await with_dates(room)
    bea = await room.advocate(BEA, "Bea")
    calls = await bea.says("/decision sent 2026-11-20", **anchor)
    assert [call.params["chat_id"] for call in calls] == [BEA] and await rows(room, t.nrm.c.case_id) == []


@pytest.mark.parametrize("words", ["sent 2026-12-20", "rg perhaps 2026-11-20", "sent", "asked 2026-11-20 evidence"])
async def test_what_cannot_be_is_not_kept(room: Room, words: str) -> None:
    amal, code, anchor, _ = await with_dates(room)
    assert only_told(await amal.says(f"/decision {words}", **anchor), f"{code} - nothing was changed")
    assert await rows(room, t.nrm.c.case_id) == []


async def test_each_step_is_counted_once_and_belongs_to_no_case(room: Room) -> None:
    said = ("sent 2026-11-02 hours 12", "rg negative 2026-11-06", "rg negative 2026-11-05", "asked 2026-11-20 evidence")
    await with_dates(room, *said, "result changed 2026-11-23")
    counts = await room.look(lambda book: tallies.counted(book.db))
    assert {row[1:] for row in counts} == {
        ("sent", "", "", 1), ("sent", "days", "not-known", 1), ("sent", "hours", "10-19", 1),
        ("rg", "", "", 1), ("rg", "outcome", "negative", 1), ("rg", "days", "0-6", 1), ("rg", "target", "in-time", 1),
        ("asked-again", "", "", 1), ("asked-again", "in-time", "yes", 1), ("asked-again", "ground", "evidence", 1),
        ("looked-again", "", "", 1), ("looked-again", "outcome", "changed", 1),
    }  # fmt: skip
