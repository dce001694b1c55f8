"""The digest of a file of hers: of the bytes as received, kept once, sealed with her message; and why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.digests import grouped
from bot.evidence import Evidence, take_evidence
from bot.ledger import messages
from bot.ledger import tables as t
from bot.ledger.records import Kept
from bot.outgoing import Fate
from bot.sandbox.model import File
from bot.telegram.fetching import Fetcher
from tests.bot.postroom import Postroom, working
from tests.bot.staffroom import AMAL, BEA, MIN, held, only_told, rows, takes, to
from tests.room import Person, Room, opened, text_of

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


@dataclass(slots=True)
class Desk:
    post: Postroom
    evidence: Evidence
    amal: Person

    async def she_sends(self, kind: str, data: bytes = JPEG, **more: Any) -> int:
        """The number of its copy in the advocate's chat."""
        await self.post.play.send_file(MIN, kind, data, file_name="payslip.pdf", **more)
        before = len(self.post.asks.fates)
        await self.post.hears()
        return next(fate.message for fate in self.post.asks.fates[before:] if "message" in fate.call.link)

    async def ask(self, reply_to: int, words: str = "/evidence") -> list[str]:
        """What the advocate has been told in the end, in place of what he was told first."""
        before = len(await self.post.texts(AMAL))
        await self.amal.says(words, reply_to_message={"message_id": reply_to})
        await self.settled()
        return (await self.post.texts(AMAL))[before:]

    async def settled(self) -> None:
        await self.post.settled()
        await self.evidence.settled()
        await self.post.settled()

    async def kept(self) -> list[Kept]:
        found = await self.post.room.look(lambda book: messages.kept(book, book.all_claimed()[0], "sent", "sending"))
        return [one for one in found if one.media]

    async def acts(self) -> list[str]:
        told = [row.act for row in await rows(self.post.room, t.audit.c.act)]
        return [act for act in told if act.startswith("digest")]

    def file(self) -> File:
        """As Telegram holds it."""
        [document] = [each for each in self.post.world.files._by_id.values() if each.kind == "document"]
        return document


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with working(tmp_path) as post:
        _, amal = await post.claimed(MIN, AMAL)
        await post.hears()
        evidence = take_evidence(post.room.ledger, post.room.line, post.asks, Fetcher(post.wire))
        yield Desk(post, evidence, amal)
        await evidence.stop()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


SMALLER, AS_SENT, UNKNOWN = "had made it smaller", "the file as it was sent", "Whether her app"


@pytest.mark.parametrize(
    ("kind", "what", "made"),
    [
        ("photo", "a photo", SMALLER), ("document", "a file", AS_SENT), ("video", "a video", UNKNOWN),
        ("voice", "a voice message", UNKNOWN),
    ],
)  # fmt: skip
async def test_the_holder_gets_the_digest_size_day_and_what_it_is(desk: Desk, kind: str, what: str, made: str) -> None:
    copy = await desk.she_sends(kind)
    digest = hashlib.sha256(JPEG).hexdigest()
    [told] = await desk.ask(copy)
    assert grouped(digest) in told and digest == "".join(told.split("\n")[-1].split())
    assert f"{what} of hers, sent 23 Nov 2026, 12:00 UTC, 10,244 bytes." in told and made in told
    assert "The bytes were not kept" in told
    [kept] = await desk.kept()
    [taken] = kept.digests
    assert (taken["sha256"], taken["size"], taken["kind"]) == (digest, len(JPEG), kind)
    assert taken["at"] == int(desk.post.room.clock.at.timestamp())
    assert await desk.acts() == ["digest_asked", "digest_kept"]
    sealed = [row.sealed.raw for row in await rows(desk.post.room, t.messages.c.sealed)]
    assert not [raw for raw in sealed if digest.encode() in raw]


async def test_nothing_is_fetched_before_he_asks_and_then_once(desk: Desk) -> None:
    copy = await desk.she_sends("photo")
    assert await desk.post.made("getFile") == []
    await desk.ask(copy)
    assert len(await desk.post.made("getFile")) == 1


