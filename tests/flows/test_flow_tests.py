"""The tests beside the flows: all of them pass, what matters is visited, and one that lies or fails is told so."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.flow_tests import Report, as_data, as_text, judged, report
from bot.words import Words
from flows.engine.bundle import load
from flows.engine.fault import Fault
from flows.engine.model import ConsentStep
from flows.engine.read_script import file_of, read_tests
from tests.flows.house import CONTENT, changed, house_bundle, house_files
from tests.flows.test_faults import TECHNICAL, _spot, _unescaped

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSPORT, DANGER = "flows/passport-kept.yaml", "flows/urgent-danger.yaml"
PASSPORT_TEST = "flows/passport-kept.test.yaml"


def with_test(script: str, flow: str = "passport-kept", more: str = "") -> Report:
    """The house's flows with one test only."""
    lines = "".join(f"\n      - {line}" for line in script.split(" | "))
    files = {file: text for file, text in house_files().items() if not file.endswith(".test.yaml")}
    files[file_of(flow)] = f"tests:\n  - name: a test\n    script:{lines}\n{more}".encode()
    return judged(house_bundle(), Words(house_bundle(), {}), files, None, NOW)


def failures(found: Report) -> list[str]:
    assert not found.faults, "\n".join(fault.render() for fault in found.faults)
    return [failure.sentence for played in found.played for failure in played.failures]


def of(files: dict[str, bytes]) -> Report:
    """Played in English alone, which these words are in whatever language is asked for."""
    bundle = load(files)
    return judged(bundle, Words(bundle, {}), files, None, NOW, ("en",))


# --- the content of the house ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house() -> Report:
    return report(CONTENT, None, NOW)


def test_every_flow_has_tests_and_all_of_them_pass(house: Report) -> None:
    assert house.untested == ()
    assert house.good, "\n".join(as_text(house))


def test_danger_consent_and_asking_for_a_person_are_visited_whole(house: Report) -> None:
    bundle = house_bundle()
    asks_consent = {place.flow for place, step in bundle.steps.items() if isinstance(step, ConsentStep)}
    whole = {bundle.first, bundle.danger, bundle.person, bundle.back_from_hiding, *asks_consent}
    assert [str(missed) for missed in house.unvisited if missed.flow in whole] == []


def test_every_test_is_played_in_every_language(house: Report) -> None:
    for played in house.played:
        assert played.languages == (played.test.languages or tuple(house_bundle().spoken))


# --- a flow that was changed is noticed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (PASSPORT, "value: employer, next: law", "value: employer, next: sign", "expected passport-kept.law, but"),
        (PASSPORT, "value: police, next: about_police", "value: police, next: numbers", "expected passport-kept.about"),
        (PASSPORT, "refused: what_next, nobody", "refused: done, nobody", "expected passport-kept.what_next, but"),
        (PASSPORT, "      {slavery_helpline} is", "      This is", "expected the fact slavery_helpline, but"),
        (PASSPORT, "      {keeping_papers_is_a_sign}\n\n", "", "expected the fact keeping_papers_is_a_sign, but"),
        (PASSPORT, "skip: law", "skip: done", "expected passport-kept.law, but the chat showed globals.menu"),
        (DANGER, "value: now, next: call_now", "value: now, next: call_if_needed", "expected urgent-danger.call_now"),
        (DANGER, "value: soon, next: call_if_needed", "value: soon, next: is_safe", "expected urgent-danger.call_if"),
        (DANGER, "    save: danger\n", "", "expected a handoff to advocates, urgency now"),
        ("flows/ask-person.yaml", "when: danger is soon", "when: danger is now", "expected ask-person.hand_over_soon"),
        ("flows/ask-person.yaml", "urgency: now", "urgency: soon", "but it went to advocates, urgency soon"),
        ("flows/ask-person.yaml", ", who_has_it, nation], closed", "], closed", "with danger, nation, who"),
        ("flows/is-it-safe.yaml", "value: no, next: is_not_safe}\n  how", "value: no, next: is_safe}\n  how", "is_not"),
        ("flows/welcome.yaml", "not_safe: later", "not_safe: what_this_is", "expected welcome.later, but"),
        ("answers.yaml", "keep: case", "keep: visit", "expected case to keep who_has_it, but it keeps nothing"),
    ],
)  # fmt: skip
def test_a_wrong_edit_of_a_flow_is_caught_by_its_tests(file: str, old: str, new: str, says: str) -> None:
    found = of(changed(file, old, new))
    assert not found.good
    assert any(says in sentence for sentence in failures(found)), "\n".join(as_text(found))


