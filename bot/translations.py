"""One language's catalogue, read with distrust: a translation that changes a number is an attack on people."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex  # type: ignore[import-untyped]
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from flows.engine.bundle import Bundle
from flows.engine.check_texts import addresses
from flows.engine.draft import Language, Written
from flows.engine.fault import Fault, closest
from flows.engine.grammar import LABEL_CUT, PLACEHOLDER
from flows.engine.model import Spot

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Babel takes a text whose quotation mark is never closed for an empty one, and says nothing.
_LINE = re.compile(r'\s*|#.*|(msg(ctxt|id|str|id_plural|str\[\d\]) *)?"([^"\\]|\\.)*"\s*')
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class _Entry:
    language: Language
    written: Written
    text: str
    at: Spot
    line: str

    def fault(self, code: str, sentence: str, fix: str, note: str = "") -> Fault:
        english = f"the English text is at {self.written.spot.file}:{self.written.spot.line}"
        note = f"{english}; {note}" if note else english
        return Fault(code, "error", self.at, sentence, fix, self.line, len(self.line), note)


def letters(label: str) -> int:
    """As a reader counts them."""
    return len(_GRAPHEME.findall(label))


def read_catalogue(
    bundle: Bundle, language: Language, file: str, source: bytes
) -> tuple[Mapping[str, str], list[Fault]]:
    """What can be shown, and what is wrong. Fuzzy entries and those of an older English wait for a translator."""
    shown: dict[str, str] = {}
    faults: list[Fault] = []
    lines = source.decode("utf-8", "replace").split("\n")
    broken = next((at for at, line in enumerate(lines) if not _LINE.fullmatch(line)), None)
    try:
        catalogue = read_po(io.BytesIO(source), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as problem:
        at = getattr(problem, "lineno", None)
        broken = broken if broken is not None else at if isinstance(at, int) else 0
    if broken is not None:
        fix = "Open it in a PO editor, or take the last version that could be read."
        spot, line = Spot(file, broken + 1, 1), lines[broken]
        return {}, [Fault("T001", "error", spot, "This catalogue cannot be read.", fix, line, len(line))]
    for message in catalogue:
        entry = _entry(bundle, language, file, lines, message)
        if entry is not None:
            wrong = list(_wrong(bundle, entry))
            faults += wrong
            if not wrong:
                shown[entry.written.key] = entry.text
    if language.state == "live":
        faults += _missing(bundle, language, file, lines, shown, faults)
    return shown, faults


def _entry(bundle: Bundle, language: Language, file: str, lines: list[str], message: Message) -> _Entry | None:
    written = bundle.written.get(message.context or "")
    text = message.string if isinstance(message.string, str) else ""
    if written is None or message.fuzzy or message.id != written.text or not text.strip():
        return None
    line = next(
        (at for at in range(max(0, (message.lineno or 1) - 1), len(lines)) if lines[at].startswith("msgstr")), 0
    )
    return _Entry(language, written, text.strip(), Spot(file, line + 1, 1), lines[line] if lines else "")


def _missing(
    bundle: Bundle, language: Language, file: str, lines: list[str], shown: Mapping[str, str], faults: list[Fault]
) -> Iterator[Fault]:
    if faults:
        return  # each of them may be why a text is missing
    for key, written in bundle.written.items():
        if key not in shown:
            sentence = f"{language.own_name} is live, but has no text for {key}."
            note = f"the English text is at {written.spot.file}:{written.spot.line}"
            fix = "Translate it, or set the language to preview in house-rules.yaml."
            at = _line_of(key, lines)
            line = lines[at] if at else ""
            yield Fault("T003", "error", Spot(file, at + 1, 1), sentence, fix, line, max(1, len(line)), note)


def _line_of(key: str, lines: list[str]) -> int:
    """Where its translation is waited for; 0 where the catalogue does not know it at all."""
    head = f'msgctxt "{key}"'
    if head not in lines:
        return 0
    start = lines.index(head)
    return next((at for at in range(start, len(lines)) if lines[at].startswith("msgstr")), 0)


def _wrong(bundle: Bundle, entry: _Entry) -> Iterator[Fault]:
    name, english = entry.language.own_name, entry.written.text
    yield from _placeholders(bundle, entry)
    for strange in sorted(_numbers(entry.text) - _numbers(english)):
        sentence = f"The {name} text has the number {strange}, which the English text has not."
        yield entry.fault("T005", sentence, "Take it out; numbers come from facts.yaml only.")
    for strange in sorted(set(addresses(entry.text)) - set(addresses(english))):
        sentence = f"The {name} text has an address that the English text has not: {strange}."
        yield entry.fault("T005", sentence, "Take it out.")
    hidden = _INVISIBLE.search(entry.text)
    if hidden:
        sentence = f"The {name} text has a letter that nobody can see (U+{ord(hidden.group()):04X})."
        yield entry.fault("T006", sentence, "Delete it; the program sets direction marks itself.")
    if entry.written.label and letters(entry.text) > LABEL_CUT:
        sentence = f"The {name} button has {letters(entry.text)} letters; Telegram cuts it off at about {LABEL_CUT}."
        yield entry.fault("T008", sentence, "Find a shorter word.")


def _placeholders(bundle: Bundle, entry: _Entry) -> Iterator[Fault]:
    name = entry.language.own_name
    wanted, found = set(bundle.placeholders(entry.written.key)), set(PLACEHOLDER.findall(entry.text))
    strange = sorted(found - wanted)
    for missing in sorted(wanted - found):
        near = closest(missing, strange) or (strange[0] if strange else "")
        note = f"the {name} text has {{{near}}}, which nobody fills" if near else ""
        sentence = f"The {name} text does not contain {{{missing}}}, so nobody would see what stands there."
        yield entry.fault("T002", sentence, f"Write {{{missing}}} exactly like this, in Latin letters.", note)
    if strange and not wanted - found:
        sentence = f"The {name} text has {{{strange[0]}}}, which nobody fills."
        yield entry.fault("T002", sentence, "Take it out.")
    rest = PLACEHOLDER.sub("", entry.text)
    if "{" in rest or "}" in rest:
        yield entry.fault("T002", f"The {name} text has a curly bracket without a partner.", "Write {name} whole.")


def _numbers(text: str) -> set[str]:
    """Digits of any script, without what stands for a fact."""
    bare = PLACEHOLDER.sub(" ", text)
    plain = (letter if (digit := unicodedata.digit(letter, None)) is None else str(digit) for letter in bare)
    return set(re.findall(r"[0-9]+", "".join(plain)))
