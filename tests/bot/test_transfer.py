"""A case goes from one advocate to another, as each of them and the worker sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import leaving
from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from handoff.model import Role
from handoff.transfer import HOLDS, WHY_NOT
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, held, rows, to, waits
from tests.canaries import CANARY, IDS
from tests.room import STAFF_CHAT, Person, Room, labels, opened, text_of

CLEO, DORA = IDS[6], IDS[7]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def three(room: Room) -> tuple[Person, Person, Person]:
    return await room.advocate(AMAL), await room.advocate(BEA, "Bea"), await room.advocate(CLEO, "Cleo")


def newest(room: Room, chat: int, label: str) -> Outgoing:
    return next(call for call in reversed(room.sent.calls) if call.params["chat_id"] == chat and label in labels(call))


async def taps(room: Room, person: Person, label: str) -> list[Outgoing]:
    return await room.take(person.tap(newest(room, person.user, label), label))


async def offered(room: Room, amal: Person, name: str, message: dict[str, Any]) -> list[Outgoing]:
    [listed] = await amal.says("/transfer", **message)
    label = next(each for each in labels(listed) if each.startswith(name))
    return await room.take(amal.tap(listed, label))


async def look(room: Room) -> None:
    await Round(room.ledger, room.line, Clock()).once()


async def holder(room: Room, code: str) -> str:
    """The desk name of who has it, or how it stands."""
    [case] = [row for row in await rows(room, t.cases) if row.code_name == code]
    return await name(room, case.holder) if case.holder else str(case.state)


async def name(room: Room, staff: bytes) -> str:
    member = await room.look(lambda book: book.member_by_id(bytes(staff)))
    return str(member.staff.name)


async def acts(room: Room) -> list[str]:
    return [row.act for row in await rows(room, t.audit.c.act, t.audit.c.seq)]


# --- from one to another


async def test_until_she_takes_it_nothing_changes_and_then_everything_is_hers(room: Room) -> None:
    amal, bea, _ = await three(room)
    min_, code, message = await held(room, amal, MIN)
    await room.accept(*(await min_.says(f"first {CANARY}")))
    calls = await offered(room, amal, "Bea", message)
    assert "has been asked, and can answer for 4 hours" in to(AMAL, calls)[0]
    [asked] = to(BEA, calls)
    assert asked.startswith(f"Amal asks whether you take {code}.\nEnglish · ⚪ normal") and CANARY not in asked
    assert to(MIN, calls) == [] and await holder(room, code) == "Amal"
    assert to(MIN, await amal.says("still me", **message)) == ["still me"]
    assert CANARY in to(AMAL, await min_.says(f"second {CANARY}"))[0], "she hears only Amal, and Amal only reads her"
    calls = await taps(room, bea, "Take it")
    assert await holder(room, code) == "Bea"
    assert [text.partition("\n")[2] for text in to(BEA, calls) if CANARY in text] == [
        f"first {CANARY}",
        f"second {CANARY}",
    ]
    assert to(MIN, calls) == [said(room, "person_changed")], "once, and no greeting"
    assert f"{code} - Bea has taken it. It is no longer yours" in to(AMAL, calls)[0]
    assert to(STAFF_CHAT, calls) == [f"{code}\nEnglish · with Bea"]
    assert to(MIN, await bea.says("I go on")) == ["I go on"]
    assert to(MIN, await amal.says("me again", **message)) == []
    found = await rows(room, t.audit.c.act, t.audit.c.actor, t.audit.c.whom)
    [moved] = [row for row in found if row.act == "transferred"]
    assert [await name(room, moved.actor), await name(room, moved.whom)] == ["Bea", "Amal"]


def said(room: Room, key: str) -> str:
    return str(room.line.shelf.newest.words.text(f"globals/{key}", "en", {}))


async def test_what_was_on_its_way_from_the_first_is_stale_once_the_second_has_it(room: Room) -> None:
    amal, bea, _ = await three(room)
    min_, code, message = await held(room, amal, MIN)
    await offered(room, amal, "Bea", message)
    [on_its_way] = await amal.says(f"late {CANARY}", **message)
    [hers] = await min_.says(f"to Amal {CANARY}")
    assert await stands(room, on_its_way) and await stands(room, hers), "an offer alone changes nothing"
    await taps(room, bea, "Take it")
    assert not await stands(room, on_its_way) and not await stands(room, hers)
    before = len(room.sent.calls)
    await room.note(Fate(on_its_way, "stale"), Fate(hers, "stale"))
    told = room.sent.calls[before:]
    assert to(AMAL, told)[0].startswith(f"{code} - your message was not sent: the case is no longer with you")
    assert to(BEA, told) == [], "what she wrote came with the case, once"


async def stands(room: Room, call: Outgoing) -> bool:
    """What the gate would ask of it now."""
    route = call.route
    assert route is not None
    return bool(await room.look(lambda book: leaving.stands(book, route)))


async def test_she_bounces_it_with_one_tap_and_it_stays_where_it_is(room: Room) -> None:
    amal, bea, _ = await three(room)
    _, code, message = await held(room, amal, MIN)
    await offered(room, amal, "Bea", message)
    assert len(labels(newest(room, BEA, "Take it"))) == 1 + len(WHY_NOT)
    calls = await taps(room, bea, "✗ my time ends")
    assert to(AMAL, calls)[0].startswith(f"{code} - Bea does not take it: my time ends.")
    assert to(MIN, calls) == [] and to(BEA, calls) == []
    assert await holder(room, code) == "Amal" and "bounced:shift" in await acts(room)
    assert await taps(room, bea, "Take it") == [] and "this offer is over" in room.sent.toasts[-1][1]
    assert to(MIN, await amal.says("still me", **message)) == ["still me"]


async def test_an_offer_ends_by_itself_and_both_are_told_once(room: Room) -> None:
    amal, bea, _ = await three(room)
    _, code, message = await held(room, amal, MIN)
    await offered(room, amal, "Bea", message)
    room.clock.advance(hours=3, minutes=59)
    before = len(room.sent.calls)
    await look(room)
    assert to(AMAL, room.sent.calls[before:]) == to(BEA, room.sent.calls[before:]) == []
    room.clock.advance(minutes=1)
    assert await taps(room, bea, "Take it") == [], "also before anybody has looked at the clock"
    await look(room)
    await look(room)
    told = room.sent.calls[before:]
    assert [text for text in to(AMAL, told) if "Bea has not answered" in text] == to(AMAL, told)
    assert to(BEA, told) == [f"{code} - you need not answer any more. It stays with Amal."]
    assert to(MIN, told) == [] and await holder(room, code) == "Amal"
    assert HOLDS[next(iter(HOLDS))] < max(HOLDS.values()), "danger waits least"


@pytest.mark.parametrize("move", ["release", "close", "freeze"])
async def test_an_offer_is_over_when_the_case_moves(room: Room, move: str) -> None:
    amal, bea, _ = await three(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    _, code, message = await held(room, amal, MIN)
    await offered(room, amal, "Bea", message)
    if move == "close":
        await amal.closes(**message)
    elif move == "release":
        await amal.says("/release", **message)
    else:
        await dora.says("/staff")
        await taps(room, dora, "Amal")
        await taps(room, dora, "Freeze this account now")
    assert await taps(room, bea, "Take it") == [] and "no longer true" in room.sent.toasts[-1][1]
    assert await holder(room, code) == ("closed" if move == "close" else "waiting")


async def test_the_last_offer_counts_and_it_can_be_taken_back(room: Room) -> None:
    amal, bea, cleo = await three(room)
    _, code, message = await held(room, amal, MIN)
    await offered(room, amal, "Bea", message)
    calls = await offered(room, amal, "Cleo", message)
    assert to(BEA, calls) == [f"{code} - you need not answer any more. It stays with Amal."]
    assert await taps(room, bea, "Take it") == [] and "this offer is over" in room.sent.toasts[-1][1]
    calls = await taps(room, amal, "Keep it myself")
    assert to(CLEO, calls) == [f"{code} - you need not answer any more. It stays with Amal."]
    assert await taps(room, cleo, "Take it") == [] and await holder(room, code) == "Amal"


async def test_only_the_colleague_who_was_asked_can_take_it(room: Room) -> None:
    amal, bea, cleo = await three(room)
    _, code, message = await held(room, amal, MIN)
    await offered(room, amal, "Bea", message)
    button = newest(room, BEA, "Take it").params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for thief in (cleo, amal):
        assert to(MIN, await room.take(thief.press(button))) == []
        assert await holder(room, code) == "Amal"
    choose = newest(room, AMAL, "Bea · has 0 cases").params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert await room.take(cleo.press(choose)) == [] and "not with you" in room.sent.toasts[-1][1]
    await taps(room, bea, "Take it")
    assert await holder(room, code) == "Bea"


# --- who can be asked


async def test_the_list_names_whom_it_fits_first_and_nobody_who_cannot(room: Room) -> None:
    amal, bea, cleo = await three(room)
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    await room.advocate(IDS[8], "Ed", Role.ADMIN)
    _, _, message = await held(room, amal, MIN)
    await cleo.says("/me languages en")
    [listed] = await amal.says("/transfer", **message)
    assert labels(listed) == ["Cleo · speaks English · has 0 cases", "Bea · has 0 cases", "Dora · has 0 cases"]
    await bea.says("/rest 2")
    await held(room, cleo, JOY)
    await cleo.says("/me most 1")
    [listed] = await amal.says("/transfer", **message)
    assert labels(listed) == ["Dora · has 0 cases"]
    await room.take(blocks(dora, "kicked"))
    [listed] = await amal.says("/transfer", **message)
    assert "nobody can take it at the moment" in text_of(listed) and labels(listed) == []
    await dora.says("/queue")
    [listed] = await amal.says("/transfer", **message)
    assert labels(listed) == ["Dora · has 0 cases"], "she writes, so she can be reached again"


def blocks(person: Person, status: str) -> dict[str, Any]:
    her = {"id": person.user, "is_bot": False, "first_name": "X"}
    where = {"id": person.user, "type": "private"}
    return person.update(
        "my_chat_member", {"chat": where, "from": her, "date": 1, "new_chat_member": {"status": status}}
    )


async def test_who_has_become_full_since_is_not_asked_and_cannot_take(room: Room) -> None:
    amal, bea, _ = await three(room)
    _, code, message = await held(room, amal, MIN)
    await bea.says("/me most 1")
    await offered(room, amal, "Bea", message)
    [listed] = await amal.says("/transfer", **message)
    await held(room, bea, JOY)
    assert await taps(room, bea, "Take it") == [] and "as many cases as you said" in room.sent.toasts[-1][1]
    assert await room.take(amal.tap(listed, "Bea · has 0 cases")) == []
    assert "Bea cannot take it any more" in room.sent.toasts[-1][1] and await holder(room, code) == "Amal"


async def test_who_stops_the_bot_gives_back_what_she_holds_and_is_told_why_she_cannot_claim(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, _ = await held(room, amal, MIN)
    calls = await room.take(blocks(amal, "kicked"))
    assert await holder(room, code) == "waiting" and to(MIN, calls) == [said(room, "person_left_returning")]
    _, other = await waits(room, JOY)
    card = next(call for call in reversed(room.sent.calls) if text_of(call).startswith(other))
    assert await room.take(amal.tap(card, "Claim")) == [] and "I may not write to you" in room.sent.toasts[-1][1]
    await room.take(blocks(amal, "member"))
    await room.take(amal.tap(card, "Claim"))
    assert await holder(room, other) == "Amal"


async def test_who_does_not_hold_it_cannot_offer_it(room: Room) -> None:
    amal, bea, _ = await three(room)
    _, _, message = await held(room, amal, MIN)
    await amal.says("/release", **message)
    calls = await amal.says("/transfer", **message)
    assert "the case is not with you" in text_of(calls[0]) and to(BEA, calls) == []
    assert "You hold no case" in to(BEA, await bea.says("/transfer"))[0]


async def test_what_the_first_wrote_and_noted_comes_with_the_case_and_signs_are_no_words(room: Room) -> None:
    amal, bea, _ = await three(room)
    min_, code, message = await held(room, amal, MIN)
    calls = await amal.says(f"from Amal {CANARY}", **message)
    [copy] = await room.accept(*[call for call in calls if call.params["chat_id"] == MIN])
    await room.accept(*await min_.reacts(copy, "❤"))
    await amal.says(f"/note for later {CANARY}", **message)
    await offered(room, amal, "Bea", message)
    told = to(BEA, await taps(room, bea, "Take it"))
    assert [text for text in told if CANARY in text] == [
        f"{code} · from us\nfrom Amal {CANARY}",
        f"{code} · note\nfor later {CANARY}",
    ]
    assert await holder(room, code) == "Bea"
