"""What this process has done since it began: numbers under fixed words, about nobody. `/metrics` reads them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.outgoing import Fate

KINDS = frozenset({"screen", "words", "notice", "card", "edit", "tidy", "topic", "sign"})
FATES = frozenset({"sent", "later", "failed", "blocked", "unknown", "stale", "silent"})
OTHER = "other"
"""Whatever is not among the words: what somebody else says must not become a label."""


@dataclass(slots=True)
class Spread:
    """How many were at most so much, edge by edge; and all of them together."""

    edges: tuple[float, ...]
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.edges) + 1)

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.edges, value)] += 1
        self.total += value


@dataclass(slots=True)
class Counts:
    """Each number is written by one thread; a reader that comes between two of them is one too early."""

    updates: int = 0  # on disk, those that came again with them
    batches: Spread = field(default_factory=lambda: Spread((0, 1, 2, 4, 8, 16, 32, 64)))
    seconds: Spread = field(default_factory=lambda: Spread((0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5)))
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind of call, what became of it
    alarms: Counter[tuple[str, str]] = field(default_factory=Counter)  # way out, accepted or not

    def committed(self, updates: int, seconds: float) -> None:
        self.updates += updates
        self.batches.add(updates)
        self.seconds.add(seconds)

    def became(self, fate: Fate) -> None:
        kind, state = fate.call.kind, fate.state
        self.calls[kind if kind in KINDS else OTHER, state if state in FATES else OTHER] += 1

    def alarm(self, channel: str, *, accepted: bool) -> None:
        self.alarms[channel, "accepted" if accepted else "not_accepted"] += 1


class Gauge(NamedTuple):
    """Something that a part of the house knows now and `/metrics` shows, under a name that is listed there. `values`:
    all that its label can be."""

    name: str
    label: str
    values: frozenset[str]
    read: Callable[[], Mapping[str, float]]
