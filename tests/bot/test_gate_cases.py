"""Words of a case at the gate: into its topic or under its name, along the living claim or not at all; and Hide."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import messages
from bot.outgoing import Outgoing
from handoff.model import Route, Token
from tests.bot.postroom import Postroom, working
from tests.canaries import CANARY, IDS
from tests.room import text_of

MIN, AMAL, BEA = IDS[0], IDS[4], IDS[5]


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path, topics=True) as post:
        yield post


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    """The bot has no topics in private chats."""
    async with working(tmp_path) as post:
        yield post


# --- the living claim


async def test_a_stale_route_never_leaves(flat: Postroom) -> None:
    await flat.claimed(MIN, AMAL)
    live = await flat.route()
    before = len(await flat.made("sendMessage"))
    stale = [Route(live.case, Token(live.token + step)) for step in (-1, 1)]
    assert await flat.carries(*(flat.call(MIN, CANARY, "words", route=route) for route in stale)) == ["stale", "stale"]
    assert await flat.carries(flat.call(MIN, "live", "words", route=live)) == ["sent"]
    assert len(await flat.made("sendMessage")) == before + 1


async def test_words_that_wait_while_the_case_changes_hands_do_not_leave_afterwards(flat: Postroom) -> None:
    """Telegram says: wait. Meanwhile Amal gives the case back. What he wrote may not come from nobody."""
    _, amal = await flat.claimed(MIN, AMAL)
    anchor = await anchor_of(flat)
    flat.pauses.held = True
    await flat.faults(("sendMessage", "too_many"), retry_after=60)
    await amal.says(f"too late {CANARY}", reply_to_message=anchor)
    await flat.until(lambda: bool(flat.pauses.asked))
    await amal.says("/release", reply_to_message=anchor)
    flat.pauses.held = False
    flat.pauses.let_pass(61)
    await flat.settled()
    assert not [text for text in await flat.texts(MIN) if CANARY in text]
    assert any("went back to the queue" in text and "not sent" in text for text in await flat.texts(AMAL))


async def test_a_repeat_asks_again_whether_the_claim_stands(flat: Postroom) -> None:
    _, amal = await flat.claimed(MIN, AMAL)
    anchor = await anchor_of(flat)
    flat.pauses.held = True
    await flat.faults(("sendMessage", "lost_call"))
    await amal.says(f"once {CANARY}", reply_to_message=anchor)
    await flat.until(lambda: bool(flat.pauses.asked))
    await amal.closes(reply_to_message=anchor)
    flat.pauses.held = False
    flat.pauses.let_pass(61)
    await flat.settled()
    assert not [text for text in await flat.texts(MIN) if CANARY in text]


async def test_while_the_ledger_is_away_nothing_leaves_and_the_lane_goes_on_afterwards(
    flat: Postroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await flat.claimed(MIN, AMAL)
    asked = [0]
    real = flat.asks.holds_back

    async def away(call: Outgoing) -> str:
        asked[0] += 1
        if asked[0] < 3:
            raise ConnectionError
        return await real(call)

    monkeypatch.setattr(flat.asks, "holds_back", away)
    route = await flat.route()
    assert await flat.carries(flat.call(MIN, "hello", "words", route=route)) == ["later", "later", "sent"]
    assert (await flat.texts(MIN))[-1] == "hello"


async def anchor_of(post: Postroom) -> dict[str, Any]:
    """A message of the case in Amal's chat, to reply to."""
    intro = next(message for message in await post.play.seen(AMAL) if "is yours" in message["text"])
    return {"message_id": intro["message_id"]}


# --- what is told to a person


async def test_when_she_has_blocked_us_the_advocate_is_told(flat: Postroom) -> None:
    _, amal = await flat.claimed(MIN, AMAL)
    await flat.play.do("block", {"from": MIN})
    await amal.says("are you there", reply_to_message=await anchor_of(flat))
    await flat.settled()
    assert "did not reach her: the chat with us is closed on her side" in (await flat.texts(AMAL))[-1]


async def test_p22_words_whose_fate_is_twice_unknown_are_not_sent_a_third_time_and_he_is_told(flat: Postroom) -> None:
    _, amal = await flat.claimed(MIN, AMAL)
    anchor = await anchor_of(flat)
    await flat.faults(("sendMessage", "lost_answer"), ("sendMessage", "lost_answer"))
    await amal.says(f"hello {CANARY}", reply_to_message=anchor)
    await flat.settled()
    assert (await flat.texts(MIN))[-2:] == [f"hello {CANARY}", f"↻ hello {CANARY}"]
    assert "whether your message reached her is not known" in (await flat.texts(AMAL))[-1]


