"""Where a turn has come to so far: moves through the steps until the chat rests, and keeps what is to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from flows.engine.bundle import Bundle
from flows.engine.cards import DONE, Card
from flows.engine.handing_over import open_case
from flows.engine.hear import WordSet
from flows.engine.model import (
    Answer,
    AnswerStep,
    BranchStep,
    ChoiceStep,
    Circumstances,
    ConsentStep,
    Effect,
    EndStep,
    HandoffStep,
    Hide,
    Place,
    RaiseUrgency,
    RecordConsent,
    RunStep,
    Say,
    SayStep,
    Screen,
    Session,
    Step,
    Turn,
)
from flows.engine.picker import hinted
from flows.engine.screens import first_in, may_be_done, screen_of, screen_with_person, work_out
from flows.engine.settling import resettle

MOST_STEPS = 100  # without a question in between: the net below the checks, which find such circles
DEEPEST = 12


class Walk:
    """Mutable for the length of one turn only."""

    __slots__ = (
        "answers", "around", "attach", "bundle", "consents", "effects", "generation", "hidden", "language", "opened",
        "parts", "picked", "renamed", "screen", "session", "stack", "steps_shown", "tries",
    )  # fmt: skip

    def __init__(self, bundle: Bundle, session: Session, around: Circumstances) -> None:
        self.bundle, self.session, self.around = bundle, session, around
        self.stack: list[Place] = list(session.stack)
        self.answers: Mapping[str, Answer] = session.answers
        self.consents: Mapping[str, str] = session.consents
        self.language = session.language
        self.hidden = session.hidden
        self.tries = session.tries
        self.generation = session.generation
        self.effects: list[Effect] = []
        self.parts: tuple[str, ...] = ()
        self.steps_shown: tuple[str, ...] = ()
        self.attach: str | None = None
        self.screen: Screen | None = None
        self.opened = False  # a case was opened in this turn: from here on a person speaks
        self.picked = self.renamed = False  # she picked a language now; a step may carry another key than her keyboard

    # --- where she stands ----------------------------------------------------------------------------------------

    def settle(self) -> tuple[str, ...] | None:
        """Make the places fit this bundle. None: she stands where she stood. Else what she sees now is not what she
        answered, and the texts to begin with."""
        first: tuple[str, ...] | None = None
        steps = self.bundle.steps
        if self.language and self.language not in self.bundle.spoken:
            self.language = ""
        for place in self.stack:
            if place not in steps or self.around.before is not None:
                self.renamed, (self.stack, moved) = True, resettle(self.bundle, self.stack, self.around.before)
                first, self.tries = (("globals/improved",), 0) if moved else (None, self.tries)
                break
        if self.stack and self.stack[-1] not in self.bundle.cards:
            top = steps[self.stack[-1]]
            if isinstance(top, HandoffStep):  # the chat rested here while a person had it: handing over is done
                self._place(top.next) if top.next else self.leave(None)
            first = first or ()
        return first

    def step(self) -> Step | None:
        return self.bundle.steps.get(self.stack[-1]) if self.stack else None

    def card(self) -> Card | None:
        if not self.language:
            return hinted(self.bundle.pickers, self.around.hint)
        return self.bundle.cards.get(self.stack[-1]) if self.stack else self.bundle.menu

    def guarded(self) -> bool:
        """Is it safe? Until that is answered no word leads past the question."""
        return self.hidden or (bool(self.stack) and self.stack[0].flow == self.bundle.first)

    def words(self) -> WordSet:
        return self.bundle.words.get(self.language) or self.bundle.words[""]

    def label(self, key: str) -> str:
        return self.around.label(key) if self.around.label else self.bundle.texts.get(key, "")

    # --- moves ---------------------------------------------------------------------------------------------------

    def enter(self, flow: str) -> None:
        self.stack.append(Place(flow, self.bundle.flows[flow].start))
        self.tries = 0

    def go_to(self, step: str) -> None:
        """Within the innermost flow; shown at once, because nothing waits between."""
        self._place(step)
        self.show()

    def _place(self, step: str) -> None:
        self.stack[-1] = Place(self.stack[-1].flow, step)
        self.tries = 0

    def save(self, name: str | None, answer: Answer) -> None:
        if name is not None:
            self.answers = {**self.answers, name: answer}

    def choose(self, value: str) -> bool:
        """Take an offer of the card she sees. False: it is not offered."""
        here, step = self.card(), self.step()
        done = value == "done!" and may_be_done(step, self.answers)
        if here is None or not self.language or not (done or value in here.offers):
            return False
        if step is None and value == "lang!":
            self.show_picker()
        elif step is None:
            self.enter(value.removeprefix("flow:"))
            self.show()
        elif done and isinstance(step, AnswerStep):
            self.go_to(step.next)
        elif isinstance(step, ConsentStep):
            self._consent(step, value == "agreed")
        else:
            if isinstance(step, ChoiceStep) and value != "skip!":
                self.save(step.save, value)
            self.go_to(here.offers[value])
        return True

    def _consent(self, step: ConsentStep, agreed: bool) -> None:
        version = self.bundle.consents[step.to].version
        others = {name: given for name, given in self.consents.items() if name != step.to}
        self.consents = {**others, step.to: version} if agreed else others
        self.effects.append(RecordConsent(step.to, version, agreed))
        self.go_to(step.agreed if agreed else step.refused)

    def wrong(self, step: AnswerStep) -> None:
        """The bot could not understand; after the allowed tries nobody is kept in the question."""
        self.tries += 1
        if self.tries >= step.tries:
            return self.go_to(step.otherwise or step.skip)
        return self.show_again(step.if_wrong or "globals/not_understood")

    def leave(self, outcome: str | None) -> None:
        """The innermost flow has ended. Whoever ran it goes on; who was only interrupted is where she was."""
        ended = self.stack.pop().flow
        self.tries = 0
        while self.stack:
            below = self.stack[-1]
            caller = self.bundle.steps.get(below)
            if not isinstance(caller, RunStep) or caller.flow != ended:
                return
            after = caller.then.get(outcome or "")
            if after is not None:
                self._place(after)
                return
            ended = self.stack.pop().flow  # it ended for good, and with it the flow that ran it
        if self.hidden:
            self.hidden = not (ended == self.bundle.back_from_hiding and outcome == "safe")

    # --- what works everywhere -----------------------------------------------------------------------------------

    def hide(self) -> None:
        self.effects = [*(effect for effect in self.effects if not isinstance(effect, Hide)), Hide()]
        self.stack, self.answers, self.tries, self.hidden = [], {}, 0, True
        self.parts, self.screen = (), None
        self.generation = self.session.generation + 1  # every button that somebody may still find is an old one

    def person(self) -> None:
        if not any(place.flow == self.bundle.person for place in self.stack):
            self._interrupt(self.bundle.person)
        self.show()

    def danger(self) -> None:
        """The number at once, before any question."""
        self.raise_urgency()
        if not any(place.flow == self.bundle.danger for place in self.stack):
            self._interrupt(self.bundle.danger)
        self.show()

    def raise_urgency(self, *, quietly: bool = False) -> None:
        self.effects.append(RaiseUrgency())
        self.parts = () if quietly else ("globals/emergency_now",)

    def _interrupt(self, flow: str) -> None:
        if not self.language and not self.stack:
            self.enter(self.bundle.first)  # so that what comes first is not left out, only later
        if len(self.stack) >= DEEPEST:
            del self.stack[1:]
        self.enter(flow)

    def back(self) -> None:
        """Out of the innermost flow, and out of those that only ran it."""
        while self.stack:
            self.stack.pop()
            if self.stack and not isinstance(self.bundle.steps.get(self.stack[-1]), RunStep):
                break
        self.tries = 0
        self.show()

    def pick(self, code: str) -> None:
        """Her language. Where she is and what she has answered stay as they are."""
        before, self.language, self.picked = self.language, code, True
        if not before and not self.stack and not self.hidden:
            self.enter(self.bundle.first)

    # --- showing -------------------------------------------------------------------------------------------------

    def show_again(self, *first: str) -> None:
        self.parts = (*self.parts, *first)
        self.show()

    def show_picker(self) -> None:
        self._rest(hinted(self.bundle.pickers, self.around.hint))

    def show(self) -> None:
        """Go through the steps that wait for nobody, to the one where the chat rests."""
        if not self.language:
            self.parts = ()  # no sentence of ours in a language that she may not read
            return self.show_picker()
        if self.hidden and not self.stack:
            self.enter(self.bundle.back_from_hiding)
        for _ in range(MOST_STEPS):
            if not self.stack:
                return self.hide() if self.hidden else self._rest(self.bundle.menu)
            here = self.bundle.cards.get(self.stack[-1])
            if here is not None:
                return self._rest(here)
            if self._pass(self.bundle.steps[self.stack[-1]]):
                return self._rest_with_person()
        self.stack.clear()
        return self.show_again("globals/something_wrong")

    def _pass(self, step: Step) -> bool:
        """Take one step that waits for nobody. True when the chat rests nevertheless: a person has it now."""
        match step:
            case SayStep():
                self._told(step.text)
                self.attach = step.attach or self.attach
                if step.next is None and self.opened:
                    return True
                self._place(step.next) if step.next else self.leave(None)
            case BranchStep():
                line = step.true_line(self.answers)
                self._place(line.next if line else step.otherwise)
            case RunStep() if len(self.stack) >= DEEPEST:
                self.stack.clear()
                self.parts = (*self.parts, "globals/something_wrong")
            case RunStep():
                self.enter(step.flow)
            case HandoffStep():
                return self._hand_over(step)
            case EndStep():
                if self.opened:
                    return True
                self.leave(step.outcome)
            case ChoiceStep() | AnswerStep() | ConsentStep():  # they have a card: the chat rests before it comes here
                return False
            case _:
                assert_never(step)
        return False

    def _told(self, text: str) -> None:
        place = self.stack[-1]
        self.parts = (*self.parts, text)
        self.steps_shown = (*self.steps_shown, f"{place.flow}.{place.step}")

    def _hand_over(self, step: HandoffStep) -> bool:
        if step.to not in self.around.open_teams:
            self._place(step.closed)
            return False
        at = f"{self.stack[-1].flow}.{step.name}"
        self.effects.append(open_case(self.bundle, step, self.answers, self.consents, at))
        self.opened, self.hidden = True, False  # she has asked a person to write to her here
        if step.text:
            self._told(step.text)
        if step.next is None:
            return True
        self._place(step.next)
        return False

    def _rest(self, card: Card) -> None:
        own = (*card.own_rows, DONE) if may_be_done(self.step(), self.answers) else card.own_rows
        own, last = first_in(self.bundle, self.language, card, own) if self.picked else (own, ())
        parts, sums = work_out(self.bundle, (*self.parts, *card.parts), self.answers, self.around.today)
        self.screen = screen_of(self.bundle, card, own, parts, last, self.steps_shown, self.attach, sums)

    def _rest_with_person(self) -> None:
        self.screen = screen_with_person(self.bundle, self.stack[-1], self.parts, self.steps_shown, self.attach)

    def turn(self) -> Turn:
        fleeting = self.bundle.fleeting
        if not fleeting.isdisjoint(self.answers):
            self.answers = {name: answer for name, answer in self.answers.items() if name not in fleeting}
        if self.screen is not None:
            self.generation = self.session.generation + 1
            self.effects.append(Say(self.screen))
        session = Session(
            self.bundle.id, self.language, tuple(self.stack), self.answers, self.consents, self.generation,
            self.tries, self.hidden, self.session.since, self.session.last,
            self.session.tidy,
        )  # fmt: skip
        return Turn(session, tuple(self.effects))
