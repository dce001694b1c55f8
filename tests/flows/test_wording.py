"""The rules of how we speak bite: each catches what it must, lets pass what it must, and stops the publishing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.engine import check_wording
from flows.engine.draft import Draft
from flows.engine.fault import Fault
from flows.engine.read import read
from tests.flows.house import changed, faults, house_bundle

HOUSE = house_bundle()


def _lines() -> Iterator[tuple[str, bool, str]]:
    code = ""
    for line in (Path(__file__).parent / "wording.txt").read_text("utf-8").splitlines():
        if line.startswith("F"):
            code = line
        elif line.startswith(("-", "+")):
            yield code, line.startswith("-"), line[2:]


LINES = tuple(_lines())


def said(line: str) -> list[Fault]:
    """Of this line, as a sentence that the bot says by itself: so the rule of the first line counts too."""
    page, block = read("globals.yaml", f'said: "{line}"'.encode())
    draft = Draft([page])
    draft.write("globals/said", page, block.entries["said"] if block else None, "sentence of the program")  # type: ignore[arg-type]
    check_wording.check_wording(draft, draft.written["globals/said"])
    return page.faults


@pytest.mark.parametrize(("code", "caught", "line"), LINES, ids=[f"{code}-{line[:30]}" for code, _, line in LINES])
def test_each_rule_catches_what_it_must_and_nothing_else(code: str, caught: bool, line: str) -> None:
    found = [fault for fault in said(line) if fault.code == code]
    assert bool(found) is caught, [fault.sentence for fault in said(line)]
    for fault in found:
        assert fault.level == "error", "a text like this is never published"
        assert fault.source_line[fault.spot.column - 1 :][: fault.length] in line
        assert "{" not in fault.sentence


def test_every_rule_is_shown_both() -> None:
    codes = {rule.code for rule in check_wording.RULES} | {"F129"}
    assert {(code, caught) for code, caught, _ in LINES} == {(code, way) for code in codes for way in (True, False)}
    assert codes == {f"F12{nth}" for nth in range(10)}


def test_facts_buttons_and_questions_are_read_too() -> None:
    files = changed("facts.yaml", "By law we may not give advice about a visa.", "You should ask somebody else.")
    assert [fault.code for fault in faults(files)] == ["F120"]
    files = changed("flows/pay.yaml", "Nothing more", "You qualify")
    assert [fault.code for fault in faults(files)] == ["F121"]


def test_a_topic_may_name_the_thing_in_its_first_line() -> None:
    """She has asked for it herself, after saying that it is safe."""
    assert HOUSE.texts["passport-kept/who_has_it/ask"].startswith("Who has your passport")
