"""An interview of flows/content/staff as the referral rules know it: its fields, and those that are asked on a way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.chat import Chat
from flows.engine.explore_values import tests_of
from flows.engine.follow import Sheet, follow
from flows.engine.model import AnswerStep, BranchStep, ChoiceStep, Condition, Flow, SayStep
from handoff.referral.record import Field, Kind

NRM = "nrm-referral"
_KINDS = {"date": Kind.DATE, "number": Kind.NUMBER}
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # what was answered is not understood anew


def fields(bundle: Bundle) -> dict[str, Field]:
    """By name, in the order of the form."""
    flow = next(iter(bundle.flows.values()))
    decide = {test.name for test in tests_of(_conditions(flow))}
    found = {}
    for step in flow.steps.values():
        if isinstance(step, ChoiceStep | AnswerStep):
            ways = {option.next for option in step.options} if isinstance(step, ChoiceStep) else set()
            found[step.name] = _field(bundle, step, step.name in decide or len(ways) > 1)
    return found


def _conditions(flow: Flow) -> Iterator[Condition]:
    for step in flow.steps.values():
        if isinstance(step, BranchStep):
            yield from (line.when for line in step.lines)


def _field(bundle: Bundle, step: ChoiceStep | AnswerStep, decides: bool) -> Field:
    label = bundle.texts[step.text]
    if isinstance(step, ChoiceStep):
        values = tuple(option.value for option in step.options)
        return Field(step.name, label, Kind.CHOICE, step.optional, None, values, decides)
    limit = step.answer.maximum if step.answer.kind == "text" else None
    return Field(step.name, label, _KINDS.get(step.answer.kind, Kind.TEXT), step.optional, limit, (), decides)


def asked(bundle: Bundle, settled: Mapping[str, str]) -> list[Field]:
    """The fields on the way that these answers take; what is not answered is passed over as the form would go on."""
    flow, known = next(iter(bundle.flows)), fields(bundle)
    words = Words(bundle, {})
    chat = Chat(bundle, lambda key, code: words.text(key, code, {}), _ANY_DAY, frozenset())
    deciding = {name: [value] for name, value in settled.items() if name in known and known[name].kind is Kind.CHOICE}
    written = {name: ["x"] for name in settled.keys() - deciding.keys() if name in known}
    for name in written:
        written[name] = [{Kind.DATE: "2000-01-01", Kind.NUMBER: "1"}.get(known[name].kind, "x")]
    met = follow(chat, flow, "en", {}, Sheet({**deciding, **written}))
    steps = (step.partition(".")[2] for step in met.steps)
    return [known[step] for step in dict.fromkeys(steps) if step in known]


# --- the page that maps one to the other ---------------------------------------------------------------------------

_HEAD = """\
# The form and the interview

Every field of the online form for a referral to the NRM, in the order of the interview, with what an advocate is asked.
This page is made with `helpline form > docs/form-mapping.md`; change `flows/content/staff/nrm-referral.yaml`.
"""
_TABLE = """\
The names are those of its code and are for programs; two of them say the opposite of what it shows: read the question.
*Open* means that the form goes on without it. A limit counts letters.

| page of the form | field | what is asked | answer |
|---|---|---|---|
"""


def form_of(root: Path) -> Mapping[str, Any]:
    return json.loads((root / "staff" / "nrm-form.json").read_text("utf-8"))  # type: ignore[no-any-return]


def mapping(bundle: Bundle, form: Mapping[str, Any]) -> str:
    """As a page in Markdown."""
    pages: dict[str, list[str]] = {}
    for page, has in form["pages"].items():
        for name in has["fields"]:
            pages.setdefault(name, []).append(page)
    rows = "".join(_row(field, pages.get(field.name, [])) for field in fields(bundle).values())
    said = "".join(f"\n`{step.name}`\n\n> {_quoted(bundle, step)}\n" for step in _told(bundle))
    unused = ", ".join(f"`{name}`" for name in form["unused"])
    return (
        f"{_HEAD}\nThe form was read on {form['checked']}: {form['source']}.\n{_TABLE}{rows}\n"
        f"Fields that the form's code has and no way leads to: {unused}.\n\n"
        f"## What is said between the questions\n{said}"
    )


def _row(field: Field, pages: list[str]) -> str:
    kind = " / ".join(f"`{value}`" for value in field.values) or field.kind.value
    limit = f", at most {field.limit}" if field.limit else ""
    return f"| {'<br>'.join(pages)} | `{field.name}` | {field.label} | {kind}{limit}{', *open*' * field.optional} |\n"


def _told(bundle: Bundle) -> Iterator[SayStep]:
    for step in bundle.steps.values():
        if isinstance(step, SayStep):
            yield step


def _quoted(bundle: Bundle, step: SayStep) -> str:
    words = Words(bundle, {})
    return words.text(step.text, "en", {}).replace("\n", "\n> ").replace("> \n", ">\n")
