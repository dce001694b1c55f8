"""What colleagues were shown of a case leaves their chats: a day later at the latest, and at once with the case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event

from bot import tidying
from bot.chores.round import Round
from bot.ledger import tables as t
from bot.ledger import trail
from bot.outgoing import Outgoing
from handoff.model import Role
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows, to
from tests.bot.test_second_reader import DORA, talk
from tests.bot.test_transfer import offered
from tests.canaries import CANARY
from tests.room import Room, opened, text_of

DAY = 86_400
HOUR = 3600


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        yield post


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def look(post: Postroom) -> None:
    await Round(post.room.ledger, post.room.line, post.pauses.clock).once()
    await post.settled()


async def oldest(post: Postroom, chat: int) -> float:
    """Seconds since the oldest message was sent that stands in this chat and is about a case."""
    now = post.pauses.clock.unix()
    about = [each for each in await post.play.seen(chat) if CANARY in each["text"] or "-" in each["text"][:30]]
    return max((now - each["date"] for each in about), default=0.0)


async def a_day_of_talk(post: Postroom, *, sweeps: bool) -> float:
    """She and her advocate write to each other, and a day goes by; how old a message in the other chat ever was."""
    await post.claimed(MIN, AMAL)
    found = 0.0
    for hour in range(27):
        if hour in (0, 6, 12):
            await post.play.say(MIN, f"hers {hour} {CANARY}")
            await post.play.say(AMAL, f"ours {hour} {CANARY}")
            await post.play.say(AMAL, f"/note noted {hour} {CANARY}")
            await post.hears()
        await post.play.advance(HOUR)
        if sweeps:
            await look(post)
        found = max(found, await oldest(post, AMAL))
    return found


async def test_nothing_of_a_case_stays_in_her_chat_for_more_than_a_day(flat: Postroom) -> None:
    assert await a_day_of_talk(flat, sweeps=True) <= DAY
    hers = await flat.texts(MIN)
    assert any("hers 0" in text for text in hers), "what the worker wrote is hers, and stays"


async def test_who_never_looks_at_the_clock_leaves_it_all_there(flat: Postroom) -> None:
    """The naive variant: what the test above has to catch."""
    assert await a_day_of_talk(flat, sweeps=False) > DAY


@pytest.mark.parametrize("how", ["/release", "closed", "taken over", "lease"])
async def test_with_the_case_its_copies_leave_her_hands_at_once(flat: Postroom, how: str) -> None:
    _, amal = await flat.claimed(MIN, AMAL)
    await flat.play.say(MIN, f"hers {CANARY}")
    await flat.play.say(AMAL, f"ours {CANARY}")
    await flat.play.say(AMAL, f"/note noted {CANARY}")
    await flat.hears()
    assert sum(CANARY in text for text in await flat.texts(AMAL)) == 3
    if how == "/release":
        await flat.play.say(AMAL, "/release")
        await flat.hears()
    elif how == "closed":
        await amal.closes()
    elif how == "lease":
        await flat.play.advance(13 * HOUR)
        await look(flat)
    else:
        await flat.play.person("Bea", id_=BEA)
        bea = await flat.room.advocate(BEA, "Bea")
        await offered(flat.room, amal, "Bea", {})
        await bea.press_act(flat.room, "take")
    await flat.settled()
    await look(flat)
    assert not [text for text in await flat.texts(AMAL) if CANARY in text]


async def test_what_was_on_its_way_when_the_case_left_goes_too(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    [late] = [call for call in await min_.says(f"hers {CANARY}") if call.params["chat_id"] == AMAL]
    await amal.says("/release")
    [number] = await room.accept(late)
    assert number in await asked_for(room)


async def asked_for(room: Room) -> list[int]:
    """The messages that the next look at the clock wants deleted from Amal's chat."""
    before = len(room.sent.calls)
    await room.look(lambda book: tidying.sweep(room.line.applying(book)))
    swept = [call for call in room.sent.calls[before:] if call.method == "deleteMessages"]
    return [id for call in swept for id in call.params["message_ids"]]


# --- it cannot be done ---------------------------------------------------------------------------------------------


async def test_what_telegram_does_not_take_is_tried_again_and_then_told_as_a_number(room: Room) -> None:
    _, _, code, _ = await talk(room)
    await room.advocate(DORA, "Dora", Role.COORDINATOR)
    room.clock.advance(hours=23)
    first = await asked_for(room)
    assert first and await asked_for(room) == [], "it was asked for: half an hour for that"
    room.clock.advance(minutes=31)
    assert await asked_for(room) == first
    room.clock.advance(hours=25)
    before = len(room.sent.calls)
    assert await asked_for(room) == [], "Telegram deletes nothing older"
    [told] = to(DORA, room.sent.calls[before:])
    assert told.startswith(f"{len(first)} messages about cases could not be taken out of the chat of Amal")
    assert code not in told and CANARY not in told
    assert "not_taken_away" in [row.act for row in await rows(room, t.audit.c.act)]
    before = len(room.sent.calls)
    assert await asked_for(room) == [] and to(DORA, room.sent.calls[before:]) == [], "once"


