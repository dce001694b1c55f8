"""Whom an alert calls, and whom it lets rest: the rota, languages, wishes, hours, and who cannot be reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.ledger.book import Book
from bot.ledger.records import with_case
from bot.outgoing import Fate
from tests.bot.alertroom import CORA, WAYS, called, desk, minutes, people, raised
from tests.bot.staffroom import AMAL, BEA, MIN, waits
from tests.opening_hours import BY_DAY
from tests.room import NOON, Person, labels, text_of


async def test_when_nobody_on_the_rota_can_be_reached_the_next_are_called_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)
        await minutes(room, 0)
        [call] = [call for call in await minutes(room, 1) if "I am on it" in labels(call)]
        await room.note(Fate(call, "blocked"))
        assert called(await minutes(room, 0)) == [AMAL, BEA]


async def test_with_nobody_at_the_desk_at_all_those_outside_are_called_at_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        worker, _ = await waits(room, MIN)
        await minutes(room, 0)
        await minutes(room, 1)
        assert sorted(await raised(room)) == [(way, "nobody_answered") for way in WAYS]
        await minutes(room, 8)
        assert "No person has come yet" not in worker.sees, "the card is there, and somebody may take it"
        await minutes(room, 1)
        assert "No person has come yet" in worker.sees


async def test_who_has_said_nothing_of_languages_is_called_where_nobody_speaks_hers(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal = await room.advocate(AMAL, "Amal")
        await amal.says("/me languages fil")
        await room.advocate(BEA, "Bea")
        await waits(room, MIN)
        await minutes(room, 0)
        assert called(await minutes(room, 1)) == [BEA]


async def test_where_she_asked_for_somebody_whom_the_desk_does_not_have_the_coordinators_are_called(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        await waits(room, MIN)

        def wish(book: Book) -> None:
            for file in book.all_waiting():
                with_case(file, wish="woman")

        await room.look(wish)
        await minutes(room, 0)
        assert called(await minutes(room, 1)) == [CORA]


async def test_whoever_has_stopped_the_bot_is_called_for_by_nobody_until_she_is_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        worker, _ = await waits(room, MIN)
        await minutes(room, 0)
        await room.take(blocks(worker, "kicked"))
        assert called(await minutes(room, 60)) == [] and await raised(room) == []
        await room.take(blocks(worker, "member"))
        await worker.says("I am back")
        await minutes(room, 0)
        assert called(await minutes(room, 1)) == [AMAL], "it begins anew"


def blocks(worker: Person, status: str) -> dict[str, Any]:
    was = {"kicked": "member", "member": "kicked"}[status]
    me = {"id": 1, "is_bot": True, "first_name": "B"}
    more = {"until_date": 0}
    states = [{"user": me, "status": each, **(more if each == "kicked" else {})} for each in (was, status)]
    body = {"chat": {"id": worker.user, "type": "private"}, "from": {"id": worker.user, "is_bot": False,
            "first_name": "X"}, "date": 1, "old_chat_member": states[0], "new_chat_member": states[1]}  # fmt: skip
    return worker.update("my_chat_member", body)


async def test_while_she_has_hidden_the_chat_nothing_appears_there_and_she_is_told_when_she_is_back(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as room:
        await people(room)
        worker, _ = await waits(room, MIN)
        await minutes(room, 0)
        await worker.taps("Hide")
        for _ in range(4):
            await minutes(room, 10)
        assert await raised(room), "the desk is called all the same"
        assert not any("No person has come yet" in text_of(call) for call in room.sent.calls)


async def test_out_of_hours_only_danger_climbs(tmp_path: Path) -> None:
    async with desk(tmp_path, BY_DAY, NOON.replace(day=24, hour=16, minute=59)) as room:
        amal, _, _ = await people(room)
        await amal.says("/rota tuesday 09:00-24:00")
        await amal.says("/rota wednesday 09:00-17:00")
        await waits(room, MIN)
        await minutes(room, 0)
        assert called(await minutes(room, 60 * 10)) == [], "one minute of open time has not passed"
        assert called(await minutes(room, 60 * 6 + 3)) == [AMAL], "it has when the desk is open again"


async def test_a_rest_is_kept_but_for_danger_and_whom_she_did_not_ask_for_is_not_called(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal, _, _ = await people(room)
        await amal.says("/rest 4")
        worker, _ = await waits(room, MIN)
        await minutes(room, 0)
        assert called(await minutes(room, 1)) == [BEA], "the rota holds only who rests, so the next ones are called"
        await worker.says("help me now")
        assert called(await minutes(room, 0)) == [AMAL]


async def test_coordinators_see_who_was_called_and_what_is_stuck(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        amal, _, cora = await people(room)
        await cora.says("/alerts")
        assert cora.sees == "Nobody waits, so there is no alert."
        _, code = await waits(room, MIN)
        await minutes(room, 0)
        await cora.says("/alerts")
        assert code in cora.sees and "nobody is called yet" in cora.sees
        [call] = [call for call in await minutes(room, 1) if "I am on it" in labels(call)]
        await room.take(amal.tap(call, "I am on it"))
        await cora.says("/alerts")
        assert "called: who is on the rota; Amal is on it" in cora.sees
        room.line.channels = ()
        await cora.says("/alerts")
        assert "neither mail nor a webhook is set" in cora.sees
        await amal.says("/alerts")
        assert code not in amal.sees
