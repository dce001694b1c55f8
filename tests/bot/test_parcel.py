"""A parcel opens for whom it was sealed, whole and unchanged, made by us; else not at all."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bot.seal import parcel
from bot.seal.parcel import NotOurs

KEY, MAKER = X25519PrivateKey.generate(), b"m" * 32
ABOUT = {"what": "ledger", "at": "20261123T030000Z"}


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "PIECE", 64)


def packed(content: bytes, at_once: int = 50) -> bytes:
    out = io.BytesIO()
    parts = [content[at : at + at_once] for at in range(0, len(content), at_once)]
    parcel.pack(parts, out, KEY.public_key(), MAKER, ABOUT)
    return out.getvalue()


def unpacked(raw: bytes, key: X25519PrivateKey = KEY, maker: bytes = MAKER) -> bytes:
    return b"".join(parcel.unpack(io.BytesIO(raw), key, maker))


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
@pytest.mark.parametrize("at_once", [1, 64, 5000])
def test_what_went_in_comes_out(size: int, at_once: int) -> None:
    content = random.Random(size).randbytes(size)
    raw = packed(content, at_once)
    assert unpacked(raw) == content
    assert parcel.head_of(io.BytesIO(raw)) == {**ABOUT, "for": parcel.fingerprint(KEY.public_key())}
    assert size < 63 or content[:16] not in raw


def test_whatever_is_changed_cut_off_or_added_is_found() -> None:
    raw = packed(bytes(200))
    for at in range(len(raw)):
        with pytest.raises(NotOurs):
            unpacked(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(NotOurs):
            unpacked(raw[:at])
    with pytest.raises(NotOurs, match="added"):
        unpacked(raw + b"x")


def test_whole_pieces_that_are_left_out_or_change_places_are_found() -> None:
    raw, piece = packed(random.Random(1).randbytes(256)), 5 + 64 + 16
    start = len(raw) - 4 * piece
    first, second = raw[start : start + piece], raw[start + piece : start + 2 * piece]
    rest = raw[start + 2 * piece :]
    assert unpacked(raw[:start] + first + second + rest)
    for others in (first + rest, second + first + rest, first + first + rest, rest, rest[-piece:]):
        with pytest.raises(NotOurs):
            unpacked(raw[:start] + others)


def test_it_says_for_whom_it_is_and_who_did_not_make_it() -> None:
    with pytest.raises(NotOurs, match=parcel.fingerprint(KEY.public_key())):
        unpacked(packed(b"x"), X25519PrivateKey.generate())
    with pytest.raises(NotOurs, match="key file"):
        unpacked(packed(b"x"), maker=b"o" * 32)


def test_keys_are_made_private_never_written_over_and_not_taken_for_each_other(tmp_path: Path) -> None:
    private, public = tmp_path / "private", tmp_path / "public"
    said = parcel.make_keys(private, public)
    assert said == parcel.fingerprint(parcel.public_key(public)) and len(said) == 29
    assert parcel.private_key(private).public_key() == parcel.public_key(public)
    assert private.stat().st_mode & 0o077 == 0
    with pytest.raises(NotOurs, match="never written over"):
        parcel.make_keys(private, tmp_path / "other")
    for wrong in (lambda: parcel.public_key(private), lambda: parcel.private_key(public)):
        with pytest.raises(NotOurs, match="is not a helpline backup"):
            wrong()
    public.write_text("helpline backup public key: AAAA")
    with pytest.raises(NotOurs):
        parcel.public_key(public)
    with pytest.raises(NotOurs, match="cannot be read"):
        parcel.public_key(tmp_path / "nothing")
