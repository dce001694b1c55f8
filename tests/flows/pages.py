"""The pages of `helpline explain`, taken apart: the level, what is said, and the two examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.checks import FAULTS
from flows.engine.model import Spot
from tests.flows.example import PO, example_files

_PAGE = re.compile(
    r"# (?P<code>\w+) (?P<level>error|warning|hint): (?P<title>[^\n]+)\n\n(?P<means>.+?)\n\n"
    r"Why it matters: (?P<why>.+?)\n\nWrong, in `(?P<file>[^`]+)`:\n\n```\w+\n(?P<wrong>.*?)\n```\n\n"
    r"Right:\n\n```\w+\n(?P<right>.*?)\n```\n\Z",
    re.DOTALL,
)
_MARK = re.compile(r" *\^+\Z")


@dataclass(frozen=True)
class Explained:
    """`mark` is the underline in the wrong example: its line (of the example, from 0) and its column."""

    code: str
    level: str
    file: str
    wrong: str
    right: str
    mark: tuple[int, int]

    def files(self, example: str) -> tuple[dict[str, str], str]:
        """The small house with this example in it, and the entry of the catalogue, if it is one."""
        files = example_files()
        if self.file == PO:
            return files, example
        if self.file in files:
            assert self.right in files[self.file], f"{self.code}: the right example is not in the small house"
            return {**files, self.file: files[self.file].replace(self.right, example, 1)}, ""
        return {**files, self.file: f"{example}\n"}, ""

    def place(self, whole: str) -> Spot:
        """Where the underline is in the whole file."""
        line, column = self.mark
        start = whole.index(self.wrong)
        return Spot(self.file, whole.count("\n", 0, start) + line + 1, column)


def explained(path: Path) -> Explained:
    found = _PAGE.match(path.read_text("utf-8"))
    assert found, f"{path.name} is not written like the other pages"
    lines = found["wrong"].split("\n")
    [mark] = [number for number, line in enumerate(lines) if _MARK.match(line)]
    wrong = "\n".join(line for number, line in enumerate(lines) if number != mark)
    column = lines[mark].index("^") + 1
    return Explained(found["code"], found["level"], found["file"], wrong, found["right"], (mark - 1, column))


def pages() -> dict[str, Explained]:
    return {path.stem: explained(path) for path in sorted(FAULTS.glob("*.md"))}
