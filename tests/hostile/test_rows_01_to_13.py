"""Bad input, rows 1 to 13: what an author, a translator or a broken disk can hand us."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path

import pytest
import yaml
from sqlalchemy import update

from bot import content, publishing
from bot.ledger import tables as t
from bot.translations import read_catalogue
from bot.words import Words
from flows.engine.bundle import load
from flows.engine.changes import careful, changes
from flows.engine.hear import Phrases, normalise
from tests.bot.harm import said
from tests.canaries import CANARY
from tests.drafts import FACTS, another_number, another_question, draft, house, office, published
from tests.flows.example import PO, catalogue, encoded, example_bundle, example_files, wrong_with
from tests.flows.first import CONTENT
from tests.hostile.town import MIN
from tests.pace import too_long
from tests.room import opened

FLOW = "flows/numbers.yaml"
BUNDLE = example_bundle()
CALL = "urgent-danger/call_now/say"


def codes(file: str, *edits: tuple[str, str], whole: str | None = None) -> set[tuple[str, int]]:
    """What an author is told of such a file in the small house: each error's code, and the line that it points at."""
    files = example_files()
    text = files[file] if whole is None else whole
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    faults, _ = wrong_with({**files, file: text})
    assert all(fault.fix in fault.render() for fault in faults)
    return {(fault.code, fault.spot.line) for fault in faults if fault.level == "error"}


# --- YAML


def test_row_01_an_alias_bomb() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert len(bomb) < 700
    assert {code for code, _ in codes(FLOW, whole=bomb)} == {"F003"}
    assert not too_long(partial(codes, FLOW, whole=bomb), 1.0)
    assert ("F003", 4) in codes(FLOW, ("menu: Numbers", "menu: &x Numbers"))
    assert ("F003", 9) in codes(FLOW, ("    end: true", "    <<: {end: true}"))
    composed = yaml.compose(bomb, Loader=yaml.CSafeLoader)  # the naive way says nothing
    assert composed is not None


def test_row_02_a_name_that_stands_there_twice() -> None:
    twice = (("    end: true", "    end: true\n    end: true"),)
    assert codes(FLOW, *twice) == {("F002", 10)}
    assert yaml.safe_load("a: first\na: second") == {"a": "second"}, "the naive way loses one, and says nothing"


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [ls]", "!!str x", "!x y", "!!binary aGk="])
def test_row_03_any_tag(tag: str) -> None:
    assert codes(FLOW, ("menu: Numbers", f"menu: {tag}")) == {("F003", 4)}


def test_row_04_too_deep_too_long_too_many() -> None:
    for whole in (
        "a: " + "[" * 500 + "]" * 500,
        "a: " + "{b: " * 100_000,
        "a: x\n" * 70_000,
        "".join(f"a{number}: b\n" for number in range(5001)),
    ):
        assert {code for code, _ in codes(FLOW, whole=whole)} <= {"F008", "F001"} and codes(FLOW, whole=whole)
        assert not too_long(partial(codes, FLOW, whole=whole), 1.0)
    with pytest.raises(RecursionError):
        yaml.safe_load("[" * 5000 + "]" * 5000)  # the naive way


@pytest.mark.parametrize(
    "written", ["no", "yes", "12:30", "017", "2026-01-01", "null", "~", "1e3", ".inf", "0x1F", "on", "1_000"]
)
def test_row_05_what_yaml_would_make_something_else_of(written: str) -> None:
    """Every value is the text that stands there. Where that may not stand there, the author is told of that text."""
    files = example_files()
    files[FLOW] = files[FLOW].replace("menu: Numbers", f"menu: {written}")
    if any(letter.isdigit() for letter in written):
        assert {code for code, _ in codes(FLOW, ("menu: Numbers", f"menu: {written}"))} == {"F043"}
    else:
        assert load(encoded(files)).texts["numbers/menu"] == written
    assert yaml.safe_load(f"menu: {written}")["menu"] != written or written == "1e3", "the naive way"


SAME_TO_THE_EYE = ("num\u200bbers", "num\u202ebers", "nu\u0301mbers", "numb\u0435rs", "n\u00fambers", "\ufeffnumbers")
NO_NAMES = ("Numbers", "num bers", "x" * 41, "-", "1.2")


