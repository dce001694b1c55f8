"""A new key for all keys while a bot runs: added, read by everybody, made active, every wrapped key moved to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, Row, func, inspect, make_url, select, tuple_, update

from bot.seal import epochs, store
from bot.seal.box import CannotOpen
from bot.seal.epochs import Epoch, KeyFile, KeysRefused
from bot.seal.keyring import Keyring
from bot.seal.store import DEK, reading
from bot.seal.vault import Ring

SOME = 8  # so many keys are asked whether the vault belongs to the file: one that was spoiled must not speak for all
AT_ONCE = 500  # rows in one transaction: some milliseconds for whoever else writes
HORIZON = timedelta(days=8)  # backups of the vault are kept seven days, and the last one is made within a day

Settled = Callable[[str], None]
"""Returns when every process uses the key file with this digest; raises where one does not."""


@dataclass(frozen=True, slots=True)
class Resting:
    """An epoch, and how many wrapped keys lie under it."""

    epoch: Epoch
    keys: int


@dataclass(frozen=True, slots=True)
class Rotated:
    active: str
    moved: int


def status(path: Path, url: str) -> tuple[list[Resting], str]:
    """Every epoch of the file with what rests on it, epochs that the file has lost at the end; and the digest."""
    file = KeyFile(path)
    with _vault(url) as made, reading(made) as db:
        counts = _counts(db)
    known = [Resting(epoch, counts.pop(epoch.name, 0)) for epoch in file.epochs]
    lost = [Resting(Epoch(name, "old", None, None), many) for name, many in sorted(counts.items())]
    return known + lost, file.digest


def prepare(path: Path, url: str, now: Callable[[], datetime]) -> tuple[str, str]:
    """Only the first step, for bots whose key files are copies: the new epoch's name, and the digest to wait for."""
    with _vault(url) as made, epochs.held(path) as file:
        _belongs(made, Keyring.read(path))
        if not file.next and _unfinished(file):
            raise KeysRefused("A rotation was begun and not finished: finish it first, with `helpline keys rotate`.")
        return file.next or file.add(now()), file.digest


def rotate(path: Path, url: str, now: Callable[[], datetime], settled: Settled) -> Rotated:
    """The whole way, or what is left of it: everything that was done before is seen in the file and in the vault."""
    with _vault(url) as made, epochs.held(path) as file:
        _belongs(made, Keyring.read(path))
        if not file.next and not _unfinished(file):
            file.add(now())
        if file.next:
            settled(file.digest)
            file.promote()
        settled(file.digest)
        moved = _rewrap(made, Ring.of(Keyring.read(path)))
        file.rest(_unfinished(file), now())
    return Rotated(file.active, moved)


def destroy(path: Path, url: str, name: str, now: datetime, *, at_once: bool = False) -> None:
    """`at_once`: backups of the vault that still rest on it open no more; whoever asks has been asked back."""
    with _vault(url) as made, epochs.held(path) as file:
        _belongs(made, Keyring.read(path))
        with reading(made) as db:
            resting = _counts(db).get(name, 0)
        epoch = next((each for each in file.epochs if each.name == name), None)
        if epoch is None:
            raise KeysRefused(f"There is no epoch {name}; `helpline keys status` lists them.")
        if epoch.standing != "old":
            raise KeysRefused(f"{name} is in use ({epoch.standing}). `helpline keys rotate` makes another one active.")
        if resting:
            raise KeysRefused(
                f"{resting} keys rest on {name}: what they open would be lost. First: helpline keys rotate"
            )
        if not at_once and (why := _too_early(file, epoch, now)):
            raise KeysRefused(why)
        file.destroy(name)


def _too_early(file: KeyFile, epoch: Epoch, now: datetime) -> str:
    if epoch.rested is None:
        file.rest([epoch.name], now)
        return (
            f"Nobody has noted since when no key rests on {epoch.name}; from today on it is. Come back in "
            f"{HORIZON.days} days: until then a backup of the vault may need it."
        )
    until = epoch.rested + HORIZON
    if now < until:
        return f"Until {until:%d %B %Y, %H:%M} (UTC) a backup of the vault may need {epoch.name}. Come back then."
    return ""


