"""A draft beside what is published: names that people stand on must not vanish, nor mean something else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.engine.bundle import Bundle
from flows.engine.draft import Declared
from flows.engine.fault import Fault, closest
from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import ChoiceStep, ConsentStep, EndStep, Flow, Spot, Step
from flows.engine.settling import shape

_LONGER = ("none", "count", "visit", "case")  # of keeping an answer


def compare(old: Bundle, new: Bundle) -> tuple[Fault, ...]:
    """All that would strand or mislead somebody, sorted by place. The places are those of the draft."""
    found = [*_flows(old, new), *_answers(old, new), *_consents(old, new)]
    for name, before in old.flows.items():
        if name in new.flows:
            found += _steps(before, new.flows[name])
    return tuple(sorted(found, key=lambda fault: (fault.spot, fault.code, fault.sentence)))


def _fault(code: str, spot: Spot, sentence: str, fix: str, note: str = "") -> Fault:
    return Fault(code, "error", spot, sentence, fix, note=note)


# --- steps, buttons, outcomes ------------------------------------------------------------------------------------


def _steps(old: Flow, new: Flow) -> Iterator[Fault]:
    for name, step in old.steps.items():
        now = new.renamed.get(name, name)
        if now in new.steps:
            yield from _kind(step, new.steps[now])
            yield from _values(step, new.steps[now], new)
        elif name not in new.retired:
            yield _gone_step(old, new, name)
    ends, kept = _outcomes(old), _outcomes(new)
    for name in sorted(ends - kept):
        if f"return {name}" not in new.retired:
            sentence = f'"{new.name}" can no longer end with "{name}", and nobody has said so.'
            fix = f"Put it back, or add at the top   retired: [return {name}]"
            yield _fault("F070", _top(new.file), sentence, fix)
    yield from _reused_steps(old, new)


def _gone_step(old: Flow, new: Flow, name: str) -> Fault:
    fresh = [step for step in new.steps if step not in old.steps]
    near = closest(name, fresh) or (fresh[0] if len(fresh) == 1 else "")
    note = f'"{name}" is what the published flow calls it'
    if near:
        sentence = f'The step "{near}" is new and "{name}" is gone, but people may stand at "{name}" now.'
        fix = (
            f"If it is the same step, add at the top   renamed: {{{name}: {near}}}   - if not, add   retired: [{name}]"
        )
        return _fault("F070", new.steps[near].spot, sentence, fix, note)
    sentence = f'The step "{name}" is gone, but people may stand at it now.'
    return _fault("F070", _top(new.file), sentence, f"Put it back, or add at the top   retired: [{name}]", note)


def _kind(old: Step, new: Step) -> Iterator[Fault]:
    if type(old) is not type(new):
        sentence = f'"{new.name}" was another kind of step when it was published.'
    elif shape(old) != shape(new):
        sentence = f'"{new.name}" kept its answer as "{shape(old)[1]}" when it was published, now "{shape(new)[1]}".'
    else:
        return
    fix = f"Give the new step a name of its own, and add at the top   retired: [{old.name}]"
    yield _fault("F071", new.spot, sentence, fix)


def _values(old: Step, new: Step, flow: Flow) -> Iterator[Fault]:
    if not isinstance(old, ChoiceStep) or not isinstance(new, ChoiceStep):
        return
    now = {option.value for option in new.options}
    for option in old.options:
        named = {f"{old.name}.{option.value}", f"{new.name}.{option.value}"}
        if option.value not in now and not named & flow.retired:
            sentence = f'The button "{option.value}" of "{new.name}" is gone, but it is on screens that people see now.'
            fix = f"Put it back, or add at the top   retired: [{new.name}.{option.value}]"
            yield _fault("F070", new.spot, sentence, fix)


def _outcomes(flow: Flow) -> set[str]:
    return {step.outcome for step in flow.steps.values() if isinstance(step, EndStep) and step.outcome}


def _names(flow: Flow) -> dict[str, Spot]:
    """All that `retired:` can name, as it is named there."""
    found = {name: step.spot for name, step in flow.steps.items()}
    for step in flow.steps.values():
        if isinstance(step, ChoiceStep):
            found |= {f"{step.name}.{option.value}": option.spot for option in step.options}
        elif isinstance(step, EndStep) and step.outcome:
            found[f"return {step.outcome}"] = step.spot
    return found


def _reused_steps(old: Flow, new: Flow) -> Iterator[Fault]:
    there = _names(new)
    for name in sorted((old.retired | set(old.renamed) | new.retired | set(new.renamed)) & there.keys()):
        sentence = f'The name "{name}" was given up once and can never mean something else.'
        yield _fault("F074", there[name], sentence, "Choose another name.")
    for name in sorted((old.retired | set(old.renamed)) - new.retired - set(new.renamed) - there.keys()):
        sentence = f'The name "{name}" was given up once; without it here somebody could use it again.'
        yield _fault("F074", _top(new.file), sentence, f"Add it again at the top   retired: [{name}]")


# --- whole flows, answers, consents ------------------------------------------------------------------------------


def _flows(old: Bundle, new: Bundle) -> Iterator[Fault]:
    retired = new.retired.get("flow", frozenset())
    for name in sorted(old.flows.keys() - new.flows.keys() - retired):
        sentence = f'The flow "{name}" is gone, but people may be in the middle of it.'
        yield _fault("F070", _top("globals.yaml"), sentence, f"Put it back, or add to globals.yaml   retired: [{name}]")
    before = old.retired.get("flow", frozenset())
    spots = {name: _top(flow.file) for name, flow in new.flows.items()}
    yield from _reused("globals.yaml", before, retired, spots)


def _answers(old: Bundle, new: Bundle) -> Iterator[Fault]:
    retired = new.retired.get("answer", frozenset())
    renewed = any(
        new.consents[name].version != had.version for name, had in old.consents.items() if name in new.consents
    )
    for name, was in old.answers.items():
        if name in new.answers:
            yield from _kept_longer(was, new.answers[name], renewed)
        elif name not in retired:
            sentence = f'The answer "{name}" is gone, but it is kept of people who have given it.'
            fix = f"Put it back, or add to answers.yaml   retired: [{name}]"
            yield _fault("F070", _top("answers.yaml"), sentence, fix)
    spots = {name: answer.spot or _top("answers.yaml") for name, answer in new.answers.items()}
    yield from _reused("answers.yaml", old.retired.get("answer", frozenset()), retired, spots)


def _kept_longer(old: Declared, new: Declared, renewed: bool) -> Iterator[Fault]:
    if _LONGER.index(new.keep) > _LONGER.index(old.keep) and not renewed:
        sentence = f'"{new.name}" would be kept longer ({new.keep}) than people were told ({old.keep}).'
        fix = f"Write keep: {old.keep}, or give the consent a new text and a new version first."
        yield _fault("F072", new.spot or _top("answers.yaml"), sentence, fix)


def _reused(file: str, before: frozenset[str], now: frozenset[str], there: dict[str, Spot]) -> Iterator[Fault]:
    for name in sorted((before | now) & there.keys()):
        sentence = f'The name "{name}" was given up once and can never mean something else.'
        yield _fault("F074", there[name], sentence, "Choose another name.")
    for name in sorted(before - now - there.keys()):
        sentence = f'The name "{name}" was given up once; without it here somebody could use it again.'
        yield _fault("F074", _top(file), sentence, f"Add it again   retired: [{name}]")


def _consents(old: Bundle, new: Bundle) -> Iterator[Fault]:
    """What she agreed to stays what it was: other words, or other eyes, are another agreement."""
    for name, agreement in new.consents.items():
        had = old.consents.get(name)
        if had is None or had.version != agreement.version:
            continue
        spot = agreement.spot or _top("consents.yaml")
        fix = f'Write another version: for "{name}" in consents.yaml, or leave the words as they were.'
        if agreement.teams - had.teams:
            sentence = f'More teams than before would see what "{name}" covers, and its version is the same.'
            yield _fault("F073", spot, sentence, fix)
        before, now = dict(_wordings(old, name)), dict(_wordings(new, name))
        for key in sorted(before.keys() & now.keys()):
            if before[key] != now[key]:
                sentence = f'The words of the consent "{name}" have changed, but its version is still "{had.version}".'
                yield _fault("F073", new.written[key].spot, sentence, fix, _where(new, key))


def _wordings(bundle: Bundle, consent: str) -> Iterable[tuple[str, str]]:
    """Every text under which she agrees to it, with the sentences of its facts."""
    for step in bundle.steps.values():
        if isinstance(step, ConsentStep) and step.to == consent:
            for key in (step.text, step.agree, step.refuse):
                yield key, _said(bundle, key)


def _said(bundle: Bundle, key: str) -> str:
    facts = {name: fact.text for name, fact in bundle.facts.items() if fact.text}
    return PLACEHOLDER.sub(
        lambda found: bundle.texts[facts[found[1]]] if found[1] in facts else found[0], bundle.texts.get(key, "")
    )


def _where(new: Bundle, key: str) -> str:
    named = [name for name in new.placeholders(key) if name in new.facts and new.facts[name].text]
    return f"it also says the facts {', '.join(named)}" if named else ""


def _top(file: str) -> Spot:
    return Spot(file, 1, 1)
