"""The rules of the house hold in every tracked file, and each rule catches what it is for."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

from bot.settings import HOUSE
from tests.house.rules import RULES, Rule, Source

NAMES_WITHOUT_A_MEANING = {"utils", "util", "common", "helpers", "helper", "core", "misc", "lib", "shared", "base"}
BINARY = {".png", ".woff2", ".ico", ".ogg", ".jpg", ".pdf"}


@cache
def sources() -> tuple[Source, ...]:
    """What is tracked, and what is new and not ignored: a rule is broken before the commit, not after."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    files = [name for name in listed if name and (HOUSE / name).is_file() and Path(name).suffix not in BINARY]
    return tuple(Source(name, (HOUSE / name).read_text(encoding="utf-8")) for name in sorted(set(files)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_holds(rule: Rule) -> None:
    broken = [f"{it.path}:{line}" for it in sources() if rule.covers(it.path) for line in sorted(set(rule.find(it)))]
    assert not broken, f"{rule.name}: {rule.why}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_knows_good_from_bad(rule: Rule) -> None:
    assert rule.good and rule.bad
    assert [said for said in rule.good if list(rule.find(Source("bot/some.py", said)))] == []
    assert [said for said in rule.bad if not list(rule.find(Source("bot/some.py", said)))] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_looks_at_something(rule: Rule) -> None:
    assert [it.path for it in sources() if rule.covers(it.path)]


def test_every_module_is_named_after_what_it_does() -> None:
    assert not meaningless([it.path for it in sources() if it.path.endswith((".py", ".js"))])
    assert meaningless(["bot/utils.py", "bot/core/gate.py", "flows/engine/run.py"]) == [
        "bot/utils.py",
        "bot/core/gate.py",
    ]


def meaningless(paths: list[str]) -> list[str]:
    return [path for path in paths if {*Path(path).parts[:-1], Path(path).stem} & NAMES_WITHOUT_A_MEANING]
