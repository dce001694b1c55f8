"""Albums both ways: in order, with all captions, late ones too; a crash in the middle loses none (X19)."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.outgoing import Outgoing
from bot.telegram.albums import MOST, in_groups
from bot.telegram.update import hear
from tests.bot.postroom import Json, Postroom, working
from tests.bot.staffroom import AMAL, JOY, MIN, held
from tests.room import Room, opened, text_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x02\x00\x00\x00"
Album = list[str]


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Postroom]:
    async with working(tmp_path) as post:
        await post.claimed(MIN, AMAL)
        await post.hears()
        min_ = post.room.person(MIN)
        await min_.sends("photo")  # so that the advice about photos has been given
        await post.settled()
        yield post


async def sends(post: Postroom, person: int, *captions: str, album: str = "7", kind: str = "photo") -> None:
    for caption in captions:
        await post.play.send_file(person, kind, PNG, caption=caption, album=album, file_name="a.pdf")


async def at_once(post: Postroom, *, shuffled: bool = False) -> None:
    """All that was written, as one batch: so does Telegram bring an album."""
    updates = [*post.world.updates.pending()]
    for update in updates:
        update.end = "received"
    if shuffled:
        random.Random(3).shuffle(updates)
    await post.room.ledger.take([hear(orjson.loads(update.body)) for update in updates])


async def albums(post: Postroom, chat: int) -> list[Album]:
    """The captions of each album of the bot's in this chat, in the order in which they stand there."""
    found: dict[str, Album] = {}
    for message in await post.play.seen(chat):
        if message["album"] and message["from"] == "bot":
            found.setdefault(message["album"], []).append(message["caption"])
    return list(found.values())


def without(heading: str, captions: Album) -> Album:
    return [caption.removeprefix(heading).strip() for caption in captions]


async def code_of(post: Postroom) -> str:
    [file] = await post.room.look(lambda book: book.all_claimed())
    return str(file.case.code_name)


async def test_hers_comes_as_one_in_order_with_all_its_words_under_its_case(flat: Postroom) -> None:
    await sends(flat, MIN, "one", "", "three", "four")
    await at_once(flat, shuffled=True)
    await flat.settled()
    [album] = await albums(flat, AMAL)
    code = await code_of(flat)
    assert without(code, album) == ["one", "", "three", "four"]
    assert [code in caption for caption in album].count(True) == 1
    assert len(await flat.made("sendMediaGroup")) == 1


async def test_the_heading_stands_over_the_only_words_for_only_then_both_are_shown(flat: Postroom) -> None:
    await sends(flat, MIN, "", "my payslip", "")
    await at_once(flat)
    await flat.settled()
    assert await albums(flat, AMAL) == [["", f"{await code_of(flat)}\nmy payslip", ""]]


async def test_the_advocates_reaches_her_as_one_and_each_part_is_marked(flat: Postroom) -> None:
    await sends(flat, AMAL, "first", "second", kind="document")
    await at_once(flat)
    await flat.settled()
    assert await albums(flat, MIN) == [["first", "second"]]
    marked = [message for message in await flat.play.seen(AMAL) if message["reactions"]]
    assert [message["caption"] for message in marked] == ["first", "second"]


async def test_one_that_comes_late_is_laid_to_the_others(flat: Postroom) -> None:
    await sends(flat, MIN, "one", "two")
    await at_once(flat)
    await flat.settled()
    await sends(flat, MIN, "late")
    await at_once(flat)
    await flat.settled()
    seen = await flat.play.seen(AMAL)
    first = next(message for message in seen if message["album"])
    assert seen[-1]["caption"].endswith("late") and seen[-1]["reply_to"] == first["message_id"]


async def test_parts_that_come_apart_are_waited_for_and_nobody_else_waits(flat: Postroom) -> None:
    flat.pauses.held = True
    await sends(flat, MIN, "one")
    await at_once(flat)
    flat.pauses.let_pass(1)
    await sends(flat, MIN, "two")
    await at_once(flat)
    flat.gate.carry([flat.call(AMAL, "of another case")], ())
    await flat.until(lambda: flat.gate.unsent == 2)
    assert "of another case" in await flat.texts(AMAL) and await albums(flat, AMAL) == []
    await flat.play.say(MIN, "that was all")
    await at_once(flat)  # whatever else she says closes it
    await flat.until(lambda: not flat.gate.unsent)
    seen = [message["caption"] or message["text"] for message in await flat.play.seen(AMAL)][-3:]
    assert [words.split("\n")[-1] for words in seen] == ["one", "two", "that was all"]
    flat.pauses.let_pass(60)


async def test_what_is_waited_for_does_not_appear_after_she_has_hidden_the_chat(flat: Postroom) -> None:
    flat.pauses.held = True
    await sends(flat, AMAL, "one", "two")
    await at_once(flat)
    assert await albums(flat, MIN) == [] and flat.gate.unsent == 2
    await flat.play.say(MIN, "hide")
    await at_once(flat)
    await flat.until(lambda: not flat.gate.unsent)
    flat.pauses.held = False
    flat.pauses.let_pass(60)
    await flat.settled()
    assert await albums(flat, MIN) == []
    assert await flat.made("sendMediaGroup") == [], "it waits until she opens the chat again"
    assert sum("she has hidden this chat, so your message waits" in text for text in await flat.texts(AMAL)) == 2


