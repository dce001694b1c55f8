"""The file that everything rests on: the keys that wrap keys, and the roots of the index and of the audit."""

from __future__ import annotations

import json
import os
import secrets
import stat
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bot.seal import roots
from bot.seal.box import derive
from bot.seal.roots import AUDIT, IDX, AuditKeys, Roots

FORMAT = 1
KEK_BYTES, ROOT_BYTES = 64, 32
_FEWEST_DIFFERENT_BYTES = 12  # 32 random bytes practically never have fewer; "aaaa…" and examples do
_RESTORE = "bring the file back from its own backup; `helpline keys init` makes a new one, which opens nothing old"


class KeyringRefused(Exception):
    """Everything that is wrong with the key file, each with what to do. Never a byte of a key."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path, self.problems = path, tuple(problems)
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"The key file {path} is not used:{lines}")


@dataclass(frozen=True, slots=True)
class Keyring:
    """`keks` by epoch; new keys are wrapped under `active` only, old ones still open what they wrapped."""

    active: str
    keks: Mapping[str, bytes] = field(repr=False)
    _roots: Mapping[str, Roots] = field(repr=False)
    path: Path | None = None  # where it was read, and how that file was then marked
    mark: tuple[int, ...] = ()

    @property
    def idx(self) -> tuple[bytes, ...]:
        """The keys of the blind index: the one that is written with, then those under which something may be found."""
        return tuple(derive(root, "index") for root in self._roots[IDX].all)

    @property
    def idx_names(self) -> tuple[str, ...]:
        """What they are called, in the same order. No secret."""
        return tuple(roots.name_of(IDX, root) for root in self._roots[IDX].all)

    @property
    def idx_old(self) -> tuple[str, ...]:
        """Those that were replaced, the newest first."""
        return tuple(roots.name_of(IDX, root) for root in self._roots[IDX].old)

    @property
    def audit(self) -> AuditKeys:
        """The keys of the audit chain."""
        return AuditKeys.of(self._roots[AUDIT])

    def subkey(self, purpose: str) -> bytes:
        """A key for one named purpose that need not be destroyable: who has made a backup, who signs."""
        return self.subkeys(purpose)[0]

    def subkeys(self, purpose: str) -> tuple[bytes, ...]:
        """It, and those from before: for what was signed then."""
        return tuple(derive(root, f"sub/{purpose}") for root in self._roots[AUDIT].all)

    @property
    def digest(self) -> str:
        """Of the names of its keys and which are active: equal where two processes have read the same. No secret."""
        return digest(self.active, self.keks, roots.names(self._roots))

    def again(self) -> Keyring:
        """Itself; or, where the file is another one since, what that holds. Raises KeyringRefused: keep this one."""
        if self.path is None or _mark(self.path) == self.mark:
            return self
        fresh = Keyring.read(self.path)
        if not all(self._roots[name].active in fresh._roots[name].all for name in roots.NAMES):
            what = "its idx or audit key is another one than before: is it the file of another helpline?"
            raise KeyringRefused(self.path, [f"{what} {_RESTORE}"])
        return fresh

    @classmethod
    def create(cls, path: Path, at: datetime | None = None) -> Keyring:
        """A new key file that only its owner reads. Never writes over one that is there. `at`: how old it is, later."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        epoch, kek = new_epoch()
        content: dict[str, object] = {
            "format": FORMAT,
            "active": epoch,
            "kek": {epoch: kek},
            **{name: new_root() for name in roots.NAMES},
        }
        if at is not None:
            content["epochs"] = {epoch: {"made": at.isoformat(timespec="seconds")}}
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            raise KeyringRefused(
                path, ["it exists already; without its keys every case is lost, so it stays"]
            ) from None
        write(handle, content)
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Keyring:
        problems: list[str] = []
        mark = _mark(path)  # first: what is changed while it is read is read again
        content = _content(path, problems)
        if content is not None:
            keys = dict(_keys(content, problems))
            problems += _shared_bytes(keys)
            active = content.get("active")
            if f"kek.{active}" not in keys and not any("kek" in problem for problem in problems):
                problems.append(f"`active` names the kek {active!r}, which is not in it; name one that is")
        if problems or content is None:
            raise KeyringRefused(path, problems)
        keks = {name.removeprefix("kek."): key for name, key in keys.items() if name.startswith("kek.")}
        return cls(str(active), keks, roots.read(keys), path, mark)


