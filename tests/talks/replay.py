"""Talks as files: what she does, what she is shown, what the turn wants done. See any .talk file for how they read.

# what this talk is about          nobody on duty: a line `closed`
> words she types                  > [value] taps that button; > [value] (old) taps it on an old keyboard
> (voice)                          she sends a voice note, photo or document
< +sentence flow.step [value]      one screen: sentences of the program, the steps, their buttons
! case advocates soon              an effect
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flows.engine.bundle import Bundle
from flows.engine.model import (
    Began,
    Circumstances,
    Effect,
    Hide,
    Input,
    OpenCase,
    RaiseUrgency,
    RecordConsent,
    Say,
    Screen,
    Sent,
    Session,
    Tapped,
    Wrote,
)
from flows.engine.run import take_turn
from flows.engine.session import freeze, thaw

TODAY = date(2026, 11, 24)
FIXED = ({"person!", "hide!"}, {"hide!"})


class NotOffered(AssertionError):
    """The talk taps a button that nobody showed her: the talk itself is wrong."""


@dataclass(slots=True)
class Talk:
    """One worker. Between any two things she does, her session is written down and read again."""

    bundle: Bundle
    open_teams: frozenset[str]
    kept: bytes = field(default_factory=lambda: freeze(Session()))
    screen: Screen | None = None

    @property
    def session(self) -> Session:
        return thaw(self.kept)

    def does(self, line: str) -> tuple[Effect, ...]:
        return self.hears(self._input(line))

    def hears(self, heard: Input) -> tuple[Effect, ...]:
        turn = take_turn(self.bundle, self.session, heard, Circumstances(TODAY, self.open_teams))
        self.kept = freeze(turn.session)
        said = [effect.screen for effect in turn.effects if isinstance(effect, Say)]
        assert len(said) <= 1, "one turn shows one screen"
        assert turn.effects, "she must always hear something"
        self.screen = said[0] if said else self.screen
        return turn.effects

    def offered(self) -> list[str]:
        return [button.value for row in self.screen.rows for button in row if button.value] if self.screen else []

    def _input(self, line: str) -> Input:
        if line == "/start":
            return Began()
        if line.startswith("("):
            return Sent(line.strip("()"), "a-ref")
        if not line.startswith("["):
            return Wrote(line)
        value, _, old = line[1:].partition("]")
        if not old and value not in self.offered():
            raise NotOffered(f"[{value}] is not on her screen; there are: {self.offered()}")
        at, generation = (self.screen.at if self.screen else ""), self.session.generation
        return Tapped(at, generation - 1 if old else generation, value)


def lines(effects: tuple[Effect, ...]) -> Iterator[str]:
    for effect in effects:
        match effect:
            case Say(screen):
                yield f"< {' '.join(_screen(screen))}"
            case OpenCase():
                told = ", ".join(f"{name}: {answer}" for name, answer in sorted(effect.summary.items()))
                yield f"! case {effect.team} {effect.urgency} ({told}) on {effect.consent or effect.basis}"
            case RecordConsent():
                yield f"! consent {effect.consent} {'yes' if effect.agreed else 'no'}"
            case Hide():
                yield "! hide"
            case RaiseUrgency():
                yield "! urgent"


def _screen(screen: Screen) -> Iterator[str]:
    own = {f"globals/{step.removeprefix('globals.')}" for step in screen.steps}
    for part in screen.parts:
        if part.startswith("globals/") and part not in own:
            yield f"+{part.removeprefix('globals/')}"
    yield from screen.steps
    *rows, fixed = screen.rows
    assert {button.value for button in fixed} in FIXED, "the last row is always there"
    for row in rows:
        for button in row:
            yield f"[{button.value}]" if button.value else f"[copy {button.copy_fact}]"


def replayed(bundle: Bundle, written: str) -> str:
    """The talk as it goes today."""
    teams = frozenset() if "\nclosed\n" in written else frozenset(bundle.teams)
    talk, said = Talk(bundle, teams), list[str]()
    for line in written.splitlines():
        if line.startswith("> "):
            said += [line, *lines(talk.does(line[2:]))]
        elif not line.startswith(("<", "!")):
            said.append(line)
    return "\n".join(said) + "\n"


def talks() -> list[Path]:
    return sorted(Path(__file__).parent.glob("*.talk"))