def test_a_failure_reads_as_the_manual_shows_it() -> None:
    found = of(changed(PASSPORT, "value: employer, next: law", "value: employer, next: not_alone"))
    text = "\n".join(as_text(found))
    assert (
        "FAIL  her employer has it, and she asks for a person\n"
        "      flows/passport-kept.test.yaml:10:14: expected passport-kept.law, but the chat showed"
        " passport-kept.not_alone, passport-kept.what_next\n"
    ) in text
    assert re.match(r"[0-9]+ tests: [0-9]+ passed, [0-9]+ failed, 0 faults. Played: ", text.splitlines()[-1])


def test_a_text_that_does_not_fit_is_caught_in_its_language() -> None:
    long = Words(house_bundle(), {"ar": {"passport-kept/law/say": "كلمة " * 1000}})
    found = judged(house_bundle(), long, house_files(), "passport-kept", NOW)
    wrong = [failure for played in found.played for failure in played.failures]
    assert wrong and {failure.languages for failure in wrong} == {("ar",)}
    assert "longer than the 4096 letters that Telegram takes" in wrong[0].sentence
    assert "(in ar)" in "\n".join(as_text(found))


def test_a_button_that_would_be_cut_off_is_caught() -> None:
    long = Words(house_bundle(), {"fil": {"urgent-danger/danger/option.no": "Hindi, wala akong panganib sa ngayon po"}})
    found = judged(house_bundle(), long, house_files(), "urgent-danger", NOW)
    assert 'the button "no" has more than 32 letters' in failures(found)[0]


# --- what a script can say ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("choose: police", '"police" is not a button of urgent-danger.danger; buttons: now, soon, no, skip'),
        ("choose: no | see: passport-kept.who_has_it | choose: agreed", '"agreed" is not a button of passport-kept.wh'),
        ("see: passport-kept.what_next", "but the chat showed urgent-danger.danger"),
        ("see: urgent-danger.danger | see: danger-first.ask", "expected danger-first.ask, but"),
        ("word: danger | see: globals.menu", "but the chat showed globals.emergency_now, urgent-danger.danger"),
        ("shows: emergency_number", "expected the fact emergency_number, but the chat showed no fact, at urgent-dang"),
        ("choose: now | not_shows: silent_call", "expected no silent_call, but the chat showed the facts emergency_n"),
        ("handoff: {to: advocates}", "expected a handoff to advocates, but no person was asked; the chat showed"),
        ("choose: person | choose: agreed | choose: no", "a person has the chat now, so no step answers any more"),
        ("word: hide | choose: no", '"no" cannot be chosen: there are no buttons'),
    ],
)
def test_what_goes_otherwise_is_said_with_what_was_there(script: str, says: str) -> None:
    [sentence] = failures(with_test(script))
    assert says in sentence


@pytest.mark.parametrize(
    "script",
    [
        'type: "1" | see: urgent-danger.call_now',
        "type: maybe | see: globals.not_understood | see: urgent-danger.danger",
        "word: no | see: passport-kept.who_has_it | word: skip | see: passport-kept.law",
        "word: danger | see: globals.emergency_now | shows: emergency_number",
        "word: person | see: ask-person.agree | word: yes | handoff: {to: advocates, urgency: normal}",
        "word: language | see: globals.picker",
        "wait: 30 hours | choose: no | see: passport-kept.who_has_it",
        "choose: person | team: closed | choose: agreed | see: ask-person.nobody_here",
        "send: photo | see: globals.not_understood | see: urgent-danger.danger",
        "word: hide | see: globals.harmless | type: x | see: is-it-safe.safe_now",
    ],
)
def test_what_a_script_can_say_holds_in_every_language(script: str) -> None:
    assert failures(with_test(script)) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("    at_most: 0\n", "expected at most 0 taps and messages, but there were 1"),
        (
            "    never: [urgent-danger.is_safe]\n",
            "expected the chat never to come to urgent-danger.is_safe, but it did",
        ),
        ("    kept: {visit: []}\n", "expected visit to keep nothing, but it keeps danger"),
        ("    kept: {case: [danger]}\n", "expected case to keep danger, but it keeps nothing"),
        ("    lang: ar\n    never: [globals.preview]\n", ""),
        ("    at_most: 1\n    kept: {case: [], visit: [danger]}\n    never: [globals.not_understood]\n", ""),
    ],
)
def test_what_is_said_of_a_whole_test_is_looked_at_in_the_end(more: str, says: str) -> None:
    assert failures(with_test("choose: no", more=more)) == ([says] if says else [])


# --- a test refuses to lie ---------------------------------------------------------------------------------------


