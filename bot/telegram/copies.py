"""A kept message as calls for the other chat. Plain text and entities only: what people write cannot break a call, and
none of her words becomes a link or a command under the advocate's thumb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import orjson

from bot.outgoing import MOST_CAPTION, MOST_TEXT
from bot.telegram.calls import Call, notice, replying
from bot.telegram.cards import CARDS
from bot.telegram.kinds import NO_CAPTION, UNKNOWN
from bot.telegram.parts import parts, unpiled, utf16

CHANGED = "✎ "


class AFile(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def file_id(self) -> str: ...
    @property
    def still(self) -> str: ...


class Kept(Protocol):
    """What is needed of a kept message to show it in the other chat."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def chat(self) -> int: ...
    @property
    def message(self) -> int: ...
    @property
    def quote(self) -> str: ...
    @property
    def inside(self) -> str: ...
    @property
    def media(self) -> AFile | None: ...


class Copies(NamedTuple):
    """One message can need several. `main` is the one that counts as it; the others stand around it."""

    main: Call
    before: tuple[Call, ...] = ()
    after: tuple[Call, ...] = ()


def from_worker(chat: int, kept: Kept, *, heading: str, reply_to: int) -> Copies:
    """Her message for the advocate, under the name of its case where that is needed. Her text stands as `pre`."""
    head = f"{heading}\n" if heading else ""
    body = (CHANGED if kept.kind == "edited" else "") + unpiled(kept.text)
    return _copies({"chat_id": chat, "protect_content": True}, kept, head, body, reply_to, pre=True)


def to_worker(chat: int, kept: Kept, *, reply_to: int) -> Copies:
    return _copies({"chat_id": chat}, kept, "", kept.text, reply_to, pre=False)


def changed(chat: int, kept: Kept, message: int) -> Call:
    """New words for one that stands in her chat."""
    params = {"chat_id": chat, "message_id": message}
    if kept.media is not None:
        return {"m": "editMessageCaption", "p": {**params, "caption": kept.text}}
    return {"m": "editMessageText", "p": _text(params, kept.text, [])["p"]}


def covered(chat: int, text: str, button: tuple[str, str], reply_to: int) -> Copies:
    """What it is that she sent, and the button that shows it."""
    return Copies(notice(chat, text, [[button]], reply_to))


def revealed(chat: int, kept: Kept, *, heading: str, reply_to: int) -> Copies:
    """What was covered, as it is. A kind that we do not know is copied by Telegram, which may refuse."""
    params = {"chat_id": chat, "protect_content": True}
    before = (_text(params, heading, []),) if heading else ()
    kind = kept.kind if kept.media is None else kept.media.kind
    if kind == UNKNOWN or (kind in CARDS and not kept.inside):
        source = {"from_chat_id": kept.chat, "message_id": kept.message}
        return Copies({"m": "copyMessage", "p": replying({**params, **source}, reply_to)}, before)
    if kept.inside:
        return Copies({"m": CARDS[kind], "p": replying({**params, **orjson.loads(kept.inside)}, reply_to)}, before)
    return from_worker(chat, kept, heading=heading, reply_to=reply_to)


def _copies(params: Mapping[str, Any], kept: Kept, head: str, body: str, reply_to: int, *, pre: bool) -> Copies:
    answers = replying(params, reply_to, kept.quote)
    if kept.media is None:
        first, *more = _texts(head, body, pre) or [("", [])]
        return Copies(_text(answers, *first), after=tuple(_text(params, *each) for each in more))
    if kept.media.kind in NO_CAPTION:
        around = tuple(_text(params, *each) for each in _texts(head, body.strip(), pre))
        return Copies(_media(answers, kept.media, "", []), before=around)
    if utf16(head + body) <= MOST_CAPTION:
        return Copies(_media(answers, kept.media, head + body if body else head.rstrip(), _pre(head, body, pre)))
    after = tuple(_text(params, *each) for each in _texts(head, body, pre))
    return Copies(_media(answers, kept.media, head.rstrip(), []), after=after)


def _texts(head: str, body: str, pre: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each part under the heading."""
    found = parts(body, MOST_TEXT - utf16(head))
    if not found:
        return [(head.rstrip(), [])] if head else []
    return [(head + part, _pre(head, part, pre)) for part in found]


def _pre(head: str, body: str, pre: bool) -> list[dict[str, Any]]:
    body = body.rstrip()  # Telegram takes blanks off the end, and an entity may not reach beyond it
    return [{"type": "pre", "offset": utf16(head), "length": utf16(body)}] if pre and body else []


def _text(params: Mapping[str, Any], text: str, entities: list[dict[str, Any]]) -> Call:
    made = {**params, "text": text, "link_preview_options": {"is_disabled": True}}
    return {"m": "sendMessage", "p": {**made, "entities": entities} if entities else made}


_METHOD = {
    "photo": "sendPhoto", "voice": "sendVoice", "document": "sendDocument", "video": "sendVideo", "audio": "sendAudio",
    "video_note": "sendVideoNote", "animation": "sendAnimation", "sticker": "sendSticker",
    "live_photo": "sendLivePhoto",
}  # fmt: skip


def _media(params: Mapping[str, Any], file: AFile, caption: str, entities: list[dict[str, Any]]) -> Call:
    made = {**params, file.kind: file.file_id}
    if file.kind == "live_photo":
        made["photo"] = file.still
    if caption:
        made["caption"] = caption
    if entities:
        made["caption_entities"] = entities
    return {"m": _METHOD[file.kind], "p": made}
