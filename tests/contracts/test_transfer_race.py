"""A colleague takes a case while its holder gives it back and a coordinator closes it: one of them does."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.heard import Broken, Heard
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, with_case
from bot.telegram.buttons import staff_data
from bot.telegram.update import hear
from handoff import claims
from handoff.model import Move, Offer, Role, Staff
from tests.contracts.test_claims_race import desk, people, rows, waiting
from tests.room import NOON, STAFF_CHAT, Room, text_of

CASES = 30
ACTS = {
    "take": 1,
    "release": 0,
    "end.other": 2,
    "unoffer": 0,
}  # who does it: the holder, the colleague, the coordinator
MOVES = {"transferred": "take", "released": "release", "closed": "end.other"}


def held_out(book: Book, cases: list[CaseFile], staff: list[Staff]) -> None:
    """The first of the staff holds them all, and has offered each to the second."""
    for case in cases:
        move = claims.claim(case.case, staff[0], NOON)
        assert isinstance(move, Move) and book.make(move)
        file = book.case(case.case.id)
        assert file is not None
        with_case(file, offer=Offer(staff[1].id, file.case.token, NOON + timedelta(hours=4)))


async def takes(room: Room, stream: list[Heard | Broken]) -> None:
    random.shuffle(stream)
    for start in range(0, len(stream), 10):
        await room.ledger.take(stream[start : start + 10])


async def test_one_of_them_moves_it_and_the_others_are_told(tmp_path: Path, database: str) -> None:
    holder, colleague, boss = people(3)
    staff, cases = [holder, colleague, replace(boss, role=Role.COORDINATOR)], waiting(CASES)
    async with desk(tmp_path, database, len(ACTS), staff, cases) as rooms:
        await rooms[0].look(lambda book: held_out(book, cases, staff))
        streams: list[list[Heard | Broken]] = [[] for _ in rooms]
        for place, file in enumerate(cases):
            for nth, (act, who) in enumerate(ACTS.items()):  # each ledger hears some of everything
                data = staff_data(act, file.case.id, claims.after(file.case.token))
                streams[(place + nth) % len(rooms)].append(hear(rooms[0].person(8001 + who).press(data, STAFF_CHAT)))
        await asyncio.gather(*(takes(room, stream) for room, stream in zip(rooms, streams, strict=True)))
        found = {bytes(row.id): row for row in await rows(rooms[0], t.cases)}
        moved = [row for row in await rows(rooms[0], t.audit) if row.act in MOVES]
        letters = await rows(rooms[0], t.dead_letters)
        toasts = sum(len(room.sent.toasts) for room in rooms)
    made = {bytes(row.case_id): row.act for row in moved}
    assert letters == [] and len(moved) == len(made) == CASES and toasts == CASES * len(ACTS)
    for id, act in made.items():
        row = found[id]
        whose = {"transferred": colleague.id}.get(act)
        assert (row.token, row.holder and bytes(row.holder)) == (3, whose), act
    intros = Counter(
        text_of(call).split()[0] for room in rooms for call in room.sent.calls if "is yours" in text_of(call)
    )
    assert sorted(intros.values()) == [1] * list(made.values()).count("transferred")
    assert set(made.values()) == set(MOVES), "it was a race"
