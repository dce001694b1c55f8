"""Updates that Telegram brings once, twice or thrice, and those of different people in any order: in the end everything
stands as if they had come once, one after the other. What one person does stays in its order: so Telegram promises.

SHUFFLES says how many ways; `make soak` asks for two thousand.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

import tests.room
from bot.heard import Broken, Heard
from bot.ledger import ledger, messages
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.telegram.update import hear
from tests.bot.staffroom import AMAL, BEA, JOY, MIN, ROSE, held, waits
from tests.canaries import IDS
from tests.room import Room, opened, text_of

SHUFFLES = int(os.environ.get("SHUFFLES", "3"))
WINDOW, MOST = 50, 3
ANA, EVA, LIA = IDS[6], IDS[7], IDS[8]
Raw = dict[str, Any]


async def before(folder: Path) -> dict[int, dict[str, Any]]:
    """Min and Joy each with an advocate, and Ana waits. What each advocate replies to."""
    async with opened(folder, topics=False) as room:
        amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
        _, _, to_min = await held(room, amal, MIN)
        _, _, to_joy = await held(room, bea, JOY)
        await waits(room, ANA)
    return {AMAL: to_min, BEA: to_joy}


async def a_day(room: Room, replies: dict[int, dict[str, Any]]) -> None:
    """Three who ask for a person, two who talk, notes, changes, files, a claim, somebody who reads and hides."""
    number = itertools.count(1)
    people = {user: room.person(user) for user in (MIN, JOY, ROSE, ANA, EVA, LIA, AMAL, BEA)}
    for user in (ROSE, EVA):
        await people[user].asks_for_a_person()
    for _ in range(3):
        for user in (MIN, JOY, ROSE, EVA):
            await people[user].says(f"#{next(number)}#")
        for user in (AMAL, BEA):
            await people[user].says(f"#{next(number)}#", **replies[user])
            await people[user].says(f"/note #{next(number)}#", **replies[user])
    for user in (MIN, JOY):
        said = people[user].message(text=f"#{next(number)}#")
        await room.take(said)
        changed = {**said["message"], "text": f"#{next(number)}#", "edit_date": 5}
        await room.take({"update_id": next(room.updates), "edited_message": changed})
        await people[user].sends("photo", f"F{next(number)}", caption=f"#{next(number)}#")
    await people[LIA].says("/start")
    for label in ("English", "Yes, it is safe", "No", "My passport"):
        await people[LIA].taps(label)
    await people[LIA].says("hide")


async def recorded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Raw], str]:
    """The updates of that day, and how everything stands after it."""
    replies = await before(folder / "before")
    came: list[Raw] = []

    def listening(raw: object) -> Heard | Broken:
        assert isinstance(raw, dict)
        came.append(raw)
        return hear(raw)

    async with again(folder, "first") as room:
        with monkeypatch.context() as patch:
            patch.setattr(tests.room, "hear", listening)
            await a_day(room, replies)
        return orjson.loads(orjson.dumps(came)), await state(room)


def again(folder: Path, name: str) -> Any:
    """A house in which everything stands as it stood before that day."""
    shutil.copytree(folder / "before", folder / name)
    room = opened(folder / name, topics=False)
    return _numbered(room)


class _numbered:
    """What comes from here on has other numbers than what came before."""

    def __init__(self, room: Any) -> None:
        self._room = room

    async def __aenter__(self) -> Room:
        room: Room = await self._room.__aenter__()
        room.updates, room.messages = itertools.count(10_000), itertools.count(10_000)
        return room

    async def __aexit__(self, *error: object) -> None:
        await self._room.__aexit__(*error)


def whose(raw: Raw) -> int:
    body = next(value for key, value in raw.items() if key != "update_id")
    return int(body["from"]["id"])


def shuffled(came: Sequence[Raw], chance: Random) -> list[Raw]:
    """Each one to three times and up to fifty places away; of each person's the first ones in her order."""
    places = sorted(range(len(came)), key=lambda place: place + chance.uniform(0, WINDOW))
    queues: dict[int, list[Raw]] = defaultdict(list)
    for raw in came:
        queues[whose(raw)].append(raw)
    once = [queues[whose(came[place])].pop(0) for place in places]
    all_: list[tuple[float, Raw]] = []
    for place, raw in enumerate(once):
        later = [place + chance.uniform(0, WINDOW) for _ in range(chance.randrange(MOST))]
        all_ += [(at, raw) for at in (float(place), *later)]
    return [raw for _, raw in sorted(all_, key=lambda each: each[0])]


