"""The pages about what a walk finds: the wrong example gives that code where it is underlined, the right none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.flows.house import CONTENT, faults
from tests.flows.small import small_files

_FAULTS = CONTENT.parent / "faults"
_BLOCK = re.compile(r"```yaml\n(.*?)\n```", re.DOTALL)
_MARK = re.compile(r"^ *\^+\n", re.MULTILINE)
_WALKED = ("F012", "F025", "F080", "F082", "F083", "F085", "F086", "F087", "F091", "F092")
"""The pages whose example is a flow of its own. What breaks F090 or F099 would be longer than a page."""


def _with(example: str) -> dict[str, bytes]:
    return {**small_files(), "flows/example.yaml": f"{example}\n".encode()}


@pytest.mark.parametrize("code", _WALKED)
def test_the_examples_of_a_page_are_true(code: str) -> None:
    page: Path = _FAULTS / f"{code}.md"
    wrong, right = _BLOCK.findall(page.read_text("utf-8"))
    mark = _MARK.search(wrong)
    assert mark, "nothing is underlined"
    line, column = wrong.count("\n", 0, mark.start()), mark.group().index("^") + 1
    found = faults(_with(wrong.replace(mark.group(), "")))
    assert (code, line, column) in {(fault.code, fault.spot.line, fault.spot.column) for fault in found}
    [level] = {fault.level for fault in found if fault.code == code}
    assert page.read_text("utf-8").startswith(f"# {code} {level}: ")
    assert faults(_with(right)) == ()
