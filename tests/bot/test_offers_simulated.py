"""Looking for a First Responder: what the page shows is what is played, and every offer in it ends."""

from __future__ import annotations

import pytest

from bot.organisations import organisations
from bot.simulation.offers import CASES, WAYS, Looking, play
from handoff.referral.directory import ANSWERS_IN, Ended, remit
from tests.bot.test_simulation_page import printed, shown
from tests.flows.house import house_bundle

SEED = 1
KNOWN = organisations(house_bundle())


@pytest.fixture(scope="module")
def played() -> dict[str, list[Looking]]:
    return {name: play(KNOWN, choose, SEED) for name, choose in WAYS.items()}


def test_the_page_shows_what_is_played() -> None:
    assert shown(2) == printed("referrals")


def test_every_offer_ends_and_who_was_found_was_asked(played: dict[str, list[Looking]]) -> None:
    for everybody in played.values():
        assert len(everybody) == CASES
        for one in everybody:
            assert all(each.ended is not None and each.on is not None for each in one.tries)
            assert all(each.on and (each.on - each.asked) <= 1.5 * ANSWERS_IN for each in one.tries)
            assert (one.found is not None) == any(each.ended is Ended.ACCEPTED for each in one.tries)


def test_the_directory_asks_nobody_outside_a_remit_and_the_fixed_list_does(played: dict[str, list[Looking]]) -> None:
    named = {one.name: one for one in KNOWN}
    wrong = {
        name: sum(bool(remit(named[each.organisation], one.need).outside) for one in everybody for each in one.tries)
        for name, everybody in played.items()
    }
    assert wrong["the directory"] == 0 == wrong["by known remits"]
    assert wrong["one fixed list"] > CASES / 2


def test_it_is_the_same_world_for_all_three(played: dict[str, list[Looking]]) -> None:
    needs = [[(one.since, one.need) for one in everybody] for everybody in played.values()]
    assert needs[0] == needs[1] == needs[2]


def test_somebody_is_found_sooner_than_with_a_fixed_list(played: dict[str, list[Looking]]) -> None:
    middle = {name: sorted(one.days for one in everybody)[CASES // 2] for name, everybody in played.items()}
    assert middle["the directory"] < middle["one fixed list"]
