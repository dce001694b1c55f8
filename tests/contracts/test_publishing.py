"""Publishing, on either database: refused for any fault, two for safety, nothing overwritten, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, update

from bot import publishing
from bot.ledger import releases
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.ledger.migrate import migrate
from bot.publishing import Office, Refused
from flows.engine.fault import Faulty
from flows.engine.model import Place
from tests.drafts import (
    ASKED,
    DANGER,
    FACTS,
    OTHERWISE,
    PASSPORT,
    another_number,
    another_question,
    draft,
    house,
    office,
    proposal,
    published,
)
from tests.room import Hand


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def desk(engine: Engine, clock: Hand) -> Office:
    return office(engine, clock)


def served(desk: Office) -> str:
    with desk.engine.connect() as db:
        newest = releases.newest(db)
    return newest.bundle if newest else ""


def told(desk: Office) -> list[tuple[str, str, str | None, str]]:
    with desk.engine.connect() as db:
        return [(it.act, it.by, it.also_by, it.why) for it in releases.history(db)]


# --- two people --------------------------------------------------------------------------------------------------


def test_the_first_bundle_has_safety_in_it_so_two_agree(desk: Office) -> None:
    first = publishing.publish(desk, proposal(desk, house()), by="ana", why="the beginning")
    assert first.act == "prepared" and served(desk) == ""
    with pytest.raises(Refused, match="somebody else has to look"):
        publishing.approve(desk, first.short, " Ana ")
    release, _ = publishing.approve(desk, first.short, "ben")
    assert served(desk) == release.bundle == first.bundle
    assert told(desk) == [("published", "ben", "ana", "the beginning"), ("prepared", "ana", None, "the beginning")]


def test_what_is_kept_is_what_was_published_to_the_byte(desk: Office) -> None:
    release = published(desk, house())
    with desk.engine.connect() as db:
        assert releases.files(db, release.bundle) == house()


def test_another_sentence_about_a_passport_needs_nobody_else(desk: Office) -> None:
    before = published(desk, house())
    release = published(desk, another_question())
    assert (release.act, release.based_on, release.also_by) == ("published", before.bundle, None)
    [english, *others] = (release.report or {})["changes"]
    assert (english["before"], english["after"], english["step"]) == (ASKED, OTHERWISE, "passport-kept.who_has_it")
    assert len(others) == 2 and all("shown in English until" in other["sentence"] for other in others)


@pytest.mark.parametrize(
    ("edit", "care"),
    [
        ((FACTS, "value: 08000 121 700", "value: 08000 121 701"), "a phone number"),
        ((DANGER, "Are you in danger right now?", "Are you safe right now?"), "the flow urgent-danger is about safety"),
        ((DANGER, "skip: is_safe", "skip: is_not_safe"), "the flow urgent-danger is about safety"),
        (("flows/is-it-safe.yaml", "I am not sure", "Not sure"), "the flow is-it-safe is about safety"),
        (("globals.yaml", "text: Hide\n", "text: Clear\n"), "what works everywhere"),
        (("globals.yaml", "danger: urgent-danger", "danger: is-it-safe"), "what works everywhere"),
        (("words/en.yaml", "rape, raped", "raped"), "words that are understood everywhere"),
        (("words/en.yaml", "hide: [hide,", "hide: [vanish, hide,"), "words that are understood everywhere"),
        (("consents.yaml", '"2026-11-23"', '"2026-11-24"'), "a consent"),
        (("locales/fil/LC_MESSAGES/flows.po", 'msgstr "Itago"', 'msgstr "Alisin"'), "what works everywhere"),
    ],
)  # fmt: skip
def test_everything_about_safety_needs_a_second_person(desk: Office, edit: tuple[str, str, str], care: str) -> None:
    published(desk, house())
    found = proposal(desk, draft(edit))
    assert care in found.care
    assert publishing.publish(desk, found, by="ana", why="x").act == "prepared"


def test_what_was_prepared_can_be_agreed_to_for_a_week(desk: Office, clock: Hand) -> None:
    published(desk, house())
    waits = publishing.publish(desk, proposal(desk, another_number()), by="ana", why="x")
    clock.advance(days=7, seconds=1)
    with pytest.raises(Refused, match="more than 7 days ago"):
        publishing.approve(desk, waits.short, "ben")


# --- refused -----------------------------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_and_nothing_is_kept(desk: Office) -> None:
    before = published(desk, house())
    with pytest.raises(Faulty) as broken:
        proposal(desk, draft((PASSPORT, "next: not_alone", "next: not_allone"), (DANGER, "skip: is_safe", "skip: x")))
    assert {fault.code for fault in broken.value.faults} == {"F010"} and len(broken.value.faults) == 3
    with pytest.raises(Faulty) as gone:
        proposal(desk, draft((PASSPORT, "  good_news:", "  good:"), (PASSPORT, "next: good_news", "next: good")))
    [fault] = gone.value.faults
    assert (fault.code, fault.source_line) == ("F070", "  good:")
    assert "renamed: {good_news: good}" in fault.fix and "retired: [good_news]" in fault.fix
    assert served(desk) == before.bundle and len(told(desk)) == 2


def test_a_warning_is_accepted_by_its_name(desk: Office) -> None:
    published(desk, house())
    found = proposal(desk, draft((PASSPORT, "text: Other numbers", "text: Numbers of other people")))
    with pytest.raises(Refused, match="--accept F030"):
        publishing.publish(desk, found, by="ana", why="x")
    release = publishing.publish(desk, found, by="ana", why="x", accepted=["F030"])
    assert (release.report or {})["accepted"] == ["F030"] and "F030" in (release.report or {})["warnings"][0]


def test_a_fact_past_its_day_stops_publishing(desk: Office, clock: Hand) -> None:
    clock.at = datetime(2027, 2, 23, 12, tzinfo=UTC)
    with pytest.raises(Faulty, match="was due for a check on 2027-02-23"):
        proposal(desk, house())


def test_what_is_gone_does_not_hide_what_else_is_wrong(desk: Office, clock: Hand) -> None:
    published(desk, house())
    clock.at = datetime(2027, 2, 23, 12, tzinfo=UTC)
    with pytest.raises(Faulty) as both:
        proposal(desk, draft((PASSPORT, "  good_news:", "  good:"), (PASSPORT, "next: good_news", "next: good")))
    assert {"F042", "F070"} <= {fault.code for fault in both.value.faults}


# --- several at once ---------------------------------------------------------------------------------------------


def test_the_second_is_told_what_the_first_has_changed(desk: Office) -> None:
    before = published(desk, house())
    first = published(desk, another_question())
    second = proposal(desk, another_number())
    with pytest.raises(Refused) as why:
        publishing.based(desk, second, before.bundle)
    assert f"{first.short} published by ana: a reason" in str(why.value)
    assert "passport-kept/who_has_it/ask: English: question." in str(why.value)
    assert "Nothing was overwritten" in str(why.value)
    with pytest.raises(Refused, match="does not say which bundle it was taken from"):
        publishing.based(desk, second, "")
    publishing.based(desk, second, first.short)


def test_two_at_the_same_moment_do_not_overwrite_each_other(desk: Office) -> None:
    published(desk, house())
    one, two = proposal(desk, another_question()), proposal(desk, draft((PASSPORT, "An agent", "An agency")))
    first = publishing.publish(desk, one, by="ana", why="x")
    with pytest.raises(Refused, match="at this moment"):
        publishing.publish(desk, two, by="ben", why="x")
    assert served(desk) == first.bundle


def test_what_was_prepared_on_an_older_one_is_prepared_again(desk: Office) -> None:
    published(desk, house())
    waits = publishing.publish(desk, proposal(desk, another_number()), by="ana", why="x")
    published(desk, another_question())
    with pytest.raises(Refused, match="Nothing was overwritten; prepare it again"):
        publishing.approve(desk, waits.short, "ben")


def test_who_has_prepared_a_draft_can_prepare_a_better_one(desk: Office) -> None:
    published(desk, house())
    waits = publishing.publish(desk, proposal(desk, another_number()), by="ana", why="x")
    better = proposal(desk, draft((PASSPORT, ASKED, OTHERWISE), of=another_number()))
    publishing.based(desk, better, waits.bundle)


# --- going back --------------------------------------------------------------------------------------------------


def test_one_person_can_go_back_at_once(desk: Office) -> None:
    before, bad = published(desk, house()), published(desk, another_number())
    release, found = publishing.rollback(desk, "", by="ana", why="a wrong number")
    assert served(desk) == before.bundle and release.urgent and release.based_on == bad.bundle
    assert [change.where for change in found.changes] == ["fact slavery_helpline"]
    again, _ = publishing.rollback(desk, bad.short, by="ana", why="it was right")
    assert served(desk) == again.bundle == bad.bundle


def test_there_is_no_way_back_to_what_was_never_served(desk: Office) -> None:
    with pytest.raises(Refused, match="no earlier bundle"):
        publishing.rollback(desk, "", by="ana", why="x")
    published(desk, house())
    waits = publishing.publish(desk, proposal(desk, another_number()), by="ana", why="x")
    with pytest.raises(Refused, match="no earlier bundle"):
        publishing.rollback(desk, waits.short, by="ana", why="x")


# --- spoiled -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoil", [lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: raw[:-9] + bytes(9)])
def test_half_of_it_or_something_else_is_never_taken_for_it(desk: Office, spoil: object) -> None:
    before, release = published(desk, house()), published(desk, another_question())
    with desk.engine.begin() as db:
        raw = db.execute(t.bundles.select().where(t.bundles.c.id == release.bundle)).one().files
        db.execute(update(t.bundles).where(t.bundles.c.id == release.bundle).values(files=spoil(bytes(raw))))  # type: ignore[operator]
    with desk.engine.connect() as db, pytest.raises(releases.Spoiled):
        releases.files(db, release.bundle)
    with pytest.raises(Refused, match="helpline rollback"):
        proposal(desk, another_number())
    publishing.rollback(desk, "", by="ana", why="the other one is spoiled")
    assert served(desk) == before.bundle


def test_other_files_under_its_name_are_found_out(desk: Office) -> None:
    release, other = published(desk, house()), published(desk, another_question())
    with desk.engine.begin() as db:
        theirs = db.execute(t.bundles.select().where(t.bundles.c.id == other.bundle)).one().files
        db.execute(update(t.bundles).where(t.bundles.c.id == release.bundle).values(files=theirs))
        with pytest.raises(releases.Spoiled, match="another hash"):
            releases.files(db, release.bundle)


# --- who stands where --------------------------------------------------------------------------------------------


def test_a_small_count_is_no_number(engine: Engine, clock: Hand) -> None:
    here = Place("passport-kept", "who_has_it")
    for stand, said in ((0, "fewer than 10"), (9, "fewer than 10"), (10, "10"), (31, "31")):
        desk = office(engine, clock, {here: stand})
        if not served(desk):
            published(desk, house())
        found = proposal(desk, another_question())
        assert found.told(found.changes[0])["stand_there"] == said
