"""An English text that was only spelt better: what was made of the old spelling still holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.tongues.gates import numbers
from bot.tongues.po import FUZZY, Catalogue, Entry
from flows.engine.grammar import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Respelt:
    """Of one catalogue: what it is now, and which English each of these keys had before."""

    catalogue: Catalogue
    was: Mapping[str, str]


def named(keys: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """`asked`: whole keys, or the beginning of some, such as FLOW/STEP."""
    begins = tuple(asked)
    return tuple(key for key in keys if any(key == it or key.startswith(f"{it}/") for it in begins))


def respell(catalogue: Catalogue, keys: Iterable[str], texts: Mapping[str, str]) -> Respelt:
    """The signatures above an entry stay as they were written; why they still count is in the log."""
    entries, was = dict(catalogue.entries), dict[str, str]()
    for key, entry in _older(catalogue, keys, texts):
        was[key] = entry.was or entry.english
        flags = entry.flags - {FUZZY} if entry.was else entry.flags
        entries[key] = replace(entry, english=texts[key], flags=flags, was="")
    return Respelt(replace(catalogue, entries=entries), was)


def says_something_else(was: str, now: str) -> bool:
    """Spelling changes no number and no fact, whatever somebody says of it."""
    return numbers(was) != numbers(now) or sorted(PLACEHOLDER.findall(was)) != sorted(PLACEHOLDER.findall(now))


def _older(catalogue: Catalogue, keys: Iterable[str], texts: Mapping[str, str]) -> Iterator[tuple[str, Entry]]:
    for key in keys:
        entry = catalogue.entries.get(key)
        if entry is not None and not entry.empty and (entry.was or entry.english != texts[key]):
            yield key, entry
