"""The report on capacity: what is printed, written as CSV and drawn on a page, of a desk full of singletons."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.report_page import page
from bot.reporting import HEAD, Figure, Report, as_csv, figures, in_words, monday, report, week
from bot.words import Words
from handoff.statistics import LEAST, Counted, Line
from tests.bot.test_cli import helpline
from tests.flows.house import house_bundle
from tests.handoff.test_statistics import synthetic

SMALL = range(1, LEAST)
HOUSE = house_bundle()
BEGAN, TODAY = date(2025, 1, 6), date(2027, 6, 1)
YEARS = (date(2025, 1, 1), date(2027, 5, 31))


def dated(busy: float = 3.0) -> list[Counted]:
    """Two years of a small desk, from a day on."""
    return [row._replace(week=row.week + week(BEGAN)) for row in synthetic(3, busy)]


ROWS = dated()


def told(since: date = YEARS[0], until: date = YEARS[1], today: date = TODAY, rows: list[Counted] = ROWS) -> Report:
    return report(rows, HOUSE, Words(HOUSE, {}), since, until, today)


def test_weeks_begin_on_monday_and_are_told_whole() -> None:
    assert monday(week(date(2026, 11, 26))) == date(2026, 11, 23)
    found = told(date(2026, 1, 1), date(2026, 9, 30))
    first, last = min(it.since for it in found.lines), max(it.until for it in found.lines)
    assert monday(first) >= date(2026, 1, 1) and monday(last) + timedelta(days=6) <= date(2026, 9, 30)


def test_a_week_that_is_not_over_is_not_told() -> None:
    for today in (date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 29)):
        assert max(line.until for line in told(today=today).lines) < week(today)


def test_the_csv_has_no_small_number_and_no_word_that_is_not_ours() -> None:
    found = list(csv.reader(as_csv(told()).splitlines()))
    assert tuple(found[0]) == HEAD and len(found) > 50
    assert not [row for row in found[1:] if int(row[-1]) in SMALL]
    words = {word for row in found[1:] for word in (row[0], row[1], row[4])}
    assert all(re.fullmatch(r"[A-Za-z0-9 ,()+-]*", word) for word in words)


def test_the_page_stands_alone_and_shows_the_same_numbers() -> None:
    found = told()
    html = page(found)
    assert "<script" not in html and not re.search(r"(src|href|url\()", html)
    drawn = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]
    numbers = [
        int(text.text)
        for svg in drawn
        for text in svg.iter("{http://www.w3.org/2000/svg}text")
        if text.text and text.text.isdigit() and "text-anchor" not in text.attrib
    ]
    assert sorted(numbers) == sorted(line.many for line in found.lines)
    assert not [number for number in numbers if number in SMALL]
    assert "Of all reasonable-grounds decisions of October to December 2025, 38% were negative." in html
    assert "(Home Office NRM statistics, 2026-02-19)" in html


def test_shares_are_of_what_is_told_apart() -> None:
    """Twenty-five decisions in one week, ten of them negative."""
    here = week(date(2026, 3, 2))
    rows = [Counted(here, "rg", "", "", 25), *(
        Counted(here, "rg", split, value, many)
        for split, value, many in (
            ("outcome", "negative", 10), ("outcome", "positive", 15), ("days", "0-6", 24), ("days", "7-13", 1),
            ("target", "in-time", 22), ("target", "later", 3),
        )
    )]  # fmt: skip
    found = {each.what: each for each in figures(told(rows=rows))}
    assert found["reasonable-grounds decisions negative"] == Figure(
        "reasonable-grounds decisions negative", 10, 40, 25, 25
    )
    assert found["Reasonable-grounds decisions"].number == 25
    assert "reasonable-grounds decisions within the time that is aimed at" not in found, "3 were later: not told apart"


def test_a_share_says_of_how_many_it_is() -> None:
    """Where few had the one outcome, the time is missing from the share, and the reader can see how much that is."""
    assert Figure("x", 11, 14, 81, 228).told == "14% (11 of 81, 81 of 228 told apart)"
    assert Figure("x", 10, 40, 25, 25).told == "40% (10 of 25)" and Figure("x", 25).told == "25"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("0-6", "7-13", "14-27"), "0-27"), (("56-111", "112+"), "56+"), (("2", "3", "4-5"), "2-5"),
        (("112+", "not-known"), "112+ or not known"),
        (("no-answer", "withdrawn"), "no answer or taken back by the desk"),
    ],
)  # fmt: skip
def test_steps_that_follow_each_other_are_one(values: tuple[str, ...], words: str) -> None:
    assert in_words(Line("accepted", "days", 0, 1, values, 9)) == words


def test_of_a_desk_with_little_to_count_nothing_is_told() -> None:
    rows = [Counted(week(date(2026, 3, 2)), "rg", *split, 4) for split in (("", ""), ("outcome", "negative"))]
    found = told(rows=rows)
    assert found.lines == [] and figures(found) == []
    assert "nothing can be told of it" in page(found)


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """With the counts of that desk."""
    url = f"sqlite:///{tmp_path_factory.mktemp('report') / 'ledger.db'}"
    engine = open_engine(url)
    migrate(engine)
    with engine.begin() as db:
        rows = [row._asdict() for row in ROWS]
        db.execute(insert(t.tallies), [{**row, "count": row.pop("many")} for row in rows])
    engine.dispose()
    return url


def test_the_command_prints_figures_and_writes_what_is_asked_for(database: str, tmp_path: Path) -> None:
    files = {"--csv": tmp_path / "report.csv", "--page": tmp_path / "report.html"}
    named = [word for option, path in files.items() for word in (option, str(path))]
    ran = helpline("report", "--from", "2025-01-01", "--to", "2026-06-30", *named, HELPLINE_DATABASE=database)
    assert ran.returncode == 0, ran.stderr
    assert "A First Responder said yes" in ran.stdout and "%" in ran.stdout
    assert "Of all reasonable-grounds decisions of 2024, 47% were negative. (Hope for Justice, 2025)" in ran.stdout
    assert "Read it before it leaves the house." in ran.stdout
    assert files["--csv"].read_text("utf-8").startswith(",".join(HEAD)) and "<svg" in files["--page"].read_text("utf-8")


def test_a_day_that_is_none_is_told(database: str) -> None:
    ran = helpline("report", "--from", "2025", "--to", "2026-06-30", HELPLINE_DATABASE=database)
    assert ran.returncode == 2 and "write a day as in 2027-04-06" in ran.stderr