async def test_after_a_restart_it_still_goes(tmp_path: Path) -> None:
    async with opened(tmp_path, topics=False) as room:
        await talk(room)
        there = await room.look(lambda book: trail.trail_of(book, AMAL))
    async with opened(tmp_path, topics=False) as room:
        room.clock.advance(hours=23)
        found = await asked_for(room)
        assert found and set(found) <= set(there)


async def test_one_that_is_too_old_for_telegram_holds_up_no_other(flat: Postroom) -> None:
    """We were away for thirty hours: what she wrote to us then is older than what came since."""
    await flat.claimed(MIN, AMAL)
    await flat.play.say(AMAL, f"long ago {CANARY}")
    await flat.play.advance(49 * HOUR)
    await flat.play.say(AMAL, f"now {CANARY}")
    await flat.hears()
    await flat.play.advance(23 * HOUR)
    await look(flat)
    await look(flat)
    assert [text for text in await flat.texts(AMAL) if CANARY in text] == [f"long ago {CANARY}"]


@pytest.mark.parametrize("fault", ["too_many", "bad_gateway", "lost_answer", "lost_call"])
async def test_a_sweep_that_telegram_put_off_is_done_later(flat: Postroom, fault: str) -> None:
    await flat.claimed(MIN, AMAL)
    await flat.play.say(MIN, f"hers {CANARY}")
    await flat.hears()
    await flat.faults(("deleteMessages", fault), ("deleteMessages", fault))
    await flat.play.say(AMAL, "/release")
    await flat.hears()
    await look(flat)
    assert not [text for text in await flat.texts(AMAL) if CANARY in text]


# --- what it costs -------------------------------------------------------------------------------------------------


async def statements_for(room: Room, many: int) -> int:
    """Her messages come and are noted, so many in one batch; how many statements that took."""
    min_ = room.person(MIN)
    seen: list[str] = []
    engine = room.ledger._engine
    event.listen(engine, "before_cursor_execute", lambda *about: seen.append(about[2]))
    calls = await room.take(*(min_.message(text=f"{number} {CANARY}") for number in range(many)))
    await room.accept(*(call for call in calls if call.params["chat_id"] == AMAL))
    return len(seen)


async def test_that_it_will_go_costs_no_statement_for_each_message(room: Room) -> None:
    await held(room, await room.advocate(AMAL), MIN)
    await statements_for(room, 1)
    one, many = await statements_for(room, 1), await statements_for(room, 16)
    assert many <= one + 2, (one, many)


# --- shown again ---------------------------------------------------------------------------------------------------


async def test_who_holds_the_case_sees_again_what_was_said(room: Room) -> None:
    _, amal, code, message = await talk(room)
    calls = await amal.says("/show", **message)
    shown = [text_of(call) for call in calls if CANARY in text_of(call)]
    assert shown == [
        f"{code} · from her\nhers {CANARY}", f"{code} · from us\nours {CANARY}", f"{code} · note\nnoted {CANARY}",
    ]  # fmt: skip
    assert all(call.params["protect_content"] for call in calls if CANARY in text_of(call))
    assert to(AMAL, calls)[-1] == f"{code} - that is all there is: 3 messages."
    assert "shown_again" in [row.act for row in await rows(room, t.audit.c.act)]
    assert to(MIN, calls) == [], "nothing of this is for the worker"


async def test_a_copy_that_was_shown_again_is_answered_like_the_first(room: Room) -> None:
    _, amal, _, message = await talk(room)
    copy = next(call for call in await amal.says("/show", **message) if "hers" in text_of(call))
    [number] = await room.accept(copy)
    calls = await amal.says("yes", reply_to_message={"message_id": number})
    assert to(MIN, calls) == ["yes"]


async def test_so_many_as_she_asks_for_and_nobody_elses(room: Room) -> None:
    _, amal, code, message = await talk(room)
    calls = await amal.says("/show 1", **message)
    assert to(AMAL, calls)[-1].startswith(f"{code} - these are the newest: 1 message of 3.")
    await amal.says("/release", **message)
    calls = await amal.says("/show", **message)
    assert CANARY not in "".join(map(text_of, calls)) and "not with you" in to(AMAL, calls)[-1]


def only(calls: list[Outgoing], chat: int) -> list[Outgoing]:
    return [call for call in calls if call.params["chat_id"] == chat]


async def test_a_file_that_is_covered_stays_so_when_it_is_shown_again(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, message = await held(room, amal, MIN)
    await min_.sends("location", latitude=51.5, longitude=0.1)
    shown = only(await amal.says("/show", **message), AMAL)
    assert [call.method for call in shown] == ["sendMessage", "sendMessage"]
    assert "tap “Show it”" in text_of(shown[0])