async def test_asked_again_it_is_the_same_and_stands_there_once(desk: Desk) -> None:
    copy = await desk.she_sends("document")
    await desk.ask(copy)
    [told] = await desk.ask(copy)
    assert "It is the same digest as on 23 Nov 2026" in told
    [kept] = await desk.kept()
    assert len(kept.digests) == 1 and await desk.acts() == ["digest_asked", "digest_kept", "digest_asked"]


async def test_asked_twice_at_the_same_moment_it_stands_there_once(desk: Desk) -> None:
    copy = await desk.she_sends("document")
    reply: dict[str, Any] = {"reply_to_message": {"message_id": copy}}
    await desk.post.room.take(*[desk.amal.message(text="/evidence", **reply) for _ in range(2)])
    await desk.settled()
    assert sum(grouped(hashlib.sha256(JPEG).hexdigest()) in text for text in await desk.post.texts(AMAL)) == 2
    assert [len(kept.digests) for kept in await desk.kept()] == [1]


async def test_one_that_differs_is_said_loudly_and_the_first_one_stays(desk: Desk) -> None:
    copy = await desk.she_sends("document")
    await desk.ask(copy)
    desk.file().data = bytes(len(JPEG))
    [told] = await desk.ask(copy)
    first, now = hashlib.sha256(JPEG).hexdigest(), hashlib.sha256(bytes(len(JPEG))).hexdigest()
    assert "🔴" in told and "NOT THE SAME" in told and grouped(first) in told and grouped(now) in told
    [kept] = await desk.kept()
    assert [each["sha256"] for each in kept.digests] == [first, now]
    assert (await desk.acts())[-1] == "digest_differs"
    assert "NOT THE SAME" in (await desk.ask(copy))[0], "and each time"
    assert len((await desk.kept())[0].digests) == 2


async def test_the_words_of_her_message_and_old_rows_stay_as_they_were(desk: Desk) -> None:
    copy = await desk.she_sends("photo", caption="my payslip")
    [before] = await desk.kept()
    assert (
        b"digests" not in before.sealed_part()
        and Kept.from_row(before.sealed_part(), id=before.id, case=before.case, seq=before.seq) == before
    )
    await desk.ask(copy)
    [after] = await desk.kept()
    assert (after.text, after.media, after.seq) == (before.text, before.media, before.seq) and after.digests


# --- none


async def nothing_kept(desk: Desk) -> bool:
    return [kept.digests for kept in await desk.kept()] == [()]


async def test_one_that_is_too_big_is_not_even_asked_for(desk: Desk) -> None:
    copy = await desk.she_sends("document", size=21 * 2**20)
    assert "larger than 20 MB" in (await desk.ask(copy))[0]
    assert await desk.post.made("getFile") == [] and await nothing_kept(desk)


async def test_one_that_telegram_no_longer_gives(desk: Desk) -> None:
    copy = await desk.she_sends("document")
    desk.post.world.files._by_path.clear()
    assert "Telegram does not give this file" in (await desk.ask(copy))[0]
    desk.post.world.files._by_id.clear()
    assert "Telegram does not give this file" in (await desk.ask(copy))[0] and await nothing_kept(desk)


@pytest.mark.parametrize("fault", ["lost_answer", "bad_gateway", "too_many"])
async def test_no_answer_is_said_and_he_can_ask_again(desk: Desk, fault: str) -> None:
    copy = await desk.she_sends("document")
    await desk.post.faults(("getFile", fault))
    assert "no answer, or not all of the file" in (await desk.ask(copy))[0] and await nothing_kept(desk)
    assert grouped(hashlib.sha256(JPEG).hexdigest()) in (await desk.ask(copy))[0]


async def test_a_file_that_ends_early_gets_no_digest(desk: Desk) -> None:
    """Naive: the digest of what came, which is that of no file of hers."""
    copy = await desk.she_sends("document")
    desk.file().data = JPEG[:-1]
    assert "not all of the file" in (await desk.ask(copy))[0] and await nothing_kept(desk)


