"""The engine by itself, without any world: one step, and the reading and checking of all content."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from flows.engine.model import Began, Circumstances, Input, Say, Screen, Session, Tapped

HOUSE = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)  # any day: a step asks for it, its cost does not depend on it
TURNS_OF_A_VISIT = 40


class Timed(NamedTuple):
    check_seconds: float
    step_us: float


def measured(steps: int) -> Timed:
    """Reads and checks everything, then walks at random through all flows."""
    from bot import content
    from flows.engine import bundle, run

    began = time.perf_counter()
    loaded = bundle.load(content.read(HOUSE / "flows" / "content"))
    content.catalogues(HOUSE / "locales", loaded)
    checked = time.perf_counter() - began

    random, around = Random(1), Circumstances(TODAY)
    session, screen, spent, here = Session(), None, 0.0, 0
    for k in range(steps + steps // 10):
        heard = _next(random, session, screen) if here < TURNS_OF_A_VISIT else Began()
        if heard == Began():
            session, here = Session(), 0
        started = time.perf_counter()
        turn = run.take_turn(loaded, session, heard, around)
        took = time.perf_counter() - started
        spent += took if k >= steps // 10 else 0.0  # the first tenth warms the caches
        session, here = turn.session, here + 1
        screen = next((effect.screen for effect in turn.effects if isinstance(effect, Say)), None)
    return Timed(checked, 1e6 * spent / steps)


def _next(random: Random, session: Session, screen: Screen | None) -> Input:
    """A random button of the flow, or the way back to the beginning."""
    offered = [button.value for row in screen.rows for button in row if button.value] if screen else []
    flow = [value for value in offered if not value.endswith("!")]
    if screen is None or not flow:
        return Began()
    return Tapped(screen.at, session.generation, random.choice(flow))


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))._asdict()))
