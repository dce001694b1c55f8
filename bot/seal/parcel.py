"""A file sealed to somebody who is not here: the server can make it and cannot open it.

file   = "helpline parcel 1\\n" | length (4) | head (JSON, plain) | length (4) | key for it | pieces
key    = HPKE (X25519, HKDF-SHA256, AES-256-GCM) to the public key, bound to the head: 32 random bytes, and their
         digest under a key of the key file, so that only who has that can have made it
piece  = last (1) | length (4) | AES-256-GCM-SIV; its nonce is its number and whether it is the last
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from hmac import compare_digest, digest
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

PIECE = 1 << 20
_MAGIC = b"helpline parcel 1\n"
_LENGTH = Struct(">I")
_MOST_HEAD, _MOST_KEY = 1 << 16, 1 << 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PUBLIC, _PRIVATE = "helpline backup public key", "helpline backup PRIVATE key"


class NotOurs(Exception):
    """A parcel or a key that is not what it should be. The sentence says which of the ways."""


def make_keys(private: Path, public: Path) -> str:
    """Two new files; neither is written over. Returns the fingerprint of the public one."""
    made = X25519PrivateKey.generate()
    _new(private, f"{_PRIVATE}: {b64encode(made.private_bytes_raw()).decode()}\n")
    _new(public, f"{_PUBLIC}: {b64encode(made.public_key().public_bytes_raw()).decode()}\n")
    return fingerprint(made.public_key())


def public_key(path: Path) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(_raw(path, _PUBLIC))


def private_key(path: Path) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_raw(path, _PRIVATE))


def fingerprint(key: X25519PublicKey) -> str:
    """To be compared by eye with what stands on paper: somebody who changes the key on the server reads all backups."""
    said = sha256(b"hb1|backup|" + key.public_bytes_raw()).hexdigest()[:24]
    return " ".join(said[at : at + 4] for at in range(0, len(said), 4))


def pack(parts: Iterable[bytes], out: BinaryIO, to: X25519PublicKey, maker: bytes, about: Mapping[str, Any]) -> None:
    """`about` is readable by everybody. `maker`: a sub-key of the key file."""
    head = json.dumps({**about, "for": fingerprint(to)}).encode()
    key = secrets.token_bytes(32)
    wrapped = _SUITE.encrypt(key + _by(maker, head, key), to, info=_info(head))
    out.write(_MAGIC + _LENGTH.pack(len(head)) + head + _LENGTH.pack(len(wrapped)) + wrapped)
    cipher = AESGCMSIV(key)
    for number, (piece, last) in enumerate(_pieces(parts)):
        sealed = cipher.encrypt(_nonce(number, last), piece, None)
        out.write(bytes([last]) + _LENGTH.pack(len(sealed)) + sealed)


def head_of(parcel: BinaryIO) -> dict[str, Any]:
    """What everybody may read of it; nothing is verified."""
    return _about(_head(parcel))


def unpack(parcel: BinaryIO, key: X25519PrivateKey, *makers: bytes) -> Iterator[bytes]:
    """The content, piece by piece. Each was verified; that nothing is missing is known only after the last one. Raises
    NotOurs before the first where it is not for this key, or was not made with this key file."""
    head = _head(parcel)
    try:
        opened = _SUITE.decrypt(_sized(parcel, _MOST_KEY), key, info=_info(head))
    except (InvalidTag, ValueError):
        raise NotOurs(f"it does not open with this private key; it was made for {_about(head).get('for')}") from None
    secret, by = opened[:32], opened[32:]
    if not any(compare_digest(by, _by(maker, head, secret)) for maker in makers):
        raise NotOurs("it was not made with this key file: by another helpline, or by somebody who should not")
    return _opened(parcel, AESGCMSIV(secret))


def _opened(parcel: BinaryIO, cipher: AESGCMSIV) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        last = _exactly(parcel, 1) == b"\1"
        try:
            yield cipher.decrypt(_nonce(number, last), _sized(parcel, PIECE + 16), None)
        except InvalidTag:
            raise NotOurs("it was changed since it was made") from None
        number += 1
    if parcel.read(1):
        raise NotOurs("something was added to its end")


def _pieces(parts: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) > PIECE:
            yield bytes(waiting[:PIECE]), False
            del waiting[:PIECE]
    yield bytes(waiting), True


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(8, "big") + bytes(3) + bytes([last])


def _info(head: bytes) -> bytes:
    return b"hb1|parcel|" + sha256(head).digest()


def _by(maker: bytes, head: bytes, key: bytes) -> bytes:
    return digest(maker, b"hb1|parcel-maker|" + sha256(head).digest() + key, "sha256")


def _head(parcel: BinaryIO) -> bytes:
    if parcel.read(len(_MAGIC)) != _MAGIC:
        raise NotOurs("it is not a backup that `helpline backup` has made")
    return _sized(parcel, _MOST_HEAD)


def _about(head: bytes) -> dict[str, Any]:
    try:
        about = json.loads(head)
    except ValueError:
        about = None
    if not isinstance(about, dict):
        raise NotOurs("it was changed since it was made")
    return about


def _sized(parcel: BinaryIO, most: int) -> bytes:
    size = int(_LENGTH.unpack(_exactly(parcel, 4))[0])
    if size > most:
        raise NotOurs("it was changed since it was made")
    return _exactly(parcel, size)


def _exactly(parcel: BinaryIO, size: int) -> bytes:
    found = parcel.read(size)
    if len(found) != size:
        raise NotOurs("its end is missing: it was cut off")
    return found


def _new(path: Path, said: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as why:
        raise NotOurs(f"{path} cannot be made ({why.strerror}); what is there is never written over") from None
    with os.fdopen(handle, "w") as file:
        file.write(said)
        file.flush()
        os.fsync(file.fileno())


def _raw(path: Path, kind: str) -> bytes:
    try:
        said, _, key = path.read_text("ascii").strip().partition(": ")
        raw = b64decode(key, validate=True)
    except OSError as why:
        raise NotOurs(f"{path} cannot be read ({why.strerror})") from None
    except (NotBase64, ValueError):
        said, raw = "", b""
    if said != kind or len(raw) != 32:
        raise NotOurs(f"{path} is not a {kind}; `helpline backup keys` makes the two")
    return raw