@pytest.mark.parametrize("name", SAME_TO_THE_EYE + NO_NAMES)
def test_row_06_names_that_only_look_like_names(name: str) -> None:
    found = {code for code, _ in codes(FLOW, ("  numbers:\n", f"  {name}:\n"))}
    assert found & {"F001", "F009"}
    if any(unicodedata.category(letter) == "Cf" for letter in name):
        assert codes(FLOW, ("menu: Numbers", f"menu: {name}")) == {("F001", 4)}, "nor on a button"


NINE = "".join(f"      - {{text: B{letter}, value: v{letter}, next: safe_now}}\n" for letter in "abcdefghi")
YES = '      - {text: "Yes", value: yes, next: is_safe}\n'
GRAPHS: dict[str, tuple[str, tuple[str, str], str]] = {
    "no way out": ("flows/welcome.yaml", ("safe, next: safe_now", "safe, next: later"), "F080"),
    "a circle without a question": (FLOW, ("    end: true", "    next: numbers"), "F018"),
    "a step that is not there": (FLOW, ("    end: true", "    next: gone"), "F010"),
    "danger without its number": ("flows/urgent-danger.yaml", ("now, next: call_now", "now, next: is_safe"), "F083"),
    "under the name of another": (FLOW, ("flow: numbers", "flow: urgent-danger"), "F009"),
    "too many buttons": ("flows/welcome.yaml", (YES, NINE + YES), "F019"),
    "a button too long": ("flows/welcome.yaml", ('"Yes"', '"' + "Yes " * 17 + '"'), "F030"),
    "a text too long": (FLOW, ("say: Call", "say: " + "So it is. " * 400 + "Call"), "F031"),
}


@pytest.mark.parametrize(("file", "edit", "code"), GRAPHS.values(), ids=GRAPHS.keys())
def test_row_07_a_flow_that_leads_people_astray(file: str, edit: tuple[str, str], code: str) -> None:
    faults, _ = wrong_with({**example_files(), file: example_files()[file].replace(*edit, 1)})
    [found] = {fault.code: fault for fault in faults if fault.code == code}.values()
    assert found.level == "error" and found.spot.file == file


LINKS = {
    "https://evil.example/x": "F046",
    "https://evilgov.uk/x": "F046",
    "https://www.gov.uk.evil.example/x": "F046",
    "https://www.xn--gv-yia.uk/x": "F047",
    "https://www.g\u043ev.uk/x": "F047",
    "https://www.gov.uk@evil.example/x": "F047",
    "http://www.gov.uk/x": "F047",
    "javascript:alert(1)": "F047",
    "tg://user?id=1": "F047",
}


def test_row_08_numbers_links_and_questions_that_harm(tmp_path: Path) -> None:
    for link, code in LINKS.items():
        assert codes("facts.yaml", ("https://www.gov.uk/guidance", link)) == {(code, 22)}, link
    assert {code for code, _ in codes(FLOW, ("say: Call", "say: See www.evil.com or call"))} == {"F043"}
    assert codes("facts.yaml", ('value: "999"', 'value: "998"')) == {("F048", 4)}, "of the program, not of the content"
    question = (
        "    next: q\n  q:\n    ask: What is your passport number?\n    answer: {kind: message, accept: [text]}\n"
    )
    asks = example_files()[FLOW].replace(
        "    end: true", f"{question}    save: story\n    skip: d\n    next: d\n  d: {{end: true}}"
    )
    faults, _ = wrong_with({**example_files(), FLOW: asks})
    assert "F049" in {fault.code for fault in faults}, (
        "an author has to accept it by name, and a second person to agree"
    )
    # Another number of a helpline is right or wrong: only people know. Two must, with what changes before them.
    found = changes(content.open_files(house()), content.open_files(another_number()))
    assert careful(found) and any("01632" in change.sentence or change.before for change in found)


# --- catalogues


def of(text: str, key: str = CALL) -> tuple[dict[str, str], set[str]]:
    """What is shown of this translation, and why not."""
    entry = f'msgctxt "{key}"\nmsgid "{BUNDLE.texts[key]}"\nmsgstr "{text}"'
    found, faults = read_catalogue(BUNDLE, BUNDLE.spoken["es"], PO, catalogue(BUNDLE, entry).encode())
    return dict(found), {fault.code for fault in faults}


