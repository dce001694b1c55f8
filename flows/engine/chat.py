"""A chat played outside of Telegram, with the way that each turn took: for tests of flows, for walking and trying them.

The engine is the real one, and between two turns the session is written down and read again, as in life.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flows.engine.bundle import Bundle
from flows.engine.model import (
    Answer,
    Began,
    Circumstances,
    Effect,
    Hide,
    Input,
    OpenCase,
    Place,
    Say,
    Screen,
    Session,
    Step,
    Tapped,
    Wrote,
)
from flows.engine.run import act
from flows.engine.session import freeze, thaw
from flows.engine.walk import Walk

Label = Callable[[str, str], str]
"""(text key, language) -> what stands there."""


class NotOffered(Exception):
    """A button that is not on her screen. `offered`: those that are."""

    def __init__(self, value: str, at: str, offered: tuple[str, ...]) -> None:
        super().__init__(value)
        self.value, self.at, self.offered = value, at, offered


class WithPerson(Exception):
    """The flow is over: whatever she sends now goes to a person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One turn. `heard` is None where a flow was entered from outside. `known`: what decisions could ask."""

    heard: Input | None
    chosen: tuple[Place, str] | None  # whose button counted, and which: also when it was typed
    way: tuple[Place, ...]  # every step in order; the last is where the chat rests
    known: Mapping[str, Answer]
    effects: tuple[Effect, ...]
    session: Session

    @property
    def screen(self) -> Screen | None:
        return next((effect.screen for effect in self.effects if isinstance(effect, Say)), None)

    @property
    def case(self) -> OpenCase | None:
        return next((effect for effect in self.effects if isinstance(effect, OpenCase)), None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The keys of all texts on the screen."""
        if self.screen is not None:
            return self.screen.parts
        return ("globals/harmless",) if any(isinstance(effect, Hide) for effect in self.effects) else ()


@dataclass(slots=True)
class Chat:
    """One worker. `seen` grows by one with each turn."""

    bundle: Bundle
    label: Label
    now: datetime
    open_teams: frozenset[str]
    kept: bytes = field(default_factory=lambda: freeze(Session()))
    seen: list[Seen] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return thaw(self.kept)

    @property
    def at(self) -> str:
        """Where the chat rests: "flow.step"."""
        return dotted(self.seen[-1].way[-1]) if self.seen and self.seen[-1].way else "nowhere"

    @property
    def offered(self) -> tuple[str, ...]:
        """The values of the buttons on her screen, as they stand there."""
        screen = self.seen[-1].screen if self.seen else None
        rows = screen.rows if screen else ()
        return tuple(button.value for row in rows for button in row if button.value)

    def enter(self, flow: str, language: str, given: Mapping[str, Answer]) -> Seen:
        """As if she had come to this flow, with these answers already known."""
        session = Session(bundle=self.bundle.id, language=language, answers=dict(given))
        walk = _Watched(self.bundle, session, self._around(session))
        walk.enter(flow)
        walk.show()
        return self._took(walk, None)

    def start(self, language: str, given: Mapping[str, Answer]) -> Seen:
        """From her very first message; the language "" is still to be picked."""
        self.kept = freeze(Session(bundle=self.bundle.id, language=language, answers=dict(given)))
        return self.hears(Began())

    def hears(self, heard: Input) -> Seen:
        self._still_in_flow()
        session = self.session
        walk = _Watched(self.bundle, session, self._around(session))
        act(walk, heard)
        return self._took(walk, heard)

    def tap(self, value: str) -> Seen:
        """A button of the newest screen; its "!" may be left out where no button of the step is called the same."""
        self._still_in_flow()
        found = self.button(value)
        last = self.seen[-1] if self.seen else None
        if last is None or last.screen is None or not found:
            raise NotOffered(value, self.at, self.offered)
        return self.hears(Tapped(last.screen.at, last.session.generation, found))

    def button(self, value: str) -> str:
        """The value as it stands on the screen, or ""."""
        return next((known for known in (value, f"{value}!") if known in self.offered), "")

    def wait(self, long: timedelta) -> None:
        self.now += long

    def back(self) -> bool:
        """As if her last act had not been. False: there is none."""
        if len(self.seen) < 2:
            return False
        self.seen.pop()
        self.kept = freeze(self.seen[-1].session)
        return True

    def _still_in_flow(self) -> None:
        if self.seen and self.seen[-1].case is not None:
            raise WithPerson

    def _around(self, session: Session) -> Circumstances:
        return Circumstances(self.now.date(), self.open_teams, lambda key: self.label(key, session.language))

    def _took(self, walk: _Watched, heard: Input | None) -> Seen:
        known = walk.answers
        turn = walk.turn()
        self.kept = freeze(turn.session)
        seen = Seen(heard, walk.chosen, tuple(walk.passed), known, turn.effects, self.session)
        if seen.screen is not None:
            flow, _, step = seen.screen.steps[-1].rpartition(".")
            seen = replace(seen, way=_ending(seen.way, Place(flow, step)))
        self.seen.append(seen)
        return seen


class _Watched(Walk):
    """The engine's walk, and what it came by."""

    __slots__ = ("chosen", "passed")

    def __init__(self, bundle: Bundle, session: Session, around: Circumstances) -> None:
        super().__init__(bundle, session, around)
        self.chosen: tuple[Place, str] | None = None
        self.passed: list[Place] = []

    def choose(self, value: str) -> bool:
        here, known = self.card(), super().choose(value)
        if known and here is not None:
            self.chosen = here.place, value
        return known

    def _pass(self, step: Step) -> bool:
        self.passed.append(self.stack[-1])
        return super()._pass(step)


def _ending(way: tuple[Place, ...], rests: Place) -> tuple[Place, ...]:
    """Where a question is, it rests; with a person it rests on a step that it has just passed."""
    return way if rests in way else (*way, rests)


def typed(text: str) -> Input:
    """Words, or the one command that Telegram itself puts under everybody's thumb."""
    return Began() if text.strip() == "/start" else Wrote(text)


def dotted(place: Place) -> str:
    return f"{place.flow}.{place.step}"
