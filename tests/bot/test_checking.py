"""`helpline check`, `explain` and `schema`, as an admin types them and as other programs read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import checks
from bot.ci import Paths, github, sarif
from bot.cli import app
from flows.engine.fault import Fault
from flows.engine.model import Spot
from tests.flows.house import house_bundle, house_files

DAY = ("--today", "2026-11-24")


def helpline(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The content of the house, for somebody who writes something wrong into it."""
    for name, text in house_files().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
    return tmp_path


def write(content: Path, file: str, old: str, new: str) -> None:
    path = content / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_all_faults_are_shown_at_once_sorted_and_counted(content: Path) -> None:
    write(content, "flows/passport-kept.yaml", "next: sign}", "next: sing}")
    write(content, "flows/passport-kept.yaml", "text: My employer", "text: The people I work for")
    write(content, "teams.yaml", "cases: yes", "cases: maybe")
    done = helpline("check", "--content", str(content), *DAY)
    assert done.exit_code == 1
    lines = [line for line in done.stdout.splitlines() if " F0" in line]
    assert lines == sorted(lines) and len(lines) >= 3
    assert "errors, 1 warning, 0 hints." in done.stdout.splitlines()[-1]
    assert "`helpline explain CODE`" in done.stdout.splitlines()[-1]


def test_warnings_and_hints_do_not_end_with_1(content: Path) -> None:
    write(content, "flows/passport-kept.yaml", "text: My employer", "text: The people I work for")
    write(content, "answers.yaml", "[employer, agent, other, me]", "[employer, agent, family, other, me]")
    done = helpline("check", "--content", str(content), *DAY)
    assert done.exit_code == 0
    assert "0 errors, 1 warning, 1 hint." in done.stdout
    told = json.loads(helpline("check", "--content", str(content), "--json", *DAY).stdout)
    assert [(fault["code"], fault["level"]) for fault in told] == [("F026", "hint"), ("F030", "warning")]


def test_what_follows_from_an_unreadable_file_is_held_back(content: Path) -> None:
    (content / "facts.yaml").write_text("facts: [\n")
    told = json.loads(helpline("check", "--content", str(content), "--json", *DAY).stdout)
    assert {fault["spot"][0] for fault in told} == {"facts.yaml"}


def test_which_facts_are_due_can_be_asked_for_any_day() -> None:
    done = helpline("check", "--today", "2027-02-24")
    assert done.exit_code == 1
    assert 'error F042: The fact "emergency_number" was due for a check on 2027-02-23 (yesterday).' in done.stdout
    assert "It is shown in: " in done.stdout and "urgent-danger.call_now" in done.stdout
    soon = helpline("check", "--today", "2027-01-22")
    assert soon.exit_code == 0
    assert "warning F051" in soon.stdout and "must be checked by tomorrow" in soon.stdout
    assert helpline("check", "--today", "soon").exit_code == 2


def test_a_file_that_a_flow_sends_must_be_there(content: Path) -> None:
    write(
        content, "flows/passport-kept.yaml", "    next: not_alone", "    attach: letters/give.pdf\n    next: not_alone"
    )
    assert "F032" in helpline("check", "--content", str(content), *DAY).stdout
    (content / "letters").mkdir()
    (content / "letters" / "give.pdf").write_bytes(b"%PDF-1.7")
    assert helpline("check", "--content", str(content), *DAY).exit_code == 0


def test_a_recording_is_missing_as_an_error_where_the_language_is_live(content: Path) -> None:
    write(content, "flows/passport-kept.yaml", "    next: not_alone", "    voice: required\n    next: not_alone")
    english = "English, direction: ltr, state: "
    write(content, "house-rules.yaml", f"{english}preview", f"{english}live")
    told = json.loads(helpline("check", "--content", str(content), "--json", *DAY).stdout)
    drafts = [language.own_name for language in house_bundle().languages if language.code != "en"]
    assert {(fault["code"], fault["level"], fault["sentence"].split(" of ")[0]) for fault in told} == {
        ("F033", "error", "There is no recording in English"),
        *(("F033", "warning", f"There is no recording in {name}") for name in drafts),
    }


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/etc/passwd.txt", "letters/../../x.pdf", ".env.pdf", "x"])
def test_a_file_outside_the_content_is_never_named(content: Path, name: str) -> None:
    line = f"    attach: {name}\n    next: not_alone"
    write(content, "flows/passport-kept.yaml", "    next: not_alone", line)
    assert "F032" in helpline("check", "--content", str(content), *DAY).stdout


