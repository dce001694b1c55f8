"""What she has been told of her case, and how she wants to be written to: a part of what is sealed with the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.ledger.identity import NOBODY, Identity, identity_from
from handoff.model import State
from handoff.safe_hours import SafeHours
from handoff.tidy import UNCHOSEN
from handoff.waiting import Promise


@dataclass(frozen=True, slots=True)
class Hers:
    """`place`: in the line when she asked; 0 once that wait was noted. `late`: the promise broke, and she heard it.
    `here_until`: she has just given a sign of life. `opens`: when what is held for her may come, `untold` with it.
    `wish_at`: when she is asked again whether her wish still holds. `spared`: after distress she is never asked how it
    was, `asked_at`: else when; `asking`: which of the two questions stands. `wanted`:
    what she was asked to agree to last, in which wording, with whom; `agreed`: a yes of hers stands. `tidy`: as she
    has chosen it (handoff/tidy.py)."""

    place: int = 0
    promised: Promise | None = None
    late: bool = False
    hours: SafeHours = field(default_factory=SafeHours)
    here_until: datetime | None = None
    opens: datetime | None = None
    untold: tuple[str, ...] = ()
    wish_at: datetime | None = None
    spared: bool = False
    asked_at: datetime | None = None
    asking: str = ""
    wanted: tuple[str, ...] = ()
    agreed: bool = False
    identity: Identity = NOBODY
    tidy: int = UNCHOSEN

    def may_write(self, now: datetime) -> bool:
        """It is one of her hours, or she is at the phone."""
        return self.hours.safe(now) or (self.here_until is not None and now < self.here_until)

    def likely(self, now: datetime) -> bool:
        """There is a promise, and it has not run out."""
        return self.promised is not None and not self.late and now < self.promised.until

    def look_at(self, state: State) -> datetime | None:
        """When there is something to do for her next that nobody else will think of."""
        times = [self.opens]
        if state is State.WAITING:
            times += [self.wish_at, self.promised.until if self.promised and not self.late else None]
        if state is State.CLOSED:
            times.append(self.asked_at)
        return min((time for time in times if time is not None), default=None)

    def plain(self) -> dict[str, Any]:
        """Only what is not as it is at first."""
        promised = self.promised
        found = {
            "place": self.place,
            "promised": [_out(promised.since), _out(promised.until)] if promised else None,
            "late": self.late,
            "hours": [sorted(self.hours.parts), sorted(self.hours.days)] if self.hours else None,
            "untold": list(self.untold),
            "spared": self.spared,
            "asking": self.asking,
            "wanted": list(self.wanted),
            "agreed": self.agreed,
            "identity": self.identity.plain(),
            "tidy": [self.tidy] if self.tidy != UNCHOSEN else None,
            **{name: _out(getattr(self, name)) for name in _TIMES},
        }
        return {name: value for name, value in found.items() if value}


def hers_from(plain: Mapping[str, Any]) -> Hers:
    """Cases of before there was any of this have none."""
    promised, hours = plain.get("promised"), plain.get("hours")
    return Hers(
        place=plain.get("place", 0),
        promised=Promise(_moment(promised[0]), _moment(promised[1])) if promised else None,
        late=plain.get("late", False),
        hours=SafeHours(frozenset(hours[0]), frozenset(hours[1])) if hours else SafeHours(),
        untold=tuple(plain.get("untold", ())),
        spared=plain.get("spared", False),
        asking=plain.get("asking", ""),
        wanted=tuple(plain.get("wanted", ())),
        agreed=plain.get("agreed", False),
        identity=identity_from(plain.get("identity", ())),
        tidy=plain.get("tidy", (UNCHOSEN,))[0],
        **{name: _moment(plain[name]) for name in _TIMES if name in plain},
    )


_TIMES = ("here_until", "opens", "wish_at", "asked_at")


def _out(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
