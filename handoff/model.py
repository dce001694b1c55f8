"""A case, who may hold it, and the moves it can make. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

CaseId = NewType("CaseId", bytes)  # 16 random bytes; a name for rows, never a capability
StaffId = NewType("StaffId", bytes)
Token = NewType("Token", int)  # grows with every move of the case; a stale one cannot send


class State(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"
    SEALED = "sealed"  # she wants it gone, or somebody with her phone does: nobody reads it until that is certain
    ERASED = "erased"


class Urgency(StrEnum):
    NOW = "now"
    SOON = "soon"
    NORMAL = "normal"


class Role(StrEnum):
    ADVOCATE = "advocate"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    DPO = "dpo"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a colleague says of herself, so that cases reach whom they fit. Nothing of it is asked; empty fits all."""

    languages: frozenset[str] = frozenset()
    remit: frozenset[str] = frozenset()  # teams of teams.yaml; empty: any
    sex: str = ""  # woman | man | "": not told
    most: int = 5  # cases at once; an urgent one may come on top
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """`name` is the desk name that colleagues see; workers see "an advocate"."""

    id: StaffId
    role: Role
    name: str
    active: bool = True
    profile: Profile = Profile()
    reachable: bool = True  # False: has stopped the bot, so that nothing can arrive there


@dataclass(frozen=True, slots=True)
class Invite:
    """A link that makes somebody staff. `by`: the colleague who asked for it, None for the console."""

    id: StaffId  # of the member of staff it becomes
    role: Role
    name: str
    by: StaffId | None
    approved: bool
    holds: bool  # not used, and its time is not over


@dataclass(frozen=True, slots=True)
class Offer:
    """Held out to a colleague while the case stands at `token`, and until then. Whoever offers it keeps it so long."""

    to: StaffId
    token: Token
    until: datetime


@dataclass(frozen=True, slots=True)
class First:
    """She came back: so long the case waits for the colleague she knows, and then for anybody. `since`: not before the
    desk opens, where it was closed then; until that moment it is anybody's too."""

    whom: StaffId
    until: datetime
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the handoff rules need to know of a case; its words are sealed elsewhere."""

    id: CaseId
    code_name: str
    state: State
    urgency: Urgency
    language: str
    token: Token
    opened_at: datetime  # aware, UTC
    holder: StaffId | None = None
    lease_until: datetime | None = None
    rule: str = "asked"  # of handoff/urgency.py: why it is as urgent as it is
    team: str = ""  # of teams.yaml; "": whoever takes cases
    wish: str = ""  # woman | man: whom she asked for
    offer: Offer | None = None
    first: First | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The only thing a message of a case can be sent along. Checked against the live claim at the gate. `reader`: a
    copy for a colleague who reads with a reason, which hangs on what allows that and on no claim."""

    case: CaseId
    token: Token
    reader: StaffId | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A conditional change: made only if the case still stands at `token`. The ledger is the referee."""

    case: CaseId
    token: Token  # what it must still be
    state: State
    holder: StaffId | None
    lease_until: datetime | None
    act: str  # past tense, for the audit: claimed, released, transferred, closed, withdrawn, expired, sealed, erased …
    urgency: Urgency | None = None  # None: unchanged
    opened_at: datetime | None = None  # None: unchanged; since when she waits, once she has come back
    why: str = ""  # of closing.REASONS, when it closes the case


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not: a key of staff texts, and who has the case when that is the reason."""

    why: str  # the end of a key `refused.…` of the staff texts
    holder: StaffId | None = None
