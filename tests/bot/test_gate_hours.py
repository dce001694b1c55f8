"""What was to leave while she could be written to, and is ready to leave when she can no longer: the gate asks last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chores.round import Round
from bot.ledger import tables as t
from bot.ledger.outbox import left_behind
from handoff.safe_hours import HERE
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, MIN, rows
from tests.bot.test_gate_cases import anchor_of
from tests.canaries import CANARY
from tests.room import Person

HERS = ("\u2066\u200e12–15\u200e\u2069", "\u2066\u200e18–21\u200e\u2069")
WAITS = "kept and not sent: she has said when it is safe to write to her, and now is not"
HOUR = 3600


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        yield post


async def at_the_end_of_her_hours(post: Postroom) -> tuple[Person, Person, dict[str, Any]]:
    """Twelve to three is safe, and six to nine. It is one minute to three, and she has not written for long."""
    min_, amal = await post.claimed(MIN, AMAL)
    for button in ("When to write", *HERS, "That is all"):
        await min_.taps(button)
    await post.settled()
    anchor = {"reply_to_message": await anchor_of(post)}
    post.room.clock.advance(hours=2, minutes=59)
    return min_, amal, anchor


async def put_off(post: Postroom, advocate: Person, text: str, anchor: dict[str, Any], *, seconds: int = 60) -> None:
    """Telegram says: wait."""
    post.pauses.held = True
    asked = len(post.pauses.asked)
    await post.faults(("sendMessage", "too_many"), retry_after=seconds)
    await advocate.says(text, **anchor)
    await post.until(lambda: len(post.pauses.asked) > asked)


async def second_is_put_off(post: Postroom) -> None:
    plan = [{"method": "sendMessage", "nth": 2, "fault": "too_many"}]
    await post.play.do("faults", {"plan": plan, "retry_after": 60})


async def waited(post: Postroom, seconds: float) -> None:
    post.pauses.held = False
    post.pauses.let_pass(seconds)
    await post.settled()


async def her_hours_begin(post: Postroom) -> None:
    post.room.clock.at = post.room.clock.at.replace(hour=18, minute=5)
    await Round(post.room.ledger, post.room.line, post.room.clock).once()  # type: ignore[arg-type]
    await post.settled()


async def said(post: Postroom) -> list[str]:
    return [text for text in await post.texts(MIN) if CANARY in text]


async def test_what_telegram_put_off_past_her_hours_does_not_leave(flat: Postroom) -> None:
    _, amal, anchor = await at_the_end_of_her_hours(flat)
    await put_off(flat, amal, f"one {CANARY}", anchor)
    await amal.says(f"two {CANARY}", **anchor)
    await waited(flat, 61)
    assert await said(flat) == []
    assert sum(WAITS in text for text in await flat.texts(AMAL)) == 2, "said of each"
    assert sorted(await rows(flat.room, t.messages.c.delivery)) == [("held",), ("held",)]
    assert await rows(flat.room, t.outbox.c.id) == []
    await her_hours_begin(flat)
    assert await said(flat) == [f"one {CANARY}", f"two {CANARY}"], "in order, and as words that never left"


async def test_when_she_writes_in_between_it_comes_at_once(flat: Postroom) -> None:
    min_, amal, anchor = await at_the_end_of_her_hours(flat)
    await put_off(flat, amal, f"one {CANARY}", anchor, seconds=120)
    flat.room.clock.advance(seconds=100)
    await min_.says("are you there")
    await waited(flat, 30)
    assert await said(flat) == [f"one {CANARY}"]


async def test_hidden_while_it_was_put_off_is_hidden(flat: Postroom) -> None:
    """And what was said before she hid the chat does not come after it has been wiped."""
    min_, amal = await flat.claimed(MIN, AMAL)
    anchor = {"reply_to_message": await anchor_of(flat)}
    await put_off(flat, amal, f"one {CANARY}", anchor)
    await min_.says("hide")
    await waited(flat, 61)
    assert await said(flat) == []
    assert any("she has hidden this chat, so your message waits" in text for text in await flat.texts(AMAL))
    await min_.says("hello")
    await min_.taps("Yes, it is safe")
    await flat.settled()
    assert await said(flat) == [f"one {CANARY}"]


async def test_what_lay_in_the_outbox_over_a_restart_does_not_leave_either(flat: Postroom) -> None:
    """It may have come already, so when it does leave it says so."""
    _, amal, anchor = await at_the_end_of_her_hours(flat)
    onward, flat.room.sent.onward = flat.room.sent.onward, None  # the process ends between commit and sending
    await amal.says(f"one {CANARY}", **anchor)
    flat.room.clock.advance(hours=2)
    flat.room.sent.onward = onward
    behind = await flat.room.look(left_behind)
    flat.gate.carry([call for call in behind if call.params["chat_id"] == MIN], ())
    await flat.settled()
    assert await said(flat) == [] and any(WAITS in text for text in await flat.texts(AMAL))
    await her_hours_begin(flat)
    assert await said(flat) == [f"↻ one {CANARY}"]


async def test_a_long_text_whose_end_was_put_off_comes_again_as_a_whole(flat: Postroom) -> None:
    _, amal, anchor = await at_the_end_of_her_hours(flat)
    flat.pauses.held = True
    asked = len(flat.pauses.asked)
    await second_is_put_off(flat)
    await amal.says(f"{CANARY} " + "🙏" * 3000, **anchor)  # Telegram counts each as two
    await flat.until(lambda: len(flat.pauses.asked) > asked)
    await waited(flat, HOUR)
    before = await flat.texts(MIN)
    assert sum(WAITS in text for text in await flat.texts(AMAL)) == 1, "once, of how many parts it may be"
    await her_hours_begin(flat)
    after = (await flat.texts(MIN))[len(before) :]
    assert len(after) == 2 and CANARY in after[0], "a mark has no room there"
    assert after[1].startswith("↻ 🙏")


async def test_a_notice_that_was_put_off_is_told_in_her_hours(flat: Postroom) -> None:
    _, amal, anchor = await at_the_end_of_her_hours(flat)
    flat.pauses.held = True
    asked = len(flat.pauses.asked)
    await second_is_put_off(flat)
    await amal.says("/release", **anchor)  # of two messages, the second is for her
    await flat.until(lambda: len(flat.pauses.asked) > asked)
    await waited(flat, 61)
    assert not any("The advocate had to stop" in text for text in await flat.texts(MIN))
    await her_hours_begin(flat)
    assert sum("The advocate had to stop" in text for text in await flat.texts(MIN)) == 1


async def test_an_answer_to_what_she_wrote_comes_at_any_hour(flat: Postroom) -> None:
    min_, _, _ = await at_the_end_of_her_hours(flat)
    flat.room.clock.advance(hours=1)
    await min_.says("are you there")
    flat.room.clock.advance(minutes=1)
    before = len(await flat.texts(MIN))
    flat.pauses.held = True
    asked = len(flat.pauses.asked)
    await flat.faults(("sendMessage", "too_many"), retry_after=int(HERE.total_seconds()) + 60)
    await min_.says("help me, he is hitting me")
    await flat.until(lambda: len(flat.pauses.asked) > asked)
    await waited(flat, HERE.total_seconds() + 61)
    assert any("If you are in danger now, call" in text for text in (await flat.texts(MIN))[before:])


async def test_a_change_of_words_that_was_put_off_is_said_not_to_have_been_made(flat: Postroom) -> None:
    _, amal, anchor = await at_the_end_of_her_hours(flat)
    written = amal.message(text=f"at nin {CANARY}", **anchor)
    await flat.room.take(written)
    await flat.settled()
    flat.pauses.held = True
    asked = len(flat.pauses.asked)
    await flat.faults(("editMessageText", "too_many"), retry_after=60)
    change = {**written["message"], "text": f"at nine {CANARY}", "edit_date": 1}
    await flat.room.take(amal.update("edited_message", change))
    await flat.until(lambda: len(flat.pauses.asked) > asked)
    await waited(flat, 61)
    assert await said(flat) == [f"at nin {CANARY}"]
    assert any("your change was not sent" in text for text in await flat.texts(AMAL))


async def test_a_sign_that_was_put_off_is_not_shown_outside_her_hours(flat: Postroom) -> None:
    min_, amal, _ = await at_the_end_of_her_hours(flat)
    await min_.says(f"hello {CANARY}")
    await flat.settled()
    theirs = next(m["message_id"] for m in await flat.play.seen(AMAL) if CANARY in m["text"])
    flat.pauses.held = True
    asked = len(flat.pauses.asked)
    await flat.faults(("setMessageReaction", "too_many"), retry_after=int(HERE.total_seconds()) + 60)
    await amal.reacts(theirs, "❤")
    await flat.until(lambda: len(flat.pauses.asked) > asked)
    await waited(flat, HERE.total_seconds() + 61)
    assert len(await flat.made("setMessageReaction")) == 1
    assert any("your sign was not passed on: the chat is hidden or closed" in text for text in await flat.texts(AMAL))