async def test_her_words_are_tried_until_they_are_there(flat: Postroom) -> None:
    min_, _ = await flat.claimed(MIN, AMAL)
    await flat.faults(*[("sendMessage", "lost_call")] * 3)
    await min_.says(f"hello {CANARY}")
    await flat.settled()
    assert (await flat.texts(AMAL))[-1].startswith("↻ ") and CANARY in (await flat.texts(AMAL))[-1]


async def test_an_advocate_who_has_blocked_us_loses_the_case_and_her_words_wait(flat: Postroom) -> None:
    min_, _ = await flat.claimed(MIN, AMAL)
    await flat.play.do("block", {"from": AMAL})
    before = len(await flat.made("sendMessage"))
    await min_.says(f"hello {CANARY}")
    await min_.says(f"still there {CANARY}")
    await flat.settled()
    assert len(await flat.made("sendMessage")) - before < 8, "it does not go round"
    [waiting] = await flat.room.look(lambda book: book.all_waiting())
    kept = await flat.room.look(lambda book: messages.kept(book, waiting, "kept"))
    assert [each.text for each in kept] == [f"hello {CANARY}", f"still there {CANARY}"]
    assert any("Another advocate will read them" in text for text in await flat.texts(MIN))


async def test_a_file_that_telegram_will_not_pass_on_is_said_on_both_sides_and_does_not_go_round(
    flat: Postroom,
) -> None:
    min_, _ = await flat.claimed(MIN, AMAL)
    before = len(await flat.made("sendPhoto"))
    await min_.sends("photo", "no-such-file")
    await flat.settled()
    assert len(await flat.made("sendPhoto")) == before + 1
    assert "she sent a photo, which cannot be passed on" in (await flat.texts(AMAL))[-1]
    assert (await flat.texts(MIN))[-1].startswith("I cannot pass on")


# --- Hide


async def test_hide_deletes_more_than_a_hundred_messages_of_both_sides(flat: Postroom) -> None:
    await flat.play.person("Min", id_=MIN)
    for number in range(130):
        await flat.play.say(MIN, f"{number} {CANARY}")
    await flat.hears()
    await flat.room.person(MIN).says("hide")
    await flat.settled()
    assert [len(call["payload"]["message_ids"]) <= 100 for call in await flat.made("deleteMessages")] == [True] * 3
    left = await flat.play.seen(MIN)
    assert len(left) == 1 and "Rice" in left[0]["text"]


async def test_a_hide_that_telegram_put_off_is_done_later(flat: Postroom) -> None:
    await flat.play.person("Min", id_=MIN)
    await flat.play.say(MIN, "/start")
    await flat.hears()
    await flat.faults(("deleteMessages", "too_many"), ("deleteMessages", "bad_gateway"))
    await flat.play.say(MIN, "hide")
    await flat.hears()
    left = await flat.play.seen(MIN)
    assert len(left) == 1 and "Rice" in left[0]["text"]


async def test_a_message_that_is_too_old_to_delete_keeps_no_other_from_going(flat: Postroom) -> None:
    """We were away for twenty hours, so to us her first message is younger than it is to Telegram."""
    await flat.play.person("Min", id_=MIN)
    await flat.play.say(MIN, "old")
    await flat.play.advance(20 * 3600)
    await flat.hears()
    await flat.play.advance(29 * 3600)
    await flat.play.say(MIN, "hello")
    await flat.play.say(MIN, "hide")
    await flat.hears()
    left = await flat.texts(MIN)
    assert left[0] == "old" and "Rice" in left[1] and len(left) == 2


async def test_what_was_hidden_is_not_hidden_twice(flat: Postroom) -> None:
    await flat.play.person("Min", id_=MIN)
    for word in ("/start", "hide", "hello", "hide"):
        await flat.play.say(MIN, word)
        await flat.hears()
    first, second = (set(call["payload"]["message_ids"]) for call in await flat.made("deleteMessages"))
    assert first and second and not first & second


async def test_texts_of_the_room_are_what_stands_in_the_chat(flat: Postroom) -> None:
    """The room and the small Telegram agree on what was said, so that tests with either mean the same."""
    min_, _ = await flat.claimed(MIN, AMAL)
    said = [text_of(call) for call in flat.room.sent.calls if call.params.get("chat_id") == MIN and text_of(call)]
    assert said[-1] == (await flat.texts(MIN))[-1] == min_.sees
