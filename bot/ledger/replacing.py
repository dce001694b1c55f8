"""The key of the audit replaced while bots write to it: known to everybody first, then handed over to in one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, make_url, select

from bot.ledger import chain
from bot.ledger import tables as t
from bot.ledger.chain import HANDED_OVER
from bot.ledger.database import open_engine, snapshot
from bot.ledger.migrate import migrate
from bot.seal import epochs
from bot.seal.epochs import KeysRefused
from bot.seal.keyring import Keyring
from bot.seal.roots import AUDIT
from bot.seal.rotation import Settled


def audit(path: Path, url: str, now: Callable[[], datetime], settled: Settled) -> str:
    """The whole way, or what is left of it; the name of the key that the chain stands under then."""
    with _ledger(url) as engine, epochs.held(path) as file:
        _is_whole_at_its_end(engine, Keyring.read(path))
        if not file.has_next(AUDIT) and not file.unfinished(AUDIT):
            file.add_root(AUDIT)
        if file.has_next(AUDIT):
            settled(file.digest)
            keys = Keyring.read(path).audit
            next_ = keys.keys[-1][0]
            with engine.begin() as db:
                chain.hand_over(db, keys, next_, int(now().timestamp()))
            file.promote_root(AUDIT, now())
        settled(file.digest)
        file.rest_roots(AUDIT, now())
        return Keyring.read(path).audit.active


def entries(engine: Engine, keyring: Keyring) -> Mapping[str, int]:
    """How many entries of the audit lie under each key that the file has."""
    names = [name for name, _ in keyring.audit.keys]
    with engine.connect() as db:
        head = db.execute(select(t.audit_head.c.seq, t.audit_head.c.base_seq, t.audit_head.c.key)).first()
        if head is None:
            return dict.fromkeys(names, 0)
        overs = select(t.audit.c.seq).where(t.audit.c.act == HANDED_OVER).order_by(t.audit.c.seq)
        ends = [*(int(seq) for seq in db.execute(overs).scalars()), int(head.seq)]
        last = keyring.audit.place(head.key)
        counted = dict.fromkeys(names, 0)
        after = int(head.base_seq)
        for place, end in zip(range(last - len(ends) + 1, last + 1), ends, strict=True):
            many = select(func.count()).select_from(t.audit).where(t.audit.c.seq > after, t.audit.c.seq <= end)
            if place >= 0:
                counted[names[place]] = int(db.execute(many).scalar_one())
            after = end
    return counted


def counted(url: str, keyring: Keyring) -> Mapping[str, int]:
    """The same, of a ledger that may not be there yet: to ask must not make one."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file():
        return {}
    with _ledger(url) as engine:
        return entries(engine, keyring)


def destroy_audit(path: Path, url: str, name: str) -> None:
    """Only when no entry lies under it: else nobody could walk the chain any more."""
    with _ledger(url) as engine, epochs.held(path) as file:
        keyring = Keyring.read(path)
        many = entries(engine, keyring).get(name)
        if many is None or name in keyring.audit.ends:
            raise KeysRefused(f"{name} is not an old key of the audit; `helpline keys status` lists them.")
        if many:
            raise KeysRefused(
                f"{many} entries of the audit lie under {name}, and without it nobody can see that they are whole. "
                "They go when they are two years old; it can go after the last of them."
            )
        old = [known for known, _ in reversed(keyring.audit.keys) if known not in keyring.audit.ends]
        file.drop_root(AUDIT, old.index(name))


@contextmanager
def _ledger(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def _is_whole_at_its_end(engine: Engine, keyring: Keyring) -> None:
    """With the key file of another helpline the next entry would break the chain for ever."""
    with snapshot(engine) as db:
        found = chain.examine(db, keyring.audit)
    if found.broken:
        raise KeysRefused(
            "The audit is not whole under this key file: see `helpline audit verify`. Nothing was changed. Its key is "
            "replaced only where what was written until now can be seen to be right."
        )
