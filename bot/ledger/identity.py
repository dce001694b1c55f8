"""Whether it is she who writes, as the desk knows it: a part of what is sealed with the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

SILENCE = timedelta(days=14)  # after so long somebody else may have the phone


class Asking(NamedTuple):
    """Somebody has given her words on another account, and waits for a person to look at it."""

    worker: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Unix seconds, 0 for never. `since`: she has a word of her own; `confirmed`: she typed it last; `asked`: a person
    asked for it; `heard`: her last sign of life, to the day; `watched`: since when nothing of the case is shown to her,
    for somebody may be looking."""

    since: int = 0
    confirmed: int = 0
    asked: int = 0
    heard: int = 0
    watched: int = 0
    back: Asking | None = None

    def silent_for_long(self, moment: int) -> bool:
        return bool(self.heard) and moment - self.heard >= SILENCE.total_seconds()

    def now(self, **changes: int) -> Identity:
        """With these times."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def plain(self) -> list[Any]:
        """Nothing where nothing is known."""
        if self == NOBODY:
            return []
        times = [self.since, self.confirmed, self.asked, self.heard, self.watched]
        return [*times, *([self.back.worker.hex(), self.back.at] if self.back else [])]


def identity_from(plain: Sequence[Any]) -> Identity:
    if not plain:
        return NOBODY
    since, confirmed, asked, heard, watched, *back = plain
    asking = Asking(bytes.fromhex(back[0]), back[1]) if back else None
    return Identity(since, confirmed, asked, heard, watched, asking)


NOBODY = Identity()
