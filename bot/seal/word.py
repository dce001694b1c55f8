"""Words that somebody has chosen or been given: kept as prints, and compared at the same cost whatever comes out."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import NamedTuple

import regex  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MOST = 32  # letters as a person counts them; a longer text is never compared
SAFE, DURESS, NEITHER = "safe", "duress", "neither"
_SALT, _DIGEST = 16, 32
_PRINT = 1 + _SALT + _DIGEST
_LETTER = regex.compile(r"\X")
_INVISIBLE = frozenset({"Cf", "Cc", "Cs"})
_SELECTORS = range(0xFE00, 0xFE10)  # an emoji with and without one is the same to whoever types it


@dataclass(frozen=True, slots=True)
class Slow:
    """Argon2id: a guess must cost, also whoever has the database and all the keys. What a guess costs is an argument,
    for tests. Called in a thread of its own: it takes a fifth of a second and `memory` KiB."""

    memory: int = 64 * 1024
    iterations: int = 3

    def derive(self, word: bytes, salt: bytes, secret: bytes | None = None) -> bytes:
        made = Argon2id(
            salt=salt, length=_DIGEST, iterations=self.iterations, lanes=1, memory_cost=self.memory, secret=secret
        )
        return made.derive(word)


class Print(NamedTuple):
    """A word as it is kept. `hint`: one byte that a keyed digest of the word begins with: a text with another one is
    certainly not the word, and one with this is it or is one of 256."""

    hint: int
    salt: bytes
    digest: bytes

    @staticmethod
    def of(slow: Slow, word: bytes, hint: int) -> Print:
        salt = secrets.token_bytes(_SALT)
        return Print(hint, salt, slow.derive(word, salt))

    @staticmethod
    def of_nothing() -> Print:
        """Looks like any other, and no word has it."""
        return Print(secrets.randbelow(256), secrets.token_bytes(_SALT), secrets.token_bytes(_DIGEST))

    def packed(self) -> bytes:
        return bytes([self.hint]) + self.salt + self.digest

    @staticmethod
    def unpacked(raw: bytes) -> Print:
        return Print(raw[0], raw[1 : 1 + _SALT], raw[1 + _SALT : _PRINT])


class Pair(NamedTuple):
    """Her two words. There are always two: that she has no second one must not show anywhere."""

    safe: Print
    duress: Print

    def may_be(self, hint: int) -> bool:
        return (hint == self.safe.hint) | (hint == self.duress.hint)

    def which(self, slow: Slow, word: bytes) -> str:
        """Both are worked out and both are compared, whatever the first one says: so every try costs the same."""
        safe = compare_digest(slow.derive(word, self.safe.salt), self.safe.digest)
        duress = compare_digest(slow.derive(word, self.duress.salt), self.duress.digest)
        return SAFE if safe else DURESS if duress else NEITHER

    def packed(self) -> bytes:
        return self.safe.packed() + self.duress.packed()

    @staticmethod
    def unpacked(raw: bytes) -> Pair:
        return Pair(Print.unpacked(raw[:_PRINT]), Print.unpacked(raw[_PRINT:]))


def comparable(text: str) -> bytes:
    """The word as it is compared: not by its case, width or spaces, nor by what cannot be seen or a keyboard adds at
    the end. b"": it cannot be a word."""
    if len(text) > 8 * MOST:
        return b""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(letter for letter in folded if letter.isspace() or _is_seen(letter))
    word = " ".join(seen.split())
    word = _without_full_stop(word)
    return word.encode("utf-8", "surrogatepass") if 0 < letters(word) <= MOST else b""


def letters(word: str) -> int:
    return len(_LETTER.findall(word))


def hint_of(mark: Callable[[str, bytes], bytes], word: bytes) -> int:
    """`mark`: her own key's. Without it the byte says nothing, and with it she can be read anyway."""
    return mark("word", word)[0]


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _INVISIBLE and ord(letter) not in _SELECTORS


def _without_full_stop(word: str) -> str:
    bare = word
    while bare and unicodedata.category(bare[-1]) == "Po":
        bare = bare[:-1].rstrip()
    return bare or word
