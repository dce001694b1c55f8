"""Two hundred canaries, and all forms in which one could lie in a file. People in tests have these ids and names, say
these words, and the keys and tokens of tests are these: what a run leaves behind is searched for them byte by byte."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256

CANARY = "kanaryong-dilaw-7391"
# In the shape of a token, of a Telegram id and of a phone number. Put together here: scanners look for whole ones.
CANARY_TOKEN = ":".join(("739173917", "kAnAry0" * 5))
CANARY_ID = int("739" + "1739173")


def _random(kind: str, number: int) -> bytes:
    """Always the same, and like nothing else."""
    return sha256(f"canary {kind} {number}".encode()).digest()


# As large as Telegram's can become: seven bytes of an id are nowhere by chance.
IDS = tuple(2**51 | int.from_bytes(_random("id", n)[:7], "big") >> 5 for n in range(50))
TEXTS = (CANARY, *(f"awit-ng-kanaryo-{_random('text', n).hex()[:10]}" for n in range(1, 40)))
NAMES = tuple(f"Kanarya {_random('name', n).hex()[:12]}" for n in range(40))
TOKENS = (CANARY_TOKEN, *(":".join((f"7391{n:06d}", "k" + _random("token", n).hex()[:34])) for n in range(1, 20)))
KEYS = tuple(_random("key", n) + _random("other half", n) for n in range(50))

_LEAST = 5  # bytes of a form: shorter ones are found everywhere


def forms(canary: str | int | bytes) -> Iterator[bytes]:
    """An id also as a number of eight bytes, either way round; everything in hexadecimal and in base64, wherever in a
    longer text it begins."""
    if isinstance(canary, int):
        yield canary.to_bytes(7, "big")
        yield canary.to_bytes(7, "little")
        yield f"{canary:x}".encode()
        yield f"{canary:X}".encode()
        yield from _base64(canary.to_bytes(8, "big"))
        yield from _base64(canary.to_bytes(8, "little"))
        plain = str(canary).encode()
    elif isinstance(canary, str):
        plain = canary.encode()
        yield canary.encode("utf-16-le")
    else:
        plain = canary
    yield plain
    yield plain.hex().encode()
    yield from _base64(plain)


def _base64(plain: bytes) -> Iterator[bytes]:
    for shift, begins in ((0, 0), (1, 2), (2, 3)):
        made = base64.b64encode(bytes(shift) + plain)[begins : (shift + len(plain)) * 8 // 6]
        yield made
        yield made.translate(bytes.maketrans(b"+/", b"-_"))


def all_forms(keys: tuple[bytes, ...] = KEYS) -> dict[bytes, str]:
    """Form -> what it is one of. A key lies in two halves where it is two."""
    halves = [half for key in keys for half in (key[:32], key[32:]) if half]
    kinds: dict[str, Iterable[str | int | bytes]] = {
        "a text": TEXTS,
        "a name": NAMES,
        "an id": IDS,
        "a token": TOKENS,
        "a key": halves,
    }
    found = {form: kind for kind, canaries in kinds.items() for canary in canaries for form in forms(canary)}
    found[str(CANARY_ID).encode()] = "an id"  # shorter than the others: only as it is written
    return {form: kind for form, kind in found.items() if len(form) >= _LEAST}
