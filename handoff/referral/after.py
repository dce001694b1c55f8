"""After the referral: which decision came when, what follows from it, until when, and who is reminded of what.

Every number of days comes from a fact; where there is none, no date is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

POSITIVE, NEGATIVE = "positive", "negative"
CHANGED, SAME = "changed", "same"
GROUNDS = ("evidence", "guidance")
"""On which a decision is looked at again: new evidence, or that it did not follow the guidance."""
BEFORE = (14, 7, 2)
"""Days before the time to ask is over on which the holder is reminded."""
LONGEST_HOURS = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """From facts; None where there is no such fact. `holidays`: days that are no working days."""

    target: int | None = None  # working days in which a reasonable-grounds decision is aimed at
    recovery: int | None = None  # days at least, from a positive one
    again: int | None = None  # calendar days in which reconsideration is asked for
    holidays: frozenset[date] = frozenset()


class Decision(NamedTuple):
    on: date
    outcome: str


class Asked(NamedTuple):
    """Reconsideration was asked for. `of`: rg or cg."""

    on: date
    of: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Each is None until somebody has said it. `left`: the day on which the person left the NRM."""

    submitted: date | None = None
    hours: int | None = None  # of work, until it was submitted
    rg: Decision | None = None
    cg: Decision | None = None
    asked: Asked | None = None
    result: Decision | None = None  # of the reconsideration: changed or same
    left: date | None = None

    @property
    def refused(self) -> tuple[str, date] | None:
        """The newest negative decision that nobody has asked to be looked at again."""
        for which, decision in (("cg", self.cg), ("rg", self.rg)):
            if decision is not None and decision.outcome == NEGATIVE:
                return None if self.asked is not None and self.asked.of == which else (which, decision.on)
        return None


class Day(NamedTuple):
    """A day that follows from what is known. `what` is the end of a key of the sentences that staff read."""

    what: str
    on: date


def working_days_later(day: date, many: int, holidays: frozenset[date]) -> date:
    """Monday to Friday, without the bank holidays that somebody has filled in."""
    while many:
        day += _DAY
        many -= day.weekday() < 5 and day not in holidays
    return day


def days(course: Course, limits: Limits) -> Iterator[Day]:
    """What there is to wait for, and until when something can be done."""
    if course.left is not None:
        return
    if course.submitted is not None and course.rg is None and limits.target is not None:
        yield Day("target", working_days_later(course.submitted, limits.target, limits.holidays))
    positive = course.rg is not None and course.rg.outcome == POSITIVE
    if course.rg is not None and (positive or _changed(course, "rg")) and course.cg is None and limits.recovery:
        begins = course.rg.on if positive or course.result is None else course.result.on
        yield Day("recovery", begins + timedelta(days=limits.recovery))
    if (refused := course.refused) is not None and limits.again is not None:
        yield Day("again", refused[1] + timedelta(days=limits.again))


def _changed(course: Course, which: str) -> bool:
    result, asked = course.result, course.asked
    return result is not None and asked is not None and asked.of == which and result.outcome == CHANGED


def in_time(course: Course, limits: Limits) -> bool | None:
    """Whether reconsideration was asked for within its limit; None where that cannot be said."""
    asked = course.asked
    decision = None if asked is None else course.cg if asked.of == "cg" else course.rg
    if asked is None or decision is None or limits.again is None:
        return None
    return asked.on <= decision.on + timedelta(days=limits.again)


# --- reminders ----------------------------------------------------------------------------------------------------


class Reminder(NamedTuple):
    """`key` is said once: it holds the day, so that a date that was put right is reminded of anew."""

    what: str
    at: date
    until: date

    @property
    def key(self) -> str:
        return f"{self.what}:{self.at}:{self.until}"


def reminders(course: Course, limits: Limits) -> list[Reminder]:
    """All that follow from what is known, in their order. None once what they are about is done."""
    found = []
    for what, on in days(course, limits):
        if what == "again":
            found += [Reminder("again", on - timedelta(days=many), on) for many in BEFORE]
            found.append(Reminder("over", on + _DAY, on))
        else:
            found.append(Reminder(what, on + _DAY, on))
    return sorted(found, key=lambda each: each.at)


def due(course: Course, limits: Limits, told: Sequence[str], today: date) -> tuple[list[Reminder], date | None]:
    """What must be said now, and when to look next. Of those for one day that were missed, the last counts."""
    open_ = [each for each in reminders(course, limits) if each.key not in told]
    now = [each for each in open_ if each.at <= today]
    newest = {(each.what if each.what != "over" else "again", each.until): each for each in now}
    return list(newest.values()), next((each.at for each in open_ if each.at > today), None)


# --- what an advocate says ----------------------------------------------------------------------------------------


def told(course: Course, words: Sequence[str], today: date) -> Course | None:
    """`sent DAY`, `rg positive DAY`, `cg negative DAY`, `asked DAY evidence`, `result changed DAY`, `left DAY`.
    None for anything else, and for a day that is not over or not possible."""
    if not words:
        return None
    on = next((day for word in words if (day := _day(word, today))), None)
    rest = [word for word in words[1:] if _day(word, today) is None]
    if on is None or on > today:
        return None
    changed = _told(course, words[0], rest, on)
    return changed if changed is not None and _possible(changed) else None


def _told(course: Course, what: str, rest: list[str], on: date) -> Course | None:
    if what == "sent":
        hours = _hours(rest)
        return None if hours == -1 else replace(course, submitted=on, hours=hours)
    if what in ("rg", "cg") and rest in ([POSITIVE], [NEGATIVE]):
        decision = Decision(on, rest[0])
        return replace(course, rg=decision) if what == "rg" else replace(course, cg=decision)
    if what == "asked" and rest and all(word in GROUNDS for word in rest) and course.refused is not None:
        return replace(course, asked=Asked(on, course.refused[0], tuple(sorted(set(rest)))), result=None)
    if what == "result" and rest in ([CHANGED], [SAME]) and course.asked is not None:
        return replace(course, result=Decision(on, rest[0]))
    return replace(course, left=on) if what == "left" and not rest else None


def _possible(course: Course) -> bool:
    """Each step not before the one it follows."""
    asked, result = course.asked, course.result
    order = [course.submitted, course.rg.on if course.rg else None, course.cg.on if course.cg else None]
    of = None if asked is None else course.cg if asked.of == "cg" else course.rg
    again = [of.on if of else None, asked.on if asked else None, result.on if result else None]
    return all(known == sorted(known) for line in (order, again) if (known := [each for each in line if each]))


def _hours(rest: list[str]) -> int | None:
    """None where nobody said; -1 for what is no number of hours."""
    if not rest:
        return None
    number = rest[1] if len(rest) == 2 and rest[0] == "hours" else ""
    return int(number) if number.isascii() and number.isdigit() and 0 < int(number) <= LONGEST_HOURS else -1


def _day(word: str, today: date) -> date | None:
    if word in ("today", "yesterday"):
        return today if word == "today" else today - _DAY
    try:
        return date.fromisoformat(word) if len(word) == 10 else None
    except ValueError:
        return None
