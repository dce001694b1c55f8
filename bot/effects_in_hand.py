"""What the holder of a case wants done with it, besides writing to it. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.heard import Heard
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class AskWhom:
    """A reply to a message of one case while she writes to another: kept, not sent, and asked about."""

    case: CaseId
    current: CaseId
    by: StaffId
    heard: Heard


@dataclass(frozen=True, slots=True)
class SendAsked:
    """The answer: words that were kept with `case` under this number go to `meant`, which may be the same."""

    case: CaseId
    meant: CaseId
    by: StaffId
    seq: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Renew:
    """The claim holds until then, because its holder did something."""

    case: CaseId
    by: StaffId
    until: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom she asked for, kept with her case: woman, man, or "" for anybody."""

    case: CaseId
    by: StaffId
    wish: str


@dataclass(frozen=True, slots=True)
class Revise:
    """A message of hers says something else now."""

    case: CaseId
    by: StaffId
    heard: Heard
    until: datetime


@dataclass(frozen=True, slots=True)
class Reveal:
    """What was kept under this number and covered, is to be shown."""

    case: CaseId
    by: StaffId
    seq: int


@dataclass(frozen=True, slots=True)
class ShowAgain:
    """The newest of what was said in the case, so many, to its holder."""

    case: CaseId
    by: StaffId
    most: int


@dataclass(frozen=True, slots=True)
class TakeDigest:
    """Of the file in the message of hers that `heard` replies to: it is fetched once, and its bytes are not kept."""

    case: CaseId
    by: StaffId
    heard: Heard


InHand = AskWhom | SendAsked | Renew | Wish | Revise | Reveal | ShowAgain | TakeDigest
