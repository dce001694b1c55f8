"""What no translation may be, in whatever state it is: these stop the start. A changed number in one language is an
attack on the people who read it, and nobody else can see it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex  # type: ignore[import-untyped]

from bot.tongues import headers
from bot.tongues.po import AsRead, twice
from flows.engine.bundle import Bundle
from flows.engine.check_texts import addresses
from flows.engine.draft import Language, Written
from flows.engine.fault import Fault, closest
from flows.engine.grammar import LABEL_CUT, PLACEHOLDER
from flows.engine.model import Spot

_GRAPHEME = regex.compile(r"\X")
_JOINS = (
    r"\p{Arabic}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Sinhala}\p{Tamil}\p{Telugu}\p{Kannada}"
    r"\p{Malayalam}\p{Oriya}\p{Khmer}\p{Myanmar}"
)
"""Scripts in which letters are joined, or kept apart, by a sign of no width. In others it can only hide something."""
_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")  # letters by their kind, and yet nothing is seen
_HIDDEN = regex.compile(
    rf"(?!(?<=[{_JOINS}]\p{{M}}*)[\u200c\u200d])[\p{{Cf}}\p{{Co}}\p{{Cn}}]|[\p{{Cc}}--\n]|{_EMPTY.pattern}", regex.V1
)
_TWO_ALPHABETS = regex.compile(r"\p{Latin}\p{M}*[\p{L}--\p{Latin}]|[\p{L}--\p{Latin}]\p{M}*\p{Latin}", regex.V1)
_NO_WORD = regex.compile(r"[^\p{L}\p{M}]")


class _Plain(dict[int, int | str]):
    """Every letter as it is and a digit of any script as its figure, filled with what is met."""

    def __missing__(self, letter: int) -> int | str:
        digit = unicodedata.digit(chr(letter), None)
        self[letter] = letter if digit is None else str(digit)
        return self[letter]


_FIGURES = re.compile(r"[0-9]+")
_PLAIN = _Plain()


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in one language, and where it stands."""

    language: Language
    written: Written
    text: str
    at: Spot
    line: str

    def fault(self, code: str, sentence: str, fix: str, note: str = "", level: str = "error") -> Fault:
        english = f"the English text is at {self.written.spot.file}:{self.written.spot.line}"
        note = f"{english}; {note}" if note else english
        return Fault(code, level, self.at, sentence, fix, self.line, len(self.line), note)


def letters(label: str) -> int:
    """As a reader counts them."""
    return len(_GRAPHEME.findall(label))


def wrong(bundle: Bundle, entry: Translated) -> Iterator[Fault]:
    yield from _placeholders(bundle, entry)
    yield from _numbers(entry)
    yield from _signs(entry)
    name, english = entry.language.own_name, entry.written.text
    if entry.written.label and len(entry.text) > LABEL_CUT and letters(entry.text) > LABEL_CUT:
        sentence = f"The {name} button has {letters(entry.text)} letters; Telegram cuts it off at about {LABEL_CUT}."
        yield entry.fault("T008", sentence, "Find a shorter word.")
    if entry.text.count("\n") != english.count("\n"):
        sentence = f"The {name} text has other lines and paragraphs than the English one."
        yield entry.fault("T014", sentence, "Begin a new line where the English text does, and nowhere else.")


