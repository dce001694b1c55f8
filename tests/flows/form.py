"""The online form as it was read, and an interview led through it page by page: what only one of them asks.

Both are walked in step through everything that the form can do. Answers are remembered only while one of the two can
still ask for them, so this is every walk of the form and takes less than a second.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from flows.engine.bundle import Bundle
from flows.engine.cards import Card
from flows.engine.explore_live import Live
from flows.engine.explore_stride import SKIPPED
from flows.engine.model import (
    Answer,
    AnswerStep,
    ChoiceStep,
    Circumstances,
    Place,
    Session,
    Tapped,
    Wrote,
)
from flows.engine.run import take_turn
from tests.flows.house import CONTENT

OPEN, ANY = "", "*"
START = "/start"
AROUND = Circumstances(date(2026, 11, 24))
_WRITTEN = {"date": "1990-05-12", "number": "2"}

Known = Mapping[str, str]


def form_data() -> dict[str, Any]:
    return json.loads((CONTENT / "staff" / "nrm-form.json").read_text("utf-8"))  # type: ignore[no-any-return]


class Form:
    """`faults`: where the data do not say what the form does."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.pages: Mapping[str, Any] = data["pages"]
        self.forks, self.only_if, self.automatic = data["forks"], data["only_if"], data["automatic"]
        self.values, self.optional, self.unused = data["values"], set(data["optional"]), set(data["unused"])
        self._reads: dict[str, frozenset[str]] = {}
        self.faults = list(self._unsaid())

    def _unsaid(self) -> Iterator[str]:
        for page, has in self.pages.items():
            if set(self.forks.get(page, {})) != set(has["forks"]):
                yield f"{page}: nobody has said when each of its forks is taken: {', '.join(has['forks'])}"
            yield from (
                f"{page}: it leads to {to}, and there is no such page" for to in self.ways(page) - set(self.pages)
            )
        fields = {name for has in self.pages.values() for name in has["fields"]}
        said = {*self.only_if, *self.values, *self.optional, *self.automatic, *self.unused}
        yield from (f"{name}: something is said of it, and no page has it" for name in sorted(said - fields))

    def ways(self, page: str) -> set[str]:
        return {*self.pages[page]["next"], *self.pages[page]["forks"]}

    def reached(self, begin: str = START) -> list[str]:
        found = [begin]
        for page in found:
            found += [to for to in sorted(self.ways(page)) if to in self.pages and to not in found]
        return found

    def after(self, page: str, known: Known) -> str | None:
        for target, when in self.forks.get(page, {}).items():
            if target in self.pages[page]["forks"] and holds(when, known):
                return str(target)
        return next(iter(self.pages[page]["next"]), None)

    def answers_itself(self, field: str, known: Known) -> bool:
        return field in self.automatic and holds(self.automatic[field]["when"], known)

    def shown(self, page: str, known: Known) -> list[str]:
        """The fields that somebody must look at, for these answers."""
        return [
            name for name in self.pages[page]["fields"]
            if not self.answers_itself(name, known) and holds(self.only_if.get(name, {}), known)
        ]  # fmt: skip

    def reads(self, page: str) -> frozenset[str]:
        """What can still be asked for from this page on."""
        if page in self._reads:
            return self._reads[page]
        found: set[str] = set()
        for there in self.reached(page):
            fields = self.pages[there]["fields"]
            whens = [*self.forks.get(there, {}).values(), *(self.only_if.get(name, {}) for name in fields)]
            whens += [self.automatic[name]["when"] for name in fields if name in self.automatic]
            found.update(name for when in whens for name in when)
        return self._reads.setdefault(page, frozenset(found))


def holds(when: Mapping[str, list[str]], known: Known) -> bool:
    return all(
        known.get(name, OPEN) in values or (ANY in values and name in known) for name, values in when.items()
    )  # fmt: skip


class Situation(NamedTuple):
    page: str
    at: Place | None  # where the interview rests; None: it has ended
    known: tuple[tuple[str, str], ...]


