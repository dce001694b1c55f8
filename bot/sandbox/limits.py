"""What Telegram refuses to carry: texts, entities and keyboards outside its limits."""

from __future__ import annotations

from typing import Any

from bot.sandbox.model import Json
from bot.sandbox.refused import Refused, bad

TEXT, CAPTION, ENTITIES = 4096, 1024, 100
BUTTONS, ROW = 100, 8
DATA_BYTES, COPY_TEXT, TOAST = 64, 256, 200
UPLOAD, PHOTO, DOWNLOAD = 50 * 2**20, 10 * 2**20, 20 * 2**20

_ENTITY_KINDS = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
        "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
        "custom_emoji", "date_time",
    }
)  # fmt: skip
_ACTIONS = (
    "callback_data", "copy_text", "url", "web_app", "login_url",
    "switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "pay",
)  # fmt: skip


def units(text: str) -> int:
    """Length as Telegram counts: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_text(text: str) -> str:
    text = text.rstrip()
    if not text.strip():
        raise bad("message text is empty")
    if len(text) > TEXT or units(text) > TEXT:
        raise bad("message is too long")
    return text


def checked_caption(text: str) -> str:
    text = text.rstrip()
    if units(text) > CAPTION:
        raise bad("message caption is too long")
    return text


def checked_entities(given: Any, text: str) -> list[Json]:
    """In the order of the text, at most 100, each inside the text and never through the middle of a character."""
    if not given:
        return []
    if not isinstance(given, list):
        raise bad("can't parse entities: expected an Array")
    whole = text.encode("utf-16-le", "surrogatepass")
    end = len(whole) // 2
    entities = [_entity(one, whole, end) for one in given]
    entities.sort(key=lambda one: (one["offset"], -one["length"]))
    return [one for one in entities if one["length"]][:ENTITIES]


def _entity(one: Any, whole: bytes, end: int) -> Json:
    if not isinstance(one, dict) or one.get("type") not in _ENTITY_KINDS:
        raise bad("can't parse entities: unsupported type of MessageEntity")
    offset, length = one.get("offset"), one.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 0:
        raise bad("can't parse entities: offset and length must be non-negative numbers")
    if one["type"] == "text_link" and not one.get("url"):
        raise bad("can't parse entities: a text_link needs a url")
    for edge in (offset, offset + length):
        if edge < end and 0xDC <= whole[2 * edge + 1] <= 0xDF:
            raise bad(f"entity begins in a middle of a UTF-16 symbol at byte offset {edge}")
    if offset + length > end:
        raise bad(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}")
    return {name: value for name, value in one.items() if value is not None}


def checked_markup(given: Any) -> tuple[Json | None, Json | None]:
    """(inline keyboard, reply keyboard): a message has one of them or neither."""
    if not given:
        return None, None
    if not isinstance(given, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in given:
        return None, given
    rows = given["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS or any(len(row) > ROW for row in rows):
        raise bad("reply markup is too long")
    kept = [[_button(one) for one in row] for row in rows if row]
    return ({"inline_keyboard": kept} if kept else None), None


def _button(one: Any) -> Json:
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    button = {name: value for name, value in one.items() if value is not None}
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    if not any(action in button for action in _ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode("utf-8", "replace")) <= DATA_BYTES):
        raise bad("BUTTON_DATA_INVALID")
    copied = button.get("copy_text")
    if copied is not None and not (isinstance(copied, dict) and 1 <= len(str(copied.get("text", ""))) <= COPY_TEXT):
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return button


def checked_size(size: int, kind: str) -> None:
    if size > UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo" and size > PHOTO:
        raise bad(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO} bytes")