def new_epoch() -> tuple[str, str]:
    """A name that was never used, and a new key as the file has it."""
    return f"kek-{secrets.token_hex(4)}", _written(secrets.token_bytes(KEK_BYTES))


def new_root() -> str:
    return _written(secrets.token_bytes(ROOT_BYTES))


def digest(active: str, epochs: Iterable[str], root_names: Iterable[str] = ()) -> str:
    return sha256("\n".join((active, *sorted(epochs), *sorted(root_names))).encode()).hexdigest()[:12]


def write(handle: int, content: Mapping[str, object]) -> None:
    """Into an open file, down to the disk; closes it."""
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(content, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _mark(path: Path) -> tuple[int, ...]:
    """What differs when the file was replaced or written to; () where there is none."""
    try:
        about = os.stat(path)
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_ino, about.st_size


def _written(key: bytes) -> str:
    return b64encode(key).decode()


def _content(path: Path, problems: list[str]) -> dict[str, object] | None:
    """The file's object, looked at through one open handle so that it cannot be changed in between."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe laid there must not hold up the start
    except OSError as why:
        problems.append(f"it cannot be read ({why.strerror}); `helpline keys init` makes one, or {_RESTORE}")
        return None
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode):
        os.close(handle)
        problems.append("it is not a plain file; give the path of the key file itself")
        return None
    with os.fdopen(handle, "rb") as file:
        if about.st_mode & 0o077:
            problems.append(f"others may read it (mode {stat.S_IMODE(about.st_mode):04o}); run: chmod 600 {path}")
        try:
            content = json.loads(file.read())
        except (ValueError, RecursionError):
            content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        problems.append(f"it is not a key file of format {FORMAT}, or was cut off; {_RESTORE}")
        return None
    return content


def _keys(content: Mapping[str, object], problems: list[str]) -> Iterator[tuple[str, bytes]]:
    keks = content.get("kek")
    if not isinstance(keks, dict) or not keks:
        problems.append(f"it has no kek, so no case could be opened; {_RESTORE}")
        keks = {}
    wanted = [(f"kek.{name}", value, KEK_BYTES) for name, value in keks.items()]
    wanted += [(name, value, ROOT_BYTES) for name, value in roots.written(content, problems)]
    for name, value, size in wanted:
        if value is None:
            problems.append(f"the key {name} is missing; {_RESTORE}")
            continue
        try:
            key = b64decode(value, validate=True) if isinstance(value, str) else b""
        except (NotBase64, ValueError):
            key = b""
        if len(key) != size:
            problems.append(f"the key {name} has {len(key)} bytes instead of {size}; {_RESTORE}")
        elif len(set(key)) < _FEWEST_DIFFERENT_BYTES:
            problems.append(f"the key {name} is not random (an example?); `helpline keys init` makes a real one")
        else:
            yield name, key


def _shared_bytes(keys: Mapping[str, bytes]) -> Iterator[str]:
    """A kek is two keys of 32 bytes; no two keys, nor halves of one, may be the same."""
    seen: dict[bytes, str] = {}
    for name, key in keys.items():
        for half in (key[i : i + ROOT_BYTES] for i in range(0, len(key), ROOT_BYTES)):
            if half in seen:
                yield f"the keys {seen[half]} and {name} are the same; every key must be its own; {_RESTORE}"
            seen.setdefault(half, name)
