"""What people do in their Telegram: write, tap, edit, delete, react, block. Each takes a JSON body, gives one back."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from bot.sandbox import shapes
from bot.sandbox.limits import TEXT, units
from bot.sandbox.model import FILE_KINDS, NO_CAPTION, Account, Chat, File, Json, Message
from bot.sandbox.world import World

# What Telegram finds in a text by itself. Enough of it for bots that look for commands and for pages that show links.
_FOUND = (
    ("bot_command", re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]+)?")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("url", re.compile(r"https?://[^\s<>\"]+")),
    ("mention", re.compile(r"(?<!\S)@[A-Za-z0-9_]{4,32}")),
)


UNSEEN = shapes.account(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")  # Bot API, Message.from


class Nonsense(Exception):
    """The play call makes no sense; the text says why."""


def person_of(world: World, body: Json) -> Account:
    person = world.accounts.get(_number(body, "from"))
    if person is None or person.is_bot:
        raise Nonsense("from: there is no such person; make one with POST /play/person")
    return person


def chat_of(world: World, person: Account, body: Json) -> Chat:
    chat = world.chats.get(_number(body, "chat", person.id))
    if chat is None or (chat.private and chat.id != person.id):
        raise Nonsense("chat: there is no such chat")
    if not chat.private and person.id not in chat.members:
        raise Nonsense("from: this person is not in that group")
    if chat.migrated_to:
        raise Nonsense(f"chat: this group became {chat.migrated_to}")
    return chat


def message_of(chat: Chat, body: Json) -> Message:
    message = chat.find(_number(body, "message_id"))
    if message is None:
        raise Nonsense("message_id: there is no such message in this chat")
    return message


def _number(body: Json, name: str, default: int = 0) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).lstrip("-").isdigit():
        raise Nonsense(f"{name}: a number is expected")
    return int(value)


def make_person(world: World, body: Json) -> Json:
    name, language = str(body.get("name") or "Somebody"), str(body.get("language_code") or "")
    try:
        person = world.add_person(name, language, _number(body, "id"), started=bool(body.get("started")))
    except ValueError as wrong:
        raise Nonsense(f"id: {wrong}") from None
    return {"id": person.id}


def send(world: World, body: Json) -> Json:
    person = person_of(world, body)
    chat = chat_of(world, person, body)
    if chat.blocked:
        raise Nonsense("from: this person has blocked the bot; POST /play/unblock first")
    thread = _number(body, "thread")
    if thread and thread not in chat.topics:
        raise Nonsense("thread: there is no such topic in this chat")
    fields = _content(world, body)
    chat.started = True
    extra = dict(body.get("raw") or {})
    sender = person
    if body.get("anonymous"):  # an administrator of whom only the group is seen
        sender, extra = UNSEEN, {**extra, "sender_chat": chat.shown}
    message = world.post(
        chat, sender, reply_to=_number(body, "reply_to"), thread=thread, album=str(body.get("album") or ""),
        extra=extra, quote=str(body.get("quote") or ""), **fields,
    )  # fmt: skip
    return {"message_id": message.id, "update_id": world.tell_bot("message", message)}


def _content(world: World, body: Json) -> dict[str, Any]:
    kinds = [kind for kind in FILE_KINDS if kind in body]
    if kinds:
        caption = "" if kinds[0] in NO_CAPTION else str(body.get("caption") or "")
        return {"media": _file(world, body, kinds[0]), "text": caption, "entities": found_entities(caption)}
    text = body.get("text")
    if "raw" in body and text is None:
        return {}
    if not isinstance(text, str) or not text.strip():
        raise Nonsense("text: nothing to send")
    if units(text) > TEXT:
        raise Nonsense(f"text: longer than {TEXT}; a client would send it in parts")
    return {"text": text, "entities": body.get("entities") or found_entities(text)}


def _file(world: World, body: Json, kind: str) -> File:
    try:
        data = base64.b64decode(str(body[kind]), validate=True)
    except binascii.Error:
        raise Nonsense(f"{kind}: base64 is expected") from None
    name = str(body.get("file_name") or ("file" if kind == "document" else ""))
    return world.files.keep(kind, data, name=name, mime=str(body.get("mime") or ""), size=_number(body, "size"))


def found_entities(text: str) -> list[Json]:
    """Commands, addresses and mentions, with their places in UTF-16 units."""
    if not any(sign in text for sign in "/@"):
        return []
    found: list[Json] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append({"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])})
    return sorted(found, key=lambda entity: int(entity["offset"]))


def tap(world: World, body: Json) -> Json:
    person = person_of(world, body)
    chat = chat_of(world, person, body)
    if chat.blocked:
        raise Nonsense("from: this person has blocked the bot; POST /play/unblock first")
    message = message_of(chat, body)
    data = str(body["data"]) if "data" in body else _button_data(message, body.get("button"))
    query = world.open_query(person.id, chat.id)
    shown: Json = shapes.message(message)
    if body.get("inaccessible"):
        shown = {"chat": chat.shown, "message_id": message.id, "date": 0}
    update = world.updates.push(
        "callback_query",
        {"id": query.id, "from": person.shown, "message": shown, "chat_instance": str(chat.id), "data": data},
        person.id,
    )
    return {"query_id": query.id, "update_id": update}


def _button_data(message: Message, wanted: Any) -> str:
    rows = message.markup["inline_keyboard"] if message.markup else []
    if isinstance(wanted, dict):
        row, column = _number(wanted, "row"), _number(wanted, "column")
        buttons = [rows[row][column]] if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else []
    else:
        buttons = [button for line in rows for button in line if button["text"] == wanted]
    if not buttons:
        raise Nonsense("button: the message has no such button")
    if "callback_data" not in buttons[0]:
        raise Nonsense("button: this one acts on the phone only, nothing is sent to the bot")
    return str(buttons[0]["callback_data"])


def edit(world: World, body: Json) -> Json:
    person = person_of(world, body)
    message = _own(world, person, body)
    text = str(body.get("text") or "")
    if not text.strip() and message.media is None:
        raise Nonsense("text: nothing to send")
    message.text, message.entities = text, found_entities(text)
    message.edited = int(world.unix())
    world.touch(message, "edited")
    world.tell_bot("edited_message", message)
    return {"message_id": message.id}


def delete(world: World, body: Json) -> Json:
    """For both sides. The bot is not told: Telegram has no update for it."""
    world.delete(message_of(chat_of(world, person_of(world, body), body), body))
    return {}


def _own(world: World, person: Account, body: Json) -> Message:
    message = message_of(chat_of(world, person, body), body)
    if message.sender is not person:
        raise Nonsense("message_id: this message is somebody else's")
    return message


def react(world: World, body: Json) -> Json:
    person = person_of(world, body)
    chat = chat_of(world, person, body)
    message = message_of(chat, body)
    old, new = message.reactions.pop(person.id, ""), str(body.get("emoji") or "")
    if new:
        message.reactions[person.id] = new
    world.touch(message, "reaction")
    if chat.private or chat.members.get(world.bot.id) == "administrator":
        change = {
            "chat": chat.shown, "message_id": message.id, "user": person.shown, "date": int(world.unix()),
            "old_reaction": shapes.reaction(old), "new_reaction": shapes.reaction(new),
        }  # fmt: skip
        world.updates.push("message_reaction", change, chat.id)
    return {}


def topic(world: World, body: Json) -> Json:
    """What a person does with a topic: delete it, give it another name, and in a group close it or open it again."""
    person = person_of(world, body)
    chat = chat_of(world, person, body)
    there = chat.topics.get(_number(body, "thread"))
    if there is None:
        raise Nonsense("thread: there is no such topic in this chat")
    do = str(body.get("do"))
    if do == "delete":
        world.delete_topic(chat, there)
        return {}
    if do == "rename":
        there.name = str(body.get("name") or there.name)[:128]
        extra: Json = {"forum_topic_edited": {"name": there.name}}
    elif do in ("close", "reopen") and not chat.private:
        there.closed = do == "close"
        extra = {"forum_topic_closed" if there.closed else "forum_topic_reopened": {}}
    else:
        raise Nonsense("do: delete or rename, and in a group close or reopen")
    told = world.post(chat, person, thread=there.thread, extra=extra)
    return {"update_id": world.tell_bot("message", told)}


def block(world: World, body: Json) -> Json:
    return _set_blocked(world, body, True)


def unblock(world: World, body: Json) -> Json:
    return _set_blocked(world, body, False)


def _set_blocked(world: World, body: Json, blocked: bool) -> Json:
    person = person_of(world, body)
    chat = world.chats[person.id]
    if chat.blocked != blocked:
        chat.blocked = blocked
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        change = shapes.member_change(chat, person, world.bot, old, new, int(world.unix()))
        world.updates.push("my_chat_member", change, chat.id)
        chat.seq = world.changed(chat.id, "blocked" if blocked else "unblocked")
    return {}


def deactivate(world: World, body: Json) -> Json:
    """The account is deleted. The bot learns it from its next send."""
    person = person_of(world, body)
    person.gone = True
    world.changed(person.id, "person")
    return {}
