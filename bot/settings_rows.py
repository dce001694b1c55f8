"""What a row of her settings is made of. The table of all rows stands in her_settings.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.case_screens import HIDE_ROW
from bot.effects import Effect
from bot.ledger.records import CaseFile
from flows.engine.cards import PERSON, Row
from flows.engine.model import Button, Screen, Session
from handoff.model import State

STEP = "my-settings"
"""The step key on the buttons of her settings."""

SETTINGS, CLOSE = "settings!", "close"
"""The first screen, from wherever its button stands; and from there back to where she was."""


@dataclass(frozen=True, slots=True)
class Her:
    """Who looks. `file`: her last case, open or closed, or none."""

    session: Session
    file: CaseFile | None
    now: datetime
    place: int = 0  # the message that a screen is to take the place of; 0: below everything

    @property
    def with_person(self) -> bool:
        return self.file is not None and self.file.case.state in (State.WAITING, State.CLAIMED)


class Opened(NamedTuple):
    """`screen` None: one of the effects shows it, because it needs what only the ledger knows."""

    screen: Screen | None
    effects: tuple[Effect, ...] = ()
    session: Session | None = None  # where she stands afterwards; None: where she stood
    flashes: str = ""  # a text that is shown for a moment only


@dataclass(frozen=True, slots=True)
class SettingsRow:
    """`label`: the text of its button. `tapped`: what follows from that button ("") and from those on its own screens,
    of which each carries `NAME.rest`; None: no such button. `command`: what she can type instead, besides the label."""

    label: str
    tapped: Callable[[Her, str], Opened | None]
    command: str = ""


def screen(her: Her, parts: tuple[str, ...], *rows: Row, back: str = SETTINGS) -> Screen:
    """Below the rows of its own a screen has the way back; and, as everywhere, Hide and a person."""
    last = HIDE_ROW if her.with_person else (PERSON, *HIDE_ROW)
    return Screen(steps=(), parts=parts, rows=(*rows, (Button(back, text="globals/back"),), last), at=STEP)
