"""The sandbox's things as the Bot API shows them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.limits import units
from bot.sandbox.model import Account, Chat, File, Json, Message


def account(id_: int, name: str, *, language: str = "", is_bot: bool = False, username: str = "") -> Account:
    shown: Json = {"id": id_, "is_bot": is_bot, "first_name": name}
    if username:
        shown["username"] = username
    if language:
        shown["language_code"] = language
    return Account(id_, name, shown, language, is_bot)


def private_chat(person: Account, bot: Account, *, started: bool) -> Chat:
    shown: Json = {"id": person.id, "type": "private", "first_name": person.name}
    return Chat(person.id, "private", shown, person.name, members={bot.id: "member"}, started=started)


def group(id_: int, kind: str, title: str, *, forum: bool) -> Chat:
    shown: Json = {"id": id_, "type": kind, "title": title}
    if forum:
        shown["is_forum"] = True
    return Chat(id_, kind, shown, title, forum=forum)


def message(it: Message, *, whole: bool = True) -> Json:
    """The Message object. `whole` adds what it replies to; inside a reply that is left out, as Telegram does."""
    shown: Json = {"message_id": it.id, "from": it.sender.shown, "chat": it.chat.shown, "date": it.date}
    if it.media is not None:
        _media(shown, it)
    elif it.text:
        shown["text"] = it.text
        if it.entities:
            shown["entities"] = it.entities
    if it.markup is not None:
        shown["reply_markup"] = it.markup
    if it.thread:
        shown["message_thread_id"] = it.thread
        shown["is_topic_message"] = True
    if it.reply_to and whole:
        shown.update(_replied(it))
    if it.edited:
        shown["edit_date"] = it.edited
    if it.protected:
        shown["has_protected_content"] = True
    if it.album:
        shown["media_group_id"] = it.album
    if it.extra:
        shown.update(it.extra)
    return shown


def _replied(it: Message) -> Json:
    replied = it.chat.find(it.reply_to)
    if replied is None:
        return {}
    shown: Json = {"reply_to_message": message(replied, whole=False)}
    if it.quote:
        position = units(replied.text[: max(0, replied.text.find(it.quote))])
        shown["quote"] = {"text": it.quote, "position": position, "is_manual": True}
    return shown


def _media(shown: Json, it: Message) -> None:
    held = it.media
    if held is None:
        return
    shown[held.kind] = media(held)
    if held.kind == "animation":  # for programs older than animations
        shown["document"] = {**_file(held), "file_name": held.name or "a.mp4", "mime_type": held.mime}
    if held.kind == "live_photo" and held.small is not None:
        shown["photo"] = media(held.small)
    if it.text:
        shown["caption"] = it.text
        if it.entities:
            shown["caption_entities"] = it.entities


def media(held: File) -> Json | list[Json]:
    if held.kind == "photo":
        sizes = [held.small, held] if held.small is not None else [held]
        return [{**_file(size), "width": size.width, "height": size.height} for size in sizes]
    shown = _file(held)
    if held.mime:
        shown["mime_type"] = held.mime
    if held.kind in ("voice", "audio", "video", "animation", "live_photo", "video_note"):
        shown["duration"] = held.duration
    if held.kind in ("video", "animation", "live_photo", "sticker"):
        shown.update(width=held.width, height=held.height)
    if held.kind == "sticker":
        shown.update(type="regular", is_animated=False, is_video=False)
        shown.pop("mime_type", None)
    elif held.kind == "video_note":
        shown["length"] = held.width
        shown.pop("mime_type", None)
    elif held.name and held.kind != "voice":
        shown["file_name"] = held.name
    return shown


def _file(held: File) -> Json:
    return {"file_id": held.id, "file_unique_id": held.unique_id, "file_size": held.size}


def member(who: Account, status: str) -> Json:
    """A ChatMember object with every field that its status requires."""
    shown: Json = {"user": who.shown, "status": status}
    if status == "kicked":
        shown["until_date"] = 0
    elif status == "restricted":
        shown.update(is_member=True, until_date=0, **dict.fromkeys(_SENDING, False))
    elif status == "creator":
        shown["is_anonymous"] = False
    elif status == "administrator":
        shown.update(can_be_edited=False, is_anonymous=False)
        shown.update(dict.fromkeys(_RIGHTS, True))
    return shown


_SENDING = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_edit_tag", "can_react_to_messages",
)  # fmt: skip
_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def member_change(chat: Chat, by: Account, who: Account, old: str, new: str, date: int) -> Json:
    return {
        "chat": chat.shown,
        "from": by.shown,
        "date": date,
        "old_chat_member": member(who, old),
        "new_chat_member": member(who, new),
    }


def reaction(emoji: str) -> list[Any]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []
