"""What the holder of a case wants done with the phrasebook. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.heard import Heard
from handoff.model import CaseId, StaffId


@dataclass(frozen=True, slots=True)
class FindPhrases:
    """Phrases for these English words, as buttons."""

    case: CaseId
    by: StaffId
    words: str
    reply_to: int


@dataclass(frozen=True, slots=True)
class DrawPhrase:
    """One of them: its first gap is asked for, or it is shown as she would read it. It is the draft of its case now."""

    case: CaseId
    by: StaffId
    name: str
    message: int  # that was tapped, and now shows it


@dataclass(frozen=True, slots=True)
class FillGap:
    """A button below the question for a gap: the nth that was offered."""

    case: CaseId
    by: StaffId
    seq: int
    nth: int
    message: int


@dataclass(frozen=True, slots=True)
class AskOwnWords:
    """A prompt for her own words in place of the phrase."""

    case: CaseId
    by: StaffId
    seq: int


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """A reply to what the draft asked: a gap is filled, or these are her own words. `until`: as in Reply."""

    case: CaseId
    by: StaffId
    seq: int
    heard: Heard
    until: datetime


@dataclass(frozen=True, slots=True)
class SendPhrase:
    case: CaseId
    by: StaffId
    seq: int
    message: int
    until: datetime


@dataclass(frozen=True, slots=True)
class LeavePhrase:
    case: CaseId
    by: StaffId
    seq: int
    message: int


@dataclass(frozen=True, slots=True)
class DraftOwn:
    """Her own words for a machine to translate; shown in both languages before anything is sent."""

    case: CaseId
    by: StaffId
    words: str
    reply_to: int


@dataclass(frozen=True, slots=True)
class SendOwn:
    """`both`: the machine's words with hers below; else hers alone."""

    case: CaseId
    by: StaffId
    seq: int
    message: int
    until: datetime
    both: bool


OfTheBook = FindPhrases | DrawPhrase | FillGap | AskOwnWords | AnswerDraft | SendPhrase | LeavePhrase
OfPhrases = OfTheBook | DraftOwn | SendOwn
