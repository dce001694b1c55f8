"""The texts by what they are about, in the order in which a translator should take them: danger, consent, what is said
everywhere, then one topic after the other as the menu has them, and last the phrasebook of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.engine.bundle import Bundle
from flows.engine.model import ConsentStep, RunStep

DANGER, CONSENT, CORE, PHRASES = "danger", "consent", "core", "phrasebook"


def topics(bundle: Bundle) -> Mapping[str, tuple[str, ...]]:
    """Name -> text keys. The facts that a text names belong to it, so some stand in several."""
    told = dict.fromkeys(_in_order(bundle))
    danger = [bundle.danger, bundle.back_from_hiding, *_runs_danger(bundle, set(told))]
    consent = [name for name, flow in bundle.flows.items() if _asks_consent(flow.steps.values())]
    mine = {DANGER: danger, CONSENT: [name for name in consent if name not in danger]}
    placed = {*told, *danger, *consent}
    mine[CORE] = ["globals", *(name for name in bundle.flows if name not in placed)]
    mine |= {name: [name] for name in told if name not in danger and name not in consent}
    mine |= {PHRASES: ["phrases"]} if bundle.phrases else {}
    found = {topic: tuple(_with_facts(bundle, flows)) for topic, flows in mine.items()}
    # What only the desk works with is read by nobody else, and comes with what the desk says.
    of_the_desk = (key for fact in bundle.facts.values() if fact.desk for key in (fact.text, fact.confirm) if key)
    last = PHRASES if PHRASES in found else CORE
    return {**found, last: tuple(dict.fromkeys((*found[last], *of_the_desk)))}


def _in_order(bundle: Bundle) -> Iterator[str]:
    """Flows to which words of their own lead, as one comes to them from the menu."""
    known = set(bundle.words["en"].topics.values()) if "en" in bundle.words else set()
    for value in bundle.menu.order:
        flow = value.removeprefix("flow:")
        if flow in bundle.flows:
            behind = (step.flow for step in bundle.flows[flow].steps.values() if isinstance(step, RunStep))
            yield from (name for name in (flow, *behind) if name in known)
    yield from sorted(known)


def _runs_danger(bundle: Bundle, told: set[str]) -> Iterator[str]:
    """What stands before every topic and asks whether she is in danger."""
    for name, flow in bundle.flows.items():
        runs = any(isinstance(step, RunStep) and step.flow == bundle.danger for step in flow.steps.values())
        if runs and name not in told and name != bundle.first:
            yield name


def _asks_consent(steps: Iterable[object]) -> bool:
    return any(isinstance(step, ConsentStep) for step in steps)


def _with_facts(bundle: Bundle, flows: Iterable[str]) -> Iterable[str]:
    """Whoever reads a text reads the facts in it, and below it what must still be confirmed."""
    wanted = set(flows)
    own = [key for key in bundle.written if key.partition("/")[0] in wanted]
    facts = bundle.facts_of(own)
    return dict.fromkeys((*own, *(key for fact in facts for key in (fact.text, fact.confirm) if key)))
