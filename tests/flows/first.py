"""The house as it first stood: five flows. What the mechanisms are tested on must not change when the content grows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot import content
from flows.engine.bundle import Bundle, load

CONTENT = Path(__file__).parent / "first_house"


@cache
def house_files() -> dict[str, bytes]:
    return content.read(CONTENT)


@cache
def house_bundle() -> Bundle:
    return load(house_files())


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    """This house with one thing written otherwise. `old` must stand there, else nothing is proven."""
    text = house_files()[file].decode()
    assert old in text, f"{old!r} is not in {file}"
    return {**house_files(), file: text.replace(old, new, 1).encode()}
