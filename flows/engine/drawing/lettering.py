"""Texts made fit for a picture: nothing hidden in them, measured, broken into lines, shortened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

ELLIPSIS = "\u2026"
_JOINERS = "\u200c\u200d"  # some scripts cannot be written without them
_NUMBER = re.compile(r"\+?[0-9](?:(?:[./:-]|[ \u00a0]\(?|\)[ \u00a0]?)?[0-9])+")
_LRI, _FSI, _PDI, _LRM = "\u2066", "\u2068", "\u2069", "\u200e"

# Of the widest usual fonts (Verdana, DejaVu Sans), in hundredths of the letter size: others leave some room.
_WIDTHS: Mapping[str, int] = {
    letter: width
    for letters, width in (
        ("ijlI|'", 30), (" .,J", 33), ("f:;/\\t-", 39), ("()[]!r", 42), ('"?_sz', 53), ("ckvxyLFT", 61),
        ("aeognhbdpquABKPRSEVXYZ0123456789$+=<>*^~", 69), ("CDGHNOQU{}&#", 80), ("wmMW@%", 99),
    )
    for letter in letters
}  # fmt: skip
_SCRIPTS = (("ARABIC", 65), ("HEBREW", 65), ("THAI", 65), ("LATIN", 70), ("CYRILLIC", 75), ("GREEK", 70))


def clean(text: str) -> str:
    """On one line, without direction marks and other letters that nobody sees: they would reach beyond their text."""
    kept = (
        " " if letter.isspace() or unicodedata.category(letter) == "Cc" else letter
        for letter in text
        if letter in _JOINERS or letter.isspace() or unicodedata.category(letter) not in ("Cf", "Cs", "Cn", "Co")
    )
    return " ".join("".join(kept).split())


def right_to_left(text: str) -> bool:
    """By the first letter of the whole text that has a direction, as browsers do."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def isolated(text: str) -> str:
    """For a line that holds more than this text."""
    return f"{_FSI}{ordered(text)}{_PDI}" if right_to_left(text) else text


def ordered(text: str) -> str:
    """For a line that runs from right to left: the groups of a number keep their order in it."""
    return _NUMBER.sub(lambda found: f"{_LRI}{_LRM}{found.group()}{_LRM}{_PDI}", text)


def width(text: str, size: float) -> float:
    return sum(map(_letter_width, text)) * size / 100


def _letter_width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if _joined(letter):
        return 0 if unicodedata.category(letter) != "Mc" else 60
    name = unicodedata.name(letter, "")
    return next((wide for script, wide in _SCRIPTS if name.startswith(script)), 105)


def _joined(letter: str) -> bool:
    """Stands on or beside the letter before it and cannot be parted from it."""
    return unicodedata.category(letter).startswith("M") or letter in _JOINERS


def wrapped(text: str, size: float, widest: float, most: int) -> tuple[str, ...]:
    """At most `most` lines, none wider than `widest`; what is left out is three dots."""
    lines: list[str] = []
    for line in _lines(clean(text), size, widest):
        if len(lines) == most:
            lines[-1] = _shortened(lines[-1], size, widest)
            break
        lines.append(line)
    plain = (line.replace("\u00a0", " ") for line in lines)
    return tuple(map(ordered, plain) if right_to_left(text) else plain)


def _lines(text: str, size: float, widest: float) -> Iterator[str]:
    text = _NUMBER.sub(lambda found: found.group().replace(" ", "\u00a0"), text)
    line = ""
    for word in text.split(" "):
        for piece in _pieces(word, size, widest):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer, size) > widest:
                yield line
                longer = piece
            line = longer
    if line:
        yield line


def _pieces(word: str, size: float, widest: float) -> Iterator[str]:
    """A word that is wider than a line, in several; scripts without spaces need it."""
    piece = ""
    for letter in word:
        if piece and not _joined(letter) and width(piece + letter, size) > widest:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _shortened(line: str, size: float, widest: float) -> str:
    while line and width(line + ELLIPSIS, size) > widest:
        line = line[:-1]
    return line.rstrip(" ,;:.\u00a0") + ELLIPSIS
