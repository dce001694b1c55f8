"""Who may do what: to a case, and to a colleague. One table; what is not in it, nobody may.

`helpline staff may` prints it. Being in the staff chat is no row of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from handoff.model import Case, Role, Staff, StaffId, State


class Act(StrEnum):
    SEE_QUEUE = "see the queue"
    TELL_OF_HERSELF = "say what she speaks and can carry"
    CLAIM = "claim"
    READ = "read"
    REPLY = "reply"
    REVEAL = "see a place, a contact or a file that may show one"
    TAKE_DIGEST = "take the digest of a file of hers"
    NOTE = "note"
    EXPORT = "take out a pack"
    AGREE_EXPORT = "agree to one more pack than one may in a day"
    AGREE_BASIS = "agree that a referral rests on something else than her yes"
    INTERVIEW = "go through the interview for a referral"
    ASK_WORD = "ask for her word, or let her choose a new one"
    LIFT = "say that nobody watches her"
    LET_BACK = "let her come back from another phone"
    TAKE_BACK = "take back what one wrote"
    SEE_UNSENT = "see what of one's words never left, once it is closed"
    WISH = "keep whom she asked for"
    RELEASE = "release"
    OFFER = "offer it to a colleague"
    TAKE = "take what is offered, or not"
    CLOSE = "close"
    REOPEN = "reopen"
    SEE_RESPONDERS = "see the First Responders, and say how many they take"
    ASK_RESPONDER = "keep whom one has asked to refer, and what they said"
    FOLLOW_REFERRAL = "keep the dates after a referral"
    SUPERVISE = "see all cases by age, unopened"
    READ_WITH_REASON = "read one with a written reason"
    ASK_HOLD = "ask that one be held for the law, or no longer"
    AGREE_HOLD = "agree to that"
    ASK_KEEP = "ask that one be kept though nothing happens"
    AGREE_KEEP = "agree to that too"
    ANSWER_ALERT = "say that one is on it"
    SEE_ALERTS = "see who was called for whom"
    SEE_ROTA = "see who is on duty when"
    WRITE_ROTA = "write the hours of colleagues"
    INVITE = "invite a colleague"
    APPROVE = "approve an invite"
    SEE_STAFF = "see who is staff"
    FREEZE = "freeze a colleague"
    THAW = "let a frozen colleague in again"
    PART = "end a colleague's time as staff"


class Fact(StrEnum):
    """What can be true of a colleague, of a case in her hands, and of another colleague."""

    ADVOCATE = "an advocate"
    COORDINATOR = "a coordinator"
    ADMIN = "an admin"
    REVIEWER = "a reviewer"
    AUDITOR = "an auditor"
    DPO = "the data-protection officer"
    HOLDER = "who holds it"
    OFFERED = "to whom it is offered"
    IS_WAITING = "while it waits"
    IS_CLAIMED = "while it is claimed"
    STILL_OPEN = "while it is open"
    IS_CLOSED = "once it is closed"
    IS_SEALED = "while it is sealed, to be erased"
    OF_ANOTHER = "of somebody else"
    HER_OWN = "her own words"


A, C, D, H = Fact.ADVOCATE, Fact.COORDINATOR, Fact.DPO, Fact.HOLDER
R = Fact.REVIEWER
ROLES: Mapping[Role, Fact] = {role: Fact[role.name] for role in Role}
_HOLDABLE = (Fact.STILL_OPEN, Fact.IS_CLOSED, Fact.IS_SEALED)

# Any one of these sets, and all of it. A coordinator sees the queue and moves cases, but does not read them: to
# read one without holding it takes a written reason, shows in the audit, and is told to its holder.
MAY: Mapping[Act, tuple[frozenset[Fact], ...]] = {
    Act.SEE_QUEUE: (frozenset({A}), frozenset({C})),
    Act.TELL_OF_HERSELF: (frozenset({A}), frozenset({C})),
    Act.CLAIM: (frozenset({A, Fact.IS_WAITING}), frozenset({C, Fact.IS_WAITING})),
    Act.READ: (frozenset({H, Fact.STILL_OPEN}),),
    Act.REPLY: (frozenset({H, Fact.STILL_OPEN}),),
    Act.REVEAL: (frozenset({H, Fact.STILL_OPEN}),),
    Act.TAKE_DIGEST: (frozenset({H, Fact.STILL_OPEN}),),
    Act.NOTE: (frozenset({H, Fact.STILL_OPEN}),),
    Act.EXPORT: (frozenset({H, Fact.IS_CLAIMED}),),
    Act.AGREE_EXPORT: (frozenset({D, Fact.OF_ANOTHER, Fact.IS_CLAIMED}),),
    Act.AGREE_BASIS: tuple(frozenset({who, Fact.STILL_OPEN, Fact.OF_ANOTHER}) for who in (C, D)),
    Act.INTERVIEW: (frozenset({H, Fact.STILL_OPEN}),),
    # What is sealed has no holder: that it is she, whoever runs the desk has to find out.
    Act.ASK_WORD: (frozenset({H, Fact.STILL_OPEN}), frozenset({C, Fact.IS_SEALED})),
    Act.LIFT: (frozenset({H, Fact.STILL_OPEN}), frozenset({C, Fact.STILL_OPEN}), frozenset({C, Fact.IS_CLOSED})),
    Act.LET_BACK: (
        frozenset({H, Fact.STILL_OPEN}),
        frozenset({C, Fact.STILL_OPEN}),
        frozenset({C, Fact.IS_CLOSED}),
        frozenset({C, Fact.IS_SEALED}),
    ),
    Act.TAKE_BACK: (frozenset({A, Fact.HER_OWN}), frozenset({C, Fact.HER_OWN})),
    Act.SEE_UNSENT: (frozenset({A, Fact.HER_OWN, Fact.IS_CLOSED}), frozenset({C, Fact.HER_OWN, Fact.IS_CLOSED})),
    Act.WISH: (frozenset({H, Fact.STILL_OPEN}),),
    Act.RELEASE: (frozenset({H, Fact.IS_CLAIMED}), frozenset({C, Fact.IS_CLAIMED})),
    Act.OFFER: (frozenset({H, Fact.IS_CLAIMED}),),
    Act.TAKE: (frozenset({Fact.OFFERED, Fact.IS_CLAIMED}),),
    Act.CLOSE: (frozenset({H, Fact.IS_CLAIMED}), frozenset({C, Fact.STILL_OPEN})),
    Act.REOPEN: (frozenset({C, Fact.IS_CLOSED}),),
    Act.SEE_RESPONDERS: (frozenset({A}), frozenset({C})),
    Act.ASK_RESPONDER: (frozenset({H, Fact.STILL_OPEN}),),
    # A decision can come long after the talk has ended: then a coordinator follows it.
    Act.FOLLOW_REFERRAL: (
        frozenset({H, Fact.STILL_OPEN}),
        frozenset({C, Fact.STILL_OPEN}),
        frozenset({C, Fact.IS_CLOSED}),
    ),
    Act.SUPERVISE: (frozenset({C}), frozenset({R}), frozenset({D})),
    Act.READ_WITH_REASON: tuple(
        frozenset({who, state}) for who in (C, R, D) for state in (Fact.STILL_OPEN, Fact.IS_CLOSED)
    ),
    # What lies sealed is destroyed in three days: then a hold is most urgent, and it opens nothing.
    Act.ASK_HOLD: tuple(frozenset({who, state}) for who in (C, D) for state in _HOLDABLE),
    Act.AGREE_HOLD: tuple(frozenset({who, state, Fact.OF_ANOTHER}) for who in (C, D) for state in _HOLDABLE),
    Act.ASK_KEEP: (frozenset({C, Fact.STILL_OPEN}),),
    Act.AGREE_KEEP: (frozenset({C, Fact.STILL_OPEN, Fact.OF_ANOTHER}),),
    Act.ANSWER_ALERT: (frozenset({A, Fact.IS_WAITING}), frozenset({C, Fact.IS_WAITING})),
    Act.SEE_ALERTS: (frozenset({C}),),
    Act.SEE_ROTA: (frozenset({A}), frozenset({C})),
    Act.WRITE_ROTA: (frozenset({C}),),
    Act.INVITE: (frozenset({C}),),
    Act.APPROVE: (frozenset({C, Fact.OF_ANOTHER}),),
    Act.SEE_STAFF: (frozenset({C}), frozenset({D})),
    Act.FREEZE: (frozenset({C, Fact.OF_ANOTHER}), frozenset({D, Fact.OF_ANOTHER})),
    Act.THAW: (frozenset({C, Fact.OF_ANOTHER}),),
    Act.PART: (frozenset({C, Fact.OF_ANOTHER}),),
}

_DESK = (Role.ADVOCATE, Role.COORDINATOR)


def may(act: Act, staff: Staff, case: Case | None = None, *, whose: StaffId | None = None) -> bool:
    """`whose`: the colleague it is done to, who made the invite, or who wrote the words. None: nobody of the staff."""
    true = facts(staff, case) | _of_whom(staff, whose)
    return any(needed and needed <= true for needed in MAY.get(act, ()))


def _of_whom(staff: Staff, whose: StaffId | None) -> frozenset[Fact]:
    """Two people for what one person must not do alone: nobody approves, freezes or lets in herself."""
    if not staff.active:
        return frozenset()
    return frozenset({Fact.HER_OWN if whose == staff.id else Fact.OF_ANOTHER})


def facts(staff: Staff, case: Case | None = None) -> frozenset[Fact]:
    """Of a frozen account nothing is true, so it may nothing, whatever rows the table gets."""
    if not staff.active:
        return frozenset()
    true = {ROLES[staff.role]}
    if case is None:
        return frozenset(true)
    if case.holder == staff.id and staff.role in _DESK:
        true.add(H)
    if case.offer and (case.offer.to, case.offer.token) == (staff.id, case.token) and staff.role in _DESK:
        true.add(Fact.OFFERED)
    match case.state:
        case State.WAITING:
            true |= {Fact.IS_WAITING, Fact.STILL_OPEN}
        case State.CLAIMED:
            true |= {Fact.IS_CLAIMED, Fact.STILL_OPEN}
        case State.CLOSED:
            true.add(Fact.IS_CLOSED)
        case State.SEALED:
            true.add(Fact.IS_SEALED)
        case State.ERASED:
            return frozenset()
    return frozenset(true)


def table() -> list[tuple[str, str]]:
    """What may be done, and by whom, for the yearly review."""
    return [(act.value, " · or ".join(_words(needed) for needed in MAY.get(act, ())) or "nobody") for act in Act]


def without_rows() -> list[str]:
    """Roles that no row names: what they do, they do elsewhere."""
    named = {fact for rows in MAY.values() for needed in rows for fact in needed}
    return [fact.value for fact in ROLES.values() if fact not in named]


def _words(needed: frozenset[Fact]) -> str:
    return ", ".join(fact.value for fact in Fact if fact in needed)
