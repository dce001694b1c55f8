"""The key of the index is replaced while people talk: whoever was known is known, and in the end it finds nothing."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary

from bot.ledger import blind, reindexing
from bot.ledger import tables as t
from bot.ledger.columns import SealedBytes
from bot.ledger.reindexing import Stores
from bot.seal.epochs import KeyFile
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from tests.bot.indexplace import begun, found_by, replaced
from tests.bot.keyload import EACH, ROTATIONS, stores
from tests.bot.keyplace import NOW, Killed
from tests.bot.staffroom import AMAL, JOY, MIN, held, rows, to
from tests.room import Person, Room, opened


@pytest.fixture(params=EACH)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    yield from stores(request, tmp_path)


@pytest.fixture
def place(urls: tuple[str, str], tmp_path: Path) -> Stores:
    Keyring.create(tmp_path / "keyring.json")
    return Stores(tmp_path / "keyring.json", *urls)


@pytest.fixture
def here(tmp_path: Path) -> Stores:
    Keyring.create(tmp_path / "keyring.json")
    return Stores(tmp_path / "keyring.json", f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")


# --- no column is forgotten


def test_every_digest_of_an_id_has_a_rule_by_which_it_is_moved() -> None:
    """A table that is added with another one has to say how, or that it has nothing to do with ids of Telegram."""
    digests = {
        column
        for table in t.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.type.length in (8, 32)
    }
    ruled = {rule.column for rule in blind.RULES}
    assert digests == ruled | blind.OF_NO_ID and not ruled & blind.OF_NO_ID
    assert all(isinstance(rule.column.table.c.sealed.type, SealedBytes) for rule in blind.RULES)


# --- in the middle of it


async def test_whoever_was_known_is_known_and_a_reply_to_an_old_message_goes_to_the_right_case(place: Stores) -> None:
    async with opened(place.key_file.parent, place.database, place.vault) as room:
        amal = await room.advocate(AMAL)
        min_, _, of_min = await held(room, amal, MIN)
        joy, _, of_joy = await held(room, amal, JOY)
        old = Keyring.read(place.key_file).idx[0]
        begun(place)
        for _ in range(2):  # before the rows are moved, and after
            assert "hers" in str(to(AMAL, await min_.says("hers")))
            assert "yes" in str(to(MIN, await amal.says("yes", **of_min)))
            assert "no" in str(to(JOY, await amal.says("no", **of_joy)))
            assert len(await rows(room, t.workers.c.id)) == 2 and len(await rows(room, t.staff.c.id)) == 1
            assert replaced(place).left == 0
        assert to(AMAL, await joy.says("and mine"))
        assert await rows(room, t.dead_letters.c.reason) == []
    assert found_by(place.database, Index(old), iter((MIN, JOY, AMAL)), range(-500, 2000)) == []
    assert (
        len(found_by(place.database, Index(Keyring.read(place.key_file).idx[0]), iter((MIN, JOY, AMAL)), range(2000)))
        > 6
    )


# --- under load


EVERY = 0.1  # seconds


class Talk:
    """Workers who write some hundred messages a second to two processes, some for the first time; one is answered."""

    def __init__(self, rooms: tuple[Room, Room], amal: Person, of_min: dict[str, Any]) -> None:
        self.rooms, self.amal, self.of_min = rooms, amal, of_min
        self.taken, self.newcomers, self.stop = 0, 0, asyncio.Event()
        self.wrong: list[str] = []

    async def run(self) -> None:
        while not self.stop.is_set():
            self.newcomers += 1
            here, beside = (self._batch(room) for room in self.rooms)
            if self.rooms[0].vault.epochs == self.rooms[1].vault.epochs:  # else both at once
                led = [await self.rooms[0].take(*here), await self.rooms[1].take(*beside)]
            else:
                led = list(await asyncio.gather(self.rooms[0].take(*here), self.rooms[1].take(*beside)))
            for room, calls in zip(self.rooms, led, strict=True):
                await room.accept(*calls)
            said = await self.amal.says("I am with you", **self.of_min)
            if to(MIN, said) != ["I am with you"]:
                self.wrong.append(str(said))
            await self.rooms[0].accept(*said)
            self.taken += len(here) + len(beside) + 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), EVERY)

    def _batch(self, room: Room) -> list[dict[str, Any]]:
        people = [room.person(7000 + nr) for nr in range(6)]
        return [
            *(each.message(text="my pay") for each in people),
            room.person(20_000 + self.newcomers).message(text="/start"),
        ]


async def test_nobody_is_lost_or_doubled_whoever_writes_meanwhile(
    place: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes, each with a key file of its own; one of them lags behind."""
    many_times = ROTATIONS or (2 if place.database.startswith("sqlite") else 1)
    folder = place.key_file.parent
    copy = folder / "beside" / "keyring.json"
    copy.parent.mkdir()
    shutil.copy(place.key_file, copy)
    olds: list[bytes] = []
    async with (
        opened(folder, place.database, place.vault) as room,
        opened(copy.parent, place.database, place.vault) as beside,
    ):
        beside.updates, beside.messages = room.updates, room.messages
        amal = await room.advocate(AMAL)
        _, _, of_min = await held(room, amal, MIN)
        talk = Talk((room, beside), amal, of_min)
        talking = asyncio.create_task(talk.run())

        def settled(digest: str) -> None:
            """The copy is brought over only after people have written on for a while with one file lagging behind."""
            assert room.vault.epochs == digest != beside.vault.epochs
            until = talk.taken + 40
            while talk.taken < until and not talking.done():
                time.sleep(0.001)  # a thread of its own: that of the command
            shutil.copy(place.key_file, copy)
            assert beside.vault.epochs == digest

        began, first = time.monotonic(), talk.taken
        for _ in range(many_times):
            before = Keyring.read(place.key_file)
            assert (await asyncio.to_thread(replaced, place, settled)).left == 0
            await asyncio.to_thread(reindexing.destroy, place, before.idx_names[0], NOW, at_once=True)
            shutil.copy(place.key_file, copy)
            olds.append(before.idx[0])
        took, many = time.monotonic() - began, talk.taken - first
        talk.stop.set()
        await talking
        people = await rows(room, t.workers.c.who)
        buried = await rows(room, t.dead_letters.c.reason)
    sys.stdout.write(f"\n{many_times} of the index in {took:.1f} s, {many / took:.0f} messages a second meanwhile\n")
    assert talk.wrong == [] and buried == []
    assert len(people) == 1 + 6 + talk.newcomers
    assert many_times < 20 or many / took >= 50
    assert len(Keyring.read(place.key_file).idx) == 1
    everybody = [MIN, AMAL, *range(7000, 7006), *range(20_000, 20_001 + talk.newcomers)]
    for old in olds:
        assert found_by(place.database, Index(old), iter(everybody), range(0)) == []


