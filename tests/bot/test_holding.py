"""One asks and another agrees: a case is held for the law, as long as it needs; and one is kept though it is quiet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import holding
from bot.ledger import holds, keeping, overview
from bot.ledger import tables as t
from bot.outgoing import Outgoing
from handoff.model import Role
from handoff.retention import What, Why
from tests.bot.erasing import looks
from tests.bot.staffroom import AMAL, MIN, held, rows, to
from tests.bot.test_keeping import all_arrive, ids, swept
from tests.bot.test_transfer import taps
from tests.canaries import CANARY, IDS
from tests.room import Person, Room, labels, opened, text_of

DORA, DINA, DPO = IDS[7], IDS[33], IDS[35]
WHY = f"the court asks for it in its letter {CANARY}"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


@pytest.fixture
async def code(room: Room) -> str:
    """A case of Amal's that is over; and those who may do something about it."""
    amal = await room.advocate(AMAL)
    min_, code, where = await held(room, amal, MIN)
    await min_.says(f"hers {CANARY}")
    await amal.says("ours", **where)
    await room.advocate(DORA, "Dora", Role.COORDINATOR)
    await room.advocate(DPO, "Olu", Role.DPO)
    await amal.closes(**where)
    await all_arrive(room)
    return code


async def asks(room: Room, by: Person, code: str, words: str, button: str = "Hold for the law…") -> list[Outgoing]:
    await by.says("/desk closed")
    await taps(room, by, code)
    [how] = await taps(room, by, button)
    [message] = await room.accept(how)
    return await by.says(words, reply_to_message={"message_id": message})


async def held_until(room: Room) -> int | None:
    [row] = await rows(room, t.cases.c.held_until)
    return None if row.held_until is None else int(row.held_until)


async def acts(room: Room) -> list[str]:
    return [row.act for row in await rows(room, t.audit.c.act)]


async def test_one_asks_another_agrees_and_nothing_forgets_it(room: Room, code: str) -> None:
    dora, olu = room.person(DORA), room.person(DPO)
    calls = await asks(room, dora, code, f"/hold 60 {WHY}")
    [asked] = to(DPO, calls)
    assert f"{code} - Dora asks that this case be held for the law for 60 days" in asked and WHY in asked
    assert to(DORA, calls) == [f"{code} - asked. One of Olu must agree within a week; until then nothing changes."]
    assert to(AMAL, calls) == [] == to(MIN, calls), "nobody else, and not her"
    assert await held_until(room) is None, "one is not enough"
    done = await taps(room, olu, "I agree")
    today = int(room.clock.at.timestamp()) // 86_400
    assert await held_until(room) == today + 60
    assert all("held for the law until 22 January 2027: Dora asked, Olu agreed" in text_of(call) for call in done)
    assert {call.params["chat_id"] for call in done} == {DORA, DPO}
    assert (await acts(room))[-2:] == ["hold_asked", "hold_agreed"]
    found = await swept(room, days=59)
    assert [(thing.what, why) for thing, why in found.due.back] == [
        (What.CLOSED, Why.HOLD), (What.FILES, Why.HOLD)
    ]  # fmt: skip
    assert len(await ids(room, t.cases)) == 1
    await swept(room, days=3)
    assert await ids(room, t.cases) == [], "it ends by itself, and then it is like any other"


async def test_whoever_asked_cannot_agree_and_nobody_without_the_right_can_do_either(room: Room, code: str) -> None:
    dora, amal = room.person(DORA), room.person(AMAL)
    calls = await asks(room, dora, code, f"/hold 30 {WHY}")
    button = next(call for call in calls if "I agree" in labels(call))
    for by in (dora, amal):
        data = button.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        before = len(room.sent.toasts)
        await room.take(by.press(data))
        assert "somebody else must agree" in room.sent.toasts[-1][1] or by is amal
        assert len(room.sent.toasts) > before and await held_until(room) is None
    assert await amal.says(f"/hold 30 {WHY}", reply_to_message={"message_id": 1}) and await held_until(room) is None
    assert (await acts(room)).count("hold_asked") == 1


async def coordinators(room: Room) -> tuple[Person, Person]:
    return (
        await room.advocate(DORA, "Dora", Role.COORDINATOR),
        await room.advocate(DINA, "Dina", Role.COORDINATOR),
    )


