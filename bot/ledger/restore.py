"""A helpline put back from its backups into a clean place: what was erased stays erased, and everything is opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, delete, update

from bot.ledger import backup, blind, chain, dumps, ending, whole
from bot.ledger import tables as t
from bot.ledger.backup import Kept
from bot.ledger.database import open_engine
from bot.ledger.dumps import BackupRefused
from bot.ledger.migrate import migrate
from bot.seal import parcel
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from bot.seal.parcel import NotOurs
from bot.seal.vault import Vault


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is put back, and with which key file."""

    database: str
    vault: str
    keyring: Keyring


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `wrong`: one sentence for each thing that is not as it must be; good when there is none."""

    ledger: Kept
    vault: Kept
    rows: whole.Whole
    audit: int  # entries
    erased: int  # owners
    dropped: int  # calls that were on their way
    wrong: tuple[str, ...]
    took: dict[str, float] = field(default_factory=dict)  # seconds of each step


def restore(place: Place, folders: Sequence[Path], key: X25519PrivateKey, until: datetime | None = None) -> Restored:
    """The newest ledger (begun at `until` or before), always with the newest vault."""
    took: dict[str, float] = {}
    ledger, vault = chosen(folders, until)
    erased = backup.read_erased(folders, place.keyring)
    for kept, url in ((ledger, place.database), (vault, place.vault)):
        if backup.database_of(kept) != dumps.kind_of(url):
            raise BackupRefused(f"{kept.path.name} is of {backup.database_of(kept)}, and goes back into nothing else.")
        dumps.must_be_empty(url)
    with _timed(took, "backups read"):  # to their ends, before anything is put anywhere
        for kept in (ledger, vault):
            _each_part(kept, key, place.keyring, _forget)
    for kept, url in ((ledger, place.database), (vault, place.vault)):
        with _timed(took, f"{kept.what} put back"):
            _each_part(kept, key, place.keyring, partial(dumps.put_back, url))
    with closing(Vault(place.vault, place.keyring, clock=time.monotonic)) as keys:
        with _timed(took, "erased again"):
            keys.bury(erased)
        return _examined(place, keys, ledger, vault, took)


def chosen(folders: Sequence[Path], until: datetime | None) -> tuple[Kept, Kept]:
    there = backup.found(folders)
    ledger, vault = backup.newest(there, "ledger", until), backup.newest(there, "vault")
    if vault.at < ledger.at:
        raise BackupRefused(
            f"The newest vault here is from {vault.at:%Y-%m-%d %H:%M} and older than the ledger, from "
            f"{ledger.at:%Y-%m-%d %H:%M}: keys would be missing, and what was erased since would come back. "
            "Nothing was changed. Find a newer one of the vault; or take an older ledger, with --at."
        )
    return ledger, vault


def _each_part(kept: Kept, key: X25519PrivateKey, keyring: Keyring, take: Callable[[Iterable[bytes]], None]) -> None:
    with backup.opened(kept) as file:
        try:
            take(parcel.unpack(file, key, *keyring.subkeys(backup.MAKER)))
        except NotOurs as why:
            raise BackupRefused(f"{kept.path.name}: {why}. Nothing of it was put back.") from None


def _forget(parts: Iterable[bytes]) -> None:
    for _ in parts:
        pass


def _examined(place: Place, keys: Vault, ledger: Kept, vault: Kept, took: dict[str, float]) -> Restored:
    engine = open_engine(place.database)
    try:
        migrate(engine)
        with engine.begin() as db:
            dropped = _drop_what_was_on_its_way(db)
        with _timed(took, "every row opened"):
            rows = whole.look(engine, keys)
        with engine.begin() as db:  # counted, they go: a program that meets a row that nobody can open stands still
            ending.strike(db, people=(gone := list(keys.buried())), cases=gone)
        with _timed(took, "audit walked"), engine.connect() as db:
            audit = chain.examine(db, place.keyring.audit, restored=True)
        if audit.entries and not audit.broken:  # it may be from before the key of the audit was replaced
            with engine.begin() as db:
                chain.hand_over(db, place.keyring.audit, place.keyring.audit.active, int(ledger.at.timestamp()))
        with _timed(took, "everybody found"):
            found = blind.through(engine, keys, Index(*place.keyring.idx), move=True, rest=lambda: None)
    finally:
        engine.dispose()
    buried = keys.buried()
    still = len(keys.keys(buried))
    wrong = [*(f"{many} rows of {table} do not open" for table, many in rows.shut.items()), *audit.broken]
    wrong += [_lost(found.lost)] if found.lost else []
    wrong += [f"{still} cases that were erased can be read"] if still else []
    return Restored(ledger, vault, rows, audit.entries, len(buried), dropped, tuple(wrong), took)


def _lost(many: int) -> str:
    return (
        f"{many} rows are found by no key of this key file, so whoever they are of would come as a stranger: the key "
        "of the index was replaced since, or before. Restore again, into empty places, with a key file that has it"
    )


def _drop_what_was_on_its_way(db: Connection) -> int:
    """It has most likely left since; and if not, it would come days late, at an hour nobody has chosen, to a phone that
    may be in other hands. An advocate's words are kept and stand as unknown."""
    db.execute(update(t.messages).where(t.messages.c.delivery == "sending").values(delivery="unknown"))
    return int(db.execute(delete(t.outbox)).rowcount)


@contextmanager
def _timed(took: dict[str, float], what: str, now: Callable[[], float] = time.monotonic) -> Iterator[None]:
    began = now()
    yield
    took[what] = now() - began