# --- stopped half-way


@pytest.mark.parametrize("at", ["settled", "settled again", "promoted", "moving", "rested"])
async def test_it_can_be_stopped_anywhere_and_gone_on_with(
    here: Stores, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = [0]

    def settled(digest: str) -> None:
        waited[0] += 1
        if (waited[0], at) in ((1, "settled"), (2, "settled again")):
            raise Killed

    async with opened(here.key_file.parent, here.database, here.vault) as room:
        amal = await room.advocate(AMAL)
        min_, _, of_min = await held(room, amal, MIN)
        monkeypatch.setattr(blind, "AT_ONCE", 2)
        with monkeypatch.context() as patch:
            if at == "moving":
                patch.setattr(blind, "_move", nth(4, blind._move))
            elif at in ("promoted", "rested"):
                patch.setattr(KeyFile, "promote_root" if at == "promoted" else "rest_roots", nth(1))
            with pytest.raises(Killed):
                replaced(here, settled)
        assert to(MIN, await amal.says("here", **of_min)) == ["here"]
        assert replaced(here).left == 0
        assert to(MIN, await amal.says("and here", **of_min)) == ["and here"] and to(AMAL, await min_.says("yes"))
        assert len(Keyring.read(here.key_file).idx) == 2, "one replacement, not two"
        assert len(await rows(room, t.workers.c.id)) == 1


def nth(which: int, otherwise: Callable[..., Any] = lambda *given: None) -> Callable[..., Any]:
    met = [0]

    def killed(*given: Any) -> Any:
        met[0] += 1
        if met[0] == which:
            raise Killed
        return otherwise(*given)

    return killed
