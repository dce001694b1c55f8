"""Two rows of her settings: after how long the messages of this chat go by themselves, and who can see it."""

from __future__ import annotations

from dataclasses import replace

from bot.effects_of_settings import Tidy
from bot.settings_rows import Her, Opened, screen
from bot.words import left_to_right
from flows.engine.model import Button
from handoff.tidy import CHOICES, NEVER

TIDY = "tidy"
_TICK = "\N{WHITE HEAVY CHECK MARK} "


def tidy(her: Her, rest: str) -> Opened | None:
    """Digits and the sign of the hour need no translator. What is chosen is ticked."""
    chosen = {str(hours): hours for hours in (*CHOICES, NEVER)}.get(rest)
    if rest and chosen is None:
        return None
    session = her.session if chosen is None else replace(her.session, tidy=chosen)
    hours = tuple(Button(f"{TIDY}.{each}", label=_label(each, session.tidy)) for each in CHOICES)
    part = "globals/tidy_off" if session.tidy == NEVER else "globals/ask_tidy"
    never = () if session.tidy == NEVER else ((Button(f"{TIDY}.{NEVER}", text="globals/keep_all"),),)
    shown = screen(replace(her, session=session), (part,), hours, *never)
    return Opened(shown, () if chosen is None else (Tidy(chosen),), session)


def who_sees(her: Her, rest: str) -> Opened | None:
    """Nobody is to believe that this chat is more secret than it is."""
    return None if rest else Opened(screen(her, ("globals/who_sees_it",)))


def _label(hours: int, chosen: int) -> str:
    return (_TICK if hours == chosen else "") + left_to_right(f"{hours} h")
