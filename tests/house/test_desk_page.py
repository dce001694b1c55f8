"""docs/desk.md explains every command that /help lists and no other, and shows the pictures that there are."""

from __future__ import annotations

import re

import pytest

from bot.settings import HOUSE
from handoff.desk import help_lines

PAGE = HOUSE / "docs" / "desk.md"
HEAVIEST = 150_000  # bytes of one picture: it is looked at on a phone too
COMMAND = re.compile(r"^/[a-z]+", re.MULTILINE)


def explained(page: str) -> set[str]:
    """The commands that stand as code, with or without what follows them."""
    return {command for code in re.findall(r"`([^`]+)`", page) for command in COMMAND.findall(code)}


def shown(page: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page)


def test_the_page_explains_what_the_help_lists_and_nothing_else() -> None:
    assert explained(PAGE.read_text(encoding="utf-8")) == set(COMMAND.findall(help_lines()))


def test_the_page_shows_each_picture_of_the_desk_once() -> None:
    pictures = sorted(path.name for path in PAGE.parent.glob("desk-*.png"))
    assert sorted(shown(PAGE.read_text(encoding="utf-8"))) == pictures
    assert [name for name in pictures if (PAGE.parent / name).stat().st_size > HEAVIEST] == []


@pytest.mark.parametrize(
    ("page", "found"),
    [("`/rest 2`, `/ready`", {"/rest", "/ready"}), ("send /queue", set()), ("`flows/content` and `/note`", {"/note"})],
)
def test_a_command_counts_where_it_stands_as_one(page: str, found: set[str]) -> None:
    assert explained(page) == found


def test_a_picture_without_words_for_who_cannot_see_it_does_not_count() -> None:
    assert shown("![](a.png) ![The card](b.png)") == ["b.png"]
