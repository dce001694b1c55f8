"""Who runs the desk gives cases back unread; to read one takes a reason, and shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import outbox, readings
from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from handoff.model import CaseId, Role
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows, to
from tests.bot.test_transfer import newest, stands, taps
from tests.canaries import CANARY, IDS
from tests.room import Person, Room, labels, opened, text_of

DORA, ELLA = IDS[7], IDS[8]
WHY = "a complaint has come in about how she was spoken to"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def talk(room: Room) -> tuple[Person, Person, str, dict[str, Any]]:
    """Min and Amal have talked; a note stands beside it."""
    amal = await room.advocate(AMAL)
    min_, code, message = await held(room, amal, MIN)
    await room.accept(*(await min_.says(f"hers {CANARY}")))
    await room.accept(*(await amal.says(f"ours {CANARY}", **message)))
    await amal.says(f"/note noted {CANARY}", **message)
    return min_, amal, code, message


async def wants_to_read(room: Room, reader: Person, code: str) -> dict[str, Any]:
    """Up to the message that asks for a reason; what she replies to."""
    await reader.says("/desk")
    await taps(room, reader, code)
    [how] = await taps(room, reader, "Read, with a reason…")
    assert f"{code} - to read it, reply to this message" in text_of(how)
    [message] = await room.accept(how)
    return {"reply_to_message": {"message_id": message}}


def copies(calls: list[Outgoing]) -> list[Outgoing]:
    return [call for call in calls if CANARY in text_of(call)]


# --- the desk, unopened


async def test_from_there_she_gives_a_case_back_and_its_holder_and_the_worker_are_told(room: Room) -> None:
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    await dora.says("/desk")
    [seen] = await taps(room, dora, code)
    assert labels(seen) == [
        "Give back",
        "Close",
        "Read, with a reason…",
        "Hold for the law…",
    ] and CANARY not in text_of(seen)
    calls = await taps(room, dora, "Give back")
    [told] = to(AMAL, calls)
    assert told.startswith(f"{code} - Dora has given it back to the queue. It is no longer yours")
    assert len(to(MIN, calls)) == 1 and to(DORA, calls) == []
    await taps(room, dora, code)
    await taps(room, dora, "Close")
    await dora.press_act(room, "end.duplicate")
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["closed"]


async def test_an_advocate_and_an_editor_see_no_desk_and_read_nothing(room: Room) -> None:
    _, _, code, _ = await talk(room)
    dora, bea = await room.advocate(DORA, "Dora", Role.COORDINATOR), await room.advocate(BEA, "Bea")
    ella = await room.advocate(ELLA, "Ella", Role.ADMIN)
    await dora.says("/desk")
    await taps(room, dora, code)
    see = newest(room, DORA, code).params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    read = newest(room, DORA, "Read, with a reason…").params["reply_markup"]["inline_keyboard"][2][0]["callback_data"]
    for outsider in (bea, ella):
        assert "Your role does not do this" in text_of((await outsider.says("/desk"))[0])
        for forged in (see, read):
            assert await room.take(outsider.press(forged)) == []
        assert "nothing was opened" in text_of((await outsider.says(f"/read {WHY}"))[0])
    assert await rows(room, t.readings.c.id) == []


# --- one case, read


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DPO])
async def test_with_a_reason_she_reads_copies_and_the_holder_is_told(room: Room, role: Role) -> None:
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", role)
    reply = await wants_to_read(room, dora, code)
    calls = await dora.says(f"/read {WHY}", **reply)
    given = copies(calls)
    assert [text_of(call) for call in given] == [
        f"{code} · from her\nhers {CANARY}", f"{code} · from us\nours {CANARY}", f"{code} · note\nnoted {CANARY}",
    ]  # fmt: skip
    assert all(call.params["protect_content"] and call.params["chat_id"] == DORA for call in given)
    assert all([await stands(room, call) for call in given])
    assert any("Dora (" in text and "reads this case now" in text for text in to(AMAL, calls))
    assert to(MIN, calls) == []
    audited = await rows(room, t.audit.c.act, t.audit.c.actor, t.audit.c.whom)
    [row] = [row for row in audited if row.act == "read"]
    assert row.actor is not None and row.whom is not None
    [kept] = await rows(room, t.readings)
    assert WHY.encode() not in kept.sealed.raw
    [reading] = await room.look(lambda book: readings.of_case(book, CaseId(bytes(kept.case_id))))
    assert reading.why == WHY


async def test_without_a_reason_nothing_is_opened(room: Room) -> None:
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    for none in ("/read", "/read because", "/read . . . . . . . . . . . . ."):
        calls = await dora.says(none, **reply)
        assert copies(calls) == [] and "a reason in your own words" in text_of(calls[0]), none
    for plain in (WHY, f"hello {CANARY}"):
        calls = await dora.says(plain, **reply)
        assert to(MIN, calls) == [] and "your message was not sent" in text_of(calls[0])
    assert "nothing was opened" in text_of((await dora.says(f"/read {WHY}"))[0])
    assert await rows(room, t.readings.c.id) == []


@pytest.mark.parametrize("how", ["frozen", "erased", "another reader"])
async def test_a_copy_on_its_way_is_asked_about_once_more(room: Room, how: str) -> None:
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    [copy, *_] = copies(await dora.says(f"/read {WHY}", **reply))
    if how == "another reader":
        await room.look(lambda book: book.db.execute(t.readings.update().values(reader=bytes(16))))
    else:
        changed = t.staff.update().values(active=0) if how == "frozen" else t.cases.update().values(state="erased")
        await room.look(lambda book: book.db.execute(changed))
    assert not await stands(room, copy)
    before = len(room.sent.calls)
    await room.note(Fate(copy, "stale"))
    assert room.sent.calls[before:] == [], "nobody is told that a message of hers did not arrive"


async def test_after_a_restart_a_copy_is_still_the_readers_and_no_message_of_the_claim(room: Room) -> None:
    _, _, code, _ = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    made = copies(await dora.says(f"/read {WHY}", **reply))
    found = {call.id: call for call in await room.look(outbox.left_behind)}
    assert [found[call.id].route for call in made] == [call.route for call in made]
    assert made[0].route is not None and made[0].route.reader


async def test_who_reads_writes_nothing_to_her_by_a_reply_to_a_copy(room: Room) -> None:
    _, amal, code, message = await talk(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    made = copies(await dora.says(f"/read {WHY}", **reply))
    for number in await room.accept(*made):
        anchor = {"reply_to_message": {"message_id": number}}
        for words in (f"hello {CANARY}", f"/note {CANARY}", "/transfer"):
            calls = await dora.says(words, **anchor)
            assert to(MIN, calls) == [] and CANARY not in "".join(to(AMAL, calls))
    assert to(MIN, await amal.says("I am here", **message)) == ["I am here"]
    assert "is yours already" in text_of((await amal.says(f"/read {WHY}", **message))[0])


async def test_when_her_account_is_stopped_the_copies_go_at_once(room: Room) -> None:
    _, _, code, _ = await talk(room)
    dora, ella = await room.advocate(DORA, "Dora", Role.REVIEWER), await room.advocate(ELLA, "Ella", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    numbers = await room.accept(*copies(await dora.says(f"/read {WHY}", **reply)))
    await ella.says("/staff")
    await taps(room, ella, "Dora")
    await taps(room, ella, "Freeze this account now")
    before = len(room.sent.calls)
    await Round(room.ledger, room.line, Clock()).once()
    [swept] = [call for call in room.sent.calls[before:] if call.params["chat_id"] == DORA]
    assert swept.method == "deleteMessages"
    assert set(numbers) < set(swept.params["message_ids"]), "they, and what asked for them"
