"""The explorer and a walker that knows no trick say the same about worlds made up at random."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest

from flows.engine.explore import Asked, explore
from flows.engine.explore_live import Reads
from flows.engine.explore_stride import Strides
from flows.engine.explore_ways import Ways
from flows.engine.fault import Fault
from tests.flows.house import TODAY
from tests.flows.naive import Naive, World
from tests.flows.naive_verdicts import Verdict, Verdicts
from tests.flows.worlds import bundle_of, world

WORLDS = int(os.environ.get("WORLDS", "500"))
_OF_CIRCLES = ("F015", "F018", "F080", "F083", "F086", "F087")


def _said(made: World, fault: Fault) -> Verdict:
    """As the other one says it: by step and line, not by place in a file."""
    file, line, column = fault.spot
    if fault.code in _OF_CIRCLES:
        return fault.code, "", "", -1
    if fault.code == "F012" and "the flow" in fault.sentence:
        return "F012", file, "", -1
    return fault.code, file, list(made.flows[file])[line - 1], column - 2 if fault.code == "F025" else -1


def _both(seed: int) -> tuple[set[Verdict], set[Verdict]]:
    made = world(Random(seed))
    faults = explore(bundle_of(made), Asked(TODAY, {})).faults
    return {_said(made, fault) for fault in faults}, Verdicts(Naive(made)).all()


def test_both_say_the_same_about_every_world() -> None:
    met: Counter[str] = Counter()
    for seed in range(WORLDS):
        explored, plain = _both(seed)
        only = f"only the explorer {explored - plain}, only the other {plain - explored}"
        assert explored == plain, f"world {seed}: {only}"
        met.update({code for code, *_ in plain} or {"none"})
    wanted = {f"F0{code}" for code in (12, 15, 17, 18, 25, 50, 80, 81, 82, 83, 84, 85, 86, 92)}
    assert wanted <= met.keys(), f"never met: {sorted(wanted - met.keys())}; else nothing is proven about them"


@pytest.mark.parametrize(
    ("what", "wrong"),
    [
        ("answers dropped that are still read", (Reads, "plain", lambda reads, name, value: None)),
        ("a person is where nobody is", (Ways, "taps_to_a_person", lambda ways: ([0] * len(ways.questions), 1))),
        ("one line is never looked at", (Strides, "line", lambda strides, here: None)),
    ],
)
def test_a_walk_that_is_wrong_would_be_noticed(
    what: str, wrong: tuple[type, str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*wrong)
    assert any(explored != plain for explored, plain in map(_both, range(60))), what
