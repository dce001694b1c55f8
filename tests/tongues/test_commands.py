"""The commands as people type them, and the page that tells of them: each line of it is run."""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.settings import HOUSE
from bot.tongues import po
from bot.tongues.coverage import PART
from bot.tongues.headers import new_head
from bot.tongues.meanings import BadLog
from bot.tongues.meanings import read as read_log
from bot.tongues.template import entries as template
from bot.tongues.update import update
from flows.engine.bundle import load
from tests.flows.example import example_files
from tests.tongues.signer import entries, signature

PAGE = (HOUSE / "docs" / "translating.md").read_text("utf-8")
LABEL, SAY, DANGER, LAW = "numbers/menu", "numbers/numbers/say", "urgent-danger/call_now/say", "facts/opening/text"
DAY = ("--today", "2026-11-24")


def helpline(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), input="")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house with one other language, a preview that nobody has signed; commands are typed beside it."""
    files = example_files()
    files["house-rules.yaml"] = files["house-rules.yaml"].replace("Español, direction: ltr, state: live", PREVIEW)
    bundle = load({name: text.encode() for name, text in files.items()})
    for name, text in files.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    made = entries(bundle.texts)
    made.head = new_head("es")
    catalogue(tmp_path).parent.mkdir(parents=True)
    catalogue(tmp_path).write_bytes(po.write(update(made, template(bundle), {}, date(2026, 11, 25)).catalogue))
    typed_in(tmp_path, monkeypatch)
    return tmp_path


PREVIEW = "Español, direction: ltr, state: preview"


def typed_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPLINE_CONTENT", str(folder / "content"))
    monkeypatch.setattr("bot.settings.HOUSE", folder)
    monkeypatch.chdir(folder)


def catalogue(folder: Path, code: str = "es") -> Path:
    return folder / "content" / "locales" / code / "LC_MESSAGES" / "flows.po"


def entry(folder: Path, key: str) -> po.Entry:
    return po.read(catalogue(folder).read_bytes()).entries[key]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def respell(folder: Path) -> None:
    edit(folder / "content" / "flows" / "numbers.yaml", "menu: Numbers", "menu: The numbers")


def sign(folder: Path, key: str, *by: str) -> None:
    """By hand, as the page says."""
    read = po.read(catalogue(folder).read_bytes())
    it = read.entries[key]
    it.notes += [signature(name, key, it.english, it.text) for name in by]
    catalogue(folder).write_bytes(po.write(read))


def status(code: str = "es") -> dict[str, Any]:
    [told] = json.loads(helpline("i18n", "status", code, "--json").stdout)
    assert isinstance(told, dict)
    return told


# --- no command signs --------------------------------------------------------------------------------------------


def test_nothing_in_the_program_writes_a_signature() -> None:
    """One file knows how one looks, to read it; and all commands of the page leave none behind (above)."""
    paths = [path for folder in ("bot", "flows", "handoff") for path in (HOUSE / folder).rglob("*.py")]
    knowing = [path.relative_to(HOUSE).as_posix() for path in paths if "reviewed:" in path.read_text("utf-8")]
    assert knowing == ["bot/tongues/notes.py"]


def test_a_fingerprint_is_only_printed(small: Path) -> None:
    before = catalogue(small).read_bytes()
    done = helpline("i18n", "fingerprint", "es", "numbers")
    it = entry(small, LABEL)
    assert signature("x", LABEL, it.english, it.text).split("#")[1] in done.output
    assert catalogue(small).read_bytes() == before
    respell(small)
    assert "none: it is not finished, or its English has changed" in helpline("i18n", "fingerprint", "es", LABEL).output
    assert helpline("i18n", "fingerprint", "es", "nobody/knows").exit_code == 2


def test_what_reviewers_have_signed_by_hand_is_counted(small: Path) -> None:
    sign(small, LABEL, "reader_one")
    sign(small, DANGER, "reader_one")
    sign(small, LAW, "reader_one", "reader_two")
    assert (status()["signed"], status()["states"]["live"]) == (2, 2)
    assert helpline("i18n", "check", "es", "--strict").exit_code == 0
    it = entry(small, LABEL)
    edit(catalogue(small), f'msgid "{it.english}"\nmsgstr "{it.text}"', f'msgid "{it.english}"\nmsgstr "Otra cosa"')
    done = helpline("i18n", "check", "es")
    assert "warning T004: This text was reviewed on 2026-11-23 by reader_one, but has been changed" in done.output
    assert done.exit_code == 0
    assert helpline("i18n", "check", "es", "--strict").exit_code == 1
    assert helpline("check", *DAY).exit_code == 0
    assert helpline("check", "--strict", *DAY).exit_code == 1, "warnings are failures too"
    assert json.loads(helpline("check", "--strict", "--json", *DAY).stdout)[0]["code"] == "T004"


def test_a_live_language_that_nobody_signed_is_refused(small: Path) -> None:
    edit(small / "content" / "house-rules.yaml", "state: preview", "state: live")
    done = helpline("check", *DAY)
    assert done.exit_code == 1
    assert f"error T007: Español is live, but nobody stands behind {status()['texts']} of its texts" in done.output


# --- the English changes -----------------------------------------------------------------------------------------


def test_a_template_of_yesterday_is_noticed_and_written_anew(small: Path) -> None:
    assert helpline("i18n", "extract", "--check").exit_code == 1, "there is none"
    assert helpline("i18n", "extract").exit_code == 0
    assert helpline("i18n", "extract", "--check").exit_code == 0
    respell(small)
    stale = helpline("i18n", "extract", "--check")
    assert (stale.exit_code, "helpline i18n extract" in stale.output) == (1, True)


def test_changed_english_makes_translations_stale(small: Path) -> None:
    respell(small)
    assert "locales/es/LC_MESSAGES/flows.po: 1 stale." in helpline("i18n", "update").output
    assert (entry(small, LABEL).was, entry(small, LABEL).fuzzy) == ("Numbers", True)
    told = status()
    assert (told["complete"], told["states"]["stale"]) == (told["texts"] - 1, 1)
    assert told["topics"]["numbers"]["stale"] == 1
    assert "as before" in helpline("i18n", "update").output


def test_a_corrected_spelling_costs_no_translation_and_no_signature(small: Path) -> None:
    sign(small, LABEL, "reader_one")
    respell(small)
    assert helpline("i18n", "same-meaning", LABEL).exit_code == 2, "a reason is asked for"
    done = helpline("i18n", "same-meaning", LABEL, "--because", "an article", "--by", "ana")
    assert done.exit_code == 0, done.output
    [said] = read_log((small / "content" / "locales" / "same-meaning.jsonl").read_bytes())
    assert (said.key, said.was, said.because, said.by) == (LABEL, "Numbers", "an article", "ana")
    helpline("i18n", "update")
    assert (status()["per_cent"], status()["signed"]) == (100, 1)
    assert helpline("check", "--strict", *DAY).exit_code == 0, "what is published brings the log with it"
    assert "Nothing to carry over" in helpline("i18n", "same-meaning", LABEL, "--because", "again").output


def test_a_correction_that_comes_after_the_update_still_finds_the_translations(small: Path) -> None:
    respell(small)
    helpline("i18n", "update")
    assert entry(small, LABEL).fuzzy
    helpline("i18n", "same-meaning", LABEL, "--because", "an article")
    assert (entry(small, LABEL).fuzzy, entry(small, LABEL).was) == (False, "")


@pytest.mark.parametrize("key", [DANGER, LAW, "ask-person/agree/consent.text", "globals/person", "urgent-danger"])
def test_what_two_people_read_is_never_called_the_same(small: Path, key: str) -> None:
    done = helpline("i18n", "same-meaning", key, "--because", "spelling")
    assert (done.exit_code, "two people read it anew" in done.output) == (2, True)


def test_another_fact_is_never_the_same(small: Path) -> None:
    edit(small / "content" / "flows" / "numbers.yaml", ", or read {guidance}", "")
    before = catalogue(small).read_bytes()
    done = helpline("i18n", "same-meaning", SAY, "--because", "spelling")
    assert (done.exit_code, "another number or another fact" in done.output) == (2, True)
    assert catalogue(small).read_bytes() == before
    assert helpline("i18n", "same-meaning", "nobody/knows", "--because", "spelling").exit_code == 2


def test_a_log_that_somebody_broke_is_told(small: Path) -> None:
    (small / "content" / "locales" / "same-meaning.jsonl").write_text("half a line")
    with pytest.raises(BadLog, match="Take the last version"):
        CliRunner().invoke(app, ["i18n", "status"], catch_exceptions=False)


# --- a new language, and what comes back -------------------------------------------------------------------------


def test_a_language_is_begun_with_every_text_and_its_own_first_entry(small: Path) -> None:
    done = helpline("i18n", "update", "sw")
    assert done.exit_code == 0, done.output
    head = catalogue(small, "sw").read_text("utf-8").partition("\n\n")[0]
    assert '"Language: sw\\n"' in head and '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in head
    assert helpline("i18n", "check", "sw", "--strict").exit_code == 0
    told = status("sw")
    assert (told["per_cent"], told["words"], told["state"], told["name"]) == (0, "missing", "waiting", "Kiswahili")


@pytest.mark.parametrize("form", ["es.csv", "es.xlf", "es.po"])
def test_what_comes_back_is_taken_and_what_is_wrong_is_told(small: Path, form: str) -> None:
    out = small / form
    label, say = "Números", "Llame al {emergency_number}."
    read = po.read(catalogue(small).read_bytes())
    read.entries[LABEL].text, read.entries[DANGER].text = label, say
    catalogue(small).write_bytes(po.write(read))
    if form == "es.po":
        shutil.copy(catalogue(small), out)
    else:
        assert helpline("i18n", "export", "es", "--out", str(out)).exit_code == 0
    edit(out, label, "Los números")
    edit(out, say, "Llame al {emergency_number} o al 112.")
    looked = helpline("i18n", "import", str(out), "--by", "ana", "--dry-run")
    assert "1 texts would be taken, 1 refused" in looked.output
    assert entry(small, LABEL).text == label
    done = helpline("i18n", "import", str(out), "--by", "ana")
    assert done.exit_code == 1, "something was refused"
    assert f"{DANGER} stays as it was: T005" in done.output
    assert entry(small, LABEL).text == "Los números"
    assert re.fullmatch("translated: [0-9-]{10} by ana", entry(small, LABEL).notes[-1])
    assert entry(small, DANGER).text == say


def test_what_cannot_be_brought_is_told(small: Path) -> None:
    (small / "x.csv").write_text("a,b\n")
    assert "The first row must have the columns" in helpline("i18n", "import", "x.csv", "--by", "ana").output
    helpline("i18n", "export", "es")
    assert helpline("i18n", "import", "es.csv", "--by", "Ana B").exit_code == 2
    with (small / "es.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file))[-2:] == ["translation es", "still right"]
    for words in (("status", "xx"), ("check", "ess"), ("export", "xx"), ("fingerprint", "xx", LABEL)):
        assert helpline("i18n", *words).exit_code == 2


def test_a_catalogue_that_cannot_be_read_is_told_with_its_line(small: Path) -> None:
    catalogue(small).write_bytes(b'msgid ""\nmsgstr ""\n\nnonsense\n')
    done = helpline("i18n", "update", "es")
    assert done.exit_code == 2
    assert "locales/es/LC_MESSAGES/flows.po:4: this catalogue cannot be read" in done.output
    assert "T001" in helpline("i18n", "check", "es").output


def test_the_table_is_printed_or_put_between_its_marks(small: Path) -> None:
    assert helpline("i18n", "coverage").output.startswith("| topic | texts | en | es |")
    page = small / "page.md"
    page.write_text(f"Before\n{PART.begins}\n{PART.ends}\nAfter")
    assert helpline("i18n", "coverage", "--write", "--page", str(page)).exit_code == 0
    assert re.search(r"\| danger \| [0-9]+ \| 100 \| 100 \|", page.read_text("utf-8"))
    page.write_text("Nothing.")
    assert helpline("i18n", "coverage", "--write", "--page", str(page)).exit_code == 2


def test_the_content_of_the_house_is_green_also_where_warnings_fail() -> None:
    done = helpline("check", "--strict", *DAY)
    assert done.exit_code == 0, done.output
