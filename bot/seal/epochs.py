"""The key file changed while a bot uses it: an epoch comes, becomes active, rests, and goes.

Each change replaces the file as a whole, so that whoever reads it meanwhile has the old one or the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from bot.seal.keyring import Keyring, new_epoch, new_root, write

Standing = Literal["active", "next", "old"]


class KeysRefused(Exception):
    """What was asked cannot be done with these keys now. The sentence says why, what is safe, and what to do."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One key that wraps keys. `rested`: since when none lies under it. None: nobody has noted it."""

    name: str
    standing: Standing
    made: datetime | None
    rested: datetime | None


class KeyFile:
    """What the file holds, of which never a byte of a key leaves. To change it, be the one who holds it (`held`)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        Keyring.read(path)
        self._content: dict[str, Any] = json.loads(path.read_bytes())
        if not isinstance(self._content.get("epochs", {}), dict):
            raise KeysRefused(f"{path}: `epochs` is not a table of dates; take it out, and the dates are unknown")

    @property
    def active(self) -> str:
        return str(self._content["active"])

    @property
    def next(self) -> str | None:
        """An epoch that opens and does not wrap yet. It is only a word of ours: one that is gone is nobody's next."""
        name = self._content.get("next")
        return name if name in self._content["kek"] and name != self.active else None

    @property
    def digest(self) -> str:
        return Keyring.read(self._path).digest

    @property
    def epochs(self) -> list[Epoch]:
        return [self._epoch(name) for name in self._content["kek"]]

    def _epoch(self, name: str) -> Epoch:
        standing: Standing = "active" if name == self.active else "next" if name == self.next else "old"
        noted = self._noted(name)
        return Epoch(name, standing, _moment(noted.get("made")), _moment(noted.get("rested")))

    def _noted(self, name: str) -> dict[str, Any]:
        noted = self._content.setdefault("epochs", {}).setdefault(name, {})
        return noted if isinstance(noted, dict) else {}

    def add(self, at: datetime) -> str:
        """A new epoch that opens, and wraps nothing before it is promoted."""
        name, kek = new_epoch()
        self._content["kek"][name] = kek
        self._content["next"] = name
        self._noted(name)["made"] = _said(at)
        self._write()
        return name

    def promote(self) -> None:
        self._content["active"] = self._content.pop("next")
        self._write()

    def rest(self, names: list[str], at: datetime) -> None:
        for name in names:
            self._noted(name)["rested"] = _said(at)
        self._write()

    def destroy(self, name: str) -> None:
        """Out of the file, and its bytes written over where they lay: the best that can be done from above a disk."""
        del self._content["kek"][name]
        self._content.get("epochs", {}).pop(name, None)
        self._write_over()

    def _write_over(self) -> None:
        with self._path.open("r+b") as before:
            self._write()
            size = os.fstat(before.fileno()).st_size
            before.write(secrets.token_bytes(size))
            before.flush()
            os.fsync(before.fileno())

    # --- the keys of the index and of the audit

    def has_next(self, what: str) -> bool:
        return self._beside(what).get("next") is not None

    def unfinished(self, what: str) -> bool:
        """One was replaced, and something may still lie under it."""
        return any(not old.get("rested") for old in self._beside(what).get("old", []))

    def add_root(self, what: str) -> None:
        """It is known from now on, and nothing is written with it before it is promoted."""
        self._beside(what)["next"] = new_root()
        self._write()

    def promote_root(self, what: str, at: datetime) -> None:
        beside = self._beside(what)
        beside.setdefault("old", []).insert(0, {"key": self._content[what], "replaced": _said(at)})
        self._content[what] = beside.pop("next")
        self._write()

    def rest_roots(self, what: str, at: datetime) -> None:
        for old in self._beside(what).get("old", []):
            old.setdefault("rested", _said(at))
        self._write()

    def drop_root(self, what: str, place: int) -> None:
        """The old one at this place, its bytes written over like those of an epoch."""
        del self._beside(what)["old"][place]
        self._write_over()

    def rested_roots(self, what: str) -> list[datetime | None]:
        """Since when nothing lies under each old one, the newest first."""
        return [_moment(old.get("rested")) for old in self._beside(what).get("old", [])]

    def _beside(self, what: str) -> dict[str, Any]:
        found = self._content.setdefault("roots", {}).setdefault(what, {})
        return found if isinstance(found, dict) else {}

    # --- on the disk

    def _write(self) -> None:
        """Whoever is killed here leaves the file as it was, and beside it at most one that the next command removes."""
        beside, owner = self._path.with_name(f"{self._path.name}.new"), self._path.stat()
        with suppress(FileNotFoundError):
            beside.unlink()
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(handle, owner.st_uid, owner.st_gid)  # the bot's account must be able to read what root has made
        write(handle, self._content)
        Keyring.read(beside)
        os.replace(beside, self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


@contextmanager
def held(path: Path) -> Iterator[KeyFile]:
    """The key file for one command alone. What the operating system refuses is told in a sentence."""
    path = path.resolve()
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as why:
        raise KeysRefused(f"{path.parent} cannot be opened ({why.strerror}).") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield KeyFile(path)
    except BlockingIOError:
        raise KeysRefused("Another `helpline keys` is at work on this file. Let it end, then ask again.") from None
    except PermissionError:
        raise KeysRefused(
            f"{path.parent} cannot be written by this account, so the key file stays as it is. "
            "Ask as its owner, where it lies in a folder that may be written."
        ) from None
    finally:
        os.close(folder)


def _said(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _moment(said: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
