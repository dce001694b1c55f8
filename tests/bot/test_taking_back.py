"""What an advocate takes back is gone from her chat as a whole, in however many messages it went."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import messages
from bot.outgoing import Fate, Outgoing
from tests.bot.staffroom import AMAL, MIN, held, only_told, to
from tests.canaries import CANARY
from tests.room import Person, Room, opened, text_of

LONG = "🙏" * 4096  # of Telegram's 4,096 characters each counts twice: two messages
GONE = "deleted from her chat"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


def for_her(calls: list[Outgoing]) -> list[Outgoing]:
    return [call for call in calls if call.params.get("chat_id") == MIN and call.method.startswith("send")]


def deleted(calls: list[Outgoing]) -> list[int]:
    return [number for call in calls if call.method == "deleteMessages" for number in call.params["message_ids"]]


async def take_back(amal: Person, message: int) -> list[Outgoing]:
    return await amal.says("/delete", reply_to_message={"message_id": message})


async def follows(room: Room, *fates: Fate) -> list[Outgoing]:
    before = len(room.sent.calls)
    await room.note(*fates)
    return room.sent.calls[before:]


async def wrote(room: Room, amal: Person, **message: Any) -> tuple[int, list[Outgoing]]:
    raw = amal.message(**message)
    return raw["message"]["message_id"], for_her(await room.take(raw))


PHOTO = [{"file_id": "FILE", "file_unique_id": "FILE", "width": 9, "height": 9}]
NOTE = {"file_id": "FILE", "file_unique_id": "FILE", "length": 9, "duration": 1}


@pytest.mark.parametrize(
    "what",
    [{"text": LONG}, {"photo": PHOTO, "caption": LONG}, {"video_note": NOTE, "caption": "hello"}],
    ids=["a long text", "a photo whose words became texts", "a video note whose words come first"],
)
async def test_all_its_messages_go_and_only_then_it_is_said(room: Room, what: dict[str, Any]) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, calls = await wrote(room, amal, **what, **anchor)
    assert len(calls) > 1
    copies = await room.accept(*calls)
    asked = await take_back(amal, his)
    assert sorted(deleted(asked)) == sorted(copies) and to(AMAL, asked) == []
    [told] = to(AMAL, await follows(room, Fate(asked[0], "sent")))
    assert GONE in told
    assert only_told(await take_back(amal, his), "deleted already")


async def test_each_part_that_is_under_way_is_deleted_when_it_arrives(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, calls = await wrote(room, amal, text=LONG, **anchor)
    assert only_told(await take_back(amal, his), "is on its way and cannot be stopped")
    [first, *_] = await follows(room, Fate(calls[0], "sent", 71))
    [second, *_] = await follows(room, Fate(calls[1], "sent", 72))
    assert deleted([first, second]) == [71, 72]
    after = await follows(room, Fate(first, "sent"), Fate(second, "sent"))
    assert [GONE in text for text in to(AMAL, after)] == [True] and deleted(after) == []


async def test_an_end_that_comes_after_the_rest_was_to_go_goes_too_before_anybody_is_told(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, [first, second] = await wrote(room, amal, text=LONG, **anchor)
    [copy] = await room.accept(first)
    [asked] = await take_back(amal, his)
    assert deleted([asked]) == [copy]
    await room.note(Fate(second, "sent", 72))
    again = await follows(room, Fate(asked, "sent"))
    assert deleted(again) == [72] and to(AMAL, again) == []
    assert GONE in to(AMAL, await follows(room, Fate(again[0], "sent")))[0]


async def test_a_text_that_came_without_its_end_has_reached_her_and_is_deleted(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, [first, second] = await wrote(room, amal, text=LONG, **anchor)
    [copy] = await room.accept(first)
    await room.note(Fate(second, "failed"))
    assert deleted(await take_back(amal, his)) == [copy]


async def test_a_text_whose_end_was_held_again_neither_stays_nor_goes(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    his, [first, second] = await wrote(room, amal, text=LONG, **anchor)
    [copy] = await room.accept(first)
    await min_.says("hide")
    await room.note(Fate(second, "silent"))
    assert deleted(await take_back(amal, his)) == [copy]
    await min_.says("hello")
    assert not [text for text in to(MIN, await min_.taps("Yes, it is safe")) if "🙏" in text]


async def test_a_text_that_came_once_without_its_end_and_then_whole_goes_as_all_of_that(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    his, [first, second] = await wrote(room, amal, text=LONG, **anchor)
    copies = await room.accept(first)
    await min_.says("hide")
    await room.note(Fate(second, "silent"))
    await min_.says("hello")
    again = [call for call in for_her(await min_.taps("Yes, it is safe")) if "🙏" in text_of(call)]
    copies += await room.accept(*again)
    assert len(copies) == 3 and sorted(deleted(await take_back(amal, his))) == sorted(copies)


async def test_what_could_not_be_deleted_can_be_tried_again(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, calls = await wrote(room, amal, text=LONG, **anchor)
    await take_back(amal, his)
    asked = [one for n, call in enumerate(calls) for one in await follows(room, Fate(call, "sent", 71 + n))]
    assert "Telegram would not do it" in to(AMAL, await follows(room, Fate(asked[0], "failed")))[0]
    assert 71 in deleted(await take_back(amal, his))


async def sends_album(room: Room, amal: Person, anchor: dict[str, Any]) -> tuple[list[int], list[Outgoing]]:
    raws = [amal.message(photo=PHOTO, media_group_id="7", caption=name, **anchor) for name in ("one", "", "three")]
    return [raw["message"]["message_id"] for raw in raws], for_her(await room.take(*raws))


@pytest.mark.parametrize("replied", [0, 2])
async def test_an_album_goes_as_a_whole_whichever_of_its_items_is_meant(room: Room, replied: int) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, calls = await sends_album(room, amal, anchor)
    copies = await room.accept(*calls)
    other, [apart] = await wrote(room, amal, text="and this stays", **anchor)
    await room.accept(apart)
    [asked] = await take_back(amal, his[replied])
    assert sorted(deleted([asked])) == copies
    assert [GONE in text for text in to(AMAL, await follows(room, Fate(asked, "sent")))] == [True]
    kept = await room.look(lambda book: messages.kept(book, book.all_claimed()[0], "deleted"))
    assert [one.text for one in kept] == ["one", "", "three"] and other not in his


async def test_an_album_under_way_goes_when_it_has_arrived_and_that_is_said_once(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    his, calls = await sends_album(room, amal, anchor)
    assert only_told(await take_back(amal, his[1]), "is on its way")
    asked = await follows(room, *[Fate(call, "sent", 70 + n) for n, call in enumerate(calls)])
    assert deleted(asked) == [70, 71, 72]
    assert [GONE in text for text in to(AMAL, await follows(room, *[Fate(each, "sent") for each in asked]))] == [True]


async def test_an_album_that_waits_for_her_is_deleted_before_it_is_sent(room: Room) -> None:
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    await min_.says("hide")
    his, _ = await sends_album(room, amal, anchor)
    assert only_told(await take_back(amal, his[0]), "deleted before it was sent")
    await min_.says("hello")
    assert for_her([call for call in await min_.taps("Yes, it is safe") if call.method == "sendPhoto"]) == []


async def test_what_was_changed_while_it_waited_is_deleted_as_it_stands_now(room: Room) -> None:
    """Naive: the first version is found, which went nowhere, and the new one goes to her all the same."""
    amal = await room.advocate(AMAL)
    min_, _, anchor = await held(room, amal, MIN)
    await min_.says("hide")
    raw = amal.message(text="wrong", **anchor)
    await room.take(raw)
    await room.take(amal.update("edited_message", {**raw["message"], "edit_date": 2, "text": f"wrong {CANARY}"}))
    assert only_told(await take_back(amal, raw["message"]["message_id"]), "deleted before it was sent")
    await min_.says("hello")
    assert not [text for text in to(MIN, await min_.taps("Yes, it is safe")) if CANARY in text]


async def test_a_text_in_several_messages_is_not_changed_in_the_first_alone(room: Room) -> None:
    amal = await room.advocate(AMAL)
    _, _, anchor = await held(room, amal, MIN)
    raw = amal.message(text=LONG, **anchor)
    await room.accept(*for_her(await room.take(raw)))
    change = {**raw["message"], "edit_date": 2, "text": "short"}
    assert only_told(await room.take(amal.update("edited_message", change)), "your change was not sent")
