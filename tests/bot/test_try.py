"""A chat in the terminal, as an author types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from bot.flow_tests import report
from bot.settings import HOUSE
from bot.trying import Trying, open_chat
from tests.flows.house import house_bundle

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALL = ", ".join(language.code for language in house_bundle().languages)


class Desk:
    """An author at her terminal."""

    def __init__(self, root: Path, flow: str = "passport-kept", language: str = "en", lay_out: bool = False) -> None:
        self.said: list[str] = []
        bundle, words, chat = open_chat(root, "open", NOW)
        self.trying = Trying(root, bundle, words, chat, flow, {}, self.said.append, lay_out)
        self.trying.begin(language)

    def types(self, *lines: str) -> str:
        """What the last line brought."""
        for line in lines:
            self.said.clear()
            self.trying.hear(line)
        return "\n".join(self.said)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(copytree(HOUSE / "flows" / "content", tmp_path / "content"))


@pytest.fixture
def desk(root: Path) -> Desk:
    return Desk(root)


def with_tests_of_its_own(root: Path, flow: str) -> None:
    """Without those beside other flows: they would be played too, in all languages, and nothing is asked of them."""
    for path in (root / "flows").glob("*.test.yaml"):
        if path.name != f"{flow}.test.yaml":
            path.unlink()


def test_buttons_can_be_typed_by_number_by_value_and_by_what_stands_on_them(desk: Desk) -> None:
    assert "· step  urgent-danger.is_safe > danger-first.is_safe > passport-kept.who_has_it" in desk.types("3")
    assert "· kept  danger = no (visit), who_has_it = agent (visit)" in desk.types("[agent]")
    assert "passport-kept.about_police" in desk.types("the police")
    assert "passport-kept.done" in desk.types(":5")


def test_what_she_sees_is_what_is_sent(desk: Desk) -> None:
    said = desk.types("no", "employer")
    assert "In the UK an employer is not allowed to keep your passport." in said
    assert "  Source: " in said and "Checked on" in said
    assert "    1 [Talk to a person]" in said and "[Hide]" in said


def test_a_button_that_is_there_twice_is_named_once(desk: Desk) -> None:
    """The flow has one for a person, and so has the row that is always there."""
    assert desk.types("no", "employer", "[friend]").count("person") == 1


def test_back_is_as_if_it_had_not_been(desk: Desk) -> None:
    desk.types("no", "employer")
    assert "who_has_it" not in desk.types(":back").split("· kept")[1]
    assert "urgent-danger.danger" in desk.types(":back")
    assert desk.types(":back") == "This is where the chat began."


def test_the_language_changes_on_the_same_screen(desk: Desk) -> None:
    said = desk.types("no", ":lang ar")
    assert "من" in said and "passport-kept.who_has_it" in said
    assert desk.types(":lang xx").startswith("xx is not spoken here. There are: en,")
    assert "passport-kept.law" in desk.types("1")


def test_right_to_left_is_laid_out_for_a_terminal_that_does_not(root: Path) -> None:
    [sent] = [line for line in Desk(root, language="ar").said if "؟" in line]
    desk = Desk(root, language="ar", lay_out=True)
    [laid_out] = [line for line in desk.said if "؟" in line]
    assert sent.endswith("؟") and laid_out.strip().startswith("؟")
    assert laid_out.startswith("      "), "it begins at the right"
    number = desk.types("1")
    assert "999" in number and "\u2066" not in number


def test_why_names_the_button_the_line_and_the_facts(desk: Desk) -> None:
    said = desk.types("no", "agent", ":why")
    assert '· Typed words stand for the button "agent" of passport-kept.who_has_it.' in said
    assert "- {text: An agent, value: agent, next: sign}" in said
    assert "· Fact keeping_papers_is_a_sign: When somebody keeps" in said
    assert "checked on 2026-11-23, to be checked again before 2027-05-23" in said
    said = desk.types("[person]", "[agreed]", ":why")
    assert "· ask-person.how_urgent decides: no line is true, so otherwise." in said
    assert "· ask-person.hand_over asks for a person: advocates, urgency normal." in said


def test_why_says_which_line_of_a_decision_was_true_and_who_was_away(desk: Desk) -> None:
    said = desk.types("[now]", "[yes]", ":team closed", "[agreed]", ":why")
    assert "· ask-person.how_urgent decides: line 1 is the first that is true." in said
    assert "- when: danger is now" in said
    assert "· ask-person.hand_over_now finds nobody of advocates on duty." in said


def test_facts_whose_day_has_passed_are_marked(desk: Desk) -> None:
    assert desk.types(":wait 150d") == "It is 2027-04-23 12:00 now (UTC)."
    assert "to be checked again before 2027-02-23 - this day has passed" in desk.types("[now]", ":why")


def test_with_a_person_no_flow_answers_and_back_leads_out(desk: Desk) -> None:
    said = desk.types("[person]", "[agreed]")
    assert "· case  advocates, urgency normal, with no answers. From here on a person speaks." in said
    assert "Your place in the line: " in said
    assert desk.types("1").startswith("A person has the chat now")
    assert "ask-person.agree" in desk.types(":back")


def test_hide_shows_the_recipe_and_nothing_else(desk: Desk) -> None:
    said = desk.types("no", "hide")
    assert "Rice with vegetables" in said and "[" not in said
    assert "· step  the chat is hidden\n· kept  nothing" in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (":bak", ":bak is not known here. Write :back."),
        (":xyzzy", ":xyzzy is not known here. :help says what is."),
        ("17", "There is no button 17. :help says what can be typed."),
        ("[employer]", '"employer" is not a button of urgent-danger.danger; buttons: now, soon, no, skip'),
        (":wait", "Write how long, as in :wait 30h, :wait 20m or :wait 2d."),
        (":team away", "Write :team open or :team closed."),
        (":help", "Type as she would: words, or the number of a button."),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(desk: Desk, line: str, says: str) -> None:
    assert says in desk.types(line)


# --- a chat that is saved as a test -------------------------------------------------------------------------------


def test_a_chat_is_saved_as_a_test_that_passes(desk: Desk, root: Path) -> None:
    with_tests_of_its_own(root, "passport-kept")
    before = (root / "flows/passport-kept.test.yaml").read_text()
    said = desk.types("3", "[agent]", ":wait 20m", "[person]", ":team closed", "[agreed]", ":save-test nobody: here")
    assert said.startswith('Saved as "nobody: here" in ') and said.endswith(f"It passes in {ALL}.")
    after = (root / "flows/passport-kept.test.yaml").read_text()
    assert after.startswith(before)
    assert after.removeprefix(before) == (
        '  - name: "nobody: here"\n'
        "    script:\n"
        "      - see: urgent-danger.danger\n"
        "      - choose: no\n"
        "      - see: passport-kept.who_has_it\n"
        "      - choose: agent\n"
        "      - see: passport-kept.sign\n"
        "      - see: passport-kept.not_alone\n"
        "      - see: passport-kept.what_next\n"
        "      - wait: 20 minutes\n"
        "      - choose: person\n"
        "      - see: ask-person.agree\n"
        "      - team: closed\n"
        "      - choose: agreed\n"
        "      - see: ask-person.nobody_here\n"
        "      - see: passport-kept.what_next\n"
        "    kept: {case: [who_has_it], visit: [danger]}\n"
    )
    found = report(root, "passport-kept", NOW)
    assert found.good and found.played[-1].test.name == "nobody: here"


@pytest.mark.parametrize(
    "lines",
    [
        ("now", ":back", "soon", "yes", "I agree"),
        ("what?\u2028\x85 \U0001f600 \\ \" ' : # {x}", "no", "(voice)", ":1"),
        ("no", "hide", "hello", "1"),
        ("no", "2", "help me now", "[yes]", "[agreed]"),
        ("/start", "no", "skip", ":lang ar", "[numbers]", "menu", "[flow:passport-kept]"),
        ("a person", "no"),
    ],
)
def test_whatever_was_played_is_saved_or_left_alone(desk: Desk, root: Path, lines: tuple[str, ...]) -> None:
    with_tests_of_its_own(root, "passport-kept")
    assert desk.types(*lines, ":save-test").startswith('Saved as "passport-kept, as it was played"')
    assert report(root, "passport-kept", NOW).good


def test_from_the_first_message_a_test_begins_when_she_has_picked_a_language(root: Path) -> None:
    desk = Desk(root, flow="", language="")
    assert desk.types(":save-test x") == "Nothing has happened yet that a test could tell."
    assert "is-it-safe.safe_now" in desk.types("[lang:fil]")
    assert desk.types("1", "[no]", ":save-test first").startswith('Saved as "first"')
    assert (
        (root / "flows/welcome.test.yaml")
        .read_text()
        .endswith(
            "  - name: first\n    script:\n      - choose: yes\n      - see: welcome.what_this_is\n"
            "      - see: urgent-danger.danger\n      - choose: no\n      - see: globals.menu\n"
            "    kept: {case: [], visit: [danger]}\n"
        )
    )


def test_a_test_is_saved_into_a_file_of_its_own_or_one_that_is_indented_otherwise(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.test.yaml"
    assert desk.types("no", f":save-test {path}").startswith("Saved as")
    assert path.read_text().startswith("tests:\n  - name: ")
    path.write_text("tests:\n- name: one\n  script: [{choose: no}]\n")
    assert desk.types(f":save-test {path}").startswith("Saved as")
    assert "\n- name: " in path.read_text()


def test_what_would_not_pass_is_not_saved(desk: Desk, root: Path) -> None:
    path = root / "flows/passport-kept.test.yaml"
    path.write_text("tests:\n  - nme: x\n")
    assert "as it was:\nflows/passport-kept.test.yaml:2:5: error F004" in desk.types("no", ":save-test again")
    assert path.read_text() == "tests:\n  - nme: x\n"


# --- as it is typed on the command line ---------------------------------------------------------------------------


def helpline(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=HOUSE, env={"PATH": os.environ["PATH"], "COLUMNS": "120"},
        capture_output=True, text=True, input=typed, check=False, timeout=60,
    )  # fmt: skip


def test_a_pipe_drives_a_whole_chat() -> None:
    done = helpline("try", "passport-kept", "--lang", "ar", "--date", "2027-04-06", "--team", "closed",
                    "--given", "danger=no", typed="[employer]\n[person]\n[agreed]\n:why\n:quit\nnever\n")  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "> [person]" in done.stdout and "danger-first.is_safe > passport-kept.who_has_it" in done.stdout
    assert "finds nobody of advocates on duty" in done.stdout and "this day has passed" in done.stdout
    assert "never" not in done.stdout


def test_without_answers_a_walk_says_what_the_first_question_takes() -> None:
    done = helpline("walk", "passport-kept")
    assert done.returncode == 1 and done.stdout.startswith("passport-kept.danger_known\n")
    assert "ended: missing, at urgent-danger.danger: urgent-danger.danger is asked, " in done.stdout
    assert "it can be: now, soon, no, skip" in done.stdout


def test_content_that_cannot_be_used_is_told_as_a_check_tells_it(root: Path) -> None:
    flow = root / "flows/passport-kept.yaml"
    flow.write_text(flow.read_text().replace("next: sign}", "next: sing}"))
    done = helpline("try", "passport-kept", "--content", str(root))
    assert done.returncode == 2 and done.stderr.startswith("The content cannot be used yet, and nothing was changed.")
    assert 'error F010: There is no step called "sing" in this flow.' in done.stderr
    assert done.stderr.rstrip().endswith("`helpline explain CODE` says more about each.")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("try", "pasport-kept"), 'there is no flow called "pasport-kept". Write "passport-kept" instead.'),
        (("try", "--lang", "xx"), f'"xx" is not spoken here; there are {ALL}'),
        (("try", "--given", "dangr=no"), 'Write "danger" instead.'),
        (("try", "--given", "danger=maybe"), '"danger" can never be "maybe".'),
        (("try", "--date", "tomorrow"), "write year-month-day"),
        (("try", "--team", "away"), "it is open or closed"),
        (("test", "pasport-kept"), 'Write "passport-kept" instead.'),
    ],
)
def test_what_was_typed_wrongly_is_told_with_what_is_right(words: tuple[str, ...], says: str) -> None:
    done = helpline(*words)
    assert done.returncode == 2
    assert says in done.stderr.replace("\n", " ") and "Traceback" not in done.stderr


def test_a_walk_prints_the_way_for_programs(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"danger": "no", "who_has_it": "me"}))
    done = helpline("walk", "passport-kept", "--answers", str(answers), "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["ended"], found["steps"][-1]) == (0, "end", "passport-kept.done")
    assert found["asked"][-1] == {"step": "passport-kept.who_has_it", "answer": "me"}
    answers.write_text("danger: no")
    done = helpline("walk", "passport-kept", "--answers", str(answers))
    assert done.returncode == 1 and "ended: missing, at passport-kept.who_has_it: " in done.stdout
    answers.write_text("dangr: no")
    done = helpline("walk", "passport-kept", "--answers", str(answers))
    assert done.returncode == 2 and "answers.json:1:1: error F113" in done.stderr


def test_the_tests_are_played_and_told_for_people_and_for_programs(root: Path) -> None:
    done = helpline("test")
    assert done.returncode == 0 and " 0 failed, 0 faults." in done.stdout
    assert json.loads(helpline("test", "urgent-danger", "--json").stdout)["good"] is True
    with_tests_of_its_own(root, "urgent-danger")
    flow = root / "flows/urgent-danger.yaml"
    flow.write_text(flow.read_text().replace("value: now, next: call_now", "value: now, next: person_now"))
    done = helpline("test", "urgent-danger", "--content", str(root))
    assert done.returncode == 1
    assert "FAIL  in danger now - the number at once" in done.stdout
    assert "flows/urgent-danger.test.yaml:6:14: expected urgent-danger.call_now, but the chat showed" in done.stdout
