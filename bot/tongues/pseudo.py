"""Two languages that nobody speaks, made of the English when they are asked for and never stored.

In `qps-ploc` every text stands in ⟦brackets⟧, with accents, and as much longer as translations become: a text that is
cut off, glued together, or not in the catalogue at all is seen at once by anybody. In `qps-plocm` every word runs from
right to left, which shows what goes wrong in Arabic and Urdu to people who read neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from flows.engine.bundle import Bundle
from flows.engine.changes import Edition
from flows.engine.draft import Language
from flows.engine.grammar import LABEL_CUT, PLACEHOLDER
from flows.engine.picker import pickers

LONG, MIRRORED = "qps-ploc", "qps-plocm"
LANGUAGES = (
    Language(LONG, "⟦Þšéûđö⟧", "ltr", "preview"),
    Language(MIRRORED, "\u202eoduesP\u202c", "rtl", "preview"),
)
CODES = tuple(language.code for language in LANGUAGES)

_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒğĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_PIECE = re.compile(rf"({PLACEHOLDER.pattern})|([^{{}}]+)")
_WORD = re.compile(r"\S+")
_SHORT, _GROWS_SHORT, _GROWS = 20, 2.3, 1.6
"""Measured over the languages that grow most: a word or two doubles and more, a sentence by six tenths."""


def long(text: str, most: int = 0) -> str:
    """`most`: letters that fit, brackets and all; a button may not be longer in any language."""
    said = _outside(text, lambda piece: piece.translate(_ACCENTS))
    grown = round(len(text) * (_GROWS_SHORT if len(text) <= _SHORT else _GROWS))
    grown = min(grown, most) if most else grown
    padding = "·" * max(0, grown - len(said) - 3)
    return f"⟦{said}{' ' + padding if padding else ''}⟧"


def mirrored(text: str) -> str:
    return _outside(text, lambda piece: _WORD.sub(lambda word: f"\u202e{word.group()}\u202c", piece))


def _outside(text: str, change: Callable[[str], str]) -> str:
    """What stands for a value stays."""
    return _PIECE.sub(lambda found: found[1] or change(found.group()), text)


def catalogues(bundle: Bundle) -> Mapping[str, Mapping[str, str]]:
    most = {key: LABEL_CUT if written.label else 0 for key, written in bundle.written.items()}
    return {
        LONG: {key: long(text, most[key]) for key, text in bundle.texts.items()},
        MIRRORED: {key: mirrored(text) for key, text in bundle.texts.items()},
    }


def spoken(edition: Edition, languages: Iterable[str]) -> Edition:
    """With these two where one of them is asked for; nobody meets them by chance."""
    return with_pseudo(edition) if any(code in CODES for code in languages) else edition


def with_pseudo(edition: Edition) -> Edition:
    """The same content, spoken in these two as well. Words are heard as in English."""
    bundle = edition.bundle
    languages = (*bundle.languages, *LANGUAGES)
    english = bundle.words["en"]
    spoken = replace(
        bundle,
        languages=languages,
        spoken={language.code: language for language in languages},
        words={**bundle.words, **dict.fromkeys(CODES, english)},
        pickers=pickers({language.code: language.own_name for language in languages}),
    )
    return edition._replace(bundle=spoken, catalogues={**edition.catalogues, **catalogues(bundle)})
