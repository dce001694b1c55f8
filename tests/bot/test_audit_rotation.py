"""The key of the audit is replaced while everybody writes to it; the way can be stopped anywhere, and gone on with."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.ledger import chain, replacing
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.seal import vault
from bot.seal.epochs import KeyFile, KeysRefused
from bot.seal.keyring import Keyring
from bot.seal.vault import Vault
from tests.bot.keyload import EACH, ROTATIONS, Load, stores
from tests.bot.keyplace import NOW, Killed, nobody, now
from tests.room import opened


@pytest.fixture(params=EACH)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    yield from stores(request, tmp_path)


async def test_p16_the_audit_goes_on_under_another_key_whoever_writes_meanwhile(
    urls: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes, each with a key file of its own; whoever lags behind writes on and breaks nothing."""
    monkeypatch.setattr(vault, "KEPT", 0)
    many_times = ROTATIONS or (2 if urls[1].startswith("sqlite") else 1)
    Keyring.create(tmp_path / "keyring.json")
    copy = tmp_path / "copy.json"
    shutil.copy(tmp_path / "keyring.json", copy)
    path = tmp_path / "keyring.json"
    async with opened(tmp_path, *urls) as room:
        peer = Vault(urls[1], Keyring.read(copy), clock=time.monotonic)
        load = Audited(room, peer)
        writing = asyncio.create_task(load.run())

        def settled(digest: str) -> None:
            assert room.vault.epochs == digest != peer.epochs
            until = load.taken + 40
            while load.taken < until and not writing.done():
                time.sleep(0.001)
            shutil.copy(path, copy)
            assert peer.epochs == digest

        began, first = time.monotonic(), load.taken
        names = [await asyncio.to_thread(replacing.audit, path, urls[0], now, settled) for _ in range(many_times)]
        took, many = time.monotonic() - began, load.taken - first
        load.stopped.set()
        await writing
        assert (await room.look(lambda book: book.db.execute(select(t.dead_letters)).all())) == []
        peer.close()
    ring, engine = Keyring.read(path), open_engine(urls[0])
    with engine.connect() as db:
        found = chain.examine(db, ring.audit)
        under = [row.act for row in db.execute(select(t.audit.c.act).order_by(t.audit.c.seq))]
    counted = replacing.entries(engine, ring)
    engine.dispose()
    sys.stdout.write(f"\n{many_times} of the audit in {took:.1f} s, {many / took:.0f} messages a second meanwhile\n")
    assert found.broken == () and found.entries == len(under) > load.audited
    assert under.count(chain.HANDED_OVER) == many_times and names[-1] == ring.audit.active
    assert sum(counted.values()) == found.entries and counted[names[-1]] > 1
    assert many_times < 20 or many / took >= 50


class Audited(Load):
    """Each batch leaves entries: of the room, and of the process beside it."""

    audited = 0

    def _beside(self) -> None:
        engine = self.room.ledger._engine
        with engine.begin() as db:
            chain.write(
                db,
                lambda: self.peer.ring().audit,
                [{"at": 1, "actor": None, "act": "beside", "case_id": None, "whom": None}],
            )
        self.audited += 1


def test_of_two_files_only_the_one_of_this_audit_replaces_its_key(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    url = f"sqlite:///{tmp_path}/helpline.db"
    for path in (mine, other):
        Keyring.create(path)
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as db:
        row = {"at": 1, "actor": None, "act": "opened", "case_id": None, "whom": None}
        chain.write(db, lambda: Keyring.read(mine).audit, [row])
    with pytest.raises(KeysRefused, match="not whole under this key file"):
        replacing.audit(other, url, now, nobody)
    first = Keyring.read(mine).audit.active
    name = replacing.audit(mine, url, now, nobody)
    assert replacing.entries(engine, Keyring.read(mine)) == {first: 2, name: 1}
    with pytest.raises(KeysRefused, match="2 entries of the audit lie under"):
        replacing.destroy_audit(mine, url, first)
    later = int(NOW.timestamp()) + 100
    with engine.begin() as db:
        chain.write(db, lambda: Keyring.read(mine).audit, [{**row, "at": later}])
        assert chain.forget(db, lambda: Keyring.read(mine).audit, later + chain.KEPT - 50) == 3
    replacing.destroy_audit(mine, url, first)
    with engine.connect() as db:
        assert chain.examine(db, Keyring.read(mine).audit).broken == ()
    with pytest.raises(KeysRefused, match="not an old key"):
        replacing.destroy_audit(mine, url, name)
    engine.dispose()


@pytest.mark.parametrize("at", range(4))
def test_replacing_the_key_of_the_audit_can_be_stopped_and_gone_on_with(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, url, waited = tmp_path / "keyring.json", f"sqlite:///{tmp_path}/helpline.db", [0]
    Keyring.create(path)
    first, hand_over = Keyring.read(path).audit, chain.hand_over

    def settled(digest: str) -> None:
        waited[0] += 1
        if waited[0] == at + 1:
            raise Killed

    def over(*given: Any) -> bool:
        done = hand_over(*given)
        if at == 2:
            waited[0] = 99
        return done

    engine = open_engine(url)
    migrate(engine)
    row = {"at": 1, "actor": None, "act": "opened", "case_id": None, "whom": None}
    with engine.begin() as db:
        chain.write(db, lambda: first, [row])
    with monkeypatch.context() as patch:
        patch.setattr(chain, "hand_over", over)
        if at >= 2:
            patch.setattr(KeyFile, "promote_root" if at == 2 else "rest_roots", killed)
        with pytest.raises(Killed):
            replacing.audit(path, url, now, settled)
    with engine.begin() as db:
        chain.write(db, lambda: Keyring.read(path).audit, [dict(row)])
    replacing.audit(path, url, now, nobody)
    with engine.connect() as db:
        found = chain.examine(db, Keyring.read(path).audit)
        overs = db.execute(select(t.audit.c.seq).where(t.audit.c.act == chain.HANDED_OVER)).all()
    assert found.broken == () and len(overs) == 1 and len(Keyring.read(path).audit.keys) == 2
    engine.dispose()


def killed(*given: Any) -> None:
    raise Killed
