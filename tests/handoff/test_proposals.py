"""What she has said to the bot is not asked again, and no sentence is made up for her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from handoff.referral.proposals import MEANT, QUOTED, SAYS_NOTHING, Tapped, proposed, with_proposals
from handoff.referral.record import From, Record

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TAMIL = Tapped("Who has your passport now?\n– My employer", "உங்கள் கடவுச்சீட்டு\n– என் முதலாளி", "ta")


def forgotten(answers: Iterable[str]) -> set[str]:
    """Answers of hers of which nobody has decided whether the form asks them again."""
    return set(answers) - MEANT.keys() - QUOTED.keys() - SAYS_NOTHING.keys()


def test_the_guard_sees_an_answer_that_nobody_has_thought_of() -> None:
    assert forgotten(["nation", "who_pays_her"]) == {"who_pays_her"}


def test_what_she_tapped_is_quoted_with_where_it_comes_from() -> None:
    [(field, told)] = proposed({"who_has_it": "employer"}, {"who_has_it": TAMIL}, NOON)
    assert (field, told.value, told.confirmed) == ("how-they-were-treated", TAMIL.english, False)
    assert told.words and (told.words.text, told.words.language) == (TAMIL.hers, "ta")
    assert (told.source.what, told.source.ref) == (From.FLOW, "who_has_it")


def test_without_the_words_that_stood_there_nothing_is_said_for_her() -> None:
    assert list(proposed({"who_has_it": "employer"}, {}, NOON)) == []
    assert list(proposed({"who_has_it": "me"}, {"who_has_it": TAMIL}, NOON)) == []
    record = with_proposals(Record({}), {"nation": "wales", "danger": "now"}, {}, NOON)
    assert list(record.entries) == ["fr-location"]
