"""Does everything that is kept open, and is what was erased erased? Asked after a restore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, Table, select

from bot.ledger import tables as t
from bot.ledger.columns import SealedBytes
from bot.ledger.letters import day_owner
from bot.seal.box import CannotOpen, DataKey, open_
from bot.seal.vault import Vault

_AT_ONCE = 500


class Place(NamedTuple):
    """Where the parts stand that a sealed value of a table is bound to."""

    owner: Callable[[Row[Any]], bytes]
    row: str
    seq: str = ""


def _in(column: str) -> Callable[[Row[Any]], bytes]:
    return lambda row: bytes(row._mapping[column])


def _its_day(row: Row[Any]) -> bytes:
    return day_owner(datetime.fromtimestamp(row.at, UTC))


PLACES: Mapping[str, Place] = {
    "workers": Place(_in("id"), "id"),
    "doubts": Place(_in("worker_id"), "id"),
    "staff": Place(_in("id"), "id"),
    "invites": Place(_in("id"), "handle"),
    "cases": Place(_in("id"), "id"),
    "messages": Place(_in("case_id"), "id", "seq"),
    "readings": Place(_in("case_id"), "id"),
    "agreements": Place(_in("case_id"), "id"),
    "answers": Place(_in("case_id"), "id", "seq"),
    "consents": Place(_in("case_id"), "id", "seq"),
    "awaited": Place(_in("case_id"), "staff_id"),
    "exports": Place(_in("case_id"), "id"),
    "tries": Place(_in("case_id"), "id", "nr"),
    "nrm": Place(_in("case_id"), "case_id"),
    "links": Place(_in("case_id"), "handle"),
    "topics": Place(_in("case_id"), "lane"),
    "outbox": Place(_in("owner"), "id"),
    "trail": Place(_in("owner"), "lane", "nr"),
    "dead_letters": Place(_its_day, "id"),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """Counts of rows. `shut`: neither erased nor to be opened, by table; empty when all is well."""

    opened: int
    erased: int
    shut: Mapping[str, int]


def look(engine: Engine, vault: Vault) -> Whole:
    """Opens every sealed value once, and forgets it."""
    found: Counter[str] = Counter()
    shut: Counter[str] = Counter()
    buried = vault.buried()
    with engine.connect() as db:
        for table in t.metadata.sorted_tables:
            if any(isinstance(column.type, SealedBytes) for column in table.columns):
                rows = db.execute(select(table).execution_options(yield_per=_AT_ONCE))
                for some in rows.partitions():
                    for what in _look_at(table, some, vault, buried):
                        found[what] += 1
                        shut[table.name] += what == "shut"
    return Whole(found["opened"], found["erased"], {name: many for name, many in shut.items() if many})


def keys(vault: Vault, owners: Sequence[bytes]) -> dict[bytes, DataKey]:
    """Those that open; one that does not (its epoch is gone, say) takes no other along."""
    try:
        return vault.keys(owners)
    except CannotOpen:
        if len(owners) == 1:
            return {}
        half = len(owners) // 2
        return keys(vault, owners[:half]) | keys(vault, owners[half:])


def _look_at(table: Table, rows: Any, vault: Vault, buried: Mapping[bytes, object]) -> Iterator[str]:
    place = PLACES[table.name]
    owners = [place.owner(row) for row in rows]
    under = keys(vault, owners)
    for owner, row in zip(owners, rows, strict=True):
        key, values = under.get(owner), row._mapping
        if row.sealed is None:
            continue  # what had its time before its row has
        if key is None:
            yield "erased" if owner in buried else "shut"
            continue
        id, seq = bytes(values[place.row]), int(values[place.seq]) if place.seq else 0
        try:
            open_(row.sealed, under=key, table=table.name, column="sealed", row=id, seq=seq)
            yield "opened"
        except CannotOpen:
            yield "shut"
