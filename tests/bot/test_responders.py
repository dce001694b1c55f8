"""Somebody to refer her: who is proposed in the chat of the case, what they answered, and how many they take."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chores.round import Round
from bot.clock import Clock
from bot.ledger import nrm, referrals, tallies, whole
from bot.ledger import tables as t
from bot.outgoing import Outgoing
from handoff.model import Role
from handoff.referral.directory import Ended
from handoff.referral.record import From, Source, Told
from tests.bot.staffroom import AMAL, BEA, MIN, held, only_told, rows, takes, to
from tests.canaries import CANARY, IDS
from tests.room import NOON, Person, Room, labels, opened, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as found:
        yield found


ADULT = "england adult female domestic-servitude domestic-worker-visa"
DORA = IDS[6]


async def asked(room: Room, words: str = ADULT) -> tuple[Person, Person, str, dict[str, Any], Outgoing]:
    """A case in Amal's hands, and the card of who can be asked."""
    amal = await room.advocate(AMAL)
    worker, code, anchor = await held(room, amal, MIN)
    [card] = await amal.says(f"/responders {words}".strip(), **anchor)
    return worker, amal, code, anchor, card


async def tried(room: Room) -> list[tuple[str, Ended | None, str]]:
    def look(book: Any) -> list[tuple[str, Ended | None, str]]:
        cases = [file.case.id for file in (*book.all_claimed(), *book.all_waiting())]
        return [(it.organisation, it.ended, it.words) for case in cases for it in nrm.tries(book, case).values()]

    found: list[tuple[str, Ended | None, str]] = await room.look(look)
    return found


def table(text: str) -> list[str]:
    """The organisations of a card, in its order."""
    return [line.split(". ", 1)[1] for line in text.split("\n") if line[:1].isdigit()]


async def test_who_can_be_asked_in_an_order_with_reasons(room: Room) -> None:
    *_, code, _, card = await asked(room)
    said = text_of(card)
    assert said.startswith(f"{code} - First Responders, the likeliest first.")
    assert "Known: england, adult, female, domestic-servitude, domestic-worker-visa" in said
    assert table(said)[0] == "Kalayaan" and "The Salvation Army" in table(said)
    assert "it was paused on 2023-01-30" in said and "a charity: the choice stays hers" in said
    assert "020 7243 2942" in said and "Still to be confirmed: whether Kalayaan takes new requests" in said
    assert labels(card)[0] == "I have asked Kalayaan"


async def test_nobody_outside_a_remit_is_on_the_card(room: Room) -> None:
    _, amal, _, anchor, _ = await asked(room)
    [card] = await amal.says("/responders wales not-domestic-worker-visa", **anchor)
    assert not {"Kalayaan", "Barnardo's", "Medaille Trust"} & set(table(text_of(card)))
    [card] = await amal.says("/responders scotland child", **anchor)
    assert {"Barnardo's", "NSPCC"} <= set(table(text_of(card))) and "Migrant Help" not in text_of(card)
    assert not [name for name in table(text_of(card)) if name.startswith(("TARA", "The Salvation"))]


async def test_what_is_not_known_is_said_and_half_a_sentence_is_not_kept(room: Room) -> None:
    _, amal, code, anchor, card = await asked(room, "")
    assert "Not known: nation, age, sex, exploitation" in text_of(card)
    assert "Find out first: in which nation the referral is made, adult or child" in text_of(card)
    assert only_told(await amal.says("/responders wales grown-up", **anchor), f"{code} - nothing was changed")
    [card] = await amal.says("/responders", **anchor)
    assert "Known: nothing" in text_of(card)


async def test_what_is_settled_in_the_interview_is_not_said_again(room: Room) -> None:
    _, amal, _, anchor, _ = await asked(room, "not-refugee")
    source = Source(From.ADVOCATE, NOON)
    for name, value in (("fr-location", "scotland"), ("pv-under-age", "no"), ("pv-gender", "male")):
        await room.look(lambda book, name=name, value=value: _settle(book, name, Told(value, source)))
    [card] = await amal.says("/responders", **anchor)
    assert "Known: scotland, adult, male, not-refugee" in text_of(card)
    assert "Migrant Help" in table(text_of(card)) and "TARA" not in text_of(card)


def _settle(book: Any, name: str, told: Told) -> None:
    for file in book.all_claimed():
        referrals.put(book, file.case.id, name, told)


