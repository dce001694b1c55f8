"""A ledger whose key of the index is replaced, and what a test asks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from bot.ledger import reindexing
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.ledger.reindexing import Stores
from bot.seal import epochs
from bot.seal.index import Index
from bot.seal.roots import IDX
from tests.bot.keyplace import NOW, nobody, now


def begun(place: Stores) -> None:
    """Known to everybody, and written with from here on; no row has been moved."""
    with epochs.held(place.key_file) as file:
        file.add_root(IDX)
        file.promote_root(IDX, NOW)


def replaced(place: Stores, settled: Callable[[str], None] = nobody) -> reindexing.Moved:
    return reindexing.replace(place, now, settled)


def cells(url: str) -> Iterator[bytes]:
    """Every value of bytes in the ledger, whatever column it stands in."""
    engine = open_engine(url)
    with engine.connect() as db:
        for table in t.metadata.sorted_tables:
            for row in db.execute(select(table)).all():
                yield from (value.raw if hasattr(value, "raw") else bytes(value) for value in row
                            if isinstance(value, (bytes, memoryview)) or hasattr(value, "raw"))  # fmt: skip
    engine.dispose()


def found_by(url: str, index: Index, people: Iterator[int] | range, messages: range) -> list[bytes]:
    """What stands in the ledger and was made with this key, of these accounts and of the messages of their chats."""
    made = set[bytes]()
    for who in people:
        made |= {index.person(who), index.staff(who), index.chat(who), index.chat(who)[:8]}
        made |= {index.message(who, number) for number in messages}
    return [cell for cell in cells(url) if cell in made]
