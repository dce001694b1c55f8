"""One update from Telegram, reduced to what we act on. No library's types; nothing of it is ever logged but `kind`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Media:
    """A file that Telegram holds. `size` in bytes, 0 when Telegram did not say."""

    kind: str  # photo | voice | document
    file_id: str
    unique_id: str
    size: int = 0
    mime: str = ""
    name: str = ""
    still: str = ""  # of a live photo: the id of its photo


class Heard(NamedTuple):
    """`kind` is one of those of `telegram/kinds.py`, or tap, edited, command, blocked, unblocked, joined, left,
    demoted, migrated, service, reaction (`text`: the sign, `message`: what it stands under). `text` is normalised: NUL
    gone, lone surrogates replaced, at most 4,096 characters (Telegram's limit)."""

    update_id: int
    kind: str
    user: int  # 0 where there is none (channel, anonymous admin)
    chat: int
    chat_type: str  # private | group | supergroup | channel
    date: int  # Unix seconds by Telegram's clock; 0 for taps
    text: str = ""
    message: int = 0  # message id; for a tap, of the message that carries the button
    thread: int = 0  # topic, 0 when none
    reply_to: int = 0
    data: str = ""  # callback data
    query: str = ""  # callback query id
    media: Media | None = None
    album: str = ""
    language_hint: str = ""
    migrated_to: int = 0
    migrated_from: int = 0
    quote: str = ""  # the part of the other message that is meant
    inside: str = ""  # of a contact or a place: what it says, as JSON
    anonymous: bool = False  # sender_chat, anonymous admin, linked channel: never staff


@dataclass(frozen=True, slots=True)
class Broken:
    """An update that could not be read. `raw` goes sealed to the dead letters; `reason`, a class, may be logged."""

    update_id: int
    raw: bytes
    reason: str
