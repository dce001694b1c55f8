"""responders.yaml as it was read: who can make a referral, and for whom. Data only; who fits is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flows.engine.fault import Fault
from flows.engine.model import Spot


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What somebody has said of how many an organisation takes."""

    state: str  # open | waiting-list | paused
    said: date
    source: str
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Responder:
    """Empty `sexes`, `types` and `only` restrict nothing; empty `languages`: nobody has said. `order`: 0 is none."""

    name: str
    title: str
    statutory: bool
    nations: frozenset[str]
    ages: frozenset[str]
    sexes: frozenset[str]
    types: frozenset[str]
    only: tuple[str, ...]
    languages: frozenset[str]
    contacts: tuple[str, ...]  # names of facts
    always_open: bool
    order: int
    intake: bool
    last: bool
    capacity: SaidOf | None
    note: str
    confirm: str
    source: str
    checked: date
    check_again: date
    checked_by: str
    confidence: str
    lines: tuple[str, ...]
    due: Spot  # where check_again stands, and its line
    due_line: str

    def in_date(self, on: date) -> bool:
        return on < self.check_again


def responders_due(known: Mapping[str, Responder], on: date) -> Iterator[Fault]:
    """Past its day an organisation is still proposed: advocates are told, and ask there before they rely on it."""
    for each in known.values():
        if not each.in_date(on):
            sentence = (
                f'"{each.title}" was due for a check on {each.check_again}; what it takes may be another thing now.'
            )
            fix = "Check the source, then write today's date in checked: and a new date in check_again:."
            yield Fault("F055", "warning", each.due, sentence, fix, each.due_line, len(each.check_again.isoformat()))
