"""A raw update becomes what we heard. Each is read by itself: one that cannot be read never stops the next."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bot.heard import Broken, Heard, Media
from bot.telegram.cards import inside
from bot.telegram.kinds import FILES, kind_of

MOST_TEXT = 4096  # characters Telegram delivers in one message (Bot API, Message.text)
_INT64 = 2**63

ASKED_FOR = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
"""The updates we ask Telegram for; anything else that arrives is a dead letter."""


class CannotRead(Exception):
    """The update is not of the shape that the Bot API promises. Carries no content."""


class NotJson(CannotRead):
    """Not an update at all."""


class UnknownKind(CannotRead):
    """An update of a kind that we do not ask for, or that is younger than this program."""


def read_json(body: bytes) -> Any:
    """What the body says. Half a character makes orjson refuse the whole of it: one such text in a batch of updates
    would hold up all that come with it. The library is slower and lets it pass; `clean` replaces it."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise NotJson from None


def hear(raw: object) -> Heard | Broken:
    """One raw update, of whatever shape. Never raises."""
    number = _update_id(raw)
    try:
        if not isinstance(raw, dict) or number == 0:
            raise CannotRead
        return _hear(number, raw)
    except (CannotRead, KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as fault:
        return Broken(number, _bytes_of(raw), type(fault).__name__)


def _update_id(raw: object) -> int:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < _INT64 else 0


def _bytes_of(raw: object) -> bytes:
    try:
        return json.dumps(raw).encode()
    except (TypeError, ValueError, RecursionError):
        return repr(type(raw)).encode()


def _hear(number: int, raw: Mapping[str, Any]) -> Heard:
    if "message" in raw:
        return _message(number, raw["message"], edited=False)
    if "callback_query" in raw:
        return _tap(number, raw["callback_query"])
    if "edited_message" in raw:
        return _message(number, raw["edited_message"], edited=True)
    if "my_chat_member" in raw:
        return _membership(number, raw["my_chat_member"])
    if "message_reaction" in raw:
        return _reaction(number, raw["message_reaction"])
    raise UnknownKind


def _message(number: int, message: Mapping[str, Any], *, edited: bool) -> Heard:
    chat, sender = message["chat"], message.get("from") or {}
    anonymous = "sender_chat" in message or not sender or bool(sender.get("is_bot"))
    text = clean(message.get("text") or message.get("caption") or "")
    kind = "text" if "text" in message else kind_of(message)
    return Heard(
        update_id=number,
        kind="edited" if edited else _kind(message, kind, text),
        user=0 if anonymous else _int(sender["id"]),
        chat=_int(chat["id"]),
        chat_type=_short(chat["type"], 16),
        date=_int(message["date"]),
        text=text,
        message=_number(message["message_id"]),
        thread=_number(message["message_thread_id"]) if message.get("is_topic_message") else 0,
        reply_to=_replied(message),
        media=_media(kind, message),
        album=_short(message.get("media_group_id", ""), 64),
        language_hint=_short(sender.get("language_code", ""), 16),
        migrated_to=_int(message.get("migrate_to_chat_id", 0)),
        migrated_from=_int(message.get("migrate_from_chat_id", 0)),
        quote=_quoted(message),
        inside=inside(kind, message),
        anonymous=anonymous,
        data="renamed" if "forum_topic_edited" in message else "",
    )


def _kind(message: Mapping[str, Any], kind: str, text: str) -> str:
    if kind == "text":
        return "command" if _is_command(message, text) else "text"
    return "migrated" if "migrate_to_chat_id" in message else kind


def _is_command(message: Mapping[str, Any], text: str) -> bool:
    # A forwarded command is somebody else's: it is text (security.md 5, row 28).
    return text.startswith("/") and "forward_origin" not in message


def _replied(message: Mapping[str, Any]) -> int:
    reply = message.get("reply_to_message")
    if not isinstance(reply, dict) or "forum_topic_created" in reply:
        return 0  # in a topic every message "replies" to the topic's first one
    return _number(reply["message_id"])


def _quoted(message: Mapping[str, Any]) -> str:
    """Only what she chose: without that Telegram quotes a message as a whole."""
    quote = message.get("quote")
    return clean(quote["text"]) if isinstance(quote, dict) and quote.get("is_manual") else ""


def _media(kind: str, message: Mapping[str, Any]) -> Media | None:
    if kind not in FILES:
        return None
    if kind == "photo":
        return _file("photo", _largest(message["photo"]))
    still = _largest(message["photo"])["file_id"] if kind == "live_photo" else ""
    return _file(kind, message[kind], _short(still, 512))


def _largest(sizes: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return max(sizes, key=lambda size: _int(size.get("width", 0)) * _int(size.get("height", 0)))


def _file(kind: str, file: Mapping[str, Any], still: str = "") -> Media:
    return Media(
        kind=kind,
        file_id=_short(file["file_id"], 512),
        unique_id=_short(file.get("file_unique_id", ""), 128),
        size=_int(file.get("file_size", 0)),
        mime=_short(file.get("mime_type", ""), 128),
        name=_short(file.get("file_name", ""), 128),
        still=still,
    )


def _tap(number: int, query: Mapping[str, Any]) -> Heard:
    message = query.get("message") or {}
    chat = message.get("chat") or {}
    return Heard(
        update_id=number,
        kind="tap",
        user=_int(query["from"]["id"]),
        chat=_int(chat.get("id", query["from"]["id"])),
        chat_type=_short(chat.get("type", "private"), 16),
        date=0,
        message=_number(message.get("message_id", 0)),
        thread=_number(message.get("message_thread_id", 0)) if message.get("is_topic_message") else 0,
        data=_short(query.get("data", ""), 64),
        query=_short(query["id"], 64),
        language_hint=_short(query["from"].get("language_code", ""), 16),
    )


def _membership(number: int, change: Mapping[str, Any]) -> Heard:
    chat, now = change["chat"], change["new_chat_member"]
    status, before = str(now["status"]), str((change.get("old_chat_member") or {}).get("status"))
    gone = status in ("kicked", "left") or (status == "restricted" and not now.get("can_send_messages"))
    if chat["type"] == "private":
        kind = "blocked" if gone else "unblocked"
    elif not gone and before == "administrator" and status != before:
        kind = "demoted"
    else:
        kind = "left" if gone else "joined"
    user, where = _int(change["from"]["id"]), _int(chat["id"])
    return Heard(number, kind, user, where, _short(chat["type"], 16), _int(change["date"]))


def _reaction(number: int, change: Mapping[str, Any]) -> Heard:
    """`text`: the sign that is new, "" when all are gone; `data` is the kind of one that is no emoji."""
    chat, user = change["chat"], change.get("user")
    before, now = list(change.get("old_reaction") or ()), list(change.get("new_reaction") or ())
    newest = next((each for each in reversed(now) if each not in before), now[-1] if now else None)
    return Heard(
        update_id=number,
        kind="reaction",
        user=_int(user["id"]) if user else 0,  # of an anonymous admin only the group is told
        chat=_int(chat["id"]),
        chat_type=_short(chat["type"], 16),
        date=_int(change["date"]),
        text=_short(newest.get("emoji", ""), 16) if newest else "",
        message=_number(change["message_id"]),
        data=_short(newest["type"], 16) if newest and newest["type"] != "emoji" else "",
        anonymous=not user,
    )


def _int(value: object) -> int:
    """A whole number that a database can hold. A date beyond the calendar once made a library deaf for good."""
    if not isinstance(value, int) or isinstance(value, bool) or not -_INT64 <= value < _INT64:
        raise CannotRead
    return value


def _number(value: object) -> int:
    """Of a message or a topic: those are counted upwards."""
    if (number := _int(value)) < 0:
        raise CannotRead
    return number


def _short(value: object, most: int) -> str:
    """A name or an id of Telegram's, which is text that a database can hold."""
    return clean(str(value))[:most]


def clean(text: object) -> str:
    """NUL removed, lone surrogates replaced, at most 4,096 characters. Joiners stay: Sinhala and Persian need them."""
    if not isinstance(text, str):
        raise CannotRead
    text = text[:MOST_TEXT]
    if text.isascii() and "\0" not in text:
        return text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
    return unicodedata.normalize("NFC", text)
