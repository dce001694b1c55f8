"""What she sees of her case, and the buttons that fit while it stands so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from bot.unasked_texts import Unasked
from flows.engine.model import Button, Screen
from handoff.model import State

IN_CASE = "in-case"
"""The step key on buttons that belong to a case and not to a flow."""

NOTICE = 0
"""The generation of such a screen when it was made outside of her turns: it holds while her case stands so."""

TAKE_BACK = "back!"
LEAVE, COME_BACK, START_NEW, HIDE = "leave!", "comeback!", "new!", "hide!"
HOURS, WHOM = "hours!", "whom!"
_SETTINGS = ("settings!", "globals/settings")  # of settings_rows.py
HIDE_ROW = (Button(HIDE, text="globals/hide"),)

ASK_WISH: str = "globals/ask_wish"
WISH_AGAIN: Unasked = "globals/wish_again"
WISHES = (("w.woman", "woman", "globals/woman"), ("w.man", "man", "globals/man"), ("w.any", "", "globals/either"))
"""Value, wish of the case, label."""


CONSENTS: Mapping[str, Unasked] = {
    "keep": "globals/ask_keep", "prepare": "globals/ask_prepare", "refer": "globals/ask_refer",
    "share": "globals/ask_share",
}  # fmt: skip
"""What she is asked for a referral, by the purposes of handoff/referral/consents.py."""

TAKEN_BACK = ("globals/yes_taken_back_alone", "globals/yes_taken_back")
"""What she is told when she has taken back her yes: whether somebody holds her case."""

QUESTION: Mapping[str, Unasked] = {"helped": "globals/ask_helped", "clear": "globals/ask_clear"}
"""How it was: the text of each question of handoff/feedback.py."""


def case_screen(state: State, parts: tuple[str, ...]) -> Screen:
    """Hide is on every screen, also on what tells her of an act of staff."""
    asked = next((_ANSWERS[part] for part in parts if part in _ANSWERS), ())
    alone = not _ALONE.isdisjoint(parts)
    others = () if alone else _BUTTONS.get(state, ())
    rows = [*asked, *((Button(value, text=text),) for value, text in others)]
    return Screen(steps=(), parts=parts, rows=(*rows, HIDE_ROW), at=IN_CASE)


def plain(key: str) -> Screen:
    """A sentence and no button."""
    return Screen(steps=(), parts=(key,), rows=(), at="")


_WISHES = tuple((Button(value, text=text),) for value, _, text in WISHES)
_RATES = (("yes", "globals/yes"), ("little", "globals/a_little"), ("no", "globals/no"), ("skip", "globals/skip"))
_ANSWERS: Mapping[str, tuple[tuple[Button, ...], ...]] = {
    ASK_WISH: _WISHES,
    WISH_AGAIN: _WISHES,
    **{
        text: tuple((Button(f"r.{question}.{answer}", text=label),) for answer, label in _RATES)
        for question, text in QUESTION.items()
    },
    **{
        text: tuple((Button(f"c.{what}.{answer}", text=f"globals/{answer}"),) for answer in ("yes", "no"))
        for what, text in CONSENTS.items()
    },
}
_ALONE = frozenset({*QUESTION.values(), *CONSENTS.values()})
_BUTTONS: Mapping[State, tuple[tuple[str, str], ...]] = {
    State.WAITING: ((WHOM, "globals/whom"), (HOURS, "globals/safe_hours"), _SETTINGS, (LEAVE, "globals/leave_queue")),
    State.CLAIMED: ((HOURS, "globals/safe_hours"), _SETTINGS),
    State.CLOSED: ((COME_BACK, "globals/come_back"), (START_NEW, "globals/start_new"), _SETTINGS),
}
TEXT: Mapping[State, str] = {
    State.WAITING: "globals/waiting",
    State.CLAIMED: "globals/with_person",
    State.CLOSED: "globals/closed_case",
    State.ERASED: "globals/menu",
}


_HOW_IT_STANDS = frozenset({*TEXT.values(), "globals/agreed_kept"})


def asking_of(wanted: Sequence[str]) -> str:
    """Which asking a yes or no is for: the purpose, the wording, and to whom. A card that stands there from before may
    name somebody else."""
    return sha256("\n".join(wanted).encode()).hexdigest()[:8]


def as_asked(screen: Screen, wanted: Sequence[str]) -> Screen:
    """The buttons of a consent carry which asking they answer."""
    if not wanted:
        return screen
    mark = asking_of(wanted)
    rows = ((each._replace(value=f"{each.value}.{mark}") if each.value.startswith("c.") else each for each in row)
            for row in screen.rows)  # fmt: skip
    return screen._replace(rows=tuple(tuple(row) for row in rows))


def with_way_out(screen: Screen) -> Screen:
    """She has said yes to something: where she sees how her case stands, one tap takes that back."""
    if screen.at != IN_CASE or not screen.rows or _HOW_IT_STANDS.isdisjoint(screen.parts):
        return screen
    way_out = (Button(TAKE_BACK, text="globals/take_back"),)
    return screen._replace(rows=(*screen.rows[:-1], way_out, *screen.rows[-1:]))
