"""She comes back to a talk that has ended: whom she knows is asked before the others, and nobody waits for long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import tables as t
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, ROSE, held, rows, takes, to, waits
from tests.bot.test_transfer import blocks, holder, newest, taps
from tests.canaries import CANARY, IDS
from tests.opening_hours import BY_DAY, house_with
from tests.room import STAFF_CHAT, Person, Room, labels, opened, text_of

DORA = IDS[7]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def ended(room: Room, amal: Person, why: str = "helped") -> tuple[Person, str]:
    """Min's talk with Amal is over, and the cards are in the staff chat."""
    min_, code, message = await held(room, amal, MIN)
    await amal.closes(why, **message)
    await room.accept(*room.sent.calls)
    return min_, code


async def back(room: Room, min_: Person) -> None:
    await min_.says(f"one more thing {CANARY}")
    await min_.taps("Talk again")


async def look(room: Room) -> None:
    await Round(room.ledger, room.line, Clock()).once()


def card(room: Room) -> str:
    return next(text_of(call) for call in reversed(room.sent.calls) if call.params["chat_id"] == STAFF_CHAT)


async def test_the_same_advocate_is_asked_first_and_the_others_when_her_time_is_over(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code = await ended(room, amal)
    await back(room, min_)
    asked = newest(room, AMAL, "Not me now")
    assert text_of(asked).startswith(f"{code} has come back.") and "until 12:30 UTC" in text_of(asked)
    assert card(room) == f"{code}\nEnglish · ⚪ normal · waiting less than a minute\nCame back: first for Amal"
    assert to(BEA, await bea.says("/queue")) == ["1 more came back, and wait some minutes for the colleague they know."]
    assert "Nobody is waiting whom you can take" in to(BEA, await bea.says("/next"))[0]
    assert await takes(room, bea, code) == [] and f"{code} - not taken: she came back" in room.sent.toasts[-1][1]
    assert "waits for Amal, whom she knows" in room.sent.toasts[-1][1]
    await look(room)
    assert "Next, because" not in card(room)
    room.clock.advance(minutes=30)
    before = len(room.sent.calls)
    await look(room)
    assert [text for text in to(STAFF_CHAT, room.sent.calls[before:]) if "Next, because: the only one" in text]
    assert any("is yours" in text for text in to(BEA, await takes(room, bea, code)))


def last_card(room: Room, code: str) -> str:
    cards = [text_of(call) for call in room.sent.calls if call.params["chat_id"] == STAFF_CHAT]
    return [text for text in cards if text.startswith(code)][-1]


@pytest.mark.parametrize("after", ["a restart", "the next round"])
async def test_the_card_is_right_within_one_round_when_her_minutes_are_over(room: Room, after: str) -> None:
    amal = await room.advocate(AMAL)
    await waits(room, JOY)
    room.clock.advance(minutes=5)  # she is next, and stays it
    min_, code = await ended(room, amal)
    await back(room, min_)
    await room.accept(*room.sent.calls)
    going = Round(room.ledger, room.line, Clock())
    room.clock.advance(minutes=29)
    await going.once()
    assert "first for Amal" in last_card(room, code)
    room.clock.advance(minutes=1)
    await (going if after == "the next round" else Round(room.ledger, room.line, Clock())).once()
    assert "first for" not in last_card(room, code)


async def test_when_the_desk_is_closed_the_minutes_of_whom_she_knows_begin_when_it_opens(tmp_path: Path) -> None:
    root = house_with(tmp_path, BY_DAY)
    async with opened(tmp_path, topics=False, root=root) as room:  # Monday noon
        amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
        await amal.says("/rota tuesday 09:00-17:00")
        min_, code = await ended(room, amal)
        room.clock.advance(hours=7)
        await back(room, min_)
        asked = newest(room, AMAL, "Not me now")
        assert "from 24 Nov 09:00 until 09:30 UTC" in text_of(asked)
        assert "first for" not in last_card(room, code)
        room.clock.advance(hours=14, minutes=5)
        await look(room)
        assert "first for Amal" in last_card(room, code)
        assert await takes(room, bea, code) == [] and "waits for Amal" in room.sent.toasts[-1][1]
        room.clock.advance(minutes=25)
        await look(room)
        assert any("is yours" in text for text in to(BEA, await takes(room, bea, code)))


async def test_she_takes_it_up_with_one_tap_and_is_given_only_what_is_new(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, code = await ended(room, amal)
    await back(room, min_)
    given = to(AMAL, await room.take(amal.tap(newest(room, AMAL, "Not me now"), "Claim")))
    assert await holder(room, code) == "Amal" and [text for text in given if CANARY in text] == [
        f"{code}\none more thing {CANARY}"
    ]


async def test_with_one_tap_it_is_anybodys(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code = await ended(room, amal)
    await back(room, min_)
    assert await room.take(bea.tap(newest(room, AMAL, "Not me now"), "Not me now")) == [], "not Bea's to say"
    await taps(room, amal, "Not me now")
    assert card(room) == f"{code}\nEnglish · ⚪ normal · waiting less than a minute"
    assert any("is yours" in text for text in to(BEA, await takes(room, bea, code)))


async def test_danger_waits_for_nobody_in_particular(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code = await ended(room, amal)
    await back(room, min_)
    await min_.says("he is hitting me")
    assert "first for" not in card(room)
    assert any("is yours" in text for text in to(BEA, await takes(room, bea, code)))


@pytest.mark.parametrize("how", ["rests", "stopped the bot", "gone"])
async def test_nobody_waits_for_a_colleague_who_cannot_take_it(room: Room, how: str) -> None:
    """Whether she could not when the case came back, or cannot any more a moment later."""
    amal, dora = await room.advocate(AMAL), await room.advocate(DORA, "Dora", Role.COORDINATOR)
    min_, code = await ended(room, amal)
    await room.advocate(BEA, "Bea")
    await back(room, min_)
    assert "first for Amal" in card(room)
    if how == "rests":
        await amal.says("/rest 1")
    elif how == "stopped the bot":
        await room.take(blocks(amal, "kicked"))
    else:
        await dora.says("/staff")
        await taps(room, dora, "Amal")
        await taps(room, dora, "Leaves the staff…")
        await taps(room, dora, "Yes, Amal leaves the staff now")
    before = len(room.sent.calls)
    await look(room)
    assert any(text.startswith(code) and "first for" not in text for text in to(STAFF_CHAT, room.sent.calls[before:]))
    assert any("is yours" in text for text in to(DORA, await takes(room, dora, code)))
    await dora.closes()
    await min_.taps("Talk again")
    assert "first for Dora" in card(room), "whoever held it last"


async def test_a_coordinator_opens_it_again_and_the_same_advocate_is_asked_first(room: Room) -> None:
    amal, dora = await room.advocate(AMAL), await room.advocate(DORA, "Dora", Role.COORDINATOR)
    min_, code = await ended(room, amal)
    [listed] = await dora.says("/desk closed")
    assert labels(listed) == [code] and f"{code} · closed less than a minute ago" in text_of(listed)
    await taps(room, dora, code)
    calls = await taps(room, dora, "Open again")
    assert to(MIN, calls) == [] and room.sent.toasts[-1][1] == f"{code} waits in the queue again."
    assert any(f"{code} has come back" in text for text in to(AMAL, calls)) and "first for Amal" in card(room)
    assert "kept until a person reads" in text_of((await min_.says("hello"))[0])


async def test_a_case_that_is_no_longer_hers_is_not_opened_again(room: Room) -> None:
    """She has begun anew: what was said before must not come back to her, nor her new words reach its holder."""
    amal, dora = await room.advocate(AMAL), await room.advocate(DORA, "Dora", Role.COORDINATOR)
    min_, code = await ended(room, amal)
    await dora.says("/desk closed")
    await taps(room, dora, code)
    await min_.says("hello")
    await min_.taps("Something new")
    assert await taps(room, dora, "Open again") == [] and "no longer hers" in room.sent.toasts[-1][1]
    assert "No case is closed that could be opened again" in text_of((await dora.says("/desk closed"))[0])
    assert [row.state for row in await rows(room, t.cases.c.state)] == ["closed"]


# --- how it ends


async def test_nothing_is_closed_without_a_reason_and_it_is_kept_sealed(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, code, message = await held(room, amal, MIN)
    [asked] = await amal.says("/close", **message)
    assert await holder(room, code) == "Amal" and len(labels(asked)) == 7
    forged = next(iter(asked.params["reply_markup"]["inline_keyboard"]))[0]["callback_data"]
    assert await room.take(amal.press(forged.replace("end.helped", "end."))) == []
    assert "a case ends with a reason" in room.sent.toasts[-1][1] and await holder(room, code) == "Amal"
    await room.take(amal.tap(asked, "Referred on"))
    [file] = await room.look(lambda book: [book.case(bytes(row.id)) for row in book.db.execute(t.cases.select())])
    assert file.ended == "referred" and await holder(room, code) == "closed"
    [row] = await rows(room, t.cases)
    assert "referred" not in str(row) and [each.act for each in await rows(room, t.audit.c.act)].count("closed") == 1
    _, second = await waits(room, JOY)
    assert second != code


async def test_lost_contact_is_told_to_her_without_a_reproach(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, message = await held(room, amal, MIN)
    calls = await amal.closes("lost_contact", **message)
    [told] = [call for call in calls if call.params["chat_id"] == MIN]
    assert "We have not talked for a while, and that is all right." in text_of(told)
    assert labels(told)[:2] == ["Talk again", "Something new"]


async def test_given_back_she_may_say_why_and_waits_where_she_waited(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    _, first, message = await held(room, amal, MIN)
    room.clock.advance(minutes=10)
    await waits(room, JOY)
    room.clock.advance(minutes=10)
    released = await amal.says("/release", **message)
    assert any("say why with one tap" in text for text in to(AMAL, released))
    assert to(BEA, await bea.says("/next"))[0].startswith(f"Next for you: {first}"), "restored, not reset"
    await room.take(bea.tap(newest(room, AMAL, "my time ends"), "my time ends"))
    assert not [row.act for row in await rows(room, t.audit.c.act) if row.act.startswith("released:")]
    assert await taps(room, amal, "my time ends") == [] and room.sent.toasts[-1][1] == "Noted. Thank you."
    assert [row.act for row in await rows(room, t.audit.c.act)].count("released:shift") == 1


async def test_who_never_had_an_advocate_is_not_told_that_one_has_ended_it(room: Room) -> None:
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    min_, code = await waits(room, MIN)
    await dora.says("/desk")
    await taps(room, dora, code)
    await taps(room, dora, "Close")
    calls = await dora.press_act(room, "end.duplicate")
    assert [text for text in to(MIN, calls) if "You are not in the line any more" in text] == to(MIN, calls)
    await min_.taps("Talk again")
    assert "Your place in the line" in min_.sees


async def test_to_end_one_case_leaves_the_other_as_the_one_she_writes_to(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, first = await held(room, amal, MIN)
    await held(room, amal, JOY)
    _, code, _ = await held(room, amal, ROSE)
    await amal.closes(**first)
    assert to(ROSE, await amal.says("for Rose")) == ["for Rose"] and await holder(room, code) == "Amal"


@pytest.mark.parametrize(("hours", "waited_for"), [("09:00-17:00", True), ("18:00-20:00", False)])
async def test_nobody_waits_for_who_is_not_on_the_rota_now(room: Room, hours: str, waited_for: bool) -> None:
    amal = await room.advocate(AMAL)
    min_, _ = await ended(room, amal)
    await amal.says(f"/rota monday {hours}")  # the clock of the room says Monday, twelve
    await back(room, min_)
    assert ("first for Amal" in card(room)) is waited_for
