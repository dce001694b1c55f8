"""The interview for a referral in the chat of its case: any order, pauses, proposals, gaps; and never a word to her."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ledger import tables as t
from flows.engine.model import ChoiceStep
from handoff.model import Role
from handoff.referral.proposals import MEANT, QUOTED
from handoff.referral.record import NOBODY_YET, From, Gap, Missing, Told
from tests.bot.interviewroom import Interviewer, interviewer
from tests.bot.staffroom import AMAL, BEA, MIN, rows, takes
from tests.canaries import CANARY
from tests.handoff.test_proposals import forgotten
from tests.room import Person, Room, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """No topics: all that is not a reply goes to the current case, which is where a mistake is nearest."""
    async with opened(tmp_path, topics=False) as room:
        yield room


@pytest.fixture
async def amal(room: Room) -> Interviewer:
    return await interviewer(room, await room.advocate(AMAL), MIN)


async def test_it_begins_with_what_decides_most_and_says_why(amal: Interviewer) -> None:
    [shown] = await amal.writes("/referral")
    assert "0 of " in shown and "None of this is shown to her" in shown
    assert "1. Is the person under 18 now? (which other questions are asked hangs on it)" in shown
    assert amal.to_her == []


async def test_the_button_on_the_case_begins_it_too(amal: Interviewer) -> None:
    intro = next(call for call in amal.room.sent.calls if "is yours" in text_of(call))
    calls = await amal.room.take(amal.person.tap(intro, "Referral"))
    assert any("0 of " in text_of(call) for call in calls)


async def test_all_questions_can_be_looked_through_page_by_page(amal: Interviewer) -> None:
    await amal.writes("/referral")
    await amal.taps("All questions")
    assert "page 1 of " in amal.sees and amal.buttons[0].startswith("○ Reference for this report")
    await amal.taps("Later")
    assert "page 2 of " in amal.sees
    await amal.taps("Earlier")
    assert "page 1 of " in amal.sees


async def test_next_passes_over_a_question_and_comes_round_to_it(amal: Interviewer) -> None:
    await amal.writes("/referral")
    await amal.taps("Is the person under 18")
    seen = set()
    while amal.sees not in seen:
        seen.add(amal.sees)
        await amal.taps("Next question")
    asked = amal.room.line.shelf.newest.interview()
    assert asked is not None and len(seen) == len(asked.asked(await amal.record()))


async def test_a_tap_answers_and_the_next_question_comes_in_its_place(amal: Interviewer) -> None:
    await amal.writes("/referral")
    message = amal.newest
    await amal.taps("Is the person under 18")
    await amal.taps("No")
    assert amal.newest == message and "under 18 now" not in amal.sees
    assert (await amal.record()).value("pv-under-age") == "no"


async def test_what_she_said_before_the_claim_stands_as_a_proposal_with_its_source(room: Room) -> None:
    person = await room.advocate(AMAL)
    amal = await interviewer(room, person, MIN)
    files = await room.look(lambda book: book.all_claimed())

    def knows(book: object) -> None:
        files[0].summary, files[0].changed = {"nation": "wales"}, True
        book._cases[files[0].case.id] = files[0]  # type: ignore[attr-defined]

    await room.look(knows)
    await amal.opens("In which nation")
    assert "A proposal that nobody has confirmed (answered in the chat with the bot):\nWales" in amal.sees
    assert (await amal.record()).entries == {}, "nobody has said so yet"
    await amal.taps("✅ Confirm")
    assert (await amal.record()).value("fr-location") == "wales"
    entry = await amal.entry("fr-location")
    assert isinstance(entry, Told) and entry.source.what is From.FLOW


async def test_a_text_is_awaited_in_so_many_words_and_reaches_nobody(amal: Interviewer) -> None:
    await amal.opens("How did the person live")
    await amal.taps("✍️ Write the answer")
    assert "YOUR NEXT MESSAGE HERE IS NOT SENT TO HER" in amal.sees and "12:15 UTC" in amal.sees
    told = await amal.writes(f"She slept in the kitchen. {CANARY}")
    assert amal.to_her == [] and any("It was NOT sent to her" in text for text in told)
    entry = await amal.entry("living-conditions")
    assert isinstance(entry, Told) and entry.value == f"She slept in the kitchen. {CANARY}"
    sealed = [row.sealed.raw for row in await rows(amal.room, t.answers.c.sealed)]
    assert sealed and not [raw for raw in sealed if CANARY.encode() in raw or b"living" in raw]


async def test_her_words_the_english_and_who_made_it(amal: Interviewer) -> None:
    await amal.opens("How did the person live")
    await amal.taps("In her own words")
    await amal.writes("Natutulog ako sa kusina.")
    entry = await amal.entry("living-conditions")
    assert isinstance(entry, Told) and entry.words and entry.words.translated_by == NOBODY_YET
    assert "Nobody has translated them yet" in amal.sees and "✅ Confirm" not in amal.buttons
    await amal.taps("✍️ Write the English")
    await amal.writes("I sleep in the kitchen.")
    await amal.taps("Translated by: the advocate")
    await amal.taps("How it was said: ?")
    entry = await amal.entry("living-conditions")
    assert isinstance(entry, Told) and entry.words and entry.confirmed
    assert (entry.value, entry.words.text) == ("I sleep in the kitchen.", "Natutulog ako sa kusina.")
    assert (entry.words.translated_by, entry.source.how) == ("an interpreter", "in this chat")
    assert amal.to_her == []


async def test_a_gap_has_its_reason_and_is_not_asked_about_again(amal: Interviewer) -> None:
    await amal.opens("Who is the person's family")
    await amal.taps("Does not wish to say")
    assert "the reason why this question has no answer" in amal.sees
    await amal.writes("She is afraid for her sister.")
    assert await amal.entry("family") == Gap(Missing.NOT_WISHED, "She is afraid for her sister.")
    seen = await amal.writes("/referral")
    assert "family" not in seen[-1] and amal.to_her == []


async def test_the_same_reason_need_not_be_written_twice(amal: Interviewer) -> None:
    await amal.opens("Who is the person's family")
    await amal.taps("Not known")
    assert not [label for label in amal.buttons if label.startswith("As before")]
    await amal.writes("Nobody there speaks with her.")
    await amal.opens("What schooling")
    await amal.taps("Not known")
    await amal.taps("As before: Nobody there")
    assert await amal.entry("education") == Gap(Missing.NOT_KNOWN, "Nobody there speaks with her.")


async def test_a_message_of_hers_is_quoted_with_its_source_and_waits_to_be_read(amal: Interviewer) -> None:
    calls = await amal.worker.says("they took my phone every night")
    copy = next(call for call in calls if call.params.get("chat_id") == AMAL and "phone every night" in text_of(call))
    [number] = await amal.room.accept(copy)
    await amal.writes("/evidence how treated threats", reply_to=number)
    assert "A proposal that nobody has confirmed (quoted from a message)" in amal.sees
    entry = await amal.entry("how-they-were-treated")
    assert isinstance(entry, Told) and not entry.confirmed and entry.source.ref
    await amal.taps("✅ Confirm")
    await amal.writes("/evidence how treated threats", reply_to=number)
    assert "settled already" in amal.sees, "what somebody has settled is not overwritten"
    assert amal.to_her == []


async def test_what_the_form_does_not_take_is_written_down_and_keeps_where_it_comes_from(amal: Interviewer) -> None:
    calls = await amal.worker.sends("voice")
    numbers = await amal.room.accept(*calls)
    copy = next(n for call, n in zip(calls, numbers, strict=True) if call.params.get("chat_id") == AMAL)
    said_at = amal.room.clock.at
    amal.room.clock.advance(minutes=30)
    [told] = await amal.writes("/evidence living", reply_to=copy)
    assert "the form takes no voice message" in told
    await amal.taps("In her own words")
    await amal.writes("Natutulog ako sa sahig.")
    entry = await amal.entry("living-conditions")
    assert isinstance(entry, Told) and entry.words and entry.words.text == "Natutulog ako sa sahig."
    assert (entry.source.what, entry.source.at) == (From.HEARD, said_at) and entry.source.ref
    assert amal.to_her == []


async def test_evidence_without_a_word_that_fits_says_so(amal: Interviewer) -> None:
    calls = await amal.worker.says("they took my phone every night")
    numbers = await amal.room.accept(*calls)
    [none] = await amal.writes("/evidence zebra", reply_to=numbers[0])
    assert "no question of the form has “zebra”" in none
    [many] = await amal.writes("/evidence the", reply_to=numbers[0])
    assert "questions. Nothing was changed" in many


async def test_who_takes_it_over_goes_on_with_the_same_record(amal: Interviewer) -> None:
    await amal.writes("/referral")
    await amal.taps("Is the person under 18")
    await amal.taps("No")
    old = amal.newest
    await amal.writes("/release")
    bea = await amal.room.advocate(BEA, "Bea")
    await takes(amal.room, bea, amal.code)
    hers = Interviewer(amal.room, bea, amal.worker, amal.code, BEA)
    [shown] = await hers.writes("/referral")
    assert "1 of " in shown and "under 18 now" not in shown
    before = len(amal.room.sent.toasts)
    assert await amal.taps("Next question", on=old) == []
    assert "no longer true" in amal.room.sent.toasts[before][1]


async def test_not_sure_of_age_is_told_to_a_coordinator_and_goes_the_way_of_a_child(room: Room) -> None:
    await room.advocate(BEA, "Bea", Role.COORDINATOR)
    amal = await interviewer(room, await room.advocate(AMAL), MIN)
    await amal.writes("/referral")
    await amal.taps("Is the person under 18")
    before = len(room.sent.calls)
    await amal.taps("Not sure")
    told = [text_of(call) for call in room.sent.calls[before:] if call.params["chat_id"] == BEA]
    assert len(told) == 1 and "not sure whether the person is under 18" in told[0]
    await amal.opens("Which local authority was told")
    assert "Who is not sure about an age does not decide it alone" in amal.sees


async def test_who_somebody_is_is_not_asked_before_it_was_explained(amal: Interviewer) -> None:
    await amal.writes("/referral")
    await amal.taps("Is the person under 18")
    await amal.taps("No")
    await amal.opens("Does the person have a crime reference")
    await amal.taps("Yes")
    await amal.opens("What is the crime reference")
    assert "must have been explained" in amal.sees and "✍️ Write the answer" not in amal.buttons
    await amal.taps("First this question")
    assert "Explain this before you ask" in amal.sees
    await amal.taps("Yes")
    await amal.opens("What is the crime reference")
    assert "✍️ Write the answer" in amal.buttons


async def test_nor_is_it_taken_from_a_message_before_it_was_explained(amal: Interviewer) -> None:
    calls = await amal.worker.says("my name is Amina")
    copy = next(call for call in calls if call.params.get("chat_id") == AMAL and "Amina" in text_of(call))
    [number] = await amal.room.accept(copy)
    await amal.writes("/evidence pv-name-first-name", reply_to=number)
    assert "her message was NOT put there" in amal.sees and "must have been explained" in amal.sees
    assert await amal.entry("pv-name-first-name") is None
    await amal.taps("First this question")
    await amal.taps("No")
    await amal.opens("Does the person agree to be referred")
    await amal.taps("Yes")
    await amal.writes("/evidence pv-name-first-name", reply_to=number)
    entry = await amal.entry("pv-name-first-name")
    assert isinstance(entry, Told) and entry.value == "my name is Amina"


async def test_to_whom_it_goes_is_picked_from_those_who_can_refer(amal: Interviewer) -> None:
    await amal.opens("Which First Responder")
    assert {"Kalayaan", "The Salvation Army"} <= set(amal.buttons) and "National Crime Agency" not in amal.buttons
    await amal.taps("Kalayaan")
    entry = await amal.entry("user-organisation")
    assert isinstance(entry, Told) and (entry.value, entry.confirmed) == ("Kalayaan", True)
    for written, kept, sure in (("unseen", "Unseen", True), ("Leeds Friends", "Leeds Friends", False)):
        await amal.opens("Which First Responder")
        await amal.taps("✍️ Another one")
        await amal.writes(written)
        entry = await amal.entry("user-organisation")
        assert isinstance(entry, Told) and (entry.value, entry.confirmed) == (kept, sure)
    assert "“Leeds Friends” is not among the First Responders of the directory" in amal.sees
    await amal.taps("✅ Confirm")
    entry = await amal.entry("user-organisation")
    assert isinstance(entry, Told) and entry.confirmed


async def test_every_answer_that_may_be_handed_over_is_a_proposal_or_known_to_be_none(amal: Interviewer) -> None:
    bundle = amal.room.line.shelf.newest.house.bundle
    assert forgotten(bundle.answers) == set()
    interview = amal.room.line.shelf.newest.interview()
    assert interview is not None
    for field, values in MEANT.values():
        assert set(values.values()) <= set(interview.fields[field].values)
    taps = {step.save: step for step in bundle.steps.values() if isinstance(step, ChoiceStep) and step.save}
    for name, (field, those) in QUOTED.items():
        assert field in interview.fields and those < {option.value for option in taps[name].options}


async def test_what_she_tapped_stands_there_as_she_read_it(room: Room) -> None:
    amal = await interviewer(room, await room.advocate(AMAL), MIN)
    [file] = await room.look(lambda book: book.all_claimed())

    def tapped(book: object) -> None:
        file.summary, file.changed = {"who_has_it": "employer"}, True
        file.case = replace(file.case, language="ta")
        book._cases[file.case.id] = file  # type: ignore[attr-defined]

    await room.look(tapped)
    await amal.opens("How was the person treated")
    hers = room.line.shelf.newest.words.text("passport-kept.who_has_it.employer", "ta", {})
    assert "Who has your passport now?\n– My employer" in amal.sees and "with a tap" in amal.sees
    assert f"– {hers}" in amal.sees and "Her employer has" not in amal.sees


async def test_somebody_else_cannot_begin_it(room: Room, amal: Interviewer) -> None:
    bea: Person = await room.advocate(BEA, "Bea")
    [told] = await bea.says("/referral")
    assert "hold" in text_of(told).lower() or "no case" in text_of(told).lower()
