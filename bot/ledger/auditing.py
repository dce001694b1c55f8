"""The audit looked at from outside of a running bot: verified, and its end signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine

from bot.ledger import chain, heads
from bot.ledger.database import open_engine, snapshot
from bot.seal.keyring import Keyring
from bot.settings import PREFIX, BadSettings, Problem, Stores


@dataclass(frozen=True, slots=True)
class Auditor:
    engine: Engine
    keyring: Keyring

    def verify(self, kept: Iterable[str] = ()) -> chain.Examined:
        """`kept`: lines that `helpline audit head` printed at other times. What they contradict counts as broken."""
        with snapshot(self.engine) as db:
            found = chain.examine(db, self.keyring.audit)
            public = [heads.public(key) for key in self.keyring.subkeys(heads.PURPOSE)]
            wrong = heads.against(db, public, found, heads.read(kept))
        return chain.Examined(found.entries, found.before, found.first, found.head, (*found.broken, *wrong))

    def head(self, at: int) -> heads.Signed:
        with snapshot(self.engine) as db:
            found = chain.examine(db, self.keyring.audit).head
        return heads.sign(self.keyring.subkey(heads.PURPOSE), found, at)

    def public(self) -> bytes:
        return heads.public(self.keyring.subkey(heads.PURPOSE))


@contextmanager
def auditor(stores: Stores) -> Iterator[Auditor]:
    """Only reads; also while the bot runs."""
    if stores.keyring_file is None:
        raise BadSettings((Problem(f"{PREFIX}KEYRING_FILE", "is not set, and without its key no chain can be walked"),))
    engine = open_engine(stores.database)
    try:
        yield Auditor(engine, Keyring.read(stores.keyring_file))
    finally:
        engine.dispose()
