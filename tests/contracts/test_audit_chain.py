"""What was noted stays as it was noted: on both databases, against whoever can write to them but has no key."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.ledger import chain, heads
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.seal.roots import AuditKeys, Roots, UnknownKey

KEY, OTHER, SECRET = AuditKeys.of(Roots(bytes(range(32)))), AuditKeys.of(Roots(bytes(32))), bytes(range(1, 33))
NOON = 1_790_000_000
CASE, AMAL = b"c" * 16, b"a" * 16


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    migrate(engine)
    yield engine
    engine.dispose()


def note(engine: Engine, *acts: str, at: int = NOON, key: AuditKeys = KEY) -> None:
    with engine.begin() as db:
        rows = [{"at": at, "actor": AMAL, "act": act, "case_id": CASE, "whom": None} for act in acts]
        chain.write(db, lambda: key, rows)


def examined(engine: Engine, key: AuditKeys = KEY) -> chain.Examined:
    with engine.connect() as db:
        return chain.examine(db, key)


def unlocked(db: Connection) -> None:
    """Somebody who owns the database and has taken its locks away."""
    if db.dialect.name == "sqlite":
        for trigger in ("audit_stays", "audit_is_kept"):
            db.exec_driver_sql(f"DROP TRIGGER {trigger}")
    else:
        db.exec_driver_sql("DROP TRIGGER audit_stays ON audit")


def test_it_grows_without_a_gap_and_is_whole(engine: Engine) -> None:
    assert examined(engine).entries == 0
    note(engine, "opened", "claimed")
    note(engine, "replied")
    found = examined(engine)
    assert (found.entries, found.before, found.head.seq, found.broken) == (3, 0, 3, ())


def test_the_database_itself_refuses_changes(engine: Engine) -> None:
    note(engine, "opened", "claimed")
    changes = (update(t.audit).values(act="nothing"), delete(t.audit), delete(t.audit).where(t.audit.c.seq == 2))
    for change in changes:
        with pytest.raises(DBAPIError), engine.begin() as db:
            db.execute(change)
    assert examined(engine).broken == ()


Harm = Callable[[Connection], Any]
HARM: dict[str, Harm] = {
    "an act": lambda db: db.execute(update(t.audit).where(t.audit.c.seq == 3).values(act="closed")),
    "who did it": lambda db: db.execute(update(t.audit).where(t.audit.c.seq == 3).values(actor=b"b" * 16)),
    "nobody did it": lambda db: db.execute(update(t.audit).where(t.audit.c.seq == 3).values(actor=None)),
    "the time": lambda db: db.execute(update(t.audit).where(t.audit.c.seq == 3).values(at=NOON + 1)),
    "one taken out": lambda db: db.execute(delete(t.audit).where(t.audit.c.seq == 3)),
    "the last taken out": lambda db: db.execute(delete(t.audit).where(t.audit.c.seq == 5)),
    "the first taken out": lambda db: db.execute(delete(t.audit).where(t.audit.c.seq == 1)),
    "one put in at the end": lambda db: _put_in(db, 6),
    "all taken out": lambda db: db.execute(delete(t.audit)),
    "the end noted elsewhere": lambda db: db.execute(update(t.audit_head).values(seq=4)),
    "two exchanged": lambda db: _exchange(db, 2, 3),
    "a later beginning": lambda db: _begin_later(db, 2),
}


def _put_in(db: Connection, seq: int) -> None:
    row = {"seq": seq, "at": NOON, "actor": AMAL, "act": "read", "case_id": CASE, "whom": None, "mac": b"m" * 32}
    db.execute(insert(t.audit), row)
    db.execute(update(t.audit_head).values(seq=seq, mac=b"m" * 32))


def _exchange(db: Connection, one: int, other: int) -> None:
    for old, new in ((one, 99), (other, one), (99, other)):
        db.execute(update(t.audit).where(t.audit.c.seq == old).values(seq=new))


def _begin_later(db: Connection, seq: int) -> None:
    mac = chain.mac_at(db, seq)
    db.execute(update(t.audit_head).values(base_seq=seq, base_mac=mac))
    db.execute(delete(t.audit).where(t.audit.c.seq <= seq))


@pytest.mark.parametrize("what", HARM)
def test_harm_is_found(engine: Engine, what: str) -> None:
    note(engine, "opened", "claimed", "replied", "released", "claimed")
    with engine.begin() as db:
        unlocked(db)
        HARM[what](db)
    assert examined(engine).broken


def test_random_harm_is_found_every_time(engine: Engine) -> None:
    """A bit of any column of any entry, 120 times, each taken back again."""
    note(engine, *(f"act-{number}" for number in range(40)))
    chance = random.Random(11)
    with engine.begin() as db:
        unlocked(db)
        for _ in range(120):
            place, column = chance.randrange(1, 41), chance.choice(("at", "actor", "act", "case_id", "mac"))
            here = update(t.audit).where(t.audit.c.seq == place)
            was = db.execute(select(t.audit.c[column]).where(t.audit.c.seq == place)).scalar_one()
            db.execute(here.values({column: _other(was, chance)}))
            assert chain.examine(db, KEY).broken, (place, column)
            db.execute(here.values({column: was}))
        assert chain.examine(db, KEY).broken == ()


def _other(was: Any, chance: random.Random) -> Any:
    if isinstance(was, int):
        return was ^ (1 << chance.randrange(20))
    if isinstance(was, str):
        return was[:-1] + ("x" if was[-1] != "x" else "y")
    changed = bytearray(was)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_another_key_makes_another_chain(engine: Engine) -> None:
    note(engine, "opened", key=OTHER)
    assert examined(engine).broken and not examined(engine, OTHER).broken


def test_what_was_noted_before_there_was_a_chain_is_counted_apart(engine: Engine) -> None:
    old = {"at": NOON, "actor": AMAL, "act": "opened", "case_id": CASE, "whom": None, "mac": None}
    with engine.begin() as db:
        db.execute(insert(t.audit), [{"seq": seq, **old} for seq in (1, 2, 7)])
    note(engine, "claimed")
    found = examined(engine)
    assert (found.entries, found.before, found.head.seq, found.broken) == (1, 3, 8, ())


def test_after_two_years_the_oldest_go_and_it_is_still_whole(engine: Engine) -> None:
    note(engine, "opened", "claimed", at=NOON)
    note(engine, "closed", at=NOON + chain.KEPT)
    for later, gone, left in ((0, 0, 3), (chain.KEPT, 0, 3), (chain.KEPT + 1, 2, 1), (chain.KEPT + 1, 0, 1)):
        with engine.begin() as db:
            assert chain.forget(db, lambda: KEY, NOON + later) == gone
        assert (examined(engine).entries, examined(engine).broken) == (left, ())
    with engine.begin() as db:
        assert chain.forget(db, lambda: KEY, NOON + 3 * chain.KEPT) == 1
    note(engine, "opened")
    assert (examined(engine).entries, examined(engine).head.seq, examined(engine).broken) == (1, 4, ())


# --- heads that are kept elsewhere


def signed(engine: Engine) -> heads.Signed:
    return heads.sign(SECRET, examined(engine).head, NOON)


def contradicted(engine: Engine, *kept: str) -> list[str]:
    with engine.connect() as db:
        return heads.against(db, [heads.public(SECRET)], chain.examine(db, KEY), heads.read(kept))


def test_an_end_that_was_cut_off_is_found_by_a_head(engine: Engine) -> None:
    note(engine, "opened", "claimed", "read")
    kept = signed(engine).line()
    assert contradicted(engine, kept, "") == []
    note(engine, "closed")
    assert contradicted(engine, kept) == []
    with engine.begin() as db:
        unlocked(db)
        before = chain.mac_at(db, 2)
        db.execute(delete(t.audit).where(t.audit.c.seq > 2))
        db.execute(update(t.audit_head).values(seq=2, mac=before))
    assert examined(engine).broken == ()  # the chain alone cannot see it
    assert "its end was cut off" in contradicted(engine, kept)[0]
    note(engine, "another")  # and goes on as if nothing had been
    assert "written anew" in contradicted(engine, kept)[0]


def test_a_head_of_somebody_else_proves_nothing_and_rubbish_is_named(engine: Engine) -> None:
    note(engine, "opened")
    forged = heads.sign(bytes(31) + b"\1", chain.Head(1, b"m" * 32), NOON).line()
    said = contradicted(engine, forged, "{}", "no json", '{"seq": 1, "mac": "zz", "at": 1, "signature": ""}')
    assert "not signed by this key file" in said[0]
    assert [line.split(" is")[0] for line in said[1:]] == ["line 2", "line 3", "line 4"]


def test_processes_that_write_at_once_make_one_chain(engine: Engine) -> None:
    """Each in its own transaction, one after the other: the head is the door."""
    note(engine, "opened")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: note(engine, f"act-{number}", f"also-{number}"), range(40)))
    found = examined(engine)
    assert (found.entries, found.head.seq, found.broken) == (81, 81, ())
    with engine.connect() as db:
        assert db.execute(select(func.count()).select_from(t.audit_head)).scalar() == 1
        assert db.execute(text("SELECT count(*) FROM audit")).scalar() == 81


# --- its key is replaced

FIRST, SECOND, THIRD = (bytes(range(start, start + 32)) for start in (0, 40, 80))
BEFORE = AuditKeys.of(Roots(FIRST, SECOND))
AFTER = AuditKeys.of(Roots(SECOND, None, (FIRST,)))


def handed_over(engine: Engine, keys: AuditKeys, to: int) -> bool:
    with engine.begin() as db:
        return chain.hand_over(db, keys, keys.keys[to][0], NOON)


def test_one_entry_hands_over_and_all_of_it_is_walked(engine: Engine) -> None:
    note(engine, "opened", "claimed", key=BEFORE)
    assert handed_over(engine, BEFORE, 1) and not handed_over(engine, BEFORE, 1), "asked twice, once"
    note(engine, "closed", key=BEFORE)  # a process that has not read the file since it was promoted
    note(engine, "reopened", key=AFTER)
    found = examined(engine, AFTER)
    assert (found.broken, found.entries) == ((), 6) and examined(engine, BEFORE).broken == ()
    assert examined(engine, AuditKeys.of(Roots(FIRST))).broken, "without the new key it cannot be walked"
    again = AuditKeys.of(Roots(SECOND, THIRD, (FIRST,)))
    assert handed_over(engine, again, 2)
    note(engine, "erased", key=again)
    assert examined(engine, AuditKeys.of(Roots(THIRD, None, (SECOND, FIRST)))).broken == ()


def test_who_does_not_know_the_key_it_stands_under_writes_nothing(engine: Engine) -> None:
    note(engine, "opened", key=BEFORE)
    handed_over(engine, BEFORE, 1)
    with pytest.raises(UnknownKey):
        note(engine, "closed", key=AuditKeys.of(Roots(FIRST)))
    assert examined(engine, AFTER).entries == 3


def test_whoever_has_the_old_key_cannot_write_it_anew(engine: Engine) -> None:
    """The thief of a copy of the key file, who can also write to the database. A naive verifier believes the chain."""
    note(engine, "opened", "claimed", key=BEFORE)
    handed_over(engine, BEFORE, 1)
    note(engine, "closed", key=AFTER)
    old = AuditKeys.of(Roots(FIRST))
    with engine.begin() as db:
        unlocked(db)
        db.execute(delete(t.audit))
        db.execute(delete(t.audit_head))
    note(engine, "opened", "nothing", key=old)
    assert examined(engine, old).broken == (), "to whoever only looks whether it fits together it is whole"
    assert any("must end under" in sentence for sentence in examined(engine, AFTER).broken)
    with engine.connect() as db:
        assert chain.examine(db, AFTER, restored=True).broken == (), "which an old backup also is"


def test_nor_up_to_the_hand_over_leaving_out_what_came_after(engine: Engine) -> None:
    note(engine, "opened", "claimed", key=BEFORE)
    handed_over(engine, BEFORE, 1)
    with engine.begin() as db:
        unlocked(db)
        db.execute(delete(t.audit))
        first: dict[str, Any] = {"seq": 1, "at": NOON, "actor": AMAL, "act": "nothing", "case_id": CASE, "whom": None}
        over: dict[str, Any] = {
            "seq": 2,
            "at": NOON,
            "actor": None,
            "act": chain.HANDED_OVER,
            "case_id": None,
            "whom": None,
        }
        mac = first["mac"] = chain.digest_of(BEFORE.keys[0][1], bytes(32), first)
        over["mac"] = chain.digest_of(BEFORE.keys[0][1], mac, over)
        db.execute(insert(t.audit), [first, over])
        db.execute(update(t.audit_head).values(seq=2, mac=over["mac"]))
    assert any("must end under" in sentence for sentence in examined(engine, AFTER).broken)


def test_what_goes_takes_the_hand_over_along(engine: Engine) -> None:
    note(engine, "opened", key=BEFORE)
    handed_over(engine, BEFORE, 1)
    note(engine, "closed", at=NOON + 100, key=AFTER)
    with engine.begin() as db:
        assert chain.forget(db, lambda: AFTER, NOON + chain.KEPT + 50) == 3
    note(engine, "reopened", key=AFTER)
    assert examined(engine, AFTER).broken == () and examined(engine, AFTER).entries == 2
    alone = AuditKeys.of(Roots(SECOND))
    assert examined(engine, alone).broken == (), "then the old key may go"


def test_the_first_key_has_no_name_in_a_chain_from_before(engine: Engine) -> None:
    note(engine, "opened", key=BEFORE)
    with engine.begin() as db:
        db.execute(update(t.audit_head).values(key=None))
    note(engine, "claimed", key=BEFORE)
    assert examined(engine, BEFORE).broken == () and handed_over(engine, BEFORE, 1)
    assert examined(engine, AFTER).broken == ()
