"""A helpline with people in it, the folder that its backups go to, and clean places to put them back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, insert, select

from bot.ledger import backup
from bot.ledger import tables as t
from bot.ledger.backup import Kept
from bot.ledger.book import Book
from bot.ledger.database import open_engine
from bot.ledger.restore import Place, Restored, restore
from bot.seal import store
from bot.seal.keyring import Keyring
from tests.bot.staffroom import AMAL, JOY, MIN, held
from tests.canaries import CANARY
from tests.room import Room
from tests.services import Postgres

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = X25519PrivateKey.generate()


@dataclass
class House:
    """The databases of a helpline, and the folder that its backups go to."""

    folder: Path
    database: str
    vault: str
    postgres: Postgres | None = None

    @property
    def keyring(self) -> Keyring:
        return Keyring.read(self.folder / "keyring.json")

    @property
    def kept(self) -> Path:
        (self.folder / "backups").mkdir(exist_ok=True)
        return self.folder / "backups"

    def copies(self, what: backup.What, at: datetime) -> Kept:
        url = self.database if what == "ledger" else self.vault
        made = backup.make(self.kept, what, url, KEY.public_key(), self.keyring, at)
        backup.note_erased(self.kept, self.vault, self.keyring)
        return made

    def elsewhere(self) -> Place:
        """A clean place."""
        if self.postgres is None:
            where = self.folder / f"clean-{secrets.token_hex(4)}"
            return Place(f"sqlite:///{where}/helpline.db", f"sqlite:///{where}/vault.db", self.keyring)
        names = [f"clean_{secrets.token_hex(6)}" for _ in range(2)]
        return Place(self.postgres.create(names[0]), self.postgres.create(names[1]), self.keyring)

    def back(self, place: Place | None = None, until: datetime | None = None) -> Restored:
        return restore(place or self.elsewhere(), [self.kept], KEY, until)


async def lived_in(room: Room, many: int = 0) -> dict[int, bytes]:
    """Two workers with their cases, one of which has `many` messages; the cases by person."""
    amal = await room.advocate(AMAL)
    for person in (MIN, JOY):
        worker, _, _ = await held(room, amal, person)
        await worker.says(f"{CANARY} {person}")
    cases = await room.look(lambda book: [bytes(row.id) for row in book.db.execute(select(t.cases.c.id))])
    hers = {person: await room.look(lambda book, who=person: _case_of(book, who)) for person in (MIN, JOY)}
    assert set(hers.values()) == set(cases)
    await room.look(lambda book: _write(book, hers[MIN], many))
    return hers


def _case_of(book: Book, person: int) -> bytes:
    who = book.tools.index.person(person)
    return bytes(book.db.execute(select(t.workers.c.case_id).where(t.workers.c.who == who)).scalar_one())


def _write(book: Book, case: bytes, many: int) -> None:
    rows = []
    for seq in range(1000, 1000 + many):
        id = secrets.token_bytes(16)
        sealed = book.seal(f"{CANARY} {seq}".encode(), case, "messages", id, seq)
        rows.append({"id": id, "case_id": case, "seq": seq, "delivery": "kept", "sealed": sealed})
    if rows:
        book.db.execute(insert(t.messages), rows)


def erased(room: Room, case: bytes, worker: bytes) -> None:
    for owner in (case, worker):
        room.vault.destroy(owner, on=MONDAY.date())


def count(url: str, statement: Any) -> int:
    engine = open_engine(url)
    with engine.connect() as db:
        found = int(db.execute(statement).scalar_one())
    engine.dispose()
    return found


def count_keys(url: str, owner: bytes) -> int:
    made = store.engine(url)
    with store.reading(made) as db:
        found = int(db.execute(select(func.count()).where(store.DEK.c.owner == owner)).scalar_one())
    made.dispose()
    return found
