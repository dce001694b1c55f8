"""What stands in the comments above an entry: who made the translation, who has signed it, since when it is gone.

A signature proves itself: it names the fingerprint of key, English and translation, so any change of one of them makes
it worthless, whatever program made the change. Nothing here writes one. Whoever signs writes the line by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import NamedTuple

_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_SIGNED = re.compile(rf"reviewed: {_DAY} by (\S+) #([0-9a-f]{{8}})")
_MADE = re.compile(rf"translated: {_DAY} by (\S+)")
_DRAFT = re.compile(r"draft: machine(?: by (\S+))?")
_GONE = re.compile(rf"gone: {_DAY}")
_SUGGESTED = "suggestion:"
SIGNED = b"# reviewed:"
"""Without this in a catalogue nothing of it is signed."""


class Signature(NamedTuple):
    day: str
    by: str
    fingerprint: str


def fingerprint(key: str, english: str, translation: str) -> str:
    return sha256(f"{key}\0{english}\0{translation}".encode()).hexdigest()[:8]


def signatures(notes: Iterable[str]) -> tuple[Signature, ...]:
    return tuple(Signature(*found.groups()) for note in notes if (found := _SIGNED.fullmatch(note.strip())))


def makers(notes: Iterable[str]) -> tuple[str, ...]:
    """Who must not sign it: whoever translated it, or brought what a machine made. "" stands for a machine alone; where
    nobody says who made it, there is nobody."""
    return tuple(found[found.lastindex or 0] if found.lastindex else "" for found in _origins(notes))


def _origins(notes: Iterable[str]) -> Iterator[re.Match[str]]:
    for note in notes:
        made = _MADE.fullmatch(note.strip()) or _DRAFT.fullmatch(note.strip())
        if made:
            yield made


def made_by(name: str, day: date) -> str:
    return f"translated: {day} by {name}"


def gone(day: date) -> str:
    return f"gone: {day}"


def gone_since(notes: Iterable[str]) -> date | None:
    found = (match for note in notes if (match := _GONE.fullmatch(note.strip())))
    return next((date.fromisoformat(match[1]) for match in found), None)


def suggestion(text: str, key: str) -> str:
    """Only for eyes: what is written here is shown to nobody else, and signed by nobody."""
    return f'{_SUGGESTED} "{" ".join(text.split())}" stands for the same English at {key}'


def without_signatures(notes: Iterable[str]) -> list[str]:
    return [note for note in notes if not note.lstrip().startswith("reviewed:")]


def as_it_is_made(notes: Iterable[str]) -> list[str]:
    """What a person has written above a text that is made anew: questions and remarks, no more."""
    own = ("reviewed:", "translated:", "draft:", "gone:", _SUGGESTED)
    return [note for note in notes if not note.lstrip().startswith(own)]


def without(notes: Iterable[str], begins: str) -> list[str]:
    return [note for note in notes if not note.lstrip().startswith(begins)]