async def naive_agree(room: Room, by: int) -> None:
    """What a hurry would write: whoever taps has agreed."""

    def put(book: Any) -> None:
        file = book.case(book.db.execute(select(t.cases.c.id)).scalar_one())
        holds.put(book, file, book.moment // 86_400 + 30)

    await room.look(put)


async def test_the_naive_way_would_have_been_seen(room: Room, code: str) -> None:
    await asks(room, room.person(DORA), code, f"/hold 30 {WHY}")
    await naive_agree(room, DORA)
    with pytest.raises(AssertionError):
        assert await held_until(room) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (f"/hold {WHY}", "from 1 to 90"),
        (f"/hold 91 {WHY}", "from 1 to 90"),
        ("/hold 30", "in your own words"),
        ("/hold 30 secret", "in your own words"),
        (f"/lift {WHY}", "is not held"),
    ],
)
async def test_without_days_or_a_reason_nothing_is_asked(room: Room, code: str, words: str, told: str) -> None:
    calls = await asks(room, room.person(DORA), code, words)
    assert [call.params["chat_id"] for call in calls] == [DORA] and told in text_of(calls[0])
    assert await rows(room, t.agreements.c.id) == []


async def test_two_end_it_and_what_has_had_its_time_goes(room: Room, code: str) -> None:
    dora, olu = room.person(DORA), room.person(DPO)
    await asks(room, dora, code, f"/hold 90 {WHY}")
    await taps(room, olu, "I agree")
    await swept(room, days=40)
    calls = await asks(room, olu, code, f"/lift the court has what it wanted {CANARY}", "End the hold…")
    assert "asks that the hold for the law ends now" in to(DORA, calls)[0]
    await taps(room, dora, "I agree")
    assert await held_until(room) is None and (await acts(room))[-1] == "lift_agreed"
    await swept(room, days=1)
    assert (await swept(room, days=3)).counts()[What.CLOSED] == 1, "once what was said of it has left their chats"


async def test_an_old_question_and_another_number_of_days_are_agreed_to_by_nobody(room: Room, code: str) -> None:
    dora, olu = room.person(DORA), room.person(DPO)
    calls = await asks(room, dora, code, f"/hold 30 {WHY}")
    old = next(call for call in calls if "I agree" in labels(call))
    await asks(room, dora, code, f"/hold 80 {WHY}")
    await room.take(olu.tap(old, "I agree"))
    assert room.sent.toasts[-1][1] == "This was not asked any more. Nothing was changed."
    room.clock.advance(days=8)
    await taps(room, olu, "I agree")
    assert await held_until(room) is None, "a week is long enough to agree"


async def test_whether_she_may_be_told_is_kept_with_it(room: Room, code: str) -> None:
    dora, olu = room.person(DORA), room.person(DPO)

    async def may() -> bool:
        return bool(await room.look(lambda book: holds.may_be_told(book, book.case(book.db.execute(
            select(t.cases.c.id)).scalar_one()))))  # fmt: skip

    await asks(room, dora, code, f"/hold 30 {WHY}")
    await taps(room, olu, "I agree")
    assert await may()
    room.clock.advance(seconds=5)
    calls = await asks(room, dora, code, f"/hold 40 secret {WHY}", "End the hold…")
    assert calls
    await taps(room, olu, "I agree")
    assert not await may()


async def test_before_a_hold_ends_it_is_said_once(room: Room, code: str) -> None:
    await asks(room, room.person(DORA), code, f"/hold 30 {WHY}")
    await taps(room, room.person(DPO), "I agree")
    said = []
    for _ in range(31):
        room.clock.advance(days=1)
        room.sent.calls.clear()
        await room.look(lambda book: holding.look(room.line.applying(book), []))
        said.append(sorted(call.params["chat_id"] for call in room.sent.calls))
    assert [day for day, chats in enumerate(said) if chats] == [22] and said[22] == [DORA, DPO]


async def test_whoever_may_not_tell_her_reads_it_before_agreeing(room: Room, code: str) -> None:
    dora, olu = room.person(DORA), room.person(DPO)
    calls = await asks(room, dora, code, f"/hold 30 {WHY}")
    assert "She may be told of it. The reason:" in to(DPO, calls)[0]
    calls = await asks(room, dora, code, f"/hold 30 secret {WHY}")
    assert "The law forbids that she is told. The reason:" in to(DPO, calls)[0]
    done = await taps(room, olu, "I agree")
    assert all("The law forbids that she is told. It is in the audit." in text_of(call) for call in done)
    await dora.says("/desk held")
    [shown] = await taps(room, dora, code)
    assert text_of(shown).endswith(f"{code} · held until 23 December 2026\nThe law forbids that she is told.")


# --- one that lies sealed because somebody wants everything deleted


async def sealed(room: Room) -> tuple[Person, Person, str]:
    amal = await room.advocate(AMAL)
    dora, dina = await coordinators(room)
    min_, code, where = await held(room, amal, MIN)
    await amal.says("ours", **where)
    await all_arrive(room)
    await min_.says("/erase")
    await min_.taps("Yes, delete")
    return dora, dina, code


