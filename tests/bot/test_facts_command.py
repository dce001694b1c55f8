"""`helpline facts`: what must be checked, until when, by whom, and where people read it meanwhile."""

from __future__ import annotations

import json

from typer.testing import CliRunner, Result

from bot.cli import app
from flows.engine.due import NOTICE, due_by, left
from flows.engine.shown import Shown
from tests.flows.example import example_bundle
from tests.flows.house import TODAY, house_bundle

HOUSE = house_bundle()
SHOWN = Shown(HOUSE)


def helpline(*words: str) -> Result:
    return CliRunner().invoke(app, ["facts", *words])


def words_of(name: str) -> dict[str, str]:
    return dict(SHOWN.of(HOUSE.facts[name]))


# --- where it is shown -------------------------------------------------------------------------------------------


def test_a_step_is_named_by_the_buttons_that_lead_there() -> None:
    assert words_of("wage_from_21") == {
        "pay.rates": "Work and visa > Pay > The rates",
        "pay.sum": "Work and visa > Pay > Pay for a week > Twenty-one or more",
    }
    assert words_of("law_keep_passport")["passport-kept.law"] == "My passport > My employer"
    assert words_of("silent_call") == {
        "urgent-danger.call_now": "Danger now > Yes, now",
        "phrases.silent_call": "the phrasebook of the desk",
    }
    assert words_of("two_exceptions")["ask-person.agree"] == "A person"


def test_what_belongs_to_no_topic_alone_is_named_as_it_is_called() -> None:
    named = words_of("emergency_number")
    assert named["globals.emergency_now"] == "a sentence of the program itself"
    assert named["danger-first.still_soon"] == 'the part "danger-first"'


def test_every_fact_of_the_house_is_shown_somewhere_and_each_place_has_words() -> None:
    for fact in HOUSE.facts.values():
        places = SHOWN.of(fact)
        assert places or fact.desk, f"{fact.name} is shown nowhere"
        assert all(where.words for where in places)


def test_a_fact_that_only_the_desk_works_with_is_said_to_be_one() -> None:
    ran = CliRunner().invoke(app, ["facts", "show", "look_again_days", "--today", "2026-11-24"])
    assert "shown   to the desk only" in ran.stdout


def test_a_fact_that_nobody_is_shown_has_no_place() -> None:
    bundle = example_bundle()
    assert {fact.name for fact in bundle.facts.values() if not Shown(bundle).of(fact)} == {
        "wage_from_21", "wage_from_18", "wage_under_18",
    }  # fmt: skip


# --- what is due -------------------------------------------------------------------------------------------------


def test_what_is_due_by_a_day_comes_in_the_order_of_the_days() -> None:
    assert due_by(HOUSE.facts, TODAY) == []
    first = due_by(HOUSE.facts, TODAY + NOTICE * 2)
    assert [fact.name for fact in first] == ["six_months_planned", "tribunal_problem", "tribunal_time"]
    assert len(due_by(HOUSE.facts, TODAY.replace(year=2028))) == len(HOUSE.facts)


def test_how_long_there_still_is() -> None:
    fact = HOUSE.facts["tribunal_time"]  # 23 January 2027
    said = {day: left(fact, fact.check_again.replace(day=day)) for day in (20, 22, 23, 24, 30)}
    assert said == {20: "in 3 days", 22: "tomorrow", 23: "today", 24: "late since yesterday", 30: "late for 7 days"}


def test_the_list_says_who_where_from_and_where_it_is_shown() -> None:
    told = helpline("due", "--by", "2027-01-31", "--today", "2026-11-24")
    assert told.exit_code == 0
    assert "2027-01-23  tribunal_time  (in 60 days)\n" in told.stdout
    assert "    by      content-team: Checks the facts against their sources\n" in told.stdout
    assert "    says    The time to start is short: 3 months less 1 day" in told.stdout
    assert "    source  https://www.hcrlaw.com/" in told.stdout
    assert "    confirm whether a longer time of 6 months counts already\n" in told.stdout
    assert "    shown   tribunal.short  (Work and visa > Making a claim)\n" in told.stdout
    assert "tribunal.time  (Work and visa > Making a claim > The time)\n" in told.stdout
    assert "3 facts have to be checked by 2027-01-31.\n" in told.stdout
    assert "check_again:" in told.stdout.splitlines()[-2]


def test_without_a_day_it_looks_thirty_days_ahead_and_says_when_the_first_comes() -> None:
    told = helpline("due", "--today", "2026-11-24").stdout
    assert told == "Nothing has to be checked by 2026-12-24. The first day is 2027-01-23.\n"
    assert "tribunal_time" in helpline("due", "--today", "2026-12-24").stdout


def test_programs_get_the_same_as_json() -> None:
    told = json.loads(helpline("due", "--by", "2027-04-01", "--today", "2027-03-31", "--json").stdout)
    found = {each["fact"]: each for each in told}
    assert [each["check_again"] for each in told] == sorted(each["check_again"] for each in told)
    assert (found["emergency_number"]["late"], found["emergency_number"]["days"]) == (True, -36)
    rate = found["wage_from_21"]
    assert (rate["late"], rate["days"], rate["says"], rate["lines"]) == (False, 1, "£12.71", ["4.16"])
    assert {"step": "pay.rates", "words": "Work and visa > Pay > The rates"} in rate["shown"]


def test_one_fact_can_be_looked_at() -> None:
    told = helpline("show", "silent_call", "--today", "2026-11-24")
    assert told.stdout.startswith("2027-02-23  silent_call  (in 91 days)\n")
    assert "confidence B, checked on 2026-11-23, lines 5.02\n" in told.stdout
    assert json.loads(helpline("show", "odw_visa", "--json").stdout)["changing"] is True
    wrong = helpline("show", "silent_cal")
    assert wrong.exit_code == 2 and "did you mean silent_call?" in wrong.output
    assert helpline("due", "--by", "soon").exit_code == 2
