"""Somebody waits and nobody comes: who is called, what a tap does, and what leaves Telegram."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import alerting, to_worker
from bot.chores.round import Round
from bot.effects import TellWorker
from bot.effects_alerts import Hurry
from bot.ledger import alarms
from bot.ledger import tables as t
from bot.ledger.alerts import Row
from bot.ledger.records import CaseFile
from bot.scene import Scene
from handoff.alerts import Ladder, at_the_top
from handoff.claims import withdraw
from handoff.model import State
from tests.bot.alertroom import CORA, WAYS, called, desk, minutes, people, raised
from tests.bot.staffroom import AMAL, BEA, MIN, rows, takes, waits
from tests.room import NOON, Room, labels, text_of


async def test_each_rung_is_called_once_until_those_outside_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        worker, _ = await waits(room, MIN)
        assert called(await minutes(room, 0)) == []
        assert called(await minutes(room, 1)) == [AMAL]
        assert called(await minutes(room, 1)) == []
        assert called(await minutes(room, 1)) == [AMAL, BEA], "who speaks her language"
        assert called(await minutes(room, 3)) == [CORA]
        assert await raised(room) == []
        at_the_top = await minutes(room, 4)
        assert called(at_the_top) == [] and sorted(await raised(room)) == [(way, "nobody_answered") for way in WAYS]
        assert "No person has come yet" in worker.sees and "Stop waiting" in labels(room.sent.calls[-1])
        await minutes(room, 60 * 24)
        assert sum("No person has come yet" in text_of(call) for call in room.sent.calls) == 1, "she is told once"
        assert (await rows(room, t.cases.c.state)) == [("waiting",)], "never closed, never sent back to the bot"


async def to_the_top(room: Room) -> None:
    for more in (0, 1, 2, 3, 4):
        await minutes(room, more)


async def sends_all(room: Room) -> int:
    """Mail and webhook accept whatever is due; how much that was."""
    sent = 0
    for way in WAYS:
        while (alarm := await room.look(lambda book, way=way: alarms.take(book, way))) is not None:
            await room.look(lambda book, id=alarm.id: alarms.accepted(book, id))
            sent += 1
    return sent


async def test_at_the_top_those_outside_are_called_again_until_somebody_answers(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal, _, _ = await people(room)
        _, code = await waits(room, MIN)
        await to_the_top(room)
        assert await sends_all(room) == len(WAYS)
        await minutes(room, 119)
        assert await sends_all(room) == 0
        for _ in range(3):
            await minutes(room, 120)
            assert await sends_all(room) == len(WAYS), "every two hours, as the desk has written it"
        await takes(room, amal, code)
        await minutes(room, 600)
        assert await sends_all(room) == 0


async def test_what_was_not_accepted_yet_rings_already_and_is_not_raised_once_more(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)
        await to_the_top(room)
        await minutes(room, 60 * 30)
        assert len(await raised(room)) == len(WAYS)


async def test_where_nothing_leads_out_of_telegram_the_coordinators_are_called_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        room.line.channels = ()
        await people(room)
        await waits(room, MIN)
        await to_the_top(room)
        assert called(await minutes(room, 121)) == [CORA]


async def test_a_tap_at_the_top_that_no_claim_follows_calls_the_desk_anew(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        _, _, cora = await people(room)
        await waits(room, MIN)
        await to_the_top(room)
        call = next(call for call in reversed(room.sent.calls) if called([call]) == [CORA])
        await room.take(cora.tap(call, "I am on it"))
        assert called(await minutes(room, 9)) == []
        assert called(await minutes(room, 1)) == [AMAL], "who is on the rota, as at first"
        assert called(await minutes(room, 2)) == [AMAL, BEA]
        await cora.says("/alerts")
        assert "called: who speaks the language" in cora.sees


async def test_an_alert_says_no_more_than_a_card(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        worker, code = await waits(room, MIN)
        await worker.says("he locks the door")
        await minutes(room, 0)
        calls = [call for call in await minutes(room, 1) if "I am on it" in labels(call)]
        assert [text_of(call).split("\n")[0] for call in calls] == [f"🔔 {code} waits, and nobody has come."]
        assert not any("door" in text_of(call) or str(MIN) in text_of(call) for call in calls)


async def test_a_claim_ends_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal, _, _ = await people(room)
        await waits(room, MIN)
        await minutes(room, 0)
        [call] = [call for call in await minutes(room, 1) if "I am on it" in labels(call)]
        await room.take(amal.tap(call, "Claim"))
        assert called(await minutes(room, 30)) == [] and await rows(room, t.alerts.c.case_id) == []


async def test_a_tap_buys_ten_minutes(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal, _, _ = await people(room)
        await waits(room, MIN)
        await minutes(room, 0)
        [call] = [call for call in await minutes(room, 1) if "I am on it" in labels(call)]
        await room.take(amal.tap(call, "I am on it"))
        assert "within 10 minutes" in room.sent.toasts[-1][1]
        assert called(await minutes(room, 9)) == []
        assert called(await minutes(room, 1)) == [AMAL, BEA], "no claim followed"


async def test_delivered_is_not_heard(tmp_path: Path) -> None:
    """X13: Telegram has accepted everything, and the phones lie in a drawer."""
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)
        await minutes(room, 0)
        await room.accept(*await minutes(room, 1))
        assert called(await minutes(room, 2)) == [AMAL, BEA]


async def test_what_falls_in_another_chore_holds_up_no_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)
        await minutes(room, 0)

        def falls(self: Round, book: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr(Round, "_look", falls)
        before = len(room.sent.calls)
        with pytest.raises(RuntimeError):
            await minutes(room, 1)
        assert called(room.sent.calls[before:]) == [AMAL]


# --- X23: the handoff gives up, and sends her back to the bot ---------------------------------------------------------


def gives_up(at: Scene, file: CaseFile, row: Row, rungs: Ladder) -> None:
    """The naive variant: after the last rung the waiting ends, and she may start again."""
    if at_the_top(row.alert, rungs) and file.case.state is State.WAITING:
        at.book.make(withdraw(file.case))
        to_worker.tell(at, TellWorker(file.case.id, ("globals/closed_by_person",)))


async def after_a_day(folder: Path) -> tuple[list[Any], str]:
    """Nobody comes. How her case stands the next day, and what she read last."""
    async with desk(folder) as room:
        await people(room)
        worker, _ = await waits(room, MIN)
        for _ in range(15):
            await minutes(room, 96)
        return await rows(room, t.cases.c.state), worker.sees


async def test_waiting_never_silently_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states, last = await after_a_day(tmp_path)
    assert states == [("waiting",)] and "still in the line" in last
    monkeypatch.setattr(alerting, "_offer", gives_up)
    (tmp_path / "naive").mkdir()
    states, last = await after_a_day(tmp_path / "naive")
    assert states != [("waiting",)] and "still in the line" not in last, "the naive one has sent her away"


async def test_a_word_of_danger_begins_a_faster_ladder(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        worker, _ = await waits(room, MIN)
        await minutes(room, 0)
        await worker.says("help me now")
        assert called(await minutes(room, 0)) == [AMAL]


async def test_a_broken_promise_climbs_at_once_and_at_the_top_leaves_telegram(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)
        await minutes(room, 0)

        async def broken() -> None:
            await room.look(lambda book: room.line.applying(book).all([Hurry(f.case.id) for f in book.all_waiting()]))

        await broken()
        assert called(await minutes(room, 0)) == [AMAL]
        await minutes(room, 3)
        await minutes(room, 3)
        await minutes(room, 4)
        await broken()
        assert ("mail", "promise_broken") in await raised(room)


async def test_it_goes_on_after_a_restart_and_two_processes_call_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)
        await minutes(room, 0)
        assert called(await minutes(room, 1)) == [AMAL]
    async with desk(tmp_path, at=NOON.replace(minute=3)) as again:
        before = len(again.sent.calls)
        for _ in range(2):  # two rounds, as two processes have them
            await Round(again.ledger, again.line, again.clock).once()  # type: ignore[arg-type]
        assert called(again.sent.calls[before:]) == [AMAL, BEA]


async def test_what_was_not_accepted_is_tried_again_and_what_is_no_longer_true_is_not_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        _, code = await waits(room, MIN)
        await minutes(room, 0)
        await minutes(room, 1)
        first = await room.look(lambda book: alarms.take(book, "mail"))
        assert (first.code, first.urgency, first.minutes) == (code, "normal", 1)
        assert await room.look(lambda book: alarms.take(book, "mail")) is None, "for a minute it is nobody else's"
        await room.look(lambda book: alarms.later(book, first))
        room.clock.advance(minutes=1)
        assert (await room.look(lambda book: alarms.take(book, "mail"))).id == first.id
        amal = await room.advocate(AMAL)
        await takes(room, amal, code)
        room.clock.advance(minutes=6)
        assert await room.look(lambda book: alarms.take(book, "mail")) is None
        assert await room.look(alarms.waiting) == 1, "the webhook has not been asked"


@pytest.mark.parametrize("table", [t.alerts, t.alarms])
async def test_no_word_and_no_id_of_telegram_stands_in_these_tables(tmp_path: Path, table: Any) -> None:
    async with desk(tmp_path) as room:
        _, code = await waits(room, MIN)
        await minutes(room, 0)
        await minutes(room, 1)
        stored = str(await room.look(lambda book: book.db.execute(select(table)).all()))
        assert len(stored) > 20 and str(MIN) not in stored and code not in stored
