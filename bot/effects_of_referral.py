"""What the interview for a referral wants done. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.heard import Heard
from bot.ledger.referrals import Awaited
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class OfReferral:
    """`until`: how long the claim now holds, because its holder did something."""

    case: CaseId
    by: StaffId
    until: datetime


@dataclass(frozen=True, slots=True)
class Tap(OfReferral):
    """A button of one of its screens. `message`: in whose place the next screen comes; 0: below everything."""

    act: str
    rest: str
    message: int


@dataclass(frozen=True, slots=True)
class Wrote(OfReferral):
    """What was awaited has come. It goes to nobody."""

    heard: Heard
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class Wordless(OfReferral):
    """A photo or the like has come while words were awaited."""

    heard: Heard
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class Unsure(OfReferral):
    """Words of which nobody can say whether they are the answer or for her: kept, and asked about."""

    heard: Heard
    awaited: Awaited


@dataclass(frozen=True, slots=True)
class Quote(OfReferral):
    """The message that `heard` replies to is to stand under the question that `words` are about."""

    heard: Heard
    words: str
