"""Paths that were gone on one bundle, gone again on a draft: who would see something else or be stuck. Pure.

A path is names only: where she stood, and the value of the button she chose. What somebody wrote is never in it; a
written answer is "written" or "voice", and another one stands in for it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from flows.engine.bundle import Bundle
from flows.engine.changes import Edition
from flows.engine.grammar import PLACEHOLDER
from flows.engine.model import (
    Answer,
    AnswerStep,
    Began,
    Circumstances,
    Hide,
    Input,
    OpenCase,
    Place,
    Say,
    Screen,
    Sent,
    Session,
    Tapped,
    Turn,
    Wrote,
)
from flows.engine.run import take_turn

WRITTEN, VOICE = "written", "voice"
_LEFT_OUT = ("person!", "hide!", "lang!", "back!", "menu!")  # they are the same everywhere
_STAND_INS = {
    "age": "30",
    "date": "2020-01-31",
    "future": "2120-01-31",
    "phone": "020 7946 0123",
    "country": "x",
    "language": "x",
}
_LONGEST = 40  # choices of one path


class Choice(NamedTuple):
    """`at`: "flow.step" where it was made, or "" where nobody noted it."""

    at: str
    value: str


@dataclass(frozen=True, slots=True)
class Path:
    """`start`: the flow in which it begins, or "" for the first screen. `times`: how many have gone it."""

    name: str
    choices: tuple[Choice, ...]
    start: str = ""
    given: Mapping[str, Answer] = field(default_factory=dict)
    times: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: stuck | elsewhere | otherwise | unknown, the worst first."""

    kind: str
    at: str
    sentence: str
    paths: int
    example: str


Difference = tuple[str, str, str]  # kind, at, sentence
KINDS = ("stuck", "elsewhere", "otherwise", "unknown")


def rehearse(published: Edition, draft: Edition, paths: Iterable[Path], today: date) -> tuple[Finding, ...]:
    """Each difference once, with how many paths come by it and the name of one."""
    counted: Counter[Difference] = Counter()
    examples: dict[Difference, str] = {}
    for path in paths:
        for found in dict.fromkeys(_compared(published, draft, path, today)):
            counted[found] += path.times
            examples.setdefault(found, path.name)
    order = sorted(counted, key=lambda found: (KINDS.index(found[0]), -counted[found], found[1]))
    return tuple(Finding(*found, counted[found], examples[found]) for found in order)


def _compared(published: Edition, draft: Edition, path: Path, today: date) -> Iterator[Difference]:
    old, new = _begun(published.bundle, path, today), _begun(draft.bundle, path, today)
    if old is None or new is None:
        where = "published" if old is None else "draft"
        yield "unknown" if old is None else "stuck", path.start, f"There is no flow {path.start} in the {where}."
        return
    for at, value in path.choices:
        yield from _otherwise(published, draft, old.screen, new.screen)
        if at not in ("", old.at):
            yield "unknown", at, f"On what is published this path is at {old.at} and not at {at}."
            return
        went, goes = old.choose(value), new.choose(value)
        if went is None:
            yield "unknown", old.at, f"On what is published {old.at} does not offer “{value}”."
            return
        if goes is None:
            yield "stuck", old.at, f"“{value}” is not offered any more: they would be asked again at {new.at}."
            return
        if _now(draft.bundle, went.at) != goes.at:
            yield "elsewhere", old.at, f"After “{value}” they would come to {goes.at}, and came to {went.at}."
            return
        old, new = went, goes
    yield from _otherwise(published, draft, old.screen, new.screen)


def _now(draft: Bundle, at: str) -> str:
    """The step's name in the draft."""
    flow, dot, step = at.partition(".")
    return f"{flow}.{draft.flows[flow].renamed.get(step, step)}" if dot and flow in draft.flows else at


# --- one path on one bundle --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a path has come to."""

    bundle: Bundle
    session: Session
    screen: Screen | None
    at: str
    today: date

    def choose(self, value: str) -> _Here | None:
        """None: nobody offers it here."""
        heard = _heard(self, value)
        if heard is None or self.screen is None:
            return None
        turn = take_turn(self.bundle, self.session, heard, _around(self.bundle, self.today))
        return _after(self.bundle, turn, self.today)


def _begun(bundle: Bundle, path: Path, today: date) -> _Here | None:
    if path.start and path.start not in bundle.flows:
        return None
    stack = (Place(path.start, bundle.flows[path.start].start),) if path.start else ()
    session = Session(bundle.id, "en", stack, path.given)
    return _after(bundle, take_turn(bundle, session, Began(), _around(bundle, today)), today)


def _after(bundle: Bundle, turn: Turn, today: date) -> _Here:
    screen = next((effect.screen for effect in turn.effects if isinstance(effect, Say)), None)
    if any(isinstance(effect, OpenCase) for effect in turn.effects):
        return _Here(bundle, turn.session, None, "a person", today)
    if any(isinstance(effect, Hide) for effect in turn.effects):
        return _Here(bundle, turn.session, None, "the hidden chat", today)
    place = turn.session.stack[-1] if turn.session.stack else Place("the", "menu")
    return _Here(bundle, turn.session, screen, ".".join(place) if turn.session.stack else "the menu", today)


