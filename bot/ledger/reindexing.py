"""The key of the index replaced while bots write: known to everybody first, then written with, and then every row that
stands under the one from before is moved to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, make_url

from bot.ledger import blind
from bot.ledger.backup import KEPT
from bot.ledger.blind import Standing
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.seal import epochs
from bot.seal.epochs import KeyFile, KeysRefused
from bot.seal.index import Index
from bot.seal.keyring import Keyring
from bot.seal.roots import IDX
from bot.seal.rotation import Settled
from bot.seal.vault import Vault

HORIZON = KEPT["ledger"] + timedelta(days=1)  # the last backup with rows under the old key is made within a day
_ROUNDS = 20  # that move nothing, because every row that is left is in other hands

Told = Callable[[int, int], None]
"""After each round: how many rows were moved until now, and how many are left."""


class Stores(NamedTuple):
    key_file: Path
    database: str
    vault: str


@dataclass(frozen=True, slots=True)
class Moved:
    active: str
    rows: int
    left: int


def replace(
    stores: Stores, now: Callable[[], datetime], settled: Settled, told: Told = lambda moved, left: None
) -> Moved:
    """The whole way, or what is left of it: what was done before is seen in the file and in the rows."""
    path = stores.key_file
    with epochs.held(path) as file, _opened(stores) as (engine, vault):
        _belongs(engine, vault, Keyring.read(path))
        if not file.has_next(IDX) and not file.unfinished(IDX):
            file.add_root(IDX)
        if file.has_next(IDX):
            settled(file.digest)
            file.promote_root(IDX, now())
        settled(file.digest)
        keyring = Keyring.read(path)
        moved, left = _move_all(engine, vault, Index(*keyring.idx), told)
        if not left:
            file.rest_roots(IDX, now())
        return Moved(keyring.idx_names[0], moved, left)


def _move_all(engine: Engine, vault: Vault, index: Index, told: Told) -> tuple[int, int]:
    """Until nothing more can be moved: how many were, and how many are not known to stand under the key in use."""
    moved, vain = 0, 0
    while True:
        some = blind.through(engine, vault, index, move=True).moved
        standing = blind.through(engine, vault, index, move=False)
        moved += some
        told(moved, standing.left)
        vain = 0 if some else vain + 1
        if not standing.old or vain == _ROUNDS:
            return moved, standing.left


def counted(stores: Stores) -> tuple[Mapping[str, int], Standing | None]:
    """How many rows stand under each key of the index. Nothing is looked at where the file has only one, or the ledger
    is not there yet."""
    keyring, where = Keyring.read(stores.key_file), make_url(stores.database)
    missing = where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file()
    if missing or len(keyring.idx) == 1:
        return dict.fromkeys(keyring.idx_names, -1), None
    with _opened(stores) as (engine, vault):
        standing = blind.through(engine, vault, Index(*keyring.idx), move=False)
    return {name: standing.under[place] for place, name in enumerate(keyring.idx_names)}, standing


def destroy(stores: Stores, name: str, now: datetime, *, at_once: bool = False) -> None:
    """Only when nothing is found by it any more, here or in a backup; `at_once`: in a backup something may be."""
    path = stores.key_file
    with epochs.held(path) as file, _opened(stores) as (engine, vault):
        keyring = Keyring.read(path)
        if name not in (old := keyring.idx_old):
            raise KeysRefused(f"{name} is not an old key of the index; `helpline keys status` lists them.")
        left = blind.through(engine, vault, Index(*keyring.idx), move=False).left
        if left:
            raise KeysRefused(
                f"{left} rows may still be found only by an old key of the index: without it whoever they are of would "
                "come as a stranger. First: helpline keys rotate index"
            )
        if not at_once and (why := _too_early(file, old.index(name), name, now)):
            raise KeysRefused(why)
        file.drop_root(IDX, old.index(name))


def _too_early(file: KeyFile, place: int, name: str, now: datetime) -> str:
    rested = file.rested_roots(IDX)[place]
    if rested is None:
        file.rest_roots(IDX, now)
        return (
            f"Nobody has noted since when no row stands under {name}; from today on it is. Come back in "
            f"{HORIZON.days} days: until then a backup of the ledger may need it."
        )
    until = rested + HORIZON
    if now < until:
        return f"Until {until:%d %B %Y, %H:%M} (UTC) a backup of the ledger may need {name}. Come back then."
    return ""


def _belongs(engine: Engine, vault: Vault, keyring: Keyring) -> None:
    """With the key file of another helpline nobody would be found any more."""
    found = blind.through(engine, vault, Index(*keyring.idx), move=False)
    if found.lost or (found.bare and not any(found.under.values())):
        raise KeysRefused(
            f"{found.lost or found.bare} rows of this ledger are found by no key of this key file, or do not open with "
            "it: is it the one that belongs to this ledger and vault? Nothing was changed."
        )


@contextmanager
def _opened(stores: Stores) -> Iterator[tuple[Engine, Vault]]:
    for url in (stores.database, stores.vault):
        where = make_url(url)
        if where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file():
            raise KeysRefused(f"There is nothing at {where.database}. Nothing was changed.")
    engine = open_engine(stores.database)
    try:
        migrate(engine)
        with closing(Vault(stores.vault, Keyring.read(stores.key_file), clock=time.monotonic)) as vault:
            yield engine, vault
    finally:
        engine.dispose()
