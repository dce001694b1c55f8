"""The rows of bad input are there, each once and by its number, so that whoever looks for one finds it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROWS = 40
ROW = re.compile(r"test_row_([0-9]{2})_[a-z]")


def numbers(folder: Path) -> Counter[int]:
    """Of all tests by number; a test that plays nothing counts for none."""
    found: Counter[int] = Counter()
    for file in folder.glob("test_rows_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (row := ROW.match(node.name)):
                found[int(row[1])] += any(isinstance(each, ast.Assert | ast.Raise) for each in ast.walk(node))
    return found


def test_each_row_is_there_once() -> None:
    assert numbers(Path(__file__).parent) == dict.fromkeys(range(1, ROWS + 1), 1)


def test_what_is_missing_or_empty_or_there_twice_is_seen(tmp_path: Path) -> None:
    rows = (
        "def test_row_01_x():\n    assert 1\ndef test_row_02_x():\n    pass\n"
        + "def test_row_03_x():\n    assert 1\n" * 2
    )
    (tmp_path / "test_rows_x.py").write_text(rows)
    assert numbers(tmp_path) == {1: 1, 2: 0, 3: 2}