async def test_a_doubt_about_her_age_in_the_interview_outweighs_an_adult_said_before(room: Room) -> None:
    _, amal, _, anchor, card = await asked(room)
    assert "Kalayaan" in table(text_of(card))
    doubt = Told("not-sure", Source(From.ADVOCATE, NOON))
    await room.look(lambda book: _settle(book, "pv-under-age", doubt))
    [card] = await amal.says("/responders", **anchor)
    assert "age-not-sure" in text_of(card) and not {"Kalayaan", "The Salvation Army"} & set(table(text_of(card)))


async def test_what_they_answer_is_kept_sealed_and_the_next_one_is_proposed(room: Room) -> None:
    _, amal, code, anchor, card = await asked(room)
    [said] = await room.take(amal.tap(card, "I have asked Kalayaan"))
    assert f"{code} - Kalayaan is asked" in text_of(said) and labels(said) == [
        "Yes",
        "No",
        "No answer",
        "We take it back",
    ]
    [why] = await room.take(amal.tap(said, "No"))
    [ended] = await room.take(amal.tap(why, "no, they take nobody now"))
    assert "Kalayaan: no, they take nobody now. Kept with the case." in text_of(ended)
    assert "kept with what Kalayaan said" in text_of(
        (await amal.says(f"/answered not before March {CANARY}", **anchor))[0]
    )
    assert await tried(room) == [("kalayaan", Ended.CLOSED_INTAKE, f"not before March {CANARY}")]
    [card] = await amal.says("/responders", **anchor)
    assert table(text_of(card))[0] == "The Salvation Army" and "Kalayaan" not in table(text_of(card))
    assert "Asked: Kalayaan, on 2026-11-23: no, they take nobody now" in text_of(card)


async def test_a_no_of_one_is_known_to_the_next_case(room: Room) -> None:
    _, amal, _, _, card = await asked(room)
    [said] = await room.take(amal.tap(card, "I have asked Kalayaan"))
    [why] = await room.take(amal.tap(said, "No"))
    await room.take(amal.tap(why, "no, they take nobody now"))
    _, _, other = await held(room, amal, MIN + 1)
    [card] = await amal.says(f"/responders {ADULT}", **other)
    assert table(text_of(card))[0] == "The Salvation Army"
    assert "Kalayaan (kalayaan): takes nobody now (answer, 2026-11-23)" in text_of((await amal.says("/capacity"))[0])


async def test_a_yes_ends_the_search_and_is_counted_once(room: Room) -> None:
    _, amal, code, anchor, card = await asked(room)
    [said] = await room.take(amal.tap(card, "I have asked The Salvation Army"))
    await room.take(amal.tap(said, "Yes"))
    await room.take(amal.tap(said, "Yes"))
    [card] = await amal.says("/responders", **anchor)
    assert f"{code} - The Salvation Army said yes on 2026-11-23" in text_of(card) and labels(card) == []
    counts = await room.look(lambda book: tallies.counted(book.db))
    assert {row[1:] for row in counts} == {
        ("accepted", "", "", 1), ("accepted", "days", "0-6", 1), ("accepted", "tries", "1", 1),
        ("accepted", "language", "en", 1),
    }  # fmt: skip


async def test_an_offer_that_nobody_answers_ends_and_a_late_answer_still_counts(room: Room) -> None:
    _, amal, code, _, card = await asked(room)
    [said] = await room.take(amal.tap(card, "I have asked Kalayaan"))
    await amal.says("/me")
    chores = Round(room.ledger, room.line, Clock())
    for hours in (0, 5 * 24):
        room.clock.advance(hours=hours)
        await keep(room, amal)
        before = len(room.sent.calls)
        await chores.once()
        assert not [text for text in to(AMAL, room.sent.calls[before:]) if "this offer has ended" in text]
    room.clock.advance(hours=24)
    await keep(room, amal)
    before = len(room.sent.calls)
    await chores.once()
    assert [text for text in to(AMAL, room.sent.calls[before:]) if f"{code} - Kalayaan has not answered" in text]
    assert await tried(room) == [("kalayaan", Ended.NO_ANSWER, "")]
    assert [row.due for row in await rows(room, t.tries.c.due)] == [None], "an open offer always ends"
    await room.take(amal.tap(said, "Yes"))
    assert await tried(room) == [("kalayaan", Ended.ACCEPTED, "")]


