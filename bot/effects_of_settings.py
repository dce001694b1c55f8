"""What her settings want done. Part of the union in `effects.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Erase:
    """All that is kept about her. `confirmed`: it is she, and nobody who has her phone."""

    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class TakeBackErasing:
    """What was sealed because somebody with her phone wanted it gone is opened again. Done only when `confirmed`."""

    confirmed: bool


@dataclass(frozen=True, slots=True)
class ShowKept:
    """What is kept about her, in kinds and numbers; in place of message `place`, or below everything (0)."""

    place: int


@dataclass(frozen=True, slots=True)
class ShowWords:
    """What she wrote, the newest first page. She has just said that nobody else sees the phone."""

    page: int
    place: int


@dataclass(frozen=True, slots=True)
class Tidy:
    """After so many hours what stands in her chat goes by itself; of `handoff.tidy.CHOICES`, or NEVER."""

    hours: int


OfSettings = Erase | TakeBackErasing | ShowKept | ShowWords | Tidy
