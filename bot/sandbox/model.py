"""The things of which the sandbox's Telegram is made: accounts, chats, messages, topics, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

HELD_STATUSES = ("member", "administrator", "creator")
# Kinds that a person may send as raw fields and that Telegram copies like any other; service messages are not here.
CARRIED = frozenset({"contact", "location", "venue", "dice", "poll"})
FILE_KINDS = ("photo", "live_photo", "voice", "document", "video", "video_note", "animation", "audio", "sticker")
NO_CAPTION = ("video_note", "sticker")


@dataclass(slots=True)
class Account:
    """A person or the bot. `shown` is its User object; it never changes after the account is made."""

    id: int
    name: str
    shown: Json
    language: str = ""
    is_bot: bool = False
    gone: bool = False  # the account was deleted


@dataclass(slots=True)
class Topic:
    thread: int
    name: str
    icon: str = ""
    closed: bool = False  # in a group: only administrators may write in it


@dataclass(slots=True)
class File:
    """Bytes that Telegram holds. `size` is what Telegram says of it; a test may say more than there is."""

    id: str
    unique_id: str
    kind: str  # of FILE_KINDS
    data: bytes
    size: int
    mime: str = ""
    name: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0
    path: str = ""
    small: File | None = None  # of a photo: its smaller size; of a live photo: its photo


@dataclass(slots=True)
class Message:
    """`text` is the caption where there is media. `extra` holds service fields and whatever a test put in raw."""

    id: int
    chat: Chat
    sender: Account
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    media: File | None = None
    markup: Json | None = None
    keyboard: Json | None = None  # a reply keyboard: shown to the person, never part of the Message object
    reply_to: int = 0
    quote: str = ""  # the part of the other message that was chosen
    thread: int = 0
    album: str = ""
    protected: bool = False
    edited: int = 0
    deleted: bool = False
    reactions: dict[int, str] = field(default_factory=dict)
    extra: Json = field(default_factory=dict)
    seq: int = 0


@dataclass(slots=True)
class Chat:
    """`shown` is its Chat object. `members` gives each account's status; of a private chat, the bot's status."""

    id: int
    kind: str  # private | group | supergroup
    shown: Json
    title: str = ""
    forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    started: bool = True  # private: the person has written at least once; until then no bot can write to them
    blocked: bool = False
    migrated_to: int = 0
    pinned: int = 0
    last_id: int = 0  # of a supergroup, which counts its messages by itself
    seq: int = 0
    action: tuple[str, float] = ("", 0.0)

    @property
    def private(self) -> bool:
        return self.kind == "private"

    def find(self, message_id: int) -> Message | None:
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message


@dataclass(slots=True)
class Query:
    """A tap that waits for its answer."""

    id: str
    person: int
    chat: int
    made: float


@dataclass(frozen=True, slots=True)
class Toast:
    """What a person sees when the bot answers a tap."""

    seq: int
    query: str
    person: int
    chat: int
    text: str
    alert: bool
