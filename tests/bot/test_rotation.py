"""Keys are rotated while people write, and the rotation is stopped half-way and gone on with."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.ledger import tables as t
from bot.seal import rotation, vault
from bot.seal.epochs import KeysRefused
from bot.seal.keyring import Keyring
from tests.bot.keyload import EACH, ROTATIONS, Load, stores
from tests.bot.keyplace import NOW, Killed, Place, now, owners
from tests.room import opened


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture(params=EACH)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    yield from stores(request, tmp_path)


# --- while people write


async def test_p16_nobody_who_writes_meanwhile_notices(
    urls: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measured: Callable[[str], None]
) -> None:
    monkeypatch.setattr(vault, "KEPT", 0)  # every turn asks the vault
    many_times = ROTATIONS or (2 if urls[1].startswith("sqlite") else 1)
    before = set(Keyring.create(tmp_path / "keyring.json").keks)
    place, copy = Place(tmp_path, urls[1]), tmp_path / "copy.json"
    async with opened(tmp_path, *urls) as room:
        there = place.filled(600)
        shutil.copy(place.path, copy)
        peer = place.vault(copy)
        load = Load(room, peer)
        writing = asyncio.create_task(load.run())

        def settled(digest: str) -> None:
            """The copy is brought over only after people have written on for a while with one file lagging behind."""
            assert room.vault.epochs == digest != peer.epochs
            until = load.taken + 40
            while load.taken < until and not writing.done():
                time.sleep(0.001)  # a thread of its own: that of the command
            shutil.copy(place.path, copy)
            assert peer.epochs == digest

        began, first = time.monotonic(), load.taken
        for _ in range(many_times):
            moved = (await asyncio.to_thread(place.rotate, settled)).moved
            assert moved >= 600
        took, many = time.monotonic() - began, load.taken - first
        load.stopped.set()
        await writing
        buried = (await room.look(lambda book: book.db.execute(select(t.dead_letters)).all())) if many else None
        assert buried == []
        peer.close()
    measured(f"{many_times} rotations in {took:.1f} s, {many / took:.0f} messages a second meanwhile")
    assert many >= many_times * 80
    assert many_times < 20 or many / took >= 50
    assert place.opens(there + load.made)
    assert {name: many for name, many in place.resting().items() if name != "active"} == {"old": 0}
    assert before <= set(place.old()) and len(place.old()) == many_times


def test_what_is_destroyed_while_keys_are_moved_stays_destroyed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 20)
    these = place.filled(45)
    other, move, gone = place.vault(), rotation._move, max(these)

    def destroyed_first(db: Any, ring: Any, row: Any) -> int:
        if bytes(row.owner) == gone:
            db.execute(text("DELETE FROM dek WHERE owner = :o"), {"o": gone})
            db.execute(text("INSERT INTO tombstone VALUES (:o, '2026-11-23')"), {"o": gone})
        return move(db, ring, row)

    monkeypatch.setattr(rotation, "_move", destroyed_first)
    assert place.rotate().moved == 44
    assert other.keys([gone]) == {} and not place.opens([gone])
    other.close()


# --- stopped half-way

POINTS = [
    "before the new epoch",
    "after it",
    "waiting",
    "before it is active",
    "after",
    "waiting again",
    "moving",
    "end",
]


@pytest.mark.parametrize("point", POINTS)
def test_p16_it_can_be_stopped_anywhere_and_gone_on_with(
    place: Place, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 20)
    these, at = place.filled(45), POINTS.index(point)
    with pytest.raises(Killed), monkeypatch.context() as patch:
        place.rotate(_killed_at(at, patch))
    assert place.opens(these), "whatever is half done, everything opens"
    more = place.vault()
    more.mint(new := owners(3))
    more.close()
    done = place.rotate()
    assert place.resting() == {"active": 48, "old": 0}
    assert place.opens(these + new)
    assert len(Keyring.read(place.path).keks) == 2, "one rotation, not two"
    assert done.active == Keyring.read(place.path).active
    assert not list(place.path.parent.glob("*.new"))


def _killed_at(at: int, patch: pytest.MonkeyPatch) -> Callable[[str], None]:
    replace, move = os.replace, rotation._move
    done = {"replaced": 0, "waited": 0, "moved": 0}

    def replaced(beside: Path, path: Path) -> None:
        nr, done["replaced"] = done["replaced"], done["replaced"] + 1
        if (nr, at) in ((0, 0), (1, 3), (2, 7)):
            raise Killed
        replace(beside, path)
        if (nr, at) in ((0, 1), (1, 4)):
            raise Killed

    def moved(*row: Any) -> int:
        done["moved"] += 1
        if at == 6 and done["moved"] == 30:
            raise Killed
        return move(*row)

    def settled(digest: str) -> None:
        done["waited"] += 1
        if (done["waited"], at) in ((1, 2), (2, 5)):
            raise Killed

    patch.setattr(os, "replace", replaced)
    patch.setattr(rotation, "_move", moved)
    return settled


def test_a_process_that_has_not_read_it_stops_the_way_before_anything_is_wrapped(place: Place) -> None:
    these = place.filled(3)

    def away(digest: str) -> None:
        raise KeysRefused("the bot shows other keys")

    with pytest.raises(KeysRefused, match="other keys"):
        place.rotate(away)
    assert place.resting() == {"active": 3, "next": 0} and place.opens(these)
    name, digest = rotation.prepare(place.path, place.url, now)
    assert digest == Keyring.read(place.path).digest and len(Keyring.read(place.path).keks) == 2, "asked twice, one new"
    assert place.rotate().active == name


def test_two_at_once_are_one(place: Place) -> None:
    place.filled(2)

    def again(digest: str) -> None:
        with pytest.raises(KeysRefused, match="Another"):
            place.rotate()

    assert place.rotate(again).moved == 2


@pytest.mark.parametrize("nth", [0, 19])
def test_p16_a_key_that_does_not_open_is_told_and_nothing_is_called_done(place: Place, nth: int) -> None:
    """Whichever of them it is: the first one asked must not make the whole vault look like another's."""
    these = place.filled(20)
    place.sql("UPDATE dek SET wrapped = :w WHERE owner = :o", w=b"x" * 48, o=sorted(these)[nth])
    with pytest.raises(KeysRefused, match="19 keys were moved, and 1 do not open"):
        place.rotate()
    assert place.resting() == {"active": 19, "old": 1}
    [old] = place.old()
    with pytest.raises(KeysRefused, match="1 keys rest on"):
        rotation.destroy(place.path, place.url, old, NOW, at_once=True)
