"""What she may choose: when it is safe to write to her, whom she would rather talk with, and later how it was.

Pure, like her turns: a tap in, a screen and effects out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bot import effects_for_her as wanted
from bot import months
from bot.case_screens import (
    ASK_WISH,
    HIDE_ROW,
    HOURS,
    IN_CASE,
    QUESTION,
    TAKE_BACK,
    TAKEN_BACK,
    WHOM,
    WISHES,
    asking_of,
    case_screen,
)  # fmt: skip
from bot.heard import Heard
from bot.ledger.records import CaseFile
from bot.telegram.buttons import read_press
from bot.words import left_to_right
from flows.engine.model import Button, Screen
from handoff.feedback import ANSWERS, after
from handoff.model import State
from handoff.safe_hours import DAYS, PARTS, SafeHours, span

ANY_TIME, DONE = "h.any", "done!"
_TICK = "\N{WHITE HEAVY CHECK MARK} "
_A_ROW = 4, 3  # buttons of hours, and of days


class Chosen(NamedTuple):
    screen: Screen
    effects: tuple[wanted.ForHer, ...] = ()


def tapped(file: CaseFile, value: str, language: str) -> Chosen | None:
    """None: that button is none of these, or is not for a case that stands so."""
    if (consent := _consent(file, value)) is not None:
        return consent
    if file.case.state is State.CLOSED:
        return _rated(file, value)
    if file.case.state not in (State.WAITING, State.CLAIMED):
        return None
    if value == HOURS:
        return Chosen(_hours(file.hers.hours, language))
    if value.startswith("h."):
        hours = SafeHours() if value == ANY_TIME else file.hers.hours.toggled(value.removeprefix("h."))
        return Chosen(_hours(hours, language), (wanted.Keep(file.case.id, hours),))
    if file.case.state is not State.WAITING:
        return None
    if value == WHOM:
        return Chosen(case_screen(State.WAITING, (ASK_WISH,)))
    wish = _WISHES.get(value)
    if wish is None:
        return None
    return Chosen(case_screen(State.WAITING, ("globals/wish_kept",)), (wanted.Want(file.case.id, wish),))


def _consent(file: CaseFile, value: str) -> Chosen | None:
    """An answer counts once, and only to what was asked last; a yes can be taken back as long as there is a case."""
    case = file.case
    if value == TAKE_BACK and file.hers.agreed and case.state is not State.ERASED:
        return Chosen(case_screen(case.state, (TAKEN_BACK[case.state is State.CLAIMED],)), (wanted.TakeBack(case.id),))
    what, _, rest = value.partition(".")
    purpose, _, rest = rest.partition(".")
    answer, _, asking = rest.partition(".")
    wanted_now = file.hers.wanted
    if what != "c" or not wanted_now or purpose != wanted_now[0] or answer not in ("yes", "no"):
        return None
    if asking != asking_of(wanted_now):
        return None
    part = "globals/agreed_kept" if answer == "yes" else "globals/refused_kept"
    return Chosen(case_screen(case.state, (part,)), (wanted.Consent(case.id, answer == "yes"),))


def rates(heard: Heard) -> bool:
    """How it was, said by a tap: neither question nor thanks tell what it was about."""
    press = read_press(heard.data) if heard.kind == "tap" else None
    return press is not None and press.step == IN_CASE and press.value.startswith("r.")


def _rated(file: CaseFile, value: str) -> Chosen | None:
    """Only the question that stands: an answer counts once, whatever is tapped again."""
    what, _, rest = value.partition(".")
    question, _, answer = rest.partition(".")
    if what != "r" or question != file.hers.asking or answer not in (*ANSWERS, "skip"):
        return None
    rate = wanted.Rate(file.case.id, question, answer)
    following = QUESTION.get(after(question) if answer != "skip" else "")
    return Chosen(case_screen(State.CLOSED, (following or "globals/thank_you",)), (rate,))


def _hours(hours: SafeHours, language: str) -> Screen:
    """All that can be chosen at once, what is chosen with a tick. Digits and weekdays need no translator."""
    days = months.WEEKDAYS.get(language, months.WEEKDAYS["en"])
    parts = [_choice(hours, f"p{part}", left_to_right(span(part))) for part in PARTS]
    named = [_choice(hours, f"d{day}", days[day]) for day in DAYS]
    last = (Button(ANY_TIME, text="globals/any_time"), Button(DONE, text="globals/done"))
    rows = (*_rows(parts, _A_ROW[0]), *_rows(named, _A_ROW[1]), last, HIDE_ROW)
    return Screen(steps=(), parts=("globals/ask_safe_hours",), rows=rows, at=IN_CASE)


def _choice(hours: SafeHours, what: str, label: str) -> Button:
    return Button(f"h.{what}", label=_TICK + label if hours.has(what) else label)


def _rows(buttons: list[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


_WISHES: Mapping[str, str] = {value: wish for value, wish, _ in WISHES}
