"""What is still open, in the order that helps most, and why each stands where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from handoff.referral.record import Field, Gap, Missing, Record, Told


class Helps(IntEnum):
    """The smaller, the sooner."""

    DECIDES = 0
    CONFIRM = 1
    NEEDED = 2
    NOT_ASKED = 3
    OPTIONAL = 4


WHY = {
    Helps.DECIDES: "which other questions are asked hangs on it",
    Helps.CONFIRM: "an answer is there already and waits to be confirmed",
    Helps.NEEDED: "the form does not go on without it",
    Helps.NOT_ASKED: "it was not asked yet, and the form does not go on without it",
    Helps.OPTIONAL: "the form goes on without it, and a full account is believed more easily",
}


class Open(NamedTuple):
    field: Field
    helps: Helps

    @property
    def why(self) -> str:
        return WHY[self.helps]


def still_open(asked: Iterable[Field], record: Record) -> list[Open]:
    """Of the fields that are asked on the way that her answers take, in its order. A question that she does not wish to
    answer, or whose answer nobody knows, is settled: nobody is pressed twice."""
    found = (Open(field, helps) for field in asked if (helps := _helps(field, record)) is not None)
    return sorted(found, key=lambda it: it.helps)


def _helps(field: Field, record: Record) -> Helps | None:
    entry = record.entries.get(field.name)
    if isinstance(entry, Told):
        return None if entry.confirmed else Helps.DECIDES if field.decides else Helps.CONFIRM
    if isinstance(entry, Gap):
        asked = entry.what is not Missing.NOT_ASKED
        return None if asked or field.optional else Helps.NOT_ASKED
    if field.optional:
        return Helps.OPTIONAL
    return Helps.DECIDES if field.decides else Helps.NEEDED
