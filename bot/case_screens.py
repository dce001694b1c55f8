"""What she sees of her case, and the buttons that fit while it stands so."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.model import Button, Screen
from handoff.model import State

IN_CASE = "in-case"
"""The step key on buttons that belong to a case and not to a flow."""

NOTICE = 0
"""The generation of such a screen when it was made outside of her turns: it holds while her case stands so."""

LEAVE, COME_BACK, START_NEW, HIDE = "leave!", "comeback!", "new!", "hide!"


def case_screen(state: State, parts: tuple[str, ...]) -> Screen:
    """Hide is on every screen, also on what tells her of an act of staff."""
    rows = [(Button(value, text=text),) for value, text in _BUTTONS.get(state, ())]
    return Screen(steps=(), parts=parts, rows=(*rows, (Button(HIDE, text="globals/hide"),)), at=IN_CASE)


_BUTTONS: Mapping[State, tuple[tuple[str, str], ...]] = {
    State.WAITING: ((LEAVE, "globals/leave_queue"),),
    State.CLOSED: ((COME_BACK, "globals/come_back"), (START_NEW, "globals/start_new")),
}
TEXT: Mapping[State, str] = {
    State.WAITING: "globals/waiting",
    State.CLAIMED: "globals/with_person",
    State.CLOSED: "globals/closed_case",
    State.ERASED: "globals/menu",
}
