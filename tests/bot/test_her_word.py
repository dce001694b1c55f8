"""A word that only she knows, and a second one for when she is not free: alike on her screen, and far apart at the
desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.heard import Heard
from bot.ledger import doubts
from bot.line import Line
from bot.seal.word import comparable, hint_of
from tests.bot.wordroom import MIN, OTHER, WORD, Wordroom, weighed
from tests.room import labels


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Wordroom]:
    async with weighed(tmp_path) as room:
        yield room


async def test_the_word_clears_her_chat_and_her_advocate_hears_that_it_is_she(at: Wordroom) -> None:
    await at.in_a_case()
    await at.chooses()
    before = at.so_far
    calls = await at.says(at.min_, "  Blue KETTLE. ")
    assert [call.method for call in calls if call.params["chat_id"] == at.min_.user] == [
        "deleteMessages",
        "sendMessage",
    ]
    assert "Rice" in at.min_.sees
    assert any("it is she" in text for text in at.told(at.amal, before))
    assert not any("ettle" in text for text in at.told(at.amal))
    await at.says(at.min_, "hello")
    await at.taps(at.min_, "Yes, it is safe")
    assert "You are talking with an advocate" in at.min_.sees


async def test_other_short_words_go_to_her_advocate_as_ever_and_in_order(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    before = at.so_far
    for text in ("red kettle", "yes", "blue", "kettle"):
        await at.says(at.min_, text)
    assert at.reads(before) == ["red kettle", "yes", "blue", "kettle"]


async def false_hits(at: Wordroom, many: int = 2) -> list[str]:
    """Short texts that her hint lets through, and that are no word of hers."""

    def look(book: Any) -> list[str]:
        book.load([Heard(0, "other", MIN, MIN, "private", 0)])
        worker = book.worker(MIN)
        mark, pair = book.key(worker.id).mark, worker.own.pair
        texts = (f"text {number}" for number in range(10_000))
        return list(islice((text for text in texts if pair.may_be(hint_of(mark, comparable(text)))), many))

    found: list[str] = await at.room.look(look)
    return found


async def test_what_only_looks_like_it_arrives_a_moment_later_and_what_comes_after_it_stays_behind_it(
    at: Wordroom,
) -> None:
    await at.in_a_case_with_words()
    first, second = await false_hits(at)
    before = at.so_far
    updates = [at.min_.message(text=text) for text in ("one", first, "two", second, "three")]
    await at.room.take(*updates)
    await at.weighing.settled()
    assert at.reads(before) == ["one", first, "two", second, "three"]


async def test_without_a_place_in_the_line_they_would_overtake_each_other(at: Wordroom) -> None:
    """The naive one: only what is in doubt waits."""
    await at.in_a_case_with_words()
    [first] = await false_hits(at, 1)
    before = at.so_far
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doubts, "wait", lambda book, worker: False)
        await at.room.take(*[at.min_.message(text=text) for text in (first, "two")])
        await at.weighing.settled()
    assert at.reads(before) == ["two", first]


@pytest.mark.parametrize("how", ["text", "edited", "caption", "reply"])
@pytest.mark.parametrize("word", [WORD, OTHER])
async def test_neither_word_ever_reaches_her_advocate(at: Wordroom, how: str, word: str) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, "hello")
    number = at.room.sent.calls[-1].params.get("message_id", 0)
    before = at.so_far
    match how:
        case "text":
            await at.says(at.min_, word)
        case "reply":
            await at.says(
                at.min_, word, reply_to_message={"message_id": number, "chat": {"id": MIN, "type": "private"}}
            )
        case "edited":
            sent = at.min_.message(text=word)
            await at.room.take({"update_id": sent["update_id"], "edited_message": sent["message"]})
        case "caption":
            await at.min_.sends("photo", caption=word)
    await at.weighing.settled()
    assert "Rice" in at.min_.sees
    for call in at.room.sent.calls[before:]:
        assert word not in str(call.params).casefold()


async def test_the_other_word_looks_the_same_and_the_desk_is_told_to_be_careful(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    before = at.so_far
    calls = await at.says(at.min_, OTHER)
    assert [call.method for call in calls if call.params["chat_id"] == MIN] == ["deleteMessages", "sendMessage"]
    assert "Rice" in at.min_.sees
    assert any("she may be watched" in text for text in at.told(at.amal, before))
    assert any("she may be watched" in text for text in at.told(at.carmen, before))


async def watched(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, OTHER)


async def test_then_her_chat_is_that_of_somebody_who_has_no_case(at: Wordroom) -> None:
    await watched(at)
    await at.says(at.min_, "what is this")
    await at.taps(at.min_, "Yes, it is safe")
    assert "What would you like to know" in at.min_.sees
    before = at.so_far
    for text in ("/start", "menu", "/settings", "hello", "I am fine, stop"):
        await at.says(at.min_, text)
    seen = "\n".join(at.told(at.min_, before))
    assert "advocate is here" not in seen and "You are talking" not in seen
    assert at.told(at.amal, before) == [], "what is written there now is not hers"


async def test_what_an_advocate_writes_then_waits(at: Wordroom) -> None:
    await watched(at)
    before = at.so_far
    await at.says(at.amal, "Are you there?")
    assert at.told(at.min_, before) == []
    assert any("may be watched, so your message waits" in text for text in at.told(at.amal, before))


async def test_her_own_word_brings_everything_back(at: Wordroom) -> None:
    await watched(at)
    await at.says(at.amal, "Are you there?")
    before = at.so_far
    await at.says(at.min_, WORD)
    assert any("it is she, and she is back" in text for text in at.told(at.amal, before))
    await at.says(at.min_, "hi")
    await at.taps(at.min_, "Yes, it is safe")
    assert "Are you there?" in at.told(at.min_, before)


async def test_somebody_who_knows_that_she_is_free_can_say_so(at: Wordroom) -> None:
    await watched(at)
    await at.says(at.min_, "what is this")
    await at.taps(at.min_, "Yes, it is safe")
    await at.says(at.amal, "Are you there?")
    before = at.so_far
    await at.carmen.press_act(at.room, "free")
    assert "Are you there?" in at.told(at.min_, before)
    assert any("Carmen has made sure" in text for text in at.told(at.amal, before))
    await at.says(at.min_, "yes, alone now")
    assert at.reads(before)[-1] == "yes, alone now"
    before = at.so_far
    await at.carmen.press_act(at.room, "free")
    assert any("nobody is said to watch her" in text for text in at.told(at.carmen, before))


async def test_a_person_asked_for_meanwhile_comes_with_a_warning_and_gives_way_to_the_first(at: Wordroom) -> None:
    await watched(at)
    before = at.so_far
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    await at.taps(at.min_, "A person")
    await at.taps(at.min_, "No") if "No" in labels(at.room.sent.calls[-1]) else None
    await at.taps(at.min_, "I agree")
    assert any("asks for a person in her chat, as" in text for text in at.told(at.amal, before))
    card = next(call for call in reversed(at.room.sent.calls) if "Claim" in labels(call))
    before = at.so_far
    await at.room.take(at.carmen.tap(card, "Claim"))
    assert any("careful: she may be watched" in text for text in at.told(at.carmen, before))
    before = at.so_far
    await at.says(at.min_, WORD)
    assert any("so this one is closed" in text for text in at.told(at.carmen, before))
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    before = at.so_far
    await at.says(at.min_, "back with you")
    assert at.reads(before) == ["back with you"]


async def test_one_word_is_enough(at: Wordroom) -> None:
    await at.in_a_case()
    await at.chooses(other="")
    before = at.so_far
    await at.says(at.min_, OTHER)
    assert at.reads(before) == [OTHER]
    await at.says(at.min_, WORD)
    assert "Rice" in at.min_.sees


async def test_a_word_found_by_trying_does_not_count_and_her_advocate_can_ask_for_it(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    for number in range(6):
        await at.says(at.min_, f"guess {number}")
    before = at.so_far
    await at.says(at.min_, WORD)
    assert "Rice" in at.min_.sees, "what she sees says nothing about it"
    told = at.told(at.amal, before)
    assert any("found by trying" in text.replace("\n", " ") for text in told)
    assert not any("it is she" in text for text in told)
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    at.room.clock.advance(hours=2)
    before = at.so_far
    await at.says(at.min_, WORD)
    assert not any("it is she" in text for text in at.told(at.amal, before)), "once found, it stays found"
    await at.says(at.min_, "x")
    await at.taps(at.min_, "Yes, it is safe")
    await at.says(at.amal, "/confirm")
    assert "Please type your word" in at.min_.sees
    before = at.so_far
    await at.says(at.min_, WORD)
    assert any("it is she" in text for text in at.told(at.amal, before))


async def test_the_other_word_is_heard_however_often_somebody_tried(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    for number in range(9):
        await at.says(at.min_, f"guess {number}")
    before = at.so_far
    await at.says(at.min_, OTHER)
    assert any("she may be watched" in text for text in at.told(at.amal, before))


async def test_who_has_chosen_no_word_is_not_asked_for_one(at: Wordroom) -> None:
    await at.in_a_case()
    before = at.so_far
    await at.says(at.amal, "/confirm")
    assert at.told(at.min_, before) == []
    assert any("she has chosen no word" in text for text in at.told(at.amal, before))


async def test_after_two_weeks_of_silence_her_advocate_hears_when_it_was_last_sure(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    await at.says(at.min_, "hello")
    at.room.clock.advance(days=15)
    before = at.so_far
    await at.says(at.min_, "I am fine, meet me tonight")
    assert any("after 15 days without a word of hers" in text for text in at.told(at.amal, before))
    before = at.so_far
    await at.says(at.min_, "really")
    assert at.reads(before) == ["really"], "once"


async def test_what_was_in_doubt_when_the_power_went_is_settled_afterwards(tmp_path: Path) -> None:
    async with weighed(tmp_path) as at:
        await at.in_a_case_with_words()
        at.room.line.doubted = lambda worker: None
        await at.room.take(at.min_.message(text=OTHER), at.min_.message(text="hello?"))
    async with weighed(tmp_path) as at:
        await at.weighing.settled()
        assert any("she may be watched" in text for text in at.told(at.amal))
        assert not any("hello?" in text for text in at.told(at.amal)), "it came after her word"
        assert await at.room.look(lambda book: doubts.owners(book, book.moment)) == []


async def test_a_turn_that_falls_is_put_aside_with_an_apology_and_the_next_goes_on(at: Wordroom) -> None:
    await at.in_a_case_with_words()
    first, second = await false_hits(at)
    real, before = at.room.line.turn, at.so_far

    def falls(book: Any, worker: Any, heard: Heard) -> None:
        if heard.text == first:
            raise RuntimeError("planted")
        real(book, worker, heard)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Line, "turn", lambda line, book, worker, heard: falls(book, worker, heard))
        await at.room.take(*[at.min_.message(text=text) for text in (first, second)])
        await at.weighing.settled()
    assert any("Something went wrong" in text for text in at.told(at.min_, before))
    assert at.reads(before) == [second]
