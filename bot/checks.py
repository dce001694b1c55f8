"""All that is wrong with content, asked in one place: flows, facts, translations, files beside them, the calendar, and
names that people stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot import content, voice, voice_check
from bot.proving import prove
from bot.tongues import glossary, meanings, reveals, reviews
from bot.tongues.meanings import Meanings
from bot.words import Words
from flows.engine.beside import missing
from flows.engine.bundle import Bundle, load
from flows.engine.changes import Edition
from flows.engine.compare import compare
from flows.engine.due import due_soon
from flows.engine.explore import Explored
from flows.engine.fault import Fault, Faulty
from flows.engine.interviews import interviews
from flows.engine.offices import holidays_due
from flows.engine.responders import responders_due

LEVELS = ("error", "warning", "hint")
FAULTS = Path(__file__).resolve().parents[1] / "flows" / "faults"
"""A page for each code: what it means, why it matters, a wrong and a right example."""


class Found(NamedTuple):
    """`walked`: situations gone through, 0 where that could not be done. `edition`: what it was walked in."""

    faults: tuple[Fault, ...]
    walked: int = 0
    edition: Edition | None = None


def on_disk(
    root: Path, today: date, told: Callable[[int], None] | None = None, published: Bundle | None = None
) -> Found:
    """Of the content below `root` and its catalogues."""
    files = content.gather(root)
    return found(files, lambda bundle: content.sources(files, bundle), content.there(root), today, told, published)


def examine(
    files: Mapping[str, bytes], published: Edition | None, today: date, there: frozenset[str] | None = None
) -> tuple[Edition, tuple[Fault, ...]]:
    """Everything that may stop a draft, at once: raises `Faulty`. Else the draft and its warnings."""
    before = published.bundle if published else None
    faults, _, edition = found(files, lambda bundle: content.sources(files, bundle), there, today, None, before)
    if edition is None or any(fault.level == "error" for fault in faults):
        raise Faulty(faults)
    return edition, tuple(fault for fault in faults if fault.level == "warning")


def found(
    files: Mapping[str, bytes],
    catalogues: content.Sources,
    there: frozenset[str] | None,
    today: date,
    told: Callable[[int], None] | None = None,
    published: Bundle | None = None,
) -> Found:
    """Everything at once, sorted by place; what follows from something unreadable is held back, and so is the walk.

    `there`: all files below the content root, where there is one. `published`: what people stand on now."""
    try:
        bundle = load(files)
    except Faulty as faulty:
        return Found(faulty.faults)
    translated, wrong = _translated(bundle, catalogues, _said_to_be_the_same(files, bundle))
    faults = [*bundle.warnings, *wrong, *reveals.faults(bundle)]
    faults += missing(bundle.beside, there, bundle.languages) if there is not None else ()
    faults += [*due_soon(bundle.facts, today), *holidays_due(bundle.desk, today)]
    faults += responders_due(bundle.responders, today)
    against = list(_against(files, bundle, published)) if published else []  # holds nothing back
    if any(fault.level == "error" for fault in faults):
        return Found(Faulty((*faults, *against)).faults)
    words = Words(bundle, translated)
    recorded = voice_check.faults(bundle, words, files, there, today)
    explored = [prove(bundle, words, files, today, told), *_interviews(files, bundle, today)]
    met = [fault for one in explored for fault in one.faults]
    edition = Edition(bundle, translated, voice.read(files))
    walked = sum(one.situations for one in explored)
    return Found(Faulty((*faults, *against, *recorded, *met)).faults, walked, edition)


def _interviews(files: Mapping[str, bytes], house: Bundle, today: date) -> Iterator[Explored]:
    """What advocates are asked, walked through as well. It is in English only."""
    try:
        made = interviews(files, house)
    except Faulty as faulty:
        yield Explored(faulty.faults, 0, 0)
        return
    for bundle in made.values():
        explored = prove(bundle, Words(bundle, {}), files, today)
        yield replace(explored, faults=(*bundle.warnings, *explored.faults))


def _translated(
    bundle: Bundle, catalogues: content.Sources, same: Meanings
) -> tuple[dict[str, Mapping[str, str]], list[Fault]]:
    translated: dict[str, Mapping[str, str]] = {}
    faults: list[Fault] = []
    words = glossary.of(content.LOCALES)
    for language, file, source in catalogues(bundle):
        translated[language.code], wrong = reviews.whole(bundle, language, file, source, words, same)
        faults += wrong
    return translated, faults


def _said_to_be_the_same(files: Mapping[str, bytes], bundle: Bundle) -> Meanings:
    source = files.get(f"locales/{meanings.FILE}")
    return meanings.meanings(meanings.read(source), bundle.texts) if source else {}


def _against(files: Mapping[str, bytes], draft: Bundle, published: Bundle) -> Iterator[Fault]:
    """What the comparison with the published one finds, with the lines of the draft."""
    for fault in compare(published, draft):
        yield _with_line(fault, files)


def _with_line(fault: Fault, files: Mapping[str, bytes]) -> Fault:
    if fault.spot.line == 1 and fault.spot.column == 1:
        return fault  # it is about what is not in the file
    lines = files.get(fault.spot.file, b"").decode("utf-8", "replace").splitlines()
    line = lines[fault.spot.line - 1] if fault.spot.line <= len(lines) else ""
    word = line[fault.spot.column - 1 :].split(":")[0]
    return replace(fault, source_line=line, length=max(1, len(word.rstrip())))


def summary(faults: Iterable[Fault]) -> str:
    """`2 errors, 1 warning, 0 hints.`"""
    counted = Counter(fault.level for fault in faults)
    return ", ".join(f"{counted[level]} {level}{'' if counted[level] == 1 else 's'}" for level in LEVELS) + "."


def titles() -> dict[str, str]:
    """Code -> level and what it is about, from the first line of its page."""
    heads = (path.read_text("utf-8").partition("\n")[0] for path in sorted(FAULTS.glob("*.md")))
    return dict(head.removeprefix("# ").split(" ", 1) for head in heads)


def page(code: str) -> str | None:
    path = FAULTS / f"{code}.md"
    return path.read_text("utf-8") if code.isalnum() and path.exists() else None
