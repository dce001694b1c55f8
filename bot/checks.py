"""All that is wrong with the content on the disk: flows, facts, translations, files beside them, the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from bot import content
from bot.translations import read_catalogue
from flows.engine.beside import missing
from flows.engine.bundle import Bundle, load
from flows.engine.due import due_soon, out_of_date
from flows.engine.fault import Fault, Faulty

LEVELS = ("error", "warning", "hint")
FAULTS = Path(__file__).resolve().parents[1] / "flows" / "faults"
"""A page for each code: what it means, why it matters, a wrong and a right example."""


def on_disk(root: Path, locales: Path, today: date) -> tuple[Fault, ...]:
    """Everything at once, sorted by place; what follows from something unreadable is held back."""
    there = frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return found(content.read(root), lambda bundle: content.sources(locales, bundle), there, today)


def found(
    files: Mapping[str, bytes], catalogues: content.Sources, there: frozenset[str], today: date
) -> tuple[Fault, ...]:
    """`there`: all files below the content root. Dates and translations are looked at once the flows can be read."""
    try:
        bundle = load(files)
    except Faulty as faulty:
        return faulty.faults
    faults = [*bundle.warnings, *_translated(bundle, catalogues)]
    faults += missing(bundle.beside, there, bundle.languages)
    faults += [*out_of_date(bundle.facts, today, bundle.texts), *due_soon(bundle.facts, today)]
    return Faulty(faults).faults


def _translated(bundle: Bundle, catalogues: content.Sources) -> Iterable[Fault]:
    for language, file, source in catalogues(bundle):
        yield from read_catalogue(bundle, language, file, source)[1]


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
