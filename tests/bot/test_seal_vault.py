"""The vault, on SQLite and PostgreSQL: a key is made once, kept wrapped, and gone for good when destroyed."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.seal import store, vault
from bot.seal.box import CannotOpen, DataKey, open_, seal
from bot.seal.keyring import Keyring
from bot.seal.vault import KEPT_SECONDS, LOOK_SECONDS, KeyGone, KeyMissing, Vault

TODAY = date(2026, 11, 23)


class Hands:
    """A monotonic clock whose hands the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'vault.db'}"
    made: str = request.getfixturevalue("postgres_url")
    return made


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "keyring.json")


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def open_vault(url: str, ring: Keyring, hands: Hands) -> Iterator[Callable[[], Vault]]:
    """Each call is another process: its own connections, its own cache."""
    opened: list[Vault] = []

    def make() -> Vault:
        opened.append(Vault(url, ring, clock=hands))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def owners(count: int) -> list[bytes]:
    return [os.urandom(16) for _ in range(count)]


def works(one: DataKey, other: DataKey) -> bool:
    place = {"table": "words", "column": "text", "row": b"r" * 16}
    return open_(seal(b"hello", under=one, **place), under=other, **place) == b"hello"  # type: ignore[arg-type]


def test_many_are_made_in_one_go_and_open_after_a_restart(open_vault: Callable[[], Vault]) -> None:
    these = owners(1200)
    made = open_vault().mint(these)
    again = open_vault().keys(these)
    assert set(made) == set(again) == set(these)
    assert all(works(made[owner], again[owner]) for owner in these[::100])


def test_who_has_a_key_keeps_it(open_vault: Callable[[], Vault]) -> None:
    first, second = open_vault(), open_vault()
    old, new = owners(2)
    key = first.mint([old])[old]
    both = second.mint([old, new, old])
    assert works(key, both[old]) and set(both) == {old, new}
    assert second.mint([]) == {}


def test_two_processes_that_make_the_same_key_get_the_same_key(open_vault: Callable[[], Vault]) -> None:
    these, made, start = owners(50), [], threading.Barrier(4)
    vaults = [open_vault() for _ in range(4)]

    def mint(one: Vault) -> None:
        start.wait()
        made.append(one.mint(these))

    threads = [threading.Thread(target=mint, args=(one,)) for one in vaults]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert all(works(made[0][owner], keys[owner]) for keys in made for owner in these)


def test_an_unknown_owner_is_absent_and_asked_for_alone_is_missing(open_vault: Callable[[], Vault]) -> None:
    known, unknown = owners(2)
    one = open_vault()
    one.mint([known])
    assert set(one.keys([known, unknown])) == {known}
    with pytest.raises(KeyMissing, match="vault that belongs"):
        one.key(unknown)


def test_a_destroyed_key_is_gone_at_once_and_never_made_again(open_vault: Callable[[], Vault]) -> None:
    one, (gone, stays) = open_vault(), owners(2)
    one.mint([gone, stays])
    assert one.destroy(gone, on=TODAY) is True
    assert set(one.keys([gone, stays])) == {stays}
    with pytest.raises(KeyGone):
        one.key(gone)
    with pytest.raises(KeyGone):
        one.mint([stays, *owners(1), gone])
    assert one.destroy(gone, on=TODAY) is True, "asking twice is no quarrel"


def test_another_process_lets_go_within_seconds(open_vault: Callable[[], Vault], hands: Hands) -> None:
    one, other, (gone,) = open_vault(), open_vault(), owners(1)
    one.mint([gone])
    assert other.keys([gone])
    one.destroy(gone, on=TODAY)
    hands.at += LOOK_SECONDS
    assert other.keys([gone]) == {}


