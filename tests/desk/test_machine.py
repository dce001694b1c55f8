"""Whatever people do and whatever breaks: nothing is lost, nothing reaches a wrong person, one person speaks.

`RUNS` and `STEPS` make it larger; `make soak` does.
"""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RULE_MARKER, run_state_machine_as_test

from tests.desk.corners import PLANTED
from tests.desk.machine import Desk, DeskWithTopics
from tests.desk.people import Town

RUNS, STEPS = int(os.environ.get("RUNS", "300")), int(os.environ.get("STEPS", "30"))
ENOUGH = 120  # runs in which a fault must show; most show in ten


@pytest.fixture(scope="module", autouse=True)
def as_all_begin() -> None:
    """What every run begins with is made once, and while nothing is broken on purpose."""
    for topics in (False, True):
        Town.open(topics=topics).close()


def _runs(machine: type[Desk], runs: int, steps: int, **more: Any) -> None:
    plan = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=[*HealthCheck], **more
    )
    run_state_machine_as_test(machine, settings=plan)


@pytest.mark.parametrize("machine", [Desk, DeskWithTopics])
def test_p03_whatever_happens(machine: type[Desk]) -> None:
    phases = [Phase.reuse, Phase.generate, Phase.shrink]  # to explain a failure costs more than to find it
    _runs(machine, RUNS // 2, STEPS, phases=phases)


@pytest.mark.parametrize("fault", PLANTED)
def test_p03_it_finds_what_is_planted(fault: str) -> None:
    planted = PLANTED[fault]
    with planted.plant(), pytest.raises(AssertionError) as found:
        _runs(_corner(planted.corner), ENOUGH, 30, phases=[Phase.generate], database=None, derandomize=True)
    assert re.search(planted.finds, str(found.value)), found.value


def _corner(rules: tuple[str, ...]) -> type[Desk]:
    """The machine with no other rules than these; with all of them, if none are named."""
    assert all(hasattr(Desk, each) for each in rules)
    others = [each for each in dir(Desk) if hasattr(getattr(Desk, each), RULE_MARKER) and each not in rules]
    return type("Corner", (Desk,), dict.fromkeys(others if rules else []))
