"""What the ledger holds, as something to compare: whoever says “nothing changed” means this."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.ledger.book import Book
from bot.ledger.columns import metadata
from bot.ledger.worker_rows import worker_from
from tests.room import Room

# What is written down of every update, whatever it leads to: that it was seen, who asked, what is to be said.
LEFT_OUT = ("seen", "audit", "audit_head", "trail", "outbox", "dead_letters")
State = dict[str, list[tuple[Any, ...]]]


async def state(room: Room) -> State:
    """Row by row, sealed columns as the bytes they are: a row that was only sealed again is a row that was written."""
    found: State = await room.look(_tables)
    return found


def _tables(book: Book) -> State:
    kept = {table.name: table for table in metadata.sorted_tables if table.name not in LEFT_OUT}
    found = {name: sorted(map(_plain, book.db.execute(select(table)).all())) for name, table in kept.items()}
    return {**found, "workers": sorted(_workers(book))}


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(repr(getattr(value, "raw", value)) for value in row)


def _workers(book: Book) -> list[tuple[Any, ...]]:
    """Where she stands, without the number of her keyboard: each screen that is shown again has a new one."""
    rows = book.db.execute(select(metadata.tables["workers"])).all()
    found = []
    for row in rows:
        owner = bytes(row.id)
        worker = worker_from(book.open(row.sealed, owner, "workers", owner), row, book.tools.thaw)
        stands = replace(worker.session, generation=0)
        found.append((owner, repr(row.case_id), worker.chat, repr(stands)))
    return found


def changes(before: State, after: State, *, apart_from_workers: bool = False) -> list[str]:
    """Which tables differ, and by how many rows. Never what: it is somebody's. `apart_from_workers`: new ones may have
    come, and where the old ones stand may be another place; everything else not."""
    found = []
    for name in before:
        if name == "workers" and apart_from_workers:
            continue
        if before[name] != after[name]:
            same = set(before[name]) & set(after[name])
            found.append(f"{name}: {len(before[name]) - len(same)} rows went, {len(after[name]) - len(same)} came")
    return found
