"""The explorer walks with the engine's own steps; here both are held side by side, in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

from flows.engine.bundle import Bundle, load
from flows.engine.explore_graph import Graph
from flows.engine.explore_stride import Situation, Stride
from flows.engine.model import (
    Answer,
    Began,
    Circumstances,
    Input,
    Place,
    RunStep,
    Say,
    Screen,
    Sent,
    Session,
    Tapped,
    Wrote,
)
from flows.engine.run import take_turn
from tests.flows.first import house_bundle
from tests.flows.house import TODAY
from tests.flows.small import topic

Seen = tuple[tuple[Place, ...], tuple[tuple[str, Answer], ...], int]
"""What both can be compared by: the places, the answers that still matter, how often she was not understood."""

ASKING = """
first:
  ask: How old are you?
  answer: {kind: age, min: 1, max: 99}
  save: age
  if_wrong: I could not find a number in that.
  tries: 3
  else: too_hard
  next: where
  skip: where
where:
  ask: Where are you?
  answer: {kind: country}
  save: country
  skip: agree
  next: agree
agree:
  consent: {to: talk_with_advocate, text: May we?, agree: Yes please, refuse: No thanks}
  agreed: story
  refused: sort
story:
  ask: What happened?
  answer: {kind: message, accept: [text, voice], most: 3}
  save: story
  skip: hand_over
  next: hand_over
hand_over:
  handoff: {to: advocates, urgency: soon, summary: [age, story], closed: closed}
  say: It is on its way.
  next: sort
sort:
  branch:
    - when: age is less than 18 or country is one of UK, IE
      next: young
    - when: danger is now and story is known
      next: closed
  otherwise: done
young: {say: There is help for you., next: more}
more: {run: urgent-danger, then: {safe: done, not_safe: closed}}
closed: {say: "Call {emergency_number}.", next: done}
too_hard: {say: That is all right., next: sort}
done: {end: true}
"""
WORDS = ("1", "2", "yes", "no", "skip", "17", "18", "40", "UK", "FR", "what?", "", "a long story")
ELSEWHERE = ("hide", "emergency", "person", "menu", "back", "passport")


@cache
def _asking() -> Bundle:
    return load(topic(ASKING))


@cache
def _graph(which: str) -> Graph:
    return Graph(house_bundle() if which == "house" else _asking())


def _code(kind: str, heard: str) -> str | None:
    return heard.upper() if heard in ("uk", "ie", "fr") else None


def _around(open_: bool) -> Circumstances:
    return Circumstances(TODAY, frozenset({"advocates"} if open_ else ()), names=_code)


def _seen(graph: Graph, session: Session) -> Iterator[Seen]:
    """One for each flow that was interrupted, and one for the flow she is in."""
    stride = Stride(graph.bundle, session, _around(True))
    stride.settle()
    stack: list[Place] = []
    for nth, place in enumerate(stride.stack):
        step, above = graph.bundle.steps[place], stride.stack[nth + 1 : nth + 2]
        stack.append(place)
        if above and not (isinstance(step, RunStep) and step.flow == above[0].flow):
            yield _of(graph, tuple(stack), session, 0)
            stack = []
    if stack:
        yield _of(graph, tuple(stack), session, stride.tries)


def _of(graph: Graph, stack: tuple[Place, ...], session: Session, tries: int) -> Seen:
    return stack, graph.strides.plain(graph.strides.live.of(stack), session.answers), tries


def _act(random: Random, session: Session, screen: Screen | None) -> Input:
    offered = [button.value for row in screen.rows for button in row if button.value] if screen else []
    onward = [value for value in offered if value not in ("hide!", "person!", "lang!")] or offered
    if screen is not None and offered and random.random() < 0.7:
        return Tapped(screen.at, session.generation, random.choice(onward if random.random() < 0.93 else offered))
    if random.random() < 0.2:
        return random.choice((Began(), Sent("voice", "v"), Sent("photo", "p"), Wrote(random.choice(ELSEWHERE))))
    return Wrote(random.choice(WORDS))


@pytest.mark.parametrize("which", ["house", "asking"])
def test_wherever_a_real_chat_comes_the_explorer_has_been(which: str) -> None:
    graph = _graph(which)
    known = {(here.stack, here.answers, here.tries) for here in graph.situations}
    random, met = Random(7), set[Seen]()
    for _ in range(200):
        session, screen = Session(), None
        for _ in range(60):
            around = _around(random.random() < 0.5)
            session, effects = take_turn(graph.bundle, session, _act(random, session, screen), around)
            screen = next((effect.screen for effect in effects if isinstance(effect, Say)), None)
            for seen in _seen(graph, session):
                assert seen in known, f"{seen[0]} with {dict(seen[1])}, not understood {seen[2]} times"
                met.add(seen)
    asked = {here.stack for here in graph.situations if graph.strides.card(here)}
    assert {stack for stack, _, _ in met} >= asked, "else the chats have not been anywhere"


@pytest.mark.parametrize("which", ["house", "asking"])
def test_whatever_the_explorer_does_a_real_chat_does_too(which: str) -> None:
    graph, compared = _graph(which), 0
    for number, here in enumerate(graph.situations):
        card = graph.strides.card(here)
        for move in graph.moves[number] if card else ():
            if card is None or move.did.kind != "tap":
                continue
            given = {name: graph.bundle.consents[name].version for name in here.consents}
            answers = dict(here.answers)
            session = Session(graph.bundle.id, "en", here.stack, answers, given, 1, here.tries, here.hidden)
            for open_ in (True, False):
                turn = take_turn(graph.bundle, session, Tapped(card.at, 1, move.did.value), _around(open_))
                if turn.session.hidden == here.hidden or not here.hidden:
                    assert set(_seen(graph, turn.session)) <= _rests(graph, move.to), (here, move)
                compared += 1
    assert compared > 50


def _rests(graph: Graph, number: int) -> set[Seen]:
    """Where the chat can come to rest from here by itself; nothing for the menu."""
    todo, found, seen = [number], set[Seen](), set[int]()
    while todo:
        here = todo.pop()
        there: Situation = graph.situations[here]
        if here in seen or not there.stack:
            continue
        seen.add(here)
        if graph.is_question(here):
            found.add((there.stack, there.answers, there.tries))
            continue
        for move in graph.moves[here]:
            if move.did.kind == "person":
                after = graph.situations[move.to]
                found.add((after.stack, after.answers, after.tries))
            else:
                todo.append(move.to)
    return found
