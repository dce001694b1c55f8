"""What a worker has chosen for herself: her words, and where she is in choosing them. Sealed with her row, so that
nobody who has the database sees even whether there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from bot.seal.word import Pair, Print
from handoff.model import CaseId

HOUR = 3600
TRIES = 5  # an hour: what comes after more other short texts than these may have been found by trying
ANSWERED_WITHIN = 900  # seconds in which what she types answers what she was asked for


@dataclass(frozen=True, slots=True)
class Own:
    """`tries`: when other short texts came lately (Unix seconds). `aside`: her case, of which nothing is shown in this
    chat until her word brings it back. `asked`: what the next text answers, since `asked_at`, on message `place`;
    `first`: a keyed digest of what she has to type once more; `fresh`: the new word, until it is settled whether there
    is a second; `sham`: her other word began this, so nothing of it counts. `doubted`: since when
    her word may have been found by trying; it counts again after a person has asked for it."""

    pair: Pair | None = None
    since: int = 0
    tries: tuple[int, ...] = ()
    aside: CaseId | None = None
    asked: str = ""
    asked_at: int = 0
    place: int = 0
    first: bytes = b""
    fresh: Print | None = None
    sham: bool = False
    doubted: int = 0

    def __bool__(self) -> bool:
        return self is not NOTHING and self != NOTHING

    def awaits(self, moment: int) -> str:
        return self.asked if moment - self.asked_at < ANSWERED_WITHIN else ""

    def tried(self, moment: int) -> Own:
        return replace(self, tries=(*self.recent(moment), moment)[-TRIES - 1 :])

    def recent(self, moment: int, since: int = 0) -> tuple[int, ...]:
        return tuple(at for at in self.tries if at > max(moment - HOUR, since))

    def may_be_found_by_trying(self, moment: int, since: int) -> bool:
        """`since`: when a person last asked for the word; what came before that was no try."""
        return len(self.recent(moment, since)) >= TRIES or self.doubted > since

    def settled(self) -> Own:
        """Nothing is asked any more."""
        return replace(self, asked="", asked_at=0, place=0, first=b"", fresh=None, sham=False)

    def packed(self) -> bytes:
        if not self:
            return b""
        kept: dict[str, Any] = {
            "pair": self.pair.packed().hex() if self.pair else "",
            "since": self.since,
            "tries": self.tries,
            "aside": self.aside.hex() if self.aside else "",
            "asked": [self.asked, self.asked_at, self.place, self.first.hex()] if self.asked_at else None,
            "fresh": self.fresh.packed().hex() if self.fresh else "",
            "sham": self.sham,
            "doubted": self.doubted,
        }
        return orjson.dumps({name: value for name, value in kept.items() if value})

    @staticmethod
    def unpacked(raw: bytes) -> Own:
        kept: Mapping[str, Any] = orjson.loads(raw) if raw else {}
        asked, asked_at, place, first = kept.get("asked", ("", 0, 0, ""))
        return Own(
            pair=Pair.unpacked(bytes.fromhex(kept["pair"])) if "pair" in kept else None,
            since=kept.get("since", 0),
            tries=tuple(kept.get("tries", ())),
            aside=CaseId(bytes.fromhex(kept["aside"])) if "aside" in kept else None,
            asked=asked,
            asked_at=asked_at,
            place=place,
            first=bytes.fromhex(first),
            fresh=Print.unpacked(bytes.fromhex(kept["fresh"])) if "fresh" in kept else None,
            sham=kept.get("sham", False),
            doubted=kept.get("doubted", 0),
        )


NOTHING = Own()
