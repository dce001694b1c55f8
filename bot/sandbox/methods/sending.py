"""Messages that the bot sends: text and copies. Media has its own file."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.sandbox import shapes
from bot.sandbox.call import Call
from bot.sandbox.limits import checked_caption, checked_entities, checked_markup, checked_text
from bot.sandbox.methods.reach import chat_of, ids_of, quote_of, reply_of, thread_of, writable
from bot.sandbox.model import CARRIED, Chat, Json, Message
from bot.sandbox.refused import bad
from bot.sandbox.world import World


def around(world: World, chat: Chat, call: Call) -> dict[str, Any]:
    """The fields that every kind of message has in common."""
    if call.text("parse_mode"):
        raise bad("unsupported parse_mode")  # the sandbox carries entities only
    fields: dict[str, Any] = {"thread": thread_of(world, chat, call)}
    fields["reply_to"] = reply_of(chat, call)
    fields["quote"] = quote_of(call) if fields["reply_to"] else ""
    fields["markup"], fields["keyboard"] = checked_markup(call.tree("reply_markup"))
    fields["protected"] = call.flag("protect_content")
    return fields


def send_message(world: World, call: Call) -> Json:
    chat = writable(world, call)
    text = checked_text(call.text("text"))
    entities = checked_entities(call.tree("entities"), text)
    return shapes.message(world.post(chat, world.bot, text=text, entities=entities, **around(world, chat, call)))


def captioned(call: Call) -> dict[str, Any]:
    text = checked_caption(call.text("caption"))
    return {"text": text, "entities": checked_entities(call.tree("caption_entities"), text)}


def copy_message(world: World, call: Call) -> Json:
    chat = writable(world, call)
    source = _source(world, call, call.whole("message_id"), "message to copy not found")
    fields = around(world, chat, call)
    if source.media is not None and call.has("caption"):
        fields.update(captioned(call))
    return {"message_id": _copy(world, chat, source, fields).id}


def copy_messages(world: World, call: Call) -> list[Json]:
    """Unknown and uncopyable ones are left out; albums stay albums."""
    chat = writable(world, call)
    albums: dict[str, str] = {}
    copies: list[Json] = []
    for source in _sources(world, call):
        fields = {**around(world, chat, call), "album": _album(world, source, albums)}
        if call.flag("remove_caption") and source.media is not None:
            fields.update(text="", entities=[])
        copies.append({"message_id": _copy(world, chat, source, fields).id})
    return copies


def forward_message(world: World, call: Call) -> Json:
    chat = writable(world, call)
    source = _source(world, call, call.whole("message_id"), "message to forward not found")
    if source.protected:
        raise bad("message can't be forwarded")
    return shapes.message(_forward(world, chat, source, around(world, chat, call)))


def forward_messages(world: World, call: Call) -> list[Json]:
    chat = writable(world, call)
    albums: dict[str, str] = {}
    forwards: list[Json] = []
    for source in _sources(world, call):
        if not source.protected:
            fields = {**around(world, chat, call), "album": _album(world, source, albums)}
            forwards.append({"message_id": _forward(world, chat, source, fields).id})
    return forwards


def _album(world: World, source: Message, albums: dict[str, str]) -> str:
    return albums.setdefault(source.album, str(world.random.getrandbits(60))) if source.album else ""


def _source(world: World, call: Call, message_id: int, missing: str) -> Message:
    source = chat_of(world, call, "from_chat_id").find(message_id)
    if source is None:
        raise bad(missing)
    if not source.text and source.media is None and not source.extra.keys() & CARRIED:
        raise bad("message can't be copied" if "copy" in missing else "message can't be forwarded")
    return source


def _sources(world: World, call: Call) -> list[Message]:
    ids = ids_of(call)
    if any(earlier >= later for earlier, later in pairwise(ids)):
        raise bad("message identifiers must be in a strictly increasing order")
    found = (chat_of(world, call, "from_chat_id").find(one) for one in ids)
    return [one for one in found if one is not None and (one.text or one.media or one.extra.keys() & CARRIED)]


def _carried(source: Message) -> dict[str, Any]:
    """What a copy takes over. The extra fields of a service message, and where it came from, stay behind."""
    extra = {name: value for name, value in source.extra.items() if name in CARRIED}
    return {"text": source.text, "entities": source.entities, "media": source.media, "extra": extra}


def _copy(world: World, chat: Chat, source: Message, fields: dict[str, Any]) -> Message:
    return world.post(chat, world.bot, **{**_carried(source), **fields})


def _forward(world: World, chat: Chat, source: Message, fields: dict[str, Any]) -> Message:
    carried = _carried(source)
    origin = {"type": "user", "sender_user": source.sender.shown, "date": source.date}
    carried["extra"] = {**carried["extra"], "forward_origin": source.extra.get("forward_origin", origin)}
    return world.post(chat, world.bot, **{**carried, **fields, "markup": None})
