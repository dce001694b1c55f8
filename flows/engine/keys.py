"""What a form of the flow language is made of: its keys, what stands after each of them, and what that means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Holds(Enum):
    """What stands after a key."""

    PEOPLE = "a text that people read"  # and so is translated
    WORD = "one word or text"
    STEP = "the name of a step"
    FLAG = "yes or no"
    COUNT = "a whole number"
    DAY = "a day, as in 2026-11-23"
    NAMES = "a list of names"
    LIST = "a list"
    BLOCK = "names with values"
    NAMED = "names, each with its values"


@dataclass(frozen=True, slots=True)
class Key:
    """`words`: nothing else can stand here. `name`: how it is written. `form`: what stands in the block, in each thing
    of the list, or under each name. `own`: its absence is a fault with a sentence of its own."""

    holds: Holds
    means: str
    words: tuple[str, ...] = ()
    name: re.Pattern[str] | None = None
    form: Form | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """`what` names the thing for the author: "a step", "a button"."""

    what: str
    means: str
    must: Mapping[str, Key]
    may: Mapping[str, Key] = field(default_factory=dict)
    keys: Mapping[str, Key] = field(init=False)  # both, in the order in which an author is told of them

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", {**self.must, **self.may})
