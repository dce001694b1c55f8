"""The bot's token while the bot runs: when Telegram no longer knows it, its file may have a new one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.logs import trouble
from bot.secret import Secret, from_file


class TokenFile:
    """Looked at only when Telegram has refused the token that was read before."""

    def __init__(self, path: Path, token: str) -> None:
        self._path, self._bot, self._mark = path, number_of(token), _mark(path)

    def again(self) -> str | None:
        """A token that came since, of the same bot. Another bot's would make us somebody whom nobody has written to."""
        mark = _mark(self._path)
        if mark == self._mark:
            return None
        self._mark = mark
        said = from_file(self._path)
        if not isinstance(said, Secret):
            trouble("token_file_refused", None, reason=said)
            return None
        if number_of(said.reveal()) != self._bot:
            trouble("token_of_another_bot", None)
            return None
        return said.reveal()


def number_of(token: str) -> str:
    """The bot's own number, which no new token of it changes."""
    return token.partition(":")[0]


def put(path: Path, token: str) -> None:
    """In place of the one that is there, as a whole, for the same account alone."""
    was, beside = path.stat(), path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o400)
    try:
        with os.fdopen(handle, "w") as file:
            if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(handle, was.st_uid, was.st_gid)
            file.write(f"{token}\n")
            file.flush()
            os.fsync(handle)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _mark(path: Path) -> tuple[int, ...]:
    try:
        about = path.stat()
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_ino, about.st_size
