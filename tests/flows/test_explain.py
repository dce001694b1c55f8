"""Each code has a page, and its examples are true: the wrong one gives exactly that code there, the right one none."""

from __future__ import annotations

import ast
import re

import pytest

from bot.settings import HOUSE
from tests.flows.example import example_files, wrong_with
from tests.flows.pages import Explained, pages

PAGES = pages()
_CODE = re.compile(r"[FWT][0-9]{3}\Z")


def codes(source: str) -> set[str]:
    """Every code that this program text could give."""
    return {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.match(node.value)
    }


def given() -> set[str]:
    paths = [*(HOUSE / "flows").rglob("*.py"), *(HOUSE / "bot").rglob("*.py")]
    return set().union(*(codes(path.read_text("utf-8")) for path in paths))


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """Those about tests may have a line in the page about tests instead."""
    page = (HOUSE / "docs" / "flow-tests.md").read_text("utf-8")
    about_tests = set(re.findall(r"^\| (F1[01][0-9]) \|", page, re.MULTILINE))
    assert sorted(PAGES) == sorted(given() - (about_tests - PAGES.keys()))
    assert all(each.code == name for name, each in PAGES.items())


def test_codes_are_found_where_they_are_given() -> None:
    assert codes('fault("F010", at)\nraise Unclear(0, 1, "F023", f"x{1}")\nsaid = "F01"') == {"F010", "F023"}


def test_the_small_house_has_no_fault() -> None:
    assert wrong_with(example_files())[0] == ()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_the_wrong_example_gives_exactly_this_code_at_this_place(page: Explained) -> None:
    files, entry = page.files(page.wrong)
    faults, catalogue = wrong_with(files, entry)
    assert faults, "nothing was found"
    wanted = page.place(catalogue if entry else files[page.file])
    assert {(fault.code, fault.level, fault.spot) for fault in faults} == {(page.code, page.level, wanted)}, "\n".join(
        fault.render() for fault in faults
    )


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_the_right_example_gives_none(page: Explained) -> None:
    files, entry = page.files(page.right)
    assert wrong_with(files, entry)[0] == ()


def test_a_page_whose_example_was_right_would_be_noticed() -> None:
    page = PAGES["F010"]
    files, _ = page.files(page.right)
    assert wrong_with(files)[0] == ()
    with pytest.raises(ValueError, match="not found"):
        page.place(files[page.file])