async def keep(room: Room, amal: Person) -> None:
    """The claim is kept alive without a word."""
    await room.look(lambda book: _renew(book, room))


def _renew(book: Any, room: Room) -> None:
    from datetime import timedelta

    from bot.ledger.records import with_case

    for file in book.all_claimed():
        with_case(file, lease_until=room.clock.at + timedelta(hours=12))


async def test_only_the_holder_asks_and_only_whom_the_directory_proposes(room: Room) -> None:
    _, amal, code, anchor, card = await asked(room)
    bea = await room.advocate(BEA, "Bea")
    await room.take(bea.tap(card, "I have asked Kalayaan"))
    assert await tried(room) == [] and "is not with you" in room.sent.toasts[-1][1]
    pressed = amal.tap(card, "I have asked Kalayaan")
    pressed["callback_query"]["data"] = pressed["callback_query"]["data"].replace("kalayaan", "tara")
    assert only_told(await room.take(pressed), f"{code} - TARA (Trafficking Awareness Raising Alliance) was not noted")
    await room.take(amal.tap(card, "I have asked Kalayaan"))
    assert only_told(await room.take(amal.tap(card, "I have asked Kalayaan")), "Kalayaan was not noted as asked")
    await amal.says("/release", **anchor)
    await takes(room, bea, code)
    assert only_told(await amal.says("/responders", **anchor), "not with you")
    assert len(await tried(room)) == 1, "what was asked stays with the case"


@pytest.mark.parametrize(
    "data", ["fro.ask.", "fro.yes.1", "fro.accepted.zz", "fro.accepted", "fro.no.9", "fro.accepted.9"]
)
async def test_a_button_that_nobody_offered_changes_nothing(room: Room, data: str) -> None:
    _, amal, _, _, card = await asked(room)
    pressed = amal.tap(card, "I have asked Kalayaan")
    pressed["callback_query"]["data"] = pressed["callback_query"]["data"].replace("fro.ask.kalayaan", data)
    await room.take(pressed)
    assert await tried(room) == []


# --- how many they take -------------------------------------------------------------------------------------------


async def test_what_one_has_heard_all_know_and_it_gets_old(room: Room) -> None:
    amal = await room.advocate(AMAL)
    [kept] = await amal.says("/capacity unseen waiting-list 6 phone")
    assert text_of(kept).startswith("Kept for everybody: Unseen - waiting list, weeks: 6 (phone, 2026-11-23)")
    bea = await room.advocate(BEA, "Bea")
    assert "Unseen (unseen): waiting list, weeks: 6 (phone, 2026-11-23)" in text_of((await bea.says("/capacity"))[0])
    room.clock.advance(days=31)
    assert "Unseen (unseen): not known; waiting-list on 2026-11-23" in text_of((await bea.says("/capacity"))[0])
    assert [row.act for row in await rows(room, t.audit.c.act)].count("capacity_said") == 1


@pytest.mark.parametrize(
    "words",
    [
        "unseen", "unseen full phone", "unseen open", "unseen open 3 phone", "unseen waiting-list phone",
        "unseen waiting-list 0 phone", "unseen waiting-list many phone", "nobody open phone", "nca open phone",
        "unseen open rumour", "unseen open now at last phone",
    ],
)  # fmt: skip
async def test_what_is_not_said_clearly_is_not_kept(room: Room, words: str) -> None:
    amal = await room.advocate(AMAL)
    assert only_told(await amal.says(f"/capacity {words}"), "Nothing was changed")
    assert await rows(room, t.capacities.c.id) == []


async def test_who_has_no_place_at_the_desk_says_nothing_of_places(room: Room) -> None:
    rita = await room.advocate(AMAL, "Rita", Role.REVIEWER)
    assert only_told(await rita.says("/capacity unseen open phone"), "Your role does not do this")
    assert await rows(room, t.capacities.c.id) == []


async def test_nothing_of_it_is_plain(room: Room) -> None:
    _, amal, _, anchor, card = await asked(room)
    await room.take(amal.tap(card, "I have asked Kalayaan"))
    await amal.says(f"/answered {CANARY}", **anchor)
    for table_ in (t.tries, t.nrm):
        found = await room.look(lambda book, table_=table_: book.db.execute(select(table_)).all())
        assert found and whole.look(room.ledger._engine, room.vault).shut == {}
        assert not [row for row in found if b"kalayaan" in bytes(row.sealed.raw) or CANARY in str(row)]
