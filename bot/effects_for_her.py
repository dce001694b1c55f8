"""What concerns her wait and her phone: when to write, whom she wants, how it was. A part of `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.model import CaseId
from handoff.safe_hours import SafeHours


@dataclass(frozen=True, slots=True)
class Asked:
    """Her wait begins, anew if she was here before: her place and what she can be told are noted."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class Here:
    """A sign of life: she is at the phone, so what is held for her may come."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class Keep:
    """The hours in which it is safe to write to her."""

    case: CaseId
    hours: SafeHours


@dataclass(frozen=True, slots=True)
class Want:
    """Whom she would rather talk with: woman, man, or "" for anybody."""

    case: CaseId
    wish: str


@dataclass(frozen=True, slots=True)
class Due:
    """A time has come that was kept for her: a window opens, a promise ends, a question is to be asked."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class Spare:
    """She is not to be asked how it was."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class Rate:
    """Her answer to the question that stands; counted, and never with her case."""

    case: CaseId
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Her answer to what she was asked last for a referral."""

    case: CaseId
    given: bool


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Everything that she has said yes to for a referral."""

    case: CaseId


ForHer = Asked | Here | Keep | Want | Due | Spare | Rate | Consent | TakeBack