def _around(bundle: Bundle, today: date) -> Circumstances:
    return Circumstances(today, frozenset(bundle.teams), names=lambda kind, said: "GB" if kind == "country" else "en")


def _heard(here: _Here, value: str) -> Input | None:
    step = here.bundle.steps.get(here.session.stack[-1]) if here.session.stack else None
    if value in (WRITTEN, VOICE):
        if not isinstance(step, AnswerStep):
            return None
        if step.answer.kind == "message":
            return Sent("voice", "") if value == VOICE else Wrote("-")
        lowest = str(step.answer.minimum or 1)
        kind = "future" if step.answer.day == "future" else step.answer.kind
        standing = (*step.answer.choices, _STAND_INS.get(kind, lowest))
        return Wrote(standing[0])
    shown = [button.value for row in (here.screen.rows if here.screen else ()) for button in row]
    offered = next((each for each in (value, f"{value}!") if each in shown), None)  # as in tests: "!" may be left out
    return Tapped(here.screen.at, here.session.generation, offered) if here.screen and offered else None


def _otherwise(published: Edition, draft: Edition, old: Screen | None, new: Screen | None) -> Iterator[Difference]:
    """The same step in other words, or with other buttons."""
    if old is None or new is None:
        return
    at = old.steps[-1] if old.steps else ""
    shown, shows = _labels(published, old), _labels(draft, new)
    relabelled = any(label != shows.get(value, label) for value, label in shown.items())
    if relabelled or _words(published, old.parts) != _words(draft, new.parts):
        yield "otherwise", at, "They would read other words."
    if list(shown) != list(shows):
        more, less = (", ".join(f"“{v}”" for v in a if v not in b) for a, b in ((shows, shown), (shown, shows)))
        said = " and ".join([f"{more} is new"] * bool(more) + [f"{less} is gone"] * bool(less)) or "in another order"
        yield "otherwise", at, f"Other buttons: {said}."


def _labels(edition: Edition, screen: Screen) -> dict[str, str]:
    named = {button.value: button.text or "" for row in screen.rows for button in row if not button.copy_fact}
    return {value: edition.bundle.texts.get(key, "") for value, key in named.items()}


def _words(edition: Edition, keys: Iterable[str]) -> tuple[str, ...]:
    """As English readers read them, facts filled in."""
    return tuple(_filled(edition.bundle, edition.bundle.texts.get(key, "")) for key in keys)


def _filled(bundle: Bundle, text: str) -> str:
    def fill(name: str) -> str:
        fact = bundle.facts.get(name)
        return "" if fact is None else bundle.texts.get(fact.text, "") if fact.text else fact.all_values

    return PLACEHOLDER.sub(lambda found: fill(found[1]), text)


# --- paths from walking ------------------------------------------------------------------------------------------


def walked(bundle: Bundle, today: date) -> tuple[Path, ...]:
    """To every button of every step the shortest way from the first screen. Once all have been met, nothing is left to
    look for: most situations differ only in what has been answered before."""
    begun = _begun(bundle, Path("", ()), today)
    todo: deque[tuple[_Here, tuple[Choice, ...]]] = deque([(begun, ())] if begun else [])
    been, chosen, found = set[object](), set[Choice](), list[Path]()
    wanted = _buttons(bundle)
    while todo and not wanted <= chosen:
        here, way = todo.popleft()
        state = (here.session.stack, frozenset(here.session.answers.items()), here.session.hidden)
        if state in been or here.screen is None or len(way) >= _LONGEST:
            continue
        been.add(state)
        for value in _values(here):
            choice = Choice(here.at, value)
            after = here.choose(value)
            if after is None:
                continue
            todo.append((after, (*way, choice)))
            if choice not in chosen:
                chosen.add(choice)
                found.append(Path(f"{here.at}, {value}", (*way, choice)))
    return tuple(found)


def _buttons(bundle: Bundle) -> set[Choice]:
    """All that could be met; one that never is makes the walk go to its end."""
    found = {Choice("the menu", value) for value in bundle.menu.offers}
    for place, card in bundle.cards.items():
        step = bundle.steps[place]
        more = (WRITTEN, *["done!"] * (step.answer.kind == "message")) if isinstance(step, AnswerStep) else ()
        found |= {Choice(".".join(place), value) for value in (*card.offers, *more)}
    return {choice for choice in found if _of_the_step(choice.value)}


def _of_the_step(value: str) -> bool:
    return bool(value) and value not in _LEFT_OUT and not value.startswith("lang:")


def _values(here: _Here) -> list[str]:
    step = here.bundle.steps.get(here.session.stack[-1]) if here.session.stack else None
    shown = [button.value for row in (here.screen.rows if here.screen else ()) for button in row]
    own = [value for value in shown if _of_the_step(value)]
    return [*own, WRITTEN] if isinstance(step, AnswerStep) else own
