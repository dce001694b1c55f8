"""Each code has a page, and its examples are true: the wrong one gives exactly that code there, the right one none."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime

import pytest

from bot.flow_tests import stage
from bot.settings import HOUSE
from bot.words import Words
from flows.engine.bundle import load
from flows.engine.explore import Asked, explore
from flows.engine.fault import Fault
from flows.engine.play_script import play
from flows.engine.read_script import ENDING, read_tests
from tests.flows.example import TODAY, example_bundle, example_files, wrong_with
from tests.flows.pages import Explained, pages

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGES = pages()
TESTS = {code: page for code, page in PAGES.items() if page.file.endswith(ENDING)}
SHORT = {code: page for code, page in PAGES.items() if code not in ("F064", "F090", "F099")}
"""What these are about would be longer than a page."""

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
    assert sorted(PAGES) == sorted(given())
    assert all(each.code == name for name, each in PAGES.items())


def test_a_menu_with_more_buttons_than_the_house_allows_is_told_at_the_last_of_them() -> None:
    page, most = PAGES["F064"], "limits: {letters_on_a_screen: 160"
    files = page.files(right=False)
    assert not [fault for fault in wrong_with(files)[0] if fault.code == "F064"]
    files["house-rules.yaml"] = files["house-rules.yaml"].replace(most, f"{most}, buttons: 3")
    [told] = [fault for fault in wrong_with(files)[0] if fault.code == "F064"]
    assert (told.level, told.spot) == (page.level, page.place(files[page.file]))


def test_codes_are_found_where_they_are_given() -> None:
    assert codes('fault("F010", at)\nraise Unclear(0, 1, "F023", f"x{1}")\nsaid = "F01"') == {"F010", "F023"}


def test_the_small_house_has_no_fault() -> None:
    assert wrong_with(example_files())[0] == ()


@pytest.mark.parametrize("page", SHORT.values(), ids=SHORT.keys())
def test_the_wrong_example_gives_exactly_this_code_at_this_place(page: Explained) -> None:
    faults, whole = page.said(right=False)
    assert faults, "nothing was found"
    assert {(fault.code, fault.level, fault.spot) for fault in faults} == {
        (page.code, page.level, page.place(whole))
    }, "\n".join(fault.render() for fault in faults)


@pytest.mark.parametrize("page", SHORT.values(), ids=SHORT.keys())
def test_the_right_example_gives_none(page: Explained) -> None:
    assert page.said(right=True)[0] == ()


@pytest.mark.parametrize("page", TESTS.values(), ids=TESTS.keys())
def test_the_right_example_of_a_test_passes(page: Explained) -> None:
    bundle = example_bundle()
    tests, _ = read_tests(bundle, {page.right_file: page.right.encode()})
    assert tests
    assert [play(stage(bundle, Words(bundle, {}), NOW), test).failures for test in tests] == [()] * len(tests)


def test_codes_that_compare_need_something_to_compare_with() -> None:
    comparing = {page.code for page in PAGES.values() if page.before}
    assert comparing == {"F070", "F071", "F072", "F073", "F074"}
    for page in (PAGES[code] for code in sorted(comparing)):
        assert page.code not in {fault.code for fault in wrong_with(page.files(right=False))[0]}
        assert wrong_with(page.published() or {})[0] == ()


def test_a_page_whose_example_was_right_would_be_noticed() -> None:
    page = PAGES["F010"]
    faults, whole = page.said(right=True)
    assert faults == ()
    with pytest.raises(ValueError, match="not found"):
        page.place(whole)


# --- what is too long for a page ---------------------------------------------------------------------------------


def test_texts_as_long_as_the_page_says_are_refused_by_telegram_unless_a_question_comes_between() -> None:
    page = PAGES["F090"]

    def said(right: bool) -> tuple[Fault, ...]:
        files = page.files(right)
        files[page.file], stretched = re.subn(r"As many [a-z ]+", "Rice and onions. " * 180, files[page.file])
        assert stretched == 2
        files["house-rules.yaml"] = files["house-rules.yaml"].replace("screen: 160", "screen: 3500")
        return wrong_with(files)[0]

    place = page.place(page.files(right=False)[page.file])
    assert {(fault.code, fault.level, fault.spot) for fault in said(right=False)} == {(page.code, page.level, place)}
    assert said(right=True) == ()


def test_a_walk_that_takes_fewer_situations_stops_in_the_wrong_example_only() -> None:
    page = PAGES["F099"]

    def said(right: bool) -> tuple[Fault, ...]:
        files = {name: text.encode() for name, text in page.files(right).items()}
        return explore(load(files), Asked(TODAY, files, most=55)).faults

    place = page.place(page.files(right=False)[page.file])
    [stopped] = said(right=False)
    assert (stopped.code, stopped.level, stopped.spot) == (page.code, page.level, place)
    assert "country (4 values), age (2 values)" in stopped.note
    assert said(right=True) == ()
    assert wrong_with(page.files(right=False))[0] == (), "the walk itself takes so few"
