"""A test played through the real engine, in every language. What goes otherwise is said in the manner of the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from flows.engine.bundle import Bundle
from flows.engine.chat import Chat, Label, NotOffered, Seen, WithPerson, dotted, typed
from flows.engine.fault import closest
from flows.engine.model import OpenCase, Screen, Sent, Session, Spot, Wrote
from flows.engine.script import (
    Choose,
    FlowTest,
    HandedOver,
    Kept,
    Line,
    See,
    Send,
    Shows,
    TeamIs,
    Type,
    Wait,
    Word,
)

A_REF = "played"
"""Stands for a voice note, photo or document that nobody has."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the tests may not ask the world for. `looks`: (screen, language, today) -> what is wrong with it as people
    see it, or "". `languages`: only these are played, where there are any."""

    bundle: Bundle
    label: Label
    looks: Callable[[Screen, str, date], str]
    now: datetime
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    spot: Spot
    sentence: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """`seen`: every turn of it, in every language."""

    test: FlowTest
    languages: tuple[str, ...]
    failures: tuple[Failure, ...]
    seen: tuple[Seen, ...]


class _Otherwise(Exception):
    """It went otherwise than the test says."""

    def __init__(self, spot: Spot, sentence: str) -> None:
        super().__init__(sentence)
        self.spot, self.sentence = spot, sentence


def play(stage: Stage, test: FlowTest) -> Played:
    """In each language up to the first thing that goes otherwise: what comes after it would only mislead."""
    here = stage.languages or tuple(stage.bundle.spoken)
    languages = tuple(code for code in test.languages if code in here) if test.languages else here
    seen: list[Seen] = []
    failed: dict[tuple[Spot, str], tuple[str, ...]] = {}
    for language in languages:
        run = _Run(stage, test, language)
        try:
            run.play()
        except _Otherwise as wrong:
            key = (wrong.spot, wrong.sentence)
            failed[key] = (*failed.get(key, ()), language)
        seen += run.chat.seen
    failures = tuple(Failure(spot, sentence, where) for (spot, sentence), where in failed.items())
    return Played(test, languages, failures, tuple(seen))


class _Run:
    """One test in one language. `left`: the part of the last turn's way that no line has looked at yet."""

    def __init__(self, stage: Stage, test: FlowTest, language: str) -> None:
        self.stage, self.test, self.language = stage, test, language
        teams = frozenset(team.name for team in stage.bundle.teams.values() if team.takes_cases)
        self.chat = Chat(stage.bundle, stage.label, stage.now, teams)
        self.acts = 0
        self.left: tuple[str, ...] = ()

    def play(self) -> None:
        self._took(self.chat.enter(self.test.flow, self.language, self.test.given), self.test.spot)
        for line in self.test.script:
            self._line(line)
        self._at_the_end()

    def _line(self, line: Line) -> None:
        says = line.says
        match says:
            case See():
                self._see(says, line.spot)
            case Shows():
                self._shows(says, line.spot)
            case HandedOver():
                self._handed_over(says, line.spot)
            case Wait():
                self.chat.wait(says.long)
            case TeamIs():
                teams = (team.name for team in self.stage.bundle.teams.values() if team.takes_cases and says.open)
                self.chat.open_teams = frozenset(teams)
            case Choose() | Type() | Send() | Word():
                self.acts += 1
                self._took(self._does(says, line.spot), line.spot)
            case _:
                assert_never(says)

    def _does(self, says: Choose | Type | Send | Word, spot: Spot) -> Seen:
        try:
            match says:
                case Choose():
                    return self.chat.tap(says.value)
                case Type():
                    return self.chat.hears(typed(says.text))
                case Send():
                    return self.chat.hears(Sent(says.kind, A_REF))
                case Word():
                    return self.chat.hears(Wrote(word_for(self.stage.bundle, self.language, says.meaning)))
        except NotOffered as wrong:
            raise _Otherwise(spot, not_offered(wrong)) from None
        except WithPerson:
            raise _Otherwise(spot, "a person has the chat now, so no step answers any more") from None

    def _took(self, seen: Seen, spot: Spot) -> None:
        self.left = tuple(map(dotted, seen.way))
        wrong = self.stage.looks(seen.screen, self.language, self.chat.now.date()) if seen.screen else ""
        if wrong:
            raise _Otherwise(spot, f"{self.chat.at} cannot be shown: {wrong}")

    # --- what must come of it ------------------------------------------------------------------------------------

    @property
    def last(self) -> Seen:
        return self.chat.seen[-1]

    def _see(self, says: See, spot: Spot) -> None:
        if says.name in self.left:
            self.left = self.left[self.left.index(says.name) + 1 :]
        elif f"globals/{says.name.removeprefix('globals.')}" not in self.last.parts:
            raise _Otherwise(spot, f"expected {says.name}, but the chat showed {_shown(self.last)}")

    def _shows(self, says: Shows, spot: Spot) -> None:
        facts = [fact.name for fact in self.stage.bundle.facts_of(self.last.parts)]
        if (says.fact in facts) is not says.wanted:
            expected = f"the fact {says.fact}" if says.wanted else f"no {says.fact}"
            there = f"the facts {_and(facts)}" if facts else "no fact"
            raise _Otherwise(spot, f"expected {expected}, but the chat showed {there}, at {_shown(self.last)}")

    def _handed_over(self, says: HandedOver, spot: Spot) -> None:
        case = self.last.case
        if case is None:
            sentence = f"expected a handoff to {says.to}, but no person was asked; the chat showed {_shown(self.last)}"
            raise _Otherwise(spot, sentence)
        wanted, found = [f"to {says.to}"], [f"to {case.team}"]
        if says.urgency is not None:
            wanted, found = [*wanted, f"urgency {says.urgency}"], [*found, f"urgency {case.urgency}"]
        if says.summary is not None:
            wanted.append(f"with {_and(sorted(says.summary))}")
            found.append(f"with {_and(sorted(case.summary))}")
        if wanted != found:
            raise _Otherwise(spot, f"expected a handoff {', '.join(wanted)}, but it went {', '.join(found)}")

    def _at_the_end(self) -> None:
        came_by = {dotted(place) for seen in self.chat.seen for place in seen.way}
        for name, spot in self.test.never:
            said = any(f"globals/{name.removeprefix('globals.')}" in seen.parts for seen in self.chat.seen)
            if name in came_by or (name.startswith("globals.") and said):
                raise _Otherwise(spot, f"expected the chat never to come to {name}, but it did")
        if self.test.at_most is not None and self.acts > self.test.at_most[0]:
            sentence = f"expected at most {self.test.at_most[0]} taps and messages, but there were {self.acts}"
            raise _Otherwise(self.test.at_most[1], sentence)
        now = kept_now(self.stage.bundle, self.chat.session, self.last.case)
        for kept in self.test.kept:
            self._kept(kept, now[kept.where])

    def _kept(self, kept: Kept, now: tuple[str, ...]) -> None:
        if sorted(kept.names) != sorted(now):
            sentence = f"expected {kept.where} to keep {_and(sorted(kept.names))}, but it keeps {_and(sorted(now))}"
            raise _Otherwise(kept.spot, sentence)