async def asks_of_a_sealed(room: Room, by: Person, code: str, words: str, button: str) -> list[Outgoing]:
    await by.says("/desk held")
    await taps(room, by, code)
    [how] = await taps(room, by, button)
    [message] = await room.accept(how)
    return await by.says(words, reply_to_message={"message_id": message})


async def test_what_lies_sealed_is_held_in_time_renewed_and_let_go(room: Room) -> None:
    dora, dina, code = await sealed(room)
    [listed] = await dora.says("/desk held")
    assert f"{code} · sealed, to be erased" in text_of(listed)
    await asks_of_a_sealed(room, dora, code, f"/hold 30 {WHY}", "Hold for the law…")
    await taps(room, dina, "I agree")
    [line] = await room.look(overview.held)
    assert (line.code_name, line.sealed, line.until) == (code, True, await held_until(room))
    room.clock.advance(days=24)
    await looks(room)
    assert len(await ids(room, t.cases)) == 1, "its three days are long over"
    room.sent.calls.clear()
    await room.look(lambda book: holding.look(room.line.applying(book), []))
    last = f"{code} - 23 December 2026 is the last day of its hold for the law. It is to be erased"
    assert [to(each, room.sent.calls)[0].startswith(last) for each in (DORA, DINA)] == [True, True]
    [how] = await taps(room, dora, "Hold for the law…")
    [message] = await room.accept(how)
    await dora.says(f"/hold 60 {WHY}", reply_to_message={"message_id": message})
    await taps(room, dina, "I agree")
    assert await held_until(room) == int(room.clock.at.timestamp()) // 86_400 + 60
    await asks_of_a_sealed(room, dina, code, f"/lift it is over {CANARY}", "End the hold…")
    done = await taps(room, dora, "I agree")
    assert any("what was to be erased within a minute" in text_of(call) for call in done)
    await looks(room)
    assert await ids(room, t.cases) == []
    assert "No case is held for the law, and none is sealed" in text_of((await dora.says("/desk held"))[0])


async def test_who_has_a_held_case_is_told_that_it_is_not_destroyed_in_three_days(room: Room) -> None:
    amal = await room.advocate(AMAL)
    dora, dina = await coordinators(room)
    min_, code, _ = await held(room, amal, MIN)
    await all_arrive(room)
    await dora.says("/desk")
    await taps(room, dora, code)
    [how] = await taps(room, dora, "Hold for the law…")
    [message] = await room.accept(how)
    await dora.says(f"/hold 30 {WHY}", reply_to_message={"message_id": message})
    await taps(room, dina, "I agree")
    await min_.says("/erase")
    [told] = to(AMAL, await min_.taps("Yes, delete"))
    assert "It is held for the law until 23 December 2026 and destroyed after that" in told and "72" not in told


# --- an open case in which nothing happens


async def test_people_are_asked_before_a_quiet_case_goes(room: Room) -> None:
    amal = await room.advocate(AMAL)
    await coordinators(room)
    _, _, where = await held(room, amal, MIN)
    await amal.says("ours", **where)
    await all_arrive(room)

    async def day() -> keeping.Plan:
        found = await swept(room, days=1)
        await room.look(lambda book: holding.look(room.line.applying(book), [thing.id for thing in found.due.ask]))
        return found

    asked = {}
    for number in range(1, 66):
        await day()
        if any("nothing has happened" in text_of(call) for call in room.sent.calls):
            asked[number] = sorted(call.params["chat_id"] for call in room.sent.calls)
    assert asked == {61: [DORA, DINA]}


async def test_kept_by_two_its_time_begins_anew(room: Room) -> None:
    amal = await room.advocate(AMAL)
    dora, dina = await coordinators(room)
    _, code, where = await held(room, amal, MIN)
    await amal.says("ours", **where)
    await all_arrive(room)
    found = await swept(room, days=70)
    await room.look(lambda book: holding.look(room.line.applying(book), [thing.id for thing in found.due.ask]))
    calls = await taps(room, dora, "Keep it longer")
    assert f"{code} - Dora asks to keep this case" in to(DINA, calls)[0]
    assert (await room.look(keeping.plan)).due.ask, "one is not enough"
    done = await taps(room, dina, "I agree")
    assert any("Its time begins anew" in text_of(call) for call in done)
    assert not (await swept(room, days=60)).due.ask
    assert (await swept(room, days=31)).counts()[What.OPEN] == 1, "and ends, when nothing has happened again"
