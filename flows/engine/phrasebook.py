"""The phrasebook: what an advocate can send in the worker's language, found by English words. Data, and a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.engine.hear import normalise
from flows.engine.model import Spot

SLOT_KINDS = ("fact", "day", "time", "choice", "word")
CARE = ("safety", "consent")
"""Phrases that go in their own signed words or not at all: they are never edited and never translated by a machine."""

LONGEST_WORD = 40  # letters of what an advocate fills in herself
_ENOUGH = 4  # letters of a known word that may begin a longer one: interpreter finds interpreters


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap of a phrase. `facts`: the names that can stand there. `choices`: value -> text key. `ask` is for staff."""

    name: str
    kind: str
    ask: str
    facts: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text` is a text key. `care`: safety, consent, or "" for everyday words."""

    name: str
    text: str
    tags: tuple[str, ...]
    care: str
    slots: tuple[Slot, ...]
    spot: Spot

    @property
    def texts(self) -> tuple[str, ...]:
        """Keys of all that is translated of it."""
        return (self.text, *(key for slot in self.slots for key in slot.choices.values()))

    def open(self, filled: Mapping[str, str]) -> Slot | None:
        """The first gap that nothing stands in yet."""
        return next((slot for slot in self.slots if slot.name not in filled), None)


class Hits(NamedTuple):
    """The best ones first, and how many there are besides."""

    best: tuple[Phrase, ...]
    more: int


def find(phrases: Iterable[Phrase], english: Mapping[str, str], wanted: str, most: int) -> Hits:
    """By tag, by name and by what the phrase says, whole words before beginnings of words. Where some have all the
    words that were asked for, those; else whichever have most of them. Without words: as the book begins."""
    words = normalise(wanted).split()
    ranked = [(_score(phrase, english[phrase.text], words), phrase) for phrase in phrases]
    reached = max((matched for (matched, _), _ in ranked), default=0)
    found = [(score, phrase) for (matched, score), phrase in ranked if matched == reached and (reached or not words)]
    found.sort(key=lambda each: -each[0])
    return Hits(tuple(phrase for _, phrase in found[:most]), max(0, len(found) - most))


def _score(phrase: Phrase, english: str, words: list[str]) -> tuple[int, int]:
    """How many of the words are met, and how well altogether."""
    tags = {part for tag in phrase.tags for part in normalise(tag).split()}
    named, said = set(phrase.name.split("_")), set(normalise(english).split())
    each = [_met(word, tags, named, said) for word in words]
    return sum(score > 0 for score in each), sum(each)


def _met(word: str, tags: set[str], named: set[str], said: set[str]) -> int:
    for score, known in ((6, tags), (5, named), (3, said)):
        if word in known:
            return score
    for score, known in ((4, tags), (4, named), (1, said)):
        if any(_begins(word, other) for other in known):
            return score
    return 0


def _begins(word: str, known: str) -> bool:
    return known.startswith(word) or (len(known) >= _ENOUGH and word.startswith(known))
