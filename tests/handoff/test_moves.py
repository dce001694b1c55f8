"""All moves of several cases in any order, by anybody, on views however old: what must hold after each of them.

One holder at most, no case lost, a token that grows, and nobody does what the promises do not let them. Walks are drawn
from a seed; WALKS says how many, and `make soak` asks for ten thousand.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from handoff import again, claims, fit, transfer
from handoff.closing import REASONS
from handoff.model import (
    Case,
    CaseId,
    Move,
    Offer,
    Profile,
    Refused,
    Role,
    Route,
    Staff,
    StaffId,
    State,
    Token,
    Urgency,
)
from handoff.queue import waits_for

WALKS, STEPS = int(os.environ.get("WALKS", "80")), 120
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROSE = Staff(StaffId(b"rose"), Role.ADVOCATE, "Rose", profile=Profile(frozenset({"fil"}), most=2))
AMINA = Staff(StaffId(b"amina"), Role.ADVOCATE, "Amina", profile=Profile(sex="woman"))
TOM = Staff(StaffId(b"tom"), Role.ADVOCATE, "Tom", reachable=False)
DORA = Staff(StaffId(b"dora"), Role.COORDINATOR, "Dora")
EDITOR = Staff(StaffId(b"edie"), Role.ADMIN, "Edie")
REVIEWER = Staff(StaffId(b"reva"), Role.REVIEWER, "Reva")
GONE = Staff(StaffId(b"gone"), Role.ADVOCATE, "Gone", active=False)
EVERYBODY = (ROSE, AMINA, TOM, DORA, EDITOR, REVIEWER, GONE)
AT_THE_DESK = (ROSE, AMINA, DORA)
OPEN = (State.WAITING, State.CLAIMED)


class Desk:
    """Three cases and whoever is there. The referee makes a move only where the case still stands as the move expects
    it, as the ledger's UPDATE does."""

    def __init__(self, seed: int) -> None:
        self.chance, self.now = Random(seed), NOON
        self.seen = [[self._case(number)] for number in range(3)]
        self.last: dict[int, StaffId] = {}
        self.routes: list[tuple[Route, StaffId]] = []
        self.made: Counter[str] = Counter()

    def _case(self, number: int) -> Case:
        urgency, wish = self.chance.choice(list(Urgency)), self.chance.choice(["", "", "woman"])
        id = CaseId(bytes([number]) * 16)
        return Case(id, f"CASE-{number}", State.WAITING, urgency, "fil", Token(7), NOON, wish=wish)

    def step(self) -> None:
        act = self.chance.choices(list(ACTS), list(ACTS.values()))[0]
        getattr(self, act)(self.chance.randrange(len(self.seen)))

    # --- who and what

    def stands(self, which: int) -> Case:
        return self.seen[which][-1]

    def as_seen(self, which: int) -> Case:
        """What somebody last saw of it, which may be some moves ago."""
        views = self.seen[which]
        return views[max(0, len(views) - 1 - self.chance.choice([0, 0, 0, 1, 2]))]

    def anybody(self) -> Staff:
        return self.chance.choice([*AT_THE_DESK * 2, *EVERYBODY])

    def rather(self, id: StaffId | None) -> Staff:
        """Mostly the one whose turn it is; else nothing would ever be done."""
        named = [each for each in EVERYBODY if each.id == id] * 2
        return self.chance.choice([*named, self.anybody()])

    def rarely(self) -> bool:
        return self.chance.random() < 0.05

    def load(self, staff: Staff) -> int:
        return sum(views[-1].holder == staff.id for views in self.seen)

    # --- the referee

    def note(self, which: int, what: str, **changes: object) -> None:
        """What is written beside the token, under the lock of the row: always of how it stands."""
        self.made[what] += 1
        self.seen[which][-1] = replace(self.stands(which), **changes)  # type: ignore[arg-type]

    def makes(self, which: int, move: Move | Refused | None, by: Staff | None = None) -> bool:
        before = self.stands(which)
        if not isinstance(move, Move):
            return False
        then = claims.moved(before, move)
        if then is None:
            assert move.token != before.token
            self.made["stale"] += 1
            return False
        assert self.was_allowed(before, move, by), (before, move, by)
        assert then.token == before.token + 1 and then.offer is None and then.first is None
        if before.holder:
            self.last[which] = before.holder
        if then.holder:
            assert by is not None
            self.routes.append((Route(then.id, then.token), by.id))
        self.seen[which].append(then)
        self.made[move.act] += 1
        return True

    def was_allowed(self, before: Case, move: Move, by: Staff | None) -> bool:
        """Said once more, from the promises and not from the table."""
        if by is None:
            return self.happens_unasked(before, move)
        ours = by.active and (before.holder == by.id or by == DORA)
        match move.act:
            case "claimed":
                can = before.urgency is Urgency.NOW or self.load(by) < by.profile.most
                fits = before.wish in ("", by.profile.sex) and waits_for(before, self.now) in (None, by.id)
                return before.state is State.WAITING and by in AT_THE_DESK and can and fits
            case "transferred":
                offer = before.offer
                mine = offer is not None and offer == Offer(by.id, before.token, offer.until) and self.now < offer.until
                return before.state is State.CLAIMED and by in AT_THE_DESK and mine
            case "released":
                return before.state is State.CLAIMED and ours
            case "closed":
                return before.state in OPEN and ours and move.why in REASONS
            case "reopened":
                return before.state is State.CLOSED and by == DORA
        return False

    def happens_unasked(self, before: Case, move: Move) -> bool:
        match move.act:
            case "reopened" | "unsealed":
                return before.state is (State.CLOSED if move.act == "reopened" else State.SEALED)
            case "withdrawn":
                return before.state in OPEN
            case "expired":
                return before.lease_until is not None and before.lease_until <= self.now
            case "taken_back":
                return before.state is State.CLAIMED
            case "sealed" | "erased":
                return before.state is not State.ERASED
        return False

    # --- acts

    def claims(self, which: int) -> None:
        by = self.anybody()
        self.makes(which, claims.claim(self.as_seen(which), by, self.now, self.load(by)), by)

    def releases(self, which: int) -> None:
        by = self.rather(self.stands(which).holder)
        self.makes(which, claims.release(self.as_seen(which), by), by)

    def closes(self, which: int) -> None:
        by, why = self.rather(self.stands(which).holder), self.chance.choice([*REASONS, "", "because"])
        self.makes(which, claims.close(self.as_seen(which), by, why), by)

    def comes_back(self, which: int) -> None:
        """By herself, or a coordinator thinks better of it; whoever held it last is asked first."""
        case, by = self.as_seen(which), self.chance.choice([None, DORA, self.anybody()])
        if case.state is not State.CLOSED and by is None:
            return
        move = claims.open_again(case, by, self.now) if by else claims.reopen(case, self.now)
        if self.makes(which, move, by):
            last = next((each for each in EVERYBODY if each.id == self.last.get(which)), None)
            first = again.first(self.stands(which), last, self.load(last) if last else 0, self.now)
            self.note(which, "asked first" if first else "asked anybody", first=first)

    def leaves(self, which: int) -> None:
        case = self.as_seen(which)
        if case.state in OPEN and self.rarely():
            self.makes(which, claims.withdraw(case))

    def offers(self, which: int) -> None:
        case = self.stands(which)
        by, to = self.rather(case.holder), self.anybody()
        offer = transfer.offer(case, by, to, self.load(to), self.now)
        if isinstance(offer, Offer):
            assert case.holder == by.id != to.id and to in AT_THE_DESK
            assert to in transfer.takers(case, by, [(each, self.load(each)) for each in EVERYBODY], self.now)
            self.note(which, "offered", offer=offer)

    def takes(self, which: int) -> None:
        case = self.stands(which)
        by = self.rather(case.offer.to if case.offer else None)
        self.makes(which, self.accepts(case, by), by)

    def accepts(self, case: Case, by: Staff) -> Move | Refused:
        return transfer.accept(case, by, self.load(by), self.now)

    def ends_the_offer(self, which: int) -> None:
        case = self.stands(which)
        by = self.rather(self.chance.choice([case.holder, case.offer.to if case.offer else None]))
        if transfer.bounce(case, by, self.now) is None or transfer.take_back_offer(case, by) is None:
            assert case.offer is not None and by.id in (case.offer.to, case.holder)
            self.note(which, "bounced", offer=None)

    def works(self, which: int) -> None:
        by = self.rather(self.stands(which).holder)
        until = claims.renew(self.stands(which), by, self.now)
        if isinstance(until, datetime):
            assert by.id == self.stands(which).holder
            self.note(which, "renewed", lease_until=until)

    def time_passes(self, which: int) -> None:
        self.now += timedelta(minutes=self.chance.choice([1, 1, 1, 9, 30, 60, 240, 720]))
        for each in range(len(self.seen)):
            self.makes(each, claims.expire(self.stands(each), self.now))
            if transfer.lapsed(self.stands(each), self.now) and self.chance.random() < 0.5:  # nobody has looked yet
                self.note(each, "lapsed", offer=None)

    def danger(self, which: int) -> None:
        if self.stands(which).state in OPEN and self.rarely():
            self.note(which, "urgent", urgency=Urgency.NOW)

    def erased_or_frozen(self, which: int) -> None:
        case = self.stands(which)
        if self.rarely():
            self.makes(which, claims.erase(case))
        elif case.state is State.SEALED:
            self.makes(which, claims.unseal(case, self.seen[which][-2].state, self.now, confirmed=self.rarely()))
        elif self.rarely() and case.state is not State.ERASED:
            self.makes(which, claims.take_back(case) if case.state is State.CLAIMED else claims.seal(case))

    # --- what must hold

    def holds(self) -> None:
        for views in self.seen:
            case, tokens = views[-1], [view.token for view in views]
            assert (case.holder is not None) == (case.lease_until is not None) == (case.state is State.CLAIMED)
            assert tokens == sorted(set(tokens))
            assert State.ERASED not in [view.state for view in views[:-1]]
            sending = [by for route, by in self.routes if route.case == case.id and not claims.may_send(case, route)]
            assert sending == ([case.holder] if case.holder else []), "one speaker"
            assert not (case.urgency is Urgency.NOW and waits_for(case, self.now)), "danger waits for nobody"
            self.is_not_lost(case)

    def is_not_lost(self, case: Case) -> None:
        """Whoever waits can be taken by somebody within half an hour; whoever is held waits again one day."""
        if case.state is State.WAITING:
            later = max(self.now, case.first.until if case.first else self.now)
            assert later - self.now <= timedelta(minutes=30)
            assert any(case in fit.order_for(staff, [case], later) for staff in AT_THE_DESK)
        if case.lease_until is not None:
            assert isinstance(claims.expire(case, case.lease_until), Move)


