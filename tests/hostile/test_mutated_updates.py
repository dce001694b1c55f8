"""Tens of thousands of updates of every kind, changed in their structure: no batch falls, nobody else is touched, and
whoever comes next is answered.

MUTATIONS says how many; `make soak` asks for twenty thousand.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from telegram import Update as PtbUpdate

from bot.heard import Broken, Heard
from bot.ledger import tables as t
from bot.telegram import update
from bot.telegram.kinds import KINDS, SERVICE
from bot.telegram.update import ASKED_FOR, hear, read_json
from tests.bot.harm import MAY_BE_LOGGED, said
from tests.bot.staffroom import rows
from tests.hostile.books import changes, state
from tests.hostile.mutator import mutated
from tests.hostile.shapes import shapes
from tests.hostile.town import DORA, Town, a_town

MUTATIONS = int(os.environ.get("MUTATIONS", "4000"))
AT_ONCE = 100
LOOKED = 10
# How a parser may say that it cannot read something; anything else in the dead letters is a turn that fell.
UNREADABLE = {"CannotRead", "UnknownKind", "KeyError", "TypeError", "ValueError", "AttributeError", "OverflowError"}
Parse = Callable[[object], Heard | Broken]


SHAPES = [orjson.dumps(shape) for shape in shapes().values()]


def batch(chance: random.Random, number: int) -> list[dict[str, Any]]:
    fresh = [orjson.loads(chance.choice(SHAPES)) for _ in range(AT_ONCE)]
    return [mutated({"update_id": number + one, **shape}, chance) for one, shape in enumerate(fresh)]


def as_it_came(updates: list[dict[str, Any]]) -> list[Any]:
    """Through the bytes of an answer to getUpdates, as the poller reads it."""
    body = json.dumps({"ok": True, "result": updates}).encode()
    result: list[Any] = read_json(body)["result"]
    return result


async def harm(town: Town, count: int, parse: Parse = hear, seed: int = 1) -> list[str]:
    """What these updates have done; empty is how it must be."""
    room, chance = town.room, random.Random(seed)
    before = await state(room)
    for number in range(count // AT_ONCE):
        raw = as_it_came([*batch(chance, 10**6 + number * AT_ONCE), room.person(DORA).message(text="/help")])
        so_far = len(room.sent.calls)
        try:
            await room.ledger.take([parse(one) for one in raw])
        except Exception as fell:
            return [f"a whole batch fell: {type(fell).__name__}"]
        told = room.sent.calls[so_far:]
        if not told or told[-1].params["chat_id"] != DORA:
            return ["whoever came next was not answered"]
        if number % LOOKED == LOOKED - 1 and (found := changes(before, await state(room), apart_from_workers=True)):
            return found
    return changes(before, await state(room), apart_from_workers=True) + await of_old_workers(before, town)


async def of_old_workers(before: dict[str, list[tuple[Any, ...]]], town: Town) -> list[str]:
    """Those who were there before stand where they stood."""
    after = set((await state(town.room))["workers"])
    moved = [row for row in before["workers"] if row not in after]
    return [f"{len(moved)} workers stand elsewhere"] if moved else []


async def test_p04_whatever_comes_it_is_taken_or_put_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, measured: Callable[[str], None]
) -> None:
    async with a_town(tmp_path) as town:
        assert await harm(town, MUTATIONS) == []
        ended = Counter(row.reason for row in await rows(town.room, t.dead_letters.c.reason))
        assert ended.keys() <= UNREADABLE, ended
        assert fell(caplog) == []
        assert all(each.keys() <= MAY_BE_LOGGED for each in said(caplog))
        aside = sum(ended.values())
        measured(f"{MUTATIONS} mutated updates: {aside} put aside {dict(ended)}, the others taken")
        assert MUTATIONS / 5 < aside < MUTATIONS, "a mutator that only does one of them shows nothing"


def test_every_kind_of_update_and_of_message_is_among_the_shapes() -> None:
    known = shapes()
    assert {field for shape in known.values() for field in shape} >= {*PtbUpdate.ALL_TYPES, *ASKED_FOR}
    assert {f"message: {kind}" for kind in KINDS} | {f"service: {kind}" for kind in SERVICE} <= known.keys()
    unread = [
        what
        for what, shape in known.items()
        if "message" in shape and isinstance(hear({"update_id": 1, **shape}), Broken)
    ]
    assert unread == []


# --- the guards bite


async def test_p04_a_parser_that_raises_out_of_the_batch_is_found(tmp_path: Path) -> None:
    """Planted: as in a library that reads a batch as a whole."""

    def naive(raw: object) -> Heard | Broken:
        assert isinstance(raw, dict)
        return update._hear(raw["update_id"], raw)

    async with a_town(tmp_path) as town:
        [found] = await harm(town, 2000, naive)
        assert found.startswith("a whole batch fell: ")


async def test_p04_a_parser_that_lets_any_number_in_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Planted: an id that no database can hold makes a turn fall."""
    monkeypatch.setattr(update, "_int", lambda value: value)
    async with a_town(tmp_path) as town:
        await harm(town, 1000)
        assert fell(caplog)


def fell(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Turns that raised: each became a dead letter, and each is a fault of ours."""
    return [f"{each['error']} at {each['place']}" for each in said(caplog) if each.get("event") == "turn_fell"]
