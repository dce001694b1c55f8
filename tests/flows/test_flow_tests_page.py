"""The page about tests of flows: its examples are played, and it names every code and every verb."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.flow_tests import stage
from bot.settings import HOUSE
from bot.words import Words
from flows.engine import grammar_tests
from flows.engine.chat import Chat
from flows.engine.follow import FINISHED, follow, read_answers
from flows.engine.play_script import play
from flows.engine.read_script import file_of, read_tests
from tests.flows.house import house_bundle

PAGE = (HOUSE / "docs" / "flow-tests.md").read_text("utf-8")
ENGINE = Path(HOUSE) / "flows" / "engine"
A_TEST, ANSWERS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_test_on_the_page_passes() -> None:
    bundle = house_bundle()
    [test], faults = read_tests(bundle, {file_of("passport-kept"): A_TEST.encode()})
    assert faults == ()
    assert play(stage(bundle, Words(bundle, {}), NOW), test).failures == ()


def test_the_answers_on_the_page_lead_to_a_person() -> None:
    bundle = house_bundle()
    sheet, faults = read_answers(bundle, "answers.yaml", ANSWERS.encode())
    assert faults == ()
    chat = Chat(bundle, lambda key, language: "", NOW, frozenset(bundle.teams))
    found = follow(chat, "passport-kept", "en", {}, sheet)
    assert (found.ended, found.unused) == ("handoff", [])


def test_every_verb_and_every_ending_stands_on_the_page() -> None:
    verbs = {*grammar_tests.LINE_OF_TEST.keys, *grammar_tests.TEST.may, *grammar_tests.MEANINGS}
    endings = {*FINISHED, "missing", "asked_again", "not_offered", "not_understood"}
    assert [word for word in sorted(verbs) if f"`{word}" not in PAGE and f"{word}:" not in PAGE] == []
    assert [word for word in sorted(endings) if f"`{word}`" not in PAGE] == []


def test_every_code_of_a_test_stands_on_the_page() -> None:
    source = "".join((ENGINE / name).read_text("utf-8") for name in ("read_script.py", "follow.py"))
    used = set(re.findall(r'"(F1[0-9]{2})"', source))
    assert used == set(re.findall(r"^\| (F1[0-9]{2}) \|", PAGE, re.MULTILINE))
