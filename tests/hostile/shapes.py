"""One update of every kind that Telegram has, as it sends them: what the mutator begins from.

All of it comes from somebody whom the helpline owes nothing yet, and from chats that are not ours.
"""

from __future__ import annotations

import copy
from typing import Any

from telegram import Update as PtbUpdate

from bot.telegram.kinds import KINDS, SERVICE
from tests.bot.test_relay import content
from tests.canaries import CANARY, IDS

Json = dict[str, Any]

SHE, GROUP = IDS[20], -7303
_USER: Json = {
    "id": SHE,
    "is_bot": False,
    "first_name": CANARY,
    "last_name": "X",
    "username": "x_y",
    "language_code": "fil",
}
_CHAT: Json = {"id": SHE, "type": "private", "first_name": CANARY, "username": "x_y"}
_GROUP: Json = {"id": GROUP, "type": "supergroup", "title": CANARY, "is_forum": True}
_FILE: Json = {"file_id": "FILE", "file_unique_id": "U", "file_size": 12345, "mime_type": "image/jpeg"}
_SIZE: Json = {**_FILE, "width": 1280, "height": 960}
_CHANNEL: Json = {"id": -7305, "type": "channel", "title": CANARY}
_DATE = 1_795_435_200


def _message(**more: Any) -> Json:
    return {"message_id": 77, "from": _USER, "chat": _CHAT, "date": _DATE, **more}


_MORE: dict[str, Json] = {
    "entities": {"text": f"/start {CANARY}", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
    "reply": {"text": CANARY, "reply_to_message": _message(text="before", message_id=70), "quote":
              {"text": "bef", "position": 0, "is_manual": True}},
    "forward": {"text": CANARY, "forward_origin": {"type": "user", "sender_user": _USER, "date": _DATE}},
    "hidden forward": {"text": "/close", "forward_origin": {"type": "hidden_user", "sender_user_name": CANARY}},
    "external reply": {"text": CANARY, "external_reply": {"origin": {"type": "chat", "sender_chat": _GROUP}}},
    "topic": {"text": CANARY, "message_thread_id": 5, "is_topic_message": True},
    "anonymous": {"text": "/close", "sender_chat": _GROUP, "chat": _GROUP, "from": {"id": 1087968824, "is_bot": True}},
    "linked channel": {"text": CANARY, "sender_chat": _CHANNEL, "chat": _GROUP,
                       "from": {"id": 777000}, "is_automatic_forward": True},
    "caption": {"photo": [_SIZE | {"width": 90, "height": 60}, _SIZE], "caption": CANARY,
                "caption_entities": [{"type": "url", "offset": 0, "length": 4}], "has_media_spoiler": True},
    "album": {"photo": [_FILE | {"width": 9, "height": 9}], "media_group_id": "13"},
    "voice": {"voice": _FILE | {"duration": 3}},
    "document": {"document": _FILE | {"thumbnail": _FILE | {"width": 9, "height": 9}}},
    "video": {"video": _FILE | {"width": 9, "height": 9, "duration": 3, "cover": [_FILE | {"width": 9, "height": 9}]}},
    "contact": {"contact": {"phone_number": "+447700900", "first_name": CANARY, "user_id": SHE, "vcard": CANARY}},
    "venue": {"venue": {"location": {"latitude": 51.5, "longitude": -0.12}, "title": CANARY, "address": CANARY},
              "location": {"latitude": 51.5, "longitude": -0.12}},
    "live place": {"location": {"latitude": 51.5, "longitude": -0.12, "live_period": 900, "heading": 3}},
    "poll": {"poll": {"id": "9", "question": CANARY, "options": [{"text": CANARY, "voter_count": 0}]}},
    "via a bot": {"text": CANARY, "via_bot": {"id": 5, "is_bot": True, "first_name": "b"}},
    "keyboard": {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": CANARY, "callback_data": "1:a:b:0:c"}]]}},
}  # fmt: skip

_OF_A_CHAT = {"chat": _CHAT, "from": _USER, "date": _DATE}
_MEMBER: Json = {"user": {"id": 42, "is_bot": True, "first_name": "bot"}, "status": "member"}
_OTHER: dict[str, Json] = {
    "edited_message": _message(text=CANARY, edit_date=_DATE + 9),
    "callback_query": {"id": "4382bfdwdsb323b2d9", "from": _USER, "chat_instance": "-55", "data": "1:a:b:0:c",
                       "message": _message(text="x", reply_markup={"inline_keyboard": [[]]})},
    "my_chat_member": {**_OF_A_CHAT, "chat": _GROUP, "old_chat_member": {**_MEMBER, "status": "left"},
                       "new_chat_member": _MEMBER},
    "message_reaction": {"chat": _CHAT, "message_id": 77, "user": _USER, "date": _DATE,
                         "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "❤"}]},
    "channel_post": {"message_id": 7, "sender_chat": _CHANNEL, "chat": _CHANNEL, "date": _DATE, "text": CANARY},
    "inline_query": {"id": "1", "from": _USER, "query": CANARY, "offset": ""},
    "poll_answer": {"poll_id": "9", "user": _USER, "option_ids": [0]},
    "business_message": _message(text=CANARY, business_connection_id="b"),
    "chat_join_request": {**_OF_A_CHAT, "chat": _GROUP, "user_chat_id": SHE, "bio": CANARY},
    "shipping_query": {"id": "1", "from": _USER, "invoice_payload": CANARY, "shipping_address": {"city": CANARY}},
}  # fmt: skip
_BLOCKS: Json = {
    **_OF_A_CHAT,
    "old_chat_member": _MEMBER,
    "new_chat_member": {**_MEMBER, "status": "kicked", "until_date": 0},
}


def shapes() -> dict[str, Json]:
    """By what each is. Every field of an update that the library knows is there, and every kind of message."""
    found: dict[str, Json] = {f"message: {kind}": {"message": _message(**content(kind))} for kind in KINDS}
    found["message: text"] = {"message": _message(text=CANARY)}
    found |= {f"service: {kind}": {"message": _message(**{kind: _of_service(kind)})} for kind in SERVICE}
    found |= {f"message with {what}": {"message": _message() | more} for what, more in _MORE.items()}
    kinds = ["".join(kind) for kind in PtbUpdate.ALL_TYPES if kind != "message"]  # plain text, not the library's
    found |= {kind: {kind: _OTHER.get(kind, {**_OF_A_CHAT, "user": _USER, "text": CANARY})} for kind in kinds}
    found |= {"blocked": {"my_chat_member": _BLOCKS}, "hologram": {"hologram": {"from": _USER, "text": CANARY}}}
    return copy.deepcopy(found)


def _of_service(kind: str) -> Any:
    if kind.startswith("migrate_"):
        return GROUP
    return [_USER] if kind == "new_chat_members" else {"name": CANARY}
