"""The content of the house, whole or changed in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from bot import content
from flows.engine.bundle import Bundle, load
from flows.engine.explore import Asked, explore
from flows.engine.fault import Fault, Faulty

CONTENT = Path(__file__).resolve().parents[2] / "flows" / "content"
TODAY = date(2026, 11, 24)
"""A day on which every fact of the house is in date."""


@cache
def house_files(folder: Path = CONTENT) -> dict[str, bytes]:
    return content.read(folder)


@cache
def house_bundle(folder: Path = CONTENT) -> Bundle:
    return load(house_files(folder))


def changed(file: str, old: str, new: str, folder: Path = CONTENT) -> dict[str, bytes]:
    """The house's content with one thing written otherwise. `old` must stand there, else nothing is proven."""
    text = house_files(folder)[file].decode()
    assert old in text, f"{old!r} is not in {file}"
    return {**house_files(folder), file: text.replace(old, new, 1).encode()}


def faults(files: Mapping[str, bytes], today: date = TODAY, topics: frozenset[str] | None = None) -> tuple[Fault, ...]:
    """All that is said about these files; warnings too. What cannot be read cannot be walked. `topics`: only these."""
    try:
        bundle = load(files)
    except Faulty as faulty:
        return faulty.faults
    return Faulty((*bundle.warnings, *explore(bundle, Asked(today, files, topics=topics)).faults)).faults
