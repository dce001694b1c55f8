"""What is known for a referral, field by field: in her words, with who translated them, or as a gap with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One of the form, as an interview asks it. `decides`: which others are asked hangs on it."""

    name: str
    label: str
    kind: Kind
    optional: bool = False
    limit: int | None = None  # letters
    values: tuple[str, ...] = ()
    decides: bool = False


class Missing(StrEnum):
    NOT_KNOWN = "not known"
    NOT_ASKED = "not asked"
    NOT_WISHED = "does not wish to say"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer. The form asks for reasons, so there is none without one."""

    what: Missing
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a gap needs its reason")


class From(StrEnum):
    ADVOCATE = "written by the advocate"
    FLOW = "answered in the chat with the bot"
    MESSAGE = "quoted from a message"
    EVIDENCE = "read in a document"
    HEARD = "written down from a voice message or a video"


@dataclass(frozen=True, slots=True)
class Source:
    """`ref` finds the message or file in the case; it leaves the case with no pack. `how` it was said: in this chat, on
    the phone, and the like."""

    what: From
    at: datetime
    ref: str = ""
    how: str = ""


NOBODY_YET = "nobody yet"
"""Has translated it: her words stand there, and no English beside them."""


@dataclass(frozen=True, slots=True)
class Words:
    """As she said it, in her language, and who brought it into English."""

    text: str
    language: str
    translated_by: str

    def __post_init__(self) -> None:
        if not self.translated_by.strip():
            raise ValueError("a translation needs its translator")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. `value` is what the form gets. A proposal waits until the advocate has confirmed it."""

    value: str
    source: Source
    words: Words | None = None
    confirmed: bool = True

    @property
    def untranslated(self) -> bool:
        return self.words is not None and self.words.translated_by == NOBODY_YET


Entry = Told | Gap


@dataclass(frozen=True, slots=True)
class Record:
    """Immutable: each change is a new one, so that what an export rested on can be kept."""

    entries: Mapping[str, Entry]

    def value(self, name: str) -> str | None:
        """What is settled there."""
        entry = self.entries.get(name)
        return entry.value if isinstance(entry, Told) and entry.confirmed else None

    def settled(self) -> Iterator[tuple[str, str]]:
        for name in self.entries:
            value = self.value(name)
            if value is not None:
                yield name, value

    def propose(self, name: str, told: Told) -> Record:
        """From elsewhere in the case. What somebody has settled is not asked for twice, and not overwritten."""
        if isinstance(self.entries.get(name), Told | Gap) and not self._is_proposal(name):
            return self
        return self.put(name, Told(told.value, told.source, told.words, confirmed=False))

    def confirm(self, name: str) -> Record:
        entry = self.entries.get(name)
        if not isinstance(entry, Told):
            return self
        return self.put(name, Told(entry.value, entry.source, entry.words))

    def put(self, name: str, entry: Entry) -> Record:
        return Record({**self.entries, name: entry})

    def _is_proposal(self, name: str) -> bool:
        entry = self.entries.get(name)
        return isinstance(entry, Told) and not entry.confirmed
