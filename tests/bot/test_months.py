"""Days as she writes them, and where their names come from."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date

from bot.months import MONTHS, WEEKDAYS, said, with_weekday
from tests.flows.house import house_bundle


@pytest.mark.parametrize("language", MONTHS)
def test_they_are_what_cldr_has(language: str) -> None:
    locale = Locale.parse("en_GB" if language == "en" else language)
    of = " 'de' " if language == "es" else " "
    for month in range(1, 13):
        day = date(2026, month, 5)
        assert said(day.isoformat(), language) == format_date(day, f"d{of}MMMM{of}y", locale)
        assert said(day.isoformat()[:7], language) == format_date(day, f"MMMM{of}y", locale)


@pytest.mark.parametrize("language", WEEKDAYS)
def test_so_are_the_days_of_the_week(language: str) -> None:
    locale = Locale.parse("en_GB" if language == "en" else language)
    of = " 'de' " if language == "es" else " "
    for day in range(1, 8):
        assert with_weekday(date(2027, 2, day), language) == format_date(date(2027, 2, day), f"EEEE d{of}MMMM", locale)


def test_in_spanish_it_is_written_as_in_a_sentence() -> None:
    assert said("2026-11-05", "es") == format_date(date(2026, 11, 5), "long", Locale.parse("es"))


def test_every_language_of_the_house_has_its_months() -> None:
    assert {language.code for language in house_bundle().languages} <= MONTHS.keys() & WEEKDAYS.keys()


@pytest.mark.parametrize("written", ["2026", "2026-13", "2026-02-30", "", "soon"])
def test_what_is_no_day_stands_as_it_is(written: str) -> None:
    assert said(written, "ar") == written


def test_a_language_without_names_is_given_the_day_as_it_was_written() -> None:
    assert said("2026-11-05", "xx") == "2026-11-05"


def test_before_she_has_picked_a_language_it_is_english() -> None:
    assert said("2026-11-05", "") == "5 November 2026"
