"""What must hold on every way through the flows. Each proof yields its faults, with the chat that leads there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from flows.engine.explore_chat import Chats
from flows.engine.explore_graph import Graph
from flows.engine.explore_live import is_sensitive
from flows.engine.explore_screens import Length, Screens
from flows.engine.explore_stride import EXPLAINED, OWED, SAFE
from flows.engine.explore_telling import Telling
from flows.engine.explore_texts import TextProofs
from flows.engine.explore_ways import FAR, Ways
from flows.engine.fault import Fault
from flows.engine.model import BranchStep, ChoiceStep, HandoffStep, Place, Spot


class Proofs:
    """Of one graph."""

    def __init__(self, graph: Graph, telling: Telling) -> None:
        self.graph, self.bundle, self.telling = graph, graph.bundle, telling
        self.ways, self.chats = Ways(graph), Chats(graph)
        self.screens = Screens(graph, self.ways)
        self.met = {here.place for here in graph.situations if here.stack}

    def all(self, today: date, length: Length | None) -> Iterator[Fault]:
        yield from self.reached()
        yield from self.lines_that_can_be_true()
        yield from self.no_circle_without_a_question()
        yield from self.never_lost()
        yield from self.a_way_out()
        yield from self.passed_over()
        yield from self.every_question_can_be_skipped()
        yield from self.for_workers() if self.bundle.dialect.workers else ()
        texts = TextProofs(self.graph, self.screens, self.telling, self.chats)
        yield from texts.all(today, length)

    def for_workers(self) -> Iterator[Fault]:
        """Who goes through an interview is a person who helps, and hands nothing over by it."""
        yield from self.a_person_is_near()
        yield from self.somebody_answers()
        yield from self.consent_first()
        yield from self.rules_of_the_house()
        yield from self.safe_and_explained_first()
        yield from self.back_from_hiding()

    # --- steps and lines -----------------------------------------------------------------------------------------

    def reached(self) -> Iterator[Fault]:
        for flow in self.bundle.flows.values():
            missed = [step for name, step in flow.steps.items() if Place(flow.name, name) not in self.met]
            if len(missed) == len(flow.steps) and self.graph.topics is not None:
                continue
            if missed and len(missed) == len(flow.steps):
                sentence = f'Nobody can ever come to the flow "{flow.name}".'
                fix = "Give it a menu:, let another flow run it, or delete it."
                yield self.telling.fault("F012", Spot(flow.file, 1, 1), sentence, fix, level="warning")
                continue
            for step in missed:
                sentence = f'Nobody can ever come to the step "{step.name}".'
                fix = "Lead another step to it, or delete it."
                yield self.telling.fault("F012", step.spot, sentence, fix, level="warning")

    def lines_that_can_be_true(self) -> Iterator[Fault]:
        for place in self.met:
            step = self.bundle.steps[place]
            for nth, line in enumerate(step.lines if isinstance(step, BranchStep) else ()):
                if (place, nth) not in self.graph.lines:
                    spot, length = self.telling.condition(line.spot)
                    sentence = "This condition is never true when the chat comes here."
                    fix = "An earlier line already catches it, or the answer has not been asked yet."
                    yield self.telling.fault("F025", spot, sentence, fix, level="warning", length=length)

    # --- circles and ends ----------------------------------------------------------------------------------------

    def no_circle_without_a_question(self) -> Iterator[Fault]:
        told: set[Place] = set()
        for whole in self.ways.rounds:
            places = self.graph.at(whole)
            if told.isdisjoint(places):
                told.update(places)
                first = min(places, key=self.telling.step)
                names = [self.graph.situations[number].place for number in self._round_from(places[first], whole)]
                way = " -> ".join(_short(place, first) for place in (*names, first))
                sentence = f"The chat would run round in a circle without ever asking anything: {way}."
                fix = "Put a question into the circle, or lead one of the steps somewhere else."
                chat = self.chats.to(places[first], "and so on, without an end")
                yield self.telling.fault("F018", self.telling.step(first), sentence, fix, chat=chat)

    def _round_from(self, start: int, whole: list[int]) -> list[int]:
        """The shortest way from `start` back to it."""
        came: dict[int, int] = {}
        todo = [start]
        for here in todo:
            for move in self.graph.moves[here]:
                if move.to == start:
                    way = [here]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return way[::-1]
                if move.to in whole and move.to not in came:
                    came[move.to] = here
                    todo.append(move.to)
        return [start]

    def never_lost(self) -> Iterator[Fault]:
        """Where the engine's own net would have to catch her: flows in flows without end, a hundred steps at once."""
        for place, number in self.graph.at(self.graph.lost).items():
            sentence = f'The flow "{place.flow}" can run itself again and again, until the chat breaks off.'
            fix = "Lead back with next: inside one flow, instead of running it anew."
            chat = self.chats.to(number)
            yield self.telling.fault("F087", self.telling.step(place), sentence, fix, chat=chat)
        for place, number in self.graph.at(self.screens.too_many_steps()).items():
            sentence = f'From "{place.step}" on, more steps follow without a question than a chat can take at once.'
            fix = "Put a question between them."
            yield self.telling.fault(
                "F087", self.telling.step(place), sentence, fix, chat=self.chats.to(number)[:6]
            )  # fmt: skip

    def a_way_out(self) -> Iterator[Fault]:
        told: set[frozenset[Place]] = set()
        for whole in self.ways.without_way_out():
            places = frozenset(self.graph.at(whole))
            asked = [number for number in whole if self.ways.questions[number]] or whole
            if places in told:
                continue
            told.add(places)
            place = self.graph.situations[asked[0]].place
            names = ", ".join(sorted({one.step for one in self.graph.at(asked)}))
            sentence = f"Whoever comes here never gets out again by a button, unless she agrees to something: {names}."
            fix = "Give one of these questions a button that leads on to an end."
            chat = self.chats.to(asked[0], "and from here always back")
            yield self.telling.fault("F080", self.telling.step(place), sentence, fix, chat=chat)

    def passed_over(self) -> Iterator[Fault]:
        """Whoever answers nothing must come to an end: by skipping each question, and by never being understood."""
        told: set[Place] = set()
        for rounds, what in (
            (self.ways.round_by_skipping(), "skips"),
            (self.ways.round_by_failing(), "is not understood at"),
        ):
            for whole in rounds:
                places = self.graph.at(number for number in whole if self.ways.questions[number])
                if places and told.isdisjoint(places):
                    told.update(places)
                    place = min(places, key=self.telling.step)
                    sentence = f'Whoever {what} "{place.step}" is asked the same again, for ever.'
                    fix = "Lead skip: and else: to a step that comes after the question."
                    chat = self.chats.to(places[place], "and after that the same question again")
                    yield self.telling.fault("F086", self.telling.step(place), sentence, fix, chat=chat)

    def every_question_can_be_skipped(self) -> Iterator[Fault]:
        """An answer that is kept is given freely or not at all."""
        for place, number in self.graph.at(n for n, asks in enumerate(self.ways.questions) if asks).items():
            step = self.bundle.steps[place]
            if isinstance(step, ChoiceStep) and step.save and not step.skip and step.save not in self.bundle.fleeting:
                sentence = f'The question "{step.name}" cannot be skipped, and its answer is kept.'
                fix = "Add skip: with the step to go to when the person would rather not say."
                yield self.telling.fault("F017", step.spot, sentence, fix, chat=self.chats.to(number))

    # --- a person ------------------------------------------------------------------------------------------------

    def a_person_is_near(self) -> Iterator[Fault]:
        taps, button = self.ways.taps_to_a_person()
        most = self.bundle.limits.taps_to_a_person
        fix = f"Shorten the way to the handoff: at most {most} taps, by house-rules.yaml."
        if button > most:
            yield self._far(self._farthest_root(taps), button, fix, 'the button "A person"')
            return
        far = [number for number, asks in enumerate(self.ways.questions) if asks and taps[number] > most]
        for number in self.graph.at(far).values():
            yield self._far(number, taps[number], fix, "the question")

    def _farthest_root(self, taps: list[int]) -> int:
        return max(self.graph.begins_with(self.bundle.person), key=lambda number: (taps[number], -number))

    def _far(self, number: int, taps: int, fix: str, where: str) -> Fault:
        place = self.graph.situations[number].place
        far = "never comes" if taps >= FAR else f"is {taps} taps away"
        sentence = f'From {where} a person {far}: "{place.flow}.{place.step}".'
        return self.telling.fault("F081", self.telling.step(place), sentence, fix, chat=self.chats.to(number))

    def somebody_answers(self) -> Iterator[Fault]:
        """When nobody is on duty she is told at once who answers nevertheless."""
        phones = {name for name, fact in self.bundle.facts.items() if fact.kind == "phone"}
        numbers = frozenset(key for key in self.bundle.texts if not phones.isdisjoint(self.bundle.placeholders(key)))
        at_once = "globals/emergency_now"
        if at_once not in numbers:
            sentence = "After a word of danger no number of anybody who answers is told at once."
            fix = "Name a phone number from facts.yaml in this text."
            yield self.telling.fault("F082", self.bundle.written[at_once].spot, sentence, fix)
        told: set[Place] = set()
        for number, moves in enumerate(self.graph.moves):
            for move in moves:
                here = self.graph.situations[number]
                if move.did.kind == "closed" and here.place not in told and not self.screens.tells(move.to, numbers):
                    told.add(here.place)
                    sentence = "When nobody is on duty, the chat goes on without a number of anybody who answers."
                    fix = "Lead closed: to a message that names a phone number from facts.yaml."
                    chat = (*self.chats.to(number), "  (nobody is on duty)", *self.chats.to(move.to)[-1:])
                    yield self.telling.fault("F082", self.telling.step(here.place), sentence, fix, chat=chat)

    # --- consent, safety, rules of the house ---------------------------------------------------------------------

    def consent_first(self) -> Iterator[Fault]:
        for place, number in self.graph.at(self.graph.unconsented).items():
            step = self.bundle.steps[place]
            assert isinstance(step, HandoffStep)
            what = f'"{step.summary[0]}"' if step.summary else "The chat"
            sentence = f'{what} would be handed to "{step.to}" by a way that passes no consent step.'
            fix = "Ask for consent before this step on every way that leads here, or take it out of the summary."
            spot, length = self.telling.summary(step.spot, step.summary[0]) if step.summary else (step.spot, 0)
            yield self.telling.fault("F050", spot, sentence, fix, chat=self.chats.to(number), length=length)

    def rules_of_the_house(self) -> Iterator[Fault]:
        ends = [number for number, here in enumerate(self.graph.situations) if not here.stack]
        for nth, rule in enumerate(self.bundle.always):
            bit = OWED << nth
            ends_owing = [number for number in ends if self.graph.situations[number].marks & bit]
            told: set[Place] = set()
            for number in ends_owing:
                place = self.graph.situations[self._said_at(number, bit)].place
                if place in told:
                    continue
                told.add(place)
                passed = " or ".join(f"{one.flow}.{one.step}" for one in rule.places)
                sentence = f"After {rule.said}, the chat can end without {passed}."
                note = f"a rule of the house ({rule.spot.file}:{rule.spot.line})" + (f": {rule.why}" * bool(rule.why))
                fix = f"Lead every such answer by way of {passed}."
                chat = self.chats.to(number)
                yield self.telling.fault("F083", self.telling.step(place), sentence, fix, note=note, chat=chat)

    def _said_at(self, number: int, bit: int) -> int:
        """The question at which she said what the rule is about."""
        way = [here for here, _ in self.graph.way(number)]
        owing = [self.graph.situations[here].marks & bit for here in (*way, number)]
        last = max((nth for nth, owes in enumerate(owing) if not owes), default=0)
        return way[min(last, len(way) - 1)]

    def safe_and_explained_first(self) -> Iterator[Fault]:
        sensitive = [
            number
            for number, asks in enumerate(self.ways.questions)
            if asks and is_sensitive(self.bundle, self.graph.strides.step(self.graph.situations[number]))
        ]
        lacks = partial(self._lacks, sensitive)
        safe = f'Come here only by way of "{self.bundle.back_from_hiding}", with its outcome safe.'
        yield from lacks(SAFE, "F084", "before she has said that it is safe to talk", safe)
        explained = "Let a consent step come before it: it says what happens to her words."
        yield from lacks(EXPLAINED, "F085", "before she was told what happens to her words", explained)

    def _lacks(self, sensitive: Iterable[int], mark: int, code: str, before: str, fix: str) -> Iterator[Fault]:
        lacking = (number for number in sensitive if not self.graph.situations[number].marks & mark)
        for place, number in self.graph.at(lacking).items():
            sentence = f'The question "{place.step}" asks for something sensitive {before}.'
            yield self.telling.fault(code, self.telling.step(place), sentence, fix, chat=self.chats.to(number))

    def back_from_hiding(self) -> Iterator[Fault]:
        """Without a way to "safe" a hidden chat would stay hidden for ever."""
        flow = self.bundle.flows[self.bundle.back_from_hiding]
        hidden = [number for number, how in self.graph.roots.items() if how == "hidden"]
        seen, todo = set(hidden), list(hidden)
        while todo:
            for move in self.graph.moves[todo.pop()]:
                if move.did.kind in ("open", "person"):
                    continue  # a person opens the chat too, but nobody must have to ask for one
                if not self.graph.situations[move.to].hidden:
                    return
                if move.to not in seen:
                    seen.add(move.to)
                    todo.append(move.to)
        sentence = f'"{flow.name}" never ends with "safe", so nobody could come back after Hide.'
        first = next(iter(flow.steps.values())).spot
        chat = self.chats.to(hidden[0]) if hidden else ()
        yield self.telling.fault("F015", first, sentence, "Let one way end with return: safe.", chat=chat)


def _short(place: Place, beside: Place) -> str:
    return place.step if place.flow == beside.flow else f"{place.flow}.{place.step}"