def _unfinished(file: KeyFile) -> list[str]:
    return [epoch.name for epoch in file.epochs if epoch.standing == "old" and epoch.rested is None]


@contextmanager
def _vault(url: str) -> Iterator[Engine]:
    """One that is there: to ask must not make an empty one, on which nothing rests."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").is_file():
        raise KeysRefused(
            f"There is no vault at {where.database}; HELPLINE_VAULT says where it is. Nothing was changed."
        )
    made = store.engine(url)
    try:
        yield made
    finally:
        made.dispose()


def _belongs(made: Engine, keyring: Keyring) -> None:
    """With the wrong vault nothing would seem to rest on an epoch that everything rests on."""
    ring, some = Ring.of(keyring), []
    if inspect(made).has_table(DEK.name):
        with reading(made) as db:
            some = list(db.execute(select(DEK).where(DEK.c.kek_id.in_(ring.wraps)).order_by(DEK.c.owner).limit(SOME)))
    if not some:
        raise KeysRefused(
            "No key in this vault rests on this key file: is it the vault that belongs to it? Nothing was changed. "
            "(One that is new gets its first key when the bot first starts.)"
        )
    if not any(_opens(ring, row) for row in some):
        raise KeysRefused("This vault does not open with this key file: they do not belong together.")


def _opens(ring: Ring, row: Row[tuple[bytes, int, str, bytes]]) -> bool:
    try:
        ring.unwrapped(bytes(row.owner), row.kek_id, bytes(row.wrapped))
    except CannotOpen:
        return False
    return True


def _counts(db: Connection) -> dict[str, int]:
    many = db.execute(select(DEK.c.kek_id, func.count()).group_by(DEK.c.kek_id))
    return {str(name): int(count) for name, count in many}


def _rewrap(made: Engine, ring: Ring) -> int:
    """Until nothing rests on another epoch than the active one. How many were moved."""
    moved, stuck = 0, 1
    while stuck:
        some, stuck = _once_round(made, ring)
        moved += some
        if stuck and not some:
            raise KeysRefused(
                f"{moved} keys were moved, and {stuck} do not open with this key file: they were changed, or belong "
                "elsewhere. All that could be read before can be read still. Keep every epoch, and restore the vault "
                "beside this one to compare."
            )
    store.wipe(made)  # as far as nobody holds on to it; what lies there opens only with an epoch that will be gone
    return moved


def _once_round(made: Engine, ring: Ring) -> tuple[int, int]:
    """From the first owner to the last, in batches; how many were moved, and how many are still elsewhere."""
    elsewhere, moved, after = DEK.c.kek_id != ring.keyring.active, 0, (b"", 0)
    while True:
        with made.begin() as db:
            behind = tuple_(DEK.c.owner, DEK.c.version) > after
            order = (DEK.c.owner, DEK.c.version)
            rows = db.execute(select(DEK).where(elsewhere, behind).order_by(*order).limit(AT_ONCE)).all()
            moved += sum(_move(db, ring, row) for row in rows)
        if len(rows) < AT_ONCE:
            break
        after = (rows[-1].owner, rows[-1].version)
    with reading(made) as db:
        return moved, int(db.execute(select(func.count()).select_from(DEK).where(elsewhere)).scalar_one())


def _move(db: Connection, ring: Ring, row: Row[tuple[bytes, int, str, bytes]]) -> int:
    """Only where it still is what it was: a key that was destroyed meanwhile stays destroyed."""
    owner = bytes(row.owner)
    try:
        secret = ring.unwrapped(owner, row.kek_id, bytes(row.wrapped))
    except CannotOpen:
        return 0  # counted, and told at the end
    still = (DEK.c.owner == owner, DEK.c.version == row.version, DEK.c.kek_id == row.kek_id)
    return int(db.execute(update(DEK).where(*still).values(ring.wrapped(owner, secret))).rowcount)
