"""Changes the structure of an update: what is there goes, becomes something else, wraps up, grows, or is no text.

It never names anybody whom the helpline knows: Telegram says who wrote, and that alone is believed.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from itertools import islice
from typing import Any

Path = tuple[Any, ...]

MOST_PLACES = 400
HUGE = (
    10**30, -(10**30), 2**63, -(2**63), 2**64, 1e308, "9" * 5000, "x" * 9000, "\U0001f3f4\U000e0067" * 2000,
    "a\u0301" * 9000,
)  # fmt: skip
NO_TEXT = (
    "\ud800", "\udfff\ud800", "a\0b", "\0", "\u202e\u2067", "\ufeff", "\u200b" * 40, "\x1b[2J", "\r\n", "\ufffe",
)  # fmt: skip
KINDS: tuple[Any, ...] = (None, True, False, 0, -1, 3.5, "", "0", "text", [], {}, [[]], [None], {"id": 1}, [{"id": 1}])


def mutated(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The update is changed in place, in one to four ways."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        places = list(islice(_places(update), MOST_PLACES))
        if not places:
            break
        where = chance.choice(places)
        chance.choice(WAYS)(_holder(update, where), where[-1], chance)
    return update


def _places(value: Any, path: Path = ()) -> Any:
    """Where something can be changed. The number of the update is Telegram's own and counts them: it stays."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        if (*path, key) != ("update_id",):
            yield (*path, key)
            yield from _places(inner, (*path, key))


def _holder(value: Any, path: Path) -> Any:
    for key in path[:-1]:
        value = value[key]
    return value


def _drop(holder: Any, key: Any, chance: random.Random) -> None:
    del holder[key]


def _retype(holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = copy.deepcopy(chance.choice(KINDS))


def _nest(holder: Any, key: Any, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 2, 40))):
        holder[key] = [holder[key]] if chance.random() < 0.5 else {chance.choice(("id", "x", "text")): holder[key]}


def _grow(holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = [holder[key]] * 30 if chance.random() < 0.1 else chance.choice(HUGE)


def _spoil(holder: Any, key: Any, chance: random.Random) -> None:
    """Half characters, NUL, marks of direction; in a text somewhere in the middle."""
    was, bad = holder[key], chance.choice(NO_TEXT)
    at = chance.randrange(len(was) + 1) if isinstance(was, str) else 0
    holder[key] = was[:at] + bad + was[at:] if isinstance(was, str) else bad


def _rename(holder: Any, key: Any, chance: random.Random) -> None:
    if isinstance(holder, dict):
        value = holder.pop(key)
        holder[chance.choice((f"{key}s", str(key).upper(), "", "\ud800", "__class__", "id", "type"))] = value


def _twice(holder: Any, key: Any, chance: random.Random) -> None:
    """A part of it stands where another one should."""
    if isinstance(holder, dict):
        holder[chance.choice([*holder])] = copy.deepcopy(holder[key])


WAYS: tuple[Callable[[Any, Any, random.Random], None], ...] = (_drop, _retype, _nest, _grow, _spoil, _rename, _twice)
