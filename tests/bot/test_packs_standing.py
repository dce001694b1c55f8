"""On what a pack rests, in words that are true of it; and that it goes when that is so no more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot import exporting, packing
from bot.ledger import exports, referrals
from bot.ledger import tables as t
from bot.papers.layout import blocks
from handoff.referral.consents import Purpose, Row
from tests.bot.interviewroom import Interviewer, interviewer
from tests.bot.packroom import answered, answered_too, button, makes_it, settles, wants_it
from tests.bot.staffroom import AMAL, MIN, rows
from tests.room import Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


@pytest.fixture
async def amal(room: Room) -> Interviewer:
    """Everything is answered, and she has agreed to all of it."""
    amal = await interviewer(room, await room.advocate(AMAL), MIN)
    id = await amal.case()
    await room.look(partial(answered, room, id))
    return amal


async def test_a_no_that_her_advocate_writes_down_ends_what_was_made(amal: Interviewer) -> None:
    await makes_it(amal)
    id = await amal.case()
    [export] = await amal.room.look(lambda book: exports.of_case(book, id))
    await amal.room.look(lambda book: exports.left(book, export.id, 4711))
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To be referred")
    await amal.taps("She has said no to me")
    assert await amal.room.look(lambda book: exports.of_case(book, id)) == []
    gone = [call for call in amal.room.sent.calls if call.method == "deleteMessages"]
    assert gone[-1].params["message_ids"] == [4711]
    assert await packing.paper(amal.room.ledger, export.id.hex(), "pdf") is None


async def test_who_turns_out_to_refuse_ends_a_pack_that_names_her(amal: Interviewer) -> None:
    """The answer in the interview decides which way it goes, as the row does."""
    await makes_it(amal)
    await amal.opens("Does the person agree to be referred")
    await amal.taps("No")
    id = await amal.case()
    assert await amal.room.look(lambda book: exports.of_case(book, id)) == []
    assert any("has been answered anew" in text_of(call) for call in amal.room.sent.calls)


async def test_it_says_on_what_it_leaves_and_never_that_she_agreed_where_she_has_not(amal: Interviewer) -> None:
    assert "She has agreed to be referred" in await wants_it(amal)
    id = await amal.case()
    rests = Row(Purpose.REFER, True, "", "en", amal.room.clock.at, "", "age not sure (decided by Amal)", "Dora")
    await amal.room.look(lambda book: referrals.agree(book, id, rests))
    await settles(amal, pv_under_age="not-sure")
    await amal.room.look(partial(answered_too, amal.room, id))
    shown = await wants_it(amal)
    assert "It goes the way of a child" in shown and "agreed to be referred" not in shown
    assert "to be referred to the NRM - not on her yes: age not sure (decided by Amal), and Dora agreed" in shown
    for cooperates, words in (("no", "it names nobody"), ("yes", "with her name: she agreed to help")):
        await settles(amal, pv_under_age="no", pv_want_to_submit_nrm="no", authorities_cooperation=cooperates)
        await amal.room.look(partial(answered_too, amal.room, id))
        shown = await wants_it(amal)
        assert "She has NOT agreed to be referred" in shown and words in shown


async def test_dates_that_cannot_both_be_so_are_shown_with_where_the_form_asks_why(amal: Interviewer) -> None:
    await settles(amal, family="2024-03: in a house in Leeds", education="2022: In a house in Leeds.")
    shown = await wants_it(amal)
    assert "the same is told of 2022 (What schooling" in shown and "and of March 2024 (Who is the" in shown
    assert "Which concerns, and on which evidence?" in shown and "Nobody has to be wrong" in shown
    assert "Make it as PDF, DOCX and JSON" in amal.buttons, "it keeps nothing in the house"


async def test_a_recording_is_named_also_where_nobody_has_taken_its_digest(amal: Interviewer) -> None:
    id, line = await amal.case(), amal.room.line
    await amal.worker.sends("voice")
    making = await amal.room.look(lambda book: exporting.as_wanted(line.applying(book), id))
    [voice] = making.data["documents"]
    assert (voice["kind"], voice["form_takes_it"], "sha256" in voice) == ("voice", False, False)
    [told] = [block.text for block in blocks(making.data) if block.text.startswith("voice, sent")]
    assert "No digest of it was taken. The form takes no such file" in told


async def test_what_must_name_nobody_leaves_only_when_it_was_read_as_it_is(amal: Interviewer) -> None:
    id = await amal.case()
    await settles(amal, pv_want_to_submit_nrm="no", authorities_cooperation="no")
    await amal.room.look(partial(answered_too, amal.room, id))
    assert "Read it to its end" in await wants_it(amal) and "Make it as PDF, DOCX and JSON" not in amal.buttons
    for act in ("q.z.make", "q.z.make.00000000", "q.z.read.00000000"):
        await amal.stand(await amal.room.take(amal.person.press(await button(amal, act), AMAL, amal.newest)))
        assert "Read it to its end" in amal.sees, act
    await read_to_its_end(amal)
    assert "Make it as PDF, DOCX and JSON" in amal.buttons
    acts = [row.act for row in await rows(amal.room, t.audit.c.act)]
    assert len([act for act in acts if act.startswith("export_read:")]) == 1
    made = amal.buttons.index("Make it as PDF, DOCX and JSON")
    old = labels_data(amal)[made]
    await settles(amal, birthplace="In the house of her aunt.")
    await amal.stand(await amal.room.take(amal.person.press(old, AMAL, amal.newest)))
    assert "Read it to its end" in amal.sees, "what was changed is read again"


async def read_to_its_end(amal: Interviewer) -> None:
    await amal.taps("Read it field by field")
    while "Later ▸" in amal.buttons:
        assert not amal.shown[amal.newest].params.get("entities"), "it is not there to be copied yet"
        assert "I have read it: it names nobody" not in amal.buttons
        await amal.taps("Later")
    await amal.taps("I have read it")


def labels_data(amal: Interviewer) -> list[str]:
    keyboard = amal.shown[amal.newest].params["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in keyboard for button in row]
