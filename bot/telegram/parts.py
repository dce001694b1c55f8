"""A text in as many parts as Telegram needs: never through the middle of what a reader sees as one sign."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]

_SIGNS = regex.compile(r"\X")
MOST_MARKS = 8  # on one letter; no script needs as many
_PILE = regex.compile(rf"(\p{{M}}{{{MOST_MARKS}}})\p{{M}}+")


def utf16(text: str) -> int:
    """Telegram counts in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def unpiled(text: str) -> str:
    """For showing only: a pile of marks on one letter covers the lines above and below. What is kept stays whole."""
    return text if text.isascii() else _PILE.sub(r"\1", text)


def parts(text: str, most: int, first: int | None = None) -> list[str]:
    """In order and complete but for blanks at the ends. Each takes at most `most` UTF-16 units, the first one `first`;
    each ends at a blank where there is one near its end. Telegram takes no part that is nothing but blanks."""
    room = most if first is None else first
    found: list[str] = []
    rest = text
    while utf16(rest) > room:
        cut = _cut(rest, room)
        found.append(rest[:cut])
        rest, room = rest[cut:], most
    found.append(rest)
    return [part.rstrip() for part in found if part.strip()]


def _cut(text: str, room: int) -> int:
    """Where to end: the place in the text, never 0. A sign that fills a whole message is cut where it must be."""
    end = used = blank = 0
    for sign in _SIGNS.finditer(text):
        used += utf16(sign[0])
        if used > room:
            break
        end = sign.end()
        if sign[0].isspace() and used > room * 3 // 4:
            blank = end
    return blank or end or _units(text, room)


def _units(text: str, room: int) -> int:
    cut = used = 0
    for letter in text:
        used += utf16(letter)
        if used > room and cut:
            break
        cut += 1
    return cut
