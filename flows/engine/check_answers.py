"""What is asked against what is declared: the same kind, every value reachable, and nothing that could harm."""

from __future__ import annotations

import re

from flows.engine.draft import Declared, Draft
from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import AnswerStep, ChoiceStep, Flow

_HARMFUL = re.compile(
    r"\b((passport|visa|permit|insurance|account|card|phone|telephone|mobile|document) (number|details)|address"
    r"|postcode|password|PIN|(full|real|last|family) name|surname|date of birth|where do you live)\b",
    re.IGNORECASE,
)
_FREE = ("text", "number", "phone", "place", "date", "message")


def check_answers(draft: Draft) -> None:
    if "answers.yaml" in draft.unread:
        return
    given: dict[str, set[str]] = {}
    for flow in draft.flows.values():
        for step in flow.steps.values():
            if isinstance(step, ChoiceStep | AnswerStep) and step.save in draft.answers:
                declared = draft.answers[step.save]
                _same_kind(draft, flow, step, declared)
                given.setdefault(declared.name, set()).update(_gives(step))
            if isinstance(step, AnswerStep) and step.answer.kind in _FREE:
                _harmless(draft, flow, step)
    if not any(file.startswith("flows/") for file in draft.unread):
        _every_value(draft, given)
        _every_fact(draft)


def _gives(step: ChoiceStep | AnswerStep) -> tuple[str, ...]:
    return tuple(option.value for option in step.options) if isinstance(step, ChoiceStep) else step.answer.choices


def _same_kind(draft: Draft, flow: Flow, step: ChoiceStep | AnswerStep, declared: Declared) -> None:
    """Conditions and advocates rely on what is declared."""
    kind = "choice" if isinstance(step, ChoiceStep) else step.answer.kind
    if kind == declared.kind or not declared.sure:
        return
    page, key = draft.flow_pages[flow.name], draft.step_keys[flow.name][step.name]
    sentence = f'"{step.name}" asks for an answer of kind {kind}, but "{declared.name}" is declared as {declared.kind}.'
    note = f"it is declared here (answers.yaml:{declared.spot.line})"
    page.fault("F028", key, sentence, "Let the question and answers.yaml say the same kind.", note=note)


def _harmless(draft: Draft, flow: Flow, step: AnswerStep) -> None:
    """What is never asked can never be found on her phone, nor taken from us."""
    written = draft.written.get(step.text)
    asked = _HARMFUL.search(written.text) if written else None
    if written and asked:
        page, node = draft.nodes[step.text]
        sentence = f'This seems to ask for her "{asked.group()}". Whoever sees her phone would see the answer.'
        fix = "Leave it to the advocate, or have a second person agree that it must be asked."
        page.fault("F049", node, sentence, fix, level="warning")


def _every_value(draft: Draft, given: dict[str, set[str]]) -> None:
    if any(len(draft.step_keys[name]) > len(flow.steps) for name, flow in draft.flows.items()):
        return  # a step that could not be read may have the button
    for name, (page, nodes) in draft.choice_nodes.items():
        declared, values = draft.answers[name], given.get(name, set())
        if not values <= set(declared.choices):
            continue  # one of them is misspelt, and that is told where it stands
        for node in nodes if declared.sure and declared.kind == "choice" else ():
            if node.text not in values:
                sentence = f'"{name}" can be "{node.text}", but no button ever gives it.'
                page.fault("F026", node, sentence, "Add the button, or take the value out.", level="hint")


def _every_fact(draft: Draft) -> None:
    """Somebody checks it every few months, for nobody."""
    if "globals.yaml" in draft.unread or "facts.yaml" in draft.unread:
        return
    named = {name for written in draft.written.values() for name in PLACEHOLDER.findall(written.text)}
    named.update(name for rule in draft.rules.values() for name in rule.facts)
    named.update(name for each in draft.responders.values() for name in each.contacts)
    page = next((page for page in draft.pages if page.file == "facts.yaml"), None)
    for name, fact in draft.facts.items() if page else ():
        if page and name not in named and not fact.desk:
            sentence = f'No text shows the fact "{name}".'
            page.fault("F040", fact.spot, sentence, "Name it in a text, or delete it.", length=len(name), level="hint")
