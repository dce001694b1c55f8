"""Whatever stands in a test file is told or played; whatever is typed at a chat is answered, and saved if it passes."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow_tests import stage
from bot.trying import Trying
from bot.words import Words
from flows.engine.chat import Chat
from flows.engine.play_script import play
from flows.engine.read_script import read_tests
from tests.flows.house import CONTENT, house_bundle, house_files
from tests.flows.test_any_yaml import PIECES

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUSE, WORDS = house_bundle(), Words(house_bundle(), {})
TESTS = {name: text for name, text in house_files().items() if name.endswith(".test.yaml")}
LINES = [
    "choose: ",
    "see: ",
    "type: ",
    "word: ",
    "send: ",
    "team: ",
    "wait: ",
    "shows: ",
    "handoff: ",
    "kept: ",
    "given: ",
]
VALUES = [
    "no",
    "now",
    "agreed",
    "hide",
    "person",
    "voice",
    "closed",
    "30 hours",
    "{to: advocates}",
    "{}",
    "[a]",
    "|",
    "lang:ar",
]


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32))
def test_a_test_file_mutated_at_random_is_told_or_played(seed: int) -> None:
    chance = random.Random(seed)
    name = chance.choice(sorted(TESTS))
    lines = TESTS[name].splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        one = f"      - {chance.choice(LINES)}{chance.choice(VALUES)}\n".encode()
        lines[at] = chance.choice((b"", lines[at] * 2, one, lines[at].replace(b":", chance.choice(PIECES), 1)))
    tests, faults = read_tests(HOUSE, {name: b"".join(lines)})
    assert all(fault.fix in fault.render() for fault in faults)
    for test in tests:
        assert play(stage(HOUSE, WORDS, NOW), test).languages


TYPED = st.one_of(
    st.integers(1, 8).map(str),
    st.sampled_from(["hide", "saklolo", "a person", "menu", "back", "/start", "(voice)", "[no]", "[agreed]", ":back"]),
    st.sampled_from([":lang ar", ":lang", ":why", ":wait 30h", ":wait x", ":team closed", ":team open", ":help", ":2"]),
    st.text(max_size=20),
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["", *HOUSE.flows]), st.sampled_from(["en", "ar"]), st.lists(TYPED, max_size=12))
def test_whatever_is_typed_is_answered_and_what_is_saved_passes(flow: str, language: str, lines: list[str]) -> None:
    said: list[str] = []
    chat = Chat(HOUSE, lambda key, code: WORDS.text(key, code, {}), NOW, frozenset(HOUSE.teams))
    trying = Trying(CONTENT, HOUSE, WORDS, chat, flow, {}, said.append, lay_out=True)
    trying.begin(language)
    with TemporaryDirectory() as folder:
        for line in (*lines, f":save-test {folder}/any.test.yaml"):
            said.clear()
            trying.hear(line)
            assert said or not line.strip()
    assert said[-1].startswith(("Saved as ", "Nothing has happened yet")), said[-1]
