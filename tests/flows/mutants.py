"""Content as it would be after an accident or an attack: bytes, lines, names and whole files changed at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Files = dict[str, bytes]

ATTACKS = [
    b"&a [*a, *a]", b"*a", b"!!python/object/apply:os.system [id]", b"!!binary aGk=", b"<<: {a: b}", b"---\n", b"...\n",
    b"%YAML 1.1\n", b"{" * 40, b"[" * 40, b"? ", b"\t", b"\0", b"\xff\xfe", b"\xed\xa0\x80", "\u2028".encode(),
    "\ufeff".encode(), "\u202e999\u202c".encode(), "n\u200bext".encode(), "nехt".encode(),
    "\uff19\uff19\uff19".encode(),
    b"{case.__init__.__globals__}", b"{0}", b"{name!r}", b"{n:>999999999}", b"%(x)999999d", b"{", b"}", b"{}",
    b"^(a+)+$", b"(x+x+)+y", b"[" + b"a" * 300 + b"]", b"999", b"0800 000 000", b"https://example.org", b"@somebody",
    b"null", b"yes", b"~", b"12:30", b"017", b"2026-02-30", b"'", b'"', b"|", b">", b": ", b" #", b"- ", b"\r",
    b"next: next\n", b"end: true", b"basis: child", b"x" * 5000, "ß".encode() * 700,
]  # fmt: skip
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_-]*")


def mutant(house: Files, chance: random.Random) -> Files:
    files = dict(house)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(_WAYS)(files, chance)
    return files


def _bytes(files: Files, chance: random.Random) -> None:
    name = chance.choice(sorted(files))
    text = files[name]
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 1, 3, 40)))
    files[name] = text[:start] + chance.choice(ATTACKS) + text[end:]


def _line(files: Files, chance: random.Random) -> None:
    name = chance.choice(sorted(files))
    lines = files[name].splitlines(keepends=True) or [b"\n"]
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case 3:
            lines[one] = b" " * chance.randrange(1, 6) + lines[one]
        case 4:
            lines[one] = lines[one].replace(b":", chance.choice((b"", b": []", b": {}", b": {a: b}", b": - x")), 1)
    files[name] = b"".join(lines)


def _word(files: Files, chance: random.Random) -> None:
    """A word becomes another one of the same content: mostly still YAML, and often still a sentence."""
    name, giver = chance.choice(sorted(files)), chance.choice(sorted(files))
    places, words = list(_WORD.finditer(files[name])), _WORD.findall(files[giver])
    if places and words:
        place = chance.choice(places)
        files[name] = files[name][: place.start()] + chance.choice(words) + files[name][place.end() :]


def _value(files: Files, chance: random.Random) -> None:
    """What stands after one name becomes what stands after another."""
    name = chance.choice(sorted(files))
    lines = files[name].splitlines(keepends=True)
    named = [number for number, line in enumerate(lines) if b": " in line]
    if len(named) > 1:
        one, other = chance.sample(named, 2)
        lines[one] = lines[one].split(b": ", 1)[0] + b": " + lines[other].split(b": ", 1)[1]
        files[name] = b"".join(lines)


def _file(files: Files, chance: random.Random) -> None:
    one, other = chance.choice(sorted(files)), chance.choice(sorted(files))
    match chance.randrange(4):
        case 0:
            del files[one]
        case 1:
            files[one] = files[other]
        case 2:
            files[one] = files[one][: chance.randrange(len(files[one]) + 1)]
        case 3:
            files[f"flows/{chance.choice(('new', 'globals', 'a b', '../x'))}.yaml"] = files[other]


_WAYS: tuple[Callable[[Files, random.Random], None], ...] = (_bytes, _line, _word, _word, _value, _value, _file)
