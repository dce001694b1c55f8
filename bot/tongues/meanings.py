"""The log of "it means the same": an English text that was only spelt better, said by a person, with a reason.

`locales/same-meaning.yaml` is the only place where this is known. A signature below an older spelling still counts
because the log says so, and nobody writes a signature anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import yaml

FILE = "same-meaning.yaml"
_HEAD = """\
# Which English texts were only spelt better, so that what was translated and signed before still counts.
# `helpline i18n same-meaning` writes here; nothing is ever taken out.
"""

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


def read(source: bytes) -> tuple[Same, ...]:
    try:
        found = yaml.safe_load(source) or {}
        return tuple(Same(**{name: str(each[name]) for name in Same.__slots__}) for each in found.get("same", ()))
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as wrong:
        raise BadLog(f"locales/{FILE} cannot be read. Take the last version that could be.") from wrong


def write(log: Iterable[Same]) -> bytes:
    made: dict[str, Any] = {"same": [asdict(each) for each in log]}
    return (_HEAD + yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=120)).encode()


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
