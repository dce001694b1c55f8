"""How colleagues come, are stopped and leave, as they see it in their chats, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from bot import build, enlist
from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import leaving
from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows, takes, to
from tests.canaries import CANARY, IDS
from tests.room import STAFF_CHAT, Person, Room, labels, opened, text_of

DORA, ELLA, NIA = IDS[6], IDS[7], IDS[8]


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database, topics=False) as room:
        room.line.username = "helpline_bot"
        yield room


async def two_coordinators(room: Room) -> tuple[Person, Person]:
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    return dora, await room.advocate(ELLA, "Ella", Role.COORDINATOR)


def newest(room: Room, chat: int, label: str) -> Outgoing:
    return next(call for call in reversed(room.sent.calls) if call.params["chat_id"] == chat and label in labels(call))


def payload_of(calls: list[Outgoing]) -> str:
    [link] = [word for call in calls for word in text_of(call).split() if word.startswith("https://t.me/helpline_bot")]
    return link.partition("?start=")[2]


async def opens(room: Room, person: int, payload: str) -> list[str]:
    return to(person, await room.person(person).says(f"/start {payload}"))


# --- coming


async def test_a_link_works_only_once_a_second_coordinator_has_said_yes(room: Room) -> None:
    dora, ella = await two_coordinators(room)
    made = await dora.says("/invite advocate Nia Two")
    payload = payload_of(made)
    assert any("Dora invites Nia Two as advocate" in text for text in to(ELLA, made))
    assert payload not in str([call.params for call in made if call.params["chat_id"] == ELLA])
    assert "has not approved it yet" in (await opens(room, NIA, payload))[0]
    assert await rows(room, t.workers.c.id) == [], "nothing of a worker's row is kept"
    told = await room.take(ella.tap(newest(room, ELLA, "Approve"), "Approve"))
    assert to(DORA, told) == to(ELLA, told) == ["Ella has approved the invite for Nia Two. The link works now, once."]
    assert (await opens(room, NIA, payload))[0].startswith("Welcome, Nia Two. You are staff now (advocate).")
    await opens(room, AMAL, payload)
    assert len(await rows(room, t.staff.c.id)) == 3, "it works once"


async def test_who_asked_for_it_cannot_approve_it_with_the_others_button(room: Room) -> None:
    dora, ella = await two_coordinators(room)
    payload = payload_of(await dora.says("/invite coordinator Nia"))
    button = newest(room, ELLA, "Approve").params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "somebody else must approve it" in to(DORA, await room.take(dora.press(button)))[0]
    assert "has not approved" in (await opens(room, NIA, payload))[0]
    amal = await room.advocate(AMAL)
    assert "Your role does not do this" in to(AMAL, await room.take(amal.press(button)))[0]
    assert [row.approved_by for row in await rows(room, t.invites.c.approved_by, t.invites.c.by) if row.by] == [None]
    await room.take(ella.tap(newest(room, ELLA, "Refuse"), "Refuse"))
    await opens(room, NIA, payload)
    assert len(await rows(room, t.staff.c.id)) == 3, "Dora, Ella and Amal; what was refused makes nobody staff"


async def test_of_the_console_the_first_comes_alone_and_the_second_does_not(room: Room) -> None:
    first = await room.look(lambda book: enlist.invite(book, Role.COORDINATOR, "Dora", book.now))
    second = await room.look(lambda book: enlist.invite(book, Role.COORDINATOR, "Ella", book.now))
    assert (await opens(room, DORA, first))[0].startswith("Welcome, Dora")
    assert "has not approved" in (await opens(room, ELLA, second))[0], "both were made while there was none"


async def test_what_the_console_makes_is_asked_of_every_coordinator(room: Room) -> None:
    payload, asked = await room.look(partial(build._invite, room.line, Role.COORDINATOR, "Dora"))
    assert asked == 0 and (await opens(room, DORA, payload))[0].startswith("Welcome, Dora")
    before = len(room.sent.calls)
    payload, asked = await room.look(partial(build._invite, room.line, Role.ADVOCATE, "Nia"))
    assert asked == 1
    assert to(DORA, room.sent.calls[before:])[0].startswith("Somebody at the console invites Nia as advocate")
    await room.take(room.person(DORA).tap(newest(room, DORA, "Approve"), "Approve"))
    assert (await opens(room, NIA, payload))[0].startswith("Welcome, Nia")


@pytest.mark.parametrize("words", ["", " advocate", " boss Nia", f" advocate {'x' * 41}"])
async def test_an_invite_that_says_not_enough_is_explained(room: Room, words: str) -> None:
    dora, _ = await two_coordinators(room)
    before = len(await rows(room, t.invites.c.id))
    assert "To invite somebody" in to(DORA, await dora.says(f"/invite{words}"))[0]
    assert len(await rows(room, t.invites.c.id)) == before


async def test_alone_and_without_the_role_nobody_invites(room: Room) -> None:
    dora, amal = await room.advocate(DORA, "Dora", Role.COORDINATOR), await room.advocate(AMAL)
    assert "You are the only coordinator" in to(DORA, await dora.says("/invite advocate Nia"))[0]
    assert "Your role does not do this" in to(AMAL, await amal.says("/invite advocate Nia"))[0]
    assert "Your role does not do this" in to(AMAL, await amal.says("/staff"))[0]


async def test_a_link_is_over_after_a_day_approved_or_not(room: Room) -> None:
    dora, ella = await two_coordinators(room)
    payload = payload_of(await dora.says("/invite advocate Nia"))
    room.clock.advance(hours=24)
    told = to(ELLA, await room.take(ella.tap(newest(room, ELLA, "Approve"), "Approve")))
    assert "older than 24 hours" in told[0]
    await opens(room, NIA, payload)
    assert len(await rows(room, t.staff.c.id)) == 2


# --- stopping


async def freezes(room: Room, by: Person, name: str) -> list[Outgoing]:
    await by.says("/staff")
    await room.take(by.tap(newest(room, by.user, name), name))
    return await room.take(by.tap(newest(room, by.user, "Freeze this account now"), "Freeze this account now"))


async def test_a_frozen_account_is_out_at_once_and_its_cases_go_back(room: Room) -> None:
    dora, _ = await two_coordinators(room)
    amal = await room.advocate(AMAL)
    min_, code, message = await held(room, amal, MIN)
    told = await freezes(room, dora, "Amal")
    assert any(f"Back in the queue: {code}" in text for text in to(ELLA, told))
    assert to(AMAL, told) == [] and any("had to stop" in text for text in to(MIN, told))
    assert to(AMAL, await amal.says(f"still here {CANARY}", **message)) == [
        "Your account is frozen. Nothing was changed. You can: speak to a coordinator."
    ]
    assert await takes(room, amal, code) == [] and "frozen" in room.sent.toasts[-1][1]
    assert to(AMAL, await min_.says(f"for whoever comes {CANARY}")) == []
    acts = [row.act for row in await rows(room, t.audit.c.act, t.audit.c.whom) if row.whom]
    assert acts[-1] == "frozen"


async def test_what_a_frozen_account_had_on_its_way_is_stopped_at_the_gate(room: Room) -> None:
    dora, _ = await two_coordinators(room)
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    [words] = [call for call in await amal.says(f"late {CANARY}", **message) if call.route]
    assert words.route is not None
    route = words.route
    assert await room.look(lambda book: leaving.stands(book, route))
    await freezes(room, dora, "Amal")
    assert not await room.look(lambda book: leaving.stands(book, route))
    before = len(room.sent.calls)
    await room.note(Fate(words, "stale"))
    assert to(AMAL, room.sent.calls[before:]) == [], "and no code name goes to that account any more"


async def test_a_claim_made_in_the_moment_of_freezing_sends_nothing_and_goes_back(room: Room) -> None:
    """Another process froze her between her tap and its commit: the case still names her."""
    amal = await room.advocate(AMAL)
    min_, _, message = await held(room, amal, MIN)
    [words] = [call for call in await amal.says(f"late {CANARY}", **message) if call.route]
    [hers] = [call for call in await min_.says(f"answer {CANARY}") if call.route]
    assert words.route is not None
    route = words.route
    await room.look(lambda book: book.db.execute(update(t.staff).values(active=0)))
    assert not await room.look(lambda book: leaving.stands(book, route)), "the claim stands, and its hand may not"
    await room.note(Fate(hers, "stale"))
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["waiting"]
    assert [row.delivery for row in await rows(room, t.messages.c.delivery, t.messages.c.seq)][-1] == "kept"


async def test_what_another_process_left_with_a_frozen_account_the_round_takes_back(room: Room) -> None:
    amal = await room.advocate(AMAL)
    await held(room, amal, MIN)
    await room.look(lambda book: book.db.execute(update(t.staff).values(active=0)))
    await Round(room.ledger, room.line, Clock()).once()
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["waiting"]


async def test_let_in_again_she_works_again(room: Room) -> None:
    dora, _ = await two_coordinators(room)
    amal = await room.advocate(AMAL)
    _, code, _ = await held(room, amal, MIN)
    await freezes(room, dora, "Amal")
    await dora.says("/staff")
    assert "Amal · advocate · 0 cases · frozen" in dora.sees
    await room.take(dora.tap(newest(room, DORA, "Amal"), "Amal"))
    await room.take(dora.tap(newest(room, DORA, "Let this account in again"), "Let this account in again"))
    assert any("is yours" in text for text in to(AMAL, await takes(room, amal, code)))


async def test_nobody_freezes_herself_or_from_the_group(room: Room) -> None:
    dora, _ = await two_coordinators(room)
    amal = await room.advocate(AMAL)
    await freezes(room, dora, "Amal")
    await dora.says("/staff")
    await room.take(dora.tap(newest(room, DORA, "Amal"), "Amal"))
    data = newest(room, DORA, "Let this account in again").params["reply_markup"]["inline_keyboard"][0][0]
    assert to(DORA, await room.take(dora.press(data["callback_data"], STAFF_CHAT))) == []
    assert amal.user not in [call.params["chat_id"] for call in room.sent.calls[-1:]]
    assert [row.active for row in await rows(room, t.staff.c.active)].count(0) == 1


# --- leaving


async def test_who_leaves_leaves_nothing_open_and_what_stays_is_told(room: Room) -> None:
    dora, ella = await two_coordinators(room)
    await room.advocate(BEA, "Bea", Role.COORDINATOR)
    _, code, _ = await held(room, ella, MIN)
    payload = payload_of(await ella.says("/invite advocate Nia"))
    await dora.says("/staff")
    await room.take(dora.tap(newest(room, DORA, "Ella"), "Ella"))
    asked = await room.take(dora.tap(newest(room, DORA, "Leaves the staff…"), "Leaves the staff…"))
    assert "1 case held now goes back" in text_of(asked[0]) and "Nothing has been done yet" in text_of(asked[0])
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["claimed"]
    done = await room.take(dora.tap(asked[0], "Yes, Ella leaves the staff now"))
    [report] = to(DORA, done)
    for what in (f"Back in the queue: {code}", "Invites stopped: 1 link.", f"Read so far: {code}", "by hand"):
        assert what in report
    assert [call.params["chat_id"] for call in done if call.link.get("wipe")] == [ELLA]
    assert to(BEA, done) == [report] and any("had to stop" in text for text in to(MIN, done))
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["waiting"]
    await opens(room, NIA, payload)
    assert len([row for row in await rows(room, t.staff.c.left_day) if row.left_day is None]) == 2


async def test_who_has_left_is_a_stranger_and_can_come_back_by_a_new_invite(room: Room) -> None:
    dora, _ = await two_coordinators(room)
    amal = await room.advocate(AMAL)
    await dora.says("/staff")
    await room.take(dora.tap(newest(room, DORA, "Amal"), "Amal"))
    await room.take(dora.tap(newest(room, DORA, "Leaves the staff…"), "Leaves the staff…"))
    await room.take(dora.tap(newest(room, DORA, "Yes, Amal leaves the staff now"), "Yes, Amal leaves the staff now"))
    stranger = (await room.person(NIA).says("/queue"))[-1].params
    hers = (await amal.says("/queue"))[-1].params
    assert {**stranger, "chat_id": 0} == {**hers, "chat_id": 0}, "as anybody who writes for the first time"
    again = to(DORA, await dora.says("/staff"))[0]
    assert "Amal" not in again
    await room.advocate(AMAL, "Amal again")
    assert "Amal again · advocate · 0 cases" in to(DORA, await dora.says("/staff"))[0]
