"""What the bot sends in the sandbox arrives as in Telegram, within Telegram's limits, and PTB can read every answer."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
    MessageEntity,
    MessageId,
    ReplyParameters,
)
from telegram.error import BadRequest

from tests.contracts.small_telegram import Sandbox

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x02\x00\x00\x00"


async def test_a_text_with_everything_on_it_comes_back_as_it_was_sent(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.play.say(maria, "/start")
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("Site", url="https://example.org")],
            [InlineKeyboardButton("Copy", copy_text=CopyTextButton("0800"))],
        ]
    )
    sent = await sandbox.bot.send_message(
        maria,
        "Kumusta 🌻 ka",
        entities=[MessageEntity(MessageEntity.BOLD, 8, 2)],
        reply_markup=keyboard,
        reply_parameters=ReplyParameters(asked),
        protect_content=True,
    )

    assert isinstance(sent, Message)
    assert sent.message_id > asked
    assert sent.text == "Kumusta 🌻 ka"
    assert sent.parse_entity(sent.entities[0]) == "🌻"
    assert sent.reply_markup == keyboard
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "/start"
    assert sent.has_protected_content
    assert sent.from_user is not None and sent.from_user.id == sandbox.bot.id

    [_, shown] = await sandbox.play.seen(maria)
    assert shown["from"] == "bot"
    assert shown["rows"] == [
        [{"text": "Yes", "data": "y"}, {"text": "Site", "url": "https://example.org"}],
        [{"text": "Copy", "copy": "0800"}],
    ]
    assert shown["reply_to"] == asked
    assert shown["protected"]


async def test_a_text_begins_where_its_letters_begin(sandbox: Sandbox, maria: int) -> None:
    await sandbox.bot.send_message(maria, "1. مرحبا")
    await sandbox.bot.send_message(maria, "1. Hello")
    assert [one["direction"] for one in await sandbox.play.seen(maria)] == ["rtl", "ltr"]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"text": "   "}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "🌻" * 2049}, "message is too long"),
        ({"text": "ok", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "ok", "message_thread_id": 77}, "message thread not found"),
        ({"text": "ok", "parse_mode": "HTML"}, "unsupported parse_mode"),
        ({"text": "ok", "entities": [{"type": "bold", "offset": 1, "length": 2}]}, "ends after the end of the text"),
        ({"text": "🌻", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "in a middle of a UTF-16 symbol"),
        ({"text": "ok", "entities": [{"type": "shout", "offset": 0, "length": 1}]}, "can't parse entities"),
        ({"text": "ok", "entities": [{"type": "bold", "offset": -1, "length": 1}]}, "can't parse entities"),
        ({"text": "ok", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ({"text": "ok", "reply_markup": {"inline_keyboard": [[{"text": "A"}]]}}, "Text buttons are unallowed"),
    ],
)
async def test_what_telegram_does_not_carry_is_refused(
    sandbox: Sandbox, maria: int, params: dict[str, Any], says: str
) -> None:
    refusal = await sandbox.refusal("sendMessage", chat_id=maria, **params)
    assert refusal.startswith("Bad Request: ")
    assert says in refusal
    assert await sandbox.play.seen(maria) == []


@pytest.mark.parametrize("text", ["a" * 4096, "🌻" * 2048])
async def test_the_longest_text_goes_through(sandbox: Sandbox, maria: int, text: str) -> None:
    assert (await sandbox.bot.send_message(maria, text)).text == text


@pytest.mark.parametrize(
    ("data", "fits"), [("", False), ("x", True), ("x" * 64, True), ("x" * 65, False), ("я" * 33, False)]
)
async def test_a_button_carries_1_to_64_bytes(sandbox: Sandbox, maria: int, data: str, fits: bool) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": data}]]}
    heard = await sandbox.call("sendMessage", chat_id=maria, text="Pick", reply_markup=markup)
    assert heard["ok"] == fits
    if not fits:
        assert heard["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_hundred_buttons_and_no_more(sandbox: Sandbox, maria: int) -> None:
    rows = [[{"text": "A", "callback_data": "a"}] * 8] * 12 + [[{"text": "A", "callback_data": "a"}] * 4]
    assert (await sandbox.call("sendMessage", chat_id=maria, text="Pick", reply_markup={"inline_keyboard": rows}))["ok"]
    more = [*rows, [{"text": "A", "callback_data": "a"}]]
    said = await sandbox.refusal("sendMessage", chat_id=maria, text="Pick", reply_markup={"inline_keyboard": more})
    assert said == "Bad Request: reply markup is too long"


async def test_a_photo_travels_both_ways_and_its_bytes_can_be_fetched(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.send_file(maria, "photo", PNG, caption="my payslip")
    [update] = await sandbox.bot.get_updates()
    assert update.message is not None
    small, large = update.message.photo
    assert (large.width, large.height) == (640, 480)
    assert small.width < large.width
    assert small.file_unique_id != large.file_unique_id
    assert update.message.caption == "my payslip"

    fetched = await sandbox.bot.get_file(large.file_id)
    assert bytes(await fetched.download_as_bytearray()) == PNG

    again = await sandbox.bot.send_photo(maria, large.file_id, caption="yours")
    assert again.photo[-1].file_unique_id == large.file_unique_id
    uploaded = await sandbox.bot.send_photo(maria, PNG)
    assert uploaded.photo[-1].file_unique_id != large.file_unique_id


async def test_voice_notes_and_documents_keep_their_kind_and_name(sandbox: Sandbox, maria: int) -> None:
    voice = await sandbox.bot.send_voice(maria, b"OggS" * 3000, caption="hear this")
    assert voice.voice is not None and voice.voice.mime_type == "audio/ogg" and voice.caption == "hear this"
    letter = await sandbox.bot.send_document(maria, b"%PDF-1.4", filename="letter.pdf")
    assert letter.document is not None
    assert (letter.document.file_name, letter.document.mime_type) == ("letter.pdf", "application/pdf")
    [_, shown] = await sandbox.play.seen(maria)
    assert shown["media"] == {
        "kind": "document",
        "file": letter.document.file_unique_id,
        "name": "letter.pdf",
        "mime": "application/pdf",
        "size": 8,
    }
    async with sandbox.http.get(f"{sandbox.running.url}/play/file/{shown['media']['file']}") as answer:
        assert await answer.read() == b"%PDF-1.4"
        assert answer.headers["Content-Disposition"] == "attachment"
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await sandbox.bot.send_photo(maria, letter.document.file_id)


async def test_a_file_over_20_mb_is_known_but_cannot_be_fetched(sandbox: Sandbox, maria: int) -> None:
    await sandbox.play.send_file(maria, "document", b"x", file_name="all.zip", size=21 * 2**20)
    [update] = await sandbox.bot.get_updates()
    assert update.message is not None and update.message.document is not None
    assert update.message.document.file_size == 21 * 2**20
    with pytest.raises(BadRequest, match="File is too big"):
        await sandbox.bot.get_file(update.message.document.file_id)


async def test_an_album_arrives_as_one(sandbox: Sandbox, maria: int) -> None:
    sent = await sandbox.bot.send_media_group(maria, [InputMediaPhoto(PNG, caption="first"), InputMediaPhoto(PNG)])
    assert len({one.media_group_id for one in sent}) == 1
    assert [one.caption for one in sent] == ["first", None]
    with pytest.raises(BadRequest, match="can't be mixed"):
        await sandbox.bot.send_media_group(maria, [InputMediaPhoto(PNG), InputMediaDocument(b"x")])

    for caption in ("one", "two"):
        await sandbox.play.send_file(maria, "photo", PNG, caption=caption, album="7")
    heard = [update.message for update in await sandbox.bot.get_updates()]
    assert [(one.media_group_id, one.caption) for one in heard if one] == [("7", "one"), ("7", "two")]


async def test_a_copy_keeps_its_kind_and_says_nothing_of_where_it_came_from(sandbox: Sandbox, maria: int) -> None:
    ann = await sandbox.play.person("Ann")
    text = await sandbox.play.say(maria, "see https://example.org")
    photo = await sandbox.play.send_file(maria, "photo", PNG, caption="mine")
    place = await sandbox.play.do("send", {"from": maria, "raw": {"location": {"latitude": 51.5, "longitude": -0.1}}})

    copied = await sandbox.bot.copy_message(ann, maria, text)
    assert isinstance(copied, MessageId)
    await sandbox.bot.copy_message(ann, maria, photo)
    await sandbox.bot.copy_message(ann, maria, photo, caption="another caption", protect_content=True)
    await sandbox.bot.copy_message(ann, maria, place["message_id"])

    shown = await sandbox.play.seen(ann)
    assert [one["text"] + one["caption"] for one in shown] == ["see https://example.org", "mine", "another caption", ""]
    assert [one["media"] and one["media"]["kind"] for one in shown] == [None, "photo", "photo", None]
    assert [one["protected"] for one in shown] == [False, False, True, False]
    assert "location" in shown[3]["other"]
    assert not any(one["forwarded"] for one in shown)


async def test_a_forward_tells_who_wrote_and_stops_at_protected_content(sandbox: Sandbox, maria: int) -> None:
    ann = await sandbox.play.person("Ann")
    forwarded = await sandbox.bot.forward_message(ann, maria, await sandbox.play.say(maria, "hello"))
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.to_dict()["sender_user"]["id"] == maria
    assert [one["forwarded"] for one in await sandbox.play.seen(ann)] == [True]

    kept = await sandbox.bot.send_message(maria, "between us", protect_content=True)
    with pytest.raises(BadRequest, match="Message can't be forwarded"):
        await sandbox.bot.forward_message(ann, maria, kept.message_id)
    await sandbox.bot.copy_message(ann, maria, kept.message_id)


async def test_what_is_gone_cannot_be_copied_and_several_skip_it(sandbox: Sandbox, maria: int) -> None:
    ann = await sandbox.play.person("Ann")
    first, gone, last = [await sandbox.play.say(maria, word) for word in ("a", "b", "c")]
    await sandbox.play.do("delete", {"from": maria, "message_id": gone})
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await sandbox.bot.copy_message(ann, maria, gone)
    assert len(await sandbox.bot.copy_messages(ann, maria, [first, gone, last])) == 2
    assert len(await sandbox.bot.forward_messages(ann, maria, [first, last])) == 2
    with pytest.raises(BadRequest, match="strictly increasing"):
        await sandbox.bot.copy_messages(ann, maria, [last, first])