# --- for other programs ------------------------------------------------------------------------------------------

ODD = Fault(
    "F001", "error", Spot("flows/a,b.yaml", 3, 5), "100 % wrong:\r\nall.", "Put it right.", "    x", 2, "a note"
)
TRANSLATED = Fault("T002", "warning", Spot("locales/ar/LC_MESSAGES/flows.po", 9, 1), "Lost.", "Write it.")


def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "flows" / "content", tmp_path / "locales", tmp_path)


def test_github_is_told_in_its_own_words(tmp_path: Path) -> None:
    assert list(github([ODD, TRANSLATED], paths(tmp_path))) == [
        (
            "::error file=flows/content/flows/a%2Cb.yaml,line=3,col=5,endColumn=7,title=F001::"
            "100 %25 wrong:%0D%0Aall.%0Anote: a note%0Afix: Put it right."
        ),
        "::warning file=locales/ar/LC_MESSAGES/flows.po,line=9,col=1,endColumn=2,title=T002::Lost.%0Afix: Write it.",
    ]


def test_sarif_names_rule_place_and_fix(tmp_path: Path) -> None:
    made = sarif([ODD, TRANSLATED], checks.titles(), paths(tmp_path))
    [run] = made["runs"]
    assert made["version"] == "2.1.0"
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["shortDescription"]["text"]) for rule in rules] == [
        ("F001", "The file cannot be read here"),
        ("T002", "A {name} is missing in the translation, or is a strange one"),
    ]
    one, other = run["results"]
    assert (one["ruleId"], one["level"], other["level"]) == ("F001", "error", "warning")
    place = one["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "flows/content/flows/a%2Cb.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 7}
    assert one["message"]["text"].endswith("Fix: Put it right.")


def test_a_fault_far_from_here_keeps_its_whole_path(tmp_path: Path) -> None:
    far = Paths(tmp_path / "content", tmp_path / "locales", tmp_path / "elsewhere")
    assert far.of(ODD) == (tmp_path / "content/flows/a,b.yaml").as_posix()


def test_both_are_printed_by_the_command(content: Path) -> None:
    write(content, "flows/passport-kept.yaml", "next: sign}", "next: sing}")
    told = helpline("check", "--content", str(content), "--github", *DAY)
    assert told.exit_code == 1 and told.stdout.startswith("::error file=") and "title=F010" in told.stdout
    told = helpline("check", "--content", str(content), "--sarif", *DAY)
    assert told.exit_code == 1
    assert [it["ruleId"] for it in json.loads(told.stdout)["runs"][0]["results"]] == ["F010"]
    nothing = json.loads(helpline("check", "--sarif", *DAY).stdout)
    assert nothing["runs"][0]["results"] == []
    assert helpline("check", "--github", *DAY).stdout == ""


# --- explaining --------------------------------------------------------------------------------------------------


def test_a_code_is_explained_with_a_wrong_and_a_right_example() -> None:
    page = helpline("explain", "f010").stdout
    assert page.startswith("# F010 error: There is no step of that name\n")
    assert "Why it matters: who taps there would get no answer" in page
    assert page.index("Wrong, in") < page.index("next: doen") < page.index("Right:") < page.index("next: done\n")


def test_without_a_code_all_are_listed() -> None:
    told = helpline("explain").stdout
    assert all(code in told for code in checks.titles())
    listed = json.loads(helpline("explain", "--json").stdout)
    assert {"code": "F010", "about": "error: There is no step of that name"} in listed


@pytest.mark.parametrize("code", ["F999", "../F010", "", "F010.md"])
def test_what_is_no_code_is_said_so(code: str) -> None:
    assert checks.page(code) is None
    assert code == "" or helpline("explain", code).exit_code == 2


def test_the_language_explains_itself() -> None:
    assert helpline("explain", "--language").stdout.startswith("# The flow language\n")


def test_schemas_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    done = helpline("schema", "--out", str(tmp_path / "new"))
    assert done.exit_code == 0
    assert json.loads((tmp_path / "new" / "flow.schema.json").read_text())["title"] == "flows/NAME.yaml"