async def test_after_a_crash_in_the_middle_all_of_it_comes(flat: Postroom) -> None:
    flat.room.sent.onward = None  # what was committed is not handed over: the process is gone
    await sends(flat, MIN, "one", "two", "three")
    await at_once(flat)
    assert await albums(flat, AMAL) == []
    flat.gate.carry(await flat.asks.left_behind(), ())
    await flat.settled()
    [album] = await albums(flat, AMAL)
    assert [caption.split("\n")[-1].removeprefix("↻ ") for caption in album] == ["one", "two", "three"]
    assert await flat.asks.left_behind() == []


async def test_a_lost_answer_brings_the_whole_again_marked(flat: Postroom) -> None:
    await flat.faults(("sendMediaGroup", "lost_answer"))
    await sends(flat, MIN, "one", "two")
    await at_once(flat)
    await flat.settled()
    first, again = await albums(flat, AMAL)
    assert [caption.split("\n")[-1] for caption in first] == ["one", "two"]
    assert "↻" in again[0] and len(again) == 2


async def test_one_that_telegram_will_not_take_holds_up_no_other(flat: Postroom) -> None:
    await sends(flat, MIN, "one", "two")
    good = [orjson.loads(update.body) for update in flat.world.updates.pending()]
    for update in flat.world.updates.pending():
        update.end = "received"
    bad: Json = orjson.loads(orjson.dumps(good[1]))
    bad["update_id"], bad["message"]["message_id"] = 10**9, 10**6
    bad["message"]["photo"] = [{"file_id": "GONE", "file_unique_id": "g", "width": 1, "height": 1}]
    await flat.room.ledger.take([hear(raw) for raw in (*good, bad)])
    await flat.settled()
    texts = await flat.texts(AMAL)
    assert [text.split("\n")[-1] for text in texts if text.split("\n")[-1] in ("one", "two")] == ["one", "two"]
    assert any("a photo, which cannot be passed on" in text for text in texts)
    assert any("cannot pass on" in text for text in await flat.texts(MIN))


# --- what may stand together


def part(number: int, kind: str = "photo", caption: str = "") -> Outgoing:
    method = {"photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument", "audio": "sendAudio"}[kind]
    params: dict[str, Any] = {"chat_id": 1, kind: f"F{number}"} | ({"caption": caption} if caption else {})
    link = {"twin": [7, number], "album": "a"}
    return Outgoing(bytes([number]) * 16, number, b"o", "words", method, params, link=link)


def kinds(calls: Sequence[Outgoing]) -> list[list[str]]:
    return [[item["type"] for item in call.params.get("media", [{"type": "alone"}])] for call in in_groups(calls)]


def test_ten_at_most_and_only_what_telegram_lets_stand_together() -> None:
    assert [len(group) for group in kinds([part(number) for number in range(1, 24)])] == [MOST, MOST, 3]
    mixed = [part(1), part(2, "video"), part(3, "document"), part(4, "document"), part(5, "audio")]
    assert kinds(mixed) == [["photo", "video"], ["document", "document"], ["alone"]]


def naive(calls: Sequence[Outgoing]) -> list[Album]:
    """What is found elsewhere: as it comes in, and the first caption for all."""
    return [[str(calls[0].params.get("caption", "")), *("" for _ in calls[1:])]]


def test_the_naive_way_loses_words_and_order() -> None:
    came = [part(3, caption="three"), part(1, caption="one"), part(2)]
    [whole] = in_groups(came)
    assert [item.get("caption", "") for item in whole.params["media"]] == ["one", "", "three"]
    assert naive(came) != [["one", "", "three"]]


async def test_an_album_that_answers_the_wrong_case_is_asked_about_once(tmp_path: Path) -> None:
    async with opened(tmp_path, topics=False) as room:
        amal = await room.advocate(AMAL)
        _, _, reply = await held(room, amal, MIN)
        await held(room, amal, JOY)
        album = [_photo(amal, f"F{number}", reply) for number in (1, 2, 3)]
        calls = await room.take(*album)
        assert len(calls) == 1 and "Who is it for?" in text_of(calls[0])
        sent = await _answer(room, calls[0])
        assert [call.params["photo"] for call in sent if "photo" in call.params] == ["F1", "F2", "F3"]
        assert {call.params["chat_id"] for call in sent if "photo" in call.params} == {MIN}


def _photo(amal: Any, file: str, reply: Json) -> Json:
    size = {"file_id": file, "file_unique_id": file, "width": 1, "height": 1}
    made: Json = amal.message(photo=[size], media_group_id="g", **reply)
    return made


async def _answer(room: Room, asked: Outgoing) -> list[Outgoing]:
    button = asked.params["reply_markup"]["inline_keyboard"][0][0]
    return await room.take(room.person(AMAL).press(button["callback_data"], AMAL))
