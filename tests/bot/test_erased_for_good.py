"""Five hundred times somebody has everything deleted while all sorts of things happen: afterwards it is nowhere, and
yesterday's data opens nothing of it. Each careless way to delete is caught.

ERASURES says how often; `make soak` asks for ten times as many.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete

from bot.ledger import ending, whole
from bot.ledger.database import open_engine
from bot.seal import store, vault
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from tests.bot.eraser import SECONDS, Eraser, Seconds, in_random_order
from tests.room import opened

ERASURES, AT_ONCE = int(os.environ.get("ERASURES", "500")), 50
FEW = 20  # are enough to catch the careless
FIRST, ADVOCATES = 700_000, (81, 82, 83, 84)


@asynccontextmanager
async def helpline(folder: Path, seed: int, eraser: type[Eraser] = Eraser) -> AsyncIterator[Eraser]:
    seconds = Seconds()
    async with opened(folder, topics=False) as room:
        room.vault._clock = seconds
        other = Vault(f"sqlite:///{folder}/vault.db", Keyring.read(folder / "keyring.json"), clock=seconds)
        with closing(other):
            yield eraser(room, folder, Random(seed), seconds, other)


async def runs(eraser: Eraser, many: int) -> None:
    users = range(FIRST, FIRST + many)
    await eraser.fill(users)
    await eraser.claim_and_close(ADVOCATES, 3)
    eraser.copy_for_tomorrow()
    await in_random_order(eraser, users, 3)
    eraser.pass_time(SECONDS - 3)
    await eraser.looks()
    await eraser.looks()


async def test_p17_what_was_erased_is_nowhere(
    tmp_path_factory: pytest.TempPathFactory, measured: Callable[[str], None]
) -> None:
    erased = sealed = 0
    for seed in range(max(1, ERASURES // AT_ONCE)):
        async with helpline(tmp_path_factory.mktemp("house"), seed) as eraser:
            await runs(eraser, AT_ONCE)
            assert await eraser.left() == []
            sealed += sum(each.sealed for each in eraser.gone)
            erased += len(eraser.gone)
            for each in eraser.gone:
                each.sealed = False
            eraser.pass_time(72 * 3600)
            await eraser.looks()
            await eraser.looks()
            assert await eraser.left() == [], "three days later, also what was sealed first"
            await opens_nothing_of_yesterday(eraser)
    measured(f"{erased} erased, {sealed} of them sealed first; 0 left in any file, 0 opened with yesterday's copy")
    assert erased > ERASURES * 0.9 and sealed > ERASURES * 0.1


async def opens_nothing_of_yesterday(eraser: Eraser) -> None:
    """The data as it was before anybody asked, with the vault as it is now; even with yesterday's keys put back."""
    eraser.bring_back_keys()
    (eraser.folder / "old.db").write_bytes(eraser.yesterday["helpline.db"])
    engine = open_engine(f"sqlite:///{eraser.folder}/old.db")
    try:
        with closing(eraser._new_vault()) as keys:
            found = whole.look(engine, keys)
            opened = keys.keys(eraser.wants())
    finally:
        engine.dispose()
    assert opened == {} and found.erased >= len(eraser.gone) and not found.shut


# --- the careless ------------------------------------------------------------------------------------------------


class WithoutWiping(Eraser):
    """Deleted is not gone."""

    def destroy(self, owners: Mapping[bytes, date]) -> bool:
        wipe, self.room.vault.wipe = self.room.vault.wipe, lambda: True  # type: ignore[method-assign]
        try:
            return self.room.vault.bury(owners)
        finally:
            self.room.vault.wipe = wipe  # type: ignore[method-assign]


class WithoutTombstones(Eraser):
    """The key is deleted, and nothing says that it was."""

    def destroy(self, owners: Mapping[bytes, date]) -> bool:
        with self.room.vault._engine.begin() as db:
            db.execute(delete(store.DEK).where(store.DEK.c.owner.in_(list(owners))))
        self.room.vault._opened.clear()
        return self.room.vault.wipe()


class OnlyOnce(Eraser):
    """Whoever fell before the keys were destroyed leaves them there."""

    def destroy(self, owners: Mapping[bytes, date]) -> bool:
        return True


@pytest.mark.parametrize(
    ("careless", "told"),
    [
        (WithoutWiping, "a wrapped key lies in the vault's files"),
        (WithoutTombstones, "the other process opens some"),
        (OnlyOnce, "a new process opens some"),
    ],
)
async def test_p17_a_careless_way_is_caught(tmp_path: Path, careless: type[Eraser], told: str) -> None:
    async with helpline(tmp_path, 1, careless) as eraser:
        await runs(eraser, FEW)
        assert told in await eraser.left()


async def test_p17_keys_that_stay_in_memory_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "LOOK_SECONDS", 1e9)
    async with helpline(tmp_path, 1) as eraser:
        await runs(eraser, FEW)
        assert "the other process opens some" in await eraser.left()


async def test_p17_rows_that_stay_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "_BY_OWNER", ())
    async with helpline(tmp_path, 1) as eraser:
        await runs(eraser, FEW)
        assert "outbox.owner names one" in await eraser.left()


async def test_p17_without_tombstones_yesterdays_keys_open_what_was_erased(tmp_path: Path) -> None:
    async with helpline(tmp_path, 1, WithoutTombstones) as eraser:
        await runs(eraser, FEW)
        with pytest.raises(AssertionError):
            await opens_nothing_of_yesterday(eraser)
