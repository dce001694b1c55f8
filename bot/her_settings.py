"""Her settings: one calm screen, the same with and without a case. Pure, like her turns.

A new row: a module with a function `(Her, rest) -> Opened | None` (settings_rows.py), and its line in ROWS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import her_data, her_tidying, word_rows
from bot.effects import Effect, Show, Toast
from bot.heard import Heard
from bot.settings_rows import CLOSE, SETTINGS, STEP, Her, Opened, SettingsRow, screen
from bot.telegram.buttons import read_press
from flows.engine.bundle import Bundle
from flows.engine.cards import HIDE, LANGUAGE, PERSON
from flows.engine.hear import normalise
from flows.engine.model import Button, Screen, Session

_LONGEST = 40  # letters of a message that can be the label of a button

ROWS: dict[str, SettingsRow] = {
    "word": word_rows.WORD,
    "way": word_rows.WAY,
    her_tidying.TIDY: SettingsRow("globals/tidy", her_tidying.tidy),
    "sees": SettingsRow("globals/who_sees", her_tidying.who_sees),
    her_data.KEPT: SettingsRow("globals/what_we_keep", her_data.kept, "mydata"),
    her_data.DELETE: SettingsRow("globals/delete_all", her_data.delete_all, "erase"),
}
"""By the beginning of what its buttons carry, in the order of the screen."""

_BUTTON = Button(SETTINGS, text="globals/settings")
_ELSEWHERE = (HIDE.value, PERSON.value)


def asked(bundle: Bundle, session: Session, label: Callable[[str], str], heard: Heard) -> str:
    """What of her settings she asks for, or "". Never before she has a language, nor past "is it safe?"."""
    guarded = session.hidden or (session.stack and session.stack[0].flow == bundle.first)
    if guarded or not session.language:
        return ""
    if heard.kind == "tap":
        press = read_press(heard.data)
        if press is None or press.value in _ELSEWHERE:
            return ""
        newest = press.step == STEP and press.generation == session.generation
        return press.value if newest or press.value == SETTINGS else ""
    return _typed(label, heard.text) if heard.kind in ("text", "command") and _short(heard) else ""


def _short(heard: Heard) -> bool:
    """It can be the label of a button, and answers no message of a person's."""
    return len(heard.text) <= _LONGEST and not heard.reply_to


def _typed(label: Callable[[str], str], text: str) -> str:
    """Each of them by its command, and by the words on its button in her language."""
    said = normalise(text)
    for value, command, key in ((SETTINGS, "settings", _BUTTON.text), *_WRITTEN):
        if said and said in (command, normalise(label(key or ""))):
            return value
    return ""


_WRITTEN = tuple((name, row.command, row.label) for name, row in ROWS.items())


def turned(her: Her, value: str, query: str) -> tuple[Session, tuple[Effect, ...]] | None:
    """Where she stands afterwards, and what is shown. None: no button of hers is called that."""
    opened = _opened(her, value)
    if opened is None:
        return None
    session, shown = opened.session or her.session, tuple[Show, ...]()
    if opened.screen is not None:
        # A new keyboard is shown, so every older one is out of date. An effect that shows its own counts it itself.
        session = replace(session, generation=max(session.generation, her.session.generation) + 1)
        shown = (Show(opened.screen, in_place=her.place),)
    toast = (Toast(query, key=opened.flashes),) if query else ()
    return session, (*toast, *opened.effects, *shown)


def _opened(her: Her, value: str) -> Opened | None:
    if value == SETTINGS:
        return Opened(_first(her))
    name, _, rest = value.partition(".")
    row = ROWS.get(name)
    return row.tapped(her, rest) if row is not None else None


def _first(her: Her) -> Screen:
    rows = ((Button(name, text=row.label),) for name, row in ROWS.items())
    return screen(her, ("globals/your_settings",), *rows, back=CLOSE)


def on_menu(bundle: Bundle, shown: Screen) -> Screen:
    """The menu of the flows with one button more: what it opens is of the program and not of the content."""
    if shown.at != bundle.menu.at:
        return shown
    return shown._replace(rows=tuple((*row, _BUTTON) if row == LANGUAGE else row for row in shown.rows))
