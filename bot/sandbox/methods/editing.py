"""Messages that the bot changes or takes away again."""

from __future__ import annotations

from bot.sandbox import shapes
from bot.sandbox.call import Call
from bot.sandbox.limits import checked_caption, checked_entities, checked_markup, checked_text
from bot.sandbox.methods.reach import chat_of, ids_of, message_of, writable
from bot.sandbox.model import NO_CAPTION, Json, Message
from bot.sandbox.refused import bad
from bot.sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TWO_DAYS = 48 * 3600


def edit_message_text(world: World, call: Call) -> Json:
    message = _editable(world, call)
    if message.media is not None or not message.text:
        raise bad("there is no text in the message to edit")
    text = checked_text(call.text("text"))
    return _edit(world, call, message, text, checked_entities(call.tree("entities"), text))


def edit_message_caption(world: World, call: Call) -> Json:
    message = _editable(world, call)
    if message.media is None or message.media.kind in NO_CAPTION:
        raise bad("there is no caption in the message to edit")
    text = checked_caption(call.text("caption"))
    return _edit(world, call, message, text, checked_entities(call.tree("caption_entities"), text))


def edit_message_reply_markup(world: World, call: Call) -> Json:
    message = _editable(world, call)
    return _edit(world, call, message, message.text, message.entities)


def _editable(world: World, call: Call) -> Message:
    if call.text("parse_mode"):
        raise bad("unsupported parse_mode")
    message = message_of(writable(world, call), call, "message to edit not found")
    if message.sender is not world.bot or "forward_origin" in message.extra:
        raise bad("message can't be edited")
    return message


def _edit(world: World, call: Call, message: Message, text: str, entities: list[Json]) -> Json:
    """A keyboard that is not named is taken away, as in Telegram."""
    markup, _ = checked_markup(call.tree("reply_markup"))
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad(NOT_MODIFIED)
    if (text, entities) != (message.text, message.entities):
        message.edited = int(world.unix())
    message.text, message.entities, message.markup = text, entities, markup
    world.touch(message, "edited")
    return shapes.message(message)


def delete_message(world: World, call: Call) -> bool:
    chat = chat_of(world, call)
    message = message_of(chat, call, "message to delete not found")
    _check_deletable(world, message)
    world.delete(message)
    return True


def delete_messages(world: World, call: Call) -> bool:
    """Unknown ids are skipped; one that may not be deleted stops them all."""
    chat = chat_of(world, call)
    found = [message for message in map(chat.find, ids_of(call)) if message is not None]
    for message in found:
        _check_deletable(world, message)
    for message in found:
        world.delete(message)
    return True


def _check_deletable(world: World, message: Message) -> None:
    """Up to 48 hours: its own anywhere, others' in private chats. In a group an administrator may always."""
    chat = message.chat
    if not chat.private and chat.members.get(world.bot.id) == "administrator":
        return
    young = world.unix() - message.date < TWO_DAYS
    if not young or not (chat.private or message.sender is world.bot):
        raise bad("message can't be deleted")
