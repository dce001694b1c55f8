"""While the interview awaits an answer no plain words go to her by mistake, and none of hers are lost to it unseen.

The answer may say what nobody must read on her phone. Each way in which it could get there is gone here, and each of
them leads there with a rule that is simpler than ours.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from bot import interviewing
from bot.heard import Heard
from bot.interviewing import Goes
from bot.ledger import outbox
from bot.ledger.referrals import Awaited
from handoff.model import Token
from handoff.referral.record import Told
from tests.bot.interviewroom import Interviewer, interviewer
from tests.bot.staffroom import AMAL, JOY, MIN, held, takes
from tests.canaries import CANARY
from tests.room import Room, labels, opened, text_of

ANSWER = f"She cried when I asked. {CANARY}"
FIELD = "living-conditions"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


@pytest.fixture
async def amal(room: Room) -> Interviewer:
    return await interviewer(room, await room.advocate(AMAL), MIN)


async def asks(amal: Interviewer) -> None:
    await amal.opens("How did the person live")
    await amal.taps("✍️ Write the answer")


# --- the ways in which it could get there


async def too_late(amal: Interviewer) -> None:
    """The screen still says that it waits, and its time is over."""
    await asks(amal)
    amal.room.clock.advance(hours=3)
    await amal.writes(ANSWER)


async def pasted_in_two(amal: Interviewer) -> None:
    """An app has cut what was pasted."""
    await asks(amal)
    await amal.writes("a" * 4090)
    await amal.writes(ANSWER)


async def pasted_and_cut_early(amal: Interviewer) -> None:
    """At the end of a line, far from the limit."""
    await asks(amal)
    await amal.writes("a" * 3500)
    await amal.writes(ANSWER)


async def as_a_reply_to_her(amal: Interviewer) -> None:
    """She has just written, and the answer is written under her words."""
    await asks(amal)
    calls = await amal.worker.says("I sleep on the floor")
    numbers = await amal.room.accept(*calls)
    copy = next(n for call, n in zip(calls, numbers, strict=True) if call.params.get("chat_id") == AMAL)
    await amal.writes(ANSWER, reply_to=copy)


async def as_a_reply_to_the_question(amal: Interviewer) -> None:
    """Nothing is awaited: it is written under a question, as people do."""
    await amal.opens("How did the person live")
    await amal.writes(ANSWER, reply_to=amal.newest)


async def as_a_reply_to_what_was_kept(amal: Interviewer) -> None:
    """Something more comes to mind, long after the answer was kept."""
    await asks(amal)
    await amal.writes("On the floor.")
    kept = amal.newest
    amal.room.clock.advance(minutes=30)
    await amal.writes(ANSWER, reply_to=kept)


async def after_the_case_was_away(amal: Interviewer) -> None:
    """Given back and claimed again: the screen from before still stands above."""
    await asks(amal)
    await amal.writes("/release")
    await takes(amal.room, amal.person, amal.code)
    await amal.writes(ANSWER)


async def after_another_case_has_become_current(amal: Interviewer) -> None:
    await asks(amal)
    await held(amal.room, amal.person, JOY)
    await amal.writes(ANSWER)


async def as_a_caption(amal: Interviewer) -> None:
    await asks(amal)
    one = {"file_id": "F", "file_unique_id": "F", "width": 9, "height": 9}
    await amal.writes("", photo=[one], caption=ANSWER)


async def in_the_moment_in_which_another_question_waits(amal: Interviewer) -> None:
    await asks(amal)
    await amal.opens("Who is the person's family")
    await amal.taps("✍️ Write the answer")
    await amal.writes(ANSWER)


Way = Callable[[Interviewer], Awaitable[None]]
WAYS: tuple[Way, ...] = (
    too_late, pasted_in_two, pasted_and_cut_early, as_a_reply_to_her, as_a_reply_to_the_question,
    as_a_reply_to_what_was_kept, after_the_case_was_away, after_another_case_has_become_current, as_a_caption,
    in_the_moment_in_which_another_question_waits,
)  # fmt: skip


def reached(amal: Interviewer, *workers: int) -> list[str]:
    """What left for any worker with the answer in it."""
    calls = [call for call in amal.room.sent.calls if call.params.get("chat_id") in (workers or (MIN, JOY))]
    return [text_of(call) for call in calls if CANARY in text_of(call)]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_it_never_reaches_a_worker(amal: Interviewer, way: Way) -> None:
    await way(amal)
    assert reached(amal) == []
    told = [text_of(call) for call in amal.room.sent.calls if call.params.get("chat_id") == AMAL]
    assert "NOT" in told[-1], "and where it went is said"


def as_a_flag(awaited: Awaited | None, heard: Heard, token: Token, now: datetime) -> Goes:
    """Naive: one message is awaited for some minutes under this claim, and everything else is for her."""
    waits = awaited is not None and awaited.token == token and now.timestamp() < awaited.until and not awaited.done
    return Goes.ANSWER if waits and heard.kind == "text" and not heard.reply_to else Goes.TO_HER


async def test_a_flag_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interviewing, "goes", as_a_flag)
    leaks = set()
    for way in WAYS:
        (tmp_path / way.__name__).mkdir()
        async with opened(tmp_path / way.__name__, topics=False) as room:
            amal = await interviewer(room, await room.advocate(AMAL), MIN)
            await way(amal)
            leaks |= {way.__name__} if reached(amal) else set()
    assert leaks == {
        "too_late", "pasted_and_cut_early", "as_a_reply_to_her", "after_the_case_was_away", "as_a_caption",
    }  # fmt: skip


# --- and words for her


async def test_words_that_were_asked_about_can_go_to_her_and_nothing_waits_then(amal: Interviewer) -> None:
    await asks(amal)
    amal.room.clock.advance(hours=1)
    [asked] = await amal.writes("Shall I call you tomorrow?")
    assert "was NOT sent to anybody" in asked and "How did the person live" in asked
    await amal.taps(f"For {amal.code}")
    assert amal.to_her == ["Shall I call you tomorrow?"] and await amal.entry(FIELD) is None
    await amal.writes("And are you safe?")
    assert amal.to_her[1:] == ["And are you safe?"]


async def test_words_that_were_asked_about_can_be_the_answer_once(amal: Interviewer) -> None:
    await asks(amal)
    amal.room.clock.advance(hours=1)
    await amal.writes("On the kitchen floor.")
    question = amal.newest
    await amal.taps("It is the answer", on=question)
    entry = await amal.entry(FIELD)
    assert isinstance(entry, Told) and entry.value == "On the kitchen floor."
    before = len(amal.room.sent.calls)
    tap = amal.person.press(_data(amal, "It is the answer"), AMAL, question)
    await amal.room.take(tap)
    assert "settled already" in text_of(amal.room.sent.calls[before]) and amal.to_her == []


async def test_or_neither(amal: Interviewer) -> None:
    await asks(amal)
    amal.room.clock.advance(hours=1)
    await amal.writes("oops")
    await amal.taps("Neither")
    assert amal.to_her == [] and await amal.entry(FIELD) is None


async def test_stop_ends_it_and_the_next_words_are_hers(amal: Interviewer) -> None:
    await asks(amal)
    await amal.taps("Stop")
    assert "What you write here now goes to her" in amal.sees
    await amal.writes("Good morning")
    assert amal.to_her == ["Good morning"] and await amal.entry(FIELD) is None


async def test_after_an_answer_words_go_to_her_as_soon_as_it_was_looked_at(amal: Interviewer) -> None:
    await asks(amal)
    await amal.writes("On the floor.")
    await amal.taps("Next question")
    await amal.writes("Good morning")
    assert amal.to_her == ["Good morning"]


async def test_after_an_answer_and_two_minutes_words_go_to_her(amal: Interviewer) -> None:
    await asks(amal)
    await amal.writes("On the floor.")
    amal.room.clock.advance(minutes=3)
    await amal.writes("Good morning")
    assert amal.to_her == ["Good morning"]


async def test_what_was_cut_becomes_one_answer(amal: Interviewer) -> None:
    await asks(amal)
    await amal.writes("a" * 4090)
    assert "YOUR NEXT MESSAGE IS ADDED TO IT" in amal.sees
    await amal.writes("b" * 10)
    entry = await amal.entry(FIELD)
    assert isinstance(entry, Told) and entry.value == "a" * 4090 + "\n" + "b" * 10 and amal.to_her == []


async def test_what_is_too_long_for_the_form_is_not_kept_and_it_waits_on(amal: Interviewer) -> None:
    await asks(amal)
    for _ in range(3):
        await amal.writes("a" * 4090)
    told = await amal.writes("b" * 4000)
    assert "the form takes 15000" in told[-1] and "16,2" not in told[-1] and "“How did the person live" in told[-1]
    entry = await amal.entry(FIELD)
    assert isinstance(entry, Told) and len(entry.value) == 3 * 4090 + 2
    await amal.writes("the end")
    assert amal.to_her == []


async def test_a_date_is_a_date(amal: Interviewer) -> None:
    await amal.opens("Is the person under 18 now")
    await amal.taps("No")
    await amal.opens("Does the person agree to be referred")
    await amal.taps("Yes")
    await amal.opens("Date of birth")
    await amal.taps("✍️ Write the answer")
    [told] = await amal.writes("last spring")
    assert "it is no date" in told and await amal.entry("pv-dob") is None
    await amal.writes("3.4.1990")
    entry = await amal.entry("pv-dob")
    assert isinstance(entry, Told) and entry.value == "1990-04-03" and amal.to_her == []


async def test_commands_are_what_they_always_are(amal: Interviewer) -> None:
    await asks(amal)
    [kept] = await amal.writes("/note she sounded tired")
    assert "note kept" in kept and await amal.entry(FIELD) is None


async def test_in_topics_each_case_awaits_by_itself(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        person = await room.advocate(AMAL)
        here, there = await interviewer(room, person, MIN), await interviewer(room, person, JOY)
        for thread, one in enumerate((here, there), start=7):
            case = await one.case()
            await room.look(lambda book, c=case, th=thread: outbox.keep_topic(book, c, AMAL, th))
            one.thread = thread
        await asks(here)
        await there.writes("Good morning, Joy")
        assert there.to_her == ["Good morning, Joy"], "that topic awaits nothing"
        await here.writes(ANSWER)
        entry = await here.entry(FIELD)
        assert isinstance(entry, Told) and entry.value == ANSWER and reached(here) == []


def _data(amal: Interviewer, label: str) -> str:
    for call in reversed(amal.room.sent.calls):
        for row in call.params.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if button["text"] == label:
                    return str(button["callback_data"])
    raise AssertionError(labels)
