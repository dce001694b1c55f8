"""What must stop the start: names that lead nowhere, ways that end. What needs a walk is proven by `explore`."""

from __future__ import annotations

from flows.engine.check_answers import check_answers
from flows.engine.check_house import check_menu, check_rules
from flows.engine.check_phrases import check_phrases
from flows.engine.check_texts import check_text
from flows.engine.check_wording import check_wording
from flows.engine.draft import Draft, Mention
from flows.engine.fault import closest, instead
from flows.engine.model import ChoiceStep, EndStep, Flow, RunStep
from flows.engine.read import Block, Node, Page

_DECLARED_IN = {
    "flow": "", "answer": "answers.yaml", "consent": "consents.yaml", "basis": "consents.yaml", "team": "teams.yaml",
    "case team": "teams.yaml", "fact": "facts.yaml",
}  # fmt: skip


def check(draft: Draft) -> None:
    """Every fault goes on the page where it stands."""
    for mention in draft.mentions:
        if not mention.page.full:
            _exists(draft, mention)
    for name, step, page, at, block in draft.runs:
        _outcomes(draft, name, step, page, at, block)
    for flow in draft.flows.values():
        _saved_values(draft, flow)
    for written in [draft.written[key] for key in draft.nodes]:
        check_text(draft, written)
    if draft.dialect.workers:
        check_for_workers(draft)


def check_for_workers(draft: Draft) -> None:
    """What is there for whoever is afraid, watched, or reads slowly; an advocate who fills in a form is none of it."""
    check_answers(draft)
    for written in draft.written.values():
        check_wording(draft, written)
    check_menu(draft)
    check_rules(draft)
    check_phrases(draft)


# --- names -------------------------------------------------------------------------------------------------------


def _exists(draft: Draft, mention: Mention) -> None:
    name, page, at = mention.name, mention.page, mention.at
    if mention.what == "step":
        keys = draft.step_keys.get(mention.flow, {})
        if name not in keys:
            near = closest(name, keys)
            note = f'"{near}" is here ({page.file}:{keys[near].spot.line})' if near else ""
            page.fault("F010", at, f'There is no step called "{name}" in this flow.', instead(name, keys), note=note)
    elif mention.what == "flow":
        if name not in draft.flows and f"flows/{name}.yaml" not in draft.unread:
            near = closest(name, draft.flows)
            fix = f'The closest is "{near}".' if near else f"The flows are: {', '.join(draft.flows)}."
            page.fault("F011", at, f'There is no flow called "{name}".', fix)
    elif _DECLARED_IN[mention.what] not in draft.unread:
        _declared(draft, mention)


def _declared(draft: Draft, mention: Mention) -> None:
    name, page, at = mention.name, mention.page, mention.at
    if mention.what == "answer" and name not in draft.answers:
        near = closest(name, draft.answers)
        fix = f'Write "{near}" instead, or declare it.' if near else "Declare it there."
        sentence = f'"{name}" is not declared in answers.yaml, so nobody has decided how long it is kept.'
        page.fault("F021", at, sentence, fix)
    elif mention.what == "consent" and name not in draft.agreements:
        sentence = f'"{name}" is not a consent of consents.yaml, so nobody knows what she agrees to.'
        page.fault("F022", at, sentence, instead(name, draft.agreements))
    elif mention.what == "basis" and name not in draft.bases:
        sentence = f'"{name}" is not under bases: in consents.yaml.'
        page.fault("F022", at, sentence, instead(name, draft.bases, "Declare it there: {}."))
    elif mention.what == "team" and name not in draft.teams:
        page.fault("F022", at, f'There is no team called "{name}" in teams.yaml.', instead(name, draft.teams))
    elif mention.what == "fact" and name not in draft.fact_names:
        page.fault("F020", at, f'Nothing is called "{name}": it is no fact.', instead(name, draft.fact_names))
    elif mention.what == "case team":
        right = [team.name for team in draft.teams.values() if team.takes_cases]
        if name not in right:
            sentence = f'No team called "{name}" takes cases, so nobody would answer.'
            page.fault("F022", at, sentence, instead(name, right))


def _saved_values(draft: Draft, flow: Flow) -> None:
    """A button whose value the answer cannot have would be kept and never found again."""
    for step in flow.steps.values():
        if not isinstance(step, ChoiceStep) or step.save not in draft.answers:
            continue
        choices = draft.answers[step.save].choices
        if draft.answers[step.save].kind != "choice" or not draft.answers[step.save].sure:
            continue  # that is told once, where it is declared or asked
        for option in step.options:
            if draft.dialect.value.match(option.value) and option.value not in choices:
                page = draft.flow_pages[flow.name]
                sentence = f'"{step.save}" can never be "{option.value}".'
                page.fault("F023", option.spot, sentence, f"Its values are: {', '.join(choices)}.")


# --- ways --------------------------------------------------------------------------------------------------------


def _outcomes(draft: Draft, flow: str, step: str, page: Page, at: Node, then: Block) -> None:
    run = draft.flows[flow].steps.get(step) if flow in draft.flows else None
    if not isinstance(run, RunStep) or run.flow not in draft.flows:
        return
    called = draft.flows[run.flow]
    ends = {end.outcome: end for end in called.steps.values() if isinstance(end, EndStep) and end.outcome}
    for outcome, end in ends.items():
        if outcome not in run.then:
            sentence = f'"{run.flow}" can end with "{outcome}", but this step does not say what happens then.'
            note = f'"{outcome}" comes from here ({end.spot.file}:{end.spot.line})'
            page.fault("F015", at, sentence, f"Under then: add {outcome}: with the name of a step.", note=note)
    for outcome in run.then:
        if outcome not in ends:
            key = then.keys[outcome]
            sentence = f'"{run.flow}" never ends with "{outcome}".'
            page.fault("F016", key, sentence, instead(outcome, [name for name in ends if name]))
