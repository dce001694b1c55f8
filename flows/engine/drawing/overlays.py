"""What can be laid over a map: taps to a person, texts that nobody has signed, facts that are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flows.engine.bundle import Bundle
from flows.engine.drawing.chart import Mark
from flows.engine.drawing.taps import NEVER, taps
from flows.engine.facts import Fact
from flows.engine.model import Place

SOON = 30
"""Days before a fact is due at which the map begins to say so."""

SIGNED = "live"
"""The state of a translation that a speaker stands behind. All other states are said as they are named."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """`steps` for the map of a flow, `flows` for the map of all flows, `note` for below the map."""

    steps: Mapping[Place, Sequence[Mark]] = field(default_factory=dict)
    flows: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    note: str = ""


def taps_to_a_person(bundle: Bundle, most: int) -> Overlay:
    """Where the chat rests; what is only said stands on the same screen as what follows."""
    counts = {place: count for place, count in taps(bundle).items() if place in bundle.cards}
    longest: dict[str, int] = {}
    for place, count in counts.items():
        longest[place.flow] = max(count, longest.get(place.flow, 0))
    note = f"Taps until a person has been asked for, by the shortest way. The house allows {most}."
    return Overlay(
        {place: (_taps(count, most),) for place, count in counts.items()},
        {flow: (_taps(count, most, "at most "),) for flow, count in longest.items()},
        note,
    )


def _taps(count: int, most: int, how: str = "") -> Mark:
    if count >= NEVER:
        return Mark("No way leads to a person.", alarm=True)
    if not count:
        return Mark("A person has been asked for.")
    return Mark(f"{how}{count} {'tap' if count == 1 else 'taps'} to a person", alarm=count > most)


def untranslated(bundle: Bundle, language: str, states: Mapping[str, str]) -> Overlay:
    """`states`: text key -> state of its translation."""
    name = getattr(bundle.language(language), "own_name", language)

    def mark(keys: Iterable[str]) -> tuple[Mark, ...]:
        keys = tuple(keys)
        open_ones = Counter(state for key in keys if (state := states.get(key, "missing")) != SIGNED)
        said = ", ".join(f"{count} {state}" for state, count in sorted(open_ones.items()))
        return (Mark(f"{sum(open_ones.values())} of {len(keys)} texts: {said}", alarm=True),) if said else ()

    signed = sum(states.get(key) == SIGNED for key in bundle.written)
    note = f"Texts that no speaker has signed. Signed so far: {signed} of {len(bundle.written)}, in {name}"
    return _each(bundle, lambda keys: mark(dict.fromkeys(_with_facts(bundle, keys))), note)


def dates(bundle: Bundle, on: date) -> Overlay:
    def mark(keys: Iterable[str]) -> tuple[Mark, ...]:
        named = dict.fromkeys(name for key in keys for name in bundle.placeholders(key) if name in bundle.facts)
        said = (_due(bundle.facts[name], on) for name in named)
        return tuple(mark for mark in said if mark is not None)

    note = f"Facts that are out of date on {on}, or must be checked again within {SOON} days."
    return _each(bundle, mark, note)


def _due(fact: Fact, on: date) -> Mark | None:
    if not fact.in_date(on):
        return Mark(f"out of date: {fact.name}, due on {fact.check_again}", alarm=True)
    if (fact.check_again - on).days <= SOON:
        return Mark(f"due soon: {fact.name}, on {fact.check_again}")
    return None


# --- texts of a step, and of a flow ------------------------------------------------------------------------------


def _each(bundle: Bundle, mark: Callable[[Sequence[str]], tuple[Mark, ...]], note: str) -> Overlay:
    by_step: dict[Place, list[str]] = {}
    by_flow: dict[str, list[str]] = {}
    for key in bundle.written:
        flow, _, rest = key.partition("/")
        if flow in bundle.flows:
            by_flow.setdefault(flow, []).append(key)
            by_step.setdefault(Place(flow, rest.partition("/")[0]), []).append(key)
    return Overlay(
        {place: mark(keys) for place, keys in by_step.items() if place in bundle.steps},
        {flow: mark(keys) for flow, keys in by_flow.items()},
        note,
    )


def _with_facts(bundle: Bundle, keys: Iterable[str]) -> Iterable[str]:
    """Whoever reads a text reads the facts in it."""
    for key in keys:
        yield key
        for name in bundle.placeholders(key):
            fact = bundle.facts.get(name)
            yield from (it for it in (fact.text, fact.confirm) if it) if fact else ()
