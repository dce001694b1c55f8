"""Who may do what to a case. One table; what is not in it, nobody may."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from handoff.model import Case, Role, Staff, State


class Act(StrEnum):
    SEE_QUEUE = "see the queue"
    CLAIM = "claim"
    READ = "read"
    REPLY = "reply"
    NOTE = "note"
    RELEASE = "release"
    CLOSE = "close"
    REOPEN = "reopen"
    FREEZE = "freeze a colleague"
    INVITE = "invite a colleague"


class Fact(StrEnum):
    """What can be true of a colleague, and of a case in her hands."""

    ADVOCATE = "an advocate"
    COORDINATOR = "a coordinator"
    HOLDER = "who holds it"
    IS_WAITING = "while it waits"
    IS_CLAIMED = "while it is claimed"
    STILL_OPEN = "while it is open"
    IS_CLOSED = "once it is closed"


A, C, H = Fact.ADVOCATE, Fact.COORDINATOR, Fact.HOLDER

# Any one of these sets, and all of it. A coordinator sees the queue and moves cases, but does not read them.
MAY: Mapping[Act, tuple[frozenset[Fact], ...]] = {
    Act.SEE_QUEUE: (frozenset({A}), frozenset({C})),
    Act.CLAIM: (frozenset({A, Fact.IS_WAITING}), frozenset({C, Fact.IS_WAITING})),
    Act.READ: (frozenset({H, Fact.STILL_OPEN}),),
    Act.REPLY: (frozenset({H, Fact.STILL_OPEN}),),
    Act.NOTE: (frozenset({H, Fact.STILL_OPEN}),),
    Act.RELEASE: (frozenset({H, Fact.IS_CLAIMED}), frozenset({C, Fact.IS_CLAIMED})),
    Act.CLOSE: (frozenset({H, Fact.IS_CLAIMED}), frozenset({C, Fact.STILL_OPEN})),
    Act.REOPEN: (frozenset({C, Fact.IS_CLOSED}),),
    Act.FREEZE: (frozenset({C}),),
    Act.INVITE: (frozenset({C}),),
}

_DESK = (Role.ADVOCATE, Role.COORDINATOR)


def may(act: Act, staff: Staff, case: Case | None = None) -> bool:
    true = facts(staff, case)
    return any(needed and needed <= true for needed in MAY.get(act, ()))


def facts(staff: Staff, case: Case | None = None) -> frozenset[Fact]:
    """Of a frozen account nothing is true, so it may nothing, whatever rows the table gets."""
    if not staff.active:
        return frozenset()
    true = {fact for fact, role in ((A, Role.ADVOCATE), (C, Role.COORDINATOR)) if staff.role is role}
    if case is None:
        return frozenset(true)
    if case.holder == staff.id and staff.role in _DESK:
        true.add(H)
    match case.state:
        case State.WAITING:
            true |= {Fact.IS_WAITING, Fact.STILL_OPEN}
        case State.CLAIMED:
            true |= {Fact.IS_CLAIMED, Fact.STILL_OPEN}
        case State.CLOSED:
            true.add(Fact.IS_CLOSED)
        case State.ERASED:
            return frozenset()
    return frozenset(true)


def table() -> list[tuple[str, str]]:
    """What may be done, and by whom, for the yearly review."""
    return [(act.value, " · or ".join(_words(needed) for needed in MAY.get(act, ())) or "nobody") for act in Act]


def _words(needed: frozenset[Fact]) -> str:
    return ", ".join(fact.value for fact in Fact if fact in needed)
