"""What the ledger holds of the way into the NRM: who was asked to refer somebody, and what came of it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, String, Table, UniqueConstraint

from bot.ledger.columns import ID, Counted, Moment, SealedBytes, metadata

# What was last said of how many a First Responder takes. About no person; rows are added, and the newest counts.
capacities = Table(
    "capacities",
    metadata,
    Column("id", Counted, primary_key=True, autoincrement=True),
    Column("responder", String(16), nullable=False, index=True),
    Column("state", String(12), nullable=False),  # open | waiting-list | paused
    Column("weeks", SmallInteger, nullable=False),
    Column("day", Integer, nullable=False),  # since 1970
    Column("how", String(8), nullable=False),  # phone | mail | website | meeting | answer
    Column("by", ID, nullable=False),  # staff id
)

# Each First Responder that was asked for a case, and what came of it.
tries = Table(
    "tries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("nr", SmallInteger, nullable=False),
    Column("due", Moment, nullable=True, index=True),  # when an offer ends that nobody answers; NULL: it has ended
    Column("sealed", SealedBytes, nullable=False),
    UniqueConstraint("case_id", "nr"),
)

# Of a case: for whom a First Responder is looked for, and the dates after the referral.
nrm = Table(
    "nrm",
    metadata,
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("look_at", Moment, nullable=True, index=True),  # when somebody is to be reminded next
    Column("sealed", SealedBytes, nullable=False),
)

# How often something came to pass in a week, split one way at a time. No case, no day.
tallies = Table(
    "tallies",
    metadata,
    Column("week", Integer, primary_key=True, autoincrement=False),  # since 1970, from Monday
    Column("what", String(16), primary_key=True),
    Column("split", String(16), primary_key=True),
    Column("value", String(24), primary_key=True),
    Column("count", Integer, nullable=False),
)
