"""A catalogue after the English has changed: by key, never by likeness. Pure.

A program that goes by likeness takes the answer "Yes" of another question, with the remark that somebody reviewed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.tongues import notes
from bot.tongues.po import FUZZY, Catalogue, Entry

KEPT = timedelta(days=90)
"""So long a translation waits whose text is gone: texts come back."""


@dataclass(frozen=True, slots=True)
class Updated:
    """The catalogue as it is now, and the keys to which something happened."""

    catalogue: Catalogue
    new: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def update(old: Catalogue, template: Iterable[Entry], earlier: Mapping[str, tuple[str, ...]], today: date) -> Updated:
    """`earlier`: key -> what it was called before, for steps that were renamed."""
    waiting, made = {**old.gone, **old.entries}, dict[str, Entry]()
    said = {entry.english: entry for entry in old.entries.values() if not (entry.fuzzy or entry.empty or entry.was)}
    new, stale, moved = list[str](), list[str](), list[str]()
    for blank in template:
        before = next((name for name in (blank.key, *earlier.get(blank.key, ())) if name in waiting), None)
        if before is None:
            made[blank.key] = _new(blank, said.get(blank.english))
            new.append(blank.key)
            continue
        found = waiting.pop(before)
        made[blank.key] = _kept(blank, found)
        if before != blank.key:
            moved.append(blank.key)
        if found.english != blank.english and not found.empty:
            stale.append(blank.key)
    kept = {key: _gone(entry, today) for key, entry in waiting.items() if not entry.empty}
    left = {key: entry for key, entry in kept.items() if today - (notes.gone_since(entry.notes) or today) < KEPT}
    went = tuple(key for key in old.entries if key in waiting)
    return Updated(Catalogue(old.head, made, left), tuple(new), tuple(stale), tuple(moved), went)


def _new(blank: Entry, alike: Entry | None) -> Entry:
    if alike is None:
        return blank
    return replace(blank, notes=[notes.suggestion(alike.text, alike.key)])


def _kept(blank: Entry, found: Entry) -> Entry:
    """The translation stays in any case. What was made of another English is fuzzy, and nobody's signature is on it."""
    own = notes.without(found.notes, "gone:")
    own = own if found.empty else notes.without(own, "suggestion:")
    marks, was = ({FUZZY} if found.fuzzy else set()), found.was
    if found.english != blank.english and not found.empty:
        marks, was = {FUZZY}, found.was or found.english
        own = notes.without_signatures(own)
    if found.empty or was == blank.english:
        marks, was = marks - {FUZZY} if found.empty else marks, ""
    return replace(blank, text=found.text, notes=own, flags=blank.flags | marks, was=was)


def _gone(entry: Entry, today: date) -> Entry:
    own = entry.notes if notes.gone_since(entry.notes) else [*entry.notes, notes.gone(today)]
    return replace(entry, notes=own, flags=entry.flags & {FUZZY}, was="")
