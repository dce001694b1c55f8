"""What a call is about, and whether the bot may reach it: chats, messages, topics, replies."""

from __future__ import annotations

from bot.sandbox.call import Call
from bot.sandbox.model import HELD_STATUSES, Chat, Message
from bot.sandbox.rates import COUNTED
from bot.sandbox.refused import bad, forbidden
from bot.sandbox.world import World


def chat_of(world: World, call: Call, name: str = "chat_id") -> Chat:
    """The chat named, as far as this bot can know of it."""
    given = call.text(name)
    if not given:
        raise bad(f"{name} is empty")
    chat = world.chats.get(int(given)) if given.lstrip("-").isdigit() else None
    if chat is None or not (chat.started or _met(world, chat)):
        raise bad("chat not found")
    if chat.migrated_to:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    return chat


def _met(world: World, chat: Chat) -> bool:
    """A bot knows people it shares a group with, though it may not write to them first."""
    return any(
        chat.id in other.members and other.members.get(world.bot.id) in HELD_STATUSES
        for other in world.chats.values()
        if not other.private
    )


def writable(world: World, call: Call) -> Chat:
    """The chat to write to. Everything for which Telegram answers 403 or 429 is found here."""
    chat = chat_of(world, call)
    if chat.private:
        if world.accounts[chat.id].gone:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.members.get(world.bot.id) == "restricted":
        raise bad("not enough rights to send text messages to the chat")
    else:
        member_of(world, chat)
    if world.rates.on and call.method.lower() in COUNTED:
        world.rates.take(chat.id)
    return chat


def member_of(world: World, chat: Chat) -> None:
    """Of a group that the bot is not in it learns nothing."""
    if chat.members.get(world.bot.id) not in (*HELD_STATUSES, "restricted"):
        raise forbidden(f"bot was kicked from the {chat.kind} chat")


def message_of(chat: Chat, call: Call, missing: str) -> Message:
    message = chat.find(call.whole("message_id"))
    if message is None:
        raise bad(missing)
    return message


def ids_of(call: Call) -> list[int]:
    ids = call.tree("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100 or not all(type(one) is int for one in ids):
        raise bad("message identifiers must be an Array of 1-100 numbers")
    return ids


def thread_of(world: World, chat: Chat, call: Call) -> int:
    """The topic to send to. One that is gone is an error, or, as Telegram did for a while, silently the main chat."""
    thread = call.whole("message_thread_id")
    topic = chat.topics.get(thread)
    if topic is not None and topic.closed and chat.members.get(world.bot.id) != "administrator":
        raise bad("TOPIC_CLOSED")
    if not thread or topic is not None:
        return thread
    if world.faults.silent_topics:
        return 0
    raise bad("message thread not found")


def quote_of(call: Call) -> str:
    """It must stand in the other message as it is (Bot API, ReplyParameters.quote)."""
    wanted = call.tree("reply_parameters")
    return str(wanted.get("quote") or "") if isinstance(wanted, dict) else ""


def reply_of(chat: Chat, call: Call) -> int:
    wanted = call.tree("reply_parameters")
    if not isinstance(wanted, dict):
        old_style = call.whole("reply_to_message_id")
        wanted = {"message_id": old_style} if old_style else None
    if not wanted:
        return 0
    message_id, where = wanted.get("message_id"), wanted.get("chat_id")
    here = where in (None, chat.id, str(chat.id))
    replied = chat.find(message_id) if here and isinstance(message_id, int) else None
    if replied is not None:
        if quote_of(call) not in replied.text:
            raise bad("QUOTE_TEXT_INVALID")
        return replied.id
    if wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return 0
    raise bad("message to be replied not found")
