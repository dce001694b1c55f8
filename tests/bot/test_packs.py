"""What keeps a pack in the house, who may take one out, and that it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot import exporting, her_consents, packing
from bot.chores.round import Round
from bot.clock import Clock
from bot.exporting import MOST_A_DAY
from bot.interview import short
from bot.ledger import exports, referrals
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.records import with_hers
from bot.papers import fonts
from handoff.model import Role
from handoff.referral.record import From, Source, Told
from tests.bot.interviewroom import Interviewer, interviewer
from tests.bot.packroom import PAPERS, answered, button, makes_it, sent, wants_it
from tests.bot.staffroom import AMAL, BEA, MIN, rows, takes
from tests.canaries import IDS
from tests.room import Room, labels, opened, text_of

DAN = IDS[9]


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


async def test_it_leaves_to_its_holder_alone_along_the_claim_and_is_written_down(amal: Interviewer) -> None:
    assert "It is complete" in await wants_it(amal)
    assert await makes_it(amal) and sent(amal) == ["pdf", "docx", "json"]
    acts = [row.act for row in await rows(amal.room, t.audit.c.act)]
    assert [act.split(":")[1] for act in acts if act.startswith("export:")] == ["pdf", "docx", "json"]
    assert all(len(act) <= 32 for act in acts)


@pytest.mark.parametrize("purpose", ["to keep", "to prepare", "to be referred", "to share"])
async def test_without_its_row_nothing_leaves(amal: Interviewer, purpose: str) -> None:
    what = {"to keep": "keep", "to prepare": "prepare", "to be referred": "refer", "to share": "share"}[purpose]
    id, line = await amal.case(), amal.room.line

    def takes_back(book: Book) -> None:
        applying = line.applying(book)
        her_consents.withdraw(applying, applying.file(id), [what])

    await amal.room.look(takes_back)
    shown = await wants_it(amal)
    assert "Nothing can leave yet" in shown and "There is no consent" in shown
    assert "Make it as PDF, DOCX and JSON" not in amal.buttons
    await amal.room.take(amal.person.press(await button(amal, "q.z.make"), AMAL, amal.newest))
    assert sent(amal) == []


async def test_what_she_takes_back_ends_what_was_made_and_every_later_one(amal: Interviewer) -> None:
    await makes_it(amal)
    id = await amal.case()
    [export] = await amal.room.look(lambda book: exports.of_case(book, id))
    await amal.room.look(lambda book: exports.left(book, export.id, 4711))
    line = amal.room.line

    def agrees(book: Book) -> None:
        with_hers(line.applying(book).file(id), agreed=True)

    await amal.room.look(agrees)
    await amal.worker.says("/start")
    await amal.worker.taps("Take my yes back")
    assert await amal.room.look(lambda book: exports.of_case(book, id)) == []
    gone = [call for call in amal.room.sent.calls if call.method == "deleteMessages"]
    assert gone[-1].params["message_ids"] == [4711] and gone[-1].params["chat_id"] == AMAL
    assert "Nothing can leave yet" in await wants_it(amal)
    assert await packing.paper(amal.room.ledger, export.id.hex(), "pdf") is None, "not even one that is on its way"


async def test_a_day_later_it_is_gone(amal: Interviewer) -> None:
    await makes_it(amal)
    [row] = await rows(amal.room, t.exports.c.id, t.exports.c.until)
    assert row.until - int(amal.room.clock.at.timestamp()) <= 24 * 3600
    assert await packing.paper(amal.room.ledger, bytes(row.id).hex(), "pdf") == PAPERS["pdf"]
    amal.room.clock.advance(hours=11)
    await amal.writes("/referral")
    amal.room.clock.advance(hours=11.9)
    await Round(amal.room.ledger, amal.room.line, Clock()).once()
    amal.room.clock.advance(hours=0.2)
    assert await packing.paper(amal.room.ledger, bytes(row.id).hex(), "pdf") is None
    await amal.room.look(lambda book: exporting.sweep(amal.room.line.applying(book)))
    assert [row.sealed for row in await rows(amal.room, t.exports.c.sealed)] == [None]


async def test_in_other_hands_it_is_gone_at_once(amal: Interviewer) -> None:
    await makes_it(amal)
    await amal.writes("/release")
    bea = await amal.room.advocate(BEA, "Bea")
    await takes(amal.room, bea, amal.code)
    await amal.room.look(lambda book: exporting.sweep(amal.room.line.applying(book)))
    assert [row.sealed for row in await rows(amal.room, t.exports.c.sealed)] == [None]


async def test_who_does_not_hold_it_is_refused(amal: Interviewer) -> None:
    bea = await amal.room.advocate(BEA, "Bea")
    data = await button(amal, "q.z.make")
    before = len(amal.room.sent.calls)
    await amal.room.take(bea.press(data, BEA))
    told = amal.room.sent.toasts[-1][1]
    assert "not with you" in told and sent(amal) == []
    assert [call for call in amal.room.sent.calls[before:] if "pack" in call.link] == []


async def test_who_is_frozen_is_refused_and_what_was_wanted_does_not_leave(amal: Interviewer) -> None:
    id, line = await amal.case(), amal.room.line
    making = await amal.room.look(lambda book: exporting.as_wanted(line.applying(book), id))
    boss = await amal.room.advocate(BEA, "Bea", Role.COORDINATOR)
    await boss.says("/staff")
    colleague = next(call for call in reversed(amal.room.sent.calls) if "Amal" in str(labels(call)))
    label = next(each for each in labels(colleague) if "Amal" in each)
    await amal.room.take(boss.tap(colleague, label))
    await boss.taps("Freeze this account now")
    await amal.room.look(lambda book: exporting.leave(line.applying(book), making, PAPERS, "", 1))
    assert sent(amal) == [] and await rows(amal.room, t.exports.c.id) == []


async def test_after_five_in_a_day_a_second_person_must_agree_to_each(amal: Interviewer) -> None:
    for _ in range(MOST_A_DAY):
        assert await makes_it(amal)
    assert not await makes_it(amal)
    assert "you have made 5 within a day" in amal.sees
    [nobody] = await amal.taps("Ask the data-protection officer")
    assert "Nobody" in nobody or "nobody" in nobody
    dan = await amal.room.advocate(DAN, "Dan", Role.DPO)
    await wants_it(amal)
    await amal.taps("Make it as PDF, DOCX and JSON")
    await amal.taps("Ask the data-protection officer")
    asked = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == DAN)
    assert "asks for one more of this case" in text_of(asked)
    assert not await makes_it(amal), "before he agrees nothing leaves"
    await amal.room.take(dan.tap(asked, "I agree"))
    assert await makes_it(amal)
    assert not await makes_it(amal), "it was for one"


async def test_nobody_agrees_to_what_she_asked_for_herself(amal: Interviewer) -> None:
    for _ in range(MOST_A_DAY):
        await makes_it(amal)
    await amal.room.advocate(DAN, "Dan", Role.DPO)
    await wants_it(amal)
    await amal.taps("Make it as PDF, DOCX and JSON")
    await amal.taps("Ask the data-protection officer")
    await amal.room.take(amal.person.press(await button(amal, "agree.export.0"), AMAL, 9))
    assert not await makes_it(amal)


async def test_what_is_too_long_for_its_field_keeps_it_in_the_house_with_the_field_named(amal: Interviewer) -> None:
    id = await amal.case()
    long = Told("a" * 15001, Source(From.ADVOCATE, amal.room.clock.at))
    await amal.room.look(lambda book: referrals.put(book, id, "birthplace", long))
    shown = await wants_it(amal)
    assert '"Where was the person born? Country, and town or village." is too long' in shown and "15001" in shown
    assert any(label.startswith("Where was the person born") for label in amal.buttons)


async def test_what_changed_while_it_was_made_is_not_sent(amal: Interviewer) -> None:
    id, line = await amal.case(), amal.room.line
    making = await amal.room.look(lambda book: exporting.as_wanted(line.applying(book), id))
    other = Told("Elsewhere.", Source(From.ADVOCATE, amal.room.clock.at))
    await amal.room.look(lambda book: referrals.put(book, id, "birthplace", other))
    await amal.room.look(lambda book: exporting.leave(line.applying(book), making, PAPERS, "", 1))
    assert sent(amal) == [] and "has changed meanwhile" in text_of(amal.room.sent.calls[-1])


async def test_field_by_field_it_is_copied_with_one_tap(amal: Interviewer) -> None:
    id = await amal.case()
    long = Told("b" * 7000, Source(From.ADVOCATE, amal.room.clock.at))
    await amal.room.look(lambda book: referrals.put(book, id, "birthplace", long))
    await wants_it(amal)
    await amal.taps("Copy it field by field")
    seen = []
    while "Later ▸" in amal.buttons:
        await amal.taps("Later")
        call = amal.shown[amal.newest]
        [entity] = call.params["entities"]
        assert entity["type"] == "pre"
        seen.append(amal.sees)
    assert all("\nstaff " in text and " · export " in text for text in seen), "each says who has taken it out"
    assert sum("birthplace" in text for text in seen) == 3 and any("part 3 of 3" in text for text in seen)
    acts = [row.act for row in await rows(amal.room, t.audit.c.act)]
    assert acts.count("export_copied") == 1, "a walk through it is one export"
    assert f"export_field:{short('birthplace')}" in acts, "which field was shown to be copied"
    [export] = await amal.room.look(lambda book: exports.of_case(book, id))
    assert export.messages == (amal.newest,)
    amal.room.clock.advance(hours=11)
    await amal.writes("/referral")
    amal.room.clock.advance(hours=12.1)
    await amal.room.look(lambda book: exporting.sweep(amal.room.line.applying(book)))
    gone = [call for call in amal.room.sent.calls if call.method == "deleteMessages"]
    assert [export.messages[0]] in [call.params["message_ids"] for call in gone], "its time is over in the chat too"


async def test_a_copy_counts_as_one_of_the_day_and_goes_with_her_yes(amal: Interviewer) -> None:
    for _ in range(MOST_A_DAY):
        assert await makes_it(amal)
    await wants_it(amal)
    await amal.taps("Copy it field by field")
    assert "you have made 5 within a day" in amal.sees


# --- the documents


def test_a_font_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    with pytest.raises(fonts.FontMissing, match=r"NotoSans-Regular.ttf \(Debian: fonts-noto-core\)"):
        fonts.files([fonts.LATIN])


async def test_a_missing_font_is_said_and_the_rest_leaves(amal: Interviewer) -> None:
    id, line = await amal.case(), amal.room.line
    making = await amal.room.look(lambda book: exporting.as_wanted(line.applying(book), id))
    missing = "NotoSansTamil-Regular.ttf (Debian: fonts-noto-core)"
    await amal.room.look(lambda book: exporting.leave(line.applying(book), making, {"docx": b"PK"}, missing, 1))
    assert sent(amal) == ["docx", "json"]
    assert any(missing in text_of(call) for call in amal.room.sent.calls)


def test_the_running_bot_knows_neither_fonts_nor_documents() -> None:
    heavy = ("fpdf", "docx", "uharfbuzz", "lxml", "PIL", "fontTools")
    seen = f"import sys, bot.build; print([m for m in {heavy!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
