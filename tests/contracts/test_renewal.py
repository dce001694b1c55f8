"""A running bot and what is published meanwhile: taken over whole, or not at all; visits stay a day, safety is new."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from bot import office as offices
from bot import publishing
from bot.chores.renewal import AGAIN
from bot.clock import Clock
from bot.ledger import tables as t
from bot.ledger.database import open_engine
from bot.ledger.standing import standing
from bot.publishing import Office
from bot.settings import BadSettings, Stores
from flows.engine.model import Place
from flows.engine.session import thaw
from tests.bot.harm import said
from tests.canaries import CANARY, IDS
from tests.drafts import ASKED, DANGER, OTHERWISE, PASSPORT, another_question, draft, house, office, published
from tests.flows.first import CONTENT
from tests.room import NOON, Person, Room, labels, opened

MIN, JOY, AMAL = IDS[0], IDS[1], IDS[4]
TO_THE_QUESTION = ("English", "Yes, it is safe", "No", "My passport")


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
async def room(tmp_path: Path, database: str) -> AsyncIterator[Room]:
    async with opened(tmp_path, database, root=CONTENT) as room:
        yield room


@pytest.fixture
async def desk(room: Room, engine: Engine) -> Office:
    """The house's own content is published and served."""
    desk = office(engine, room.clock)
    published(desk, house())
    await room.renewal.once()
    return desk


async def at_the_question(room: Room, who: int = MIN) -> Person:
    person = room.person(who)
    await person.says("/start")
    for label in TO_THE_QUESTION:
        await person.taps(label)
    return person


async def publish(room: Room, desk: Office, files: Mapping[str, bytes], *, urgent: bool = False) -> str:
    release = published(desk, files, urgent=urgent)
    await room.renewal.once()
    return release.bundle


def gone() -> dict[str, bytes]:
    """The step where they stand is another one now."""
    return draft(
        (PASSPORT, "  who_has_it:\n", "  holder:\n"), (PASSPORT, "next: who_has_it", "next: holder"),
        (PASSPORT, "safe: who_has_it", "safe: holder"),
        (PASSPORT, "start: danger_known", "start: danger_known\nretired: [who_has_it]"),
    )  # fmt: skip


# --- taken over --------------------------------------------------------------------------------------------------


async def test_what_is_published_is_what_newcomers_see(room: Room, desk: Office) -> None:
    bundle = await publish(room, desk, another_question())
    assert room.line.shelf.edition.bundle.id == bundle
    assert OTHERWISE in (await at_the_question(room)).sees


async def test_the_same_files_from_the_folder_and_from_the_database_are_one_bundle(room: Room, desk: Office) -> None:
    assert room.line.shelf.older == () and room.renewal.seq == 2


async def test_after_a_start_it_is_served_at_once_and_visits_are_where_they_were(
    tmp_path: Path, database: str, room: Room, desk: Office
) -> None:
    await at_the_question(room)
    bundle = await publish(room, desk, another_question())
    async with opened(tmp_path, database, at=NOON + timedelta(hours=1), root=CONTENT) as again:
        assert again.line.shelf.edition.bundle.id == bundle
        again.messages, again.updates = room.messages, room.updates
        min_ = again.person(MIN)
        await min_.says("what?")
        assert ASKED in min_.sees
        assert OTHERWISE in (await at_the_question(again, JOY)).sees


@pytest.mark.parametrize("spoiled", [b"", b"x" * 40, None])
async def test_a_spoiled_bundle_leaves_the_old_one_serving_and_is_told(
    room: Room, desk: Office, caplog: pytest.LogCaptureFixture, spoiled: bytes | None
) -> None:
    before = room.line.shelf
    release = published(desk, another_question())
    with desk.engine.begin() as db:
        other = db.execute(t.bundles.select().where(t.bundles.c.id == release.based_on)).one().files
        spoil = {"files": other if spoiled is None else spoiled}
        db.execute(update(t.bundles).where(t.bundles.c.id == release.bundle).values(spoil))
    await room.renewal.once()
    assert room.line.shelf is before
    assert ASKED in (await at_the_question(room)).sees
    [entry] = [each for each in said(caplog) if each["event"] == "bundle_refused"]
    assert (entry["error"], entry["bundle"]) == ("Spoiled", release.short)
    for _ in range(AGAIN + 1):
        await room.renewal.once()
    assert len([each for each in said(caplog) if each["event"] == "bundle_refused"]) == 2, (
        "told again, not every second"
    )


