"""`helpline backup` and `helpline restore`, as an operator types them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from typer.testing import CliRunner

from bot.cli import app
from bot.ledger import backup
from bot.seal import parcel
from tests.bot.backuphouse import House, lived_in
from tests.room import opened


async def test_an_operator_makes_keys_copies_and_restores(tmp_path: Path) -> None:
    here = House(tmp_path, f"sqlite:///{tmp_path}/helpline.db", f"sqlite:///{tmp_path}/vault.db")
    async with opened(tmp_path) as room:
        await lived_in(room)
    stick, clean = tmp_path / "stick", tmp_path / "clean"
    env = {
        "HELPLINE_DATABASE": here.database, "HELPLINE_VAULT": here.vault,
        "HELPLINE_KEYRING_FILE": str(tmp_path / "keyring.json"), "HELPLINE_BACKUP_KEY": str(tmp_path / "public"),
    }  # fmt: skip

    def types(*words: str, code: int = 0, at: Mapping[str, str] = MappingProxyType({})) -> str:
        done = CliRunner().invoke(app, list(words), env={**env, **at})
        assert done.exit_code == code, done.output
        return done.output

    said = types("backup", "keys", str(stick), str(tmp_path / "public"))
    mark = parcel.fingerprint(parcel.public_key(tmp_path / "public"))
    assert mark in said and "HELPLINE_BACKUP_KEY=" in said
    assert mark in types("backup", "--into", str(here.kept))
    assert len(backup.found([here.kept])) == 2
    assert "--into" in types("backup", code=2)
    there = {"HELPLINE_DATABASE": f"sqlite:///{clean}/l.db", "HELPLINE_VAULT": f"sqlite:///{clean}/v.db"}
    words = ("restore", "--from", str(here.kept), "--key", str(stick))
    assert "already" in types(*words, code=1)
    done = types(*words, at=there)
    assert "rows open" in done and "Take the private key away" in done and "NOT RIGHT" not in done
    parcel.make_keys(tmp_path / "another", tmp_path / "its-public")
    other = {name: url.replace("clean", "other") for name, url in there.items()}
    wrong = types("restore", "--from", str(here.kept), "--key", str(tmp_path / "another"), code=1, at=other)
    assert mark in wrong and not (tmp_path / "other" / "l.db").exists()
