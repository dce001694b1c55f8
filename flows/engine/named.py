"""What a text names in {braces}: facts, those of them that differ by an answer, and sums."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.facts import Fact
from flows.engine.grammar import PLACEHOLDER
from flows.engine.rules import Rule


def named_in(text: str) -> tuple[str, ...]:
    """Each name once, in reading order."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def sums_in(rules: Mapping[str, Rule], named: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found = {key: tuple(name for name in names if name in rules) for key, names in (named.items() if rules else ())}
    return {key: names for key, names in found.items() if names}


def varied(facts: Mapping[str, Fact], named: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[Fact, ...]]:
    by_answer = {name: fact for name, fact in facts.items() if fact.by}
    found = {
        key: tuple(by_answer[name] for name in names if name in by_answer)
        for key, names in (named.items() if by_answer else ())
    }
    return {key: facts for key, facts in found.items() if facts}
