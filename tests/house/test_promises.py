"""Every promise has a test that carries its number, and the page of what was measured tells of each."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.promises import PAGE, PROMISES, carriers, number_of, page, results

TO_COME: set[str] = set()  # may only shrink


def test_every_promise_is_carried_by_a_test() -> None:
    carried = carriers()
    assert PROMISES.keys() - carried.keys() <= TO_COME
    assert carried.keys() <= PROMISES.keys(), "a number that nobody has promised"


def test_the_page_has_every_promise_and_no_test_that_is_gone() -> None:
    text, known = PAGE.read_text("utf-8"), {test for tests in carriers().values() for test in tests}
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == [*PROMISES]
    told = {
        f"{path}::test_{name.replace(' ', '_')}"
        for path, name in re.findall(r"^\| `([\w/.]+)` ([\w ]+) \|", text, re.MULTILINE)
    }
    assert told <= known, "the page is older than the tests: make it again"


def test_the_number_is_read_from_the_name_and_nothing_else() -> None:
    names = ("test_p01_kills", "test_p01b_points", "test_p22_x03_sent", "test_people_write", "test_x03_sent")
    assert [number_of(name) for name in names] == ["P1", "P1b", "P22", "", ""]


def test_a_promise_without_a_test_and_a_test_that_failed_show(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_p07_storm(): ...\nasync def test_p08_away(): ...\n")
    carried = carriers(tmp_path)
    assert carried.keys() == {"P7", "P8"}
    [storm] = carried["P7"]

    def line(case: str, outcome: str, sizes: str = "") -> str:
        return json.dumps(
            {
                "test": storm,
                "case": case,
                "outcome": outcome,
                "measured": ["3 | lost"],
                "sizes": sizes,
                "at": "2026-11-26",
            }
        )

    text = page(results([line("a", "passed"), line("b", "passed"), line("b", "failed")]), carried)
    assert "p07 storm | the suite, 2026-11-26 | 3 / lost<br>3 / lost | passed, failed |" in text
    assert "p08 away | | | **not run** |" in text and "**not shown**" in text.split("## P9")[1]
    again = results([line("a", "failed"), line("a", "passed", "RUNS=9")])
    assert (again[storm].outcomes["failed"], again[storm].sizes) == (0, "RUNS=9"), "the newest run is what counts"


def test_what_a_test_measures_comes_to_the_file(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    file = pytester.path / "var" / "promises.jsonl"
    monkeypatch.setenv("PROMISED", str(file))
    monkeypatch.setenv("KILLS", "7")
    pytester.makepyfile(
        "def test_p07_it(measured):\n    measured('3 of 3')\n\ndef test_other(measured):\n    measured('x')\n"
    )
    pytester.runpytest_inprocess("-p", "tests.promises").assert_outcomes(passed=2)
    [line] = file.read_text().splitlines()
    assert {"measured": ["3 of 3"], "outcome": "passed", "sizes": "KILLS=7"}.items() <= json.loads(line).items()
