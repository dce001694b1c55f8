"""Conditions: words only, and never an answer that was not given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.condition import Unclear, Values, parse

DECLARED = {
    "who": Values(choices=("employer", "agent", "me")),
    "country": Values(codes=True),
    "age": Values(number=True),
    "story": Values(),
}
KNOWN = {"who": "agent", "country": "UK", "age": "17", "story": "words"}


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("who is agent", True, False),
        ("who is not agent", False, False),
        ("who is not employer", True, False),
        ("who is known", True, False),
        ("who is not known", False, True),
        ("who is one of employer, agent", True, False),
        ("who is not one of employer, agent", False, False),
        ("not who is agent", False, True),
        ("country is UK and (who is one of employer, agent or who is not known)", True, False),
        ("who is me or age is less than 18", True, False),
        ("age is at least 17 and age is at most 17", True, False),
        ("age is more than 17", False, False),
        ("story is known and not (who is me or who is employer)", True, False),
    ],
)
def test_a_condition_holds(text: str, known: bool, unknown: bool) -> None:
    condition = parse(text, DECLARED)
    assert condition.holds(KNOWN) is known
    assert condition.holds({}) is unknown


def test_and_binds_closer_than_or() -> None:
    assert parse("who is agent or who is me and age is more than 90", DECLARED).holds(KNOWN)


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("", 0, "There is nothing after when."),
        ("who is agents", 7, '"who" can never be "agents".'),
        ("who == agent", 4, '"=" has no meaning in a condition.'),
        ("who is agent && age is known", 13, '"&" has no meaning in a condition.'),
        ("whom is agent", 0, '"whom" is not declared in answers.yaml.'),
        ("who agent", 4, 'After "who" the word is must follow.'),
        ("who is", 6, "The condition stops in the middle."),
        ("who is one of employer,", 23, "The condition stops in the middle."),
        ("(who is agent", 13, "A bracket is opened and never closed."),
        ("who is agent)", 12, '")" does not fit here.'),
        ("story is words", 9, '"story" is written freely, so it cannot be compared.'),
        ("age is less than many", 17, "A number must follow here."),
        ("who is agent and", 16, "The condition stops in the middle."),
        ("(" * 40 + "who is agent" + ")" * 40, 20, "There are too many brackets inside brackets."),
        ("who is less than 3", 7, '"who" is not a number.'),
    ],
)
def test_what_cannot_be_understood_is_shown_at_its_letter(text: str, at: int, sentence: str) -> None:
    with pytest.raises(Unclear) as unclear:
        parse(text, DECLARED)
    assert (unclear.value.at, unclear.value.sentence) == (at, sentence)


WORDS = st.sampled_from(
    ["who", "age", "story", "is", "not", "one", "of", "known", "and", "or", "(", ")", ",", "agent", "3", "less", "than"]
)


@given(st.lists(WORDS, max_size=14).map(" ".join), st.sampled_from([{}, KNOWN, {"age": "x", "who": ()}]))
def test_any_words_are_understood_or_refused(text: str, answers: dict[str, str]) -> None:
    unclear = None
    try:
        assert parse(text, DECLARED).holds(answers) in (True, False)
    except Unclear as found:
        unclear = found
    assert unclear is None or 0 <= unclear.at <= len(text)


# --- nothing is ever run -----------------------------------------------------------------------------------------

CODE = [
    "__import__('os').system('id')",
    "who is agent or print(1)",
    "who.__class__ is known",
    "().__class__.__bases__ is known",
    "lambda: 0",
    "{{ who }} is agent",
    "${who} is agent",
    "who is agent; import os",
    "age is at least 9**9**9",
    "age is at least 1e999",
    "age is at least 0x10",
    "who is `id`",
    "who is agent --",
    "f'{who}' is known",
]


@pytest.mark.parametrize("text", CODE)
def test_code_is_not_a_condition(text: str) -> None:
    with pytest.raises(Unclear) as refused:
        parse(text, DECLARED)
    assert refused.value.fix


class _Trap(str):
    """An answer that would notice if more were done with it than comparing."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"{name} of an answer was used")


@pytest.mark.parametrize("text", ["who is agent", "who is not one of agent, me", "story is known", "not who is known"])
def test_an_answer_is_only_compared(text: str) -> None:
    assert parse(text, DECLARED).holds({"who": _Trap("agent"), "story": _Trap("x")}) in (True, False)


def test_the_parser_has_nothing_to_run_anything_with() -> None:
    import ast
    from pathlib import Path

    from flows.engine import condition

    tree = ast.parse(Path(condition.__file__).read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not names & {
        "eval",
        "exec",
        "compile",
        "getattr",
        "setattr",
        "globals",
        "locals",
        "vars",
        "__import__",
        "open",
    }
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    ours = {"flows.engine.fault", "flows.engine.model"}
    assert imported == {"__future__", "re", "collections.abc", "dataclasses", *ours}


def test_the_longest_condition_is_read_step_by_step() -> None:
    """Each word is looked at a bounded number of times, however the brackets stand."""
    for text in ("(" * 19 + "who is known" + ")" * 19, "not " * 100 + "who is known", "who is known or " * 30 + "x"):
        refused = None
        try:
            parse(text[:500], DECLARED)
        except Unclear as unclear:
            refused = unclear
        assert refused is None or refused.at <= 500
