"""The sum of a week's minimum wage: right to the penny, from rates that are in date, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.facts import Fact
from flows.engine.model import ChoiceStep, Circumstances
from flows.engine.rules import RULES, amount, pounds, week_pay, week_pay_with_room
from tests.flows.house import changed, faults
from tests.flows.visit import HOUSE, Visit, told

RATES = {name: amount(HOUSE.facts[name].value) for name in RULES["week_pay_with_room"].facts}
AGES = ("under_18", "from_18", "from_21")


def given_(age: str, hours: str) -> dict[str, str]:
    return {"age_group": age, "hours_a_week": hours}


@pytest.mark.parametrize(
    ("age", "hours", "least", "with_room"),
    [
        ("from_21", "60", "£762.60", "£684.90"),
        ("from_21", "1", "£12.71", "£0.00"),
        ("from_21", "168", "£2,135.28", "£2,057.58"),
        ("from_18", "40", "£434.00", "£356.30"),
        ("under_18", "40", "£320.00", "£242.30"),
        ("from_21", "37.5", "£476.63", "£398.93"),
    ],
)
def test_a_week_is_worked_out(age: str, hours: str, least: str, with_room: str) -> None:
    assert week_pay(given_(age, hours), RATES) == least
    assert week_pay_with_room(given_(age, hours), RATES) == with_room


@pytest.mark.parametrize(("age", "hours"), [("from_21", "169"), ("from_21", "-1"), ("from_21", "many"), ("old", "40")])
def test_what_no_week_has_is_not_worked_out(age: str, hours: str) -> None:
    assert week_pay(given_(age, hours), RATES) is None
    assert week_pay_with_room(given_(age, hours), RATES) is None


@given(st.integers(0, 168), st.integers(0, 168))
def test_more_hours_are_never_less_pay_and_a_room_never_more(one: int, two: int) -> None:
    fewer, more = sorted((one, two))
    for age in AGES:
        low, high = (amount(week_pay(given_(age, str(hours)), RATES) or "") for hours in (fewer, more))
        assert low <= high
        assert 0 <= amount(week_pay_with_room(given_(age, str(more)), RATES) or "") <= high
    by_age = [amount(week_pay(given_(age, str(more)), RATES) or "") for age in AGES]
    assert all(younger <= older for younger, older in pairwise(by_age))


def test_sums_are_written_as_the_rates_are() -> None:
    assert amount("£2,135.28") == Decimal("2135.28")
    assert pounds(Decimal("1234.005")) == "£1,234.01"
    longest = HOUSE.system["week_pay"]
    assert longest == week_pay(given_("from_21", "168"), RATES), "what the screens are measured with"


# --- on the day a rate changes -----------------------------------------------------------------------------------

BEFORE = {
    "wage_from_21": "£12.21", "wage_from_18": "£10.00", "wage_under_18": "£7.55", "room_a_day": "£10.66",
}  # fmt: skip
"""From 1 April 2025, line 4.15 of the collection of facts; what facts.yaml has since 1 April 2026 is line 4.16."""
LAST, FIRST = date(2026, 3, 31), date(2026, 4, 1)


def both_years() -> dict[str, Fact]:
    """The rates of two years, as facts that know when the later one begins."""
    return {
        name: replace(HOUSE.facts[name], value=was, later=((FIRST, HOUSE.facts[name].value),))
        for name, was in BEFORE.items()
    }


@pytest.mark.parametrize(
    ("age", "before", "after"),
    [
        ("from_21", ("£732.60", "£657.98"), ("£762.60", "£684.90")),
        ("from_18", ("£600.00", "£525.38"), ("£651.00", "£573.30")),
        ("under_18", ("£453.00", "£378.38"), ("£480.00", "£402.30")),
    ],
)
def test_the_rate_counts_that_holds_on_the_day(age: str, before: tuple[str, str], after: tuple[str, str]) -> None:
    for day, (least, with_room) in ((LAST, before), (FIRST, after)):
        told = {name: RULES[name].value(given_(age, "60"), both_years(), day) for name in RULES}
        assert told == {"week_pay": least, "week_pay_with_room": with_room}


def test_the_room_of_a_week_is_that_of_seven_days() -> None:
    """Both stand in the source, and in facts.yaml; a change of one alone would tell two things on one screen."""
    facts = HOUSE.facts
    day, week_ = facts["room_a_day"], facts["room_a_week"]
    assert amount(week_.value) == 7 * amount(day.value)
    assert [since for since, _ in day.later] == [since for since, _ in week_.later]
    assert (day.check_again, day.source) == (week_.check_again, week_.source)


def test_all_rates_end_on_the_day_on_which_new_ones_begin() -> None:
    rates = {name for rule in RULES.values() for name in rule.facts} | {"room_a_week", "rates_since"}
    assert {HOUSE.facts[name].check_again for name in rates} == {date(2027, 4, 1)}
    assert {HOUSE.facts[name].lines for name in rates} == {("4.16",)}


# --- as she meets it ---------------------------------------------------------------------------------------------


def week(hours: str = "60", today: date = date(2026, 11, 24)) -> Visit:
    visit = Visit(around=Circumstances(today, frozenset(HOUSE.teams)))
    visit.types("salary")
    visit.taps("week", "from_21")
    visit.types(hours)
    return visit


def test_she_writes_her_hours_and_reads_the_sum_with_its_sources() -> None:
    visit = week()
    assert "of one week is £762.60" in told(visit.screen)
    assert "up to £77.70 may be counted" in told(visit.screen)
    assert "Then £684.90 must still be paid" in told(visit.screen)
    named = {fact.name for fact in HOUSE.facts_of(visit.screen.parts)}
    assert named == {"wage_from_21", "wage_from_18", "wage_under_18", "room_a_day", "room_a_week"}
    assert visit.screen.steps == ("pay.sum", "pay.main")


@pytest.mark.parametrize(
    ("age", "least", "with_room"),
    [("from_21", "£508.40", "£430.70"), ("from_18", "£434.00", "£356.30"), ("under_18", "£320.00", "£242.30")],
)
def test_each_age_is_told_its_own_rate(age: str, least: str, with_room: str) -> None:
    visit = Visit()
    visit.types("salary")
    visit.taps("week", age)
    visit.types("40")
    assert f"of one week is {least}" in told(visit.screen)
    assert f"Then {with_room} must still be paid" in told(visit.screen)


def test_the_ages_on_the_buttons_are_those_of_the_rates() -> None:
    asked = HOUSE.flows["pay"].steps["age_group"]
    assert isinstance(asked, ChoiceStep)
    assert {option.value: HOUSE.texts[option.text] for option in asked.options} == {
        "from_21": "Twenty-one or more", "from_18": "Eighteen to twenty", "under_18": "Under eighteen",
    }  # fmt: skip
    rates = HOUSE.texts["pay/rates/say"].splitlines()
    assert "{wage_from_21} from age twenty-one" in rates
    assert "{wage_from_18} at eighteen to twenty" in rates
    assert "{wage_under_18} under eighteen" in rates


def test_who_does_not_say_her_age_is_told_no_sum() -> None:
    visit = Visit()
    visit.types("salary")
    assert visit.taps("week", "skip!").steps == ("pay.main",)
    assert visit.screen.slots == ()


def test_her_hours_are_forgotten_with_the_turn() -> None:
    assert "hours_a_week" not in week().session.answers


def test_on_the_last_day_of_a_rate_it_is_worked_out_and_on_the_next_nobody_is_told_an_old_sum() -> None:
    assert "£762.60" in told(week(today=date(2027, 3, 31)).screen)
    after = week(today=date(2027, 4, 1))
    assert after.screen.parts == ("globals/cannot_work_out", "pay/main/ask")
    assert after.screen.slots == ()


@pytest.mark.parametrize("hours", ["nonsense", "400", "0"])
def test_hours_that_no_week_has_are_asked_again_and_then_left(hours: str) -> None:
    visit = week(hours)
    assert visit.screen.parts[0] == "pay/hours_a_week/if_wrong"
    visit.types(hours)
    assert visit.screen.steps[-1] == "pay.main"
    assert visit.screen.slots == ()


def test_a_rule_without_its_answer_or_its_rate_stops_the_start() -> None:
    assert "F006" in {fault.code for fault in faults(changed("answers.yaml", "rule: week_pay}", "rule: weak_pay}"))}
    files = changed("answers.yaml", "  hours_a_week:", "  hours_a_month:")
    said = [fault.sentence for fault in faults(files) if fault.code == "F062"]
    assert said == ['The rule needs the answer "hours_a_week", and nobody asks for it.'] * 2
    files = changed("facts.yaml", 'value: "£11.10"', "value: eleven")
    assert [fault.code for fault in faults(files)] == ["F062"]
    differs = "for: {nation: {scotland: £11.20, otherwise: £11.10}}"
    files = changed("facts.yaml", 'value: "£11.10"', differs)
    assert {fault.code for fault in faults(files)} == {"F062"}, "a rule would take one of them for everybody"
