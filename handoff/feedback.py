"""How it was, asked of her much later: two taps at most, once for a case, and never after distress."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise

from handoff.safe_hours import SafeHours
from handoff.waiting import LONDON

AFTER = timedelta(days=2)  # from the close until she is asked
QUESTIONS = ("helped", "clear")  # in their order
ANSWERS = ("yes", "little", "no")
_FROM, _UNTIL = 10, 20  # hours of her clock, where she has chosen none: by day


def good_time(hours: SafeHours, at: datetime) -> datetime:
    """The first moment from `at` on that is hers, and by day where she has chosen no hours."""
    if hours:
        return hours.next(at)
    local = at.astimezone(LONDON)
    if _FROM <= local.hour < _UNTIL:
        return at
    day = local.date() if local.hour < _FROM else local.date() + timedelta(days=1)
    return datetime.combine(day, time(_FROM), LONDON).astimezone(at.tzinfo)


def after(question: str) -> str:
    """The next question; "": there is none."""
    return dict(pairwise(QUESTIONS)).get(question, "")
