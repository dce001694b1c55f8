"""The page that tells of the commands: each line of it is run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot import content as disk
from bot.settings import HOUSE
from tests.flows.house import CONTENT
from tests.tongues.test_commands import helpline, typed_in

PAGE = (HOUSE / "docs" / "translating.md").read_text("utf-8")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content of the house, and one of its catalogues."""
    shutil.copytree(CONTENT, tmp_path / "content")
    shutil.copytree(disk.LOCALES / "ar", tmp_path / "content" / "locales" / "ar")
    shutil.copy(HOUSE / "README.md", tmp_path)
    typed_in(tmp_path, monkeypatch)
    return tmp_path


def commands() -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_every_command_of_the_page_works(tree: Path) -> None:
    """In their order, on one desk. The demo itself is played elsewhere."""
    assert len(commands()) >= 12
    for command in commands():
        program, *words = re.sub(r'"([^"]*)"', lambda found: found[1].replace(" ", "_"), command).split()
        assert program == "helpline"
        if words[0] != "demo":
            done = helpline(*words)
            assert done.exit_code == 0, f"{command}\n{done.output}"
    assert (tree / "ar.csv").exists()
    assert not [path for path in tree.rglob("*.po") if b"reviewed:" in path.read_bytes()]


def test_the_page_tells_every_command_every_state_and_every_code() -> None:
    from bot.commands.translating import i18n
    from bot.tongues.signatures import STATES

    named = {command.name or (command.callback and command.callback.__name__) for command in i18n.registered_commands}
    assert named >= {
        "extract",
        "update",
        "same-meaning",
        "status",
        "coverage",
        "check",
        "export",
        "import",
        "fingerprint",
    }
    assert [name for name in named if f"i18n {name}" not in PAGE] == []
    assert [state for state in STATES if f"| `{state}` |" not in PAGE] == []
    codes = {path.stem for path in (HOUSE / "flows" / "faults").glob("T*.md")}
    assert {code for code in codes if code not in PAGE} == set()
    assert set(re.findall(r"\bT[0-9]{3}\b", PAGE)) <= codes


def test_no_command_of_the_page_signs() -> None:
    assert "sign" not in {word for line in commands() for word in line.split()}
