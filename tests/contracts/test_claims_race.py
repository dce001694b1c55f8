"""Fifty tap Claim on each of two hundred cases, in ten processes' ledgers at once. One has it, the others hear who."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import secrets
import threading
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import effects as e
from bot.ledger import book as books
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Member
from bot.telegram.buttons import staff_data
from bot.telegram.update import hear
from handoff import claims
from handoff.model import Case, CaseId, Move, Profile, Role, Staff, StaffId, State, Token, Urgency
from tests.room import NOON, STAFF_CHAT, Room, opened, text_of

CLAIMERS, CASES, LEDGERS = 50, 200, 10
AT_ONCE = 60  # taps in one batch of a ledger

Tap = tuple[CaseId, int]  # which case, and which claimer


def people(count: int) -> list[Staff]:
    """Each can carry all cases there are: who has her is decided by nothing but who was first."""
    can_carry = Profile(most=CASES)
    return [
        Staff(StaffId(secrets.token_bytes(16)), Role.ADVOCATE, f"Advocate {number}", profile=can_carry)
        for number in range(count)
    ]


def waiting(count: int) -> list[CaseFile]:
    return [CaseFile(_case(number), secrets.token_bytes(16), chat=7001 + number) for number in range(count)]


def _case(number: int) -> Case:
    id = CaseId(secrets.token_bytes(16))
    return Case(id, f"CASE-{number}", State.WAITING, Urgency.NORMAL, "en", Token(1), NOON)


@contextlib.asynccontextmanager
async def desk(
    folder: Path, database: str, ledgers: int, staff: Sequence[Staff], cases: Sequence[CaseFile]
) -> AsyncIterator[list[Room]]:
    """Several ledgers on one database, each with connections and a thread of its own, as processes would have."""

    def prepare(book: Book) -> None:
        book.mint([case.case.id for case in cases])
        for number, each in enumerate(staff):
            book.enlist(Member(each, book.tools.index.staff(8001 + number), chat=8001 + number))
        for case in cases:
            book.begin_case(case)

    async with contextlib.AsyncExitStack() as stack:
        rooms = [await stack.enter_async_context(opened(folder, database)) for _ in range(ledgers)]
        numbers = itertools.count(1)
        for room in rooms:
            room.updates = numbers
        await rooms[0].look(prepare)
        yield rooms


async def race(rooms: Sequence[Room], cases: Sequence[CaseFile], claimers: int) -> dict[str, Tap]:
    """Everybody taps on every case. Each ledger hears some of them, and all of these on one case close together."""
    asked: dict[str, Tap] = {}
    streams: list[list[dict[str, Any]]] = [[] for _ in rooms]
    for file in cases:
        for number in random.sample(range(claimers), claimers):
            room = number % len(rooms)
            data = staff_data("claim", file.case.id, file.case.token)
            tap = rooms[room].person(8001 + number).press(data, STAFF_CHAT)
            asked[tap["callback_query"]["id"]] = (file.case.id, number)
            streams[room].append(tap)
    await asyncio.gather(*(_hear(room, stream) for room, stream in zip(rooms, streams, strict=True)))
    return asked


async def _hear(room: Room, taps: list[dict[str, Any]]) -> None:
    for start in range(0, len(taps), AT_ONCE):
        batch = taps[start : start + AT_ONCE]
        random.shuffle(batch)
        await room.ledger.take([hear(tap) for tap in batch])


def told(rooms: Sequence[Room], asked: dict[str, Tap]) -> dict[CaseId, dict[int, str]]:
    """What every claimer of every case was told."""
    found: dict[CaseId, dict[int, str]] = defaultdict(dict)
    for query, text, _ in [toast for room in rooms for toast in room.sent.toasts]:
        case, claimer = asked[query]
        assert claimer not in found[case], "told twice"
        found[case][claimer] = text
    return found


def winners(answers: dict[int, str]) -> list[int]:
    return [claimer for claimer, text in answers.items() if "is yours" in text]


async def rows(room: Room, table: Any) -> Any:
    return await room.look(lambda book: book.db.execute(select(table)).all())


async def test_p14_one_has_it_and_the_others_hear_who(tmp_path: Path, database: str) -> None:
    staff, cases = people(CLAIMERS), waiting(CASES)
    async with desk(tmp_path, database, LEDGERS, staff, cases) as rooms:
        answers = told(rooms, await race(rooms, cases, CLAIMERS))
        found = {CaseId(bytes(row.id)): row for row in await rows(rooms[0], t.cases)}
        audited = Counter(bytes(row.case_id) for row in await rows(rooms[0], t.audit) if row.act == "claimed")
        assert await rows(rooms[0], t.dead_letters) == []
    intros = Counter(
        text_of(call).split()[0] for room in rooms for call in room.sent.calls if "is yours" in text_of(call)
    )
    assert len(answers) == CASES and set(audited.values()) == {1} and len(audited) == CASES
    for file in cases:
        heard, row = answers[file.case.id], found[file.case.id]
        [winner] = winners(heard)
        assert (row.state, bytes(row.holder), row.token) == ("claimed", staff[winner].id, file.case.token + 1)
        losers = {text for claimer, text in heard.items() if claimer != winner}
        assert len(heard) == CLAIMERS and losers == {f"{staff[winner].name} has it."}
        assert intros[file.case.code_name] == 1
    assert len({winners(heard)[0] for heard in answers.values()}) > 1, "it was a race"


@pytest.mark.needs("postgres")
async def test_p14_the_race_would_show_it_if_nobody_were_referee(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case read without a lock, and written without asking whether it still stands so: everybody then has it."""
    all_have_read = threading.Barrier(6, timeout=20)

    def trusting(book: Book, move: Move) -> bool:
        all_have_read.wait()
        book.db.execute(
            update(t.cases).where(t.cases.c.id == move.case).values(token=move.token + 1, holder=move.holder)
        )
        file = book.case(move.case)
        assert file is not None
        file.case = replace(file.case, state=move.state, holder=move.holder, token=Token(move.token + 1))
        file.changed = True
        return True

    unlocked = books._CASES.with_for_update(skip_locked=False)
    unlocked._for_update_arg = None
    monkeypatch.setattr(books, "_CASES", unlocked)
    monkeypatch.setattr(Book, "make", trusting)
    staff, cases = people(6), waiting(1)
    async with desk(tmp_path, postgres_url, 6, staff, cases) as rooms:
        answers = told(rooms, await race(rooms, cases, 6))
    assert [len(winners(heard)) for heard in answers.values()] == [6]