class InStep:
    """`asked`: every question of the interview that some walk of the form came by; `pages`: every page."""

    def __init__(self, form: Form, bundle: Bundle) -> None:
        self.form, self.bundle, self.live = form, bundle, Live(bundle)
        self.flow = next(iter(bundle.flows.values()))
        self.complaints: dict[str, None] = {}
        self.asked, self.pages = set[str](), set[str]()
        self._hangs = set[str]().union(*(form.reads(page) for page in form.pages))

    def walk(self) -> tuple[str, ...]:
        todo = [self._arrive(START, Place(self.flow.name, self.flow.start), {}, "the beginning")]
        met = set(todo)
        for here in todo:
            for there in self._leave(here) if here else ():
                if there is not None and there not in met:
                    met.add(there)
                    todo.append(there)
        return tuple(self.complaints)

    def complain(self, page: str, what: str) -> None:
        self.complaints[f"{page}: {what}"] = None

    def _arrive(self, page: str | None, at: Place | None, known: Known, before: str) -> Situation | None:
        """On the next page on which somebody is asked something."""
        while page is not None and not self.form.shown(page, known):
            self.pages.add(page)
            done = {name: self.form.automatic[name]["value"] for name in self.form.pages[page]["fields"]
                    if self.form.answers_itself(name, known)}  # fmt: skip
            page, known = self.form.after(page, {**known, **done}), {**known, **done}
        if page is None or at is None:
            if page is not None:
                self.complain(before, f"the interview ends here, and the form goes on to {page}")
            elif at is not None:
                self.complain(before, f"the form ends here, and the interview asks {at.step}")
            return None
        self.pages.add(page)
        if at.step != self.form.shown(page, known)[0]:
            self.complain(before, f"the form goes on to {page}, and the interview asks {at.step}")
            return None
        reads = self.form.reads(page) | self.live.of((at,)).names
        return Situation(page, at, tuple(sorted((name, value) for name, value in known.items() if name in reads)))

    def _leave(self, here: Situation) -> Iterator[Situation | None]:
        """All that can be answered on this page, whole and with everything else left open."""
        steps = [self.flow.steps.get(name) for name in self.form.pages[here.page]["fields"]]
        decide = [step for step in steps if isinstance(step, ChoiceStep) and self._decides(step)]
        choices = [step.name for step in decide]
        for values in product(*((OPEN, *(option.value for option in step.options)) for step in decide)):
            for rest in (ANY, OPEN):
                yield self._answered(here, dict(zip(choices, values, strict=True)), rest)

    def _card(self, name: str) -> Card:
        return self.bundle.cards[Place(self.flow.name, name)]

    def _decides(self, step: ChoiceStep) -> bool:
        """Something hangs on it, in the form or in the interview."""
        return step.name in self._hangs or len(set(self._card(step.name).offers.values())) > 1

    def _answered(self, here: Situation, chosen: Known, rest: str) -> Situation | None:
        known, answers = dict(here.known), dict[str, Answer](here.known)
        place, asked = here.at, list[str]()
        while place is not None and place.step in self.form.pages[here.page]["fields"] and place.step not in asked:
            asked.append(place.step)
            value = chosen.get(place.step, rest)
            place, answers = self._give(place, answers, value)
            known |= {name: str(answer) for name, answer in answers.items()}
        self.asked.update(asked)
        self._compare(here.page, asked, known, rest)
        return self._arrive(self.form.after(here.page, known), place, known, here.page)

    def _give(self, place: Place, answers: Mapping[str, Answer], value: str) -> tuple[Place | None, dict[str, Answer]]:
        """One turn of the engine itself."""
        step = self.bundle.steps[place]
        session = Session(self.bundle.id, "en", (place,), answers, generation=1)
        if isinstance(step, AnswerStep) and value != OPEN:
            turn = take_turn(self.bundle, session, Wrote(_WRITTEN.get(step.answer.kind, "as told")), AROUND)
        else:
            assert isinstance(step, ChoiceStep | AnswerStep)
            first = step.options[0].value if isinstance(step, ChoiceStep) else ""
            tapped = {OPEN: SKIPPED, ANY: first}.get(value, value)
            turn = take_turn(self.bundle, session, Tapped(self.bundle.step_key(place), 1, tapped), AROUND)
        after = turn.session.stack
        return (after[-1] if after else None), dict(turn.session.answers)

    def _compare(self, page: str, asked: list[str], known: Known, rest: str) -> None:
        shown = self.form.shown(page, known)
        needed = shown if rest == ANY else [name for name in shown if name not in self.form.optional or name in asked]
        if asked != needed:
            with_ = ", ".join(f"{name}={value}" for name, value in known.items() if value != "as told")
            self.complain(page, f"it asks {needed}, and the interview {asked} ({with_ or 'all left open'})")


def complaints(data: Mapping[str, Any], bundle: Bundle) -> list[str]:
    """Everything in which the form and the interview are not one; empty when each answer has its home."""
    form = Form(data)
    if form.faults:
        return form.faults
    together = InStep(form, bundle)
    found = list(together.walk())
    reached = form.reached()
    fields = {name for page in reached for name in form.pages[page]["fields"]}
    others = {name for page, has in form.pages.items() if page not in reached for name in has["fields"]} - fields
    questions = {step.name: step for step in bundle.steps.values() if isinstance(step, ChoiceStep | AnswerStep)}
    found += [f"{page}: no walk came here" for page in reached if page not in together.pages]
    found += [f"{name}: the form has it, and the interview does not" for name in sorted(fields - questions.keys())]
    found += [f"{name}: the interview asks it, and the form does not" for name in sorted(questions.keys() - fields)]
    found += [f"{name}: no way leads to it, and it is not among unused" for name in sorted(others - form.unused)]
    found += [f"{name}: it is used, though it is among unused" for name in sorted(fields & form.unused)]
    for name, step in questions.items():
        values = [option.value for option in step.options] if isinstance(step, ChoiceStep) else []
        if values != form.values.get(name, []):
            found.append(f"{name}: the form keeps {form.values.get(name, [])}, and the interview {values}")
        if step.optional != (name in form.optional):
            found.append(f"{name}: the two do not agree on whether it can be left out")
        if SKIPPED not in bundle.cards[Place(together.flow.name, name)].offers:
            found.append(f"{name}: it cannot be marked as a gap")
    return found
