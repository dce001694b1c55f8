"""Examples older than the rules, and corners of YAML: each loads or is answered, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.engine.read import read
from tests.flows.house import faults, house_files

HERE = Path(__file__).parent
SNIPPETS = [it.split("\n", 1) for it in (HERE / "snippets.txt").read_text("utf-8").split("\n=== ")[1:]]
CORNERS = (HERE / "yaml-corners.txt").read_text("utf-8").split("\n===\n")[1:]


def said_about(file: str, text: str) -> list[str]:
    return [fault.render() for fault in faults({**house_files(), file: text.encode()}) if fault.spot.file == file]


@pytest.mark.parametrize(("file", "text"), SNIPPETS, ids=[f"{n}-{it[0]}" for n, it in enumerate(SNIPPETS)])
def test_an_example_of_the_first_drawing_loads_or_is_answered(file: str, text: str) -> None:
    for said in said_about(file, text):
        assert said.startswith(f"{file}:") and "\n       fix: " in said


def test_the_example_of_a_consent_is_understood_word_for_word() -> None:
    """What is missing are this house's own names, and nothing of its form."""
    [text] = [text for file, text in SNIPPETS if "nrm-consent" in file]
    said = "\n".join(said_about("flows/nrm-consent.yaml", text))
    codes = {line.split(": ")[1].split()[1] for line in said.splitlines() if line.startswith("flows/")}
    assert codes <= {"F020", "F021", "F022", "F043"}, said
    assert 'There is no team called "rights-team"' not in said


@pytest.mark.parametrize("text", CORNERS, ids=[f"{n}-{it[:12]!r}" for n, it in enumerate(CORNERS)])
@pytest.mark.parametrize("file", ["flows/passport-kept.yaml", "facts.yaml", "words/ar.yaml", "house-rules.yaml"])
def test_a_corner_of_yaml_is_answered(file: str, text: str) -> None:
    page, block = read(file, text.encode())
    assert block is not None or page.faults
    assert said_about(file, text), "none of these is content"


def test_values_stay_the_text_that_was_written() -> None:
    """A phone number keeps its plus, a time its colon, a country is not a "no"."""
    written = {"a": "+447700900123", "b": "0112", "c": "1:30:00", "d": "No", "e": "NO", "f": "09:30", "g": "1e3"}
    page, block = read("x.yaml", "".join(f"{name}: {text}\n" for name, text in written.items()).encode())
    assert page.faults == [] and block is not None
    assert {name: getattr(node, "text", None) for name, node in block.entries.items()} == written