async def test_when_the_case_changed_hands_meanwhile_it_reaches_nobody_and_is_not_kept(desk: Desk) -> None:
    copy = await desk.she_sends("document")
    async with desk.evidence._turns, desk.evidence._turns:  # others are under way, and this one waits
        await desk.amal.says("/evidence", reply_to_message={"message_id": copy})
        await desk.post.settled()
        assert len(desk.evidence) == 1
        [file] = await desk.post.room.look(lambda book: book.all_claimed())
        await desk.amal.says("/release")
        await desk.post.play.person("Bea", id_=BEA)
        await takes(desk.post.room, await desk.post.room.advocate(BEA, "Bea"), file.case.code_name)
        await desk.post.settled()
        calls = len(desk.post.room.sent.calls)
    await desk.settled()
    assert len(await desk.post.made("getFile")) == 1 and desk.post.room.sent.calls[calls:] == []
    assert await nothing_kept(desk) and await desk.acts() == ["digest_asked"]


# --- who may, and of what


async def copy_of(room: Room, min_: Person, kind: str = "photo") -> int:
    [number, *_] = await room.accept(*[call for call in await min_.sends(kind) if call.params["chat_id"] == AMAL])
    return number


@pytest.mark.parametrize("what", ["his own", "a notice", "her text", "nothing"])
async def test_only_of_a_file_of_hers(room: Room, what: str) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    own = amal.message(photo=[{"file_id": "F", "file_unique_id": "F", "width": 9, "height": 9}], **anchor)
    await room.accept(*await room.take(own))
    [text] = await room.accept(*await min_.says("hello"))
    number, said = {
        "his own": (own["message"]["message_id"], "that is no message of hers"),
        "a notice": (anchor["reply_to_message"]["message_id"], "that is no message of hers"),
        "her text": (text, "there is no photo, file, video or voice message in that"),
        "nothing": (0, "reply to it with /evidence"),
    }[what]
    assert only_told(
        await amal.says("/evidence", **({"reply_to_message": {"message_id": number}} if number else {})), said
    )
    assert "digest_asked" not in [row.act for row in await rows(room, t.audit.c.act)]


async def test_only_who_holds_the_case(room: Room) -> None:
    amal, bea = await room.advocate(AMAL), await room.advocate(BEA, "Bea")
    min_, code, anchor = await held(room, amal, MIN)
    reply = {"reply_to_message": {"message_id": await copy_of(room, min_)}}
    await amal.says("/release", **anchor)
    assert only_told(await amal.says("/evidence", **reply), "the case is not with you")
    await takes(room, bea, code)
    assert only_told(await amal.says("/evidence", **reply), "the case is not with you")
    assert "digest_asked" not in [row.act for row in await rows(room, t.audit.c.act)]


async def test_of_a_photo_that_she_replaced_each_is_evidence(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, _ = await held(room, amal, MIN)
    photos: list[dict[str, Any]] = [
        {"photo": [{"file_id": id, "file_unique_id": id, "width": 9, "height": 9}]} for id in ("A", "B")
    ]
    raw = min_.message(**photos[0])
    [copy, *_] = await room.accept(*[c for c in await room.take(raw) if c.params["chat_id"] == AMAL])
    change = min_.update("edited_message", {**raw["message"], **photos[1], "edit_date": 2})
    await room.accept(*await room.take(change))
    cards = await amal.says("/evidence", reply_to_message={"message_id": copy})
    assert len({card.link["evidence"] for card in cards}) == 2 and to(MIN, cards) == []
    assert all("fetching a photo of hers once" in text_of(card) and card.route for card in cards)


async def test_a_card_that_did_not_reach_him_begins_nothing(desk: Desk) -> None:
    copy = await desk.she_sends("photo")
    [card] = await desk.amal.says("/evidence", reply_to_message={"message_id": copy})
    await desk.settled()
    before = len(await desk.post.made("getFile"))
    for state in ("failed", "unknown", "stale", "blocked", "later"):
        desk.evidence.after(Fate(card, state))
    assert len(desk.evidence) == 0 and len(await desk.post.made("getFile")) == before