class Wrong(NamedTuple):
    code: str
    file: str
    old: str
    new: str
    at: str
    says: str
    fix: str


def _cases() -> list[Wrong]:
    found = []
    for block in (Path(__file__).parent / "wrong-tests.txt").read_text("utf-8").split("\n\n")[1:]:
        head, old, new, at, says, fix = block.strip().splitlines()
        code, file = head.split()
        said = says.removeprefix("says "), fix.removeprefix("fix ")
        found.append(Wrong(code, file, _unescaped(old), _unescaped(new), _unescaped(at), *said))
    return found


def told(files: dict[str, bytes]) -> tuple[Fault, ...]:
    return read_tests(house_bundle(), files)[1]


@pytest.mark.parametrize("wrong", _cases(), ids=lambda wrong: f"{wrong.code}-{wrong.says[:30]}")
def test_the_author_is_told_what_and_where(wrong: Wrong) -> None:
    files = changed(wrong.file, wrong.old, wrong.new)
    said = told(files)
    [fault] = [fault for fault in said if wrong.says in fault.sentence]
    assert fault.code == wrong.code
    assert fault.spot == _spot(files[wrong.file].decode(), wrong.file, wrong.at)
    assert wrong.fix in fault.fix
    assert not TECHNICAL & set(fault.sentence.lower().split())
    assert not [test for test in read_tests(house_bundle(), files)[0] if test.spot.file == wrong.file]


def test_two_tests_of_one_name_are_told() -> None:
    [fault] = told(changed(PASSPORT_TEST, "name: somebody else has it", "name: she has it herself"))
    assert (fault.code, fault.sentence) == ("F110", 'Two tests are called "she has it herself".')
    assert fault.note.startswith(f"the first is here ({PASSPORT_TEST}:")


def test_tests_of_no_flow_are_told_which_flow_was_meant() -> None:
    files = {"flows/passport-kpt.test.yaml": house_files()[PASSPORT_TEST]}
    fault = told(files)[0]
    assert (fault.code, fault.fix) == ("F100", 'Call it "passport-kept" instead.')


def test_any_yaml_is_read_or_told() -> None:
    for source in (
        b"",
        b"tests:",
        b"tests: 1",
        b"- x",
        b"tests: [[a]]",
        b"tests: [{name: [1], script: {a: 1}}]",
        b"\xff",
    ):
        assert told({PASSPORT_TEST: source}), source


def test_a_file_with_a_fault_does_not_hold_the_others_back() -> None:
    found = of(changed(PASSPORT_TEST, "choose: employer", "choose: employr"))
    assert {played.test.flow for played in found.played} >= {"ask-person", "urgent-danger"}
    assert "passport-kept" not in {played.test.flow for played in found.played}
    assert not found.good


# --- what none of them visits ------------------------------------------------------------------------------------


def test_what_no_test_visits_is_named_with_its_place() -> None:
    found = with_test("choose: no | choose: employer")
    missed = {(it.what, it.name) for it in found.unvisited}
    assert {
        ("step", "passport-kept.numbers"),
        ("button", "agent of passport-kept.who_has_it"),
        ("button", "skip of passport-kept.who_has_it"),
        ("line", "1 of danger-first.known"),
        ("line", "otherwise of ask-person.how_urgent"),
    } <= missed
    assert ("step", "passport-kept.law") not in missed
    assert ("line", "otherwise of danger-first.known") not in missed
    spots = {it.name: it.spot for it in found.unvisited}
    assert (
        "value: agent"
        in house_files()[PASSPORT].decode().splitlines()[spots["agent of passport-kept.who_has_it"].line - 1]
    )


def test_a_button_about_danger_or_a_consent_that_no_test_visits_fails() -> None:
    found = with_test("choose: no")
    assert failures(found) == [] and not found.good
    must = {it.name for it in found.unvisited if it.must}
    assert {"now of urgent-danger.danger", "refused of ask-person.agree"} <= must
    assert not any("passport-kept" in name for name in must)


def test_tests_are_not_a_part_of_what_is_published() -> None:
    files = {file: text for file, text in house_files().items() if not file.endswith(".test.yaml")}
    assert load(files).id == house_bundle().id


def test_the_report_for_programs_says_the_same() -> None:
    data = as_data(with_test("choose: no | see: passport-kept.law"))
    [test] = data["tests"]
    assert (data["good"], test["passed"], test["flow"]) == (False, False, "passport-kept")
    assert re.match("expected passport-kept.law", test["failures"][0]["sentence"])
    assert {"file", "line", "column", "languages"} <= test["failures"][0].keys()
    assert {"what", "flow", "name", "must", "line"} <= data["not_visited"][0].keys()
