"""What a machine must not change: the words that are agreed for a language, numbers, and the texts of the house."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import regex  # type: ignore[import-untyped]

from bot.tongues.gates import numbers
from bot.tongues.glossary import Glossary
from bot.tongues.signatures import high_care
from flows.engine.bundle import Bundle
from flows.engine.grammar import PLACEHOLDER
from flows.engine.hear import normalise

_ENOUGH = 24  # letters of a text of ours that say it is that text


class Masked(NamedTuple):
    """`words`: what stands for an agreed word while the machine works -> the word."""

    text: str
    words: Mapping[str, str]


def masked(glossary: Glossary, code: str, english: str) -> Masked:
    """Agreed words go through the machine as signs that mean nothing, longest first."""
    text, words = english, dict[str, str]()
    agreed = glossary.agreed(code, english)
    for term in sorted(agreed, key=len, reverse=True):
        sign = f"XQ{len(words) + 1}X"
        found = _whole(term)
        if found.search(text) and sign not in english:
            text = found.sub(sign, text)
            words[sign] = agreed[term]
    return Masked(text, words)


def unmasked(before: Masked, translated: str) -> str | None:
    """None: the machine has lost or doubled a sign, so nobody knows where the word belongs."""
    for sign, word in before.words.items():
        if translated.count(sign) != before.text.count(sign):
            return None
        translated = translated.replace(sign, word)
    return translated


def doubts(glossary: Glossary, code: str, english: str, translated: str) -> tuple[str, ...]:
    """Agreed words that do not stand there, each with what the machine should have written."""
    found: list[str] = []
    for term in glossary.terms_in(english):
        word = term.use.get(code, "")
        wrong = term.forbidden_in(code, translated)
        if word and (wrong or normalise(word) not in normalise(translated)):
            found.append(f"{term.english} = {word}" + (f" (not {wrong})" if wrong else ""))
    return tuple(found)


def same_numbers(original: str, translated: str) -> bool:
    return numbers(original) == numbers(translated)


def is_ours(bundle: Bundle, text: str) -> bool:
    """It holds a text about safety, consent or the law, which goes in its own signed translation or not at all."""
    said = normalise(text)
    return any(piece in said for piece in _pieces(bundle))


@lru_cache(maxsize=4)
def _pieces(bundle: Bundle) -> frozenset[str]:
    """What stands between the gaps of such texts, where it is long enough to be theirs."""
    parts = (normalise(part) for key in high_care(bundle) for part in PLACEHOLDER.split(bundle.texts[key])[::2])
    return frozenset(part for part in parts if len(part) >= _ENOUGH)


@lru_cache(maxsize=512)
def _whole(words: str) -> regex.Pattern[str]:
    edge = r"[\p{L}\p{M}\p{N}]"
    flags = regex.IGNORECASE if words == words.lower() else 0
    return regex.compile(rf"(?<!{edge}){regex.escape(words)}(?!{edge})", flags)
