"""The Bot API's methods by their names, in lower case, for Telegram takes them in any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.methods import cards, chats, editing, media, own, receiving, sending
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World

METHODS: dict[str, Callable[[World, Call], Any]] = {
    "getme": own.get_me,
    "logout": own.done,
    "close": own.done,
    "answercallbackquery": own.answer_callback_query,
    "setmycommands": own.set_my_commands,
    "getmycommands": own.get_my_commands,
    "deletemycommands": own.delete_my_commands,
    "setmyname": own.set_my_text,
    "getmyname": own.get_my_text,
    "setmydescription": own.set_my_text,
    "getmydescription": own.get_my_text,
    "setmyshortdescription": own.set_my_text,
    "getmyshortdescription": own.get_my_text,
    "sendmessage": sending.send_message,
    "copymessage": sending.copy_message,
    "copymessages": sending.copy_messages,
    "forwardmessage": sending.forward_message,
    "forwardmessages": sending.forward_messages,
    "sendphoto": media.send_file,
    "sendlivephoto": media.send_file,
    "sendvoice": media.send_file,
    "senddocument": media.send_file,
    "sendvideo": media.send_file,
    "sendvideonote": media.send_file,
    "sendanimation": media.send_file,
    "sendaudio": media.send_file,
    "sendsticker": media.send_file,
    "sendcontact": cards.send_contact,
    "sendlocation": cards.send_location,
    "sendvenue": cards.send_venue,
    "sendmediagroup": media.send_media_group,
    "getfile": media.get_file,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "leavechat": chats.leave_chat,
    "pinchatmessage": chats.pin_chat_message,
    "unpinchatmessage": chats.unpin_chat_message,
    "setmessagereaction": chats.set_message_reaction,
    "sendchataction": chats.send_chat_action,
    "createforumtopic": chats.create_forum_topic,
    "editforumtopic": chats.edit_forum_topic,
    "deleteforumtopic": chats.delete_forum_topic,
    "closeforumtopic": chats.close_forum_topic,
    "reopenforumtopic": chats.close_forum_topic,
}

# These three have to do with the way updates travel; getUpdates, which waits, is a case of its own.
WEBHOOK_METHODS: dict[str, Callable[[World, Webhook, Call], Any]] = {
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "getwebhookinfo": receiving.get_webhook_info,
}
