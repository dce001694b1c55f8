"""She asks for a person while nobody is there: she is told until when and who answers now, and her words wait."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.opening import Opening
from flows.engine.bundle import load
from tests.bot.staffroom import AMAL, MIN, takes, waits
from tests.flows.house import changed, house_bundle
from tests.opening_hours import ALWAYS, BY_DAY, house_with
from tests.room import NOON, labels, opened, text_of

SATURDAY = datetime(2026, 11, 28, 20, 0, tzinfo=UTC)
MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


def plain(text: str) -> str:
    return text.translate(MARKS)


async def test_on_a_saturday_night_she_is_told_of_sunday_and_her_words_wait(tmp_path: Path) -> None:
    async with opened(tmp_path, at=SATURDAY, root=house_with(tmp_path, BY_DAY)) as room:
        worker, code = await waits(room, MIN)
        assert "We open on Sunday 29 November, 10:00." in plain(worker.sees)
        assert "999" in worker.sees and "Stop waiting" in labels(room.sent.calls[-1])
        await worker.says("my words")
        assert "Your words are kept" in worker.sees
        room.clock.advance(hours=14, minutes=30)
        amal = await room.advocate(AMAL)
        calls = await takes(room, amal, code)
        assert any("my words" in text_of(call) for call in calls), "nothing was closed, and nothing lost"


async def test_while_somebody_is_there_she_is_told_her_place(tmp_path: Path) -> None:
    async with opened(tmp_path, at=NOON, root=house_with(tmp_path, BY_DAY)) as room:
        worker, _ = await waits(room, MIN)
        assert "place" in worker.sees and "We open" not in worker.sees
        room.clock.at = SATURDAY
        await worker.says("still there?")
        await worker.taps("Yes, it is safe")  # she has not written for a day
        assert "We open on Sunday" in plain(worker.sees), "what is true changes with the clock"


async def test_while_nobody_has_said_the_hours_nobody_is_told_of_them(tmp_path: Path) -> None:
    async with opened(tmp_path, at=SATURDAY, root=house_with(tmp_path, ALWAYS)) as room:
        worker, _ = await waits(room, MIN)
        assert "We open" not in worker.sees


async def test_a_house_can_refuse_chats_out_of_hours_and_then_its_flow_says_so(tmp_path: Path) -> None:
    refusing = BY_DAY.replace("    nation:", "    words_wait: no\n    nation:")
    async with opened(tmp_path, at=SATURDAY, root=house_with(tmp_path, refusing)) as room:
        worker = room.person(MIN)
        await worker.asks_for_a_person()
        assert "Nobody from our team is here" in worker.sees
        assert not [call for call in room.sent.calls if call.kind == "card"]


WEEK = "    hours: {sunday: 10:00-13:00}\n    # hours:\n"


@pytest.mark.parametrize(("language", "day"), [("en", "Sunday 29 November"), ("ar", "الأحد 29 نوفمبر"),
                                               ("am", "እሑድ 29 ኖቬምበር"), ("es", "domingo 29 de noviembre")])  # fmt: skip
def test_she_reads_the_day_in_her_language_and_the_time_in_figures(language: str, day: str) -> None:
    """Of 24 hours: no word for a part of the day can be taken for another."""
    opening = Opening(load(changed("desk.yaml", "    # hours:\n", WEEK)))
    opens = opening.opens("advocates", language, SATURDAY)
    assert opens is not None and (opens.day, opens.time) == (day, "10:00")


def test_in_summer_the_time_is_that_of_the_clock_in_the_room() -> None:
    opening = Opening(load(changed("desk.yaml", "    # hours:\n", WEEK)))
    opens = opening.opens("", "en", datetime(2027, 6, 26, 20, tzinfo=UTC))
    assert opens is not None and opens.time == "10:00"


def test_the_desk_that_is_shipped_counts_as_open_and_says_that_nobody_has_said() -> None:
    opening = Opening(house_bundle())
    assert opening.is_open("advocates", SATURDAY) and not opening.said()
    assert opening.takes(SATURDAY) == {"advocates"}
