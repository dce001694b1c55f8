"""What a helpline carries: the model against what is known of lines, and the page against the model."""

from __future__ import annotations

from math import factorial
from random import Random

import pytest

from bot.commands.simulating import SEED
from bot.simulation import capacity, capacity_told
from bot.simulation.capacity import (
    BATCH,
    CARD,
    HOUR,
    PERSON,
    House,
    Measured,
    cards,
    carries,
    committed,
    paced,
    person,
    through,
)  # fmt: skip
from bot.telegram.pace import GROUP, PRIVATE, Pace
from tests.bot.test_simulation_page import shown

TEN_MS = Measured(update=0.0, write=0.0, commit=0.01)


def test_a_line_before_one_server_is_as_long_as_the_formula_says() -> None:
    """Poisson arrivals and equal work: rho / (2 (1 - rho)) of the work is waited (Pollaczek and Khinchine)."""
    chance, at, times = Random(5), 0.0, []
    for _ in range(200_000):
        at += chance.expovariate(0.8)
        times.append(at)
    waited = [done - at - 1.0 for at, done in zip(times, through(times, 1.0), strict=True)]
    assert sum(waited) / len(waited) == pytest.approx(0.8 / (2 * 0.2), rel=0.05)


def test_a_desk_makes_people_wait_as_erlang_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open all day, one rate all day, talks of exponential length: the share that waits is Erlang's C."""
    monkeypatch.setattr(capacity, "OPENS", 0)
    monkeypatch.setattr(capacity, "CLOSES", 24)
    chance, minutes, servers = Exponential(7), 30.0, 12
    chance.mean = minutes
    monkeypatch.setattr(capacity, "A_DAY", (1.0,) * 24)
    a_day = 0.8 * servers * 24 * 60 / minutes / capacity.ASK
    house = House(advocates=servers // capacity.AT_ONCE)
    waits = [wait for _ in range(60) for wait in person(a_day, house, chance)]
    assert sum(wait > 0 for wait in waits) / len(waits) == pytest.approx(_erlang_c(servers, 0.8 * servers), abs=0.04)


class Exponential(Random):
    mean = 0.0

    def lognormvariate(self, mu: float = 0.0, sigma: float = 1.0) -> float:
        return self.expovariate(1 / self.mean)


def _erlang_c(servers: int, load: float) -> float:
    waits = load**servers / factorial(servers) * servers / (servers - load)
    return waits / (sum(load**k / factorial(k) for k in range(servers)) + waits)


def test_what_waits_goes_into_one_transaction_and_no_more_than_fits() -> None:
    times = [0.0] + [0.001] * (BATCH + 1)
    assert list(committed(times, TEN_MS)) == pytest.approx([0.01] + [0.02] * BATCH + [0.03])


@pytest.mark.parametrize(("pace", "group"), [(GROUP, True), (PRIVATE, False)])
def test_calls_leave_as_the_gate_lets_them(pace: tuple[float, float], group: bool) -> None:
    chance, kept = Random(3), Pace()
    times = sorted(chance.uniform(0, 60) for _ in range(100))
    gate = [at + kept.wait(b"chat", group=group, now=at) for at in times]
    assert list(paced(times, pace)) == pytest.approx(gate)


def test_twice_the_tokens_carry_twice_the_workers_and_a_slower_disk_fewer() -> None:
    one, two = (carries(capacity.cards, capacity.CARD, House(bots=n), 1) for n in (1, 2))
    assert two == pytest.approx(2 * one, rel=0.15)
    slow = House(Measured(0.0, 0.01, 0.01))
    assert carries(capacity._written, capacity.ANSWER, slow, 1) < HOUR * 24 / 14 / 0.01


def test_the_page_shows_what_is_played() -> None:
    """All but what takes a minute to look for: the limits of processor and database."""
    page = shown(3)
    assert "\n".join(page).endswith(capacity_told.plot(SEED).strip())
    house = House()
    for what, waits, bar in (("desks", person, PERSON), ("staff groups", cards, CARD)):
        assert f"  {what:<18}{carries(waits, bar, house, SEED):>14,}" in page[4] + page[5] + page[6] + page[7]
