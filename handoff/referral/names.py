"""Who a person is, found in a text of a report that must name nobody: each word of a name that anybody has written down
anywhere, and what looks like a number or an address that is hers alone. It cannot find what nobody wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

_COMMON = frozenset(
    {"and", "for", "her", "him", "his", "may", "mrs", "not", "she", "the", "they", "was", "will", "you"}
)
"""Such a word counts as a name only where it is written like one."""

_DATE = re.compile(r"\b(?:(?:19|20)\d\d(?:[-./]\d{1,2}){0,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b")
_NUMBER = re.compile(r"(?<!\w)\+?\(?\d(?:[ ().+/-]{0,2}\d){6,}")
_PAPER = re.compile(r"\b[A-Za-z]{1,3}[ -]?\d{6,9}[A-Za-z]?\b")
_ADDRESS = re.compile(r"\S+@\S+\.\S+")


def folded(text: str) -> str:
    """Without case, accents and the marks that some scripts leave out."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter) and letter != "\N{ARABIC TATWEEL}")


def _words(text: str) -> Iterator[str]:
    """Letters with their marks; in many scripts a mark is no letter."""
    runs = groupby(text, key=lambda letter: unicodedata.category(letter)[0] in "LM")
    return ("".join(run) for inside, run in runs if inside)


class Names:
    """`written`: whatever stands anywhere as a name of hers, settled or proposed, in any script."""

    def __init__(self, written: Iterable[str]) -> None:
        known = {folded(word) for text in written for word in _words(text)}
        self._common = known & _COMMON
        self._latin = {word for word in known - _COMMON if word.isascii() and len(word) > 2}
        self._other = tuple(word for word in known if not word.isascii() and len(word) > 1)

    def named_in(self, text: str) -> bool:
        """In a script that is not Latin a word may grow at both ends: "and Amina" is one word there."""
        for word in _words(text):
            plain = folded(word)
            if plain in self._latin or any(other in plain for other in self._other):
                return True
            if plain in self._common and word[:1].isupper():
                return True
        return False


def number_in(text: str) -> bool:
    """Of a phone or a document, or an address of an e-mail. A date is none."""
    plain = _DATE.sub("x", text)
    return any(found.search(plain) is not None for found in (_NUMBER, _PAPER, _ADDRESS))
