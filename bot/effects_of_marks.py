"""What stands beside words: signs under them, words taken back, “typing…”. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.heard import Heard
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class Marked:
    """She put a sign under a message, or took it away."""

    case: CaseId
    heard: Heard


@dataclass(frozen=True, slots=True)
class Mark:
    """An advocate puts a sign under a message: under one of hers it says that it has been read."""

    case: CaseId
    by: StaffId
    heard: Heard
    until: datetime  # how long the claim now holds


@dataclass(frozen=True, slots=True)
class TakeBack:
    """An advocate deletes what she wrote to her: the message that `heard` replies to."""

    case: CaseId
    by: StaffId
    heard: Heard


@dataclass(frozen=True, slots=True)
class Typing:
    """An advocate is at something that ends in words for her. Shown now or not at all."""

    case: CaseId
    by: StaffId


@dataclass(frozen=True, slots=True)
class Back:
    """The chat had been closed on her side, and she writes again."""

    case: CaseId


@dataclass(frozen=True, slots=True)
class ListUndelivered:
    """What has not arrived, and how it stands: of one case, or of all that somebody holds."""

    to: StaffId
    case: CaseId | None


@dataclass(frozen=True, slots=True)
class ListUnreached:
    """The cases whose chat is closed on the worker's side, without a word of theirs."""

    to: StaffId


@dataclass(frozen=True, slots=True)
class NameTopic:
    """Somebody renamed a case's topic: it gets its name back, for a wrong one misleads whoever writes there."""

    case: CaseId
    by: StaffId
    heard: Heard


OfMarks = Marked | Mark | TakeBack | Typing | NameTopic | Back | ListUndelivered | ListUnreached
