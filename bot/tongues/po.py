"""A catalogue as the commands change it, and its one written form.

Babel reads: it knows every corner of the format. It is not used to write, because it wraps comments (a previous English
becomes two broken lines) and cannot keep one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, denormalize, normalize

from bot.tongues import headers

FUZZY = "fuzzy"
TOLD = ("#.", "#:")
_PREVIOUS = re.compile(r'\|\s*(?:msgid )?(".*")')


class Unreadable(Exception):
    """This is no catalogue. `at`: the line, from 0."""

    def __init__(self, at: int) -> None:
        super().__init__("this catalogue cannot be read")
        self.at = at


class AsRead(Catalog):
    """Babel makes one of two entries with one key; here both are remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:
        self.all.append(message)
        super().__setitem__(id, message)


def parsed(source: bytes) -> AsRead:
    """Without what translators are told: a third of all lines, made anew with every update, and never asked for."""
    found = AsRead()
    try:
        lines = source.decode("utf-8").split("\n")
        PoFileParser(found, abort_invalid=True).parse("" if line.startswith(TOLD) else line for line in lines)
    except (PoFileError, UnicodeDecodeError, ValueError) as wrong:
        at = getattr(wrong, "lineno", None)
        raise Unreadable(at if isinstance(at, int) else 0) from wrong
    return found


@dataclass(slots=True)
class Entry:
    """One text under its key. `notes`: the lines that people write (who made it, who signed); `told`: what translators
    are told, made anew with every update. `was`: the English it was translated from, where that is another."""

    key: str
    english: str
    text: str = ""
    notes: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    was: str = ""
    told: Sequence[str] = ()
    place: str = ""

    @property
    def fuzzy(self) -> bool:
        return FUZZY in self.flags

    @property
    def empty(self) -> bool:
        return not self.text.strip()


@dataclass(slots=True)
class Catalogue:
    """`head`: its first entry with the comment above it, as it is written. `gone`: entries whose text is no more."""

    head: str
    entries: dict[str, Entry] = field(default_factory=dict)
    gone: dict[str, Entry] = field(default_factory=dict)


def read(source: bytes) -> Catalogue:
    """Raises `Unreadable`. A gate tells where a key stands twice; here the first one counts, as for Babel."""
    return of(parsed(source), source)


def of(found: AsRead, source: bytes) -> Catalogue:
    text = source.decode("utf-8").replace("\r\n", "\n").lstrip("\ufeff")
    head = text.partition("\n\n")[0].strip("\n") if 'msgid ""' in text.partition("\n\n")[0] else ""
    entries = [_entry(message) for message in found if message.id]
    gone = [_entry(message) for message in found.obsolete.values()]
    return Catalogue(head, {entry.key: entry for entry in entries}, {entry.key: entry for entry in gone})


def _entry(message: Message) -> Entry:
    text = message.string if isinstance(message.string, str) else ""
    english = message.id if isinstance(message.id, str) else str(message.id[0])
    notes = [line for line in message.user_comments if not line.startswith("|")]
    return Entry(message.context or "", english, text, notes, set(message.flags), previous(message))


def previous(message: Message) -> str:
    """The English below `#|`, which Babel takes for comments."""
    lines = [found[1] for line in message.user_comments if (found := _PREVIOUS.fullmatch(line))]
    return denormalize("\n".join(lines)) if lines else ""


def twice(found: AsRead) -> tuple[Message, ...]:
    """Entries whose key has stood there before: nobody can know which of them is meant."""
    seen, again = set[str](), list[Message]()
    for message in found.all:
        again += [message] if message.context in seen else []
        seen |= {message.context} if message.context else set()
    return tuple(again)


def write(catalogue: Catalogue) -> bytes:
    blocks = [catalogue.head or headers.template_head(), *map(_written, catalogue.entries.values())]
    blocks += [_written(entry, "#~ ") for entry in catalogue.gone.values()]
    return ("\n\n".join(blocks) + "\n").encode()


def _written(entry: Entry, prefix: str = "") -> str:
    lines = [f"# {note}".rstrip() for note in entry.notes]
    if not prefix:
        lines += [f"#. {line}" for told in entry.told for line in told.splitlines() if line.strip()]
        lines += [f"#: {entry.place}"] if entry.place else []
    if entry.flags:
        lines.append(f"#, {', '.join(sorted(entry.flags, key=lambda flag: (flag != FUZZY, flag)))}")
    if entry.was:
        lines += _string("msgid", entry.was, "#| ")
    lines += _string("msgctxt", entry.key, prefix)
    lines += _string("msgid", entry.english, prefix)
    lines += _string("msgstr", entry.text, prefix)
    return "\n".join(lines)


def _string(keyword: str, text: str, prefix: str) -> Iterable[str]:
    first, *rest = normalize(text, width=0).split("\n")
    return [f"{prefix}{keyword} {first}", *(f"{prefix}{line}" for line in rest)]
