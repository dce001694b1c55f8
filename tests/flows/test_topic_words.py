"""Words that lead to a topic are found in a sentence at the menu, not in the middle of something. Danger always is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.engine.model import Session, Wrote
from flows.engine.run import take_turn
from tests.flows.anything import HOUSE
from tests.flows.test_turns import AROUND, at, parts


def test_at_the_menu_a_topic_is_found_in_a_sentence() -> None:
    menu = Session(HOUSE.id, "en", generation=1)
    assert take_turn(HOUSE, menu, Wrote("She keeps my passport."), AROUND).session.stack[0].flow == "passport-kept"
    both = take_turn(HOUSE, menu, Wrote("He keeps my passport and threatens me"), AROUND)
    assert both.session.stack[0].flow == "violence", "of several the first of the list"


@pytest.mark.parametrize(
    "written", ["I asked for my passport", "They said that I have no visa", "no money, no holiday"]
)
def test_in_a_flow_a_sentence_never_leads_away(written: str) -> None:
    session = at(HOUSE, "who_has_it", "passport-kept")
    turn = take_turn(HOUSE, session, Wrote(written), AROUND)
    assert turn.session.stack == session.stack
    assert parts(turn) == ("globals/not_understood", "passport-kept/who_has_it/ask")


def test_in_a_flow_the_word_alone_leads_to_its_topic() -> None:
    turn = take_turn(HOUSE, at(HOUSE, "who_has_it", "passport-kept"), Wrote("Visa?"), AROUND)
    assert turn.session.stack[0].flow == "visa"


@pytest.mark.parametrize("language", [language.code for language in HOUSE.languages])
def test_her_words_for_danger_count_in_the_middle_of_anything(language: str) -> None:
    """Also those that stand in texts of ours: whoever writes them back to us is shown the number once too often."""
    for phrase in HOUSE.words[language].own_danger.all:
        for session in (
            Session(HOUSE.id, language, generation=1),
            replace(at(HOUSE, "who_has_it", "passport-kept"), language=language),
        ):
            turn = take_turn(HOUSE, session, Wrote(f"visa {phrase} passport"), AROUND)
            assert parts(turn)[0] == "globals/emergency_now", phrase
