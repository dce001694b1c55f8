"""An advocate and the phrasebook: found in English, read in her language before it leaves, sent along the route."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ledger import tables as t
from tests.bot.phrasehouse import answer, build, filipino, kept, tap
from tests.bot.staffroom import AMAL, MIN, held, rows, to
from tests.room import Room, labels, opened, text_of


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("phrases") / "content")


@pytest.fixture
async def room(tmp_path: Path, house: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False, root=house) as room:
        yield room


# --- looking


async def test_english_words_find_phrases_and_nothing_is_sent_by_looking(room: Room) -> None:
    amal, code = await filipino(room)
    [found] = await amal.says("/say take time")
    assert found.params["chat_id"] == AMAL and text_of(found).startswith(f"{code} - phrases for “take time”")
    assert labels(found)[0] == "Take your time. You can stop, and come… · draft"
    [first] = await amal.says("/say")
    assert labels(first)[:2] == [
        "Hello. I am the advocate who reads what…", "Is it safe for you to write now? If not,… · not in Filipino"
    ]  # fmt: skip
    assert len(labels(first)) == 6 and "And 37 more" in text_of(first)
    [none] = await amal.says("/phrase zebra")
    assert "no phrase for “zebra”. Nothing was sent." in text_of(none) and labels(none) == []
    [none] = await amal.says("/say " + "zebra " * 600)
    assert len(text_of(none)) < 300


async def test_without_a_case_there_is_nobody_to_say_it_to(room: Room) -> None:
    amal = await room.advocate(AMAL)
    [told] = await amal.says("/say hello")
    assert "You hold no case" in text_of(told)


# --- seen first, then sent


async def test_it_is_read_in_both_languages_then_sent_and_kept_with_its_english(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    assert preview.method == "editMessageText", "in place of the list, so that nothing old can be tapped"
    assert "In English:\nTake your time. You can stop, and come back later." in text_of(preview)
    assert "In Filipino, as she would read it (a draft: nobody has checked this translation):\nDahan-dahan lang." in (
        text_of(preview)
    )
    assert labels(preview) == ["Send", "In my own words", "Leave it"]
    sent = await tap(room, amal, preview, "Send")
    assert to(MIN, sent) == ["Dahan-dahan lang."]
    assert [call.route is not None for call in sent if call.params["chat_id"] == MIN] == [True]
    [card] = [call for call in sent if call.params["chat_id"] == AMAL]
    assert labels(card) == [] and "on its way to her" in text_of(card)
    [one] = await kept(room)
    assert (one.text, one.english, one.phrase, one.made) == (
        "Dahan-dahan lang.", "Take your time. You can stop, and come back later.", "take_your_time", "phrase",
    )  # fmt: skip
    assert ("phrase:take_your_time",) in await rows(room, t.audit.c.act)
    [words] = [call for call in sent if call.params["chat_id"] == MIN]
    await room.accept(words)
    assert room.sent.calls[-1].method == "setMessageReaction", "Telegram has accepted it"


async def test_what_two_people_have_signed_is_said_to_be(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say hello")
    [preview] = await tap(room, amal, found, "Hello")
    assert "(read and signed by people):\nKumusta." in text_of(preview)


async def test_a_second_tap_sends_nothing_again(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    assert to(MIN, await tap(room, amal, preview, "Send")) == ["Dahan-dahan lang."]
    assert to(MIN, await tap(room, amal, preview, "Send")) == []


async def test_the_claim_holds_longer_because_she_did_something(room: Room) -> None:
    amal, _ = await filipino(room)
    room.clock.advance(hours=5)
    [found] = await amal.says("/say take your time")
    [preview] = await tap(room, amal, found, "Take your time")
    await tap(room, amal, preview, "Send")
    [row] = await rows(room, t.cases.c.lease_until)
    assert row.lease_until == int(datetime(2026, 11, 24, 5, 0, tzinfo=UTC).timestamp())


async def test_without_a_translation_it_is_not_offered_as_if_there_were_one(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say safe to write")
    [shown] = await tap(room, amal, found, "Is it safe")
    assert "This has no translation into Filipino, so it cannot be sent as a phrase." in text_of(shown)
    assert labels(shown) == ["In my own words", "Leave it"]


async def test_half_a_translation_is_none(room: Room) -> None:
    """The sentence is there in Filipino; one of the words that could stand in it is not."""
    amal, _ = await filipino(room)
    [found] = await amal.says("/say interpreter")
    [asked] = await tap(room, amal, found, "I can ask for an interpreter")
    [shown] = await tap(room, amal, asked, "who helps us in writing")
    assert "cannot be sent as a phrase" in text_of(shown) and "Send" not in labels(shown)


async def test_who_reads_english_gets_it_as_it_is_written(room: Room) -> None:
    amal = await room.advocate(AMAL)
    await held(room, amal, MIN)
    [found] = await amal.says("/say safe to write")
    [shown] = await tap(room, amal, found, "Is it safe")
    assert "In English" not in text_of(shown)
    assert to(MIN, await tap(room, amal, shown, "Send"))[0].startswith("Is it safe for you to write now?")


# --- gaps


async def test_a_day_and_a_time_are_tapped_and_said_in_her_language(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say back later")
    [day] = await tap(room, amal, found, "I plan to write again on … at")
    assert "On which day?" in text_of(day) and labels(day)[0] == "Mon 23 Nov"
    [hour] = await tap(room, amal, day, "Wed 25 Nov")
    assert "23" not in text_of(hour) and "25 November 2026" in text_of(hour)
    [shown] = await tap(room, amal, hour, "14:00")
    sent = to(MIN, await tap(room, amal, shown, "Send"))[0]
    assert "25 Nobyembre 2026" in sent and "14:00" in sent and sent.startswith("Susulat ako sa ")


async def test_another_time_is_written_as_a_reply(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say back later")
    [day] = await tap(room, amal, found, "I plan to write again on … at")
    [hour] = await tap(room, amal, day, "Wed 25 Nov")
    [number] = await room.accept(hour)
    for wrong in ("24:00", "9:60", "soon"):
        [told] = await amal.says(wrong, **answer(number))
        assert "this is no time of a day. Nothing was sent." in text_of(told)
    [shown] = await amal.says("9.15", **answer(number))
    assert "09:15" in text_of(shown) and shown.params["chat_id"] == AMAL


async def test_a_short_word_goes_as_it_is_written_and_never_a_number_or_an_address(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say asked answer")
    [prompt] = await tap(room, amal, found, "I have asked")
    assert prompt.params["reply_markup"] == {"force_reply": True} and "What is no reply" in text_of(prompt)
    [number] = await room.accept(prompt)
    for wrong in ("call 0800 1111", "see http://evil.example", "{emergency_number}", "x" * 41, "two\nlines"):
        [told] = await amal.says(wrong, **answer(number))
        assert "does not fit there" in text_of(told), wrong
    [shown] = await amal.says("the doctor", **answer(number))
    assert "Nagtanong ako kay \u2068the doctor\u2069." in text_of(shown)
    assert to(MIN, await tap(room, amal, shown, "Send")) == ["Nagtanong ako kay \u2068the doctor\u2069."]


async def test_a_fact_is_chosen_by_name_and_stands_with_its_source(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say number to call")
    [asked] = await tap(room, amal, found, "Here is a number")
    [shown] = await tap(room, amal, asked, "Home Office First Responder Toolkit: 0800 808 3733")
    assert labels(shown) == ["Send", "Leave it"], "a number is never edited"
    [sent] = to(MIN, await tap(room, amal, shown, "Send"))
    assert "0800 808 3733" in sent and "Home Office First Responder Toolkit" in sent


async def test_a_fact_past_its_date_says_so_in_a_phrase_too(room: Room) -> None:
    amal, _ = await filipino(room)
    [found] = await amal.says("/say pay wage")
    [fresh] = await tap(room, amal, found, "You asked about pay")
    room.clock.advance(days=365)
    [again] = await tap(room, amal, fresh, "Send")
    assert "It says something else than when you saw it. It was not sent" in text_of(again), "what she saw is not true"
    late = room.line.shelf.newest.words.text("globals/out_of_date", "fil", {"checked": "X"}).split("X")[0]
    assert late.rstrip("\u2066\u200e") in text_of(again) and late not in text_of(fresh)
    assert late.rstrip("\u2066\u200e") in to(MIN, await tap(room, amal, again, "Send"))[0]
