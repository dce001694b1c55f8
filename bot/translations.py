"""One language's catalogue, read with distrust: a translation that changes a number is an attack on people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from babel.messages.catalog import Message

from bot.tongues import gates, po
from bot.tongues.gates import Translated
from bot.tongues.po import AsRead
from flows.engine.bundle import Bundle
from flows.engine.draft import Language
from flows.engine.fault import Fault
from flows.engine.model import Spot

# Babel takes a text whose quotation mark is never closed for an empty one, and says nothing. All lines up to the first
# that is none, in one go: a start reads tens of thousands.
_LINES = re.compile(
    r'(?:(?:#.*|(?:msg(?:ctxt|id|str|id_plural|str\[\d\]) *)?"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"[^\S\n]*|[^\S\n]*)\n)*+'
)


class Reading(NamedTuple):
    """`found`: the file as it was parsed; None where it could not be."""

    shown: Mapping[str, str]
    faults: list[Fault]
    found: AsRead | None


def read_catalogue(
    bundle: Bundle, language: Language, file: str, source: bytes
) -> tuple[Mapping[str, str], list[Fault]]:
    """What can be shown, and what is wrong. Fuzzy entries and those of an older English wait for a translator."""
    shown, faults, _ = reading(bundle, language, file, source)
    return shown, faults


def reading(bundle: Bundle, language: Language, file: str, source: bytes) -> Reading:
    shown: dict[str, str] = {}
    text = source.decode("utf-8", "replace")
    lines = text.split("\n")
    broken = _broken(text)
    found = None
    try:
        found = po.parsed(source)
    except po.Unreadable as problem:
        broken = broken if broken is not None else problem.at
    if broken is not None or found is None:
        fix = "Open it in a PO editor, or take the last version that could be read."
        spot, line = Spot(file, (broken or 0) + 1, 1), lines[broken or 0]
        return Reading({}, [Fault("T001", "error", spot, "This catalogue cannot be read.", fix, line, len(line))], None)
    faults = list(gates.of_file(language, file, lines, found)) if source.strip() else []
    for message in found:
        entry = _entry(bundle, language, file, message)
        if entry is None:
            continue
        if any(gates.wrong(bundle, entry)):
            faults += gates.wrong(bundle, _placed(entry, lines, message))
        else:
            shown[entry.written.key] = entry.text
    if language.state == "live":
        faults += _missing(bundle, language, file, lines, shown, faults)
    return Reading(shown, faults, found)


def _broken(text: str) -> int | None:
    """The first line, from 0, that can stand in no catalogue."""
    text += "\n"
    found = _LINES.match(text)
    end = found.end() if found else 0
    return None if end == len(text) else text.count("\n", 0, end)


def _entry(bundle: Bundle, language: Language, file: str, message: Message) -> Translated | None:
    written = bundle.written.get(message.context or "")
    text = message.string if isinstance(message.string, str) else ""
    if written is None or message.fuzzy or message.id != written.text or not text.strip():
        return None
    return Translated(language, written, text.strip(), Spot(file, 1, 1), "")


def _placed(entry: Translated, lines: list[str], message: Message) -> Translated:
    """With the line on which it stands: that is looked for only where something is wrong with it."""
    begins = max(0, (message.lineno or 1) - 1)
    line = next((at for at in range(begins, len(lines)) if lines[at].startswith("msgstr")), 0)
    return replace(entry, at=Spot(entry.at.file, line + 1, 1), line=lines[line])


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
            at = line_of(key, lines)
            line = lines[at] if at else ""
            yield Fault("T003", "error", Spot(file, at + 1, 1), sentence, fix, line, max(1, len(line)), note)


def line_of(key: str, lines: list[str]) -> int:
    """Where its translation stands or is waited for; 0 where the catalogue does not know it at all."""
    head = f'msgctxt "{key}"'
    if head not in lines:
        return 0
    start = lines.index(head)
    return next((at for at in range(start, len(lines)) if lines[at].startswith("msgstr")), 0)
