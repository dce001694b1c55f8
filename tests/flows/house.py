"""The content of the house, whole or changed in one place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot import content
from flows.engine.bundle import Bundle, load
from flows.engine.fault import Fault, Faulty

CONTENT = Path(__file__).resolve().parents[2] / "flows" / "content"


@cache
def house_files() -> dict[str, bytes]:
    return content.read(CONTENT)


@cache
def house_bundle() -> Bundle:
    return load(house_files())


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """The house's content with one thing written otherwise. `old` must stand there, else nothing is proven."""
    text = house_files()[file].decode()
    assert old in text, f"{old!r} is not in {file}"
    return {**house_files(), file: text.replace(old, new, 1).encode()}


def faults(files: dict[str, bytes]) -> tuple[Fault, ...]:
    """All that is said about these files; warnings too."""
    try:
        return load(files).warnings
    except Faulty as faulty:
        return faulty.faults