def kept_now(bundle: Bundle, session: Session, case: OpenCase | None) -> Mapping[str, tuple[str, ...]]:
    """What is for the case stays in the visit until she agrees, or there is another ground for handing it over."""
    agreed = bool(session.consents) or (case is not None and case.basis is not None) or not bundle.dialect.workers
    found: dict[str, tuple[str, ...]] = {"case": (), "visit": ()}
    for name in session.answers:
        declared = bundle.answers.get(name)
        where = "case" if agreed and declared is not None and declared.keep == "case" else "visit"
        found[where] = (*found[where], name)
    return found


def word_for(bundle: Bundle, language: str, meaning: str) -> str:
    """The first word that her language has for it."""
    words = bundle.words.get(language) or bundle.words[""]
    if meaning == "danger":
        return (words.own_danger.all or words.danger.all)[0].strip()
    return next((word for word, means in {**words.whole, **words.replies}.items() if means == meaning), meaning)


def not_offered(wrong: NotOffered) -> str:
    """With the buttons that are there."""
    own = list(dict.fromkeys(value.removesuffix("!") for value in wrong.offered))  # "person" may be one of the flow's
    if not own:
        return f'"{wrong.value}" cannot be chosen: there are no buttons at {wrong.at}'
    near = closest(wrong.value, own)
    meant = f'; the closest is "{near}"' if near else ""
    return f'"{wrong.value}" is not a button of {wrong.at}; buttons: {", ".join(own)}{meant}'


def _shown(seen: Seen) -> str:
    """Sentences of the program that stand before or after the steps are named too."""
    steps = seen.screen.steps if seen.screen else ()
    own = {f"globals/{step.removeprefix('globals.')}" for step in steps}
    said = [f"globals.{part.removeprefix('globals/')}" for part in seen.parts if part.startswith("globals/")]
    return _and([*(name for name in said if f"globals/{name[8:]}" not in own), *steps])


def _and(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names) or "nothing"


def told(played: Played) -> Iterator[str]:
    """A failed test, for people: the name, then each place with what was expected there."""
    if played.failures:
        yield f"FAIL  {played.test.name}"
    for failure in played.failures:
        file, line, column = failure.spot
        only = f" (in {', '.join(failure.languages)})" if failure.languages != played.languages else ""
        yield f"      {file}:{line}:{column}: {failure.sentence}{only}"
