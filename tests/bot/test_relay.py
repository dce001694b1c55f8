"""Every kind of message, both ways: a copy, a cover with a button, or a refusal that is said on both sides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import tables as t
from bot.outgoing import Fate, Outgoing
from bot.telegram.kinds import FILES, KINDS, NO_CAPTION, Way
from handoff.model import Role
from tests.bot.staffroom import AMAL, BEA, MIN, held, rows, takes, to
from tests.bot.test_second_reader import DORA, WHY, wants_to_read
from tests.canaries import CANARY
from tests.room import Person, Room, labels, opened, text_of

PLACE = {"latitude": 51.5, "longitude": -0.12}
CONTENT: dict[str, Any] = {
    "contact": {"phone_number": "+447700900", "first_name": CANARY},
    "venue": {"location": PLACE, "title": CANARY, "address": "1 Street"},
    "location": PLACE,
    "live_location": {**PLACE, "live_period": 900},
    "unknown": {"x": 1},
}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path) as room:
        yield room


@pytest.fixture
async def flat(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened(tmp_path, topics=False) as room:
        yield room


async def together(room: Room) -> tuple[Person, Person, str, dict[str, Any]]:
    amal = await room.advocate(AMAL)
    min_, code, reply = await held(room, amal, MIN)
    return min_, amal, code, reply


def content(kind: str) -> dict[str, Any]:
    """What Telegram puts into a message of this kind, as far as we look at it."""
    file = {"file_id": f"FILE-{kind}", "file_unique_id": kind, "width": 9, "height": 9}
    if kind == "photo":
        return {"photo": [file]}
    if kind == "live_photo":
        return {"live_photo": file, "photo": [{**file, "file_id": "STILL"}]}
    if kind in FILES:
        return {kind: file}
    named = {"live_location": "location", "unknown": "hologram"}.get(kind, kind)
    return {named: CONTENT.get(kind, {"value": 1})}


NOT_TEXT = [kind for kind in KINDS if kind != "text"]


async def test_each_kind_of_hers_ends_where_the_table_says(room: Room) -> None:
    min_, _, code, _ = await together(room)
    await min_.sends("photo")  # so that the advice about photos has been given
    for kind in NOT_TEXT:
        calls = await room.take(min_.message(caption=CANARY, **content(kind)))
        _ends(kind, to(MIN, calls), [call for call in calls if call.params["chat_id"] == AMAL], code)


def _ends(kind: str, hers: list[str], staffs: list[Outgoing], code: str) -> None:
    way = KINDS[kind][0]
    if way is Way.CARRIED:
        assert hers == [], kind
        assert any(call.params.get(kind) == f"FILE-{kind}" for call in staffs), kind
        assert any(CANARY in text_of(call) for call in staffs) and all("forward" not in call.method for call in staffs)
    elif way is Way.COVERED:
        [told] = staffs
        assert labels(told) == ["Show it"] and code in text_of(told), kind
        assert bool(hers) == (kind == "unknown")
    else:
        assert (way, len(hers), len(staffs)) == (Way.REFUSED, 1, 1), kind
        assert "cannot be passed on" in text_of(staffs[0])


async def test_each_kind_of_the_advocates_reaches_her_or_is_refused_in_words(room: Room) -> None:
    _, amal, code, reply = await together(room)
    for kind in NOT_TEXT:
        said: dict[str, Any] = {} if kind in NO_CAPTION else {"caption": CANARY}
        [call] = await room.take(amal.message(**content(kind), **said, **reply))
        if KINDS[kind][1] is Way.CARRIED:
            assert (call.params["chat_id"], call.params[kind]) == (MIN, f"FILE-{kind}")
            assert call.route is not None and text_of(call) == said.get("caption", "")
        else:
            assert call.params["chat_id"] == AMAL and f"{code} - your message was not sent" in text_of(call), kind


async def test_a_note_in_a_caption_goes_to_nobody(room: Room) -> None:
    _, amal, _, reply = await together(room)
    [told] = await room.take(amal.message(**content("photo"), caption=f"/note {CANARY}", **reply))
    assert told.params["chat_id"] == AMAL and "begin like a command" in text_of(told)


# --- covered


async def covered(room: Room, min_: Person, **what: Any) -> Outgoing:
    [told] = [call for call in await room.take(min_.message(**what)) if call.params["chat_id"] == AMAL]
    return told


SHOWN = {
    "contact": ("sendContact", CONTENT["contact"]),
    "location": ("sendLocation", PLACE),
    "venue": ("sendVenue", {**PLACE, "title": CANARY, "address": "1 Street"}),
}


async def test_a_place_or_a_number_is_shown_when_asked_for_and_that_is_noted(room: Room) -> None:
    min_, amal, _, _ = await together(room)
    for kind, (method, shown) in SHOWN.items():
        told = await covered(room, min_, **content(kind))
        assert not [value for value in shown.values() if str(value) in text_of(told)]
        [number] = await room.accept(told)
        [call] = await room.take(amal.tap(told, "Show it", number))
        assert (call.method, call.params["chat_id"], call.params["protect_content"]) == (method, AMAL, True)
        assert {name: call.params[name] for name in shown} == shown
    acts = [row.act for row in await rows(room, t.audit.c.act)]
    assert acts.count("revealed") == len(SHOWN)


async def test_a_photo_as_a_file_is_covered_and_comes_whole(room: Room) -> None:
    min_, amal, _, _ = await together(room)
    file = {"file_id": "ORIGINAL", "file_unique_id": "u", "mime_type": "image/jpeg", "file_name": "IMG_1.JPG"}
    told = await covered(room, min_, document=file, caption="my room")
    assert "where it was taken" in text_of(told) and "my room" in text_of(told)
    [call] = await room.take(amal.tap(told, "Show it"))
    assert (call.method, call.params["document"]) == ("sendDocument", "ORIGINAL")


async def test_only_the_holder_may_look(room: Room) -> None:
    min_, amal, _, _ = await together(room)
    bea = await room.advocate(BEA, "Bea")
    told = await covered(room, min_, **content("location"))
    assert await room.take(bea.tap(told, "Show it")) == []
    await amal.press_act(room, "release")
    assert await room.take(amal.tap(told, "Show it")) == []


async def test_what_is_covered_goes_to_the_next_holder_covered(room: Room) -> None:
    min_, amal, code, _ = await together(room)
    await covered(room, min_, **content("contact"))
    bea = await room.advocate(BEA, "Bea")
    await amal.press_act(room, "release")
    calls = await takes(room, bea, code)
    [told] = [call for call in calls if call.params["chat_id"] == BEA and "Show it" in labels(call)]
    [call] = await room.take(bea.tap(told, "Show it"))
    assert call.params["phone_number"] == "+447700900"


async def test_a_second_reader_is_told_what_it_is_and_not_where(room: Room) -> None:
    min_, _, code, _ = await together(room)
    for kind in ("contact", "location", "unknown"):
        await covered(room, min_, **content(kind))
    await covered(room, min_, document={"file_id": "ORIGINAL", "file_unique_id": "u", "mime_type": "image/jpeg"})
    dora = await room.advocate(DORA, "Dora", Role.COORDINATOR)
    reply = await wants_to_read(room, dora, code)
    calls = [call for call in await dora.says(f"/read {WHY}", **reply) if "from her" in text_of(call)]
    assert len(calls) == 4 and all("only who holds the case" in text_of(call) for call in calls)
    assert {call.method for call in calls} == {"sendMessage"} and "Show it" not in str(calls)


async def test_a_kind_nobody_knows_is_kept_and_may_turn_out_not_to_be_copied(room: Room) -> None:
    min_, amal, _, _ = await together(room)
    calls = await room.take(min_.message(**content("unknown")))
    assert "cannot pass on" in to(MIN, calls)[0]
    told = next(call for call in calls if call.params["chat_id"] == AMAL)
    [copy] = await room.take(amal.tap(told, "Show it"))
    assert (copy.method, copy.params["from_chat_id"]) == ("copyMessage", MIN)
    before = len(room.sent.calls)
    await room.note(Fate(copy, "failed"))  # "Bad Request: message can't be copied"
    said = room.sent.calls[before:]
    assert "cannot pass on" in to(MIN, said)[0] and "cannot be passed on" in to(AMAL, said)[0]


async def test_a_place_that_moves_is_not_kept_and_each_of_its_steps_is_ignored(room: Room) -> None:
    min_, _, _, _ = await together(room)
    first = min_.message(**content("live_location"))
    calls = await room.take(first)
    assert "Stop sharing" in to(MIN, calls)[0]
    assert await room.take({"update_id": next(room.updates), "edited_message": first["message"]}) == []
    assert await rows(room, t.messages.c.id) == []


# --- headings, quotes, long ones


async def test_without_topics_each_names_its_case_also_where_there_is_no_caption(flat: Room) -> None:
    min_, _, code, _ = await together(flat)
    for kind in ("text", *sorted(FILES - {"photo"})):
        what = {"text": "hello"} if kind == "text" else content(kind)
        calls = await flat.take(min_.message(**what))
        assert text_of(calls[0]).split("\n")[0] == code and {call.params["chat_id"] for call in calls} == {AMAL}


async def test_a_part_of_a_message_is_quoted_both_ways(room: Room) -> None:
    min_, amal, _, _ = await together(room)
    question = min_.message(text="He took it. Is that allowed?")
    [copy] = await room.take(question)
    [number] = await room.accept(copy)
    quote = {"text": "Is that allowed?", "position": 12, "is_manual": True}
    [back] = await amal.says("No.", reply_to_message={"message_id": number}, quote=quote)
    hers = question["message"]["message_id"]
    assert back.params["reply_parameters"]["message_id"] == hers
    assert back.params["reply_parameters"]["quote"] == "Is that allowed?"
    [there] = await room.accept(back)
    whole = {"text": "No.", "position": 0}  # Telegram says what was quoted also where she chose nothing
    [on] = await min_.says("thank you", reply_to_message={"message_id": there}, quote=whole)
    assert "quote" not in on.params["reply_parameters"]


async def test_any_kind_is_answered_where_it_stands(room: Room) -> None:
    min_, amal, _, _ = await together(room)
    for kind in sorted(FILES):
        hers = min_.message(**content(kind))
        copy = next(call for call in await room.take(hers) if kind in call.params)
        [number] = await room.accept(copy)
        [back] = await amal.says("I see it", reply_to_message={"message_id": number})
        assert back.params["reply_parameters"]["message_id"] == hers["message"]["message_id"], kind


async def test_a_long_text_under_a_heading_comes_in_parts_each_under_it(flat: Room) -> None:
    min_, amal, code, _ = await together(flat)
    hers = min_.message(text="word " * 818 + "last" + "x" * 2)
    calls = await flat.take(hers)
    assert len(calls) == 2 and all(text_of(call).startswith(f"{code}\n") for call in calls)
    numbers = await flat.accept(*calls)
    for number in numbers:
        [back] = await amal.says("yes", reply_to_message={"message_id": number})
        assert back.params["chat_id"] == MIN


async def test_a_part_that_did_not_arrive_is_told_and_can_be_shown_again(flat: Room) -> None:
    min_, amal, _, _ = await together(flat)
    calls = await flat.take(min_.message(text="word " * 819))
    before = len(flat.sent.calls)
    await flat.note(Fate(calls[0], "sent", 900), Fate(calls[1], "failed"))
    [told] = flat.sent.calls[before:]
    assert labels(told) == ["Show it to me again"]
    assert (
        len([call for call in await flat.take(amal.tap(told, "Show it to me again")) if "word" in text_of(call)]) == 2
    )


async def test_a_caption_too_long_under_a_heading_becomes_a_text_after_the_file(flat: Room) -> None:
    min_, _, code, _ = await together(flat)
    media, text = (await flat.take(min_.message(**content("voice"), caption="x" * 1020)))[:2]
    assert text_of(media) == code and text_of(text) == f"{code}\n{'x' * 1020}"
