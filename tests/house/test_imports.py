"""The import rules of pyproject.toml hold, and each of them breaks where it should."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.settings import HOUSE

CONTRACTS = [
    it["name"] for it in tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]

# Contract (by a word of its name) -> a module, and an import it must not have.
PLANTS = {
    "pure packages, and these do not know each other": ("flows/engine/planted.py", "from handoff import model"),
    "touch nothing": ("handoff/planted.py", "import time"),
    "know Telegram's library": ("bot/planted_telegram.py", "from telegram import Bot"),
    "sealed and opened": ("bot/chores/planted.py", "from bot.seal.box import seal"),
    "key file": ("bot/web/planted.py", "from bot.seal.keyring import Keyring"),
    "wire to Telegram": ("bot/planted_wire.py", "from bot.telegram.request import Wire"),
    "nobody's foundation": ("bot/ledger/planted.py", "from bot.sandbox import world"),
}


def verdicts(root: Path) -> dict[str, bool]:
    """Contract -> kept. The linter breaks long names over lines: blanks are evened out first."""
    done = subprocess.run(
        ["lint-imports", "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    said = " ".join(done.stdout.split())
    assert "Contracts:" in said, done.stdout + done.stderr
    return {name: f"{name} KEPT" in said for name in CONTRACTS if f"{name} KEPT" in said or f"{name} BROKEN" in said}


@pytest.fixture(autouse=True)
def tools_of_this_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


def test_the_import_rules_hold() -> None:
    assert verdicts(HOUSE) == dict.fromkeys(CONTRACTS, True)


def test_every_import_rule_breaks_where_it_should(tmp_path: Path) -> None:
    for package in ("bot", "flows", "handoff"):
        shutil.copytree(HOUSE / package, tmp_path / package, ignore=lambda _, names: _but_python(names))
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    for path, line in PLANTS.values():
        (tmp_path / path).write_text(line + "\n")
    assert verdicts(tmp_path) == dict.fromkeys(CONTRACTS, False)


def test_every_import_rule_has_a_plant() -> None:
    assert [name for name in CONTRACTS if not any(words in name for words in PLANTS)] == []


def _but_python(names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]
