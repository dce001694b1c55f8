"""What is wanted with the words by which she is known again. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass

from handoff.model import CaseId, StaffId

WORD, WAY = "word.", "way."
"""The beginnings of what her buttons carry."""


@dataclass(frozen=True, slots=True)
class Choose:
    """She begins to choose a word, on this message; or leaves it at one word (`alone`)."""

    place: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """She is shown words to come back with, has them, or has some from before. `step`: show, have or give."""

    step: str
    place: int


@dataclass(frozen=True, slots=True)
class AskWord:
    """Whoever holds the case would like to know that it is she."""

    case: CaseId
    by: StaffId


@dataclass(frozen=True, slots=True)
class DropWord:
    """She has forgotten her word, and whoever holds the case is sure that it is she: she can choose another."""

    case: CaseId
    by: StaffId


@dataclass(frozen=True, slots=True)
class Lift:
    """Somebody has made sure that she is free again: her chat shows the case as before."""

    case: CaseId
    by: StaffId


@dataclass(frozen=True, slots=True)
class LetBack:
    """A person has made sure that it is she who asks from another phone, or that it is not."""

    case: CaseId
    by: StaffId
    yes: bool


OfWords = Choose | Return | AskWord | DropWord | Lift | LetBack
