"""What somebody who looks over her shoulder must not read: in the first line of what comes by itself, and anywhere on
the screens that come before she has said that it is safe."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import regex  # type: ignore[import-untyped]

from bot.content import LOCALES
from bot.unasked_texts import UNASKED, WENT_WRONG
from flows.engine.bundle import Bundle
from flows.engine.fault import Fault, Faulty
from flows.engine.read import Items, Text
from flows.engine.read import read as compose

FILE = "reveals.yaml"
SHORT = 4  # letters
_NO_VOWEL = "\u094d\u09cd\u0bcd\u0dca"  # signs that a word ends without one; with an ending it has one
FIX = "Say it without that word; what it is about can stand on the next screen, or in a later line."
_ALWAYS = ("globals/harmless", "globals/preview", "globals/picker", "globals/hide", "globals/person", "globals/back")
_FIRST_LINE = frozenset({*UNASKED, WENT_WRONG})


def read(source: bytes) -> Mapping[str, tuple[str, ...]]:
    """By language. Raises `Faulty`: with half of the words, texts would pass that must not."""
    page, block = compose(f"locales/{FILE}", source)
    if page.faults:
        raise Faulty(page.faults)
    return {
        code: tuple(each.text for each in node.items if isinstance(each, Text))
        for code, node in (block.entries.items() if block else ())
        if isinstance(node, Items)
    }


@cache
def of(path: Path = LOCALES / FILE) -> Mapping[str, tuple[str, ...]]:
    return read(path.read_bytes())


def shown(bundle: Bundle, key: str, text: str) -> str:
    """As much of it as must not tell anything; "" for a text that may."""
    if key in _FIRST_LINE:
        return text.partition("\n")[0]
    return text if key in _ALWAYS or key.startswith(f"{bundle.back_from_hiding}/") else ""


def told_by(code: str, text: str, words: Mapping[str, Sequence[str]] | None = None) -> str:
    """The word that tells it, or ""."""
    words = of() if words is None else words
    said = _plain(text)
    return next((word for each in {"en", code} for word in words.get(each, ()) if _begins(word).search(said)), "")


def faults(bundle: Bundle) -> Iterator[Fault]:
    """Of the English texts; translations are looked at with the rest that is asked of them."""
    for key, written in bundle.written.items():
        word = told_by("en", shown(bundle, key, written.text))
        if word:
            yield Fault("T017", "error", written.spot, sentence(word), FIX)


def sentence(word: str) -> str:
    return f'Whoever looks at her phone learns from "{word}" what this chat is about.'


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@cache
def _begins(word: str) -> Any:
    """Where words are written apart from what belongs to them they have a beginning; other scripts join it on. A short
    one must stand alone: others begin like it."""
    if not regex.match(r"\p{Latin}", word):
        return regex.compile(regex.escape(_plain(word).rstrip(_NO_VOWEL)))
    end = r"(?![\p{L}\p{M}])" if len(word) <= SHORT else ""
    return regex.compile(r"(?<![\p{L}\p{M}])" + regex.escape(_plain(word)) + end)