ACTS = {
    "claims": 4, "offers": 5, "takes": 4, "works": 1, "releases": 1, "closes": 1, "comes_back": 3, "ends_the_offer": 1,
    "leaves": 1, "time_passes": 2, "danger": 1, "erased_or_frozen": 2,
}  # fmt: skip
"""Which act, and how often."""


def walk(desk: Desk) -> Counter[str]:
    for _ in range(STEPS):
        desk.step()
        desk.holds()
    return desk.made


def test_whatever_everybody_does_it_holds() -> None:
    made: Counter[str] = Counter()
    for seed in range(WALKS):
        made += walk(Desk(seed))
    often = {"claimed", "transferred", "released", "closed", "reopened", "expired", "offered", "bounced", "stale"}
    assert all(made[what] > WALKS / 10 for what in often | {"asked first"}), made
    rare = {"withdrawn", "sealed", "unsealed", "erased", "taken_back", "lapsed", "urgent", "asked anybody"}
    assert rare <= made.keys(), made


class Careless(Desk):
    """Whoever has the button takes it."""

    def accepts(self, case: Case, by: Staff) -> Move | Refused:
        return Move(case.id, case.token, State.CLAIMED, by.id, self.now + claims.LEASE, "transferred")


class Trusting(Desk):
    """A move is made without asking how the case stands now."""

    def makes(self, which: int, move: Move | Refused | None, by: Staff | None = None) -> bool:
        asked = replace(move, token=self.stands(which).token) if isinstance(move, Move) else move
        return super().makes(which, asked, by)


class Forgetful(Desk):
    """An offer is still good after its time, because nobody has looked."""

    def accepts(self, case: Case, by: Staff) -> Move | Refused:
        return transfer.accept(case, by, self.load(by), NOON)


class Patient(Desk):
    """A case waits for the colleague it knows for as long as it takes."""

    def comes_back(self, which: int) -> None:
        super().comes_back(which)
        first = self.stands(which).first
        if first is not None:
            self.note(which, "asked first", first=replace(first, until=self.now + timedelta(days=1)))


@pytest.mark.parametrize("naive", [Careless, Trusting, Forgetful, Patient])
def test_a_naive_desk_is_caught(naive: type[Desk]) -> None:
    with pytest.raises(AssertionError):
        sum((walk(naive(seed)) for seed in range(100)), Counter())
