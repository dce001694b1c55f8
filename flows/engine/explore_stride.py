"""One step of the engine's own walk at a time, and where that leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flows.engine.bundle import Bundle
from flows.engine.cards import Card
from flows.engine.explore_live import SENSITIVE, Live, Reads, consented
from flows.engine.explore_values import DAY, GIVEN, Values, tests_of
from flows.engine.model import (
    Answer,
    AnswerStep,
    BranchStep,
    ChoiceStep,
    Circumstances,
    ConsentStep,
    EndStep,
    HandoffStep,
    OpenCase,
    Place,
    Session,
    Step,
)
from flows.engine.run import take_note, written_answer
from flows.engine.screens import may_be_done
from flows.engine.walk import Walk

SAFE, EXPLAINED, OWED = 1, 2, 4
"""Marks: she has said that it is safe; she was told what comes of her words; from here on one bit for each rule of the
house that is still owed."""

SKIPPED, WRONG = "skip!", "wrong"


class Situation(NamedTuple):
    """All that can make a difference from here on. Without a stack: the main menu, or a hidden chat."""

    stack: tuple[Place, ...]
    answers: tuple[tuple[str, Answer], ...]
    consents: tuple[str, ...]
    tries: int = 0
    opened: bool = False
    hidden: bool = False
    marks: int = 0

    @property
    def place(self) -> Place:
        return self.stack[-1]


class Did(NamedTuple):
    """What leads on: "" (nothing: the step waits for nobody), tap, write, send, wrong, open and closed (what a handing
    over meets), person (after a person has talked with her), aside (an answer given in an interruption)."""

    kind: str
    value: str = ""

    @property
    def hers(self) -> bool:
        return self.kind in ("tap", "write", "send", WRONG)


class Stride(Walk):
    """The engine's walk, held after every step: where a chat goes on by itself to the next question, this one waits."""

    __slots__ = ()

    def show(self) -> None:
        return


