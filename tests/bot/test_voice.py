"""Recordings: heard where the words are those that were read, withheld where they are not; the commands for them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import content
from bot.cli import app
from bot.settings import HOUSE as TREE
from bot.telegram.buttons import MOST_DATA, worker_data
from bot.voice import LISTEN, MOST, SIGN, Recording, button, file_of, read, sum_of, written
from bot.voice_check import HEARD, faults, script_of, states
from bot.words import Rendered, Words
from flows.engine.bundle import Bundle, load
from flows.engine.model import Screen
from tests.flows.house import TODAY, changed, house_bundle, house_files

BUNDLE = house_bundle()
SAMPLE = TREE / "flows" / "sample"
AT, PART = "passport-kept/law", "passport-kept/law/say"
SOUND = b"OggS" + bytes(24) + b"OpusHead" + b"la la la"
CALL_NOW = "urgent-danger/call_now"


def recorded(*places: str, bundle: Bundle = BUNDLE, language: str = "en", today: date = TODAY) -> tuple[Recording, ...]:
    """As if somebody had read these today."""
    script = script_of(bundle, Words(bundle, {}))
    return tuple(
        Recording(language, at, script.words(at, language, today) or "", sha256(at.encode()).hexdigest())
        for at in places
    )


def shown(words: Words, *parts: str, language: str = "en", today: date = TODAY) -> Rendered:
    return words.screen(Screen((), parts, BUNDLE.menu.rows, BUNDLE.menu.at), language, {}, today)


def listens(rendered: Rendered) -> list[str]:
    return [one.value for row in rendered.rows for one in row if one.text == SIGN]


# --- which are heard ---------------------------------------------------------------------------------------------


def test_a_screen_that_was_read_aloud_has_a_button_above_the_row_that_is_always_there() -> None:
    voice = recorded(AT)
    words = Words(BUNDLE, {}, voice)
    rendered = shown(words, PART, "passport-kept/not_alone/say")
    assert [one.text for one in rendered.rows[-2]] == [SIGN]
    assert {one.value for one in rendered.rows[-1]} == {"person!", "hide!"}
    assert words.recordings(listens(rendered)[0], "en", TODAY) == voice
    assert listens(shown(Words(BUNDLE, {}), PART)) == []


def test_another_word_another_number_or_another_button_and_it_is_withheld() -> None:
    voice = recorded(AT, CALL_NOW, "passport-kept/what_next")
    for file, old, new, part in (
        ("facts.yaml", "an employer is not allowed to keep", "nobody is allowed to keep", PART),
        ("flows/urgent-danger.yaml", "If you can do it safely", "When you can do it safely", f"{CALL_NOW}/say"),
        ("flows/passport-kept.yaml", "{text: Nothing more,", "{text: No more,", "passport-kept/what_next/ask"),
    ):
        before, after = (Words(load(files), {}, voice) for files in (house_files(), changed(file, old, new)))
        assert listens(shown(before, part)) and not listens(shown(after, part)), part


def test_a_voice_that_cannot_say_how_old_a_fact_is_falls_silent_on_its_day() -> None:
    words, day = Words(BUNDLE, {}, recorded(AT)), BUNDLE.facts["law_keep_passport"].check_again
    before = shown(words, PART, today=day - timedelta(days=1))
    assert listens(before) and not listens(shown(words, PART, today=day))
    assert words.recordings(listens(before)[0], "en", day) == (), "nor by a button from yesterday"


def test_the_number_for_emergencies_is_heard_whatever_the_day() -> None:
    words = Words(BUNDLE, {}, recorded("globals/emergency_now"))
    assert listens(shown(words, "globals/emergency_now", today=date(2030, 1, 1)))


def test_each_language_has_its_own() -> None:
    edition = content.open_folder(TREE / "flows" / "content")
    script = script_of(edition.bundle, Words(edition.bundle, edition.catalogues))
    fil = Recording("fil", AT, script.words(AT, "fil", TODAY) or "", "a" * 64)
    words = Words(edition.bundle, edition.catalogues, (fil,))
    assert listens(shown(words, PART, language="fil")) == [button([fil])]
    assert not listens(shown(words, PART)) and not listens(shown(words, PART, language="ar"))
    assert words.recordings(button([fil]), "ar", TODAY) == (), "whoever can send any bytes hears nothing else"


def test_what_differs_from_person_to_person_cannot_be_recorded() -> None:
    script = script_of(BUNDLE, Words(BUNDLE, {}))
    assert script.lines("pay/sum", "en", TODAY) is None, "a sum"
    assert script.lines("globals/waiting", "en", TODAY) is None, "her place in the line"
    assert script.lines("nowhere/at_all", "en", TODAY) is None


def test_what_is_read_are_the_words_with_their_facts_and_the_buttons() -> None:
    script = script_of(BUNDLE, Words(BUNDLE, {}))
    assert script.lines("urgent-danger/danger", "en", TODAY) == (
        "Are you in danger right now?", "Yes, now", "Maybe soon", "No",
    )  # fmt: skip
    said = script.lines(CALL_NOW, "en", TODAY)
    assert said is not None and "call 999." in said[0] and "Press 55" in said[0]


def test_of_two_recordings_the_one_of_these_words_is_heard() -> None:
    """A visit that began on the bundle before goes on with its own text, and with the voice for it."""
    before = recorded(AT)
    bundle = load(changed("facts.yaml", "an employer is not allowed to keep", "nobody is allowed to keep"))
    after = tuple(replace_sound(each) for each in recorded(AT, bundle=bundle))
    for words, heard in ((Words(BUNDLE, {}, (*before, *after)), before), (Words(bundle, {}, (*before, *after)), after)):
        assert words.recordings(listens(shown(words, PART))[0], "en", TODAY) == heard


def replace_sound(recording: Recording) -> Recording:
    return recording._replace(sound="f" * 64)


# --- what stands on the button -----------------------------------------------------------------------------------


def test_one_button_plays_all_of_a_screen_and_fits_into_what_telegram_allows() -> None:
    places = [flow + "/main" for flow in ("pay", "visa", "nrm", "health", "police")]
    voice = recorded(*places)
    assert len(voice) == MOST
    words = Words(BUNDLE, {}, voice)
    [value] = listens(shown(words, *(f"{at}/ask" for at in places)))
    assert words.recordings(value, "en", TODAY) == voice
    assert len(worker_data("abcdef", "01234567", 36**7 - 1, value).encode()) <= MOST_DATA


def test_more_than_fit_are_not_offered_in_part() -> None:
    places = [flow + "/main" for flow in ("pay", "visa", "nrm", "health", "police", "children")]
    assert listens(shown(Words(BUNDLE, {}, recorded(*places)), *(f"{at}/ask" for at in places))) == []


@pytest.mark.parametrize("value", ["", LISTEN, f"{LISTEN}000000", f"{LISTEN}zz", "person!", LISTEN + "0" * 57])
def test_a_button_that_nobody_made_plays_nothing(value: str) -> None:
    assert Words(BUNDLE, {}, recorded(AT)).recordings(value, "en", TODAY) == ()


# --- files -------------------------------------------------------------------------------------------------------


def test_a_sum_binds_a_sound_to_words_and_is_part_of_the_bundle() -> None:
    [voice] = recorded(AT)
    file = sum_of(file_of("en", AT))
    files = {file: written(voice.words, SOUND).encode()}
    assert read(files) == (Recording("en", AT, voice.words, sha256(SOUND).hexdigest()),)
    edition = content.open_files({**content.gather(TREE / "flows" / "content"), **files})
    assert edition.recordings == read(files)
    assert edition.bundle.id != content.open_folder(TREE / "flows" / "content").bundle.id


@pytest.mark.parametrize(
    "file", ["voice/../x/y.sum", "voice/en/a/b.ogg", "voice/en/b.sum", "voice/EN/a/b.sum", "x/en/a/b.sum"]
)
def test_files_that_are_no_sums_are_no_recordings(file: str) -> None:
    assert read({file: written("0" * 16, SOUND).encode()}) == ()


@pytest.mark.parametrize("source", [b"", b"words 00\nsound 00\n", b"\xff\xfe", b"sound 0\nwords 0\n"])
def test_a_spoiled_sum_is_no_recording_and_is_told(source: bytes) -> None:
    file = sum_of(file_of("en", AT))
    assert read({file: source}) == ()
    [fault] = faults(BUNDLE, Words(BUNDLE, {}), {file: source}, None, TODAY)
    assert (fault.code, fault.level, "cannot be read" in fault.sentence) == ("F034", "warning", True)


def test_where_a_recording_is_required_and_of_other_words_nothing_is_published() -> None:
    files = changed(
        "flows/urgent-danger.yaml", "    note: Short and calm.", "    voice: required\n    note: Short and calm."
    )
    files["house-rules.yaml"] = files["house-rules.yaml"].replace(
        b"English, direction: ltr, state: preview", b"English, direction: ltr, state: live"
    )
    bundle = load(files)
    stale = {sum_of(file_of("en", CALL_NOW)): written("0" * 16, SOUND).encode()}
    [fault] = faults(bundle, Words(bundle, {}), stale, None, TODAY)
    assert (fault.level, fault.sentence) == (
        "error",
        "This recording is of other words than stand there now; nobody will hear it.",
    )
    assert fault.fix == "Record it anew: helpline voice add en urgent-danger.call_now FILE.ogg"


def test_a_late_fact_is_told_once_and_not_for_its_voice_too() -> None:
    [voice] = recorded(AT)
    files = {sum_of(file_of("en", AT)): written(voice.words, SOUND).encode()}
    late = BUNDLE.facts["law_keep_passport"].check_again
    assert [each.state for each in states(BUNDLE, Words(BUNDLE, {}), files, None, TODAY)] == [HEARD]
    assert "past its date" in next(states(BUNDLE, Words(BUNDLE, {}), files, None, late)).state
    assert list(faults(BUNDLE, Words(BUNDLE, {}), files, None, late)) == []


def test_the_sample_says_what_it_is_and_is_served_to_nobody() -> None:
    sound = (SAMPLE / "voice" / "en" / "welcome" / "what_this_is.ogg").read_bytes()
    assert b"SAMPLE, spoken by a machine" in sound and b"No person recorded it" in sound
    assert sound[:4] == b"OggS" and b"OpusHead" in sound[:64] and len(sound) < 20_000
    assert not (TREE / "flows" / "content" / "voice").exists()
    assert content.open_folder(TREE / "flows" / "content").recordings == ()
    files = {path.relative_to(SAMPLE).as_posix(): path.read_bytes() for path in SAMPLE.rglob("*.sum")}
    found = states(BUNDLE, Words(BUNDLE, {}), files, None, TODAY)
    assert [each.state for each in found] == [HEARD], "helpline voice add, for the demo"
    assert [each.sound for each in read(files)] == [sha256(sound).hexdigest()]


# --- commands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, source in house_files().items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
    return tmp_path / "content"


def helpline(*words: str) -> Result:
    return CliRunner().invoke(app, ["voice", *words])


def test_a_recording_is_taken_in_heard_and_withheld_when_its_words_change(folder: Path, tmp_path: Path) -> None:
    sound = tmp_path / "own.ogg"
    sound.write_bytes(SOUND)
    at = ("--content", str(folder))
    assert helpline("script", "en", "passport-kept.law", *at).stdout.startswith("In the UK an employer is not allowed")
    assert "is taken in" in helpline("add", "en", "passport-kept.law", str(sound), *at).stdout
    assert (folder / file_of("en", AT)).read_bytes() == SOUND
    assert "voice/en/passport-kept/law.sum: heard\n" in helpline("status", *at).stdout
    facts = folder / "facts.yaml"
    facts.write_text(facts.read_text("utf-8").replace("an employer is not allowed to keep", "nobody may keep"), "utf-8")
    told = helpline("status", *at)
    assert "law.sum: is of other words than stand there now. Record it anew" in told.stdout
    assert told.exit_code == 0, "nobody requires it"
    [row] = json.loads(helpline("status", "--json", *at).stdout)
    assert (row["at"], row["language"]) == (AT, "en")


def test_a_required_one_that_is_not_there_ends_with_1(folder: Path) -> None:
    flow = folder / "flows" / "urgent-danger.yaml"
    flow.write_text(flow.read_text("utf-8").replace("    note: Short", "    voice: required\n    note: Short"), "utf-8")
    told = helpline("status", "--content", str(folder))
    assert told.exit_code == 1
    assert "voice/ar/urgent-danger/call_now.ogg: is required, and is not heard" in told.stdout


@pytest.mark.parametrize(
    ("language", "step", "data", "why"),
    [
        ("en", "passport-kept.law", b"RIFF", "not OGG with Opus"),
        ("en", "passport-kept.law", SOUND + bytes(1_000_000), "at most 1,000,000"),
        ("en", "pay.sum", SOUND, "differs from person to person"),
        ("xx", "passport-kept.law", SOUND, "not spoken here"),
    ],
)
def test_what_cannot_be_played_is_not_taken_in(
    folder: Path, tmp_path: Path, language: str, step: str, data: bytes, why: str
) -> None:
    sound = tmp_path / "own.ogg"
    sound.write_bytes(data)
    told = helpline("add", language, step, str(sound), "--content", str(folder))
    assert told.exit_code == 2 and why in " ".join(told.output.replace("│", " ").split())
    assert not (folder / "voice").exists()


def test_a_fingerprint_does_not_depend_on_marks_that_nobody_hears() -> None:
    arabic = Words(BUNDLE, {"ar": {PART: "\u2067نص {law_keep_passport}\u2069"}})
    plain = Words(BUNDLE, {"ar": {PART: "نص {law_keep_passport}"}})
    assert script_of(BUNDLE, arabic).words(AT, "ar", TODAY) == script_of(BUNDLE, plain).words(AT, "ar", TODAY)
