"""Twelve languages, all of every text, and nobody's name under any of it: said so, also in README.md."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.page_parts import NoPlace
from bot.settings import HOUSE as TREE
from bot.tongues import coverage
from bot.tongues.house import House, Tongue
from bot.tongues.po import Entry, write
from bot.tongues.reviews import whole
from bot.tongues.signatures import LIVE, Verdict
from bot.tongues.status import Standing, as_data, as_row, next_for, standings
from bot.tongues.topics import topics
from tests.flows.house import CONTENT
from tests.tongues.signer import entries

HOUSE = House.open(CONTENT)
TWELVE = {"en", "fil", "id", "hi", "ar", "ur", "si", "ta", "ne", "bn", "am", "es"}


@pytest.fixture(scope="module")
def all_of_them() -> list[Standing]:
    return list(standings(HOUSE))


def test_twelve_languages_are_complete_and_signed_by_nobody(all_of_them: list[Standing]) -> None:
    told = {standing.tongue.code: as_data(standing) for standing in all_of_them}
    assert told.keys() == TWELVE
    for code, data in told.items():
        assert (code, data["per_cent"], data["complete"], data["signed"]) == (code, 100, data["texts"], 0)
        assert {state for state, count in data["states"].items() if count} == {"not reviewed"}


@pytest.mark.parametrize("tongue", tuple(HOUSE.translated()), ids=lambda tongue: tongue.code)
def test_no_gate_finds_anything_in_any_catalogue_also_of_those_that_wait(tongue: Tongue) -> None:
    said = (HOUSE.bundle, tongue.language, tongue.file, tongue.source or b"")
    shown, wrong = whole(*said, HOUSE.glossary, HOUSE.meanings)
    assert wrong == [], "\n".join(fault.render() for fault in wrong)
    assert shown.keys() == HOUSE.bundle.texts.keys()


def test_every_text_belongs_somewhere_and_what_is_urgent_comes_first() -> None:
    found = topics(HOUSE.bundle)
    assert list(found)[:4] == ["danger", "consent", "core", "passport-kept"]
    assert {key for keys in found.values() for key in keys} == set(HOUSE.bundle.written)
    assert {"urgent-danger/call_now/say", "is-it-safe/safe_now/ask", "danger-first/still_soon/say"} <= set(
        found["danger"]
    )
    assert "ask-person/agree/consent.text" in found["consent"]
    assert "facts/law_keep_passport/text" in found["passport-kept"], "whoever reads a text reads the facts in it"


# --- what it says of a language on its way -----------------------------------------------------------------------


@pytest.fixture
def begun(tmp_path: Path) -> House:
    """A house in which Spanish lacks a text, has a stale one, one of nobody's writing, and words of a speaker."""
    shutil.copytree(CONTENT, tmp_path / "content")
    house = House.open(tmp_path / "content")
    made = entries(house.bundle.texts)
    made.entries["urgent-danger/danger/ask"].text = ""
    made.entries["pay/main/ask"] = replace(made.entries["pay/main/ask"], was="Old.", flags={"fuzzy"})
    made.entries["welcome/later/ask"] = Entry("welcome/later/ask", house.bundle.texts["welcome/later/ask"], "Call 112.")
    made.head = 'msgid ""\nmsgstr ""\n"Language: es\\n"'
    path = tmp_path / "content" / "locales" / "es" / "LC_MESSAGES" / "flows.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(write(made))
    words = tmp_path / "content" / "words" / "es.yaml"
    words.write_text(words.read_text("utf-8").replace("# draft: machine", "# a speaker chose them", 1), "utf-8")
    return House.open(tmp_path / "content")


def test_what_is_missing_stale_and_broken_is_counted_and_what_comes_next_is_named(begun: House) -> None:
    [standing] = standings(begun, ["es"])
    data = as_data(standing)
    texts = len(begun.bundle.written)
    assert (data["complete"], data["per_cent"], data["state"]) == (texts - 3, 99, "preview")
    assert {state: data["states"][state] for state in ("missing", "stale", "broken")} == {
        "missing": 1,
        "stale": 1,
        "broken": 1,
    }
    assert data["topics"]["danger"]["missing"] == 1
    assert next(next_for(standing)).startswith("danger: 1 missing, ")
    assert as_row(standing)[:7] == ("es", "Español", "99 %", "0", "1", "2", "ok")


def test_recordings_that_are_asked_for_are_counted(begun: House) -> None:
    [standing] = standings(begun, ["es"])
    lacking = replace(standing, voice=(1, 3))
    assert "2 recordings" in list(next_for(lacking))
    assert as_row(lacking)[7] == "1/3"


def test_a_catalogue_that_cannot_be_read_is_broken_as_a_whole(begun: House) -> None:
    begun.tongue("es").path.write_bytes(b"<<<<<<< HEAD")  # type: ignore[union-attr]
    [standing] = standings(House.open(begun.root), ["es"])
    assert as_data(standing)["states"]["broken"] == len(begun.bundle.written)


# --- the table ---------------------------------------------------------------------------------------------------


def test_the_table_in_the_readme_is_of_today(all_of_them: list[Standing]) -> None:
    page = (TREE / "README.md").read_text("utf-8")
    made = coverage.table(all_of_them)
    assert coverage.PART.written(page, made) == page, "it must be written anew: helpline i18n coverage --write"
    assert "Signed by a speaker: none yet, in any language." in made


def test_a_table_tells_what_is_lacking_and_what_is_signed(all_of_them: list[Standing]) -> None:
    arabic = next(standing for standing in all_of_them if standing.tongue.code == "ar")
    verdicts = dict(arabic.verdicts)
    verdicts["pay/main/ask"] = Verdict("missing")
    verdicts["ask-person/agree/consent.text"] = Verdict(LIVE)
    rows = coverage.table([replace(arabic, verdicts=verdicts)]).splitlines()
    assert "| consent | 8 | 100, 1 |" in rows
    [pay] = [row for row in rows if row.startswith("| pay |")]
    assert pay.endswith("| 97 |")
    assert "Behind the comma" in rows[-1]


def test_the_table_stands_between_its_marks_and_nothing_else_is_touched() -> None:
    page = f"Before.\n{coverage.PART.begins}\nold\n{coverage.PART.ends}\nAfter.\n"
    assert (
        coverage.PART.written(page, "| new |")
        == f"Before.\n{coverage.PART.begins}\n| new |\n{coverage.PART.ends}\nAfter.\n"
    )
    for without in ("Before.", coverage.PART.begins, coverage.PART.ends):
        with pytest.raises(NoPlace):
            coverage.PART.written(without, "x")
