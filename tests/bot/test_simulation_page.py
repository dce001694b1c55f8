"""docs/simulation.md shows what the program prints, number by number; and what it shows is a desk at its limits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.simulating import MONTHS, SEED
from bot.settings import HOUSE
from bot.simulation import drawing
from bot.simulation.rush import WORKERS, Rush, rush, share
from bot.telegram.pace import BOT, GROUP, PRIVATE
from handoff.model import Urgency

PAGE = HOUSE / "docs" / "simulation.md"


def printed(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, ["simulate", *arguments])
    assert result.exit_code == 0, result.output
    return [line.rstrip() for line in result.output.strip().splitlines()]


def shown(nth: int) -> list[str]:
    """The nth block of the page."""
    return PAGE.read_text(encoding="utf-8").split("```")[2 * nth + 1].strip().splitlines()


@pytest.fixture(scope="module")
def played() -> Rush:
    return rush(SEED)


def test_the_page_shows_the_desk_that_is_played(played: Rush) -> None:
    assert shown(0) == printed("desk")
    assert (HOUSE / "docs" / "simulation.svg").read_text(encoding="utf-8") == drawing.svg(played)


def test_the_page_shows_the_months_that_are_played() -> None:
    """The first of them; all, when months are played."""
    lines = shown(1)
    assert len(lines) == 1 + MONTHS
    assert lines[:2] == printed("waits", "--months", "1")


def test_everybody_waits_at_once_and_everybody_is_served_danger_first(played: Rush) -> None:
    assert max(played.line) == WORKERS == sum(map(len, played.waits.values()))
    middle = [share(played.waits[urgency], 0.5) for urgency in Urgency]
    assert all(sooner <= later for sooner, later in pairwise(middle))


def test_telegram_is_asked_no_faster_than_it_takes(played: Rush) -> None:
    assert played.busiest <= BOT[1] + 1 / BOT[0]
    late = {what: max(delays) for what, delays in played.delays.items()}
    assert late["card in the staff chat"] > GROUP[0], "sixty cards are more than a group takes at once"
    assert late["to a worker"] <= PRIVATE[0]
