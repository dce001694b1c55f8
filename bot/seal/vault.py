"""Each case's key, wrapped, in a database of its own: what is destroyed here is unreadable everywhere, backups too."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Connection, Table, delete, func, select

from bot.logs import trouble
from bot.seal import store
from bot.seal.box import CannotOpen, DataKey
from bot.seal.index import Index
from bot.seal.keyring import Keyring, KeyringRefused
from bot.seal.roots import AuditKeys
from bot.seal.store import DEK, TOMBSTONE, reading

KEPT = 4096  # opened keys held at most
KEPT_SECONDS = 300.0  # Python cannot wipe memory; it can stop holding on
LOOK_SECONDS = 5.0  # how often a process asks whether another one has destroyed a key, or changed the key file
_AT_ONCE = 500  # owners in one query


class KeyGone(Exception):
    """The key was destroyed on purpose; what it sealed is erased."""


class KeyMissing(Exception):
    """No such key, and nobody destroyed it: the vault is not the one the ledger was written with."""


class Ring(NamedTuple):
    """The keys of the file, ready for use. Replaced as one."""

    keyring: Keyring
    wraps: dict[str, AESSIV]
    blind: Index
    audit: AuditKeys

    @classmethod
    def of(cls, keyring: Keyring) -> Ring:
        wraps = {kek_id: AESSIV(kek) for kek_id, kek in keyring.keks.items()}
        return cls(keyring, wraps, Index(*keyring.idx), keyring.audit)

    def wrapped(self, owner: bytes, secret: bytes) -> dict[str, object]:
        kek_id = self.keyring.active
        return {"kek_id": kek_id, "wrapped": self.wraps[kek_id].encrypt(secret, [b"dek", kek_id.encode(), owner])}

    def unwrapped(self, owner: bytes, kek_id: str, wrapped: bytes) -> bytes:
        wrap = self.wraps.get(kek_id)
        if wrap is None:
            raise CannotOpen(
                f"a key is wrapped under {kek_id}, which the key file does not have; bring that epoch back"
            )
        try:
            return wrap.decrypt(wrapped, [b"dek", kek_id.encode(), owner])
        except InvalidTag:
            raise CannotOpen(
                f"a key wrapped under {kek_id} does not open; it was changed, or belongs elsewhere"
            ) from None


class Vault:
    """Called from the ledger's writer thread; safe from others. `clock` is monotonic seconds, for the cache only."""

    def __init__(self, url: str, keyring: Keyring, *, clock: Callable[[], float]) -> None:
        self._ring, self._clock = Ring.of(keyring), clock
        self._refused = False  # what the key file has become; told once
        self._engine = store.engine(url)
        self._opened: OrderedDict[bytes, tuple[float, DataKey]] = OrderedDict()
        self._lock = threading.Lock()
        self._destroyed = 0  # in this process: a key read before a destruction is not kept after it
        store.META.create_all(self._engine)
        self._shredded, self._looked = self._count_shredded(), clock()

    def close(self) -> None:
        with self._lock:
            self._opened.clear()
        self._engine.dispose()

    def mint(self, owners: Sequence[bytes]) -> dict[bytes, DataKey]:
        """A key for each, in one commit; who has one keeps it. An owner whose key was destroyed never gets another."""
        found, before = self.keys(owners), self._destroyed
        wanted = [owner for owner in dict.fromkeys(owners) if owner not in found]
        if not wanted:
            return found
        with self._engine.begin() as db:
            if gone := _among(db, TOMBSTONE, wanted):
                raise KeyGone(f"{len(gone)} of these keys were destroyed; a destroyed key is never made again")
            self._read_anew()  # what is wrapped now must rest on what is active now
            db.execute(store.adding(self._engine.dialect.name, DEK), [self._wrapped(owner) for owner in wanted])
            # Read back rather than trusted: another process may have minted the same owner a moment before.
            made = self._open_rows(db, wanted)
        self._keep(made, before)
        return found | made

    def keys(self, owners: Iterable[bytes]) -> dict[bytes, DataKey]:
        """The newest key of each owner. One that was never made, or was destroyed, is absent."""
        wanted, before = dict.fromkeys(owners), self._destroyed
        found = self._kept(wanted)
        missing = [owner for owner in wanted if owner not in found]
        if missing:
            with reading(self._engine) as db:
                opened = self._open_rows(db, missing)
            self._keep(opened, before)
            found |= opened
        return found

    def key(self, owner: bytes) -> DataKey:
        """One key, or which of the two ways it is not there."""
        if key := self.keys([owner]).get(owner):
            return key
        with reading(self._engine) as db:
            gone = _among(db, TOMBSTONE, [owner])
        if gone:
            raise KeyGone("this case was erased; its key was destroyed")
        raise KeyMissing("the vault has no key for this case: is it the vault that belongs to this ledger?")

    def opens(self, owner: bytes) -> bool:
        """Whether its key can be read and unwrapped now; what is in memory is not asked."""
        with reading(self._engine) as db:
            return owner in self._open_rows(db, [owner])

    def destroy(self, owner: bytes, *, on: date) -> bool:
        """From the commit on nothing opens. True when the bytes have left the vault's files too; else call `wipe`."""
        return self.bury({owner: on})

    def bury(self, owners: Mapping[bytes, date]) -> bool:
        """The same for many, each with its day: those that were destroyed before a backup was made stay destroyed."""
        with self._engine.begin() as db:
            for some in _in_parts(list(owners)):
                db.execute(delete(DEK).where(DEK.c.owner.in_(some)))
                db.execute(
                    store.adding(self._engine.dialect.name, TOMBSTONE),
                    [{"owner": each, "shredded_on": owners[each]} for each in some],
                )
        with self._lock:
            self._destroyed += 1
            for owner in owners:
                self._opened.pop(owner, None)
        return self.wipe()

    def buried(self) -> dict[bytes, date]:
        """Every owner whose key was destroyed, with the day."""
        with reading(self._engine) as db:
            return {bytes(owner): day for owner, day in db.execute(select(TOMBSTONE))}

    def wipe(self) -> bool:
        """False: a reader held on, and it is to be asked for again."""
        return store.wipe(self._engine)

    def ring(self) -> Ring:
        """As this process would use it now."""
        self._read_anew()
        return self._ring

    @property
    def epochs(self) -> str:
        """A digest of the key file as this process would use it now."""
        self._read_anew()
        return self._ring.keyring.digest

    def _read_anew(self) -> None:
        """The key file, where it has been replaced. One that is refused is told, and the keys we have are kept."""
        keyring = self._ring.keyring
        try:
            fresh, self._refused = keyring.again(), False
        except KeyringRefused as wrong:
            if not self._refused:
                trouble("key_file_refused", wrong)
            self._refused = True
            return
        if fresh is not keyring:
            self._ring = Ring.of(fresh)

    # --- the cache

    def _kept(self, owners: Iterable[bytes]) -> dict[bytes, DataKey]:
        now = self._clock()
        if now - self._looked >= LOOK_SECONDS:
            self._look(now)
        found: dict[bytes, DataKey] = {}
        with self._lock:
            for owner in owners:
                held = self._opened.get(owner)
                if held is None:
                    continue
                if held[0] <= now:
                    del self._opened[owner]
                    continue
                self._opened.move_to_end(owner)
                found[owner] = held[1]
        return found

    def _keep(self, opened: dict[bytes, DataKey], before: int) -> None:
        until = self._clock() + KEPT_SECONDS
        with self._lock:
            if before != self._destroyed:
                return
            for owner, key in opened.items():
                self._opened[owner] = (until, key)
            while len(self._opened) > KEPT:
                self._opened.popitem(last=False)

    def _look(self, now: float) -> None:
        """Another process may have destroyed a key that is still open here. One more tombstone: trust nothing kept."""
        self._read_anew()
        shredded = self._count_shredded()
        with self._lock:
            if shredded != self._shredded:
                self._opened.clear()
            for owner in [owner for owner, (until, _) in self._opened.items() if until <= now]:
                del self._opened[owner]
            self._shredded, self._looked = shredded, now

    def _count_shredded(self) -> int:
        with reading(self._engine) as db:
            return int(db.execute(select(func.count()).select_from(TOMBSTONE)).scalar_one())

    # --- rows

    def _wrapped(self, owner: bytes) -> dict[str, object]:
        return {"owner": owner, "version": 1, **self._ring.wrapped(owner, secrets.token_bytes(32))}

    def _open_rows(self, db: Connection, owners: Sequence[bytes]) -> dict[bytes, DataKey]:
        """Oldest version first, so that the newest stays. A tombstone beats a key that a backup brought back."""
        opened: dict[bytes, DataKey] = {}
        gone = select(TOMBSTONE.c.owner).where(TOMBSTONE.c.owner == DEK.c.owner).exists()
        for some in _in_parts(owners):
            rows = db.execute(select(DEK).where(DEK.c.owner.in_(some), ~gone).order_by(DEK.c.version))
            for owner, version, kek_id, wrapped in rows:
                opened[bytes(owner)] = self._unwrapped(bytes(owner), version, kek_id, bytes(wrapped))
        return opened

    def _unwrapped(self, owner: bytes, version: int, kek_id: str, wrapped: bytes) -> DataKey:
        if kek_id not in self._ring.wraps:
            self._read_anew()  # somebody is faster than our next look
        return DataKey(owner, version, self._ring.unwrapped(owner, kek_id, wrapped))


def _among(db: Connection, table: Table, owners: Sequence[bytes]) -> set[bytes]:
    """Which of the owners have a row there."""
    found: set[bytes] = set()
    for some in _in_parts(owners):
        found.update(
            bytes(owner) for owner in db.execute(select(table.c.owner).where(table.c.owner.in_(some))).scalars()
        )
    return found


def _in_parts(owners: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(owners), _AT_ONCE):
        yield owners[start : start + _AT_ONCE]
