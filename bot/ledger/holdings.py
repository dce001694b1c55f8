"""What is held, of whom, and until when, read from the tables themselves: nothing can be kept that is not on the list.

`docs/privacy.md` and `docs/dpia.md` carry what is made here; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import LargeBinary, MetaData, Table

from bot.ledger import tables as ledger
from bot.ledger.columns import BLIND
from bot.ledger.held_why import HELD, Held
from bot.page_parts import Part
from bot.seal import store
from bot.settings import HOUSE

PART = Part("list", "<!-- held: helpline what-we-hold --write -->", "<!-- end of held -->")
_DATABASES: tuple[MetaData, ...] = (ledger.metadata, store.META)
_WRAPPED = (store.DEK.c.wrapped,)  # a key under another key: sealed, though not by the ledger's own column type
_OF = {
    "worker": "About a person who writes",
    "staff": "About those who answer",
    "nobody": "About nobody",
}


class NotOnTheList(Exception):
    """A table of which nobody has said whose it is."""


class Holding(NamedTuple):
    """One table: what of it is sealed, what can be compared and not read back, and what is plain."""

    table: str
    why: Held
    sealed: tuple[str, ...]
    digests: tuple[str, ...]
    plain: tuple[str, ...]


def holdings(databases: Iterable[MetaData] = _DATABASES, held: Mapping[str, Held] = HELD) -> Iterator[Holding]:
    """In the order of whose it is. Raises `NotOnTheList`."""
    tables = {table.name: table for database in databases for table in database.sorted_tables}
    if missing := sorted(tables.keys() - held.keys()):
        raise NotOnTheList(f"Nobody has said of whom these are and until when they are kept: {', '.join(missing)}.")
    for whose in _OF:
        yield from (_holding(tables[name], why) for name, why in held.items() if why.whose == whose and name in tables)


def _holding(table: Table, why: Held) -> Holding:
    forms: dict[str, list[str]] = {"sealed": [], "digest": [], "plain": []}
    for column in table.columns:
        if isinstance(column.type, ledger.SealedBytes) or column in _WRAPPED:
            forms["sealed"].append(column.name)
        elif isinstance(column.type, LargeBinary) and column.type.length == BLIND.length:
            forms["digest"].append(column.name)
        else:
            forms["plain"].append(column.name)
    return Holding(table.name, why, *(tuple(names) for names in forms.values()))


def as_page(found: Iterable[Holding]) -> str:
    """As it stands on the pages."""
    return "\n".join(_lines(list(found)))


def _lines(found: list[Holding]) -> Iterator[str]:
    for whose, heading in _OF.items():
        yield f"### {heading}"
        yield ""
        yield "| what | why | until | where, and in which form |"
        yield "|---|---|---|---|"
        for each in found:
            if each.why.whose == whose:
                yield f"| {each.why.what} | {each.why.why} | {each.why.until} | {_where(each)} |"
        yield ""


def _where(each: Holding) -> str:
    forms = (("sealed", each.sealed), ("keyed digest", each.digests), ("plain", each.plain))
    return f"`{each.table}`: " + "; ".join(f"{form}: {', '.join(names)}" for form, names in forms if names)


def pages() -> tuple[Path, ...]:
    """That carry the list."""
    return HOUSE / "docs" / "privacy.md", HOUSE / "docs" / "dpia.md"
