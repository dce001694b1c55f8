"""The moves of a case. Each says what the case must still be; the ledger makes it so, or somebody was first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handoff import fit
from handoff.closing import REASONS
from handoff.model import Case, Move, Refused, Role, Route, Staff, StaffId, State, Token
from handoff.roles import Act, may

LEASE = timedelta(hours=12)  # a claim nobody acts on goes back to the queue
WARNING = timedelta(hours=2)  # before that, the holder hears of it


def claim(case: Case, by: Staff, now: datetime, load: int = 0) -> Move | Refused:
    """First tap wins. The loser learns who has it, so that nobody writes to her twice. `load`: how many she holds."""
    if not may(Act.CLAIM, by, case):
        refused = why_not(case, by)
        if refused.why != "not_holder":
            return refused
        return Refused("yours" if case.holder == by.id else "taken", case.holder)
    if not by.reachable:
        return Refused("unreachable")
    return fit.why_not(by, case, load, now) or _move(
        case, State.CLAIMED, "claimed", holder=by.id, lease_until=now + LEASE
    )


def release(case: Case, by: Staff) -> Move | Refused:
    """Back to the queue, to the place her waiting has earned: when she came is not changed."""
    if not may(Act.RELEASE, by, case):
        return why_not(case, by)
    return _move(case, State.WAITING, "released")


def take_back(case: Case) -> Move:
    """From hands that can do nothing any more: frozen, or gone. Nobody asks whether they may."""
    _only(case, State.CLAIMED)
    return _move(case, State.WAITING, "taken_back")


def close(case: Case, by: Staff, why: str) -> Move | Refused:
    """`why`: of `closing.REASONS`. Without a reason nothing is closed."""
    if not may(Act.CLOSE, by, case):
        return why_not(case, by)
    if why not in REASONS:
        return Refused("no_reason")
    return replace(_move(case, State.CLOSED, "closed"), why=why)


def open_again(case: Case, by: Staff, now: datetime) -> Move | Refused:
    """A coordinator thinks better of it."""
    if not may(Act.REOPEN, by, case):
        refused = why_not(case, by)
        return Refused("still_open", case.holder) if refused.why == "not_holder" else refused
    return reopen(case, now)


def withdraw(case: Case) -> Move:
    """She leaves the queue, or ends it. Nobody asks whether she may; she is offered it while the case is open."""
    _only(case, State.WAITING, State.CLAIMED)
    return _move(case, State.CLOSED, "withdrawn")


def reopen(case: Case, now: datetime) -> Move:
    """She came back. Her wait begins anew: what she is told of it must be true."""
    _only(case, State.CLOSED)
    return replace(_move(case, State.WAITING, "reopened"), opened_at=now)


def erase(case: Case) -> Move | Refused:
    """From any state, and there is no way back: the key goes with it."""
    if case.state is State.ERASED:
        return Refused("closed")
    return _move(case, State.ERASED, "erased")


def seal(case: Case) -> Move:
    """Somebody with her phone wants all of it gone, and it is not certain that it is she: nobody reads it any more."""
    _only(case, State.WAITING, State.CLAIMED, State.CLOSED)
    return _move(case, State.SEALED, "sealed")


def unseal(case: Case, was: State, now: datetime, *, confirmed: bool) -> Move | Refused:
    """It was not she, and now it is. Not back to whoever held it: that was before somebody else had her phone."""
    if not confirmed:
        return Refused("not_confirmed")
    _only(case, State.SEALED)
    if was is State.CLOSED:
        return _move(case, State.CLOSED, "unsealed")
    return replace(_move(case, State.WAITING, "unsealed"), opened_at=now)


def expire(case: Case, now: datetime) -> Move | None:
    """The lease has run out: back to the queue. None while there is nothing to take back."""
    if case.state is not State.CLAIMED or case.lease_until is None or now < case.lease_until:
        return None
    return _move(case, State.WAITING, "expired")


def warning_due(case: Case, now: datetime) -> bool:
    """True in the last stretch of a lease. That it is said once is for the one who says it."""
    if case.state is not State.CLAIMED or case.lease_until is None:
        return False
    return case.lease_until - WARNING <= now < case.lease_until


def renew(case: Case, by: Staff, now: datetime) -> datetime | Refused:
    """Until when the claim now holds, because its holder did something.

    Not a Move: the token must stay, or each message would make the one before it stale. Written where the token
    still is `case.token`.
    """
    if not may(Act.REPLY, by, case):
        return why_not(case, by)
    return now + LEASE


def may_send(case: Case, route: Route, holder: Staff | None = None) -> Refused | None:
    """Asked last of all, at the gate, of the case and its holder as they stand then. None: it may leave."""
    if case.state is not State.CLAIMED or route != Route(case.id, case.token):
        return not_with_you(case)
    return Refused("frozen") if holder is not None and not holder.active else None


def moved(case: Case, move: Move) -> Case | None:
    """What the conditional UPDATE makes of a case; None when it no longer stands where the move expects it."""
    if (case.id, case.token) != (move.case, move.token):
        return None
    return replace(
        case,
        state=move.state,
        holder=move.holder,
        lease_until=move.lease_until,
        urgency=move.urgency or case.urgency,
        opened_at=move.opened_at or case.opened_at,
        token=after(move.token),
        offer=None,
        first=None,
    )


def after(token: Token) -> Token:
    """The token of a case once a move that expected this one has been made."""
    return Token(token + 1)


def _move(
    case: Case, state: State, act: str, holder: StaffId | None = None, lease_until: datetime | None = None
) -> Move:
    return Move(case.id, case.token, state, holder, lease_until, act)


def why_not(case: Case, by: Staff) -> Refused:
    """The first reason that is true, in the order in which a colleague would give them."""
    if not by.active:
        return Refused("frozen")
    if by.role not in (Role.ADVOCATE, Role.COORDINATOR):
        return Refused("not_staff")
    return not_with_you(case)


def not_with_you(case: Case) -> Refused:
    """Why somebody who does not hold it does nothing with it."""
    if case.state is State.SEALED:
        return Refused("sealed")
    return Refused("closed") if case.state in (State.CLOSED, State.ERASED) else Refused("not_holder", case.holder)


def _only(case: Case, *states: State) -> None:
    if case.state not in states:
        raise ValueError(f"not a move of a case that is {case.state}")
