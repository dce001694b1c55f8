"""The promises of this house by number, which tests carry each, and what they have measured.

A test carries the number in its name: `test_p07_…`. Run with PROMISED=<file>, pytest writes there how each has ended
and what it has measured; `python -m tests.promises write <file>` makes docs/promises.md of it.
"""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HOUSE = Path(__file__).resolve().parents[1]
PAGE = HOUSE / "docs" / "promises.md"
PROMISES: Mapping[str, str] = {
    "P1": "Killed at random moments: no message of a worker lost, none in a wrong chat, none out of order, at most one "
    "repeat a kill, and each repeat marked",
    "P1b": "Killed at every statement and every call there is: none lost, at most one repeat, and it is marked",
    "P2": "Power cut: what Telegram was told we have is on the disk; a database that is set unsafely is not used",
    "P3": "Nothing is delivered to a wrong person, whatever people do and in whatever order",
    "P4": "Malformed updates: no fall, no stop, no leak; the next is answered",
    "P5": "Forged and repeated buttons change nothing",
    "P6": "Updates that come twice or thrice, and in another order than they were written, lead to the same state",
    "P7": "Half an hour of 429, 5xx, timeouts and resets: nothing lost, order kept, `retry_after` obeyed, one slow "
    "chat holds up no other, and what has waited drains quickly",
    "P8": "Database or Redis away: nothing confirmed that is not kept, emergency text is said all the same, and it "
    "goes on by itself with nothing lost",
    "P9": "No secret and no word of anybody in logs, databases, dumps or files",
    "P10": "Disk full: nothing confirmed, said aloud, nothing lost, and it goes on by itself",
    "P11": "Clocks that are wrong, jump or change to summer time: nothing erased early, nothing sent outside her "
    "hours, no link good after its end",
    "P12": "A flood: an honest worker is answered soon, staff are not flooded, memory has a bound",
    "P13": "A restart with much kept and much waiting is quick; who is asked to stop stops with nothing lost",
    "P14": "Many claim at once: one has it, the others hear who",
    "P15": "A backup restored elsewhere opens whole, and what was erased stays erased",
    "P16": "Keys replaced while people write: nobody notices, and nothing is left under the old key",
    "P17": "What was erased is nowhere, also not in yesterday's backup",
    "P18": "Every revision of the database down and up with rows in it, also cut off in the middle",
    "P19": "Hours of work: memory, open files and the database's log do not grow",
    "P20": "Broken flows and catalogues: no fall, nothing unsafe taken, each read soon",
    "P21": "Silence is noticed, and told to a person on a way that is not Telegram",
    "P22": "Staff never see “sent” of what Telegram did not take; what is unknown is shown as unknown",
}
_CARRIES = re.compile(r"test_p(\d\d)(b?)_")


def number_of(test: str) -> str:
    """`test_p01b_…` -> P1b; "" where it carries none."""
    found = _CARRIES.match(test)
    return f"P{int(found[1])}{found[2]}" if found else ""


def carriers(root: Path = HOUSE / "tests") -> dict[str, set[str]]:
    """Promise -> the tests that carry it, as `path::name`."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(root.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (number := number_of(node.name)):
                found[number].add(f"{path.relative_to(root.parent)}::{node.name}")
    return found


# --- while tests run (a pytest plugin) ----------------------------------------------------------------------------


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says a line of numbers: to whoever looks on, and to the page of the promises."""

    def say(line: str) -> None:
        record_property("measured", line)
        sys.stdout.write(f"\n{line}\n")

    return say


def pytest_configure(config: pytest.Config) -> None:
    """Of several processes, the one that leads them writes."""
    if (file := os.environ.get("PROMISED")) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Writer(Path(file)))


class _Writer:
    def __init__(self, file: Path) -> None:
        self._file, self._sizes = file, " ".join(_sizes(os.environ))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        path, _, name = report.nodeid.partition("::")
        if not number_of(name) or (report.when != "call" and report.passed):
            return
        said = [str(value) for key, value in report.user_properties if key == "measured"]
        line = {
            "test": f"{path}::{name.partition('[')[0]}", "case": name.partition("[")[2].rstrip("]"),
            "outcome": report.outcome, "measured": said, "sizes": self._sizes, "at": f"{datetime.now(UTC):%Y-%m-%d}",
        }  # fmt: skip
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _sizes(env: Mapping[str, str]) -> Iterator[str]:
    """What `make soak` sets to make tests larger, as far as it is set now."""
    known = re.findall(r"\b([A-Z]+)=\w+ ", (HOUSE / "Makefile").read_text("utf-8"))
    yield from (f"{name}={env[name]}" for name in sorted({*known}) if name in env)


# --- the page -----------------------------------------------------------------------------------------------------


class Ran(NamedTuple):
    """One test as it was run last, with all its cases."""

    outcomes: Counter[str]
    measured: tuple[str, ...]
    sizes: str
    at: str


def results(lines: Iterable[str]) -> dict[str, Ran]:
    """Of each test its newest run: a case that comes again replaces the one before, another size all of them."""
    last: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for line in lines:
        one = json.loads(line)
        before = last[one["test"]]
        if any(each["sizes"] != one["sizes"] for each in before.values()):
            before.clear()
        before[one["case"]] = one
    return {test: _ran([*cases.values()]) for test, cases in last.items()}


def _ran(cases: list[Mapping[str, Any]]) -> Ran:
    said = tuple(line for case in cases for line in case["measured"])
    outcomes = Counter(str(case["outcome"]) for case in cases)
    return Ran(outcomes, said, str(cases[-1]["sizes"]), max(str(case["at"]) for case in cases))


HEAD = """# What is promised, and what was measured

Made by `python -m tests.promises write` from the results of a run; do not edit. A test carries the number of its
promise in its name. “The suite” is the size in which `make test` runs it; another size is named as `make soak` sets it.
“As measured” is what the test itself has counted in that run, on a shared machine of two cores; elsewhere seconds are
others.
"""


def page(ran: Mapping[str, Ran], carried: Mapping[str, set[str]]) -> str:
    return "\n".join((HEAD, *(_section(number, ran, carried.get(number, set())) for number in PROMISES)))


def _section(number: str, ran: Mapping[str, Ran], tests: set[str]) -> str:
    table = ["| test | size, day | as measured | result |", "|---|---|---|---|"]
    rows = [_row(test, ran.get(test)) for test in sorted(tests)] or ["| none yet | | | **not shown** |"]
    return "\n".join((f"## {number}", "", f"{PROMISES[number]}.", "", *table, *rows, ""))


def _row(test: str, ran: Ran | None) -> str:
    path, _, name = test.partition("::")
    told = f"`{path}` {name.removeprefix('test_').replace('_', ' ')}"
    if ran is None:
        return f"| {told} | | | **not run** |"
    how = ", ".join(f"{count} {outcome}" if count > 1 else outcome for outcome, count in ran.outcomes.items())
    said = "<br>".join(line.replace("|", "/").replace("\n", " ") for line in ran.measured)
    return f"| {told} | {ran.sizes or 'the suite'}, {ran.at} | {said} | {how} |"


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] != "write":
        raise SystemExit("python -m tests.promises write <file>, after PROMISED=<file> pytest …")
    PAGE.write_text(page(results(Path(sys.argv[2]).read_text("utf-8").splitlines()), carriers()), "utf-8")
