"""Recordings of what stands on the screens. Each is bound to the words that were read: where other words stand now, or
a fact in them is past its date, it is not played."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from flows.engine.bundle import Bundle

FOLDER = "voice"
"""Below the content root: voice/LANGUAGE/FLOW/STEP.ogg, and beside it STEP.sum with what it is bound to."""

LARGEST = 1_000_000
"""Bytes up to which Telegram shows an OGG file as a voice note."""

SIGN = "\N{SPEAKER WITH THREE SOUND WAVES}"
"""What stands on the button, in every language: who needs it may not read."""

LISTEN = "listen!"
"""The value of that button, with the ids of what it plays."""

_ID, MOST = 6, 5  # letters of an id, and ids on one button: more do not fit into its 64 bytes
_SUM = re.compile(rf"{FOLDER}/([a-z]{{2,3}}(?:-[A-Za-z]{{2,4}})?)/([a-z0-9-]+/[a-z0-9_]+)\.sum\Z")
_LINES = re.compile(r"words ([0-9a-f]{16})\nsound ([0-9a-f]{64})\n?\Z")
_READ = ("say", "ask", "hint", "consent.text", "consent.agree", "consent.refuse")
_DIRECTION = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))

Said = Callable[[str, str, date], str]
"""(text key, language, day) -> the text with its facts, as it stands on the screen."""


class Recording(NamedTuple):
    """`at`: flow/step, or globals/name. `words`: the fingerprint of what was read. `sound`: SHA-256 of the file."""

    language: str
    at: str
    words: str
    sound: str

    @property
    def id(self) -> str:
        return self.sound[:_ID]

    @property
    def file(self) -> str:
        """Below the content root."""
        return file_of(self.language, self.at)


def file_of(language: str, at: str) -> str:
    return f"{FOLDER}/{language}/{at}.ogg"


def sum_of(sound_file: str) -> str:
    return f"{sound_file.removesuffix('.ogg')}.sum"


def written(words: str, sound: bytes) -> str:
    """The file beside a recording."""
    return f"words {words}\nsound {sha256(sound).hexdigest()}\n"


def read(files: Mapping[str, bytes]) -> tuple[Recording, ...]:
    """Of a bundle. What cannot be read is no recording; the check tells it."""
    found = ((named(name), _LINES.match(source.decode("latin-1"))) for name, source in files.items())
    return tuple(Recording(*name, lines[1], lines[2]) for name, lines in found if name and lines)


def named(file: str) -> tuple[str, str] | None:
    """Language and place of a .sum file."""
    found = _SUM.match(file)
    return (found[1], found[2]) if found else None


class Script:
    """What is read aloud at each place: its text, and the buttons below it."""

    def __init__(self, bundle: Bundle, said: Said) -> None:
        self._bundle, self._said = bundle, said
        self._keys: dict[str, list[str]] = {}
        for key in bundle.written:
            flow, _, rest = key.partition("/")
            step, _, part = rest.partition("/")
            if flow == "globals" or part in _READ or part.startswith("option."):
                self._keys.setdefault(f"{flow}/{step}", []).append(key)

    def lines(self, at: str, language: str, today: date) -> tuple[str, ...] | None:
        """None: there is no such place, or what stands there differs from person to person."""
        keys = self._keys.get(at)
        if keys is None or not all(self._is_the_same_for_all(key) for key in keys):
            return None
        return tuple(self._said(key, language, today).translate(_DIRECTION) for key in keys)

    def words(self, at: str, language: str, today: date) -> str | None:
        """Their fingerprint."""
        lines = self.lines(at, language, today)
        return None if lines is None else sha256("\n\n".join((language, *lines)).encode()).hexdigest()[:16]

    def in_date(self, at: str, today: date) -> bool:
        """A voice cannot say that something may have changed: it is silent then."""
        facts = self._bundle.facts_of(self._keys.get(at, ()))
        return all(fact.in_date(today) for fact in facts if fact.footer)

    def _is_the_same_for_all(self, key: str) -> bool:
        facts = self._bundle.facts
        return all(name in facts and not facts[name].by for name in self._bundle.placeholders(key))


class Voice:
    """The recordings of one bundle. What may be heard of them today is looked up once a day."""

    def __init__(self, recordings: Iterable[Recording], script: Script) -> None:
        self._all = tuple(dict.fromkeys(recordings))
        self._script = script
        self._day = date.min
        self._today: dict[tuple[str, str], Recording] = {}

    def of(self, parts: Iterable[str], language: str, today: date) -> tuple[Recording, ...]:
        """Those of the texts on one screen, in their order. All of them fit on one button, or none is offered."""
        current = self._current(today)
        places = dict.fromkeys("/".join(part.split("/", 2)[:2]) for part in parts)
        found = tuple(current[language, at] for at in places if (language, at) in current)
        return found if len(found) <= MOST else ()

    def asked(self, value: str, language: str, today: date) -> tuple[Recording, ...]:
        """What a button plays. Nothing of it is believed: each must be one that may be heard today."""
        ids = list(_cut(value.removeprefix(LISTEN))) if value.startswith(LISTEN) else []
        heard = {each.id: each for (spoken, _), each in self._current(today).items() if spoken == language}
        return tuple(heard[id] for id in ids) if ids and all(id in heard for id in ids) else ()

    def _current(self, today: date) -> Mapping[tuple[str, str], Recording]:
        if today != self._day:
            self._day, self._today = today, {(each.language, each.at): each for each in self._heard(today)}
        return self._today

    def _heard(self, today: date) -> Iterator[Recording]:
        script = self._script
        for each in self._all:
            if each.words == script.words(each.at, each.language, today) and script.in_date(each.at, today):
                yield each


def button(recordings: Iterable[Recording]) -> str:
    """The value of a button that plays these."""
    return LISTEN + "".join(each.id for each in recordings)


def _cut(ids: str) -> Iterator[str]:
    for start in range(0, len(ids), _ID):
        yield ids[start : start + _ID]
