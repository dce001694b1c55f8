"""The pages of `helpline explain`, taken apart: the level, what is said, and the two examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.checks import FAULTS
from flows.engine.fault import Fault
from flows.engine.follow import read_answers
from flows.engine.model import Spot
from flows.engine.read_script import ENDING, read_tests
from tests.flows.example import PO, example_bundle, example_files, wrong_with

_PAGE = re.compile(
    r"# (?P<code>\w+) (?P<level>error|warning|hint): (?P<title>[^\n]+)\n\n(?P<means>.+?)\n\n"
    r"Why it matters: (?P<why>.+?)\n\n(?:Published, in `(?P<where>[^`]+)`:\n\n```\w+\n(?P<before>.*?)\n```\n\n)?"
    r"Wrong, in `(?P<file>[^`]+)`:\n\n```\w+\n(?P<wrong>.*?)\n```\n\n"
    r"Right(, in `(?P<right_file>[^`]+)`)?:\n\n```\w+\n(?P<right>.*?)\n```\n\Z",
    re.DOTALL,
)
_MARK = re.compile(r" *\^+\Z")
_WALKED = "walked.yaml"
"""The answers that `helpline walk` is given: no file of the content."""


@dataclass(frozen=True)
class Explained:
    """`mark` is the underline in the wrong example: its line (of the example, from 0) and its column. `before`: what is
    published, for codes that compare two bundles. `right_file`: the right one may stand in another file."""

    code: str
    level: str
    file: str
    wrong: str
    right_file: str
    right: str
    mark: tuple[int, int]
    before: str = ""

    @property
    def has_schema(self) -> bool:
        """Catalogues have none, nor have tests and the answers of a walk."""
        return self.file.endswith(".yaml") and not self.file.endswith((ENDING, _WALKED))

    def published(self) -> dict[str, str] | None:
        """What stood there before, for codes that compare."""
        return self._house_with(self.file, self.before) if self.before else None

    def files(self, right: bool) -> dict[str, str]:
        """The small house with one of the examples in it."""
        return self._house_with(*((self.right_file, self.right) if right else (self.file, self.wrong)))

    def _house_with(self, file: str, example: str) -> dict[str, str]:
        files = example_files()
        if file in files:
            assert self.right in files[file], f"{self.code}: the right example is not in the small house"
            return {**files, file: files[file].replace(self.right, example, 1)}
        return {**files, file: f"{example}\n"}

    def said(self, right: bool) -> tuple[tuple[Fault, ...], str]:
        """By the command that reads such a file, and the whole file."""
        if self.file == PO:
            return wrong_with(example_files(), self.right if right else self.wrong)
        files = self.files(right)
        encoded = {name: text.encode() for name, text in files.items()}
        if self.file == _WALKED:
            return read_answers(example_bundle(), _WALKED, encoded[_WALKED])[1], files[_WALKED]
        if self.file.endswith(ENDING):
            return read_tests(example_bundle(), encoded)[1], files[self.right_file if right else self.file]
        return wrong_with(files, published=self.published())[0], files[self.file]

    def place(self, whole: str) -> Spot:
        """Where the underline is in the whole file."""
        line, column = self.mark
        start = whole.index(self.wrong)
        return Spot(self.file, whole.count("\n", 0, start) + line + 1, column)


def explained(path: Path) -> Explained:
    found = _PAGE.match(path.read_text("utf-8"))
    assert found, f"{path.name} is not written like the other pages"
    assert found["where"] in (None, found["file"]), f"{path.name} compares two files"
    lines = found["wrong"].split("\n")
    [mark] = [number for number, line in enumerate(lines) if _MARK.match(line)]
    wrong = "\n".join(line for number, line in enumerate(lines) if number != mark)
    column = lines[mark].index("^") + 1
    right_file = found["right_file"] or found["file"]
    place = (mark - 1, column)
    return Explained(
        found["code"], found["level"], found["file"], wrong, right_file, found["right"], place, found["before"] or ""
    )


def pages() -> dict[str, Explained]:
    return {path.stem: explained(path) for path in sorted(FAULTS.glob("*.md"))}