async def test_a_decision_from_before_is_refused_by_the_row_itself(tmp_path: Path, database: str) -> None:
    """She read the case as waiting, thought about it, and meanwhile a colleague was faster."""
    [amal, bea], [file] = people(2), waiting(1)
    async with desk(tmp_path, database, 1, [amal, bea], [file]) as [room]:
        thought = claims.claim(file.case, bea, NOON)
        assert isinstance(thought, Move)
        await room.take(room.person(8001).press(staff_data("claim", file.case.id, Token(1)), STAFF_CHAT))
        done = e.Make(thought, won=(e.Audit("won"),), lost=lambda now: (e.Lost("query", now.case.holder),), by=bea.id)
        await room.look(lambda book: room.line.applying(book).one(done))
        assert room.sent.toasts[-1] == ("query", f"{amal.name} has it.", True)
        [row] = await rows(room, t.cases)
        assert (bytes(row.holder), row.token) == (amal.id, 2)
        assert [row.act for row in await rows(room, t.audit)] == ["claimed"]


async def test_tapping_twice_is_no_quarrel(tmp_path: Path, database: str) -> None:
    staff, [file] = people(1), waiting(1)
    async with desk(tmp_path, database, 1, staff, [file]) as [room]:
        tap = staff_data("claim", file.case.id, Token(1))
        await room.take(*(room.person(8001).press(tap, STAFF_CHAT) for _ in range(2)))
        assert [text for _, text, _ in room.sent.toasts] == [
            "CASE-0 is yours. Go to your chat with me.",
            "You have it already.",
        ]
