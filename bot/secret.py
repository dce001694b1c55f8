"""A value that hides, and the files such values are read from."""

from __future__ import annotations

import stat
from pathlib import Path


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


def from_file(path: Path) -> Secret | str:
    """The secret, or what is wrong with its file."""
    try:
        if path.stat().st_mode & stat.S_IRWXO:
            return "everybody on this machine may read the file; chmod 400 it, and treat what was in it as leaked"
        said = path.read_text(encoding="ascii").strip()
    except OSError as wrong:
        return f"the file cannot be read ({wrong.strerror})"
    except UnicodeDecodeError:
        return "the file holds something other than letters and digits"
    return Secret(said) if said else "the file is empty"
