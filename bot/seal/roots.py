"""The two keys of the file that wrap nothing: of the index and of the audit. Each has an active one, a next one while
it is being replaced, and old ones, for what was written under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.seal.box import derive

IDX, AUDIT = "idx", "audit"
NAMES = (IDX, AUDIT)
_OTHERS = "roots"  # of the key file: beside each active one, "next" and "old"


class Roots(NamedTuple):
    """Of one name. `old`: the newest of them first."""

    active: bytes
    next: bytes | None = None
    old: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"<Roots, {len(self.all)}>"

    @property
    def all(self) -> tuple[bytes, ...]:
        """The one that is written with first; then whatever may be met."""
        return (self.active, *((self.next,) if self.next else ()), *self.old)


@dataclass(frozen=True, slots=True)
class AuditKeys:
    """The keys of the chain, the oldest first, each with its name; in the chain one entry hands over to the next key.
    `ends`: the names under which it may end."""

    keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    active: str
    ends: frozenset[str]

    @classmethod
    def of(cls, roots: Roots) -> AuditKeys:
        order = (*reversed(roots.old), roots.active, *((roots.next,) if roots.next else ()))
        named = tuple((name_of(AUDIT, root), derive(root, AUDIT)) for root in order)
        ends = (roots.active, *((roots.next,) if roots.next else ()))
        return cls(named, name_of(AUDIT, roots.active), frozenset(name_of(AUDIT, root) for root in ends))

    def place(self, name: str | None) -> int:
        """Where it stands among them; no name: from before keys had one."""
        names = [known for known, _ in self.keys]
        if name is None:
            return 0
        if name not in names:
            raise UnknownKey(f"the audit is written under {name}, which this key file does not have")
        return names.index(name)

    def named(self, name: str | None) -> bytes:
        return self.keys[self.place(name)][1]


class UnknownKey(Exception):
    """A key that was replaced here, or is to be: the file that was read is older or newer than what is written."""


def name_of(what: str, root: bytes) -> str:
    """It can be shown: nobody comes from it to the key."""
    return f"{what}-{derive(root, 'name', 4).hex()}"


def written(content: Mapping[str, Any], problems: list[str]) -> Iterator[tuple[str, object]]:
    """(place, what stands there) for each root of a key file. `next` and `old` need not be there."""
    others = content.get(_OTHERS, {})
    for name in NAMES:
        yield name, content.get(name)
        beside = others.get(name, {}) if isinstance(others, dict) else None
        if not isinstance(beside, dict) or not isinstance(beside.get("old", []), list):
            problems.append(f"`{_OTHERS}` is not the table that `helpline keys rotate` writes")
            continue
        if beside.get("next") is not None:
            yield f"{name}.next", beside["next"]
        for number, old in enumerate(beside.get("old", [])):
            yield f"{name}.old{number}", old.get("key") if isinstance(old, dict) else None


def read(keys: Mapping[str, bytes]) -> dict[str, Roots]:
    """From what `written` has named and somebody has decoded."""
    return {
        name: Roots(
            keys[name],
            keys.get(f"{name}.next"),
            tuple(key for place, key in keys.items() if place.startswith(f"{name}.old")),
        )
        for name in NAMES
    }


def names(found: Mapping[str, Roots]) -> Iterable[str]:
    """For a digest of what a process has read: equal where it is the same, in the same standing."""
    for what, roots in found.items():
        if len(roots.all) > 1:
            yield f"{what}:{name_of(what, roots.active)}"
            yield from (name_of(what, root) for root in roots.all)
