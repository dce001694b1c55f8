"""What takes two people: to hold a case for the law, to end that, to keep one in which nothing happens, to take out
more packs than one may in a day, and to refer somebody without her yes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from handoff.model import Case, Refused, Staff, StaffId
from handoff.reading import LEAST
from handoff.roles import Act, may

LONGEST = 90  # days of one hold; another one is asked for like the first
TOLD_BEFORE = 7  # days before a hold ends
AGREED_WITHIN = timedelta(days=7)  # whoever agrees later may agree to what nobody wants any more


class Two(StrEnum):
    HOLD = "hold"
    LIFT = "lift"
    KEEP = "keep"
    EXPORT = "export"
    BASIS = "basis"


_ASK: Mapping[Two, Act] = {
    Two.HOLD: Act.ASK_HOLD,
    Two.LIFT: Act.ASK_HOLD,
    Two.KEEP: Act.ASK_KEEP,
    Two.EXPORT: Act.EXPORT,
    Two.BASIS: Act.INTERVIEW,
}
_AGREE: Mapping[Two, Act] = {
    Two.HOLD: Act.AGREE_HOLD,
    Two.LIFT: Act.AGREE_HOLD,
    Two.KEEP: Act.AGREE_KEEP,
    Two.EXPORT: Act.AGREE_EXPORT,
    Two.BASIS: Act.AGREE_BASIS,
}


def ask(what: Two, case: Case, by: Staff, why: str, days: int, *, held: bool) -> Refused | None:
    """`held`: whether the case is now. None: she may, and nothing changes before a second person agrees."""
    if not may(_ASK[what], by, case):
        return _why_not(by)
    if what in (Two.KEEP, Two.EXPORT, Two.BASIS):
        return None
    if what is Two.LIFT and not held:
        return Refused("not_on_hold")
    if what is Two.HOLD and not 1 <= days <= LONGEST:
        return Refused("hold_days")
    return None if len("".join(why.split())) >= LEAST else Refused("hold_words")


def agree(what: Two, case: Case, by: Staff, asked_by: StaffId) -> Refused | None:
    if may(_AGREE[what], by, case, whose=asked_by):
        return None
    return Refused("asked_yourself") if by.id == asked_by and by.active else _why_not(by)


def may_agree(what: Two, case: Case, by: Staff, asked_by: StaffId) -> bool:
    return agree(what, case, by, asked_by) is None


def _why_not(by: Staff) -> Refused:
    return Refused("not_staff" if by.active else "frozen")
