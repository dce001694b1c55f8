"""Every kind of message that Telegram has, and what becomes of it: one table. A test reads PTB's types against it.

Nothing is forwarded, for a forward names who wrote it. Files go to the other side by Telegram's id of the file and not
by copyMessage: the original may be wiped from her chat before anybody has claimed her case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Protocol


class Way(Enum):
    CARRIED = "a copy goes to the other side"
    COVERED = "kept sealed; the other side is told what it is, and may open it"
    REFUSED = "goes nowhere, and that is said"
    NOBODY = "said by Telegram itself: needs no answer"


class AFile(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def mime(self) -> str: ...
    @property
    def name(self) -> str: ...


class AMessage(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def media(self) -> AFile | None: ...


UNKNOWN = "unknown"
"""A message with nothing in it that we know. It is covered: a copy can be asked of Telegram, and may be refused."""

# (hers, the advocate's). The order counts: a message with an animation also carries the same file as a document, a live
# photo also as a photo, a venue also as a location (Bot API, Message).
KINDS: Mapping[str, tuple[Way, Way]] = {
    "text": (Way.CARRIED, Way.CARRIED),
    "live_photo": (Way.CARRIED, Way.CARRIED),
    "photo": (Way.CARRIED, Way.CARRIED),
    "voice": (Way.CARRIED, Way.CARRIED),
    "animation": (Way.CARRIED, Way.CARRIED),
    "document": (Way.CARRIED, Way.CARRIED),
    "video": (Way.CARRIED, Way.CARRIED),
    "video_note": (Way.CARRIED, Way.CARRIED),
    "audio": (Way.CARRIED, Way.CARRIED),
    "sticker": (Way.CARRIED, Way.CARRIED),
    # Whoever shares a number or a place may not have thought of who is looking. An advocate writes them as text.
    "contact": (Way.COVERED, Way.REFUSED),
    "venue": (Way.COVERED, Way.REFUSED),
    "location": (Way.COVERED, Way.REFUSED),
    "live_location": (Way.REFUSED, Way.REFUSED),
    # A copy would show another number, count other votes, or is refused by Telegram (copyMessage).
    "dice": (Way.REFUSED, Way.REFUSED),
    "poll": (Way.REFUSED, Way.REFUSED),
    "checklist": (Way.REFUSED, Way.REFUSED),
    "game": (Way.REFUSED, Way.REFUSED),
    "invoice": (Way.REFUSED, Way.REFUSED),
    "paid_media": (Way.REFUSED, Way.REFUSED),
    "giveaway": (Way.REFUSED, Way.REFUSED),
    "giveaway_winners": (Way.REFUSED, Way.REFUSED),
    "story": (Way.REFUSED, Way.REFUSED),
    "passport_data": (Way.REFUSED, Way.REFUSED),
    "users_shared": (Way.REFUSED, Way.REFUSED),
    "chat_shared": (Way.REFUSED, Way.REFUSED),
    "web_app_data": (Way.REFUSED, Way.REFUSED),
    UNKNOWN: (Way.COVERED, Way.REFUSED),
}

FILES = frozenset(
    {"photo", "live_photo", "voice", "document", "video", "video_note", "animation", "audio", "sticker"}
)  # fmt: skip
NO_CAPTION = frozenset({"video_note", "sticker"})

SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
        "migrate_from_chat_id", "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed",
        "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
        "general_forum_topic_hidden", "general_forum_topic_unhidden", "boost_added", "chat_background_set",
        "chat_owner_changed", "chat_owner_left", "checklist_tasks_added", "checklist_tasks_done", "connected_website",
        "direct_message_price_changed", "gift", "unique_gift", "gift_upgrade_sent", "giveaway_created",
        "giveaway_completed", "managed_bot_created", "paid_message_price_changed", "poll_option_added",
        "poll_option_deleted", "proximity_alert_triggered", "refunded_payment", "successful_payment",
        "suggested_post_approval_failed", "suggested_post_approved", "suggested_post_declined", "suggested_post_paid",
        "suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
        "video_chat_participants_invited",
    }
)  # fmt: skip
"""What Telegram says in a chat when something was done there. Nobody wrote it."""

SAYS_MORE = frozenset(
    {
        "message_id", "date", "chat", "from", "sender_chat", "sender_tag", "author_signature", "edit_date", "via_bot",
        "reply_to_message", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id", "external_reply",
        "quote", "forward_origin", "is_automatic_forward", "is_from_offline", "is_topic_message", "message_thread_id",
        "direct_messages_topic", "media_group_id", "entities", "caption", "caption_entities", "reply_markup",
        "show_caption_above_media", "has_media_spoiler", "has_protected_content", "link_preview_options", "effect_id",
        "business_connection_id", "sender_business_bot", "sender_boost_count", "paid_star_count", "is_paid_post",
        "suggested_post_info", "guest_bot_caller_user", "guest_bot_caller_chat", "guest_query_id",
    }
)  # fmt: skip
"""Fields that say more of a message of some kind, and make no kind by themselves."""


def undecided(fields: Iterable[str]) -> set[str]:
    """The fields of a message for which nobody has decided yet what becomes of it."""
    return set(fields) - KINDS.keys() - SERVICE - SAYS_MORE


def kind_of(message: Mapping[str, object]) -> str:
    """The first one that it has. A place that moves is another kind than a place."""
    found = next((kind for kind in KINDS if kind in message), "")
    if not found:
        return "service" if SERVICE & message.keys() else UNKNOWN
    place = message[found]
    return "live_location" if found == "location" and isinstance(place, dict) and "live_period" in place else found


def hers(message: AMessage) -> Way:
    """What becomes of a message of a worker's, or of the newest version of one."""
    if message.media is not None and _may_show_a_place(message.media):
        return Way.COVERED
    return _row(message)[0]


def theirs(message: AMessage) -> Way:
    """What becomes of a message of an advocate's."""
    if message.media is not None and _may_show_a_place(message.media):
        return Way.REFUSED
    return _row(message)[1]


def _row(message: AMessage) -> tuple[Way, Way]:
    if message.media is not None:
        return KINDS[message.media.kind]
    return KINDS.get(message.kind, KINDS["text"])


_MAPS_AND_CAMERAS = (
    ".jpg", ".jpeg", ".heic", ".heif", ".png", ".webp", ".tif", ".tiff", ".dng", ".mp4", ".mov", ".3gp", ".gpx", ".kml",
    ".kmz",
)  # fmt: skip


def _may_show_a_place(file: AFile) -> bool:
    """A photo that is sent as a file keeps what the camera wrote into it: where, when, with what. Telegram takes that
    out of photos that are sent as photos."""
    if file.kind != "document":
        return False
    return file.mime.lower().startswith(("image/", "video/")) or file.name.lower().endswith(_MAPS_AND_CAMERAS)
