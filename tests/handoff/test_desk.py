"""What staff read: nothing of hers in the group, and bad news in four parts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.desk import TEXTS, card, help_lines, not_sent, refusal, say, slots_of, waited
from handoff.model import Case, CaseId, Refused, StaffId, State, Token, Urgency

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CASE = Case(CaseId(b"c" * 16), "MAPLE-LAMP-27", State.WAITING, Urgency.NOW, "fil", Token(7), NOON)
WHYS = sorted(key.removeprefix("refused.") for key in TEXTS if key.startswith("refused."))


def test_the_card_is_the_code_name_the_language_the_urgency_and_the_wait() -> None:
    assert card(CASE, "Filipino", 12) == "MAPLE-LAMP-27\nFilipino · 🔴 now · waiting 12 minutes"


def test_no_card_has_room_for_anything_else() -> None:
    for key in TEXTS:
        if key.startswith("card."):
            assert slots_of(key) <= {"code", "language", "urgency", "waited", "name", "why"}
    for key in TEXTS:
        if key.startswith("why_next."):
            assert slots_of(key) <= {"urgency", "waited"}, "what the staff chat is told of the one who is next"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "less than a minute"),
        (0, "less than a minute"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (74, "1 hour"),
        (75, "1 hour 15 minutes"),
        (179, "2 hours 45 minutes"),
        (24 * 60, "1 day"),
        (25 * 60, "1 day 1 hour"),
        (50 * 60, "2 days 2 hours"),
        (8 * 24 * 60 + 300, "8 days"),
    ],
)
def test_a_wait_in_words(minutes: int, words: str) -> None:
    assert waited(minutes) == words


@given(st.integers(0, 10**6))
def test_a_wait_is_never_said_longer_than_it_was(minutes: int) -> None:
    size = {"minute": 1, "hour": 60, "day": 1440}
    said = sum(int(n) * size[unit] for n, unit in re.findall(r"(\d+) (minute|hour|day)", waited(minutes)))
    assert said <= minutes < said + max(1, said // 4 + 1) or minutes < 1


def test_a_message_that_was_stopped_says_which_case_what_is_safe_and_what_to_do() -> None:
    stale = Refused("not_holder", StaffId(b"rose"))
    assert not_sent(stale, "MAPLE-LAMP-27", "Rose") == (
        "MAPLE-LAMP-27 - your message was not sent: the case is no longer with you. She has not seen it, and nobody "
        "else has. You can: copy it for Rose, who has the case now."
    )
    assert "went back to the queue" in not_sent(Refused("not_holder"), "MAPLE-LAMP-27")
    assert "the case is closed" in not_sent(Refused("closed"), "MAPLE-LAMP-27")


@pytest.mark.parametrize("why", WHYS)
def test_every_refusal_has_its_sentence(why: str) -> None:
    said = refusal(Refused(why, StaffId(b"rose")), "MAPLE-LAMP-27", "Rose")
    assert said and "{" not in said


def bad_news(key: str) -> bool:
    return (
        key.startswith(("not_sent", "not_delivered", "not_passed_on", "hidden", "lease_", "erased"))
        and key != "hidden.back"
    )


def faults(key: str, text: str) -> list[str]:
    """What is wrong with a staff sentence. The guard itself is tested below."""
    found = []
    if re.search(r"\b(users?|clients?|agents?|customers?|tickets?|counsell?ors?)\b", text, re.IGNORECASE):
        found.append("not a house word")
    if len(text) > 600:
        found.append("too long")
    if bad_news(key) and "You can: " not in text:
        found.append("does not say what one can do")
    if bad_news(key) and "{code}" not in text and key != "not_sent.no_case":
        found.append("does not say which case")
    if key.startswith("toast.") and len(text) > 150:
        found.append("too long to flash up")
    if set(slots_of(key) if key in TEXTS else ()) & {"text", "words", "first_name", "username", "phone"}:
        found.append("has room for what is hers")
    return found


def test_all_sentences_keep_the_house_rules() -> None:
    assert {key: faults(key, text) for key, text in TEXTS.items() if faults(key, text)} == {}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("x", "The user has left."),
        ("x", "a" * 601),
        ("not_sent.x", "{code} - it was not sent."),
        ("hidden", "She has hidden it. You can: wait."),
        ("toast.x", "b" * 151),
    ],
)
def test_the_guard_over_the_sentences_bites(key: str, text: str) -> None:
    assert faults(key, text)


def test_a_slot_forgotten_or_invented_is_an_error_and_a_value_is_no_template() -> None:
    with pytest.raises(ValueError, match="slots"):
        say("toast.taken")
    with pytest.raises(ValueError, match="slots"):
        say("toast.taken", name="Rose", code="X")
    with pytest.raises(KeyError):
        say("toast.unknown")
    assert say("toast.taken", name="{code} {name.__class__}") == "{code} {name.__class__} has it."


def test_the_help_lists_every_command_the_sentences_speak_of() -> None:
    spoken_of = set(re.findall(r"(?<!\w)/([a-z]+)", " ".join(TEXTS.values())))
    listed = set(re.findall(r"^/([a-z]+) - ", help_lines(), re.MULTILINE))
    assert spoken_of == listed
