"""What she did, as the engine of the flows knows it."""

from __future__ import annotations

import orjson

from bot.case_screens import IN_CASE, NOTICE
from bot.heard import Heard
from bot.telegram.buttons import read_press
from flows.engine.grammar import MESSAGES
from flows.engine.model import Began, Input, Sent, Session, Tapped, Wrote


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


def in_place(session: Session, heard: Heard) -> int:
    """A tap on the newest keyboard changes that screen; all else gets a new one below."""
    if heard.kind != "tap" or not session.language:
        return heard.message if heard.kind == "tap" else 0
    return heard.message if is_newest(session, heard) else 0


def is_newest(session: Session, heard: Heard) -> bool:
    """What tells her of an act of staff is made without her session, and carries NOTICE in place of its generation."""
    press = read_press(heard.data)
    if press is None:
        return False
    return press.generation == session.generation or (press.step == IN_CASE and press.generation == NOTICE)
