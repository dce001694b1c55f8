"""`helpline keys`, and the key file that a bot uses meanwhile: read anew, refused, destroyed when nothing needs it."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp.test_utils import TestClient, TestServer
from typer.testing import CliRunner

from bot.build import Helpline
from bot.cli import app
from bot.commands import keeping
from bot.seal import rotation
from bot.seal.epochs import KeysRefused
from bot.seal.keyring import Keyring, KeyringRefused
from bot.web.health import health_app
from tests.bot.keyplace import NOW, Place, nobody, now, owners


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# --- the file and a bot that runs


def test_a_running_bot_reads_the_file_anew_and_an_idle_one_before_its_next_word(place: Place) -> None:
    busy, idle, (first, second) = place.vault(), place.vault(), owners(2)
    busy.mint([first])
    place.rotate()
    idle.mint([second])
    assert place.resting() == {"active": 2, "old": 0}
    assert busy.keys([first, second]).keys() == {first, second}
    assert busy.epochs == idle.epochs == Keyring.read(place.path).digest
    busy.close()
    idle.close()


@pytest.mark.parametrize("spoiled", ["gone", "cut off", "for all to read", "of another helpline"])
def test_a_file_that_is_spoiled_meanwhile_is_told_once_and_the_keys_are_kept(
    place: Place, spoiled: str, caplog: pytest.LogCaptureFixture
) -> None:
    one, these = place.vault(), owners(2)
    one.mint(these[:1])
    kept = place.path.read_bytes()
    place.path.unlink()
    if spoiled == "of another helpline":
        Keyring.create(place.path)
    elif spoiled != "gone":
        place.path.write_bytes(kept[: len(kept) // 2] if spoiled == "cut off" else kept)
        place.path.chmod(0o644 if spoiled == "for all to read" else 0o600)
    one.mint(these)
    assert one.epochs and one.epochs and len(one.keys(these)) == 2
    assert caplog.text.count("key_file_refused") == 1
    place.path.write_bytes(kept)
    place.path.chmod(0o600)
    assert one.epochs == Keyring.read(place.path).digest and place.opens(these)
    one.close()


async def test_health_shows_which_keys_a_bot_has_read_and_none_of_them(place: Place) -> None:
    one = place.vault()
    house = SimpleNamespace(vault=one, bundle=SimpleNamespace(short="x"))
    async with TestClient(TestServer(health_app(cast(Helpline, house)))) as health:
        before = (await (await health.get("/healthz")).json())["keys"]
        one.mint(owners(1))
        await asyncio.to_thread(place.rotate)
        after = (await (await health.get("/healthz")).json())["keys"]
    assert before != after == Keyring.read(place.path).digest
    assert re.fullmatch("[0-9a-f]{12}", after)
    one.close()


def test_the_new_file_is_for_its_owner_only_and_a_link_laid_in_the_way_is_not_followed(
    place: Place, tmp_path: Path
) -> None:
    place.filled(1)
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / "keyring.json.new").symlink_to(tmp_path / "elsewhere")
    place.rotate()
    assert place.path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "elsewhere").read_text() == "kept"


def test_the_wrong_vault_is_found_before_anything_is_changed(place: Place, tmp_path: Path) -> None:
    before = place.path.read_bytes()
    with pytest.raises(KeysRefused, match="no vault at"):
        rotation.rotate(place.path, f"sqlite:///{tmp_path}/other.db", now, nobody)
    assert not (tmp_path / "other.db").exists(), "to ask must not make one"
    (tmp_path / "strange").mkdir()
    strange = Place(tmp_path / "strange")
    strange.filled(2)
    for url in (strange.url, f"sqlite:///{tmp_path}/empty.db"):
        if "empty" in url:
            (tmp_path / "empty.db").touch(mode=0o600)
        with pytest.raises(KeysRefused, match="vault that belongs"):
            rotation.rotate(place.path, url, now, nobody)
    assert place.path.read_bytes() == before


# --- destroyed


def test_an_epoch_goes_when_nothing_rests_on_it_and_no_backup_needs_it(place: Place) -> None:
    these = place.filled(5)
    first = Keyring.read(place.path).active
    with pytest.raises(KeysRefused, match="is in use"):
        rotation.destroy(place.path, place.url, first, NOW)
    place.rotate()
    secret = Keyring.read(place.path).keks[first]
    for after, said in ((timedelta(0), "1 December 2026"), (timedelta(days=7, hours=23), "may need")):
        with pytest.raises(KeysRefused, match=said):
            rotation.destroy(place.path, place.url, first, NOW + after)
    with place.path.open("rb") as before:
        rotation.destroy(place.path, place.url, first, NOW + rotation.HORIZON)
        left = before.read()
    assert first not in Keyring.read(place.path).keks and place.opens(these)
    assert first.encode() not in left and len(left) > 300, "where the file lay before lies chance now"
    assert secret not in left
    with pytest.raises(KeysRefused, match="no epoch"):
        rotation.destroy(place.path, place.url, first, NOW)


def test_where_nobody_has_noted_dates_the_eight_days_begin_when_it_is_asked(place: Place) -> None:
    place.filled(1)
    place.rotate()
    [old] = place.old()
    content = json.loads(place.path.read_text())
    del content["epochs"]
    place.path.write_text(json.dumps(content))
    with pytest.raises(KeysRefused, match="Come back in 8 days"):
        rotation.destroy(place.path, place.url, old, NOW)
    rotation.destroy(place.path, place.url, old, NOW + rotation.HORIZON)


# --- as it is typed


class Operator:
    def __init__(self, place: Place, **env: str) -> None:
        where = {"HELPLINE_DATABASE": "sqlite:////nowhere/helpline.db", "HELPLINE_LISTEN": "127.0.0.1:1"}
        self.env = where | {"HELPLINE_VAULT": place.url, "HELPLINE_KEYRING_FILE": str(place.path)} | env

    def types(self, *words: str, code: int = 0, answer: str = "") -> str:
        done = CliRunner().invoke(app, ["keys", *words], env=self.env, input=answer)
        assert done.exit_code == code, done.output
        return done.output


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the commands would have waited; the clock goes on by so much."""
    pauses: list[float] = []
    monkeypatch.setattr(keeping, "sleep", pauses.append)
    monkeypatch.setattr(keeping, "monotonic", lambda: sum(pauses))
    return pauses


