"""What has had its time is forgotten, key first; what somebody still needs stays; and what is told is what is done."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import tidying
from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import chain, erasures, keeping, messages, whole
from bot.ledger import tables as t
from bot.ledger.letters import day_owner
from handoff.retention import Terms, What, Why
from tests.bot.erasing import looks
from tests.bot.staffroom import AMAL, MIN, ROSE, STRANGER, held, rows, waits
from tests.bot.test_cli import helpline
from tests.canaries import CANARY
from tests.room import STAFF_CHAT, Person, Room, opened, text_of


async def all_arrive(room: Room) -> None:
    """Telegram has taken every call so far."""
    while room.sent.calls:
        calls, room.sent.calls[:] = list(room.sent.calls), []
        await room.accept(*calls)


async def swept(room: Room, **later: float) -> keeping.Plan:
    """As the rounds do it: each day what goes from chats by itself, of which whoever it concerns is told."""
    left = timedelta(**later)
    while left:
        day = min(left, timedelta(days=1))
        room.clock.advance(seconds=day.total_seconds())
        left -= day
        await room.look(lambda book: tidying.sweep(room.line.applying(book)))
        await all_arrive(room)
    found: keeping.Plan = await room.look(keeping.sweep)
    return found


async def ids(room: Room, table: Any) -> list[bytes]:
    return [bytes(row.id) for row in await rows(room, table.c.id)]


async def closed(room: Room) -> Person:
    worker, _, where = await held(room, amal := await room.advocate(AMAL), MIN)
    await worker.says(f"my passport {CANARY}")
    await worker.sends("photo", "WHERE-IT-IS")
    await amal.says("I will ask", **where)
    await amal.closes(**where)
    await all_arrive(room)
    return worker


def everything_opens(room: Room) -> bool:
    found = whole.look(room.ledger._engine, room.vault)
    return not found.shut and not found.erased


async def test_who_only_looked_things_up_is_a_stranger_again_after_two_days(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        rose = room.person(ROSE)
        await rose.says("/start")
        await rose.taps("English")
        await all_arrive(room)
        [id] = await ids(room, t.workers)
        back = (await swept(room, hours=30)).due.back
        assert not back and await ids(room, t.workers) == [id], "a whole day, whenever on it she came"
        room.clock.advance(hours=6)
        assert (await swept(room, hours=5)).due.back[0][1] is Why.CHAT, "she can still hide what stands in the chat"
        done = await swept(room, hours=8)
        assert done.counts()[What.SESSION] == 1 and await ids(room, t.workers) == []
        await looks(room)
        assert room.vault.keys([id]) == {} and room.vault.buried()
        assert "English" in str((await rose.says("/start"))[0].params), "she is asked for her language as if never here"
        assert await ids(room, t.workers) != [id]


async def test_a_month_after_the_end_nothing_of_a_case_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        worker = await closed(room)
        [case], [her] = await ids(room, t.cases), await ids(room, t.workers)
        assert What.CLOSED not in (await swept(room, days=30)).counts()
        assert (await ids(room, t.cases), await ids(room, t.workers)) == ([case], [her])
        done = await swept(room, days=1)
        assert done.counts()[What.CLOSED] == 1
        await swept(room, hours=1)
        for table in (t.cases, t.messages, t.links, t.topics, t.readings, t.trail, t.outbox, t.workers):
            assert await rows(room, table) == [], table.name
        await looks(room)
        assert room.vault.keys([case, her]) == {} and await rows(room, t.erasures.c.owner) == []
        found = await room.look(lambda book: chain.examine(book.db, book.tools.audit()))
        assert not found.broken
        assert [row.act for row in await rows(room, t.audit.c.act)][-1] == "kept_long_enough:closed"
        said = await worker.says("are you there")
        assert len(said) == 1 and "English" in str(said[0].params), "a stranger: no hint that there was a case"
        assert await ids(room, t.cases) == []


async def test_her_words_that_nobody_has_read_are_never_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        worker, _ = await waits(room, MIN)
        await worker.says(f"please help {CANARY}")
        await all_arrive(room)
        found = await swept(room, days=400)
        assert [(thing.what, why) for thing, why in found.due.back] == [(What.UNCLAIMED, Why.UNREAD)]
        [file] = await room.look(lambda book: book.all_waiting())
        [kept] = await room.look(lambda book: messages.kept(book, file, "kept"))
        assert kept.text == f"please help {CANARY}"


async def test_without_a_word_to_read_a_request_that_nobody_claimed_ends(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await waits(room, MIN)
        room.clock.advance(days=31)
        found = await room.look(keeping.sweep)
        assert [why for _, why in found.due.back] == [Why.ON_ITS_WAY], "what tells her so has not reached her yet"
        assert (await swept(room, days=1)).counts()[What.UNCLAIMED] == 1
        assert await ids(room, t.cases) == []


async def test_two_weeks_after_the_end_nobody_can_fetch_her_files(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        worker = await closed(room)
        for days, there in ((14, True), (1, False), (1, False)):
            await swept(room, days=days)
            [case] = await ids(room, t.cases)
            kept = await room.look(lambda book, case=case: messages.every(book, book.case(case)))
            assert any(each.media is not None for each, _ in kept) is there
            assert any(CANARY in each.text for each, _ in kept), "the words stay"
        assert (await swept(room, days=1)).counts()[What.FILES] == 0, "it is done once"
        await worker.says("here again")
        assert everything_opens(room)


async def test_whoever_writes_in_the_very_moment_is_not_forgotten(tmp_path: Path) -> None:
    """One transaction has her words and the sweep. Naively the row goes, and is written back without a key."""
    async with opened(tmp_path) as room:
        rose = room.person(ROSE)
        await rose.says("/start")
        await all_arrive(room)
        [id] = await ids(room, t.workers)
        room.clock.advance(days=5)

        def both(book: Any) -> keeping.Plan:
            book._load_workers([book.tools.index.person(ROSE)])
            found = keeping.sweep(book)
            next(iter(book._workers.values())).changed = True
            return found

        assert (await room.look(both)).counts()[What.SESSION] == 0
        assert await ids(room, t.workers) == [id] and everything_opens(room)
        assert (await room.look(both)).counts()[What.SESSION] == 0, "and now she was here today"


async def test_a_day_of_letters_goes_with_its_key(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await room.take({"update_id": 77, "message": {"text": CANARY}})
        today = day_owner(room.clock.at)
        assert room.vault.keys([today])
        assert (await swept(room, days=14)).counts()[What.LETTERS] == 0
        assert (await swept(room, days=1)).counts()[What.LETTERS] == 1
        await looks(room)
        assert not room.vault.keys([today]) and not await ids(room, t.dead_letters)


async def test_links_and_names_of_staff_have_an_end_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await room.advocate(AMAL)
        assert (await swept(room, days=32)).counts()[What.INVITES] == 1
        assert await rows(room, t.invites.c.id) == []
        assert await room.person(AMAL).says("/mine"), "whose link it was is still staff: her key was not the link's"
        [amal] = await ids(room, t.staff)

        def leaves(book: Any) -> None:
            book.db.execute(update(t.staff).values(left_day=book.moment // 86_400, active=0))

        await room.look(leaves)
        assert (await swept(room, days=720)).counts()[What.LEFT] == 0
        assert (await swept(room, days=1)).counts()[What.LEFT] == 1
        await looks(room)
        assert room.vault.keys([amal]) == {}


async def test_what_is_told_is_what_is_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await closed(room)
        worker, _ = await waits(room, STRANGER)
        await worker.says("nobody has read this")
        await swept(room, days=5)
        await room.look(lambda book: book.db.execute(update(t.cases).values(touched_day=1)))
    where = {
        "HELPLINE_DATABASE": f"sqlite:///{tmp_path}/helpline.db",
        "HELPLINE_VAULT": f"sqlite:///{tmp_path}/vault.db",
        "HELPLINE_KEYRING_FILE": str(tmp_path / "keyring.json"),
    }
    dry = helpline("purge", "--dry-run", "--json", **where)
    assert dry.returncode == 0, dry.stderr
    told = {row["class"]: row for row in json.loads(dry.stdout)}
    assert (told["closed"]["goes"], told["unclaimed"]["goes"]) == ("1", "0")
    assert told["unclaimed"]["stays"] == f"1: {Why.UNREAD.value}"
    done = helpline("purge", HELPLINE_KEEP="closed=14", **where)
    assert "14 (of 30)" in done.stdout and "are gone" in done.stdout
    async with opened(tmp_path) as room:
        assert len(await ids(room, t.cases)) == 1 and everything_opens(room)
        assert room.vault.buried() and await room.look(erasures.to_destroy) == [], "the keys too, without the bot"
    refused = helpline("purge", HELPLINE_KEEP="closed=40", **where)
    assert refused.returncode and "may be 1 to 30 days" in refused.stderr


async def test_the_operator_may_keep_things_shorter(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await closed(room)
        room.ledger._tools = replace(room.ledger._tools, keep=Terms({What.CLOSED: 7}))
        assert (await swept(room, days=8)).counts()[What.CLOSED] == 1


async def test_a_sweep_that_falls_has_destroyed_nothing(tmp_path: Path) -> None:
    """The keys of what its transaction takes out go after its commit, and not before."""
    async with opened(tmp_path) as room:
        await closed(room)
        [case], [her] = await ids(room, t.cases), await ids(room, t.workers)
        await swept(room, days=30)
        room.clock.advance(days=1)

        def falls(book: Any) -> None:
            assert keeping.sweep(book).counts()[What.CLOSED] == 1
            raise OSError("the disk is full")

        with pytest.raises(OSError, match="full"):
            await room.look(falls)
        await looks(room)
        assert room.vault.keys([case, her]).keys() == {case, her} and everything_opens(room)
        assert (await swept(room)).counts()[What.CLOSED] == 1
        assert room.vault.keys([case]), "committed, and not yet looked at"
        await looks(room)
        assert room.vault.keys([case]) == {}


async def test_whatever_falls_in_the_round_what_had_its_time_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as room:
        await closed(room)
        await swept(room, days=30)
        room.clock.advance(days=1)
        monkeypatch.setattr("bot.following.wanted", lambda book: 1 / 0)
        monkeypatch.setattr("bot.alerting.look", lambda at: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await Round(room.ledger, room.line, room.clock).once()  # type: ignore[arg-type]
        assert await ids(room, t.cases) == []


async def test_the_card_in_the_staff_chat_says_that_its_case_is_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path) as room:
        await closed(room)
        [file] = await room.look(lambda book: book.all_of(book.db.execute(select(t.workers.c.id)).scalar_one()))
        assert file.card
        while await ids(room, t.cases):
            await all_arrive(room)
            room.clock.advance(days=1)
            await Round(room.ledger, room.line, room.clock).once()  # type: ignore[arg-type]
        [edit] = [call for call in room.sent.calls if "Forgotten" in text_of(call)]
        assert (edit.method, edit.params["chat_id"], edit.params["message_id"]) == (
            "editMessageText", STAFF_CHAT, file.card
        )  # fmt: skip
        assert text_of(edit) == f"{file.case.code_name}\nForgotten: its time was over."


async def test_rows_without_their_keys_stop_nobody(tmp_path: Path) -> None:
    """Yesterday's disk was put back, with today's vault: in it is what was erased since."""
    async with opened(tmp_path) as room:
        rose, amal = room.person(ROSE), await room.advocate(AMAL)
        await rose.says("/start")
        worker, _ = await waits(room, MIN)
        gone = [*await ids(room, t.cases), *await ids(room, t.workers), *await ids(room, t.staff)]
        await room.look(lambda book: book.tools.vault.bury(dict.fromkeys(gone, book.now.date())))
        await Round(room.ledger, room.line, Clock()).once()
        calls = await room.take(rose.message(text="/start"), worker.message(text="hello"), amal.message(text="/mine"))
        assert [call.params["chat_id"] for call in calls] == [ROSE, MIN, AMAL], "each is answered, as a stranger"
        assert await rows(room, t.dead_letters.c.id) == []
        assert not set(await ids(room, t.workers)) & set(gone)
