"""The log of "it means the same": an English text that was only spelt better, said by a person, with a reason.

`locales/same-meaning.jsonl` is the only place where this is known. A signature below an older spelling still counts
because the log says so, and nobody writes a signature anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

FILE = "same-meaning.jsonl"
Meanings = Mapping[str, tuple[str, ...]]
"""Key -> earlier Englishes that mean what the text says now."""


@dataclass(frozen=True, slots=True)
class Same:
    key: str
    was: str
    now: str
    because: str
    by: str
    day: str


class BadLog(Exception):
    """The log cannot be read."""

    def __init__(self) -> None:
        super().__init__(f"locales/{FILE} cannot be read. Take the last version that could be.")


def read(source: bytes) -> tuple[Same, ...]:
    """One line of JSON for each."""
    try:
        return tuple(_same(line) for line in source.decode().split("\n") if line.strip())
    except (ValueError, TypeError, AttributeError) as wrong:
        raise BadLog from wrong


def _same(line: str) -> Same:
    return Same(**{name: str(value) for name, value in json.loads(line).items()})


def write(log: Iterable[Same]) -> bytes:
    return "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in log).encode()


def meanings(log: Iterable[Same], texts: Mapping[str, str]) -> Meanings:
    """From what the text says now backwards: what was said to mean the same, and what that was said of."""
    by_key: dict[str, list[Same]] = {}
    for each in log:
        by_key.setdefault(each.key, []).append(each)
    return {key: found for key, said in by_key.items() if (found := _before(said, texts.get(key, "")))}


def _before(said: list[Same], now: str) -> tuple[str, ...]:
    found, todo = dict[str, None](), [now]
    while todo:
        english = todo.pop()
        for each in said:
            if each.now == english and each.was not in found and each.was != now:
                found[each.was] = None
                todo.append(each.was)
    return tuple(found)


def same(key: str, was: str, now: str, because: str, by: str, day: date) -> Same:
    return Same(key, was, now, because, by, day.isoformat())
