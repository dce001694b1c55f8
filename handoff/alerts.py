"""How an alert climbs until a person answers it. It ends by an act of a person, and by nothing else.

Whoever waits has one alert. Its rungs are tried one after the other, each once, from the people on the rota to a mail
outside of Telegram. That a message was delivered counts for nothing: only a tap ("I am on it") or a claim does. A tap
buys some minutes; where no claim follows, it climbs on from where it stood. At the top the last rung is called again
and again, and a tap there that no claim follows starts the ladder anew: a promise to act that was not kept.

A broken promise climbs the same ladder: `hurry` makes the next rung due at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handoff.model import Case, CaseId, StaffId, State, Token, Urgency

HOLD = timedelta(minutes=10)
"""So long a tap is believed before the claim must have followed."""


MOST_ANEW = 3
"""So often in one wait the ladder is begun anew; after that only its last rung goes on ringing."""
SHORTEST_AGAIN = timedelta(minutes=5)
"""Whatever a desk writes: more often than this nobody is called for one and the same wait."""
_MOST_TRIED = 10_000  # the count of rungs tried is kept in two bytes


class Rung(StrEnum):
    ROTA = "rota"  # who is on the rota now, each in private
    LANGUAGE = "language"  # all advocates who speak her language
    COORDINATORS = "coordinators"
    OUTSIDE = "outside"  # mail and webhook; and she is told who answers at every hour


Ladder = tuple[tuple[Rung, timedelta], ...]
"""Each rung, and how long after the alert began it is tried, where nothing holds it up."""

After = Callable[[datetime, timedelta], datetime | None]
"""The moment at which so much time has passed that counts; None: it never will."""

_MINUTES: Mapping[Urgency, tuple[int, int, int, int]] = {
    Urgency.NOW: (0, 3, 6, 10),
    Urgency.SOON: (10, 20, 40, 60),
    Urgency.NORMAL: (30, 60, 120, 240),
}
_AGAIN: Mapping[Urgency, int] = {Urgency.NOW: 10, Urgency.SOON: 60, Urgency.NORMAL: 240}
COUNTS_ALWAYS = frozenset({Urgency.NOW})
"""Danger climbs at every hour. For the others only the minutes count in which the desk is open: out of hours she has
been told when it opens, and nobody is woken for what can wait until then."""


def ladder(urgency: Urgency, written: Mapping[str, Mapping[str, int]]) -> Ladder:
    """`written`: urgency -> rung -> minutes, as the desk has it; what is not written there is as here."""
    own = dict(zip(Rung, _MINUTES[urgency], strict=True))
    minutes = {rung: written.get(urgency.value, {}).get(rung.value, own[rung]) for rung in Rung}
    return tuple((rung, timedelta(minutes=minutes[rung])) for rung in sorted(Rung, key=lambda rung: minutes[rung]))


def again(urgency: Urgency, written: Mapping[str, Mapping[str, int]]) -> timedelta:
    """After so long the last rung is called once more, for as long as nobody answers."""
    minutes = written.get(urgency.value, {}).get("again", _AGAIN[urgency])
    return max(SHORTEST_AGAIN, timedelta(minutes=minutes))


@dataclass(frozen=True, slots=True)
class Alert:
    """`tried`: so many rungs; of the last one each time counts. `due`: when the next one is; None: it never is. `told`
    and `missed`: of the rung tried last, how many were written to, and to how many of them it cannot be delivered."""

    case: CaseId
    token: Token
    urgency: Urgency
    since: datetime
    due: datetime | None
    tried: int = 0
    told: int = 0
    missed: int = 0
    by: StaffId | None = None  # who tapped last
    offered: bool = False  # she has been told who else answers
    anew: int = 0  # so often it has begun anew after a tap that no claim followed


def begin(case: Case, now: datetime, rungs: Ladder, after: After) -> Alert:
    return Alert(case.id, case.token, case.urgency, now, after(now, rungs[0][1]))


def stands(alert: Alert, case: Case) -> bool:
    """Whether this alert is about how the case stands now. A claim, a move or a word of danger makes it another's."""
    return case.state is State.WAITING and (alert.token, alert.urgency) == (case.token, case.urgency)


def at_the_top(alert: Alert, rungs: Ladder) -> bool:
    return alert.tried >= len(rungs)


def climb(alert: Alert, now: datetime, rungs: Ladder, after: After, again: timedelta) -> tuple[Rung, Alert] | None:
    """The rung to be tried now, and the alert afterwards; None: nothing is due. `reached` says whom it reached.

    The next one is counted from now: also after a pause each rung has its own time to answer. `again`: the time of the
    last one, which is tried over and over."""
    if alert.due is None or now < alert.due:
        return None
    if at_the_top(alert, rungs) and alert.by is not None and alert.anew < MOST_ANEW:
        alert = replace(alert, tried=0, anew=alert.anew + 1)
    here = min(alert.tried, len(rungs) - 1)
    wait = rungs[here + 1][1] - rungs[here][1] if here + 1 < len(rungs) else again
    tried = min(alert.tried + 1, _MOST_TRIED)
    return rungs[here][0], replace(alert, tried=tried, due=after(now, wait), told=0, missed=0, by=None)


def last_tried(alert: Alert, rungs: Ladder) -> Rung | None:
    return rungs[min(alert.tried, len(rungs)) - 1][0] if alert.tried else None


def reached(alert: Alert, told: int, now: datetime, rungs: Ladder) -> Alert:
    """So many were written to. Nobody: the next rung is tried at once, for an alert to nobody is none."""
    after = replace(alert, told=told)
    return hurry(after, now, rungs) if told == 0 else after


def missed(alert: Alert, now: datetime, rungs: Ladder) -> Alert:
    """One of them cannot be reached. When that is true of all, the next rung is tried at once."""
    after = replace(alert, missed=alert.missed + 1)
    return hurry(after, now, rungs) if after.missed >= after.told and after.by is None else after


def answer(alert: Alert, by: StaffId, now: datetime, rungs: Ladder) -> Alert:
    """A person has tapped. It rests for as long as a claim may take; at the top no longer, for there the next call may
    be hours away."""
    due = now + HOLD if at_the_top(alert, rungs) else max(alert.due or now, now + HOLD)
    return replace(alert, by=by, due=due)


def hurry(alert: Alert, now: datetime, rungs: Ladder) -> Alert:
    """The next rung, now: nobody was reached, or what she was promised was not kept. There is none above the last."""
    return alert if at_the_top(alert, rungs) else replace(alert, due=now)
