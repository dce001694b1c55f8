"""What she wrote, made comparable: other alphabets' digits, accents and vowel signs must not keep anybody from help."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from flows.engine.model import AnswerKind, Circumstances

if TYPE_CHECKING:
    from flows.engine.bundle import Bundle

_NOT_WORDS = re.compile(r"[\W_]+")
_ARABIC_SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200c\u200d]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer
_SHORTEST_UNSPACED = 3
_LABEL = 40  # letters; longer texts are messages, and those are not remembered
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?\Z")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Padded phrases by their first word, and those of scripts without spaces: a list in many languages must not slow
    every message, so only phrases whose first word she wrote are looked for."""

    all: tuple[str, ...]
    spaced: Mapping[str, tuple[str, ...]]
    unspaced: tuple[str, ...]

    @staticmethod
    def of(phrases: Sequence[str]) -> Phrases:
        spaced: dict[str, tuple[str, ...]] = {}
        unspaced: list[str] = []
        for phrase in phrases:
            if phrase.startswith(" "):
                first = phrase.split()[0]
                spaced[first] = (*spaced.get(first, ()), phrase)
            elif phrase:
                unspaced.append(phrase)
        return Phrases(tuple(phrases), spaced, tuple(unspaced))

    def any_in(self, heard: str) -> bool:
        """`heard` is normalised."""
        spaced, padded = self.spaced, f" {heard} "
        for word in heard.split():
            if word in spaced and any(phrase in padded for phrase in spaced[word]):
                return True
        return any(phrase in padded for phrase in self.unspaced) if self.unspaced else False


@dataclass(frozen=True, slots=True)
class WordSet:
    """The words of one language, normalised. `whole`: what a message means when it is nothing but this word.
    `replies`: yes, no, skip. `danger` counts anywhere in a message, in whatever language; `own_danger`: in hers."""

    danger: Phrases
    own_danger: Phrases
    whole: Mapping[str, str]
    replies: Mapping[str, str]
    topics: Mapping[str, str]

    def alarming(self, heard: str) -> bool:
        return self.danger.any_in(heard)

    def topic(self, heard: str, *, anywhere: bool) -> str | None:
        """The flow that the message names, or, `anywhere`, the first of those named in it."""
        padded = f" {heard} "
        named = self.topics.get(padded) or self.topics.get(heard)
        if named is None and anywhere:
            named = next((flow for phrase, flow in self.topics.items() if phrase in padded), None)
        return named


def normalise(text: str) -> str:
    """Lower case, any digits as 0-9, no punctuation; Latin accents and Arabic vowel signs dropped, Indic marks kept."""
    return _normalised_label(text) if len(text) <= _LABEL else _normalised(text)


@lru_cache(maxsize=8192)
def _normalised_label(text: str) -> str:
    """Buttons' labels and values are compared with every message that she types."""
    return _normalised(text)


def _normalised(text: str) -> str:
    text = text.replace("'", "").replace("\u2019", "")
    if text.isascii():
        return " ".join(_NOT_WORDS.sub(" ", text.lower()).split())
    text = unicodedata.normalize("NFKC", text).casefold()
    kept: list[str] = []
    latin = False
    for letter in _ARABIC_SIGNS.sub("", unicodedata.normalize("NFD", text)):
        mark, is_latin, plain = _letter(letter)
        if mark and latin:
            continue
        if not mark:
            latin = is_latin
        kept.append(plain)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


@lru_cache(maxsize=4096)
def _letter(letter: str) -> tuple[bool, bool, str]:
    """Is it a mark, is it Latin, and what is left of it. Vowel signs of Indic and other scripts belong to the word."""
    if (digit := unicodedata.digit(letter, None)) is not None:
        return False, False, str(digit)
    mark = unicodedata.category(letter)[0] == "M"
    latin = (letter.isascii() and letter.isalnum()) or unicodedata.name(letter, "").startswith("LATIN")
    return mark, latin, letter if mark or letter.isalnum() else " "


def phrase(word: str) -> str:
    """As it is looked for in a padded message: whole words only, but any place in scripts without spaces, if it is long
    enough to mean something there."""
    plain = normalise(word)
    unspaced = len(plain) >= _SHORTEST_UNSPACED and _UNSPACED.search(plain)
    return plain if unspaced or not plain else f" {plain} "


def global_word(bundle: Bundle, language: str, text: str) -> str | None:
    """hide, danger, person, language, back, menu, again: words that count at every step, or None."""
    words = bundle.words.get(language) or bundle.words[""]
    heard = normalise(text)
    meaning = words.whole.get(heard)
    if meaning == "hide":
        return meaning
    return "danger" if words.alarming(heard) else meaning


def word_set(
    lists: Iterable[tuple[str, Mapping[str, tuple[str, ...]]]],
    topics: Mapping[str, str],
    own: frozenset[str],
    danger: Phrases,
    own_danger: Phrases,
) -> WordSet:
    """Words of danger, hiding and asking for a person count in every language; the others only in her own ones."""
    whole: dict[str, str] = {}
    replies: dict[str, str] = {}
    for language, words in lists:
        for meaning in ("hide", "person", *(_OWN if language in own else ())):
            for word in words[meaning]:
                whole.setdefault(normalise(word), _MEANS.get(meaning, meaning))
        for meaning in ("yes", "no", "skip") if language in own else ():
            for word in words[meaning]:
                replies.setdefault(normalise(word), meaning)
    for found in (whole, replies):
        found.pop("", None)
    named = {phrase(word): flow for word, flow in topics.items() if phrase(word)}
    return WordSet(danger, own_danger, whole, replies, named)


_OWN = ("language_words", "back", "menu", "again")
_MEANS = {"language_words": "language"}


# --- written answers ---------------------------------------------------------------------------------------------


def understood(kind: AnswerKind, text: str, around: Circumstances) -> str | None:
    """The answer as it is kept, or None when it is not one of this kind."""
    heard = normalise(text)
    match kind.kind:
        case "text" | "place":
            kept = text.strip()
            return kept if kept and len(kept) <= (kind.maximum or kind.most or 4096) else None
        case "number" | "age":
            return _number(kind, heard, text)
        case "date":
            return _day(kind, heard, around.today)
        case "phone":
            digits = heard.replace(" ", "")
            known = digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 15
            return ("+" if text.strip().startswith("+") else "") + digits if known else None
        case "choice":
            return next((choice for choice in kind.choices if normalise(choice) == heard), None)
        case "country" | "language":
            return around.names(kind.kind, heard) if around.names else None
    return None


def _number(kind: AnswerKind, heard: str, text: str) -> str | None:
    written = heard.replace(" ", ".") if "." in text or "," in text else heard
    if not _NUMBER.match(written):
        return None
    lowest = kind.minimum if kind.minimum is not None else 0
    highest = kind.maximum if kind.maximum is not None else (120 if kind.kind == "age" else 10**9)
    return written if lowest <= float(written) <= highest else None


def _day(kind: AnswerKind, heard: str, today: date) -> str | None:
    """Year first, or day first as it is written in the UK."""
    numbers = heard.split()
    if len(numbers) != 3 or not all(number.isascii() and number.isdigit() for number in numbers):
        return None
    year, month, day = numbers if len(numbers[0]) == 4 else reversed(numbers)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    wrong = (kind.day == "past" and found > today) or (kind.day == "future" and found < today)
    return None if wrong else found.isoformat()
