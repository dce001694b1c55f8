"""Where each fact comes from, and that what is not certain says so on the card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.engine.facts import Fact
from tests.flows.house import changed, faults, house_bundle

HOUSE = house_bundle()
FACTS = [pytest.param(fact, id=fact.name) for fact in HOUSE.facts.values()]
RANK = {"A": 0, "B": 1, "C": 2}


def _marks() -> dict[str, tuple[frozenset[str], bool]]:
    """Line of the collection of facts -> the marks that its parts carry, and whether it is likely to change."""
    found: dict[str, tuple[frozenset[str], bool]] = {}
    for row in (Path(__file__).parent / "marks.txt").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            line, marks, *change = row.split()
            found[line] = frozenset(marks.split("/")), change == ["CHANGE"]
    return found


MARKS = _marks()


def too_sure(fact: Fact) -> list[str]:
    """Lines that do not bear what the fact says of itself."""
    own = RANK[fact.confidence]
    return [line for line in fact.lines if own < min(RANK[mark] for mark in MARKS[line][0])]


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_as_sure_as_the_lines_it_comes_from_and_no_surer(fact: Fact) -> None:
    assert fact.lines, "nobody could find it again"
    assert [line for line in fact.lines if line not in MARKS] == []
    assert too_sure(fact) == []


@pytest.mark.parametrize("fact", FACTS)
def test_what_is_likely_to_change_is_known_here_and_says_so(fact: Fact) -> None:
    assert fact.changing is any(MARKS[line][1] for line in fact.lines)
    if fact.changing or fact.confidence != "A":
        assert fact.confirm and HOUSE.texts[fact.confirm]


def test_the_list_of_marks_holds_what_is_used_and_nothing_else() -> None:
    ten = {f"0.{nth:02}" for nth in range(1, 11)}
    assert set(MARKS) == {line for fact in HOUSE.facts.values() for line in fact.lines} | ten
    assert all(re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}[a-z]?", line) for line in MARKS)
    assert all(marks <= RANK.keys() for marks, _ in MARKS.values())


def test_a_fact_made_surer_than_its_lines_is_found() -> None:
    from dataclasses import replace

    assert too_sure(replace(HOUSE.facts["rape_crisis"], confidence="A")) == ["5.22"]
    assert too_sure(replace(HOUSE.facts["nrm_police"], confidence="A")) == ["0.03"]
    assert too_sure(replace(HOUSE.facts["nrm_police"], confidence="C")) == []


@pytest.mark.parametrize("mark", ["confidence: B", "changing: yes"])
def test_an_uncertain_fact_without_a_word_of_it_is_an_error(mark: str) -> None:
    name = "law_keep_passport" if "B" in mark else "odw_visa"
    assert mark.replace("confidence: ", "") in (HOUSE.facts[name].confidence, "changing: yes")
    confirm = f"    confirm: {HOUSE.texts[HOUSE.facts[name].confirm or '']}\n"
    at = f"  {name}:\n"
    [fault] = faults(_without(at, confirm))
    assert (fault.code, fault.level) == ("F045", "error")
    assert f'"{name}" is' in fault.sentence


def _without(fact: str, line: str) -> dict[str, bytes]:
    """The house without this line of that fact."""
    files = changed("facts.yaml", fact, fact)
    before, _, after = files["facts.yaml"].decode().partition(fact)
    assert line in after
    return {**files, "facts.yaml": (before + fact + after.replace(line, "", 1)).encode()}
