"""A value that hides, and the files such values are read from."""

from __future__ import annotations

import re
import stat
from pathlib import Path

_EXAMPLE = re.compile(r"<.*>|change.?me|replace.?(me|with)|example|placeholder|your.?(bot|token|secret)", re.IGNORECASE)
_FEWEST_DIFFERENT = 8  # 32 random letters, or hexadecimal digits, practically never have fewer


class Secret:
    """A value that shows itself only to `.reveal()`; printing, formatting, comparing or pickling it does not."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __format__(self, form: str) -> str:
        return repr(self)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


def is_example(said: str) -> bool:
    """Whether it came from a manual."""
    return bool(_EXAMPLE.search(said))


def is_no_secret(said: str) -> bool:
    """Whether it came from a manual, or from a finger that stayed on one key."""
    return is_example(said) or (len(said) >= 32 and len(set(said)) < _FEWEST_DIFFERENT)


def open_to_others(path: Path, *, group: bool = False) -> str:
    """What is wrong with a secret file before it is opened; "" when nothing is. `group`: its group is too many."""
    try:
        if path.stat().st_mode & (stat.S_IRWXO | (stat.S_IRWXG if group else 0)):
            who = "others than its owner" if group else "everybody on this machine"
            return f"{who} may read the file; chmod 400 it, and treat what was in it as leaked"
    except OSError as wrong:
        return f"the file cannot be read ({wrong.strerror})"
    return ""


def from_file(path: Path) -> Secret | str:
    """The secret, or what is wrong with its file."""
    if wrong := open_to_others(path):
        return wrong
    try:
        said = path.read_text(encoding="ascii").strip()
    except OSError as unread:
        return f"the file cannot be read ({unread.strerror})"
    except UnicodeDecodeError:
        return "the file holds something other than letters and digits"
    return Secret(said) if said else "the file is empty"
