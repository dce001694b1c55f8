"""What an answer can be: one number for each interval that conditions cut, one country that none of them names, and of
free text only that it was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from flows.engine import condition as words
from flows.engine.bundle import Bundle
from flows.engine.hear import normalise, understood
from flows.engine.model import Answer, AnswerStep, BranchStep, ChoiceStep, Circumstances, Condition, Note, Step

Test = words.Known | words.OneOf | words.Compared

DAY = date(2026, 1, 1)  # any day: no step of a flow asks which
GIVEN = Note("text", "")
_ELSEWHERE = "ELSEWHERE"
"""A country or language that no condition names."""
_WRITTEN = {"date": "2026-01-01", "phone": "000"}  # of all other kinds a letter is enough


def tests(condition: Condition) -> Iterator[Test]:
    """The single tests that a condition is made of."""
    match condition:
        case words.Known() | words.OneOf() | words.Compared():
            yield condition
        case words.Not():
            yield from tests(condition.inner)
        case words.All() | words.Any():
            for part in condition.parts:
                yield from tests(part)


def tests_of(conditions: Iterable[Condition]) -> frozenset[Test]:
    return frozenset(test for condition in conditions for test in tests(condition))


class Values:
    """Of one bundle. `known`: what a worker who comes back may have said before, by answer; only what some step saves
    and the house keeps, for nobody can come back with anything else."""

    def __init__(self, bundle: Bundle) -> None:
        self._tests: dict[str, list[Test]] = {}
        for test in sorted(tests_of(_conditions(bundle)), key=repr):
            self._tests.setdefault(test.name, []).append(test)
        self._codes = {normalise(code): code for code in (*self._named_codes(bundle), _ELSEWHERE)}
        self.around = Circumstances(DAY, names=lambda kind, heard: self._codes.get(heard))
        self._written: dict[int, tuple[tuple[str, Answer], ...]] = {}
        self._saved: dict[int, tuple[Answer, ...]] = {}
        self.known: dict[str, dict[Answer, None]] = {}
        for step in bundle.steps.values():
            name = step.save if isinstance(step, ChoiceStep | AnswerStep) else None
            if name is not None and name not in bundle.fleeting:
                self.known.setdefault(name, {}).update(dict.fromkeys(self.saved(step)))

    def saved(self, step: Step) -> tuple[Answer, ...]:
        """What this step may save."""
        if id(step) not in self._saved:
            self._saved[id(step)] = tuple(self._saves(step))
        return self._saved[id(step)]

    def _saves(self, step: Step) -> Iterator[Answer]:
        if isinstance(step, ChoiceStep):
            yield from (option.value for option in step.options)
        elif isinstance(step, AnswerStep) and step.answer.kind == "message":
            yield from ((GIVEN,) * count for count in range(1, (step.answer.most or 1) + 1))
        elif isinstance(step, AnswerStep):
            yield from (answer for _, answer in self.written(step))

    def written(self, step: AnswerStep) -> tuple[tuple[str, Answer], ...]:
        """What she may write here that leads on, and how it is kept."""
        if id(step) not in self._written:
            heard = ((text, understood(step.answer, text, self.around)) for text in self._candidates(step))
            kept = {answer: text for text, answer in heard if answer is not None}
            self._written[id(step)] = tuple((text, answer) for answer, text in kept.items())
        return self._written[id(step)]

    def _candidates(self, step: AnswerStep) -> tuple[str, ...]:
        match step.answer.kind:
            case "number" | "age":
                return self._numbers(step)
            case "choice":
                return step.answer.choices
            case "country" | "language":
                return tuple(self._codes)
            case kind:
                return (_WRITTEN.get(kind, "x"),)

    def _numbers(self, step: AnswerStep) -> tuple[str, ...]:
        """The line of numbers cut at every constant: the cuts themselves, and one number on each side of them."""
        read = self._tests.get(step.save or "", ())
        exact = sorted({value for test in read if isinstance(test, words.OneOf) for value in test.values})
        bounds = (step.answer.minimum, step.answer.maximum)
        cuts = {0.0, *(test.number for test in read if isinstance(test, words.Compared))}
        cuts |= {float(value) for value in exact if value.replace(".", "", 1).isdigit()}
        cuts |= {float(bound) for bound in bounds if bound is not None}
        ends = sorted(cuts)
        points = (*ends, *((low + high) / 2 for low, high in pairwise(ends)), ends[0] - 1, ends[-1] + 1)
        spelled = [f"{number:.4f}".rstrip("0").rstrip(".") for number in points]
        # "18.0" is the number 18 and not the word 18: a test for the word does not hold for it
        return (*exact, *spelled, *(f"{text}.0" for text in spelled if "." not in text))

    def _named_codes(self, bundle: Bundle) -> Iterator[str]:
        for name, read in self._tests.items():
            if name in bundle.answers and bundle.answers[name].values.codes:
                for test in read:
                    yield from sorted(test.values) if isinstance(test, words.OneOf) else ()


def _conditions(bundle: Bundle) -> Iterator[Condition]:
    for step in bundle.steps.values():
        if isinstance(step, BranchStep):
            yield from (line.when for line in step.lines)
    yield from (rule.when for rule in bundle.always)
