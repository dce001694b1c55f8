"""Chats as the bot sees and changes them: who is in them, topics, pins, reactions, leaving."""

from __future__ import annotations

from telegram.constants import ReactionEmoji

from bot.sandbox import shapes
from bot.sandbox.call import Call
from bot.sandbox.methods.reach import chat_of, member_of, message_of, thread_of, writable
from bot.sandbox.model import HELD_STATUSES, Chat, Json, Topic
from bot.sandbox.refused import bad
from bot.sandbox.world import World

_REACTIONS = frozenset(each.value.replace("\ufe0f", "") for each in ReactionEmoji)
ICON_COLOUR = 0x6FB9F0
TYPING_LASTS = 5.0


def get_chat(world: World, call: Call) -> Json:
    chat = chat_of(world, call)
    if not chat.private:
        member_of(world, chat)
    shown: Json = {**chat.shown, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    pinned = chat.find(chat.pinned)
    if pinned is not None:
        shown["pinned_message"] = shapes.message(pinned, whole=False)
    return shown


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def get_chat_member(world: World, call: Call) -> Json:
    chat = chat_of(world, call)
    who = world.accounts.get(call.whole("user_id"))
    if who is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if chat.private:
        return shapes.member(who, "member" if who.id in (chat.id, world.bot.id) else "left")
    return shapes.member(who, chat.members.get(who.id, "left"))


def get_chat_administrators(world: World, call: Call) -> list[Json]:
    chat = chat_of(world, call)
    if chat.private:
        raise bad("there are no administrators in the private chat")
    return [
        shapes.member(world.accounts[id_], status)
        for id_, status in chat.members.items()
        if status in ("administrator", "creator")
    ]


def leave_chat(world: World, call: Call) -> bool:
    chat = chat_of(world, call)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    old = chat.members.get(world.bot.id, "left")
    if old in HELD_STATUSES:
        chat.members[world.bot.id] = "left"
        change = shapes.member_change(chat, world.bot, world.bot, old, "left", int(world.unix()))
        world.updates.push("my_chat_member", change, chat.id)
        world.changed(chat.id, "member")
    return True


def pin_chat_message(world: World, call: Call) -> bool:
    chat = writable(world, call)
    message = message_of(chat, call, "message to pin not found")
    if not chat.private and chat.members.get(world.bot.id) != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    chat.pinned = message.id
    world.touch(message, "pinned")
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    chat = writable(world, call)
    chat.pinned = 0
    chat.seq = world.changed(chat.id, "pinned")
    return True


def set_message_reaction(world: World, call: Call) -> bool:
    """At most one; none takes it away again."""
    message = message_of(writable(world, call), call, "message to react not found")
    wanted = call.tree("reaction") or []
    if not isinstance(wanted, list) or len(wanted) > 1:
        raise bad("too many reactions specified")
    message.reactions.pop(world.bot.id, None)
    if wanted:
        one = wanted[0] if isinstance(wanted[0], dict) else {}
        if one.get("type") != "emoji" or str(one.get("emoji")).replace("\ufe0f", "") not in _REACTIONS:
            raise bad("REACTION_INVALID")
        message.reactions[world.bot.id] = str(one["emoji"])
    world.touch(message, "reaction")
    return True


def send_chat_action(world: World, call: Call) -> bool:
    chat = writable(world, call)
    thread_of(world, chat, call)
    if not call.text("action"):
        raise bad("wrong parameter action in request")
    chat.action = (call.text("action"), world.unix() + TYPING_LASTS)
    chat.seq = world.changed(chat.id, "action")
    return True


def create_forum_topic(world: World, call: Call) -> Json:
    chat = writable(world, call)
    _check_topics(world, chat)
    name = call.text("name")
    if not 1 <= len(name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_INVALID")
    colour = call.whole("icon_color", ICON_COLOUR)
    opening = world.post(chat, world.bot, extra={"forum_topic_created": {"name": name, "icon_color": colour}})
    opening.thread = opening.id
    chat.topics[opening.id] = Topic(opening.id, name, call.text("icon_custom_emoji_id"))
    world.touch(opening, "topic")
    return {"message_thread_id": opening.id, "name": name, "icon_color": colour}


def edit_forum_topic(world: World, call: Call) -> bool:
    chat = writable(world, call)
    topic = _topic(world, chat, call)
    name = call.text("name") or topic.name
    if len(name) > 128:
        raise bad("TOPIC_TITLE_INVALID")
    if name == topic.name and not call.has("icon_custom_emoji_id"):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon = name, call.text("icon_custom_emoji_id") or topic.icon
    chat.seq = world.changed(chat.id, "topic")
    return True


def delete_forum_topic(world: World, call: Call) -> bool:
    """The topic goes with all its messages, whatever their age."""
    chat = writable(world, call)
    world.delete_topic(chat, _topic(world, chat, call))
    return True


def close_forum_topic(world: World, call: Call) -> bool:
    chat = writable(world, call)
    if chat.private:
        raise bad("the chat is not a supergroup")  # private topics can be made and deleted, never closed
    _topic(world, chat, call).closed = call.method.lower() == "closeforumtopic"
    return True


def _topic(world: World, chat: Chat, call: Call) -> Topic:
    _check_topics(world, chat)
    topic = chat.topics.get(call.whole("message_thread_id"))
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    return topic


def _check_topics(world: World, chat: Chat) -> None:
    if not (world.topics_on if chat.private else chat.forum):
        raise bad("the chat is not a forum")
    if not chat.private and chat.members.get(world.bot.id) != "administrator":
        raise bad("not enough rights to create a topic")
