"""The lines under `always:` in house-rules.yaml. They name answers and steps, so they are read last of all."""

from __future__ import annotations

from flows.engine.condition import Unclear, parse
from flows.engine.draft import Always, Draft
from flows.engine.model import Place
from flows.engine.read import Page, Text, find


def house_lines(draft: Draft) -> None:
    for page, filled in draft.house:
        places = tuple(place for node in filled.names("pass") if (place := _place(draft, page, node)) is not None)
        when = filled.text("when")
        if when is None or "answers.yaml" in draft.unread:
            continue
        try:
            condition = parse(when.text, {name: answer.values for name, answer in draft.answers.items()})
        except Unclear as problem:
            start = find(page, when, when.text)
            at = start._replace(column=start.column + problem.at)
            page.fault(problem.code, at, problem.sentence, problem.fix, length=problem.length)
            continue
        draft.always.append(Always(condition, when.text.strip(), places, filled.at.spot, filled.word("why")))


def _place(draft: Draft, page: Page, node: Text) -> Place | None:
    """flow.step, as screens and maps name it."""
    flow, dot, step = node.text.strip().partition(".")
    if not dot:
        sentence = f'"{node.text.strip()}" does not say in which flow.'
        page.fault("F006", node, sentence, "Write the flow, a dot and the step, as in: urgent-danger.person_now.")
        return None
    wanted = Text(flow, node.spot, len(flow), node.last_line)
    draft.mention("flow", page, wanted)
    if flow in draft.flows:
        at = Text(step, node.spot._replace(column=node.spot.column + len(flow) + 1), len(step), node.last_line)
        draft.mention("step", page, at, flow)
    return Place(flow, step)
