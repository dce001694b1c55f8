"""The key file: made private, refused when it is not, and everything wrong with it said at once."""

from __future__ import annotations

import json
import os
import stat
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from bot.seal.keyring import Keyring, KeyringRefused


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "secrets" / "keyring.json"
    Keyring.create(made)
    return made


def change(path: Path, **parts: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | parts))


def problems(path: Path) -> str:
    with pytest.raises(KeyringRefused) as refused:
        Keyring.read(path)
    return str(refused.value)


def key(size: int, seed: int = 0) -> str:
    return b64encode(bytes((i * 7 + seed) % 256 for i in range(size))).decode()


def test_a_new_key_file_is_for_its_owner_only_and_reads_back(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ring = Keyring.read(path)
    assert [len(kek) for kek in ring.keks.values()] == [64]
    assert ring.active in ring.keks
    assert len({ring.idx, ring.audit, ring.subkey("webhook"), ring.subkey("invites")}) == 4


def test_it_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyringRefused, match="exists already"):
        Keyring.create(path)
    assert path.read_bytes() == before


def test_a_link_laid_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "keyring.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyringRefused):
        Keyring.create(tmp_path / "keyring.json")
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_what_others_may_read_is_refused_with_the_command_that_mends_it(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert f"chmod 600 {path}" in problems(path)


def test_read_only_is_fine(path: Path) -> None:
    path.chmod(0o400)
    assert Keyring.read(path).keks


def test_everything_wrong_is_said_at_once(path: Path) -> None:
    os.chmod(path, 0o644)
    change(path, active="gone", kek={"a": key(63), "b": "not base64!"}, idx=key(31), audit=None)
    said = problems(path)
    for part in ("chmod 600", "kek.a has 63 bytes", "kek.b has 0 bytes", "idx has 31 bytes", "audit is missing"):
        assert part in said


def test_two_keys_may_not_be_the_same_nor_may_the_halves_of_one(path: Path) -> None:
    change(path, idx=key(32), audit=key(32))
    assert "idx and audit are the same" in problems(path)
    change(path, idx=key(32), audit=key(32, seed=9), kek={"k": b64encode(bytes(range(32)) * 2).decode()}, active="k")
    assert "kek.k and kek.k are the same" in problems(path)


def test_an_example_is_not_a_key(path: Path) -> None:
    change(path, idx=b64encode(b"a" * 32).decode())
    assert "idx is not random" in problems(path)


def test_the_active_kek_must_be_there(path: Path) -> None:
    change(path, active="kek-of-next-year")
    assert "'kek-of-next-year', which is not in it" in problems(path)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"format": 2}', "[" * 200_000, b"\xff\xfe\x00"])
def test_what_is_no_key_file_is_refused_not_a_crash(path: Path, content: str | bytes) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert "not a key file of format 1" in problems(path)


def test_no_file_and_a_folder_say_what_to_do(tmp_path: Path) -> None:
    assert "helpline keys init" in problems(tmp_path / "none.json")
    assert "not a plain file" in problems(tmp_path)


def test_no_key_is_ever_shown(path: Path) -> None:
    ring = Keyring.read(path)
    content = json.loads(path.read_text())
    change(path, audit=content["idx"])
    for shown in (repr(ring), str(ring), problems(path)):
        assert content["idx"] not in shown
        assert not any(repr(kek)[2:-1] in shown for kek in ring.keks.values())