REACHING = (
    "Llame {case.__init__.__globals__[X]}", "Llame {0}", "Llame {emergency_number!r}", "Llame {emergency_number[0]}",
    "Llame {emergency_number.value}", "Llame {emergency_number:>999999999}", "Llame {{emergency_number}}",
    "Llame { emergency_number }", "Llame %(emergency_number)999999d",
)  # fmt: skip


@pytest.mark.parametrize("text", REACHING)
def test_row_09_a_placeholder_that_reaches_into_the_program(text: str) -> None:
    shown, why = of(text)
    assert CALL not in shown and "T002" in why
    # And if it came past every check: nothing is looked up but a name, in a table of texts.
    told = Words(BUNDLE, {"es": {CALL: text}}).text(CALL, "es", {"case": CANARY, "X": CANARY})
    assert CANARY not in told and len(told) < 200


@pytest.mark.parametrize("text", ["Llame", "Llame {emergency_number} {advice_line}", "Llame {numero_de_emergencia}"])
def test_row_10_a_placeholder_missing_or_added_or_translated(text: str) -> None:
    shown, why = of(text)
    assert CALL not in shown and why == {"T002"}
    told = Words(BUNDLE, {"es": shown}).text(CALL, "es", {})
    assert told == Words(BUNDLE, {}).text(CALL, "en", {}) and "{" not in told and "999" in told, "English, whole"


@pytest.mark.parametrize(
    "rule", ["nplurals=2; plural=n%0;", "nplurals=999999999; plural=n;", "nplurals=-1; plural=;", "__import__('os')"]
)
def test_row_11_a_plural_rule_that_cannot_be_worked_out(rule: str) -> None:
    """No text here has plural forms: whatever stands in the header is read past or refused, and never run."""
    head = '"Language: es\\n"'
    source = catalogue(BUNDLE).replace(head, f'{head}\n"Plural-Forms: {rule}\\n"', 1)
    found, faults = read_catalogue(BUNDLE, BUNDLE.spoken["es"], PO, source.encode())
    assert len(found) == len(BUNDLE.texts) or faults
    for count in (0, 1, 2, 1000):
        assert Words(BUNDLE, {"es": found}).text(CALL, "es", {"n": str(count)})


# --- words


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(x+x+)+y", "[a-z]*", "(?=a)b", r"\\1", "a*", "x" * 300])
def test_row_12_a_keyword_that_would_hang(pattern: str) -> None:
    edit = ("danger: [in danger, help me, help me now]", f"danger: [in danger, help me, help me now, '{pattern}']")
    assert {code for code, _ in codes("words/en.yaml", edit)} & {"W003", "W004"}
    # And if it came past every check: words are looked for as they stand.
    heard = normalise("a" * 4095 + "!")
    assert not too_long(lambda: Phrases.of((normalise(pattern),)).any_in(heard), 0.05)


# --- what is published


@pytest.mark.parametrize("spoil", ["half", "nothing", "another's files", "one byte"])
async def test_row_13_a_bundle_that_is_not_what_it_says(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, spoil: str
) -> None:
    """A bundle's name is the hash of its files, so nothing can be changed under it. The last good one goes on serving,
    also after a start, and an operator is told."""
    async with opened(tmp_path, root=CONTENT) as room:
        desk = office(room.ledger._engine, room.clock)
        first = published(desk, house())
        await room.renewal.once()
        serving = room.line.shelf.edition.bundle.id
        release = published(desk, another_question())
        with desk.engine.begin() as db:
            raw = {row.id: bytes(row.files) for row in db.execute(t.bundles.select()).all()}
            good = raw[release.bundle]
            bad = {
                "half": good[: len(good) // 2], "nothing": b"", "another's files": raw[first.bundle],
                "one byte": good[:-1] + bytes([good[-1] ^ 1]),
            }[spoil]  # fmt: skip
            db.execute(update(t.bundles).where(t.bundles.c.id == release.bundle).values(files=bad))
        await room.renewal.once()
        assert room.line.shelf.edition.bundle.id == serving == first.bundle
        assert "bundle_refused" in {each["event"] for each in said(caplog)}
        assert await room.person(MIN).says("/start")
        with pytest.raises(publishing.Refused, match="helpline rollback"):
            publishing.propose(desk, draft((FACTS, "cite:", "cite: ")))
    async with opened(tmp_path, root=CONTENT) as again:
        assert again.line.shelf.edition.bundle.id == first.bundle
