"""The few calls of the Bot API that turns and acts want, as method and parameters.

Plain text with entities only, never a markup language: human input cannot break or forge it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.telegram.buttons import worker_data
from bot.telegram.parts import utf16

Call = Mapping[str, Any]  # {"m": method, "p": parameters}


class AButton(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def copy_text(self) -> str: ...


class Rendered(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def entities(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def rows(self) -> Sequence[Sequence[AButton]]: ...


def screen(chat: int, rendered: Rendered, bundle: str, at: str, generation: int) -> dict[str, Any]:
    params: dict[str, Any] = {"chat_id": chat, "text": rendered.text}
    if rendered.entities:
        params["entities"] = rendered.entities
    if rendered.rows:
        keyboard = [[_button(one, bundle, at, generation) for one in row] for row in rendered.rows]
        params["reply_markup"] = {"inline_keyboard": keyboard}
    return params


def _button(one: AButton, bundle: str, at: str, generation: int) -> dict[str, Any]:
    if one.copy_text:
        return {"text": one.text, "copy_text": {"text": one.copy_text}}
    return {"text": one.text, "callback_data": worker_data(bundle, at, generation, one.value)}


def send(params: Mapping[str, Any]) -> Call:
    return {"m": "sendMessage", "p": params.get("p", params)}


def edit(call: Mapping[str, Any], message: int) -> Call:
    params = {**call.get("p", call), "message_id": message, "link_preview_options": {"is_disabled": True}}
    params.pop("disable_notification", None)
    params.setdefault("reply_markup", {"inline_keyboard": []})
    return {"m": "editMessageText", "p": params}


def recording(chat: int, file: str, sound: str) -> Call:
    """One of ours: which file it is, and which it must be, is settled when the call is made."""
    voice = {"file": file, "sound": sound}
    return {"m": "sendVoice", "p": {"chat_id": chat, "voice": voice, "disable_notification": True}}


def paper(chat: int, export: str, kind: str, name: str, caption: str) -> Call:
    """A document of a pack: its bytes are asked for when the call is made. It can be saved: to bring it to a First
    Responder is what it was made for (docs/referral.md)."""
    document = {"export": export, "kind": kind, "name": name}
    return {"m": "sendDocument", "p": {"chat_id": chat, "document": document, "caption": caption}}


def wipe(chat: int) -> Call:
    """The gate fills in which messages: those it has sent by then."""
    return {"m": "deleteMessages", "p": {"chat_id": chat}}


def delete(chat: int, messages: Sequence[int]) -> Call:
    return {"m": "deleteMessages", "p": {"chat_id": chat, "message_ids": list(messages)}}


def react(chat: int, message: int, sign: str) -> Call:
    """Of all signs a bot can have one under a message (Bot API, setMessageReaction). "": none."""
    reaction = [{"type": "emoji", "emoji": sign}] if sign else []
    return {"m": "setMessageReaction", "p": {"chat_id": chat, "message_id": message, "reaction": reaction}}


def typing(chat: int) -> Call:
    return {"m": "sendChatAction", "p": {"chat_id": chat, "action": "typing"}}


def name_topic(chat: int, thread: int, name: str) -> Call:
    return {"m": "editForumTopic", "p": {"chat_id": chat, "message_thread_id": thread, "name": name}}


def leave(chat: int) -> Call:
    return {"m": "leaveChat", "p": {"chat_id": chat}}


def notice(chat: int, text: str, rows: Sequence[Sequence[tuple[str, str]]], reply_to: int = 0) -> Call:
    """A sentence for staff; `rows` of buttons: (label, what it carries)."""
    params: dict[str, Any] = {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}}
    if rows:
        keyboard = [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
        params["reply_markup"] = {"inline_keyboard": keyboard}
    return send(replying(params, reply_to))


def prompt(chat: int, text: str, to_copy: str = "") -> Call:
    """A sentence for staff that their app answers as a reply. `to_copy` stands below, and is copied with one tap."""
    made = with_copy(chat, text, to_copy) if to_copy else notice(chat, text, ())
    return send({**made["p"], "reply_markup": {"force_reply": True}})


def with_copy(chat: int, text: str, to_copy: str) -> Call:
    """A sentence for staff, and below it what is copied with one tap."""
    entities = [{"type": "pre", "offset": utf16(text) + 2, "length": utf16(to_copy)}]
    return send({**notice(chat, f"{text}\n\n{to_copy}", ())["p"], "entities": entities})


def beside(chat: int, head: str, words: str, reply_to: int) -> Call:
    """What a machine makes of her words: under them, and no more a link or a command than they are."""
    params: dict[str, Any] = {"chat_id": chat, "text": head, "link_preview_options": {"is_disabled": True}}
    if words:
        params |= {"text": f"{head}\n{words}", "protect_content": True}
        params["entities"] = [{"type": "pre", "offset": utf16(head) + 1, "length": utf16(words)}]
    return send(replying(params, reply_to))


def replying(params: Mapping[str, Any], reply_to: int, quote: str = "") -> dict[str, Any]:
    """`quote`: only a part of the other message is meant. Where it is not found there, the gate leaves it out."""
    if reply_to:
        whole = {"message_id": reply_to, "allow_sending_without_reply": True}
        return {**params, "reply_parameters": {**whole, "quote": quote} if quote else whole}
    return dict(params)
