"""The page about facts: its examples are facts that can be used, its commands say what they are said to say."""

from __future__ import annotations

import re
from datetime import date

from typer.testing import CliRunner

from bot.cli import app
from bot.settings import HOUSE as TREE
from bot.words import Words
from flows.engine.bundle import load
from flows.engine.model import Screen
from tests.flows.house import faults, house_bundle, house_files

PAGE = (TREE / "docs" / "facts.md").read_text("utf-8")
A_FACT, A_LATER_RATE = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
[TOLD] = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
HOUSE = house_bundle()


def with_fact(name: str, written: str) -> dict[str, bytes]:
    """The house with this fact instead of its own."""
    text = house_files()["facts.yaml"].decode()
    head, own, rest = re.split(rf"(^  {name}:\n(?:    .*\n)+)", text, maxsplit=1, flags=re.MULTILINE)
    assert own
    return {**house_files(), "facts.yaml": (head + written + rest).encode()}


def test_the_first_example_is_the_fact_as_it_stands() -> None:
    assert A_FACT in house_files()["facts.yaml"].decode()


def test_the_rate_that_begins_later_does_so_on_its_day() -> None:
    files = with_fact("wage_from_21", A_LATER_RATE)
    assert [fault.code for fault in faults(files, date(2026, 3, 1)) if fault.level == "error"] == []
    words, screen = Words(load(files), {}), Screen((), ("pay/rates/say",), (), "")
    before, after = (words.screen(screen, "en", {}, day).text for day in (date(2026, 3, 31), date(2026, 4, 1)))
    assert ("£12.21" in before, "£12.71" in before) == (True, False)
    assert ("£12.21" in after, "£12.71" in after) == (False, True)


def test_the_list_is_what_the_command_prints() -> None:
    ran = CliRunner().invoke(app, ["facts", "due", "--by", "2027-01-31", "--today", "2026-11-24"])
    assert TOLD in ran.stdout


def test_the_sentence_that_softens_is_quoted_as_it_is() -> None:
    said = HOUSE.texts["globals/out_of_date"].replace("{checked}", "23 November 2026")
    assert said in " ".join(PAGE.split())


def test_every_key_of_a_fact_is_on_the_page_or_in_its_examples() -> None:
    from flows.engine.grammar_files import FACT

    assert [key for key in FACT.keys if f"`{key}" not in PAGE and f"{key}:" not in PAGE] == []


def test_the_codes_that_it_names_are_those_about_facts() -> None:
    from bot.checks import titles

    for code in re.findall(r"F[0-9]{3}", PAGE):
        assert "fact" in titles()[code].lower() or code in ("F048",), code
