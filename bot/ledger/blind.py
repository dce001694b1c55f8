"""Whatever is found by a digest of a Telegram id: under which key of the index each row stands, and how it is moved to
the one in use. What a digest was made of lies sealed in its row, so no id has to be known from elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    delete,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.exc import OperationalError

from bot.ledger import messages, trail, whole
from bot.ledger import tables as t
from bot.ledger.database import reading
from bot.seal.box import CannotOpen, DataKey, open_, seal
from bot.seal.index import Index
from bot.seal.vault import Vault

AT_ONCE = 200  # rows in one transaction: some milliseconds for whoever else writes
_REST = 0.02  # seconds between two of them, in which the others write
_TRIES = 6
_rest = partial(time.sleep, _REST)

Digest = Callable[[Index], bytes]


class Rule(NamedTuple):
    """`of`: from what a row has sealed, how its digest is made; None where that is not in it. `only`: rows that have
    one."""

    column: Column[Any]
    of: Callable[[bytes], Digest | None]
    only: ColumnElement[bool] = true()
    alone: bool = True  # no two rows have the same

    @property
    def key(self) -> Sequence[Column[Any]]:
        return list(self.column.table.primary_key.columns)

    @property
    def place(self) -> whole.Place:
        return whole.PLACES[self.column.table.name]

    def bound_to(self, row: Row[Any]) -> tuple[bytes, int]:
        """What binds its sealed part to it."""
        its = row._mapping
        return bytes(its[self.place.row]), int(its[self.place.seq]) if self.place.seq else 0


class Standing(NamedTuple):
    """Counts of rows. `under`: by the place of the key among those of the index, the one in use first. `moved`: to it.
    `bare`: what it was made of is not sealed in the row, or does not open. `lost`: made with none of these keys."""

    under: Mapping[int, int]
    moved: int
    bare: int
    lost: int

    @property
    def old(self) -> int:
        """That stand under another key than the one in use, and can be moved."""
        return sum(many for place, many in self.under.items() if place)

    @property
    def left(self) -> int:
        """Not known to stand under the key in use."""
        return self.old + self.bare + self.lost


def _worker(plain: bytes) -> Digest:
    chat = int.from_bytes(plain[:8], "big", signed=True)
    return lambda key: key.person(chat)


def _colleague(plain: bytes) -> Digest:
    chat = int(orjson.loads(plain)[0])
    return lambda key: key.staff(chat)


def _link(plain: bytes) -> Digest | None:
    _, place = messages.of_link(plain)
    return None if place is None else lambda key: key.message(*place)


def _topic(plain: bytes) -> Digest | None:
    chat = int.from_bytes(plain[8:16], "big", signed=True)
    return (lambda key: key.chat(chat)) if chat else None


def _call(plain: bytes) -> Digest:
    chat = int(orjson.loads(plain)[2]["chat_id"])
    return lambda key: key.chat(chat)


def _on_the_trail(plain: bytes) -> Digest | None:
    chat = trail.chat_in(plain)
    return None if chat is None else lambda key: trail.short(key.chat(chat))


RULES = (
    Rule(t.workers.c.who, _worker),
    Rule(t.staff.c.who, _colleague, t.staff.c.left_day.is_(None)),  # whoever has left is found by nothing any more
    Rule(t.links.c.handle, _link),
    Rule(t.topics.c.lane, _topic),
    Rule(t.outbox.c.lane, _call, alone=False),
    Rule(t.trail.c.lane, _on_the_trail, alone=False),
)
OF_NO_ID = frozenset(
    {
        t.invites.c.handle, t.ways_back.c.handle, t.metadata.tables["duty"].c.holder,
        t.audit.c.mac, t.audit_head.c.mac, t.audit_head.c.base_mac, t.audit_head.c.base_tag,
    }
)  # fmt: skip
"""Of the size of a digest, and the key of the index has no part in it."""


def through(engine: Engine, vault: Vault, index: Index, *, move: bool, rest: Callable[[], None] = _rest) -> Standing:
    """Everything, once. Safe beside whoever writes: a row that is in other hands just now is left for the next time."""
    told: Counter[int | str] = Counter()
    for rule in RULES:
        after: Sequence[Any] = ()
        until = _last(engine, rule)  # or it would run after those who write, and never arrive
        while until:
            wanted = _next(rule, after, until)
            rows, found = _looked(engine, rule, wanted, vault, index)
            if move and any(place not in (0, "bare", "lost") for place in found):
                found = _moved(engine, rule, wanted, vault, index)
                rest()
            told.update(found)
            if len(rows) < AT_ONCE:
                break
            after = [rows[-1]._mapping[column.name] for column in rule.key]
    under = {place: told[place] for place in range(len(index.all))}
    return Standing(under, told["moved"], told["bare"], told["lost"])


_Found = list[int | str]


def _looked(
    engine: Engine, rule: Rule, wanted: Select[Any], vault: Vault, index: Index
) -> tuple[Sequence[Row[Any]], _Found]:
    with reading(engine) as db:
        rows = db.execute(wanted).all()
        return rows, list(_look(db, rule, rows, vault, index, move=False))


def _moved(engine: Engine, rule: Rule, wanted: Select[Any], vault: Vault, index: Index) -> _Found:
    """One transaction; again where those who write have kept it waiting for too long."""
    for left in reversed(range(_TRIES)):
        try:
            with engine.begin() as db:
                rows = db.execute(wanted.with_for_update(skip_locked=True)).all()
                return list(_look(db, rule, rows, vault, index, move=True))
        except OperationalError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _last(engine: Engine, rule: Rule) -> Sequence[Any]:
    """Where the table ends now. Whatever is added behind it is written under the key in use."""
    with reading(engine) as db:
        row = db.execute(select(*rule.key).order_by(*(column.desc() for column in rule.key)).limit(1)).first()
    return tuple(row) if row is not None else ()


def _next(rule: Rule, after: Sequence[Any], until: Sequence[Any]) -> Select[Any]:
    behind = tuple_(*rule.key) > tuple_(*after) if after else true()
    here = and_(behind, tuple_(*rule.key) <= tuple_(*until))
    return select(rule.column.table).where(rule.only, here).order_by(*rule.key).limit(AT_ONCE)


def _look(
    db: Connection, rule: Rule, rows: Sequence[Row[Any]], vault: Vault, index: Index, *, move: bool
) -> Iterator[int | str]:
    """What is to be counted of each."""
    keys = whole.keys(vault, [rule.place.owner(row) for row in rows])
    for row in rows:
        key, was = keys.get(rule.place.owner(row)), bytes(row._mapping[rule.column.name])
        plain = _opened(rule, row, key)
        made = rule.of(plain) if plain is not None else None
        if made is None or key is None or plain is None:
            yield "bare"
            continue
        digests = [made(each) for each in index.all]
        if was not in digests:
            yield "lost"
        elif move and was != digests[0] and _move(db, rule, row, digests[0], plain, key):
            yield "moved"
            yield 0
        else:
            yield digests.index(was)


def _opened(rule: Rule, row: Row[Any], key: DataKey | None) -> bytes | None:
    """None: its key is destroyed, or it is not what it was; then it goes with its owner."""
    if key is None:
        return None
    table, (id, seq) = rule.column.table.name, rule.bound_to(row)
    try:
        return open_(row.sealed, under=key, table=table, column="sealed", row=id, seq=seq)
    except CannotOpen:
        return None


def _move(db: Connection, rule: Rule, row: Row[Any], now: bytes, plain: bytes, key: DataKey) -> bool:
    """False: it stays where it is."""
    column, its = rule.column, row._mapping
    here = and_(*(each == its[each.name] for each in rule.key))
    others = and_(true(), *(each == its[each.name] for each in rule.key if each is not column))
    if rule.alone and db.execute(select(column).where(column == now, others if column in rule.key else true())).first():
        if column not in rule.key:
            return False  # two rows of one account: a person has to look
        db.execute(delete(column.table).where(here))  # what was written since counts
        return True
    values: dict[str, Any] = {column.name: now}
    if rule.place.row == column.name:  # it binds what is sealed
        seq = rule.bound_to(row)[1]
        values["sealed"] = seal(plain, under=key, table=column.table.name, column="sealed", row=now, seq=seq)
    return bool(db.execute(update(column.table).where(here).values(values)).rowcount)
