"""What the report counts, and in which steps: coarse enough that a step says nothing of one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

NOT_KNOWN = "not-known"
_DAYS = ((7, "0-6"), (14, "7-13"), (28, "14-27"), (56, "28-55"), (112, "56-111"))
_TRIES = ((2, "1"), (3, "2"), (4, "3"), (6, "4-5"))
_HOURS = ((5, "1-4"), (10, "5-9"), (20, "10-19"), (40, "20-39"))


def days_band(since: date | None, until: date) -> str:
    if since is None or since > until:
        return NOT_KNOWN
    return _step((until - since).days, _DAYS, "112+")


def tries_band(many: int) -> str:
    return _step(many, _TRIES, "6+")


def hours_band(hours: int | None) -> str:
    return NOT_KNOWN if hours is None else _step(hours, _HOURS, "40+")


def _step(value: int, steps: tuple[tuple[int, str], ...], last: str) -> str:
    return next((name for below, name in steps if value < below), last)


DAYS = (*(name for _, name in _DAYS), "112+", NOT_KNOWN)
REASONS = (
    "closed-intake", "waiting-list", "outside-remit", "no-interpreter", "told-elsewhere", "other", "no-answer",
    "withdrawn",
)  # fmt: skip
OUTCOMES = ("positive", "negative")

MEASURES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "accepted": {"days": DAYS, "tries": (*(name for _, name in _TRIES), "6+"), "language": ()},
    "not-accepted": {"reason": REASONS},
    "sent": {"days": DAYS, "hours": (*(name for _, name in _HOURS), "40+", NOT_KNOWN)},
    "rg": {"outcome": OUTCOMES, "days": DAYS, "target": ("in-time", "later", NOT_KNOWN)},
    "cg": {"outcome": OUTCOMES, "days": DAYS},
    "asked-again": {"in-time": ("yes", "no", NOT_KNOWN), "ground": ("evidence", "guidance", "both")},
    "looked-again": {"outcome": ("changed", "same")},
}
"""What comes to pass -> by what it is split -> its values in their order; no values: whatever the desk speaks."""
