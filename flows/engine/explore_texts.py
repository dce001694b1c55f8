"""What must hold for everything that is shown: in date, not too long in any language, no button in vain."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from flows.engine.due import late
from flows.engine.explore_chat import Chats
from flows.engine.explore_graph import Graph
from flows.engine.explore_screens import LONGEST, Length, Screens
from flows.engine.explore_stride import SKIPPED
from flows.engine.explore_telling import Telling
from flows.engine.fault import Fault
from flows.engine.model import ChoiceStep, Place, Spot


class TextProofs:
    """Of one graph."""

    def __init__(self, graph: Graph, screens: Screens, telling: Telling, chats: Chats) -> None:
        self.graph, self.bundle, self.screens, self.telling, self.chats = graph, graph.bundle, screens, telling, chats

    def all(self, today: date, length: Length | None) -> Iterator[Fault]:
        yield from self.in_date(today)
        refused = set[Place]()
        yield from self.not_too_long(length, refused) if length else ()
        yield from self.not_too_full(refused)
        yield from self.not_too_many_buttons()
        yield from self.no_button_in_vain()

    def in_date(self, today: date) -> Iterator[Fault]:
        shown = self.screens.first_shown()
        for fact in self.bundle.facts.values():
            if fact.in_date(today):
                continue
            keys = [key for key in shown if fact in self.bundle.facts_of((key,))]
            where = dict.fromkeys(".".join(key.split("/")[:2]) for key in keys)
            told = late(fact, today, where)
            chat = self.chats.to(shown[keys[0]]) if keys else ()
            yield replace(told, level="error" if keys else "warning", chat=chat)

    def not_too_long(self, length: Length, refused: set[Place]) -> Iterator[Fault]:
        languages = {language.code: language.own_name for language in self.bundle.languages}
        for number, code, units in self.screens.too_long(length, languages):
            place = self.graph.situations[number].place
            refused.add(place)
            sentence = f"In {languages[code]} this message has {units} letters; Telegram takes {LONGEST} at most."
            fix = "Shorten the texts that come here together, or put a question between them."
            yield self.telling.fault("F090", self.telling.step(place), sentence, fix, chat=self.chats.to(number))

    def not_too_full(self, refused: AbstractSet[Place]) -> Iterator[Fault]:
        """Single texts are measured where they are written (F031); here what is said in one go. What Telegram would
        refuse is told already."""
        most = self.bundle.limits.letters_on_a_screen
        for number, letters in self.screens.too_full(most):
            place = self.graph.situations[number].place
            if place in refused:
                continue
            sentence = f"The message that begins here has {letters} letters; that is more than a small phone shows."
            fix = f"Shorten what is said in one go to {most}, or put a question between."
            yield self.telling.fault("F093", self.telling.step(place), sentence, fix, chat=self.chats.to(number))

    def not_too_many_buttons(self) -> Iterator[Fault]:
        most = self.bundle.limits.buttons
        for place, number in self._questions().items():
            card = self.graph.strides.card(self.graph.situations[number])
            count = len(card.own_rows) if card else 0
            if count > most:
                skip = ' With "Rather not say" it' if card and SKIPPED in card.offers else " It"
                sentence = f'The question "{place.step}" is too long for a phone.{skip} has {count} buttons.'
                fix = f"Give it {most} at most, by house-rules.yaml."
                chat = self.chats.to(number)
                yield self.telling.fault("F091", self.telling.step(place), sentence, fix, chat=chat)

    def no_button_in_vain(self) -> Iterator[Fault]:
        told: set[tuple[Place, str]] = set()
        for number, value in self.screens.dead_buttons():
            place = self.graph.situations[number].place
            if (place, value) in told or value == SKIPPED:  # a skip that leads back is told as F086
                continue
            told.add((place, value))
            spot, length = self._button(place, value)
            sentence = "This button does nothing: the same question stands there again, and nothing is said."
            fix = "Lead it to a step that says something, or take it out."
            yield self.telling.fault("F092", spot, sentence, fix, chat=self.chats.to(number), length=length)

    def _button(self, place: Place, value: str) -> tuple[Spot, int]:
        step = self.bundle.steps[place]
        if isinstance(step, ChoiceStep):
            for option in step.options:
                if option.value == value:
                    return self.telling.value(option.spot, value)
        return step.spot, 0

    def _questions(self) -> dict[Place, int]:
        situations = self.graph.situations
        return self.graph.at(number for number in range(len(situations)) if self.graph.is_question(number))
