"""Between any two bundles of a long history, in either direction, from wherever somebody can stand: she goes on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from flows.engine.blend import blend
from flows.engine.bundle import Bundle
from flows.engine.compare import compare
from flows.engine.model import Place, Session, Step, Tapped, Turn, Wrote
from flows.engine.run import take_turn
from flows.engine.session import freeze, thaw
from flows.engine.settling import shape
from tests.flows.history import AROUND, BREAKS, choices, history, reachable, say, with_a_person

VERSIONS = range(len(history()))
PAIRS = [(old, new) for old in VERSIONS for new in VERSIONS if old != new]
RIDDLE = Wrote("zzz")  # understood by nobody: she is shown where she is
GOES_ON = 12  # turns in which every flow of the history has come to an end or to a person


def test_publishing_would_have_refused_only_what_it_must() -> None:
    found = {
        number: {fault.code for fault in compare(old, new)}
        for number, (old, new) in enumerate(pairwise(history()), 1)
        if compare(old, new)
    }
    assert found == BREAKS


@pytest.mark.parametrize("old", VERSIONS)
def test_from_wherever_she_stands_she_goes_on_in_any_other(old: int) -> None:
    states = reachable(old)
    assert len(states) > 300
    for new in VERSIONS:
        if new != old:
            before, after, proven = history()[old], history()[new], set[object]()
            for session, key in states:
                _moves(before, after, session, key, proven)


@pytest.mark.parametrize("old", VERSIONS)
def test_whoever_stays_a_day_goes_on_with_the_newest_safety(old: int) -> None:
    fitting = 0
    for new in VERSIONS:
        mixed = blend(history()[old], history()[new])
        if mixed is not None and new != old:
            fitting += 1
            proven = set[object]()
            for session, _ in reachable(old):
                turn = take_turn(mixed, session, RIDDLE, AROUND)
                if session.stack:  # behind a hidden chat she first comes back
                    assert turn.session.stack == session.stack, "nothing here has changed a flow about safety"
                _is_shown_and_kept(mixed, session, turn)
                _goes_on(mixed, turn, proven)
    spoken = [set(bundle.spoken) for bundle in history()]
    assert fitting == spoken.count(spoken[old]) - 1, "only another set of languages lets nobody stay"


def _moves(before: Bundle, after: Bundle, session: Session, key: str, proven: set[object]) -> None:
    """At once, with the old bundle known; and later, when only her session is left of it."""
    session = thaw(freeze(session))
    turn = take_turn(after, session, RIDDLE, replace(AROUND, before=before))
    _is_shown_and_kept(after, session, turn)
    _stands_right(before, after, session, turn)
    _goes_on(after, turn, proven)
    value = next(iter(before.cards[session.stack[-1]].offers), "x") if session.stack else "x"
    tapped = take_turn(after, session, Tapped(key, session.generation, value), AROUND)
    _is_shown_and_kept(after, session, tapped, tapped=True)
    _goes_on(after, tapped, proven)


def _is_shown_and_kept(bundle: Bundle, session: Session, turn: Turn, *, tapped: bool = False) -> None:
    said = say(turn)
    assert said is not None and said.screen.rows, "no silence"
    assert all(part in bundle.texts for part in said.screen.parts), "and nothing that has no words"
    assert all(place in bundle.steps for place in turn.session.stack)
    for name, answer in session.answers.items():
        now = turn.session.answers.get(name)
        assert now == answer or (tapped and now is not None) or name in bundle.fleeting, f"{name} was lost"
    assert turn.session.consents.keys() >= session.consents.keys() or "refused" in str(turn.effects)


def _stands_right(before: Bundle, after: Bundle, session: Session, turn: Turn) -> None:
    """Section by section of her stack: the same step, or the one it is called now; else the flow's start, and told."""
    wanted: list[Place] = []
    told = False
    for place in session.stack:
        flow = after.flows.get(place.flow)
        now = Place(place.flow, flow.renamed.get(place.step, place.step)) if flow else place
        if flow is None:
            told = True
        elif now in after.steps and _alike(before.steps[place], after.steps[now]):
            wanted.append(now)
        else:
            wanted.append(Place(place.flow, flow.start))
            told = True
            break
    said = say(turn)
    assert said is not None
    assert ("globals/improved" in said.screen.parts) == (told and turn.session.language != "")
    if not told and session.stack:  # behind a hidden chat she first comes back
        assert turn.session.stack == tuple(wanted)


def _alike(old: Step, new: Step) -> bool:
    return shape(old) == shape(new)


def _goes_on(bundle: Bundle, turn: Turn, proven: set[object]) -> None:
    """By the first button each time she comes to the menu, to a person, or to a screen that was proven before."""
    for _ in range(GOES_ON):
        session = turn.session
        state = (session.stack, frozenset(session.answers), session.answers.get("danger"), session.hidden)
        if state in proven or not session.stack:
            return
        proven.add(state)
        turn = take_turn(bundle, session, next(choices(bundle, session, turn)), AROUND)
        if turn.session.hidden or with_a_person(turn):
            return
        assert say(turn) is not None
    raise AssertionError(f"she goes round and round from {turn.session.stack}")