async def replayed(folder: Path, name: str, updates: Sequence[Raw], chance: Random) -> str:
    async with again(folder, name) as room:
        rest = list(updates)
        while rest:
            many = chance.randint(1, 20)
            await room.ledger.take([hear(raw) for raw in rest[:many]])
            del rest[:many]
        found = await state(room)
    shutil.rmtree(folder / name)
    return found


async def state(room: Room) -> str:
    """All that the ledger holds of everybody, opened with its keys, and what was passed on; without what is chance
    (ids, code names) and without the order in which different people came."""
    whole = await room.look(_whole)
    passed = Counter((call.params["chat_id"], text_of(call)) for call in room.sent.calls if "#" in text_of(call))
    whole["passed on"] = sorted((*key, count) for key, count in passed.items())
    return hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _whole(book: Book) -> dict[str, Any]:
    return {
        "cases": sorted(_case(book, bytes(row.id)) for row in book.db.execute(select(t.cases.c.id))),
        "workers": sorted(_worker(book, bytes(row.id)) for row in book.db.execute(select(t.workers.c.id))),
        "counts": [
            book.db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (t.seen, t.dead_letters, t.outbox, t.staff)
        ],
        "audit": sorted(Counter(book.db.execute(select(t.audit.c.act)).scalars()).items()),
    }


def _worker(book: Book, id: bytes) -> str:
    worker = book.worker_by_id(id)
    assert worker is not None
    return repr(worker.session)


def _case(book: Book, id: bytes) -> list[Any]:
    file = book.case(id)
    assert file is not None
    holder = book.member_by_id(file.case.holder) if file.case.holder else None
    said = [(kept.sender, kept.kind, kept.text, how) for kept, how in messages.every(book, file)]
    by = {sender: [each for each in said if each[0] == sender] for sender in sorted({each[0] for each in said})}
    case = file.case
    return [file.chat, case.state.value, int(case.token), case.urgency.value, holder.staff.name if holder else "", by]


async def test_p06_in_any_order_and_any_number_of_times_the_same_comes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measured: Callable[[str], None]
) -> None:
    came, expected = await recorded(tmp_path, monkeypatch)
    for seed in range(SHUFFLES):
        assert await replayed(tmp_path, "again", shuffled(came, Random(seed)), Random(seed)) == expected, seed
    copies = len(shuffled(came, Random(0)))
    measured(
        f"{SHUFFLES} shuffles of {len(came)} updates, some {copies} with repeats, in a window of {WINDOW}: one state"
    )


def test_p06_a_shuffle_moves_and_repeats_and_keeps_each_person_s_order() -> None:
    came: list[Raw] = [{"update_id": n, "message": {"from": {"id": n % 7}}} for n in range(200)]
    made = shuffled(came, Random(1))
    first = list({raw["update_id"]: raw for raw in made}.values())
    assert len(made) > 300 and Counter(raw["update_id"] for raw in made).most_common(1)[0][1] == MOST
    assert [raw["update_id"] for raw in first] != list(range(200)) and len(first) == 200
    for person in range(7):
        hers = [raw["update_id"] for raw in first if whose(raw) == person]
        assert hers == sorted(hers)


def _never(db: Connection, updates: Sequence[Heard | Broken]) -> list[Heard | Broken]:
    """Planted: whatever comes is new."""
    return list({id(heard): heard for heard in updates}.values())


def _above_the_last(db: Connection, updates: Sequence[Heard | Broken]) -> list[Heard | Broken]:
    """Planted: whatever has a lower number than the last is known."""
    last = db.execute(select(func.max(t.seen.c.update_id))).scalar_one() or 0
    return list({heard.update_id: heard for heard in updates if heard.update_id > last}.values())


@pytest.mark.parametrize("planted", [_never, _above_the_last])
async def test_p06_what_is_planted_is_found(planted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    came, expected = await recorded(tmp_path, monkeypatch)
    monkeypatch.setattr(ledger, "unseen", planted)
    try:
        found = await replayed(tmp_path, "again", shuffled(came, Random(3)), Random(3))
    except IntegrityError:
        found = "it could not even be written"
    assert found != expected
