"""Months at a desk that never was: what workers are told of their wait holds as often as it says.

Two months here; `MONTHS=40` takes more of them, as `make soak` does.
"""

from __future__ import annotations

import os
from statistics import median

import pytest

from bot.simulation.month import Told, month, share_held

SEEDS = range(int(os.environ.get("MONTHS", "2")))
_PLAYED: dict[int, list[Told]] = {}


def played(seed: int) -> list[Told]:
    if seed not in _PLAYED:
        _PLAYED[seed] = month(seed)
    return _PLAYED[seed]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_band_for_four_of_five_holds_75_to_90_of_a_hundred(seed: int) -> None:
    told = played(seed)
    assert len(told) > 800, "a month with a queue in it"
    assert sum(each.promise is not None for each in told) > 0.9 * len(told), "most of them are told something"
    assert 0.75 <= share_held(told) <= 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_narrow_enough_to_be_of_use(seed: int) -> None:
    hours = [(each.promise.until - each.promise.since).total_seconds() / 3600 for each in played(seed) if each.promise]
    assert median(hours) < 4


def test_the_middle_of_what_was_before_would_not_do() -> None:
    """What many desks say: “it usually takes so long”. Half of those who hear it wait longer."""
    waited = [(each.waited_until - each.at).total_seconds() for each in played(0) if each.came]
    late = sum(each > median(waited[: nth + 1]) for nth, each in enumerate(waited))
    assert not 0.75 <= 1 - late / len(waited) <= 0.9
