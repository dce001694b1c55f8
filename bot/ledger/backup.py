"""Backups of the ledger and of the vault, apart from each other; and the list of what was erased, which outlives both.

The ledger's are kept a month. The vault's are kept a week, so that a key that was destroyed is nowhere after a week,
and with it everything that it opened in the ledger's older ones.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hmac import compare_digest, digest
from pathlib import Path
from typing import BinaryIO, Literal

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from bot.ledger import dumps
from bot.ledger.database import open_engine
from bot.ledger.dumps import BackupRefused
from bot.ledger.migrate import current
from bot.seal import parcel
from bot.seal.keyring import Keyring
from bot.seal.parcel import NotOurs
from bot.seal.vault import Vault

What = Literal["ledger", "vault"]
KEPT: Mapping[What, timedelta] = {"ledger": timedelta(days=30), "vault": timedelta(days=7)}
ENDING = ".helpline"
ERASED = "erased.list"
MAKER = "backups"
"""Of the sub-key of the key file that vouches for who has made a backup."""
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that lies somewhere. `at`: when it was begun; from its name, and `opened` compares it with its head."""

    path: Path
    what: What
    at: datetime


def make(folder: Path, what: What, url: str, to: X25519PublicKey, keyring: Keyring, at: datetime) -> Kept:
    """A file of its own, whole or not at all."""
    dumps.must_be_there(url)
    made = Kept(folder / f"{what}-{at.astimezone(UTC):{_TIME}}{ENDING}", what, at)
    about = {"what": what, "at": at.astimezone(UTC).strftime(_TIME), "database": dumps.kind_of(url)}
    if what == "ledger":
        about["shape"] = _shape(url)
    # A key must never lie on this disk outside of the vault: what is destroyed there would be found there.
    parts = dumps.taken(url, folder if what == "ledger" else None)
    with _beside(made.path) as file:
        parcel.pack(parts, file, to, keyring.subkey(MAKER), about)
    return made


def found(folders: Iterable[Path]) -> list[Kept]:
    """Oldest first."""
    there = [each for folder in folders for path in folder.iterdir() if (each := _named(path))]
    return sorted(there, key=lambda each: (each.at, each.path.name))


def clear(folder: Path, what: What, now: datetime) -> list[Path]:
    """Takes away what is kept long enough. The newest stays, however old it is."""
    old = [each for each in found([folder]) if each.what == what][:-1]
    gone = [each.path for each in old if now - each.at > KEPT[what]]
    for path in gone:
        path.unlink()
    return gone


# --- what was erased


def note_erased(folder: Path, vault: str, keyring: Keyring) -> int:
    """Adds to the list what it does not have yet; how many it has then. Random ids: they name nobody."""
    with closing(Vault(vault, keyring, clock=time.monotonic)) as keys:
        buried = keys.buried()
    known = read_erased([folder], keyring)
    both = {**buried, **known}
    lines = [f"{owner.hex()} {day.isoformat()} {_mac(keyring, owner, day).hex()}\n" for owner, day in both.items()]
    with _beside(folder / ERASED, new=False) as file:
        file.write("".join(sorted(lines)).encode())
    return len(both)


def read_erased(folders: Iterable[Path], keyring: Keyring) -> dict[bytes, date]:
    """Of all lists together. A line that is not ours could destroy a case: then none is taken."""
    erased: dict[bytes, date] = {}
    for path in [folder / ERASED for folder in folders if (folder / ERASED).exists()]:
        for number, line in enumerate(path.read_text("ascii", "replace").splitlines(), start=1):
            try:
                owner, day, mac = line.split()
                one, on = bytes.fromhex(owner), date.fromisoformat(day)
                good = any(compare_digest(bytes.fromhex(mac), each) for each in _macs(keyring, one, on))
            except ValueError:
                good = False
            if not good:
                raise BackupRefused(
                    f"{path}, line {number}: not written by this helpline. Nothing was changed. What is erased must "
                    "stay erased: bring the list back from another copy, or take this line out if you know whose it is."
                )
            erased[one] = on
    return erased


def _mac(keyring: Keyring, owner: bytes, day: date) -> bytes:
    return _macs(keyring, owner, day)[0]


def _macs(keyring: Keyring, owner: bytes, day: date) -> list[bytes]:
    """Under the key in use first, and under those before it, for lines that were written then."""
    said = owner + day.isoformat().encode()
    return [digest(key, said, "sha256")[:16] for key in keyring.subkeys("erased")]


# --- files


def opened(kept: Kept) -> BinaryIO:
    """The file, at its beginning. Raises where its name says otherwise than its head does."""
    file = kept.path.open("rb")
    try:
        head = parcel.head_of(file)
        if (head.get("what"), head.get("at")) != (kept.what, kept.at.strftime(_TIME)):
            raise NotOurs("it was given another name than it was made with")
        file.seek(0)
    except NotOurs as why:
        file.close()
        raise BackupRefused(f"{kept.path.name}: {why}. Nothing was changed.") from None
    return file


def database_of(kept: Kept) -> str:
    with opened(kept) as file:
        return str(parcel.head_of(file).get("database"))


def newest(there: Sequence[Kept], what: What, until: datetime | None = None) -> Kept:
    mine = [each for each in there if each.what == what and (until is None or each.at <= until)]
    if not mine:
        when = f" from before {until:%Y-%m-%d %H:%M}" if until else ""
        raise BackupRefused(f"There is no backup of the {what}{when} in what you named. Nothing was changed.")
    return mine[-1]


def _named(path: Path) -> Kept | None:
    what, _, when = path.name.removesuffix(ENDING).partition("-")
    if not path.name.endswith(ENDING) or what not in KEPT:
        return None
    try:
        at = datetime.strptime(when, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Kept(path, "ledger" if what == "ledger" else "vault", at)


def _shape(url: str) -> str:
    engine = open_engine(url)
    try:
        return current(engine)
    finally:
        engine.dispose()


@contextmanager
def _beside(path: Path, *, new: bool = True) -> Iterator[BinaryIO]:
    """Written under another name, and given its own when all of it is on the disk."""
    if new and path.exists():
        raise BackupRefused(f"{path} is there already; a backup is never written over.")
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
