"""She has everything deleted: what is gone at once, and what is finished whatever falls."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.ledger import erasures, leaving, outbox, trail
from bot.ledger import tables as t
from bot.outgoing import NO_CASE, Fate
from bot.telegram.buttons import staff_data
from handoff.model import CaseId, Token
from tests.bot.erasing import (
    AMAL,
    HERS,
    MIN,
    WORDS,
    closed,
    count,
    erases,
    looks,
    of_her_chat,
    owners,
    sweeps,
    with_amal,
)
from tests.canaries import IDS
from tests.room import Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


# --- at once -----------------------------------------------------------------------------------------------------


async def test_two_taps_and_nothing_of_hers_is_left(room: Room) -> None:
    min_, _ = await closed(room)
    keys = await owners(room)
    [asked] = await min_.says("/erase")
    assert "delete everything" in text_of(asked) and await count(room, t.workers) == {"workers": 1}
    wipe, harmless = of_her_chat(await min_.taps("Yes, delete"))
    assert wipe.method == "deleteMessages" and text_of(harmless).startswith("Rice with vegetables")
    assert room.sent.toasts[-1][1] == "Done."
    assert await count(room, *HERS) == {}
    await looks(room)
    assert room.vault.keys(keys) == {} and set(keys) <= room.vault.buried().keys()


async def test_what_her_chat_holds_is_found_by_the_wipe_after_her_keys_are_gone(room: Room) -> None:
    min_, _ = await closed(room)
    before = await room.look(lambda book: trail.trail_of(book, MIN))
    wipe, _ = of_her_chat(await erases(room, min_))
    await looks(room)
    found = await room.look(lambda book: trail.trail_of(book, MIN))
    assert set(before) <= set(found)
    await room.note(Fate(wipe, "sent", messages=tuple(found)))
    assert await room.look(lambda book: trail.trail_of(book, MIN)) == []


async def test_somebody_who_only_read_is_forgotten_too(room: Room) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    [worker] = await owners(room)
    calls = await erases(room, min_)
    await looks(room)
    assert await count(room, *HERS) == {} and room.vault.keys([worker]) == {}
    assert of_her_chat(calls) == calls


async def test_whoever_writes_next_from_that_account_is_a_stranger_also_in_the_same_batch(room: Room) -> None:
    min_, _ = await closed(room)
    await room.accept(*await min_.says("/erase"))
    screen = next(call for call in reversed(room.sent.calls) if "Yes, delete" in labels(call))
    before = await owners(room)
    calls = await room.take(min_.tap(screen, "Yes, delete"), min_.message(text="hello"), min_.message(text="hello?"))
    assert text_of(calls[-1]) == "🌐"
    [after] = await owners(room)
    assert after not in before
    await looks(room)
    [picker] = await min_.says("hello")
    assert text_of(picker) == "🌐" and await owners(room) == [after]


async def test_nobody_is_made_a_worker_again_by_having_erased(room: Room) -> None:
    min_, _ = await closed(room)
    await erases(room, min_)
    assert await count(room, t.workers) == {}


async def test_what_was_on_its_way_is_cancelled_and_goes_to_nobody(room: Room) -> None:
    min_, amal = await with_amal(room)
    late = await min_.says("one thing more")
    await room.accept(*await amal.closes())
    await erases(room, min_)
    await looks(room)
    gate = await room.look(lambda book: [leaving.holds_back(book, call) for call in late if call.route])
    assert gate == ["stale"] * len(gate) and gate
    await room.note(*(Fate(call, "stale") for call in late))
    assert await count(room, *HERS) == {}
    left = await room.look(outbox.left_behind)
    assert not any(WORDS in str(call.params) or "one thing more" in str(call.params) for call in left)
    assert (await count(room, t.outbox)) == {"outbox": len(left)}, "nothing lies there that nobody can open"


async def test_what_arrives_after_all_is_taken_away_on_both_sides(room: Room) -> None:
    """It was at Telegram's door in the moment of the erasing; once before the key is gone and once after it."""
    for looked in (False, True):
        min_, amal = await with_amal(room)
        hers, theirs = await min_.says("one thing more"), await amal.says("and I")
        to_amal = [call for call in hers if call.params["chat_id"] == AMAL and call.route]
        to_her = [call for call in theirs if call.params["chat_id"] == MIN and call.route]
        await room.accept(*await amal.closes())
        wipe, _ = of_her_chat(await erases(room, min_))
        if looked:
            await looks(room)
        arrived = await room.accept(*to_amal, *to_her)
        swept = await sweeps(room)
        assert arrived[0] in swept
        assert arrived[1] in await room.look(lambda book, chat=wipe.lane: trail.trail_of(book, chat))
        await looks(room)
        assert await count(room, t.links) == {}


async def test_a_button_of_an_erased_case_says_so(room: Room) -> None:
    min_, amal = await closed(room)
    _, case = await owners(room)
    await erases(room, min_)
    await room.take(amal.press(staff_data("see", CaseId(case), Token(3)), AMAL))
    assert room.sent.toasts[-1][1] == "This case is not there any more: it was erased."


async def test_a_topic_is_not_made_again_for_an_erased_case(room: Room) -> None:
    min_, amal = await with_amal(room)
    await room.accept(*await amal.closes())
    _, case = await owners(room)
    await erases(room, min_)
    assert await room.look(lambda book: outbox.topic_of(book, CaseId(case), AMAL)) == NO_CASE
    await room.look(lambda book: outbox.keep_topic(book, CaseId(case), AMAL, 5))
    assert await count(room, t.topics, t.links) == {}


# --- whatever falls ----------------------------------------------------------------------------------------------


async def test_a_vault_that_cannot_be_wiped_now_is_asked_again(room: Room, tmp_path: Path) -> None:
    min_, _ = await closed(room)
    await erases(room, min_)
    with sqlite3.connect(tmp_path / "vault.db") as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM dek").fetchall()
        await looks(room)
        assert await room.look(erasures.to_destroy)
        reader.rollback()
    await looks(room)
    assert not await room.look(erasures.to_destroy)


async def test_what_is_said_of_it_goes_after_two_days(room: Room) -> None:
    min_, _ = await closed(room)
    await erases(room, min_)
    await looks(room)
    assert await count(room, t.erasures) == {"erasures": 3}
    room.clock.advance(hours=49)
    await looks(room)
    await looks(room)
    assert await count(room, t.erasures) == {}


async def test_what_of_hers_could_not_be_handled_goes_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    min_ = room.person(MIN)
    await min_.says("/start")
    for label in ("English", "Yes, it is safe", "No"):
        await min_.taps(label)
    monkeypatch.setattr("bot.turn.take", lambda *given: 1 / 0)
    await min_.says(WORDS)
    await room.person(IDS[1]).says("hello")
    monkeypatch.undo()
    assert await count(room, t.dead_letters) == {"dead_letters": 2}
    await erases(room, min_)
    assert await count(room, t.dead_letters) == {"dead_letters": 1}


async def test_the_audit_says_that_and_nothing_else(room: Room) -> None:
    min_, _ = await closed(room)
    _, case = await owners(room)
    await erases(room, min_)
    acts = await room.look(
        lambda book: book.db.execute(select(t.audit.c.act, t.audit.c.actor, t.audit.c.case_id)).all()
    )
    assert [tuple(row) for row in acts][-1] == ("erased:she", None, case)
