"""What must stop the start: names that lead nowhere, ways that end, a handing over without consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.engine.check_answers import check_answers
from flows.engine.check_house import check_menu, check_rules
from flows.engine.check_texts import check_text
from flows.engine.check_wording import check_wording
from flows.engine.draft import Draft, Mention
from flows.engine.fault import closest, instead
from flows.engine.grammar import VALUE
from flows.engine.model import (
    AnswerStep,
    BranchStep,
    ChoiceStep,
    ConsentStep,
    EndStep,
    Flow,
    HandoffStep,
    RunStep,
    SayStep,
    Step,
)
from flows.engine.read import Block, Node, Page

_DECLARED_IN = {
    "flow": "", "answer": "answers.yaml", "consent": "consents.yaml", "basis": "consents.yaml", "team": "teams.yaml",
    "case team": "teams.yaml",
}  # fmt: skip


def check(draft: Draft) -> None:
    """Every fault goes on the page where it stands."""
    for mention in draft.mentions:
        if not mention.page.full:
            _exists(draft, mention)
    for name, step, page, at, block in draft.runs:
        _outcomes(draft, name, step, page, at, block)
    for flow in draft.flows.values():
        _circles(draft, flow)
        _saved_values(draft, flow)
    check_answers(draft)
    for written in draft.written.values():
        check_text(draft, written)
        check_wording(draft, written)
    check_menu(draft)
    check_rules(draft)
    _consent(draft)
    _coming_back(draft)


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
            if VALUE.match(option.value) and option.value not in choices:
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


def onward(step: Step) -> tuple[str, ...]:
    """Where a step leads, by whatever she does."""
    match step:
        case SayStep():
            return (step.next,) if step.next else ()
        case ChoiceStep():
            return (*(option.next for option in step.options), *((step.skip,) if step.skip else ()))
        case AnswerStep():
            return (step.next, step.skip, *((step.otherwise,) if step.otherwise else ()))
        case BranchStep():
            return (*(line.next for line in step.lines), step.otherwise)
        case RunStep():
            return tuple(step.then.values())
        case ConsentStep():
            return (step.agreed, step.refused)
        case HandoffStep():
            return (step.closed, *((step.next,) if step.next else ()))
        case EndStep():
            return ()


def _circles(draft: Draft, flow: Flow) -> None:
    """Steps that wait for nobody must not lead back to themselves."""
    silent = _going_round(
        {
            name: [next_ for next_ in onward(step) if next_ in flow.steps]
            for name, step in flow.steps.items()
            if isinstance(step, SayStep | BranchStep)
        }
    )
    told: set[str] = set()
    for name in silent:
        circle = None if name in told else _circle(name, silent)
        if circle:
            told.update(circle)
            way = " -> ".join((*circle, circle[0]))
            sentence = f"The chat would run round in a circle without ever asking anything: {way}."
            fix = "Put a question into the circle, or lead one of the steps somewhere else."
            draft.flow_pages[flow.name].fault("F018", draft.step_keys[flow.name][name], sentence, fix)


def _going_round(silent: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """Those left when all are taken away that lead out of the silence: none in most flows, however long."""
    left = {name: [next_ for next_ in ways if next_ in silent] for name, ways in silent.items()}
    before: dict[str, list[str]] = {name: [] for name in silent}
    for name, ways in left.items():
        for next_ in ways:
            before[next_].append(name)
    waiting = {name: len(ways) for name, ways in left.items()}
    out = [name for name, ways in waiting.items() if ways == 0]
    for name in out:  # grows while it is gone through
        for earlier in before[name]:
            waiting[earlier] -= 1
            if waiting[earlier] == 0:
                out.append(earlier)
    gone = set(out)
    return {name: ways for name, ways in left.items() if name not in gone}


def _circle(start: str, silent: Mapping[str, list[str]]) -> tuple[str, ...] | None:
    """The shortest way from `start` back to it, by silent steps only."""
    came_from: dict[str, str] = {}
    todo = [start]
    for name in todo:  # grows while it is gone through
        for step in silent.get(name, ()):
            if step == start:
                return _way(start, name, came_from)
            if step not in came_from and step in silent:
                came_from[step] = name
                todo.append(step)
    return None


def _way(start: str, last: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def _coming_back(draft: Draft) -> None:
    """Without an outcome "safe" a hidden chat would stay hidden for ever."""
    flow = draft.flows.get(draft.entries.get("back_from_hiding", ""))
    if flow is None:
        return
    outcomes = {step.outcome for step in flow.steps.values() if isinstance(step, EndStep)}
    if "safe" not in outcomes:
        sentence = f'"{flow.name}" never ends with "safe", so nobody could come back after Hide.'
        page, key = draft.flow_pages[flow.name], next(iter(draft.step_keys[flow.name].values()), None)
        if key is not None:
            page.fault("F015", key, sentence, "Let one way end with return: safe.")


# --- consent -----------------------------------------------------------------------------------------------------


def _consent(draft: Draft) -> None:
    without: dict[str, Mapping[str, set[str]]] = {}
    for flow, name, page, inner in draft.handoffs:
        step = draft.flows[flow].steps.get(name) if flow in draft.flows else None
        if not isinstance(step, HandoffStep) or step.basis:
            continue
        if step.to not in without:
            without[step.to] = _without(draft, step.to)
        if name not in without[step.to][flow]:
            continue
        items = inner.names("summary") if inner.has("summary") else ()
        what = f'"{step.summary[0]}"' if step.summary else "The chat"
        sentence = f'{what} would be handed to "{step.to}" by a way that passes no consent step.'
        fix = "Ask for consent before this step on every way that leads here, or take it out of the summary."
        page.fault("F050", items[0] if items else draft.step_keys[flow][name], sentence, fix)


def _without(draft: Draft, team: str) -> Mapping[str, set[str]]:
    """For each flow: the steps that can be reached without agreeing to anything that covers the team, and its outcomes
    as "return X". What a flow can end with depends on the flows that it runs: round until nothing is added."""
    reached: dict[str, set[str]] = {name: set() for name in draft.flows}
    grown = True
    while grown:
        grown = False
        for name, flow in draft.flows.items():
            before = len(reached[name])
            reached[name] = _reached_without(draft, flow, team, reached)
            grown = grown or len(reached[name]) > before
    return reached


def _reached_without(draft: Draft, flow: Flow, team: str, others: Mapping[str, set[str]]) -> set[str]:
    reached, todo = set[str](), [flow.start]
    while todo:
        name = todo.pop()
        step = flow.steps.get(name)
        if step is None or name in reached:
            continue
        reached.add(name)
        if isinstance(step, EndStep) and step.outcome:
            reached.add(f"return {step.outcome}")
        todo += _ways_without(draft, step, team, others)
    return reached


def _ways_without(draft: Draft, step: Step, team: str, others: Mapping[str, set[str]]) -> Iterable[str]:
    if isinstance(step, ConsentStep):
        agreement = draft.agreements.get(step.to)
        covered = agreement is None or not agreement.sure or team in agreement.teams
        return (step.refused,) if covered else (step.agreed, step.refused)
    if isinstance(step, RunStep):
        inside = others.get(step.flow, set())
        return tuple(next_ for outcome, next_ in step.then.items() if f"return {outcome}" in inside)
    return onward(step)
