"""What is wanted of First Responders, and of the time after a referral. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.model import CaseId, StaffId
from handoff.referral.directory import Ended, State


@dataclass(frozen=True, slots=True)
class OfResponders:
    """A room of its own carries these out."""


@dataclass(frozen=True, slots=True)
class ShowResponders(OfResponders):
    """Who can be asked for this case. `words`: what the holder says of the person first."""

    case: CaseId
    by: StaffId
    words: tuple[str, ...] = ()
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class AskResponder(OfResponders):
    """The holder has asked one. The offer ends by itself when nobody answers."""

    case: CaseId
    by: StaffId
    organisation: str


@dataclass(frozen=True, slots=True)
class AskWhy(OfResponders):
    """They said no: which no?"""

    case: CaseId
    by: StaffId
    nr: int


@dataclass(frozen=True, slots=True)
class EndTry(OfResponders):
    """`by`: None where nobody has answered in time."""

    case: CaseId
    by: StaffId | None
    nr: int
    ended: Ended


@dataclass(frozen=True, slots=True)
class KeepAnswer(OfResponders):
    """In which words the last one that was asked has answered."""

    case: CaseId
    by: StaffId
    words: str
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class ShowCapacity(OfResponders):
    to: StaffId


@dataclass(frozen=True, slots=True)
class SayCapacity(OfResponders):
    by: StaffId
    organisation: str
    state: State
    weeks: int
    how: str


@dataclass(frozen=True, slots=True)
class Follow(OfResponders):
    """The dates after the referral: shown, or first changed by what somebody says. `words`: empty to be shown only."""

    case: CaseId
    by: StaffId
    words: tuple[str, ...] = ()
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class Remind(OfResponders):
    """The morning has come on which somebody is to be told of a date."""

    case: CaseId
