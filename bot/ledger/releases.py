"""What is published, as it lies in the ledger: bundles by their hash, and every act of publishing in order."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select

from bot.ledger import tables as t
from flows.engine.bundle import LARGEST_BUNDLE, LARGEST_CATALOGUES, name_of

SERVES = ("published", "rolled back")


_QUICKLY = 3
"""How hard zlib tries: a third of the time of its usual 6, and a seventh more room."""


class Spoiled(Exception):
    """What lies in the database is not what was published: half of it, more than it, or something else."""


@dataclass(frozen=True, slots=True)
class Release:
    """One act of publishing. `based_on`: what was served when it was made; `also_by`: who had prepared it."""

    seq: int
    act: str  # prepared | published | rolled back
    bundle: str
    based_on: str | None
    at: int
    by: str
    why: str
    also_by: str | None = None
    urgent: bool = False
    report: Mapping[str, Any] | None = None

    @property
    def short(self) -> str:
        return self.bundle[:6]


def newest(db: Connection) -> Release | None:
    """What is served now."""
    row = db.execute(_NEWEST).first()
    return _release(row) if row is not None else None


def urgent_since(db: Connection, seq: int) -> bool:
    """Whether what was served then has been withdrawn; also by one that has been replaced itself meanwhile."""
    later = (t.releases.c.seq > seq) & (t.releases.c.urgent == 1) & t.releases.c.act.in_(SERVES)
    return db.execute(select(t.releases.c.seq).where(later).limit(1)).first() is not None


def history(db: Connection) -> list[Release]:
    """Every act, the last one first."""
    return [_release(row) for row in db.execute(select(t.releases).order_by(t.releases.c.seq.desc()))]


def files(db: Connection, bundle: str) -> dict[str, bytes]:
    """Exactly what was published, or `Spoiled`."""
    packed = db.execute(select(t.bundles.c.files).where(t.bundles.c.id == bundle)).scalar_one_or_none()
    if packed is None:
        raise Spoiled("there is no such bundle")
    try:
        reader = zlib.decompressobj()
        found = _unpacked(reader.decompress(bytes(packed), 4 * (LARGEST_BUNDLE + LARGEST_CATALOGUES)))
    except (zlib.error, ValueError, TypeError, AttributeError) as wrong:
        raise Spoiled("cannot be read") from wrong
    if name_of(found) != bundle:
        raise Spoiled("another hash than its name")
    return found


def keep(db: Connection, files: Mapping[str, bytes], at: int) -> str:
    """The same files are one bundle, however often they are published."""
    bundle = name_of(files)
    if db.execute(select(t.bundles.c.id).where(t.bundles.c.id == bundle)).first() is None:
        db.execute(insert(t.bundles).values(id=bundle, files=zlib.compress(_packed(files), _QUICKLY), at=at))
    return bundle


def add(db: Connection, release: Release) -> None:
    """Two at once would take the same number: the second one fails, and nothing of it is kept."""
    values = {**asdict(release), "urgent": int(release.urgent), "report": orjson.dumps(release.report or {}).decode()}
    db.execute(insert(t.releases).values(**values))


def next_seq(db: Connection) -> int:
    last = db.execute(select(t.releases.c.seq).order_by(t.releases.c.seq.desc()).limit(1)).scalar_one_or_none()
    return (last or 0) + 1


def _release(row: Any) -> Release:
    return Release(
        row.seq, row.act, row.bundle, row.based_on, row.at, row.by, row.why, row.also_by, bool(row.urgent),
        orjson.loads(row.report),
    )  # fmt: skip


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Bytes, not text: a catalogue that is not UTF-8 must come back as it was, to be refused as it was."""
    return orjson.dumps({name: source.decode("latin-1") for name, source in files.items()})


def _unpacked(packed: bytes) -> dict[str, bytes]:
    return {name: source.encode("latin-1") for name, source in orjson.loads(packed).items()}


_NEWEST = select(t.releases).where(t.releases.c.act.in_(SERVES)).order_by(t.releases.c.seq.desc()).limit(1)