def test_an_opened_key_is_held_for_five_minutes(
    open_vault: Callable[[], Vault], hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, (owner,) = open_vault(), owners(1)
    key = one.mint([owner])[owner]
    hands.at += KEPT_SECONDS - 1
    assert one.keys([owner])[owner] is key
    hands.at += 1
    assert one.keys([owner])[owner] is not key


def test_only_so_many_are_held_and_the_least_used_goes_first(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "KEPT", 2)
    one, (first, second, third) = open_vault(), owners(3)
    kept = one.mint([first, second])
    one.keys([first])
    one.mint([third])
    assert one.keys([first])[first] is kept[first]
    assert one.keys([second])[second] is not kept[second]


def test_a_key_read_while_it_was_being_destroyed_is_not_kept(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, (owner,) = open_vault(), owners(1)
    open_vault().mint([owner])
    keep = one._keep

    def lose_then_keep(read: dict[bytes, DataKey], before: int) -> None:
        one.destroy(owner, on=TODAY)
        keep(read, before)

    monkeypatch.setattr(one, "_keep", lose_then_keep)
    one.keys([owner])
    assert one.keys([owner]) == {}


def test_a_key_that_a_backup_brings_back_stays_buried(open_vault: Callable[[], Vault], url: str) -> None:
    one, (owner,) = open_vault(), owners(1)
    one.mint([owner])
    database = store.engine(url)
    with store.reading(database) as db:
        row = db.execute(store.DEK.select()).mappings().one()
    one.destroy(owner, on=TODAY)
    with database.begin() as db:
        db.execute(store.DEK.insert(), dict(row))
    database.dispose()
    assert open_vault().keys([owner]) == {}


def test_a_wrapped_key_moved_to_another_owner_does_not_open(open_vault: Callable[[], Vault], url: str) -> None:
    one, two = owners(2)
    open_vault().mint([one, two])
    database = store.engine(url)
    with database.begin() as db:
        wrapped = db.execute(text("SELECT wrapped FROM dek WHERE owner = :o"), {"o": one}).scalar_one()
        db.execute(text("UPDATE dek SET wrapped = :w WHERE owner = :o"), {"w": wrapped, "o": two})
    database.dispose()
    assert open_vault().keys([one])
    with pytest.raises(CannotOpen, match="changed, or belongs elsewhere"):
        open_vault().keys([two])


def test_a_missing_epoch_is_named_and_an_old_one_still_opens(
    open_vault: Callable[[], Vault], url: str, ring: Keyring, hands: Hands, tmp_path: Path
) -> None:
    (owner,) = owners(1)
    open_vault().mint([owner])
    new = Keyring.create(tmp_path / "new.json")
    stranger = Vault(url, new, clock=hands)
    with pytest.raises(CannotOpen, match=ring.active):
        stranger.keys([owner])
    stranger.close()
    rotated = Vault(url, replace(new, keks={**ring.keks, **new.keks}), clock=hands)
    assert rotated.keys([owner])
    rotated.close()


def test_the_newest_version_of_a_key_is_the_one_given(open_vault: Callable[[], Vault], url: str) -> None:
    one, (owner,) = open_vault(), owners(1)
    one.mint([owner])
    database = store.engine(url)
    with database.begin() as db:
        db.execute(store.DEK.insert(), one._wrapped(owner) | {"version": 2})
    database.dispose()
    assert open_vault().keys([owner])[owner].version == 2


def test_an_error_of_the_database_shows_no_key(open_vault: Callable[[], Vault], url: str) -> None:
    one, (owner,) = open_vault(), owners(1)
    one.mint([owner])
    row = one._wrapped(owner)
    database = store.engine(url)
    with pytest.raises(Exception, match="hidden") as refused, database.begin() as db:
        db.execute(store.DEK.insert(), row)
    database.dispose()
    assert repr(row["wrapped"])[2:-1] not in str(refused.value)


# --- what only a file can show


def on_disk(tmp_path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in tmp_path.glob("vault.db*"))


def test_destroyed_bytes_are_on_the_disk_no_more(tmp_path: Path, ring: Keyring, hands: Hands) -> None:
    one = Vault(f"sqlite:///{tmp_path / 'vault.db'}", ring, clock=hands)
    these = owners(40)
    one.mint(these)
    with sqlite3.connect(tmp_path / "vault.db") as db:
        wrapped = dict(db.execute("SELECT owner, wrapped FROM dek"))
    db.close()
    assert all(bytes_ in on_disk(tmp_path) for bytes_ in wrapped.values()), "the search itself must find what is there"
    for owner in these[:20]:
        assert one.destroy(owner, on=TODAY)
    left = on_disk(tmp_path)
    assert not [owner for owner in these[:20] if wrapped[owner] in left]
    assert all(wrapped[owner] in left for owner in these[20:])
    one.close()


def test_a_reader_that_holds_on_is_told_and_the_wipe_is_asked_for_again(
    tmp_path: Path, ring: Keyring, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_PRAGMAS", (*tuple(p for p in store._PRAGMAS if "timeout" not in p), "busy_timeout=10"))
    one = Vault(f"sqlite:///{tmp_path / 'vault.db'}", ring, clock=hands)
    (owner,) = owners(1)
    one.mint([owner])
    reader = sqlite3.connect(tmp_path / "vault.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM dek").fetchall()
    assert one.destroy(owner, on=TODAY) is False
    assert one.keys([owner]) == {}
    reader.execute("COMMIT")
    reader.close()
    assert one.wipe() is True
    one.close()


def test_the_file_is_for_its_owner_only_and_opened_the_strict_way(tmp_path: Path, ring: Keyring, hands: Hands) -> None:
    one = Vault(f"sqlite:///{tmp_path / 'inner' / 'vault.db'}", ring, clock=hands)
    one.mint(owners(1))
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "inner").iterdir()} == {0}
    with one._engine.connect() as db:
        asked = {
            name: db.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "trusted_schema")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }
    one.close()


def test_a_vault_in_memory_only_is_refused(ring: Keyring, hands: Hands) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        Vault("sqlite://", ring, clock=hands)


def test_a_real_clock_will_do(tmp_path: Path, ring: Keyring) -> None:
    one = Vault(f"sqlite:///{tmp_path / 'vault.db'}", ring, clock=time.monotonic)
    assert one.mint(owners(1))
    one.close()
