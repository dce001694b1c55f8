"""Sealing one value so that it opens only in the row, column and case it was sealed for.

blob  = 0x01 | alg | key version (2) | nonce (12) | ciphertext and tag
aad   = "hb1", table, column, row, owner, version, seq - each with its length before it
plain = length (4) | bytes | zeros, filled to a bucket so that a "yes" and a long story look alike
"""

from __future__ import annotations

from functools import lru_cache
from hmac import digest
from os import urandom
from struct import Struct

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
GCM_SIV, GCM = 1, 2

_BUCKETS = (64, 256, 1024, 4096, 16384)
_STEP = 16384  # above the last bucket, whole multiples of this
_NONCE, _TAG = 12, 16
_LENGTH = Struct(">I")
_HEADER = Struct(">BBH")
_SEQ = Struct(">IQ")
_NO_SEQ = _LENGTH.pack(0)
_ROW_16 = _LENGTH.pack(16)
_SHORTEST = _HEADER.size + _NONCE + _BUCKETS[0] + _TAG


class CannotOpen(Exception):
    """Sealed under another key, for another place, or changed since. Never says what was inside."""


class Sealed:
    """Bytes that have been sealed. Not `bytes`, so that nothing unsealed can stand in for it, or it for text."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    @property
    def raw(self) -> bytes:
        return self._raw

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._raw == other._raw

    def __hash__(self) -> int:
        return hash(self._raw)

    def __repr__(self) -> str:
        return f"<Sealed, {len(self._raw)} bytes>"


def derive(root: bytes, purpose: str, length: int = 32) -> bytes:
    """One purpose, one key: nothing random is used for two things."""
    return HKDF(SHA256(), length=length, salt=None, info=b"hb1/" + purpose.encode()).derive(root)


def _with_length(part: bytes) -> bytes:
    return _LENGTH.pack(len(part)) + part


@lru_cache(maxsize=256)
def _place(table: str, column: str) -> bytes:
    """What stands before the row in the associated data; the same for every row of a column, under whatever key."""
    return b"".join(map(_with_length, (b"hb1", table.encode(), column.encode())))


class DataKey:
    """One case's key, ready for use. Its secret never shows. The cipher is made when it is needed and goes with `rest`:
    a key that is only kept for its next use must not weigh 3 KB."""

    __slots__ = ("_alg", "_cipher", "_header", "_key", "_tail", "owner", "version")

    def __init__(self, owner: bytes, version: int, secret: bytes, alg: int | None = None) -> None:
        if len(owner) != 16 or len(secret) != 32:
            raise ValueError("a data key has an owner of 16 bytes and a secret of 32")
        self.owner, self.version = owner, version
        self._alg, self._key, self._cipher = _cipher(secret, alg)
        self._header = _HEADER.pack(FORMAT, self._alg, version)
        self._tail = _with_length(owner) + _with_length(version.to_bytes(2, "big"))

    def __repr__(self) -> str:
        return f"<DataKey, version {self.version}>"

    def rest(self) -> None:
        self._cipher = None

    def mark(self, purpose: str, plain: bytes) -> bytes:
        """A keyed digest that goes with this key: alike for the same bytes, and to nobody else anything at all."""
        return digest(derive(self._key, f"mark/{purpose}"), plain, "sha256")

    def _ready(self) -> AESGCMSIV | AESGCM:
        self._cipher = made = AESGCMSIV(self._key) if self._alg == GCM_SIV else AESGCM(self._key)
        return made

    def _bound(self, table: str, column: str, row: bytes, seq: int) -> bytes:
        length = _ROW_16 if len(row) == 16 else _LENGTH.pack(len(row))
        return _place(table, column) + length + row + self._tail + (_SEQ.pack(8, seq) if seq else _NO_SEQ)


def _cipher(secret: bytes, alg: int | None) -> tuple[int, bytes, AESGCMSIV | AESGCM | None]:
    """GCM-SIV forgives a repeated nonce (a restored snapshot, a fork); plain GCM only where OpenSSL lacks it.

    The two never share a key: each derives its own, which also binds the `alg` byte of the header.
    """
    if alg in (None, GCM_SIV):
        try:
            key = derive(secret, f"content/{GCM_SIV}")
            return GCM_SIV, key, AESGCMSIV(key)
        except UnsupportedAlgorithm:
            if alg is not None:
                raise
    return GCM, derive(secret, f"content/{GCM}"), None


def _bucket(size: int) -> int:
    for bucket in _BUCKETS:
        if size <= bucket:
            return bucket
    return -(-size // _STEP) * _STEP


def seal(plain: bytes, *, under: DataKey, table: str, column: str, row: bytes, seq: int = 0) -> Sealed:
    if not isinstance(plain, bytes):
        raise TypeError("only bytes are sealed; nothing at all is NULL, not a sealed nothing")
    size = len(plain)
    padded = (_LENGTH.pack(size) + plain).ljust(_bucket(size + 4), b"\0")
    nonce, cipher = urandom(_NONCE), under._cipher or under._ready()
    return Sealed(under._header + nonce + cipher.encrypt(nonce, padded, under._bound(table, column, row, seq)))


def open_(sealed: Sealed, *, under: DataKey, table: str, column: str, row: bytes, seq: int = 0) -> bytes:
    """The bytes that were sealed for exactly this place; anything else is `CannotOpen`, and nothing is tried twice."""
    raw = sealed._raw
    if raw[:4] != under._header or len(raw) < _SHORTEST:
        raise CannotOpen("sealed in another form, or under another version of the key")
    try:
        cipher = under._cipher or under._ready()
        padded = cipher.decrypt(raw[4:16], raw[16:], under._bound(table, column, row, seq))
    except InvalidTag:
        raise CannotOpen("sealed for another place or under another key, or changed since") from None
    size = _LENGTH.unpack_from(padded)[0]
    if size > len(padded) - 4:  # pragma: no cover - only a holder of the key could have written this
        raise CannotOpen("sealed with a length that cannot be")
    return padded[4 : 4 + size]
