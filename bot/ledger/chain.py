"""The audit as a chain: each entry carries a keyed digest of itself and of the entry before it.

Whoever can write to the database but has no key cannot change, take out or put in an entry without a break in the
chain. To cut off its end leaves no break: that is what signed heads kept elsewhere are for (`heads.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest, digest
from struct import Struct
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.ledger import statements
from bot.ledger import tables as t
from bot.seal.roots import AuditKeys, UnknownKey

KEPT = 24 * 30 * 86_400  # seconds; what staff did is kept two years (security.md 3.1)
_SIZE = Struct(">i")
_MISSING = _SIZE.pack(-1)
_START = bytes(32)
HANDED_OVER = "audit_key_handed_over"
"""The act of the last entry under a key: the next one is under the next."""
TAKEN_OVER = "audit_key_taken_over"
_AT_ONCE = 1000


class Head(NamedTuple):
    """The last entry: its number, counted without a gap, and its digest of 32 bytes."""

    seq: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """What a walk along the chain has found. `broken`: one sentence for each place, the first 20; none is good.
    `before`: entries from before there was a chain, which it says nothing about."""

    entries: int
    before: int
    first: int  # number of the first entry that is still kept
    head: Head
    broken: tuple[str, ...]


def digest_of(key: bytes, before: bytes, entry: Mapping[str, Any]) -> bytes:
    """`entry` has seq, at, actor, act, case_id and whom. Each part with its length before it: none can lend bytes."""
    numbers = (str(entry["seq"]), str(entry["at"]), entry["act"])
    parts = [*(number.encode() for number in numbers), entry["actor"], entry["case_id"], entry["whom"]]
    body = b"".join(_MISSING if part is None else _SIZE.pack(len(part)) + bytes(part) for part in parts)
    return digest(key, b"hb1|audit|" + before + body, "sha256")


Asked = Callable[[], AuditKeys]
"""The keys as they are once the head is locked: whoever waited for it may have waited for a new one."""


def write(db: Connection, ask: Asked, rows: Sequence[dict[str, Any]]) -> None:
    """Adds entries at the end. The head is one row, locked last of all: processes queue up there and nowhere else. It
    says under which key it stands, so that all of them change to the next one with the same entry."""
    (seq, mac), name = _locked(db, ask)
    key = ask().named(name)
    for row in rows:
        seq += 1
        row["seq"] = seq
        mac = row["mac"] = digest_of(key, mac, row)
    statements.add(db, t.audit, rows)
    db.execute(update(t.audit_head).values(seq=seq, mac=mac))


def hand_over(db: Connection, keys: AuditKeys, to: str, moment: int) -> bool:
    """One last entry under the key that it stands under, the first one `to`. False: it stands under that already. The
    first one at once: without it whoever has the old key could write all of it anew, up to the hand-over."""
    (_, _), name = _locked(db, lambda: keys)
    if keys.place(name) == keys.place(to):
        return False
    row = {"at": moment, "actor": None, "case_id": None, "whom": None}
    write(db, lambda: keys, [{**row, "act": HANDED_OVER}])
    head = db.execute(select(t.audit_head)).one()
    base = Head(int(head.base_seq), bytes(head.base_mac))
    db.execute(update(t.audit_head).values(key=to, base_tag=_tag(keys.named(to), base)))
    write(db, lambda: keys, [{**row, "act": TAKEN_OVER}])
    return True


def _locked(db: Connection, ask: Asked) -> tuple[Head, str | None]:
    row = db.execute(select(t.audit_head).with_for_update()).first()
    if row is not None:
        return Head(int(row.seq), bytes(row.mac)), row.key
    keys = ask()
    # The first entry of all, or the first since there is a chain: it begins behind what is there.
    seq = int(db.execute(select(func.max(t.audit.c.seq))).scalar() or 0)
    start = {"one": 1, "seq": seq, "mac": _START, "base_seq": seq, "base_mac": _START, "key": keys.active}
    db.execute(insert(t.audit_head), {**start, "base_tag": _tag(keys.named(keys.active), Head(seq, _START))})
    return Head(seq, _START), keys.active


def _tag(key: bytes, base: Head) -> bytes:
    """So that nobody can cut off the beginning and say that the chain has always begun there."""
    return digest(key, b"hb1|audit-base|" + str(base.seq).encode() + b"|" + base.mac, "sha256")


def forget(db: Connection, ask: Asked, moment: int) -> int:
    """Takes away entries whose time is over, from the beginning on, and says so at the beginning. How many."""
    head = db.execute(select(t.audit_head).with_for_update()).first()
    if head is None:
        return 0
    kept = select(func.min(t.audit.c.seq)).where(t.audit.c.at >= moment - KEPT)
    first = db.execute(kept).scalar()
    last = int(first) - 1 if first is not None else int(head.seq)
    if last <= int(head.base_seq):
        return 0
    mac = bytes(db.execute(select(t.audit.c.mac).where(t.audit.c.seq == last)).scalar_one())
    base = Head(last, mac)
    # First where it begins, then the entries: the database lets go of none that stand behind it.
    db.execute(
        update(t.audit_head).values(base_seq=base.seq, base_mac=base.mac, base_tag=_tag(ask().named(head.key), base))
    )
    return int(db.execute(delete(t.audit).where(t.audit.c.seq <= last)).rowcount)


def examine(db: Connection, keys: AuditKeys, *, restored: bool = False) -> Examined:
    """Walks the whole chain, a thousand entries at a time. `restored`: it may end under a key replaced since."""
    row = db.execute(select(t.audit_head)).first()
    before = select(func.count()).select_from(t.audit)
    if row is None:
        return Examined(0, int(db.execute(before).scalar_one()), 0, Head(0, _START), ())
    base, head = Head(int(row.base_seq), bytes(row.base_mac)), Head(int(row.seq), bytes(row.mac))
    try:
        ends = keys.place(row.key)
    except UnknownKey as why:
        return Examined(0, 0, base.seq + 1, head, (str(why),))
    walk = _Walk(keys, base)
    if not compare_digest(bytes(row.base_tag), _tag(keys.keys[ends][1], base)):
        walk.broken.append("where the chain begins was changed: entries before it may have been taken away")
    for entry in _entries(db, base.seq):
        walk.step(entry)
    walk.ends_at(head, ends, may_be_old=restored)
    old = int(db.execute(before.where(t.audit.c.seq <= base.seq)).scalar_one())
    return Examined(walk.count, old, base.seq + 1, head, tuple(walk.broken[:20]))


def mac_at(db: Connection, seq: int) -> bytes | None:
    """The digest of one entry. None: it is not there."""
    found = db.execute(select(t.audit.c.mac).where(t.audit.c.seq == seq)).scalar()
    return bytes(found) if found is not None else None


def _entries(db: Connection, after: int) -> Iterator[Mapping[str, Any]]:
    while rows := db.execute(
        select(t.audit).where(t.audit.c.seq > after).order_by(t.audit.c.seq).limit(_AT_ONCE)
    ).all():
        for row in rows:
            yield dict(row._mapping)
        after = int(rows[-1].seq)


class _Walk:
    """Goes on behind a break with what the entry says of itself: one break is one sentence, not a thousand."""

    def __init__(self, keys: AuditKeys, base: Head) -> None:
        self._keys, self._seq, self._mac = keys, base.seq, base.mac
        self._over = False  # the last entry handed over, and nothing stands under the next key
        self._place = -1  # of the key; that of the first entry is found by trying: those before it may have gone
        self.count, self.broken = 0, list[str]()

    def step(self, entry: Mapping[str, Any]) -> None:
        seq, mac = int(entry["seq"]), bytes(entry["mac"] or b"")
        missing = seq - self._seq - 1
        fits = bool(missing) or self._fits(mac, entry)
        if missing:
            self.broken.append(f"{missing} entries after number {self._seq} are missing")
        elif not fits:
            self.broken.append(f"entry {seq}, or the one before it, was changed or put there by somebody else")
        self._over = fits and entry["act"] == HANDED_OVER
        self._place += self._over
        self._seq, self._mac, self.count = seq, mac, self.count + 1

    def _fits(self, mac: bytes, entry: Mapping[str, Any]) -> bool:
        if self._place < 0:
            fitting = [place for place, (_, key) in enumerate(self._keys.keys) if self._is(key, mac, entry)]
            self._place = fitting[0] if fitting else 0
            return bool(fitting)
        return self._place < len(self._keys.keys) and self._is(self._keys.keys[self._place][1], mac, entry)

    def _is(self, key: bytes, mac: bytes, entry: Mapping[str, Any]) -> bool:
        return compare_digest(mac, digest_of(key, self._mac, entry))

    def ends_at(self, head: Head, place: int, *, may_be_old: bool) -> None:
        """Under the key that is in use: with one that was replaced somebody could have written all of it anew."""
        name = self._keys.keys[place][0]
        if self._over or (self.count and place != self._place) or not (may_be_old or name in self._keys.ends):
            self.broken.append("it does not end under the key that it must end under: it may have been written anew")
        if head.seq > self._seq:
            self.broken.append(f"{head.seq - self._seq} entries after number {self._seq} are missing")
        elif head != Head(self._seq, self._mac):
            self.broken.append(f"the chain ends at entry {self._seq}, which is not the end that was noted")
