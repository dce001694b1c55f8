"""The ledger of consents. Rows are only added; the newest one about a thing counts, and a withdrawal is a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    TALK = "talk"
    KEEP = "keep"
    PREPARE = "prepare"
    REFER = "refer"
    CONTACT = "contact"  # `about`: by this channel in these hours
    SHARE = "share"  # `about`: with whom


class Variant(StrEnum):
    REFERRAL = "referral"
    NOTIFY = "duty to notify"
    CHILD = "child, or age not sure"


@dataclass(frozen=True, slots=True)
class Row:
    """`basis`: why it holds without her, and who has decided that; only where no consent is asked for. `second`: who
    else has agreed to that. One person alone decides nothing against her."""

    purpose: Purpose
    given: bool
    version: str  # of the wording that she was shown
    language: str
    at: datetime
    about: str = ""
    basis: str = ""
    second: str = ""

    @property
    def waits(self) -> bool:
        """For the second person; until then it is as if it were not written."""
        return bool(self.basis) and not self.second


NEEDED: Mapping[Variant, tuple[Purpose, ...]] = {
    Variant.REFERRAL: (Purpose.KEEP, Purpose.PREPARE, Purpose.REFER, Purpose.SHARE),
    Variant.NOTIFY: (Purpose.KEEP, Purpose.PREPARE, Purpose.SHARE),
    Variant.CHILD: (Purpose.KEEP, Purpose.PREPARE, Purpose.REFER, Purpose.SHARE),
}
"""No pack leaves without each of these, to the one it goes to."""

WITHOUT_HER: Mapping[Variant, frozenset[Purpose]] = {
    Variant.REFERRAL: frozenset(),
    Variant.NOTIFY: frozenset({Purpose.SHARE}),
    Variant.CHILD: frozenset({Purpose.KEEP, Purpose.PREPARE, Purpose.REFER, Purpose.SHARE}),
}
"""Where a row may rest on a basis. An adult who is referred has agreed to everything herself."""


def standing(rows: Iterable[Row], purpose: Purpose, about: str, now: datetime) -> Row | None:
    """The row that counts now, or None: never asked, refused, or withdrawn. A basis that waits changes nothing."""
    own = [row for row in rows if row.purpose is purpose and row.about == about and row.at <= now and not row.waits]
    newest = max(reversed(own), key=lambda row: row.at, default=None)  # of two at once the later written one
    return newest if newest is not None and newest.given else None


def waiting(rows: Iterable[Row]) -> list[Row]:
    """Bases to which a second person can agree. What she has said since ends them."""
    newest = {(row.purpose, row.about): row for row in rows}
    return [row for row in newest.values() if row.waits]


def withdrawn(row: Row, now: datetime) -> Row:
    """One tap. It needs no reason and no wording."""
    return Row(row.purpose, False, row.version, row.language, now, row.about)


def lacking(rows: Iterable[Row], variant: Variant, to: str, now: datetime) -> tuple[Purpose, ...]:
    """What keeps a pack from leaving to `to`. Empty when it may."""
    known = tuple(rows)
    return tuple(purpose for purpose in NEEDED[variant] if not _holds(known, variant, purpose, to, now))


def _holds(rows: tuple[Row, ...], variant: Variant, purpose: Purpose, to: str, now: datetime) -> bool:
    row = standing(rows, purpose, to if purpose is Purpose.SHARE else "", now)
    return row is not None and (not row.basis or purpose in WITHOUT_HER[variant])
