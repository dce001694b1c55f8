"""`helpline map`, as an admin types it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app


def types(*words: str) -> Result:
    return CliRunner().invoke(app, ["map", *words], catch_exceptions=False)


def test_without_more_it_is_a_list_to_read() -> None:
    done = types("passport-kept")
    assert done.exit_code == 0
    assert done.stdout.startswith("Flow passport-kept\n")
    assert "2. ask: who_has_it, flows/passport-kept.yaml:" in done.stdout
    assert "   - [My employer] -> 3. law" in done.stdout
    assert done.stdout == types("passport-kept", "--text").stdout


@pytest.mark.parametrize(
    ("name", "option", "begins"),
    [
        ("map.svg", "--svg", "<svg "),
        ("map.dot", "--dot", "digraph map {"),
        ("map.gv", "--dot", "digraph map {"),
        ("map.mmd", "--mermaid", "%% Flow urgent-danger"),
        ("map.txt", "--text", "Flow urgent-danger"),
    ],
)
def test_the_ending_of_the_file_decides_the_form(tmp_path: Path, name: str, option: str, begins: str) -> None:
    done = types("urgent-danger", "--out", str(tmp_path / name))
    assert done.exit_code == 0 and done.stdout == "" and f"{name} is written." in done.stderr
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written.startswith(begins)
    assert written == types("urgent-danger", option).stdout


def test_all_flows_on_one_map() -> None:
    done = types("--all", "--svg")
    flows = {it.get("data-flow") for it in ElementTree.fromstring(done.stdout).iter() if it.get("data-flow")}
    assert {"welcome", "is-it-safe", "urgent-danger", "ask-person", "passport-kept"} <= flows
    assert "at safe_first -> " in types("--all").stdout


def test_a_map_in_arabic_says_what_nobody_has_signed() -> None:
    done = types("passport-kept", "--lang", "ar", "--overlay", "untranslated")
    assert "عند من جواز سفرك الآن؟" in done.stdout
    assert "! 5 of 5 texts: 5 not reviewed" in done.stdout
    assert "Texts that no speaker has signed. Signed so far: 0 of " in done.stdout


def test_a_map_of_another_day_says_what_will_be_due() -> None:
    assert "due soon: " not in types("ask-person", "--overlay", "dates", "--date", "2026-12-01").stdout
    assert (
        "due soon: salvation_army, on 2027-02-23"
        in types("ask-person", "--overlay", "dates", "--date", "2027-02-01").stdout
    )


def test_taps_on_the_map() -> None:
    assert "note: 2 taps to a person" in types("passport-kept", "--overlay", "taps").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pasport-kept"], 'there is no flow called "pasport-kept". Write "passport-kept" instead.'),
        ([], "name one flow, or write --all"),
        (["welcome", "--all"], "name one flow, or write --all"),
        (["welcome", "--svg", "--dot"], "one of them at a time"),
        (["welcome", "--lang", "xx"], '"xx" is not in house-rules.yaml. The languages are: en, fil, id, hi, ar, '),
        (["welcome", "--overlay", "untranslated"], "Say which language: fil, id, hi, ar, "),
        (["welcome", "--overlay", "moon"], "'taps', 'untranslated', 'dates'"),
        (["welcome", "--date", "tomorrow"], "write it as in 2027-01-31"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_what_can(words: list[str], said: str) -> None:
    done = types(*words)
    assert done.exit_code == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_content_with_faults_is_not_drawn_and_the_faults_are_told(tmp_path: Path) -> None:
    from flows.engine.fault import Faulty

    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "broken.yaml").write_text("flow: broken\nsteps: [\n")
    with pytest.raises(Faulty, match=r"broken\.yaml"):  # bot.cli says each of them
        types("broken", "--content", str(tmp_path))
