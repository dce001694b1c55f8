"""What she did, as the engine of the flows knows it."""

from __future__ import annotations

import orjson

from bot.heard import Heard
from bot.telegram.buttons import read_press
from flows.engine.grammar import MESSAGES
from flows.engine.model import Began, Input, Sent, Tapped, Wrote


def given(heard: Heard) -> Input | None:
    if heard.kind == "tap":
        press = read_press(heard.data)
        return Tapped(press.step, press.generation, press.value) if press else Tapped("", -1, "")
    if heard.kind == "command":
        return Began() if heard.text.startswith("/start") else Wrote(heard.text.lstrip("/"))
    if heard.kind == "text":
        return Wrote(heard.text)
    if heard.kind in MESSAGES:
        return Sent(heard.kind, _ref(heard))
    return None


def _ref(heard: Heard) -> str:
    media = heard.media
    return orjson.dumps([heard.message, media.file_id if media else "", heard.text]).decode()
