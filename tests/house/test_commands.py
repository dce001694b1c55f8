"""Every command that a page or a message names can be typed."""

from __future__ import annotations

import ast
import re

import pytest

from bot.settings import HOUSE, WHERE
from tests.house.commands import named, verbs, wrong_with
from tests.house.test_rules import sources


def test_pages_name_only_what_there_is() -> None:
    pages = [it for it in sources() if it.path.endswith(".md")]
    assert [f"{it.path}: {why}" for it in pages for command in named(it.text) if (why := wrong_with(command))] == []


def test_messages_name_only_what_there_is() -> None:
    code = [it for it in sources() if it.path.endswith(".py") and it.path.startswith(("bot/", "flows/", "handoff/"))]
    texts = [(it.path, node.value) for it in code for node in it.tree if isinstance(node, ast.Constant)]
    told = [
        f"{path}: {why}"
        for path, text in texts
        if isinstance(text, str)
        for it in named(text)
        if (why := wrong_with(it))
    ]
    assert told == []


def test_settings_name_only_what_there_is() -> None:
    told = [found[0] for where in WHERE.values() for found in re.finditer(r"helpline [a-z]+ [a-z]+", where)]
    assert told == ["helpline keys init", "helpline backup keys"]
    assert [wrong_with(it) for it in told] == ["", ""]


@pytest.mark.parametrize(
    "command",
    ["make", "make test", "make test WORKERS=4", "helpline", "helpline demo --play", "helpline keys init PATH",
     "helpline staff invite --role coordinator --name Desk", "helpline check --json", "helpline …"],
)  # fmt: skip
def test_commands_that_are(command: str) -> None:
    assert wrong_with(command) == ""


@pytest.mark.parametrize(
    "command",
    ["make coffee", "make test coffee", "helpline brew", "helpline keys create", "helpline demo --fast",
     "helpline staff invite --rank x"],
)  # fmt: skip
def test_commands_that_are_not(command: str) -> None:
    assert wrong_with(command) != ""


def test_commands_are_found_in_code_and_not_in_prose() -> None:
    page = (
        "make sure of it, `make demo`, `makes` and:\n"
        "```sh\n$ make test  # all\nhelpline doctor --json | jq .\ncd helpline\n```\n"
    )
    assert sorted(named(page)) == ["helpline doctor --json", "make demo", "make test"]


def test_the_makefile_has_few_verbs_and_tells_them() -> None:
    assert {"env", "demo", "test", "check", "soak", "bench", "help"} <= verbs()
    assert len(verbs()) <= 8


def test_the_settings_are_told_on_a_page() -> None:
    """Each setting stands in README.md or docs/, by its whole name."""
    pages = "\n".join(it.text for it in sources() if it.path.endswith(".md"))
    assert [name for name in WHERE if f"HELPLINE_{name}" not in pages] == []


def test_locks_have_hashes_and_name_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (HOUSE / name).read_text().splitlines()
        assert not [line for line in lines if re.match(r"--(?!hash)|-[a-z]", line.strip()) or "://" in line]
        packages = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
        assert len(packages) > 30
        assert [lines[number] for number in packages if "--hash=sha256:" not in lines[number + 1]] == []
