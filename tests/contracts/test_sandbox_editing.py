"""What the bot changes, takes back and answers: taps, edits, deletions, and how long each of them can be done."""

from __future__ import annotations

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.sandbox.player import Refusal
from tests.contracts.small_telegram import Sandbox

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
HOUR = 3600


async def test_a_tap_reaches_the_bot_and_its_answer_reaches_the_person(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.bot.send_message(maria, "Safe?", reply_markup=KEYBOARD)
    query_id = await sandbox.play.tap(maria, asked.message_id, "Yes")
    [update] = await sandbox.bot.get_updates()
    query = update.callback_query
    assert query is not None and query.id == query_id
    assert (query.data, query.from_user.id) == ("y", maria)
    assert isinstance(query.message, Message) and query.message.text == "Safe?"
    assert await query.answer("Noted", show_alert=True)
    [toast] = (await sandbox.play.chat(maria))["toasts"]
    assert (toast["query_id"], toast["text"], toast["alert"]) == (query_id, "Noted", True)


async def test_buttons_are_found_by_label_or_place_and_data_can_be_forged(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.bot.send_message(maria, "Safe?", reply_markup=KEYBOARD)
    await sandbox.play.tap(maria, asked.message_id, {"row": 0, "column": 0})
    await sandbox.play.forge(maria, asked.message_id, "1:made:up")
    await sandbox.play.forge(maria, asked.message_id, "y", inaccessible=True)
    queries = [update.callback_query for update in await sandbox.bot.get_updates()]
    assert [query.data for query in queries if query] == ["y", "1:made:up", "y"]
    assert queries[2] is not None and queries[2].message is not None
    assert not queries[2].message.is_accessible
    with pytest.raises(Refusal, match="no such button"):
        await sandbox.play.tap(maria, asked.message_id, "No")


async def test_a_copy_button_sends_nothing(sandbox: Sandbox, maria: int) -> None:
    markup = {"inline_keyboard": [[{"text": "Copy", "copy_text": {"text": "0800"}}]]}
    asked = (await sandbox.call("sendMessage", chat_id=maria, text="Number", reply_markup=markup))["result"]
    with pytest.raises(Refusal, match="on the phone only"):
        await sandbox.play.tap(maria, asked["message_id"], "Copy")
    assert await sandbox.bot.get_updates() == ()


async def test_a_tap_can_be_answered_for_150_seconds(sandbox: Sandbox, maria: int) -> None:
    asked = await sandbox.bot.send_message(maria, "Safe?", reply_markup=KEYBOARD)
    early = await sandbox.play.tap(maria, asked.message_id, "Yes")
    await sandbox.play.advance(149)
    assert await sandbox.bot.answer_callback_query(early)
    await sandbox.play.advance(2)
    with pytest.raises(BadRequest, match="Query is too old"):
        await sandbox.bot.answer_callback_query(early)
    with pytest.raises(BadRequest, match="query id is invalid"):
        await sandbox.bot.answer_callback_query("12345")


async def test_an_edit_changes_the_message_and_an_unnamed_keyboard_goes(sandbox: Sandbox, maria: int) -> None:
    sent = await sandbox.bot.send_message(maria, "One", reply_markup=KEYBOARD)
    edited = await sandbox.bot.edit_message_text("Two", maria, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("Two", None)
    assert edited.edit_date is not None
    [shown] = await sandbox.play.seen(maria)
    assert (shown["text"], shown["rows"], shown["edited"]) == ("Two", [], True)


async def test_an_edit_that_changes_nothing_is_refused(sandbox: Sandbox, maria: int) -> None:
    bold = [{"type": "bold", "offset": 0, "length": 3}]
    keyboard = KEYBOARD.to_dict()
    sent = await sandbox.call("sendMessage", chat_id=maria, text="One", entities=bold, reply_markup=keyboard)
    where = {"chat_id": maria, "message_id": sent["result"]["message_id"]}
    same = await sandbox.refusal("editMessageText", **where, text="One", entities=bold, reply_markup=keyboard)
    assert same.startswith("Bad Request: message is not modified")
    # Other entities, another keyboard: each alone is a change.
    assert (await sandbox.call("editMessageText", **where, text="One", reply_markup=keyboard))["ok"]
    assert (await sandbox.call("editMessageText", **where, text="One"))["ok"]
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sandbox.bot.edit_message_reply_markup(maria, sent["result"]["message_id"], reply_markup=None)


async def test_keyboards_and_captions_are_edited_in_their_own_ways(sandbox: Sandbox, maria: int) -> None:
    text = await sandbox.bot.send_message(maria, "One")
    await sandbox.bot.edit_message_reply_markup(maria, text.message_id, reply_markup=KEYBOARD)
    photo = await sandbox.bot.send_photo(maria, b"jpeg", caption="One")
    edited = await sandbox.bot.edit_message_caption(maria, photo.message_id, caption="Two")
    assert isinstance(edited, Message) and edited.caption == "Two"
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await sandbox.bot.edit_message_text("Three", maria, photo.message_id)
    with pytest.raises(BadRequest, match="no caption in the message to edit"):
        await sandbox.bot.edit_message_caption(maria, text.message_id, caption="Three")


async def test_what_is_gone_or_not_its_own_cannot_be_edited(sandbox: Sandbox, maria: int) -> None:
    sent = await sandbox.bot.send_message(maria, "One")
    await sandbox.bot.delete_message(maria, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sandbox.bot.edit_message_text("Two", maria, sent.message_id)
    hers = await sandbox.play.say(maria, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sandbox.bot.edit_message_text("Two", maria, hers)


async def test_both_sides_can_be_deleted_for_48_hours(sandbox: Sandbox, maria: int) -> None:
    hers = await sandbox.play.say(maria, "mine")
    own = await sandbox.bot.send_message(maria, "ours")
    late = await sandbox.bot.send_message(maria, "too late")
    await sandbox.play.advance(48 * HOUR - 60)
    assert await sandbox.bot.delete_message(maria, hers)
    assert await sandbox.bot.delete_message(maria, own.message_id)
    await sandbox.play.advance(61)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await sandbox.bot.delete_message(maria, late.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sandbox.bot.delete_message(maria, own.message_id)
    chat = await sandbox.play.chat(maria)
    assert [(one["text"], one["deleted"]) for one in chat["messages"]] == [("", True), ("", True), ("too late", False)]


async def test_many_are_deleted_at_once_and_unknown_ones_skipped(sandbox: Sandbox, maria: int) -> None:
    ids = [(await sandbox.bot.send_message(maria, word)).message_id for word in ("a", "b")]
    assert await sandbox.bot.delete_messages(maria, [*ids, 999])
    assert await sandbox.play.seen(maria) == []
    old = await sandbox.bot.send_message(maria, "old")
    await sandbox.play.advance(49 * HOUR)
    new = await sandbox.bot.send_message(maria, "new")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await sandbox.bot.delete_messages(maria, [old.message_id, new.message_id])
    assert len(await sandbox.play.seen(maria)) == 2


async def test_a_persons_edit_is_heard_and_her_deletion_is_not(sandbox: Sandbox, maria: int) -> None:
    said = await sandbox.play.say(maria, "helo")
    await sandbox.play.do("edit", {"from": maria, "message_id": said, "text": "hello"})
    await sandbox.play.do("delete", {"from": maria, "message_id": said})
    first, second = await sandbox.bot.get_updates()
    assert first.message is not None and first.message.text == "helo"
    assert second.edited_message is not None and second.edited_message.text == "hello"
    assert second.edited_message.message_id == said
    with pytest.raises(Refusal, match="no such message"):
        await sandbox.play.do("edit", {"from": maria, "message_id": said, "text": "again"})