def test_an_operator_looks_rotates_and_destroys(
    place: Place, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.filled(3)
    operator, first = Operator(place), Keyring.read(place.path).active
    said = operator.types("status")
    assert f"{first}  wraps and opens" in said and "older than 90 days" in said
    said = operator.types("rotate")
    assert "3 keys were moved" in said and said.count("No bot answers") == 2 and waited == [10.0, 10.0]
    found = json.loads(operator.types("status", "--json"))
    assert [(each["standing"], each["keys"]) for each in found["epochs"]] == [("old", 0), ("active", 3)]
    assert found["digest"] == Keyring.read(place.path).digest
    assert "may need" in operator.types("destroy", first, code=1)
    assert "That is not it" in operator.types("destroy", first, "--now", code=1, answer="yes\n")
    assert first in Keyring.read(place.path).keks
    sentence = f"every backup that needs {first} is lost"
    assert "gone from" in operator.types("destroy", first, "--now", answer=f"{sentence}\n")
    assert first not in Keyring.read(place.path).keks


def test_a_bot_that_was_named_and_does_not_follow_ends_it_and_it_goes_on_later(
    place: Place, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.filled(3)
    shown = ["", "of before", "of before"]
    monkeypatch.setattr(keeping, "_shown_at", lambda address: shown.pop(0) if len(shown) > 1 else shown[0])
    operator = Operator(place)
    said = operator.types("rotate", "--bot", "http://one:8080", code=1)
    assert "shows other keys" in said and "read as before" in said and sum(waited) < 80
    assert "not finished" in operator.types("status")
    shown[:] = [Keyring.read(place.path).digest]
    monkeypatch.setattr(keeping, "_shown_at", lambda address: Keyring.read(place.path).digest)
    assert operator.types("rotate", "--bot", "http://one:8080").count("has read it") == 2


def test_no_command_says_a_key(place: Place, waited: list[float]) -> None:
    place.filled(1)
    operator, said = Operator(place), ""
    for words in (("status",), ("status", "--json"), ("rotate", "--prepare"), ("rotate",), ("status", "--json")):
        said += operator.types(*words)
    content = json.loads(place.path.read_text())
    for secret in (*content["kek"].values(), content["idx"], content["audit"]):
        assert secret not in said and secret[:12] not in said


def test_without_a_key_file_it_is_told_which_setting_is_missing(place: Place) -> None:
    with pytest.raises(Exception, match="HELPLINE_KEYRING_FILE"):
        CliRunner().invoke(app, ["keys", "status"], env={"HELPLINE_VAULT": place.url}, catch_exceptions=False)


def test_a_folder_that_may_not_be_written_leaves_the_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.filled(1)
    before = place.path.read_bytes()

    monkeypatch.setattr(os, "open", _refused_for(".new"))
    with pytest.raises(KeysRefused, match="cannot be written"):
        place.rotate()
    assert place.path.read_bytes() == before


def _refused_for(ending: str) -> Callable[..., int]:
    open_ = os.open

    def opened_(path: Any, *how: Any, **more: Any) -> int:
        if str(path).endswith(ending):
            raise PermissionError(13, "Permission denied")
        return open_(path, *how, **more)

    return opened_


def test_a_key_file_that_is_no_longer_one_is_refused_by_every_command(place: Place) -> None:
    place.filled(1)
    place.path.write_text("{}")
    for work in (place.rotate, place.resting):
        with pytest.raises(KeyringRefused):
            work()
