"""How long she will most likely wait, learnt from how long others did; or None: then that cannot be said.

A band is made to hold four waits of five. It comes from the waits that were most like hers: asked at such an hour, at
such a place in the line, as urgent. Who left before anybody came counts too, as one who would have waited at least so
long: to count only those who held out would make every wait look shorter than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from math import log2
from zoneinfo import ZoneInfo

from handoff.model import Urgency

LONDON = ZoneInfo("Europe/London")  # where she is, and so what her clock says

OUTSIDE = 0.1  # of the waits may lie on each side of the band
SOON = 30  # minutes
FEWEST = 30  # waits like hers; with fewer nothing is said
ALIKE = 60  # waits that are looked at: the most alike
MOST_MINUTES = 7 * 24 * 60  # a longer band is no help to anybody
MOST_PLACE = 60
_HOURS = 3  # in one part of the day

# As a person would say it: steps of so many minutes for a wait of up to so many.
_STEPS = ((60, 5), (240, 15), (720, 30), (MOST_MINUTES, 60))

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of a wait when it begins. Coarse on purpose: it is kept, and must name nobody."""

    urgency: Urgency
    place: int  # in the line, 1 for the next
    weekend: bool
    part: int  # of the day on which she can be helped, eight of three hours: 0 to 7
    week: int  # since 1970
    opens_in: int = 0  # minutes until the desk opens, coarse; 0: it is open, or nobody has said when it is


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait, over or not, in minutes in which the desk was open: while it is closed nobody expects anybody. `came`: a
    person came after so many; else it took at least so long."""

    asked: Asking
    minutes: int
    came: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """Between when and when a person most likely comes. `until` is kept, or its breach is told."""

    since: datetime  # aware, UTC
    until: datetime


def asking(urgency: Urgency, place: int, at: datetime, opens: datetime) -> Asking:
    """`opens`: when the desk is open next, or `at` while it is."""
    local, week = opens.astimezone(LONDON), (at - _EPOCH).days // 7
    closed = coarse((opens - at) / timedelta(minutes=1))
    return Asking(urgency, min(place, MOST_PLACE), local.weekday() >= 5, local.hour // _HOURS, week, closed)


def coarse(minutes: float) -> int:
    """A wait as it is kept: to five minutes, a quarter, half an hour, an hour."""
    step = _step(minutes)
    return min(MOST_MINUTES, round(minutes / step) * step)


def band(history: Iterable[Wait], asked: Asking) -> tuple[int, int] | None:
    """In minutes: so long at least and so long at most, four times of five. None: too little is known."""
    alike = nsmallest(ALIKE, history, key=lambda wait: _unlike(wait.asked, asked))
    if len(alike) < FEWEST:
        return None
    low = _when_came(alike, OUTSIDE) or 0
    if low < SOON:  # where somebody may come at once, all that the band may miss lies above it
        low, high = 0, _when_came(alike, 1 - 2 * OUTSIDE)
    else:
        high = _when_came(alike, 1 - OUTSIDE)
    return None if high is None or high >= MOST_MINUTES else (low, high)


def promise(history: Iterable[Wait], asked: Asking, after: Callable[[timedelta], datetime | None]) -> Promise | None:
    """The band as times of the clock, rounded outwards: never narrower than what is known. `after`: the moment at which
    the desk will have been open for so long since she asked."""
    found = band(history, asked)
    if found is None:
        return None
    low, high = found[0], max(found[1], _STEPS[0][1])
    since, until = after(timedelta(minutes=low)), after(timedelta(minutes=high))
    if since is None or until is None:
        return None
    begins, step = _on_the_clock(since, _step(low)), timedelta(minutes=_step(high))
    return Promise(begins, max(_on_the_clock(until, _step(high), up=True), begins + step))


def _on_the_clock(moment: datetime, minutes: int, *, up: bool = False) -> datetime:
    step = timedelta(minutes=minutes)
    over = (moment - _EPOCH) % step
    return moment - over + (step if up and over else timedelta())


def _step(minutes: float) -> int:
    return next((step for most, step in _STEPS if minutes <= most), _STEPS[-1][1])


def _unlike(one: Asking, other: Asking) -> tuple[float, int]:
    """How far two waits are from each other, in parts of a day; of equals the later is nearer."""
    apart = abs(one.part - other.part)
    distance = (
        min(apart, 24 // _HOURS - apart)
        + 2.0 * (one.weekend != other.weekend)
        + 2.0 * (one.urgency is not other.urgency)
        + 2.0 * (bool(one.opens_in) != bool(other.opens_in))
        + 0.002 * abs(one.opens_in - other.opens_in)
        + 1.0 * abs(log2(one.place / other.place))
    )
    return distance + 0.25 * abs(other.week - one.week), -one.week


def _when_came(waits: Sequence[Wait], share: float) -> int | None:
    """The minutes after which this share of them had somebody, as Kaplan and Meier have it; one wait more than there
    are is counted, on the far side, because hers is not among them. None: it cannot be seen from so few."""
    still, remain = 1.0, len(waits)
    aim = share * (remain + 1) / remain if share > 0.5 else share - (1 - share) / remain
    if aim >= 1 or aim <= 0:
        return 0 if aim <= 0 else None
    for wait in sorted(waits, key=lambda each: (each.minutes, not each.came)):
        if wait.came:
            still *= 1 - 1 / remain
        remain -= 1
        if 1 - still >= aim - 1e-9:
            return wait.minutes
    return None
