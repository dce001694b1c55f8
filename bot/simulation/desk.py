"""A desk over time: workers who ask, advocates on a rota, and the rules of `handoff` between them.

Discrete events: somebody asks, an advocate looks at the queue, a talk ends, somebody leaves the line. Who is next, who
may take whom, and how much one can carry is decided by the same functions as in the helpline.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from handoff import claims, fit, queue
from handoff.model import Case, CaseId, Move, Profile, Role, Staff, StaffId, State, Token, Urgency

QUARTER = timedelta(minutes=15)  # shifts begin on one


@dataclass(frozen=True, slots=True)
class Ask:
    """One worker who will ask for a person. `leaves_at`: when she gives up, if nobody has come by then."""

    at: datetime
    urgency: Urgency
    language: str
    wish: str
    talk: timedelta
    leaves_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waited:
    """How it went. `place`: in the line when she asked. `over`: when somebody came, or she left; None: she waits."""

    ask: Ask
    place: int
    over: datetime | None = None
    by: StaffId | None = None


@dataclass(slots=True)
class Desk:
    """`on_duty`: whether an advocate is there then. `looks_after`: mean time until one who is free looks again."""

    staff: Sequence[Staff]
    on_duty: Callable[[Staff, datetime], bool]
    chance: Random
    looks_after: timedelta = timedelta(minutes=3)
    cases: dict[CaseId, Case] = field(default_factory=dict)  # those that wait
    holds: dict[StaffId, int] = field(default_factory=dict)
    story: dict[CaseId, Waited] = field(default_factory=dict)
    _events: list[tuple[datetime, int, str, object]] = field(default_factory=list)
    _looking: set[StaffId] = field(default_factory=set)
    _count: int = 0
    _asks: int = 0

    def run(self, asks: Sequence[Ask], until: datetime) -> Iterator[tuple[datetime, str, CaseId]]:
        """What happens, in order: (when, asked | came | left | done, whose)."""
        for ask in asks:
            self._at(ask.at, "asks", ask)
        start = min(ask.at for ask in asks).replace(minute=0, second=0, microsecond=0)
        for quarter in range(int((until - start) / QUARTER) + 1):
            self._at(start + quarter * QUARTER, "quarter", None)
        while self._events and self._events[0][0] <= until:
            at, _, what, whom = heapq.heappop(self._events)
            yield from self._happens(at, what, whom)

    def _happens(self, at: datetime, what: str, whom: object) -> Iterator[tuple[datetime, str, CaseId]]:
        if isinstance(whom, Ask):
            yield at, "asked", self._asked(at, whom)
            self._all_look(at)
        elif what == "quarter":
            self._all_look(at)
        elif isinstance(whom, Staff):
            self._looking.discard(whom.id)
            took = self._looks(at, whom)
            if took is not None:
                yield at, "came", took
                self._will_look(at, whom)
        elif isinstance(whom, tuple):
            staff, case = whom
            self.holds[staff.id] -= 1
            yield at, "done", case
            self._will_look(at, staff)
        elif isinstance(whom, bytes) and CaseId(whom) in self.cases:
            case = CaseId(whom)
            del self.cases[case]
            self.story[case] = replace(self.story[case], over=at)
            yield at, "left", case

    def _asked(self, at: datetime, ask: Ask) -> CaseId:
        self._asks += 1
        id = CaseId(self._asks.to_bytes(16, "big"))
        case = Case(id, f"CASE-{self._asks}", State.WAITING, ask.urgency, ask.language, Token(1), at, wish=ask.wish)
        self.cases[id] = case
        self.story[id] = Waited(ask, queue.place_in_line(case, self.cases.values(), at) or 1)
        if ask.leaves_at is not None:
            self._at(ask.leaves_at, "leaves", id)
        return id

    def _looks(self, at: datetime, staff: Staff) -> CaseId | None:
        """She takes the first one for her, if she may and can."""
        if not self.on_duty(staff, at):
            return None
        load = self.holds.get(staff.id, 0)
        for case in fit.order_for(staff, self.cases.values(), at):
            move = claims.claim(case, staff, at, load)
            if not isinstance(move, Move):
                continue
            del self.cases[case.id]
            self.holds[staff.id] = load + 1
            waited = self.story[case.id] = replace(self.story[case.id], over=at, by=staff.id)
            self._at(at + waited.ask.talk, "done", (staff, case.id))
            return case.id
        return None

    def _all_look(self, at: datetime) -> None:
        for staff in self.staff:
            self._will_look(at, staff)

    def _will_look(self, at: datetime, staff: Staff) -> None:
        if self.cases and staff.id not in self._looking and self.on_duty(staff, at):
            self._looking.add(staff.id)
            self._at(at + self.looks_after * self.chance.expovariate(1.0), "looks", staff)

    def _at(self, at: datetime, what: str, whom: object) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, what, whom))


def advocate(number: int, languages: frozenset[str], sex: str, most: int) -> Staff:
    profile = Profile(languages=languages, sex=sex, most=most)
    return Staff(StaffId(number.to_bytes(16, "big")), Role.ADVOCATE, f"Desk {number}", profile=profile)


def pick(chance: Random, shares: Mapping[str, float]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]
