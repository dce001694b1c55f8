"""What she agrees to for a referral: asked in her language, kept with its wording, taken back with one tap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger import referrals
from bot.ledger import tables as t
from handoff.model import Role
from handoff.referral.consents import Purpose, Row, standing
from handoff.referral.record import Told
from tests.bot.interviewroom import Interviewer, interviewer
from tests.bot.staffroom import AMAL, BEA, MIN, rows
from tests.canaries import IDS
from tests.room import Room, labels, opened, text_of

FRO = "Harbour Trust"
DORA = IDS[7]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


@pytest.fixture
async def amal(room: Room) -> Interviewer:
    return await interviewer(room, await room.advocate(AMAL), MIN)


async def ledger(amal: Interviewer) -> list[Row]:
    id = await amal.case()
    found: list[Row] = await amal.room.look(lambda book: referrals.agreed(book, id))
    return found


async def asks(amal: Interviewer, purpose: str) -> list[str]:
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps(purpose)
    return await amal.taps("Ask her in this chat")


async def told(amal: Interviewer) -> str:
    """The newest that the advocate was told."""
    return next(text_of(call) for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == AMAL)


async def test_she_is_asked_in_her_chat_and_her_yes_is_kept_with_its_wording(amal: Interviewer) -> None:
    await asks(amal, "To keep her answers")
    assert amal.worker.sees.startswith("Your advocate asks you something.\n"), "nothing of it in the first line"
    await amal.worker.taps("Yes")
    assert "I have kept your yes" in amal.worker.sees
    [row] = await ledger(amal)
    assert (row.purpose, row.given, row.language, row.at) == (Purpose.KEEP, True, "en", amal.room.clock.at)
    assert len(row.version) == 8 and "she said yes: to keep her answers" in await told(amal)
    acts = [each.act for each in await rows(amal.room, t.audit.c.act)]
    assert "consent:keep:yes" in acts
    assert b"keep" not in (await rows(amal.room, t.consents.c.sealed))[0].sealed.raw


async def test_a_no_is_kept_and_nobody_presses(amal: Interviewer) -> None:
    await asks(amal, "To keep her answers")
    await amal.worker.taps("No")
    [row] = await ledger(amal)
    assert not row.given and "it is hers to decide" in await told(amal)


async def test_an_answer_counts_once_and_to_what_was_asked_last(amal: Interviewer) -> None:
    await asks(amal, "To keep her answers")
    old = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == MIN)
    await asks(amal, "To write down")
    await amal.room.take(amal.worker.tap(old, "Yes"))
    assert await ledger(amal) == []
    await asks(amal, "To write down")
    await amal.worker.taps("Yes")
    await amal.room.take(amal.worker.tap(old, "Yes"))
    assert [row.purpose for row in await ledger(amal)] == [Purpose.PREPARE]


async def test_her_yes_to_the_referral_is_a_proposal_for_the_form(amal: Interviewer) -> None:
    await asks(amal, "To be referred")
    assert any("Explain this before you ask" in text_of(call) for call in amal.room.sent.calls)
    await amal.worker.taps("Yes")
    entry = await amal.entry("pv-want-to-submit-nrm")
    assert isinstance(entry, Told) and entry.value == "yes" and not entry.confirmed


async def test_to_share_names_the_organisation_and_is_for_it_alone(amal: Interviewer) -> None:
    await amal.writes("/referral")
    await amal.taps("Consents")
    [no] = await amal.taps("To give it to the First")
    assert "to whom it goes is not said yet" in no
    await amal.taps("Which First Responder")
    await amal.taps("✍️ Another one")
    await amal.writes(FRO)
    await amal.taps("✅ Confirm")
    await asks(amal, "To give it to the First")
    assert FRO in amal.worker.sees
    await amal.worker.taps("Yes")
    [row] = await ledger(amal)
    assert (row.purpose, row.about, row.given) == (Purpose.SHARE, FRO, True)


async def test_a_yes_to_one_organisation_is_none_to_another(amal: Interviewer) -> None:
    """The first card still stands in her chat when she is asked about somebody else."""
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To give it to the First")
    await amal.taps("Which First Responder")
    await amal.taps("✍️ Another one")
    await amal.writes(FRO)
    await amal.taps("✅ Confirm")
    await asks(amal, "To give it to the First")
    old = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == MIN)
    await amal.opens("Which First Responder")
    await amal.taps("✍️ Another one")
    await amal.writes("Home Office")
    await amal.taps("✅ Confirm")
    await asks(amal, "To give it to the First")
    await amal.room.take(amal.worker.tap(old, "Yes"))
    assert await ledger(amal) == []
    await asks(amal, "To give it to the First")
    await amal.worker.taps("Yes")
    assert [(row.about, row.given) for row in await ledger(amal)] == [("Home Office", True)]


async def test_one_tap_takes_all_of_it_back_and_her_advocate_is_told(amal: Interviewer) -> None:
    for purpose in ("To keep her answers", "To be referred"):
        await asks(amal, purpose)
        await amal.worker.taps("Yes")
    thanks = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == MIN)
    assert "Take my yes back" in labels(thanks)
    await amal.worker.says("/start")
    await amal.worker.taps("Take my yes back")
    assert "From now on nothing is given to anybody" in amal.worker.sees
    rows_now = await ledger(amal)
    assert [(row.purpose, row.given) for row in rows_now[-2:]] == [(Purpose.KEEP, False), (Purpose.REFER, False)]
    assert "taken back her yes" in await told(amal)
    await amal.worker.says("/start")
    screen = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == MIN)
    assert "Take my yes back" not in labels(screen), "there is nothing more to take back"


async def test_it_can_be_taken_back_when_the_talk_has_ended(amal: Interviewer) -> None:
    await asks(amal, "To keep her answers")
    await amal.worker.taps("Yes")
    id = await amal.case()
    await amal.room.advocate(DORA, "Dora", Role.COORDINATOR)
    await amal.person.closes()
    await amal.worker.says("/start")
    told = len(amal.room.sent.calls)
    await amal.worker.taps("Take my yes back")
    assert "Your advocate is told" not in amal.worker.sees, "nobody holds it, and nobody is here"
    assert "nothing is given to anybody" in amal.worker.sees
    heard = [text_of(call) for call in amal.room.sent.calls[told:] if call.params.get("chat_id") == DORA]
    assert [text for text in heard if "taken back her yes" in text], "a coordinator sees to it"
    found = await amal.room.look(lambda book: referrals.agreed(book, id))
    assert not found[-1].given


async def test_her_advocate_takes_it_back_for_her_and_writes_down_what_she_says(amal: Interviewer) -> None:
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To keep her answers")
    await amal.taps("She has said yes to me")
    assert "✅ to keep her answers for a referral" in amal.sees and "in her own words to the advocate" in amal.sees
    await amal.taps("To keep her answers")
    await amal.taps("She takes it back")
    assert "❌ to keep her answers for a referral: refused or taken back" in amal.sees
    assert [row.given for row in await ledger(amal)] == [True, False]


async def test_she_is_not_asked_while_her_chat_is_hidden(amal: Interviewer) -> None:
    await amal.worker.taps("Hide")
    before = len(amal.room.sent.calls)
    [said] = await asks(amal, "To keep her answers")
    assert "she was NOT asked" in said
    assert [call for call in amal.room.sent.calls[before:] if call.params.get("chat_id") == MIN] == []


async def test_where_no_yes_of_hers_is_asked_for_the_basis_and_who_decided_stand(amal: Interviewer) -> None:
    await amal.opens("Is the person under 18")
    await amal.taps("Yes")
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To be referred")
    await amal.taps("✍️ It rests on something else")
    assert "NOT SENT TO HER" in amal.sees and "why this needs no yes of hers" in amal.sees
    await amal.writes("She is 16; agreed with the council.")
    [row] = await ledger(amal)
    assert row.basis == "She is 16; agreed with the council. (decided by Amal)" and amal.to_her == []


async def on_a_basis(amal: Interviewer) -> None:
    """She has said no; her advocate writes what it would rest on instead."""
    await asks(amal, "To be referred")
    await amal.worker.taps("No")
    await amal.opens("Is the person under 18")
    await amal.taps("Not sure")
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To be referred")
    await amal.taps("✍️ It rests on something else")
    await amal.writes("She may be 17; the council asked for it.")
    await amal.writes("/referral")
    await amal.taps("Consents")


async def holds(amal: Interviewer) -> bool:
    return standing(await ledger(amal), Purpose.REFER, "", amal.room.clock.at) is not None


async def test_what_she_refused_rests_on_a_basis_only_when_somebody_else_has_agreed(amal: Interviewer) -> None:
    await on_a_basis(amal)
    assert "Nobody else has agreed yet: it holds nothing" in amal.sees and not await holds(amal)
    [nobody] = [text for text in await amal.taps("Ask a second person") if "nobody else here" in text]
    assert "invite a second coordinator" in nobody
    dora = await amal.room.advocate(DORA, "Dora", Role.COORDINATOR)
    await amal.taps("Ask a second person")
    asked = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == DORA)
    assert "SHE SAID NO, or took it back" in text_of(asked) and "nobody is sure whether she is under 18" in text_of(
        asked
    )
    assert "the council asked for it. (decided by Amal)" in text_of(asked) and not await holds(amal)
    await amal.room.take(dora.tap(asked, "I agree"))
    assert await holds(amal) and (await ledger(amal))[-1].second == "Dora"
    acts = [row.act for row in await rows(amal.room, t.audit.c.act)]
    assert [act for act in acts if act.startswith("basis")] == ["basis_asked", "basis_agreed"]
    assert amal.to_her and not any("17" in text for text in amal.to_her), "none of it is for her"


async def test_whoever_wrote_the_basis_does_not_agree_to_it(amal: Interviewer) -> None:
    boss = await amal.room.advocate(DORA, "Dora", Role.COORDINATOR)
    bea = await amal.room.advocate(BEA, "Bea")
    await on_a_basis(amal)
    await amal.taps("Ask a second person")
    asked = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == DORA)
    data = asked.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for by in (amal.person, bea):
        await amal.room.take(by.press(data))
        assert not await holds(amal)
    await amal.room.take(boss.press(data))
    assert await holds(amal)


async def test_what_she_says_after_it_was_asked_outweighs_the_agreement(amal: Interviewer) -> None:
    dora = await amal.room.advocate(DORA, "Dora", Role.COORDINATOR)
    await on_a_basis(amal)
    await amal.taps("Ask a second person")
    asked = next(call for call in reversed(amal.room.sent.calls) if call.params.get("chat_id") == DORA)
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To be referred")
    await amal.taps("She has said no to me")
    await amal.room.take(dora.tap(asked, "I agree"))
    assert not await holds(amal)


async def test_for_an_adult_nothing_rests_on_anything_but_her_yes(amal: Interviewer) -> None:
    await amal.opens("Is the person under 18")
    await amal.taps("No")
    await amal.opens("Does the person agree to be referred")
    await amal.taps("Yes")
    await amal.writes("/referral")
    await amal.taps("Consents")
    await amal.taps("To be referred")
    assert "✍️ It rests on something else" not in amal.buttons
