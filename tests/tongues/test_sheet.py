"""Out to a translator and back: nothing is lost, nothing wrong comes in, and no signature stands there by itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from translate.storage.xliff import xlifffile

from bot.tongues import glossary, po, sheet, xliff
from bot.tongues.bring import Brought, Desk, bring
from bot.tongues.bring import rows as rows_of
from bot.tongues.po import FUZZY, Catalogue, Entry
from bot.tongues.sheet import NotASheet, Row
from bot.tongues.signatures import Judge
from flows.engine.draft import Language
from tests.flows.house import CONTENT, house_bundle
from tests.tongues.signer import entries, signed

BUNDLE = house_bundle()
KEY, DANGER = "passport-kept/who_has_it/ask", "urgent-danger/call_now/say"
GLOSSARY = glossary.of(CONTENT)
DESK = Desk(BUNDLE, Language("es", "Español", "ltr", "preview"), GLOSSARY, "ana", date(2026, 11, 25))
HOUSE = entries(BUNDLE.texts)
HOUSE.entries[KEY].text = "¿Dónde está su pasaporte?"


def exported(catalogue: Catalogue = HOUSE) -> bytes:
    verdicts = Judge.of(BUNDLE, "es").verdicts(catalogue)
    return sheet.export(BUNDLE, "es", catalogue, verdicts, GLOSSARY, BUNDLE.written)


def cells(source: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(source.decode("utf-8-sig"), newline="")))


def back(changes: dict[str, dict[str, str]], catalogue: Catalogue = HOUSE, delimiter: str = ",") -> Brought:
    """As a spreadsheet saves it, with other things in some cells."""
    rows = cells(exported(catalogue))
    out = io.StringIO()
    made = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    made.writeheader()
    made.writerows({**row, **changes.get(row["key"], {})} for row in rows)
    return bring(DESK, catalogue, sheet.rows(out.getvalue().encode("utf-8-sig")))


def written(text: str, key: str = KEY, catalogue: Catalogue = HOUSE) -> Brought:
    return back({key: {"translation es": text}}, catalogue)


def why(brought: Brought) -> str:
    assert brought.taken == ()
    [refused] = brought.refused
    return refused.why


def test_a_sheet_that_nobody_wrote_in_changes_nothing() -> None:
    found = bring(DESK, HOUSE, sheet.rows(exported()))
    assert (found.taken, found.refused) == ((), ())
    assert po.write(found.catalogue) == po.write(HOUSE)


def test_a_translator_sees_what_she_must_know() -> None:
    rows = {row["key"]: row for row in cells(exported())}
    assert rows.keys() == BUNDLE.written.keys()
    assert rows[DANGER]["note"].startswith("{emergency_number} = 999")
    assert rows["globals/person"]["agreed words"] == "person = persona"
    assert rows["globals/person"]["letters at most"] == "32"
    assert rows[KEY]["state"] == "not reviewed"
    stale = replace(HOUSE.entries[KEY], was="An older sentence.", flags={FUZZY})
    old = {row["key"]: row for row in cells(exported(replace(HOUSE, entries={**HOUSE.entries, KEY: stale})))}
    assert (old[KEY]["English before"], old[KEY]["state"]) == ("An older sentence.", "stale")


def test_what_comes_back_names_its_maker_and_has_no_signature() -> None:
    before = {
        **HOUSE.entries,
        KEY: signed(replace(HOUSE.entries[KEY], notes=["draft: machine", "ask her"]), "reader_one"),
    }
    found = written("¿Quién tiene su pasaporte?", catalogue=replace(HOUSE, entries=before))
    assert found.taken == (KEY,)
    entry = found.catalogue.entries[KEY]
    assert (entry.text, entry.notes) == ("¿Quién tiene su pasaporte?", ["ask her", "translated: 2026-11-25 by ana"])


def test_a_stale_text_is_new_or_somebody_says_that_it_is_still_right() -> None:
    stale = replace(HOUSE.entries[KEY], was="An older sentence.", flags={FUZZY, "max-length:32"})
    catalogue = replace(HOUSE, entries={**HOUSE.entries, KEY: stale})
    assert back({}, catalogue).taken == ()
    for found in (back({KEY: {"still right": "Yes"}}, catalogue), written("¿Quién lo tiene?", catalogue=catalogue)):
        entry = found.catalogue.entries[KEY]
        assert (found.taken, entry.was, entry.flags) == ((KEY,), "", {"max-length:32"})


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        (DANGER, "Llame al 112.", "T002"),
        (KEY, "Llame al 0800 123 456.", "T005"),
        (KEY, "¿Quién\u200b?", "T006"),
        (KEY, "Pasaport\u0435", "T011"),
        ("globals/person", "Una persona que está aquí para usted", "T008"),
        ("globals/person", "Operadora", 'T015: "operadora" must not stand for "person". Write "persona".'),
    ],
)
def test_what_a_gate_refuses_stays_as_it_was(key: str, text: str, says: str) -> None:
    found = written(text, key)
    assert says in why(found)
    assert found.catalogue.entries[key] == HOUSE.entries[key]


def test_one_wrong_line_does_not_cost_the_others() -> None:
    found = back({KEY: {"translation es": "¿Quién lo tiene?"}, DANGER: {"translation es": "Nada."}})
    assert (found.taken, [refused.key for refused in found.refused]) == ((KEY,), [DANGER])
    assert found.refused[0].number == list(BUNDLE.written).index(DANGER) + 2, "as a spreadsheet counts"


def test_a_sheet_of_yesterday_is_refused_where_the_english_is_another() -> None:
    assert "the English has changed" in why(back({KEY: {"English": "Where is it?", "translation es": "¿Dónde está?"}}))
    row = Row(2, "nobody/knows/this", "x", "y")
    assert why(bring(DESK, HOUSE, [row])) == "there is no such text any more"
    older = replace(HOUSE, entries={**HOUSE.entries, KEY: replace(HOUSE.entries[KEY], english="Old.")})
    assert "helpline i18n update" in why(bring(DESK, older, [Row(2, KEY, BUNDLE.texts[KEY], "x")]))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted'", "'=x", "\t=1"])
def test_no_cell_is_worked_out_by_a_spreadsheet_and_it_comes_back_as_it_was(text: str) -> None:
    catalogue = replace(HOUSE, entries={**HOUSE.entries, KEY: replace(HOUSE.entries[KEY], text=text)})
    source = exported(catalogue)
    [cell] = [row["translation es"] for row in cells(source) if row["key"] == KEY]
    assert cell.startswith("'")
    [row] = [row for row in sheet.rows(source) if row.key == KEY]
    assert row.translation == text.strip()
    assert bring(DESK, catalogue, [row]).taken == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheet_of_any_country(delimiter: str) -> None:
    assert back({KEY: {"translation es": "Uno; dos, tres"}}, delimiter=delimiter).taken == (KEY,)


def test_paragraphs_come_back_whatever_a_spreadsheet_makes_of_their_ends() -> None:
    key = next(key for key, text in BUNDLE.texts.items() if "\n\n" in text and not BUNDLE.placeholders(key))
    text = BUNDLE.texts[key].upper()
    found = back({key: {"translation es": text.replace("\n", "\r\n")}})
    assert found.catalogue.entries[key].text == text


@pytest.mark.parametrize(
    "source", [b"", b"a,b\n1,2\n", b"key,English\nx,y\n", b"\xff\xfe\x00", b"key,translation es\n"]
)
def test_what_is_no_sheet_is_told(source: bytes) -> None:
    with pytest.raises(NotASheet):
        list(sheet.rows(source))


def test_a_catalogue_from_an_editor_brings_texts_and_no_signature() -> None:
    made = signed(Entry(KEY, BUNDLE.texts[KEY], "¿Quién lo tiene?", ["draft: machine"]), "reader_one")
    unsure = Entry(DANGER, BUNDLE.texts[DANGER], "Llame al {emergency_number}.", flags={FUZZY})
    rows: Iterable[Row] = rows_of(po.write(Catalogue("", {KEY: made, DANGER: unsure})))
    found = bring(DESK, HOUSE, rows)
    assert found.taken == (KEY,)
    assert found.catalogue.entries[KEY].notes == ["translated: 2026-11-25 by ana"]


def test_an_editor_in_which_nothing_is_unsure_any_more_says_that_a_stale_text_is_right() -> None:
    stale = replace(HOUSE.entries[KEY], was="An older sentence.", flags={FUZZY})
    catalogue = replace(HOUSE, entries={**HOUSE.entries, KEY: stale})
    assert bring(DESK, catalogue, rows_of(po.write(HOUSE))).taken == (KEY,)


# --- XLIFF -------------------------------------------------------------------------------------------------------


def as_xliff(catalogue: Catalogue = HOUSE) -> bytes:
    verdicts = Judge.of(BUNDLE, "es").verdicts(catalogue)
    return xliff.export(BUNDLE, "es", catalogue, verdicts, GLOSSARY, BUNDLE.written)


def test_xliff_goes_out_and_comes_back_without_loss() -> None:
    assert xliff.language_of(as_xliff()) == "es"
    assert [(row.key, row.english) for row in xliff.rows(as_xliff())] == list(BUNDLE.texts.items())
    found = bring(DESK, HOUSE, xliff.rows(as_xliff()))
    assert (found.taken, found.refused) == ((), ())


def test_another_program_reads_it_and_what_it_writes_comes_in() -> None:
    stale = replace(HOUSE.entries[KEY], was="An older sentence.", flags={FUZZY})
    catalogue = replace(HOUSE, entries={**HOUSE.entries, KEY: stale})
    theirs: Any = xlifffile(io.BytesIO(as_xliff(catalogue)))
    units = {unit.getid().rpartition("\x04")[2]: unit for unit in theirs.units}
    assert units[KEY].source == BUNDLE.texts[KEY] and "English before: An older sentence." in units[KEY].getnotes()
    assert not units[KEY].isapproved()
    units["which-nation/nation/ask"].target = "Vuelva cuando quiera."
    units[KEY].xmlelement.find(units[KEY].namespaced("target")).set("state", "translated")
    found = bring(DESK, catalogue, xliff.rows(bytes(theirs)))
    assert (set(found.taken), found.refused) == ({KEY, "which-nation/nation/ask"}, ())


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"<xliff/>",
        b"\xff\xfe<",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xliff xmlns="urn:oasis:names:tc:xliff:document:1.2">&a;</xliff>',
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"),
        b"<" * 9_000_000,
    ],
)
def test_what_is_no_xliff_or_could_blow_up_is_refused(source: bytes) -> None:
    with pytest.raises(NotASheet):
        list(xliff.rows(source))
