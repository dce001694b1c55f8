"""What the report counts, in which steps, and which of them are told together where there are few: a step says nothing
of one person, and what is put together was chosen before anything was counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from handoff.statistics import Grade

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


def _alone(values: Sequence[str]) -> Grade:
    return [(value,) for value in values]


_LATE = ("28-55", "56-111", "112+")
DAYS: Sequence[Grade] = (
    _alone([*(name for _, name in _DAYS), "112+", NOT_KNOWN]),
    [("0-6",), ("7-13",), ("14-27",), _LATE, (NOT_KNOWN,)],
    [("0-6", "7-13", "14-27"), _LATE, (NOT_KNOWN,)],
    [("0-6", "7-13", "14-27"), (*_LATE, NOT_KNOWN)],
)
TRIES: Sequence[Grade] = (
    _alone([*(name for _, name in _TRIES), "6+"]),
    [("1",), ("2", "3"), ("4-5", "6+")],
    [("1",), ("2", "3", "4-5", "6+")],
)
HOURS: Sequence[Grade] = (
    _alone([*(name for _, name in _HOURS), "40+", NOT_KNOWN]),
    [("1-4", "5-9"), ("10-19",), ("20-39", "40+"), (NOT_KNOWN,)],
    [("1-4", "5-9", "10-19"), ("20-39", "40+"), (NOT_KNOWN,)],
    [("1-4", "5-9", "10-19"), ("20-39", "40+", NOT_KNOWN)],
)
_NO_ROOM, _NOT_FOR_HER = ("closed-intake", "waiting-list"), ("outside-remit", "no-interpreter", "told-elsewhere")
_NO_WORD = ("no-answer", "withdrawn")
REASONS: Sequence[Grade] = (
    _alone([*_NO_ROOM, *_NOT_FOR_HER, "other", *_NO_WORD]),
    [*_alone(_NO_ROOM), _NOT_FOR_HER, ("other", *_NO_WORD)],
    [_NO_ROOM, _NOT_FOR_HER, ("other", *_NO_WORD)],
    [_NO_ROOM, (*_NOT_FOR_HER, "other", *_NO_WORD)],
)
_OUTCOMES: Sequence[Grade] = (_alone(("positive", "negative")),)


def measures(languages: Sequence[str]) -> Mapping[str, Mapping[str, Sequence[Grade]]]:
    """What comes to pass -> by what it is split -> its grades. `languages`: all that people can choose here."""
    others = tuple(code for code in languages if code != "en")
    spoken: Sequence[Grade] = (_alone(("en", *others)), [("en",), others])
    return {
        "accepted": {"days": DAYS, "tries": TRIES, "language": spoken if others else (_alone(("en",)),)},
        "not-accepted": {"reason": REASONS},
        "sent": {"days": DAYS, "hours": HOURS},
        "rg": {
            "outcome": _OUTCOMES, "days": DAYS,
            "target": (_alone(("in-time", "later", NOT_KNOWN)), [("in-time",), ("later", NOT_KNOWN)]),
        },
        "cg": {"outcome": _OUTCOMES, "days": DAYS},
        "asked-again": {
            "in-time": (_alone(("yes", "no", NOT_KNOWN)), [("yes",), ("no", NOT_KNOWN)]),
            "ground": (_alone(("evidence", "guidance", "both")), [("evidence", "both"), ("guidance",)]),
        },
        "looked-again": {"outcome": (_alone(("changed", "same")),)},
    }  # fmt: skip
