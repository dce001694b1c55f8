"""Publishing as an admin types it: what is told, what is left behind, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot.seal.keyring import Keyring
from tests.drafts import PASSPORT, draft, house, lasting, write

AGENT = "      - {text: An agent, value: agent, next: sign}\n"


def helpline(*words: str, **env: str) -> Result:
    """In this process: eleven interpreters would take ten seconds to start."""
    return CliRunner().invoke(cli.app, words, env=env)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    write(lasting(house()), tmp_path / "content")
    Keyring.create(tmp_path / "keyring.json")
    return {
        "HELPLINE_STAFF_CHAT": "-1001",
        "HELPLINE_KEYRING_FILE": str(tmp_path / "keyring.json"), "HELPLINE_CONTENT": str(tmp_path / "content"),
        "HELPLINE_DATABASE": f"sqlite:///{tmp_path}/helpline.db", "HELPLINE_VAULT": f"sqlite:///{tmp_path}/vault.db",
    }  # fmt: skip


def test_from_a_draft_to_what_people_see_and_back(tmp_path: Path, env: dict[str, str]) -> None:
    content = tmp_path / "content"
    first = helpline("publish", "--because", "the beginning", "--by", "ana", **env)
    assert first.exit_code == 0 and "somebody else looks at it" in first.stdout
    bundle = (content / ".published").read_text().strip()
    assert f"helpline publish --approve {bundle[:6]} --by NAME" in first.stdout
    approved = helpline("publish", "--approve", bundle[:6], "--by", "ben", **env)
    assert "is published. Running bots have it" in approved.stdout

    write(lasting(draft((PASSPORT, AGENT, ""))), content)
    compared = helpline("check", "--against", "published", **env)
    assert compared.exit_code == 1 and "error F070" in compared.stdout and "who_has_it.agent" in compared.stdout
    refused = helpline("publish", "--because", "x", **env)
    assert refused.exit_code == 1 and "F070" in refused.stdout
    assert "Nothing was published; what people see has not changed." in refused.stderr

    retired = draft(
        (PASSPORT, AGENT, ""), (PASSPORT, "start: danger_known", "start: danger_known\nretired: [who_has_it.agent]")
    )
    write(lasting(retired), content)
    rehearsed = helpline("rehearse", **env)
    assert rehearsed.exit_code == 1 and "stuck: passport-kept.who_has_it" in rehearsed.stdout
    looked = helpline("publish", "--dry-run", **env)
    assert looked.exit_code == 0 and "Gone: the button “agent”" in looked.stdout
    assert "(fewer than 10 stand here now)" in looked.stdout and "Nothing was done." in looked.stdout
    assert helpline("publish", "--because", "one button less", "--by", "ana", **env).exit_code == 0

    back = helpline("rollback", "--because", "too early", "--by", "cleo", **env)
    assert back.exit_code == 0 and "is rolled back" in back.stdout
    told = json.loads(helpline("bundles", "--json", **env).stdout)
    assert [(each["act"], each["by"], each["served"]) for each in told] == [
        ("rolled back", "cleo", True), ("published", "ana", False), ("published", "ben", False),
        ("prepared", "ana", False),
    ]  # fmt: skip
    again = helpline("publish", "--because", "x", **env)
    assert again.exit_code == 1 and "rolled back by cleo: too early" in again.stderr

    out = tmp_path / "out"
    assert helpline("bundles", bundle[:6], "--into", str(out), **env).exit_code == 0
    assert (out / PASSPORT).read_bytes() == house()[PASSPORT] and (out / ".published").read_text().strip() == bundle


def test_without_a_reason_nothing_is_done(env: dict[str, str]) -> None:
    for command in ("publish", "rollback"):
        done = helpline(command, **env)
        assert done.exit_code == 2 and "say why" in done.stderr
