"""A page that names a file of this house names one that is there: what a reader looks up must not have moved away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import HOUSE

PAGES = sorted((*HOUSE.glob("*.md"), *(HOUSE / "docs").glob("*.md")))
_NAMED = re.compile(r"`((?:bot|handoff|tests|docs)/[\w./-]+)`")


def missing(page: str, house: Path = HOUSE) -> Iterator[str]:
    """Names with a placeholder in them are not looked up."""
    for name in _NAMED.findall(page):
        if not re.search(r"NAME", name) and not (house / name).exists():
            yield name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    assert list(missing(page.read_text("utf-8"))) == []


def test_one_that_has_moved_is_missed() -> None:
    assert list(missing("`bot/line.py` and `bot/gone.py`, `tests/talks/NAME.talk`")) == ["bot/gone.py"]
