"""Interviews stand in the house and beside it: an advocate goes through them, and no worker can come to one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import content
from bot.checks import found
from bot.cli import app
from bot.tongues.template import template
from bot.words import Words
from flows.engine.bundle import Bundle, load
from flows.engine.chat import Chat
from flows.engine.explore import Asked, explore
from flows.engine.fault import Faulty
from flows.engine.follow import Followed, follow, read_answers
from flows.engine.interviews import interviews
from flows.engine.model import Place
from tests.flows.house import CONTENT, TODAY, changed, house_bundle, house_files
from tests.flows.test_follow import NOW

NAME = "nrm-referral"
FILE = f"staff/{NAME}.yaml"
SMALL = """
flow: small-form
format: 1
owner: rights-team
start: is-it-so
steps:
  is-it-so:
    ask: Is it so in 2026?
    options: [{text: "Yes", value: yes}, {text: "No", value: no}]
    next: what-is-it
    skip: what-is-it
  what-is-it:
    ask: You should write what it is, immediately, in full, with everything that anybody could ever want to know of it.
    answer: {kind: text, max: 20}
    next: sort-out
    skip: sort-out
  sort-out:
    branch: [{when: is-it-so is yes, next: told}]
    otherwise: end
  told: {say: "It is so: {nrm_children}", next: end}
  end: {end: true}
