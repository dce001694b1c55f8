"""All that is wrong with the content on the disk: flows, facts, translations, files beside them, the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bot import content
from bot.proving import prove
from bot.translations import read_catalogue
from bot.words import Words
from flows.engine.beside import missing
from flows.engine.bundle import Bundle, load
from flows.engine.due import due_soon
from flows.engine.fault import Fault, Faulty

LEVELS = ("error", "warning", "hint")
FAULTS = Path(__file__).resolve().parents[1] / "flows" / "faults"
"""A page for each code: what it means, why it matters, a wrong and a right example."""


class Found(NamedTuple):
    """`walked`: situations gone through, 0 where that could not be done."""

    faults: tuple[Fault, ...]
    walked: int = 0


def on_disk(root: Path, locales: Path, today: date, told: Callable[[int], None] | None = None) -> Found:
    """Of the content below `root` and the catalogues below `locales`."""
    there = frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return found(content.read(root), lambda bundle: content.sources(locales, bundle), there, today, told)


def found(
    files: Mapping[str, bytes],
    catalogues: content.Sources,
    there: frozenset[str],
    today: date,
    told: Callable[[int], None] | None = None,
) -> Found:
    """Everything at once, sorted by place; what follows from something unreadable is held back, and so is the walk.
    `there`: all files below the content root."""
    try:
        bundle = load(files)
    except Faulty as faulty:
        return Found(faulty.faults)
    translated, wrong = _translated(bundle, catalogues)
    faults = [*bundle.warnings, *wrong]
    faults += missing(bundle.beside, there, bundle.languages)
    faults += due_soon(bundle.facts, today)
    if any(fault.level == "error" for fault in faults):
        return Found(Faulty(faults).faults)
    explored = prove(bundle, Words(bundle, translated), files, today, told)
    return Found(Faulty((*faults, *explored.faults)).faults, explored.situations)


def _translated(bundle: Bundle, catalogues: content.Sources) -> tuple[dict[str, Mapping[str, str]], list[Fault]]:
    translated: dict[str, Mapping[str, str]] = {}
    faults: list[Fault] = []
    for language, file, source in catalogues(bundle):
        translated[language.code], wrong = read_catalogue(bundle, language, file, source)
        faults += wrong
    return translated, faults


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
