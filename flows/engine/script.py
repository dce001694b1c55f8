"""A test beside a flow: what she does, line by line, and what must come of it. Values, not texts: so it runs in every
language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flows.engine.model import Answer, Spot

# --- what she does, or what happens around her -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choose:
    value: str


@dataclass(frozen=True, slots=True)
class Type:
    text: str


@dataclass(frozen=True, slots=True)
class Send:
    kind: str  # voice | photo | document


@dataclass(frozen=True, slots=True)
class Word:
    """A word of her language with this meaning: hide, danger, person …"""

    meaning: str


@dataclass(frozen=True, slots=True)
class Wait:
    long: timedelta


@dataclass(frozen=True, slots=True)
class TeamIs:
    open: bool


Act = Choose | Type | Send | Word | Wait | TeamIs

# --- what must come of it ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class See:
    """A step that the last turn came by, "flow.step"; a sentence of the program is "globals.its_name"."""

    name: str


@dataclass(frozen=True, slots=True)
class Shows:
    fact: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class HandedOver:
    """None: the test does not say."""

    to: str
    urgency: str | None
    summary: tuple[str, ...] | None


Check = See | Shows | HandedOver


@dataclass(frozen=True, slots=True)
class Line:
    says: Act | Check
    spot: Spot


@dataclass(frozen=True, slots=True)
class Kept:
    """`where` is case or visit."""

    where: str
    names: tuple[str, ...]
    spot: Spot


@dataclass(frozen=True, slots=True)
class FlowTest:
    """`languages` is empty for all that there are. `at_most`: taps and messages."""

    name: str
    flow: str
    spot: Spot
    given: Mapping[str, Answer]
    languages: tuple[str, ...]
    script: tuple[Line, ...]
    kept: tuple[Kept, ...]
    never: tuple[tuple[str, Spot], ...]
    at_most: tuple[int, Spot] | None


_LONG = re.compile(r"([0-9]{1,4}) ?(m|minutes?|h|hours?|d|days?)\Z")


def how_long(written: str) -> timedelta | None:
    """ "30 hours", "30h", "2 days"; None where it is not understood."""
    found = _LONG.match(written.strip())
    if found is None:
        return None
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2][0]]
    return timedelta(**{unit: int(found[1])})
