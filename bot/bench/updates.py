"""The updates of the load: shaped and sized as Telegram's are (a text about 411 bytes)."""

from __future__ import annotations

import time

import orjson

FIRST_CHAT = 7_100_000_000  # as long as a real Telegram id
TEXT_BYTES = 411
BOT = {"id": 1000, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


def text(update_id: int, chat: int, message_id: int, words: str) -> bytes:
    """A message from a worker; her names fill it up to the usual size."""
    body = _text(update_id, chat, message_id, words, 0)
    short = (TEXT_BYTES - len(body)) // 2  # the name stands in it twice
    return _text(update_id, chat, message_id, words, min(60, short)) if short > 0 else body


def echo_words(number: int) -> str:
    return f"#{number} I work in a house in London and my employer keeps my passport."


def tap(update_id: int, chat: int, message_id: int, data: str) -> bytes:
    """A tap on a button of the bot's message `message_id`."""
    message = {"message_id": message_id, "from": BOT, "chat": _chat(chat, 0), "date": int(time.time()), "text": "…"}
    query = {"id": str(update_id), "from": _person(chat, 0), "message": message, "chat_instance": "1", "data": data}
    return orjson.dumps({"update_id": update_id, "callback_query": query})


def _text(update_id: int, chat: int, message_id: int, words: str, padding: int) -> bytes:
    message: dict[str, object] = {
        "message_id": message_id,
        "from": _person(chat, padding),
        "chat": _chat(chat, padding),
        "date": int(time.time()),
        "text": words,
    }
    if words.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words)}]
    return orjson.dumps({"update_id": update_id, "message": message})


def _person(chat: int, padding: int) -> dict[str, object]:
    return {"id": chat, "is_bot": False, **_names(padding), "language_code": "en"}


def _chat(chat: int, padding: int) -> dict[str, object]:
    return {"id": chat, **_names(padding), "type": "private"}


def _names(padding: int) -> dict[str, str]:
    return {"first_name": "Load", "last_name": "L" * (1 + padding)}
