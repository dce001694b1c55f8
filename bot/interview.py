"""The interview that advocates go through, made ready for the desk: its fields, what is said before each of them, and
the short names that fit on a button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson

from bot import referral
from bot.words import Words
from flows.engine.bundle import Bundle
from flows.engine.changes import Edition
from flows.engine.interviews import FOLDER, interviews
from flows.engine.model import AnswerStep, ChoiceStep, SayStep
from handoff.referral.record import Field, Record

TO = "user-organisation"
"""The field of the form that says to whom it goes."""


def short(name: str, letters: int = 6) -> str:
    """A field, or with fewer letters one of its values, on a button: the same whatever is asked before it."""
    return sha256(name.encode()).hexdigest()[:letters]


@dataclass(slots=True)
class Interview:
    """`before`: field -> what is said ahead of it. `labels`: field -> value -> what stands on its button."""

    bundle: Bundle
    fields: Mapping[str, Field]
    hints: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    before: Mapping[str, str]
    form: str
    responders: tuple[str, ...] = ()  # who can refer, as the directory names them
    _ways: Any = field(default=None, repr=False)

    def asked(self, record: Record) -> list[Field]:
        """On the way that the answers so far take, in the order of the form."""
        return list(self._ways(frozenset(record.settled())))

    def named(self, code: str) -> Field | None:
        return next((each for each in self.fields.values() if short(each.name) == code), None)

    def value(self, field: Field, code: str) -> str | None:
        among = self.responders if field.name == TO else field.values
        return next((value for value in among if short(value, 4) == code), None)

    def find(self, words: str) -> list[Field]:
        """By its name in the form, or by a part of that or of the question."""
        if words in self.fields:
            return [self.fields[words]]
        wanted = words.casefold().split()
        told = {name: f"{name} {each.label}".casefold() for name, each in self.fields.items()}
        return [self.fields[name] for name, text in told.items() if wanted and all(word in text for word in wanted)]


def of(edition: Edition) -> Interview | None:
    """None: this house brings no such interview."""
    bundle = interviews(edition.staff, edition.bundle).get(referral.NRM) if edition.staff else None
    if bundle is None:
        return None
    steps, words = bundle.steps.values(), Words(bundle, {})
    questions = [step for step in steps if isinstance(step, ChoiceStep | AnswerStep)]
    said = {step.next: words.text(step.text, "en", {}) for step in steps if isinstance(step, SayStep) and step.next}
    made = Interview(
        bundle, referral.fields(bundle),
        hints={step.name: bundle.texts[step.hint] for step in questions if step.hint},
        labels={
            step.name: {option.value: bundle.texts[option.text] for option in step.options}
            for step in questions if isinstance(step, ChoiceStep)
        },
        before=said,
        form=_form(edition.staff),
        responders=tuple(each.title for each in edition.bundle.responders.values() if each.intake),
    )  # fmt: skip
    made._ways = lru_cache(maxsize=64)(lambda settled: tuple(referral.asked(bundle, dict(settled))))
    return made


def _form(files: Mapping[str, bytes]) -> str:
    """Where the form was read, and when."""
    told = orjson.loads(files.get(f"{FOLDER}nrm-form.json", b"{}"))
    return f"{told['source']}, read on {told['checked']}" if told else ""
