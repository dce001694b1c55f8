"""No file and no function grows past what one can hold in mind."""

from __future__ import annotations

from tests.house.sizes import LONGER_FOR_NOW, complaints, measured
from tests.house.test_rules import sources


def test_nothing_is_too_long() -> None:
    code = [it for it in sources() if it.path.endswith((".py", ".js"))]
    sizes = {what: (lines, most) for it in code for what, lines, most in measured(it.path, it.text)}
    assert list(complaints(sizes, LONGER_FOR_NOW)) == []


def test_files_and_functions_are_measured() -> None:
    text = "x = 1\ndef long():\n" + "    y = 2\n" * 70
    assert list(measured("a.py", text)) == [("a.py", 72, 320), ("a.py:long", 71, 60)]


def test_what_is_too_long_is_told() -> None:
    assert list(complaints({"a.py": (400, 320), "b.py": (320, 320)}, {})) == [
        "a.py: 400 lines, and at most 320 are allowed"
    ]


def test_the_ratchet_only_shrinks() -> None:
    excused = {"grown.py": 400, "same.py": 400, "shrunk.py": 400, "done.py": 400, "gone.py": 400}
    sizes = {"grown.py": (401, 320), "same.py": (395, 320), "shrunk.py": (380, 320), "done.py": (300, 320)}
    told = list(complaints(sizes, excused))
    assert [line.split(":")[0] for line in told] == ["grown.py", "shrunk.py", "done.py", "gone.py"]
