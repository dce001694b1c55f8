"""The bundle a visit began on, with everything that is about safety from the newest. Pure.

From the newest come the sentences that work everywhere, the flows they name (danger, is it safe, the way to a person,
the first one) with all those run, the safety words, and the facts that may be called or that these texts name.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from flows.engine.bundle import Bundle
from flows.engine.draft import Agreement
from flows.engine.hear import WordSet
from flows.engine.model import ConsentStep, EndStep, Flow, HandoffStep, RunStep, Step
from flows.engine.named import sums_in, varied

V = TypeVar("V")

ALWAYS_NEWEST = ("phone", "link")
"""Kinds of facts that are never shown from an older bundle: whoever calls them must reach somebody."""


def safety_flows(bundle: Bundle) -> frozenset[str]:
    """What globals.yaml names, and what is run from there."""
    todo, found = [bundle.danger, bundle.back_from_hiding, bundle.person, bundle.first], set[str]()
    while todo:
        name = todo.pop()
        if name not in found and name in bundle.flows:
            found.add(name)
            todo += [step.flow for step in bundle.flows[name].steps.values() if isinstance(step, RunStep)]
    return frozenset(found)


def safety_keys(bundle: Bundle) -> frozenset[str]:
    """The texts of all that."""
    flows = safety_flows(bundle)
    own = {key for key in bundle.texts if key.partition("/")[0] in flows or key.startswith("globals/")}
    facts = {f"facts/{name}/{part}" for name in _facts(bundle, own) for part in ("text", "confirm")}
    return frozenset(own | (facts & bundle.texts.keys()))


def safety_facts(bundle: Bundle) -> set[str]:
    return _facts(bundle, {key for key in safety_keys(bundle) if not key.startswith("facts/")})


def _facts(bundle: Bundle, keys: AbstractSet[str]) -> set[str]:
    named = {name for key in keys for name in bundle.placeholders(key) if name in bundle.facts}
    return named | {name for name, fact in bundle.facts.items() if fact.kind in ALWAYS_NEWEST}


def blend(old: Bundle, newest: Bundle) -> Bundle | None:
    """None where the two do not fit together: then nobody stays on the old one, and all move at once."""
    safe, fresh = safety_flows(newest), safety_keys(newest)
    flows = {**{name: flow for name, flow in old.flows.items() if name not in safe}, **_only(newest.flows, safe)}
    facts = {**old.facts, **_only(newest.facts, safety_facts(newest))}
    kept = {key: written for key, written in old.written.items() if not _replaced(key, safe)}
    written = {**kept, **_only(newest.written, fresh)}
    named = {key: (newest if key in fresh else old).placeholders(key) for key in written}
    rules = {**old.rules, **{name: rule for name, rule in newest.rules.items() if _is_in(name, fresh, newest)}}
    steps = {place: step for place, step in old.steps.items() if place.flow not in safe}
    cards = {place: card for place, card in old.cards.items() if place.flow not in safe}
    mixed = replace(
        old,
        flows=flows,
        facts=facts,
        answers={**old.answers, **newest.answers},
        consents=_consents(old, newest, flows, safe),
        teams=newest.teams,
        desk=newest.desk,
        languages=newest.languages,
        spoken=newest.spoken,
        written=written,
        texts={key: each.text for key, each in written.items()},
        words=_words(old, newest, flows),
        language_names=newest.language_names,
        first=newest.first,
        person=newest.person,
        danger=newest.danger,
        back_from_hiding=newest.back_from_hiding,
        steps={**steps, **{place: step for place, step in newest.steps.items() if place.flow in safe}},
        cards={**cards, **{place: card for place, card in newest.cards.items() if place.flow in safe}},
        pickers=newest.pickers,
        copies={key: rows for key, rows in {**old.copies, **newest.copies}.items() if key in written},
        named=named,
        varied=varied(facts, named),
        rules=rules,
        sums=sums_in(rules, named),
        fleeting=old.fleeting | newest.fleeting,
    )
    return mixed if _fits(old, newest, mixed) else None


def _is_in(name: str, keys: AbstractSet[str], bundle: Bundle) -> bool:
    return any(name in bundle.placeholders(key) for key in keys)


def _only(found: Mapping[str, V], names: AbstractSet[str]) -> dict[str, V]:
    return {name: value for name, value in found.items() if name in names}


def _replaced(key: str, safe: AbstractSet[str]) -> bool:
    return key.startswith("globals/") or key.partition("/")[0] in safe


def _words(old: Bundle, newest: Bundle, flows: Mapping[str, Flow]) -> dict[str, WordSet]:
    """Safety words are the newest; topics are only those she can come to from where she is."""
    found: dict[str, WordSet] = {}
    for code, words in newest.words.items():
        topics = old.words[code].topics if code in old.words else words.topics
        found[code] = replace(words, topics={word: flow for word, flow in topics.items() if flow in flows})
    return found


def _consents(old: Bundle, newest: Bundle, flows: Mapping[str, Flow], safe: AbstractSet[str]) -> dict[str, Agreement]:
    """The wording that is recorded is the one she reads."""
    return {**newest.consents, **_only(old.consents, _asked(flows, flows.keys() - safe))}


def _asked(flows: Mapping[str, Flow], names: AbstractSet[str]) -> frozenset[str]:
    steps = (step for name in names for step in flows[name].steps.values())
    return frozenset(step.to for step in steps if isinstance(step, ConsentStep))


# --- do they fit together? ---------------------------------------------------------------------------------------


def _fits(old: Bundle, newest: Bundle, mixed: Bundle) -> bool:
    """Every way leads on, every wording is one wording, every team is there, everybody's language is spoken."""
    safe = safety_flows(newest)
    both = _asked(mixed.flows, mixed.flows.keys() - safe) & _asked(mixed.flows, safe)
    return (
        old.spoken.keys() == newest.spoken.keys()
        and all(old.consents[name].version == newest.consents[name].version for name in both)
        and all(_leads_on(mixed, step) for step in mixed.steps.values())
    )


def _leads_on(mixed: Bundle, step: Step) -> bool:
    if isinstance(step, HandoffStep):
        return step.to in mixed.teams and mixed.teams[step.to].takes_cases
    if not isinstance(step, RunStep):
        return True
    called = mixed.flows.get(step.flow)
    ends = called.steps.values() if called else ()
    return called is not None and all(
        end.outcome in step.then for end in ends if isinstance(end, EndStep) and end.outcome
    )