"""


def small(old: str = "", new: str = "") -> Bundle:
    assert old in SMALL
    return interviews({"staff/small-form.yaml": SMALL.replace(old, new, 1).encode()}, house_bundle())["small-form"]


def nrm() -> Bundle:
    return interviews(house_files(), house_bundle())[NAME]


def walked(bundle: Bundle, answers: object) -> Followed:
    sheet, faults = read_answers(bundle, "answers.json", json.dumps(answers).encode())
    assert not faults
    words = Words(bundle, {})
    chat = Chat(bundle, lambda key, code: words.text(key, code, {}), NOW, frozenset())
    return follow(chat, next(iter(bundle.flows)), "en", {}, sheet)


def helpline(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


# --- beside the workers' flows ------------------------------------------------------------------------------------


def test_no_worker_can_come_to_it_and_no_translator_sees_it() -> None:
    house = house_bundle()
    assert NAME not in house.flows
    assert not {key for key in house.texts if key.startswith(NAME)}
    assert NAME.encode() not in template(house)
    assert not {place for place in house.steps if place.flow == NAME}


def test_it_stands_on_the_facts_of_the_house_that_it_names() -> None:
    bundle = nrm()
    assert bundle.facts.keys() <= house_bundle().facts.keys()
    texts = [key for key in bundle.texts if key.startswith(NAME)]
    assert set(bundle.facts) == {name for key in texts for name in bundle.placeholders(key)}
    assert "nrm_no_means" in bundle.facts


def test_what_may_stand_in_an_interview_may_not_stand_before_a_worker() -> None:
    """The same text in both: no rule for what a worker reads has become weaker."""
    assert small().warnings == ()
    text = small().texts["small-form/what-is-it/ask"] + " 2026."
    files = changed("flows/passport-kept.yaml", "ask: Who has your passport now?", f"ask: {text}")
    with pytest.raises(Faulty) as faulty:
        load(files)
    assert {"F043", "F120", "F127", "F128"} <= {fault.code for fault in faulty.value.faults}


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  told: {say", "  told: {run: ask-person, then: {asked: end}}\n  other: {say", "F004"),
        ("start: is-it-so", "start: is-it-so\nmenu: A form", "F004"),
        ("    skip: what-is-it\n", "    skip: what-is-it\n    save: nation\n", "F004"),
        ("    skip: sort-out\n", "", "F017"),
        ("is-it-so is yes", "is-it-so is perhaps", "F023"),
        ("is-it-so is yes", "is-it-sure is yes", "F023"),
        ("  told: {say", "  Told: {say", "F009"),
        ("value: yes", "value: Yes/No", "F009"),
        ("next: told", "next: tell", "F010"),
        ("{nrm_children}", "{nrm_child}", "F020"),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, code: str) -> None:
    with pytest.raises(Faulty) as faulty:
        small(old, new)
    assert code in {fault.code for fault in faulty.value.faults}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("otherwise: end\n", "otherwise: told\n", ""),
        ("    skip: what-is-it\n", "", "F017"),
        ("next: told}]\n    otherwise: end", "next: end}]\n    otherwise: end", "F012"),
        ("otherwise: end", "otherwise: is-it-so", "F086"),
    ],
)
def test_every_way_through_it_is_walked(old: str, new: str, code: str) -> None:
    bundle = small(old, new)
    faults = explore(bundle, Asked(TODAY, {})).faults
    assert {fault.code for fault in faults} == ({code} if code else set())


def test_the_check_walks_through_what_advocates_are_asked(tmp_path: Path) -> None:
    files = changed(FILE, "    next: family\n", "    next: birthplace\n")
    none: content.Sources = lambda bundle: ()  # noqa: E731 - no catalogue is asked about here
    met = found(files, none, None, TODAY)
    assert [(fault.code, fault.spot.file) for fault in met.faults if fault.level == "error"] == []
    assert met.walked > explore(nrm(), Asked(TODAY, {})).situations > 500
    broken = found({**files, FILE: files[FILE].replace(b"next: birthplace", b"next: birth", 1)}, none, None, TODAY)
    assert ("F010", FILE) in {(fault.code, fault.spot.file) for fault in broken.faults}


# --- what an advocate writes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["A person", "Hide", "help me, police", "menu", "back", "2", "999"])
def test_words_of_an_answer_lead_nowhere_else(written: str) -> None:
    found = walked(nrm(), {"pv-under-age": "no", "birthplace": written})
    assert f"{NAME}.birthplace" not in found.left_open
    assert found.steps[found.steps.index(f"{NAME}.birthplace") + 1] == f"{NAME}.family"
    assert found.ended == "end"


def test_a_limit_is_kept_and_the_field_is_named() -> None:
    assert walked(nrm(), {"family": "x" * 15_000}).finished
    found = walked(nrm(), {"family": "x" * 15_001})
    assert (found.ended, found.at) == ("not_understood", f"{NAME}.family")


def test_what_the_answers_have_nothing_for_is_left_open() -> None:
    found = walked(nrm(), {})
    assert found.ended == "end"
    assert f"{NAME}.pv-under-age" in found.left_open
    assert found.asked == []
    assert walked(nrm(), {"pv-name-nickname": "", "birthplace": " "}) == found
    assert set(found.left_open) <= set(found.steps)


def test_nothing_of_it_is_taken_for_more_than_the_case() -> None:
    told = walked(small(), {"is-it-so": "yes", "what-is-it": "this"})
    assert told.kept == {"case": ("is-it-so", "what-is-it"), "visit": ()}


# --- as it is typed ------------------------------------------------------------------------------------------------


def test_it_is_walked_with_a_file_of_answers(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"pv-under-age": "no", "pv-want-to-submit-nrm": "no", "authorities-cooperation": "no"}')
    done = helpline("walk", f"staff/{NAME}", "--answers", str(answers), "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["ended"] == "end"
    assert [step.removeprefix(f"{NAME}.") for step in told["steps"]][-8:] == [
        "pv-want-to-submit-nrm", "refuse-nrm", "pv-gender", "after-gender", "pv-nationality", "pv-nationality-second",
        "after-nationality", "end",
    ]  # fmt: skip
    assert not {step for step in told["steps"] if ".pv-name" in step or ".pv-contact" in step}


def test_it_is_drawn_and_tried_like_any_flow() -> None:
    assert "how-they-were-treated" in helpline("map", f"staff/{NAME}", "--text").stdout
    tried = CliRunner().invoke(app, ["try", f"staff/{NAME}"], input="NRM-7\n:quit\n")
    assert "Which First Responder organisation" in tried.stdout


@pytest.mark.parametrize("command", ["walk", "map", "test"])
def test_one_that_is_not_there_is_told(command: str) -> None:
    done = helpline(command, "staff/nrm-refusal")
    assert done.exit_code == 2
    assert "staff/nrm-refusal" in done.output


def test_a_place_in_it_is_no_place_of_the_house() -> None:
    assert Place(NAME, "birthplace") in nrm().steps
    assert CONTENT.joinpath(FILE).exists()