async def test_started_on_a_spoiled_bundle_the_one_before_serves(
    tmp_path: Path, database: str, room: Room, desk: Office, caplog: pytest.LogCaptureFixture
) -> None:
    before, release = room.line.shelf.edition.bundle.id, published(desk, another_question())
    with desk.engine.begin() as db:
        db.execute(update(t.bundles).where(t.bundles.c.id == release.bundle).values(files=b"half"))
    async with opened(tmp_path, database, root=CONTENT) as again:
        assert again.line.shelf.edition.bundle.id == before
    assert "bundle_refused" in {each["event"] for each in said(caplog)}


async def test_rolled_back_it_is_the_earlier_one_again_and_nobody_stays(room: Room, desk: Office) -> None:
    await publish(room, desk, another_question())
    min_ = await at_the_question(room)
    publishing.rollback(desk, "", by="ana", why="x")
    await room.renewal.once()
    await min_.says("what?")
    assert ASKED in min_.sees


# --- visits ------------------------------------------------------------------------------------------------------


async def test_a_visit_stays_for_a_day_and_then_moves(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    await publish(room, desk, another_question())
    await min_.says("what?")
    assert ASKED in min_.sees, "she reads what she began with"
    room.clock.advance(hours=23)
    await room.renewal.once()
    await min_.says("what?")
    assert ASKED in min_.sees
    room.clock.advance(hours=2)
    await min_.says("what?")
    assert OTHERWISE in min_.sees
    await room.renewal.once()
    assert room.line.shelf.older == (), "nothing of the old one stays in memory"


async def test_a_new_visit_begins_on_the_newest(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    await publish(room, desk, another_question())
    await min_.says("menu")
    await min_.taps("My passport")
    assert OTHERWISE in min_.sees


async def test_where_her_step_is_gone_she_stays_for_now_and_later_is_told(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    await publish(room, desk, gone())
    await min_.says("what?")
    assert ASKED in min_.sees and "We changed this part" not in min_.sees
    room.clock.advance(hours=13)
    await min_.says("what?")  # she goes on, and is not away for a day
    room.clock.advance(hours=13)
    await min_.taps("My employer")
    assert min_.sees.startswith("We changed this part. We can go on from here.") and ASKED in min_.sees


async def test_an_urgent_one_withdraws_the_old_and_all_move_at_once(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    await publish(room, desk, gone(), urgent=True)
    await min_.taps("My employer")
    assert min_.sees.startswith("We changed this part.")
    assert "Talk to a person" not in str(labels(min_.last[-1])), "a tap on a screen that is gone answers nothing"
    await publish(room, desk, draft((PASSPORT, ASKED, OTHERWISE), of=gone()))
    assert set(room.line.shelf.by_id) == {min_bundle(room)}, "what was withdrawn stays withdrawn"


def min_bundle(room: Room) -> str:
    return room.line.shelf.older[0].edition.bundle.id


async def test_what_was_withdrawn_between_two_looks_is_withdrawn(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    published(desk, gone(), urgent=True)
    await publish(room, desk, draft((PASSPORT, ASKED, OTHERWISE), of=gone()))
    await min_.taps("My employer")
    assert min_.sees.startswith("We changed this part.") and OTHERWISE in min_.sees


async def test_a_kept_answer_comes_along(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    await min_.taps("An agent")
    await publish(room, desk, gone(), urgent=True)
    for label in ("Talk to a person", "I agree"):
        await min_.taps(label)
    [case] = await room.look(lambda book: book.all_waiting())
    assert case.summary == {"danger": "no", "who_has_it": "agent"}


# --- safety ------------------------------------------------------------------------------------------------------


async def test_numbers_and_danger_are_the_newest_for_everybody(room: Room, desk: Office) -> None:
    min_ = await at_the_question(room)
    await min_.taps("An agent")
    files = draft(
        ("facts.yaml", "value: 08000 121 700", "value: 08000 121 701"), (PASSPORT, "Other numbers", "More numbers"),
        (DANGER, "Do you want a person from our team", "Would you like a person from our team"),
        ("words/en.yaml", "rape, raped", "rape, raped, zugzwang"),
    )  # fmt: skip
    await publish(room, desk, files)
    await min_.taps("Other numbers")
    assert "08000 121 701" in min_.sees, "her own screens, with the number that answers"
    await min_.says("zugzwang")
    await min_.taps("Yes, now")
    assert "Would you like a person from our team" in min_.sees
    await min_.taps("Not now")
    assert "Other numbers" in str(labels(min_.last[-1])), "and back to where she was"


async def test_where_old_and_new_do_not_fit_together_nobody_stays(room: Room, desk: Office) -> None:
    """The danger flow can end in a way that the old topics have no answer to."""
    min_ = await at_the_question(room)
    more = "  is_not_safe: {return: not_safe}\n  is_unsure: {return: unsure}"
    files = draft(
        (DANGER, "  is_not_safe: {return: not_safe}", more), (PASSPORT, ASKED, OTHERWISE),
        (PASSPORT, "not_safe: hide_tip}", "not_safe: hide_tip, unsure: hide_tip}"),
        ("flows/welcome.yaml", "not_safe: done}", "not_safe: done, unsure: done}"),
        (DANGER, "skip: is_safe", "skip: is_unsure"),
    )  # fmt: skip
    await publish(room, desk, files)
    assert dict(room.line.shelf.by_id) == {}
    await min_.says("what?")
    assert OTHERWISE in min_.sees


async def test_who_talks_with_a_person_notices_nothing(room: Room, desk: Office) -> None:
    amal, min_ = await room.advocate(AMAL), room.person(MIN)
    await min_.asks_for_a_person()
    await room.take(amal.tap(next(call for call in room.sent.calls if "Claim" in labels(call)), "Claim"))
    await publish(room, desk, gone(), urgent=True)
    calls = await min_.says(f"still here {CANARY}")
    assert [call.params["chat_id"] for call in calls] == [AMAL]
    assert CANARY in str(calls[0].params)


# --- who stands where --------------------------------------------------------------------------------------------


async def test_conversations_are_counted_by_step_and_only_lately(room: Room, desk: Office) -> None:
    await at_the_question(room, MIN)
    await at_the_question(room, JOY)
    found = standing(desk.engine, room.vault, thaw, room.clock.now())
    assert found == {Place("passport-kept", "who_has_it"): 2, Place("passport-kept", ""): 2}
    assert standing(desk.engine, room.vault, thaw, room.clock.now() + timedelta(days=2)) == {}


async def test_the_keys_are_asked_for_only_where_somebody_is_to_be_counted(
    room: Room, desk: Office, database: str, tmp_path: Path
) -> None:
    without = Stores(database, f"sqlite:///{tmp_path}/vault.db")
    with offices.office(without) as nobody_yet:
        assert nobody_yet.standing() == {}
    room.clock.at = Clock().now()
    await at_the_question(room, MIN)
    with offices.office(without) as office_without, pytest.raises(BadSettings, match="KEYRING_FILE: is not set"):
        office_without.standing()
    with offices.office(replace(without, keyring_file=tmp_path / "keyring.json")) as with_keys:
        assert with_keys.standing()[Place("passport-kept", "who_has_it")] == 1
