"""What the collection of facts looked for and did not find is said by nobody here: no text, no button, no number."""

from __future__ import annotations

import re

import pytest

from tests.flows.test_content import full
from tests.flows.visit import HOUSE, all_screens, told

# What must still be confirmed is left out: it says of itself that it is not known.
SAID = tuple(
    sorted(
        {told(screen) for _, screen in all_screens()}
        | {full(key) for key in HOUSE.texts if not key.endswith("/confirm")}
    )
)

# Line of the collection; what would state it; how that would read, so that the pattern is shown to catch it.
NOT_FOUND = [
    ("1.04 1.71 2.35", r"20(?:25|26)\b[^.]*\b(?:days|weeks|months)\b[^.]*\b(?:average|usual|waited)",
     "In 2026 it took 40 days on average."),
    ("1.04", r"(?:now|today|usually) (?:takes|lasts|waits?)[^.]*\d", "The first decision now takes about 30 days."),
    ("1.14", r"since (?:January )?2026[^.]*(?:support|contract)|new contract", "A new contract began."),
    ("1.10", r"\b(?:9|nine|45) (?:working )?days\b", "Support ends 9 working days after a no."),
    ("1.44 1.46 1.47 1.72 1.74", r"\bBill\b|judicial review|section 29|new law of 2026|credibility",
     "The Immigration and Asylum Bill changes this."),
    ("1.75", r"guidance (?:of|from|version)\b|version \d", "The guidance, version 3.12, says so."),
    ("2.10 2.34", r"Kalayaan (?:now |again )?(?:takes|accepts|has opened)|new First Responders? (?:were|was) named",
     "Kalayaan takes new requests again."),
    ("2.29 10.10", r"\d+ ?% of (?:the )?(?:workers|charities|survivors|clients)", "70% of workers have no day off."),
    ("3.07", r"form takes|(?:hours|minutes) to (?:complete|fill)", "The form takes four hours."),
    ("4.02", r"£\s?531|\bfee\b|visa costs", "The visa costs £531."),
    ("4.16", r"April 2027", "From April 2027 the rate is another one."),
    ("4.30", r"6 months (?:is|are|counts|from the problem)|limit is (?:now )?6 months|\bsix months to (?:start|claim)",
     "The limit is now 6 months."),
    ("4.34", r"(?:protocol|police) (?:now|today) (?:must|do not|does not|never)", "The police now must not tell."),
    ("5.06", r"(?:121 700|Unseen|Exploitation Helpline)[^.]*\.? ?(?:It (?:answers|is open) )?(?:day and night|daily)",
     "Unseen answers day and night."),
    ("5.08", r"Kalayaan (?:answers|is open)|Kalayaan[^.]*\b(?:Monday|weekdays|appointment)",
     "Kalayaan is open from Monday on."),
    ("6.01", r"\d[\d,]* (?:domestic )?workers (?:come|came)|\d[\d,]* visas", "About 23,000 visas are given."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "pattern", "like"), NOT_FOUND, ids=[line for line, _, _ in NOT_FOUND])
def test_it_is_not_stated(line: str, pattern: str, like: str) -> None:
    stated = re.compile(pattern, re.IGNORECASE)
    assert stated.search(like), "the pattern catches nothing"
    assert [said for said in SAID if stated.search(said)] == []


NO_NUMBER = {
    "5.09": "Voice of Domestic Workers",
    "5.10": "Filipino Domestic Workers Association",
    "5.16 4.19": "Fair Work Agency",
}


@pytest.mark.parametrize("name", NO_NUMBER.values(), ids=NO_NUMBER)
def test_a_telephone_number_that_was_not_found_is_not_given(name: str) -> None:
    for said in SAID:
        for sentence in re.split(r"(?<=[.?!])\s+|\n", said):
            assert not (name in sentence and re.search(r"\d{3}[\d ]{4,}", sentence)), sentence


def test_numbers_from_memory_or_of_before_are_in_no_fact() -> None:
    """5.12 out of hours, 5.16 before the Fair Work Agency, 5.26 to 5.29, 5.31, 5.37, and those of 2.01 and 2.13."""
    left_out = {
        "01412128553", "08004320804", "03456025020", "02085710800", "08081454990", "07534424826", "02077007311",
        "0800555111", "03003038151", "01415322723", "08088005000", "03000724345",
    }  # fmt: skip
    given = {
        re.sub(r"\D", "", shown) for fact in HOUSE.facts.values() for shown in (fact.value, *fact.variants.values())
    }
    assert given.isdisjoint(left_out)
    assert not [number for number in left_out for said in SAID if number in re.sub(r"\D", "", said)]


def test_the_planned_limit_is_told_as_planned_and_never_without_the_one_that_counts() -> None:
    told_of_it = [said for said in SAID if "October 2026" in said]
    assert told_of_it
    assert all("planned" in said and "could not confirm" in said for said in told_of_it)


def test_what_is_not_known_is_said_to_be_unknown_where_somebody_would_ask() -> None:
    confirm = {name: HOUSE.texts[fact.confirm] for name, fact in HOUSE.facts.items() if fact.confirm}
    assert "whether" in confirm["tribunal_time"] and "whether" in confirm["kalayaan_full"]
    assert "telephone number" in confirm["fair_work_agency"]
    assert "at which hours" in confirm["slavery_helpline"]
    assert any("We do not know how each police office does it today." in said for said in SAID)
