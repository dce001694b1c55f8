"""What is the same for nobody: flows that workers meet, and interviews that an advocate goes through.

An interview has the names, the values and the lengths of the form that it follows, and fewer kinds of step. What does
not hold for it, and why, stands in docs/decisions.md; for workers nothing is weaker than without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.engine import grammar
from flows.engine.keys import Form, Holds, Key

FIELD = re.compile(r"[a-z][a-z0-9-]{0,79}\Z")
FIELD_VALUE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")

_NEED = Key(
    Holds.WORD,
    "whether the form goes on without it; required if not written. Here each can be left open",
    ("optional",),
)
_NOT_HERE = frozenset({"save", "voice", "attach", "picture", "tries", "else", "if_wrong"})
"""A question is kept under its own name, and an advocate has eyes, files and patience of her own."""


_OPTION = Form(
    grammar.OPTION.what, grammar.OPTION.means,
    {**grammar.OPTION.must, "value": replace(grammar.OPTION.must["value"], name=FIELD_VALUE)}, grammar.OPTION.may,
)  # fmt: skip


def _for_staff(form: Form) -> Form:
    must = {name: replace(key, form=_OPTION) if name == "options" else key for name, key in form.must.items()}
    may = {name: key for name, key in form.may.items() if name not in _NOT_HERE}
    return Form(form.what, form.means, must, {**may, "need": _NEED} if "ask" in must else may)


INTERVIEW_STEPS: Mapping[str, Form] = {
    kind: _for_staff(grammar.STEPS[kind]) for kind in ("say", "choice", "answer", "branch", "end")
}

INTERVIEW = Form(
    "an interview", "What an advocate is asked for a form: staff/NAME.yaml, in English only.",
    {
        **grammar.FLOW.must,
        "steps": Key(
            Holds.NAMED, "the fields of the form under the names that it has for them, and what stands between",
            name=FIELD,
        ),
    },
    {name: grammar.FLOW.may[name] for name in ("renamed", "retired")},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """`folder`: where such flows stand. `limits` of an interview are those of a message; a house sets its own for
    workers. `workers`: the rules for what a worker reads hold, and all that must be near her."""

    folder: str
    flow: Form
    steps: Mapping[str, Form]
    step_name: re.Pattern[str]
    value: re.Pattern[str]
    workers: bool


WORKERS = Dialect("flows", grammar.FLOW, grammar.STEPS, grammar.STEP_NAME, grammar.VALUE, workers=True)
STAFF = Dialect("staff", INTERVIEW, INTERVIEW_STEPS, FIELD, FIELD_VALUE, workers=False)
