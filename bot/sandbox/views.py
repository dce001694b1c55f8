"""What a person sees: chats, toasts, topics, and what has changed since the last look."""

from __future__ import annotations

import unicodedata
from typing import Any

from bot.sandbox.model import CARRIED, Chat, Json, Message
from bot.sandbox.world import World


def chat_view(world: World, chat: Chat, person: int, since: int) -> Json:
    """Messages and toasts newer than `since`, in order; a deleted message shows only that it is gone."""
    action, until = chat.action
    return {
        "seq": world.seq,
        "chat": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "messages": [message_view(world, one) for one in chat.messages.values() if one.seq > since]
        if chat.seq > since
        else [],
        "toasts": [
            {"query_id": one.query, "text": one.text, "alert": one.alert, "seq": one.seq}
            for one in world.toasts
            if one.seq > since and one.chat == chat.id and one.person == person
        ],
        "topics": [{"thread": one.thread, "name": one.name} for one in chat.topics.values()],
        "pinned": chat.pinned or None,
        "blocked": chat.blocked,
        "action": action if until > world.unix() else None,
        "migrated_to": chat.migrated_to or None,
    }


def message_view(world: World, it: Message) -> Json:
    mine = it.sender is world.bot
    shown: Json = {
        "message_id": it.id,
        "seq": it.seq,
        "from": "bot" if mine else it.sender.id,
        "name": it.sender.name,
        "date": it.date,
        "text": "" if it.media else it.text,
        "entities": it.entities,
        "caption": it.text if it.media else "",
        "rows": [[_button(one) for one in row] for row in it.markup["inline_keyboard"]] if it.markup else [],
        "media": None,
        "album": it.album or None,
        "reply_to": it.reply_to or None,
        "quote": it.quote or None,
        "thread": it.thread or None,
        "edited": bool(it.edited),
        "deleted": it.deleted,
        "reactions": [{"from": "bot" if who == world.bot.id else who, "emoji": e} for who, e in it.reactions.items()],
        "protected": it.protected,
        "forwarded": "forward_origin" in it.extra,
        "direction": direction(it.text),
    }
    if it.media is not None:
        shown["media"] = {
            "kind": it.media.kind,
            "file": it.media.unique_id,
            "name": it.media.name,
            "mime": it.media.mime,
            "size": it.media.size,
        }
    if it.keyboard is not None:
        shown["keyboard"] = it.keyboard
    kind = next((name for name in it.extra if name in CARRIED or (it.extra and not it.text)), None)
    if kind is not None and it.media is None:
        shown["service" if kind not in CARRIED else "other"] = {kind: it.extra[kind]}
    return shown


def _button(button: Json) -> Json:
    shown: Json = {"text": button["text"]}
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    if "copy_text" in button:
        shown["copy"] = button["copy_text"]["text"]
    for name in ("url", "style"):
        if name in button:
            shown[name] = button[name]
    return shown


def direction(text: str) -> str:
    """Of the first letter that has one, as Telegram's own clients decide it."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def events_view(world: World, since: int) -> Json:
    """Changes after `since`. `gap` says that older ones are no longer kept: look at the chats again."""
    first = world.changes[0].seq if world.changes else world.seq + 1
    newer: list[Json] = []
    for change in reversed(world.changes):
        if change.seq <= since:
            break
        newer.append(
            {"seq": change.seq, "chat": change.chat, "what": change.what, "message_id": change.message or None}
        )
    return {"seq": world.seq, "gap": since + 1 < first, "changes": newer[::-1]}


def updates_view(world: World, since: int) -> Json:
    """What became of each update with an id of `since` or more: no content, only its life in the queue."""
    world.updates.pending()  # what is too old by now has expired
    return {
        "updates": [
            {
                "update_id": one.id, "kind": one.kind, "began": one.began, "state": one.end or "waits",
                "tried": [{"at": at, "came": came} for at, came in one.tried],
            }
            for one in world.updates.all if one.id >= since
        ]
    }  # fmt: skip


def world_view(world: World) -> Json:
    """Everybody and every group, for a page that has just been opened."""
    people: list[Any] = []
    groups: list[Any] = []
    for chat in world.chats.values():
        if chat.private:
            who = world.accounts[chat.id]
            people.append({"id": who.id, "name": who.name, "language_code": who.language, "blocked": chat.blocked})
        else:
            groups.append({
                "id": chat.id, "title": chat.title, "kind": chat.kind, "forum": chat.forum,
                "members": [id_ for id_ in chat.members if id_ != world.bot.id],
                "bot": chat.members.get(world.bot.id, "left"), "migrated_to": chat.migrated_to or None,
            })  # fmt: skip
    bot = {"id": world.bot.id, "name": world.bot.name, "username": world.bot.shown["username"]}
    return {
        "seq": world.seq, "now": world.unix(), "bot": bot, "profile": world.profile,
        "topics": world.topics_on, "privacy": world.privacy, "people": people, "groups": groups,
    }  # fmt: skip