def _placeholders(bundle: Bundle, entry: Translated) -> Iterator[Fault]:
    name = entry.language.own_name
    said, there = PLACEHOLDER.findall(entry.written.text), PLACEHOLDER.findall(entry.text)
    wanted, found = set(bundle.placeholders(entry.written.key)), set(there)
    strange = sorted(found - wanted)
    for missing in sorted(wanted - found):
        near = closest(missing, strange) or (strange[0] if strange else "")
        note = f"the {name} text has {{{near}}}, which nobody fills" if near else ""
        sentence = f"The {name} text does not contain {{{missing}}}, so nobody would see what stands there."
        yield entry.fault("T002", sentence, f"Write {{{missing}}} exactly like this, in Latin letters.", note)
    if strange and not wanted - found:
        sentence = f"The {name} text has {{{strange[0]}}}, which nobody fills."
        yield entry.fault("T002", sentence, "Take it out.")
    if "{" in (rest := PLACEHOLDER.sub("", entry.text)) or "}" in rest:
        yield entry.fault("T002", f"The {name} text has a curly bracket without a partner.", "Write {name} whole.")
    if wanted == found and sorted(said) != sorted(there):
        odd = next(mark for mark in there if there.count(mark) != said.count(mark))
        sentence = (
            f"The {name} text has {{{odd}}} {_times(there.count(odd))}; the English one {_times(said.count(odd))}."
        )
        yield entry.fault("T010", sentence, "Write it as often as the English text does.")


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _numbers(entry: Translated) -> Iterator[Fault]:
    name, english = entry.language.own_name, entry.written.text
    here, there = numbers(entry.text), numbers(english)
    for strange in sorted(here - there):
        sentence = f"The {name} text has the number {strange}, which the English text has not."
        yield entry.fault("T005", sentence, "Take it out; numbers come from facts.yaml only.")
    for lost in sorted(there - here):
        sentence = f"The {name} text lacks the number {lost} of the English text."
        yield entry.fault("T013", sentence, f"Write it in figures: {lost}. A word may stand beside it.")
    for strange in sorted(set(addresses(entry.text)) - set(addresses(english))):
        sentence = f"The {name} text has an address that the English text has not: {strange}."
        yield entry.fault("T005", sentence, "Take it out.")


def _signs(entry: Translated) -> Iterator[Fault]:
    name = entry.language.own_name
    hidden = _hidden_in(entry.text)
    if hidden:
        sentence = f"The {name} text has a letter that nobody can see (U+{ord(hidden):04X})."
        yield entry.fault("T006", sentence, "Delete it; the program sets direction marks itself.")
    mixed = _mixed_in(entry.text)
    if mixed:
        sentence = f'The word "{mixed}" has letters of two alphabets; some of them look alike.'
        yield entry.fault("T011", sentence, "Type the word anew in one alphabet, or put a space or a hyphen between.")


def _hidden_in(text: str) -> str:
    if text.replace("\n", " ").isprintable() and not _EMPTY.search(text):
        return ""  # almost always
    found = _HIDDEN.search(text)
    return str(found.group()) if found else ""


def _mixed_in(text: str) -> str:
    """The first such word."""
    bare = "" if text.isascii() else PLACEHOLDER.sub(" ", text)
    found = _TWO_ALPHABETS.search(bare)
    if not found:
        return ""
    before, after = _NO_WORD.split(bare[: found.start()]), _NO_WORD.split(bare[found.start() :])
    return f"{before[-1]}{after[0]}"


def numbers(text: str) -> set[str]:
    """Digits of any script, without what stands for a fact."""
    bare = PLACEHOLDER.sub(" ", text)
    return set(_FIGURES.findall(bare if bare.isascii() else bare.translate(_PLAIN)))


# --- the file itself ---------------------------------------------------------------------------------------------


def of_file(language: Language, file: str, lines: list[str], found: AsRead) -> Iterator[Fault]:
    """Its first entry, and that no key has two translations, of which each reader could take another."""
    for at, sentence, fix in _head(language, lines):
        yield Fault("T012", "error", Spot(file, at + 1, 1), sentence, fix, lines[at], max(1, len(lines[at])))
    for message in twice(found):
        at = (message.lineno or 1) - 1
        sentence = f"{message.context} stands here twice, and nobody can know which of the two is meant."
        yield Fault("T009", "error", Spot(file, at + 1, 1), sentence, "Keep one of them.", lines[at], len(lines[at]))


def _head(language: Language, lines: list[str]) -> Iterator[tuple[int, str, str]]:
    end = next((at for at, line in enumerate(lines) if not line.strip() and at), len(lines))
    fields = {}
    for at, line in enumerate(lines[:end]):
        name, _, value = line.strip().strip('"').removesuffix("\\n").partition(":")
        fields[name.strip().lower()] = (at, value)
    for name, wanted in headers.wanted(language.code).items():
        at, value = fields.get(name.lower(), (0, ""))
        if "".join(value.lower().split()) != "".join(wanted.lower().split()):
            said = f"says {value.strip()}" if value.strip() else "is missing"
            sentence = f"In the first entry {name} {said}; programs of translators go by it."
            yield at, sentence, f"Write there: {name}: {wanted}"
    if any(re.fullmatch(r"#,.*\bfuzzy\b.*", line) for line in lines[:end]):
        yield 0, "The first entry is marked as fuzzy, so other programs would pass it over.", "Take the mark away."
