"""A test written into a test file by the program: kept only if it can be read and passes."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from flows.engine.play_script import Stage, play, told
from flows.engine.read_script import file_of, read_tests


def save(stage: Stage, flow: str, path: Path, test: str) -> str:
    """Adds the test at the end of the file, and says what came of it. What would not pass leaves the file alone."""
    before = path.read_text("utf-8") if path.exists() else ""
    whole = f"{before.rstrip()}\n{_indented_as(before, test)}" if before.strip() else f"tests:\n{test}"
    tests, faults = read_tests(stage.bundle, {file_of(flow, stage.bundle.dialect.folder): whole.encode()})
    if faults or not tests:
        return f"Not saved, and {path} is as it was:\n{faults[0].render() if faults else 'there is no test in it'}"
    played = play(stage, tests[-1])
    if played.failures:
        return f"Not saved, and {path} is as it was. Played anew it goes otherwise:\n" + "\n".join(told(played))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(whole, "utf-8")
    except OSError as wrong:
        return f"Not saved: {path} cannot be written ({wrong.strerror}). Give :save-test the name of another file."
    return f'Saved as "{tests[-1].name}" in {path}. It passes in {", ".join(played.languages)}.'


def _indented_as(before: str, test: str) -> str:
    """As far in as the tests that stand there already."""
    first = re.search(r"^( *)- name:", before, re.MULTILINE)
    return textwrap.indent(textwrap.dedent(test), first[1] if first else "  ")
