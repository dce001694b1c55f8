"""Sums that a text may name: tested rules over her answers and dated facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from flows.engine.facts import Fact
from flows.engine.model import Answer

Given = Mapping[str, str]
Rates = Mapping[str, Decimal]

DAYS = 7
HOURS_IN_A_WEEK = 24 * DAYS
_PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rule:
    """A sum by name: the answers it asks for, the facts it rests on."""

    work_out: Callable[[Given, Rates], str | None]
    answers: tuple[str, ...]
    facts: tuple[str, ...]

    def value(self, answers: Mapping[str, Answer], facts: Mapping[str, Fact], today: date) -> str | None:
        """None: an answer is missing, or a rate may have changed since. Then nobody is told a sum."""
        given = {name: answer for name in self.answers if isinstance(answer := answers.get(name), str)}
        if len(given) < len(self.answers) or not all(facts[name].in_date(today) for name in self.facts):
            return None
        return self.work_out(given, {name: amount(facts[name].on(today)) for name in self.facts})


def amount(written: str) -> Decimal:
    """A rate as its fact shows it: "£12.71". Raises InvalidOperation for anything else."""
    return Decimal(written.strip().removeprefix("£").replace(",", ""))


def pounds(sum_: Decimal) -> str:
    return f"£{sum_.quantize(_PENNY, ROUND_HALF_UP):,}"


# --- pay ---------------------------------------------------------------------------------------------------------

_RATE = {"from_21": "wage_from_21", "from_18": "wage_from_18", "under_18": "wage_under_18"}
_ASKED = ("age_group", "hours_a_week")


def week_pay(given: Given, rates: Rates) -> str | None:
    """The minimum wage for the hours of one week."""
    least = _least(given, rates)
    return None if least is None else pounds(least)


def week_pay_with_room(given: Given, rates: Rates) -> str | None:
    """What of it is left where the employer counts the room on every day of the week."""
    least = _least(given, rates)
    return None if least is None else pounds(max(least - DAYS * rates["room_a_day"], Decimal(0)))


def _least(given: Given, rates: Rates) -> Decimal | None:
    rate = rates.get(_RATE.get(given["age_group"], ""))
    try:
        hours = Decimal(given["hours_a_week"])
    except InvalidOperation:
        return None
    return hours * rate if rate is not None and 0 <= hours <= HOURS_IN_A_WEEK else None


RULES: Mapping[str, Rule] = {
    "week_pay": Rule(week_pay, _ASKED, tuple(_RATE.values())),
    "week_pay_with_room": Rule(week_pay_with_room, _ASKED, (*_RATE.values(), "room_a_day")),
}
"""What may stand after `rule:` in answers.yaml."""