class Strides:
    """Moves between situations, by the engine's own rules."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle, self.values, self.live = bundle, Values(bundle), Live(bundle)
        self.open = {team: Circumstances(DAY, frozenset({team})) for team in bundle.teams}
        self.closed = Circumstances(DAY)
        self._of_rules = tuple({test.name for test in tests_of([rule.when])} for rule in bundle.always)
        self._settles = {
            place: sum(OWED << nth for nth, rule in enumerate(bundle.always) if place in rule.places)
            for place in bundle.steps
        }

    def card(self, here: Situation) -> Card | None:
        return self.bundle.cards.get(here.stack[-1]) if here.stack else None

    def step(self, here: Situation) -> Step:
        return self.bundle.steps[here.stack[-1]]

    def line(self, here: Situation) -> int | None:
        """Which line of a decision is true here."""
        step = self.step(here)
        if not isinstance(step, BranchStep):
            return None
        taken = step.true_line(dict(here.answers))
        return None if taken is None else step.lines.index(taken)

    # --- moves ---------------------------------------------------------------------------------------------------

    def moves(self, here: Situation) -> Iterator[tuple[Did, Stride, Situation]]:
        """Everything that can come next, with the stride that was taken and the situation it leads to."""
        if not here.stack:
            return
        for did, stride in self._by_her(here) if self.card(here) else self._by_itself(here):
            yield did, stride, self.arrive(stride, self._marks(here, did, stride))

    def _by_itself(self, here: Situation) -> Iterator[tuple[Did, Stride]]:
        step = self.step(here)
        if isinstance(step, HandoffStep):
            yield self._pass(here, step, Did("open"), self.open.get(step.to, self.closed))
            yield self._pass(here, step, Did("closed"), self.closed)
        else:
            yield self._pass(here, step, Did(""), self.closed)

    def _pass(self, here: Situation, step: Step, did: Did, around: Circumstances) -> tuple[Did, Stride]:
        stride = self._stride(here, around)
        if stride._pass(step):  # a person has it now; what comes next comes after that
            stride.opened = False
            stride.settle()
            return Did("person", did.kind), stride
        return did, stride

    def _by_her(self, here: Situation) -> Iterator[tuple[Did, Stride]]:
        card, step = self.card(here), self.step(here)
        assert card is not None
        done = ("done!",) if may_be_done(step, dict(here.answers)) else ()
        for value in (*card.offers, *done):
            stride = self._stride(here, self.closed)
            stride.choose(value)
            yield Did("tap", value), stride
        if isinstance(step, AnswerStep):
            yield from self._written(here, step)

    def _written(self, here: Situation, step: AnswerStep) -> Iterator[tuple[Did, Stride]]:
        if step.answer.kind == "message":
            stride = self._stride(here, self.closed)
            take_note(stride, step, GIVEN)
            yield Did("send", step.answer.accept[0]), stride
        told: set[Answer | None] = set()
        for text, answer in self.values.written(step) if step.answer.kind != "message" else ():
            plain = self._after(here, step).plain(step.save or "", answer)
            if plain not in told:
                told.add(plain)
                stride = self._stride(here, self.values.around)
                written_answer(stride, step, text, text.lower())
                yield Did("write", text), stride
        stride = self._stride(here, self.closed)
        stride.wrong(step)
        yield Did(WRONG), stride

    def _after(self, here: Situation, step: AnswerStep) -> Reads:
        """What can be read once this question is answered."""
        return self.live.of((*here.stack[:-1], Place(here.stack[-1].flow, step.next)))

    def _stride(self, here: Situation, around: Circumstances) -> Stride:
        given = {name: self.bundle.consents[name].version for name in here.consents}
        session = Session(
            self.bundle.id, "en", here.stack, dict(here.answers), given, 0, here.tries, here.hidden,
        )  # fmt: skip
        stride = Stride(self.bundle, session, around)
        stride.opened = here.opened
        return stride

    # --- where that leads ----------------------------------------------------------------------------------------

    def arrive(self, stride: Stride, marks: int) -> Situation:
        """The situation of a stride, without all that can make no difference any more."""
        stack = tuple(stride.stack)
        rests = not stack or stack[-1] in self.bundle.cards
        reads, fleeting = self.live.of(stack), self.bundle.fleeting if rests else ()
        consents = tuple(sorted(name for name in stride.consents if consented(name) in reads.marks))
        if stack and SENSITIVE not in reads.marks:
            marks &= -OWED
        opened = stride.opened and not rests
        answers = self.plain(reads, {name: it for name, it in stride.answers.items() if name not in fleeting})
        return Situation(stack, answers, consents, stride.tries, opened, stride.hidden, marks)

    def plain(self, reads: Reads, answers: Mapping[str, Answer]) -> tuple[tuple[str, Answer], ...]:
        """Only the answers that can still make a difference, each as the value that stands for all like it."""
        plain = ((name, reads.plain(name, value)) for name, value in answers.items() if name in reads.names)
        return tuple(sorted((name, value) for name, value in plain if value is not None))

    def _marks(self, here: Situation, did: Did, stride: Stride) -> int:
        step, place = self.step(here), here.stack[-1]
        marks = here.marks & ~self._settles[place]
        if isinstance(step, ConsentStep):
            marks |= EXPLAINED
        if isinstance(step, EndStep) and place.flow == self.bundle.back_from_hiding and step.outcome == "safe":
            marks |= SAFE
        save = step.save if isinstance(step, ChoiceStep | AnswerStep) else None
        if save is not None and did.hers and did.kind != WRONG and did.value not in (SKIPPED, "done!"):
            for nth, read in enumerate(self._of_rules):
                if save in read:
                    owed = OWED << nth if self.bundle.always[nth].when.holds(stride.answers) else 0
                    marks = (marks & ~(OWED << nth)) | owed
        return marks

    def unconsented(self, stride: Stride) -> bool:
        """A case was opened, and rests on nothing she has agreed to and on no other ground."""
        return any(isinstance(done, OpenCase) and not (done.consent or done.basis) for done in stride.effects)
