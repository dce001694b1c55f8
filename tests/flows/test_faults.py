"""What an author is told: each case is the house's content with one thing written wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from flows.engine.due import due_soon
from flows.engine.fault import Fault, Faulty
from flows.engine.model import Spot
from tests.flows.house import changed, faults, house_bundle, house_files

PASSPORT, DANGER = "flows/passport-kept.yaml", "flows/urgent-danger.yaml"
TECHNICAL = {"invalid", "unexpected", "null", "mapping", "token", "schema"}


class Wrong(NamedTuple):
    """`at`: the words of the changed file where the underline begins; "" is the first line of the file."""

    code: str
    file: str
    old: str
    new: str
    at: str
    says: str


def _cases() -> Iterator[Wrong]:
    for block in (Path(__file__).parent / "wrong-content.txt").read_text("utf-8").split("\n\n")[1:]:
        head, old, new, at, says = block.strip().splitlines()
        code, file = head.split()
        yield Wrong(code, file, _unescaped(old), _unescaped(new), _unescaped(at), says.removeprefix("says "))


def _unescaped(line: str) -> str:
    whole = line[line.index("|") + 1 : -1]
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "0": "\0"}.get(found[1], found[1]), whole)


def _spot(text: str, file: str, at: str) -> Spot:
    at, _, shift = at.partition("|+")
    start = text.index(at) if at else 0
    line = text.count("\n", 0, start) + 1
    return Spot(file, line, start - text.rfind("\n", 0, start) + int(shift or 0))


@pytest.mark.parametrize("wrong", tuple(_cases()), ids=lambda wrong: f"{wrong.code}-{wrong.says[:30]}")
def test_the_author_is_told_what_and_where(wrong: Wrong) -> None:
    files = changed(wrong.file, wrong.old, wrong.new)
    wanted = _spot(files[wrong.file].decode(), wrong.file, wrong.at)
    said = faults(files)
    found = [(fault.code, fault.spot) for fault in said if wrong.says in fault.sentence]
    assert (wrong.code, wanted) in found, "\n".join(fault.render() for fault in said)
    for fault in said:
        assert fault.fix.endswith((".", "|"))
        assert not TECHNICAL & set(fault.sentence.lower().split())


def test_the_house_has_no_faults() -> None:
    assert faults(house_files()) == ()


def test_all_faults_come_at_once_sorted_by_place() -> None:
    files = changed(PASSPORT, "next: sign}", "next: sing}")
    files |= {DANGER: changed(DANGER, "skip: is_safe", "skipp: is_safe")[DANGER]}
    found = faults(files)
    assert [fault.code for fault in found] == ["F010", "F004"]
    assert list(found) == sorted(found, key=lambda fault: fault.spot)


def test_what_follows_from_an_unreadable_file_is_held_back() -> None:
    files = {**house_files(), "answers.yaml": b"answers: [", "facts.yaml": b"facts: &a 1"}
    assert {fault.spot.file for fault in faults(files)} == {"answers.yaml", "facts.yaml"}


def test_a_missing_file_is_named() -> None:
    files = {name: text for name, text in house_files().items() if name != "consents.yaml"}
    [fault] = faults(files)
    assert fault.render() == (
        "consents.yaml:1:1: error F005: The file consents.yaml is missing.\n       fix: Put it back."
    )


def test_a_language_without_words_of_its_own_cannot_be_served() -> None:
    files = {name: text for name, text in house_files().items() if name != "words/ar.yaml"}
    [fault] = faults(files)
    assert fault.code == "W001"
    assert "Somebody watched over could not hide the chat." in fault.sentence


def test_a_file_too_large_and_one_too_deep_are_refused() -> None:
    large = {**house_files(), "teams.yaml": b"#" * (256 * 1024 + 1)}
    assert [fault.sentence for fault in faults(large)] == ["This file is larger than 256 KB."]
    deep = {**house_files(), "teams.yaml": b"[" * 5000}
    assert [fault.code for fault in faults(deep)] == ["F008"]


def test_a_fault_reads_as_the_manual_shows_it() -> None:
    [fault] = faults(changed(PASSPORT, "start: danger_known", "start: danger_nown"))
    assert fault.render() == (
        'flows/passport-kept.yaml:5:8: error F010: There is no step called "danger_nown" in this flow.\n'
        "     5 | start: danger_nown\n"
        "       |        ^^^^^^^^^^^\n"
        '       note: "danger_known" is here (flows/passport-kept.yaml:8)\n'
        '       fix: Write "danger_known" instead.'
    )


def test_a_tab_keeps_the_underline_in_its_place() -> None:
    fault = Fault("F001", "error", Spot("a.yaml", 1, 3), "A tab.", "Two spaces.", "a\t\tb")
    assert "\n       |  \t^\n" in fault.render()


def test_a_file_in_another_encoding_is_named_with_its_line() -> None:
    [fault] = faults({**house_files(), "teams.yaml": b"teams:\n  caf\xe9: {what: x, cases: no}\n"})
    assert (fault.spot.line, fault.sentence) == (2, "This line is not UTF-8 text.")


def test_a_flow_with_a_name_that_fits_no_button_is_refused() -> None:
    files = {**house_files(), "flows/a-name-that-is-much-too-long-for-a-button.yaml": b"flow: x"}
    assert "cannot be the name of a flow" in faults(files)[0].sentence


def test_words_for_a_language_that_is_not_spoken_here_are_refused() -> None:
    files = {**house_files(), "words/fr.yaml": house_files()["words/en.yaml"].replace(b"language: en", b"language: fr")}
    assert [fault.sentence for fault in faults(files)] == ['The language "fr" is not in house-rules.yaml.']


def test_a_warning_does_not_stop_the_start() -> None:
    [warning] = faults(changed(PASSPORT, "My employer", "The people I work for"))
    assert (warning.code, warning.level) == ("F030", "warning")


def test_faulty_says_everything_when_printed() -> None:
    found = faults(changed(PASSPORT, "next: sign}", "next: sing}"))
    assert str(Faulty(found)) == found[0].render()


def test_consent_given_in_a_sub_flow_counts() -> None:
    """passport-kept runs ask-person; a handing over behind its outcome "asked" rests on the consent asked there."""
    handed = "  done: {handoff: {to: advocates, urgency: soon, summary: [who_has_it], closed: numbers}}"
    files = changed(PASSPORT, "  done: {end: true}", handed)
    assert "F050" in {fault.code for fault in faults(files)}, "good_news leads there without a consent"
    files = changed(PASSPORT, "  done: {end: true}", f"{handed.replace('done', 'handed')}\n  done: {{end: true}}")
    files[PASSPORT] = files[PASSPORT].replace(b"{asked: done,", b"{asked: handed,")
    assert faults(files) == ()


def test_facts_out_of_date_are_listed_and_stop_no_start() -> None:
    assert not [fault for fault in faults(house_files(), date(2026, 12, 1)) if fault.code == "F042"]
    due = [fault for fault in faults(house_files(), date(2027, 2, 23)) if fault.code == "F042"]
    assert {"emergency_number", "kalayaan"} <= {fault.sentence.split('"')[1] for fault in due}
    # One that only the desk works with is shown to no worker, so it stops no publishing.
    at_the_desk = {fact.name for fact in house_bundle().facts.values() if fact.desk}
    levels = {fault.level: fault.sentence.split('"')[1] in at_the_desk for fault in due}
    assert levels == {"error": False, "warning": True}
    assert {fault.code for fault in due_soon(house_bundle().facts, date(2027, 2, 1))} == {"F051"}
    assert house_bundle().warnings == (), "an old number is safer than none: no helpline stops because of its calendar"


# --- each cause once ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (
            "answers.yaml",
            "    kind: choice\n    choices: [now, soon, no]",
            "    kind: chioce\n    choices: [now, no]",
            "F006",
        ),
        ("answers.yaml", "    choices: [now, soon, no]\n", "", "F005"),
        ("facts.yaml", "    checked: 2026-11-23\n", "    checked: yesterday\n", "F006"),
        ("facts.yaml", "    kind: phone\n", "    kind: fone\n", "F006"),
        ("facts.yaml", "    confidence: B\n", "    confidence: b\n", "F006"),
        ("teams.yaml", "cases: yes", "cases: maybe", "F006"),
        (PASSPORT, "value: agent", "value: an agent", "F009"),
        (PASSPORT, "  law:\n", "  law:\n    ask: x\n", "F004"),
        (PASSPORT, "    next: not_alone\n", "    next: not_alone\n    next: law\n", "F002"),
        ("consents.yaml", "teams: [advocates]", "teams: advocates", "F005"),
    ],
)
def test_what_follows_from_a_fault_is_not_told(file: str, old: str, new: str, code: str) -> None:
    """An answer of a kind that is not one cannot be compared; a fact with no day is still a fact."""
    found = faults(changed(file, old, new))
    assert {fault.code for fault in found if fault.level == "error"} == {code}, "\n".join(it.render() for it in found)


def test_a_suggestion_is_a_name_that_would_be_right_there() -> None:
    """An answer is near, but only steps can stand after next."""
    [fault] = faults(changed(PASSPORT, "next: sign}", "next: who_has_itt}"))
    assert fault.fix == 'Write "who_has_it" instead.'
    [fault] = faults(changed(PASSPORT, "owner: rights-team", "owner: advocate"))
    assert fault.fix == 'Write "advocates" instead.'
    [fault] = [it for it in faults(changed(PASSPORT, "next: sign}", "next: xyzzy}")) if it.code == "F010"]
    assert fault.fix.startswith("Choose one of: danger_known, who_has_it, ")


def test_all_files_together_have_a_limit_too() -> None:
    padding = b"#" * (250 * 1024)
    files = {name: text + b"\n" + padding for name, text in house_files().items()}
    found = [fault for fault in faults(files) if "All files together" in fault.sentence]
    assert [(fault.code, fault.level) for fault in found] == [("F008", "error")]
    catalogues = {f"locales/x{number}/LC_MESSAGES/flows.po": padding for number in range(40)}
    found = [fault for fault in faults({**house_files(), **catalogues}) if "All catalogues together" in fault.sentence]
    assert [(fault.code, fault.level) for fault in found] == [("F008", "error")]


def test_a_file_with_hundreds_of_faults_shows_the_first_and_says_so() -> None:
    wrong = "".join(f"\n  S{number}: {{end: true}}" for number in range(300))
    text = house_files()[PASSPORT].decode().replace("\n  done:", f"{wrong}\n  done:")
    found = [fault for fault in faults({**house_files(), PASSPORT: text.encode()}) if fault.spot.file == PASSPORT]
    assert len(found) == 101
    assert [fault.code for fault in found if "not shown yet" in fault.sentence] == ["F008"]
