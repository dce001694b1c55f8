"""The engine by itself, without any world: one step, and the reading and checking of all content."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple, cast

from bot import content
from bot.proving import prove
from flows.engine.bundle import Bundle
from flows.engine.model import Began, Circumstances, Input, Say, Screen, Session, Tapped
from flows.engine.run import take_turn

HOUSE = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)  # any day: a step and a check ask for it, their cost does not depend on it
TURNS_OF_A_VISIT = 40


class Timed(NamedTuple):
    check_seconds: float
    step_us: float


def measured(steps: int) -> Timed:
    """Reads and checks everything and proves it in all languages, then walks at random through all flows and takes the
    same turns again by the clock. The processor's clock: what else the machine does meanwhile is not the engine's cost.
    """
    began = time.perf_counter()
    root = HOUSE / "flows" / "content"
    bundle, words = content.load(root)
    prove(bundle, words, content.read(root), TODAY)
    checked = time.perf_counter() - began
    around = Circumstances(TODAY, frozenset(bundle.teams))
    turns = list(_walk(bundle, steps, around))
    started = time.process_time()
    for session, heard in turns:
        take_turn(bundle, session, heard, around)
    return Timed(checked, 1e6 * (time.process_time() - started) / steps)


def _walk(bundle: Bundle, steps: int, around: Circumstances) -> Iterator[tuple[Session, Input]]:
    """Visits of workers who tap, each from its first /start."""
    random, session, heard, here = Random(1), Session(), cast(Input, Began()), 0
    for _ in range(steps):
        yield session, heard
        session, effects = take_turn(bundle, session, heard, around)
        screen = next((effect.screen for effect in effects if isinstance(effect, Say)), None)
        heard, here = _next(random, session, screen), here + 1
        if here == TURNS_OF_A_VISIT:
            session, heard, here = Session(), Began(), 0


def _next(random: Random, session: Session, screen: Screen | None) -> Input:
    """A random button of the flow, or the way back to the beginning."""
    offered = [button.value for row in screen.rows for button in row if button.value] if screen else []
    flow = [value for value in offered if not value.endswith("!")]
    if screen is None or not flow:
        return Began()
    return Tapped(screen.at, session.generation, random.choice(flow))


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))._asdict()))
