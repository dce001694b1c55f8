"""Of the ledger: what takes two people."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, SmallInteger, String, Table

from bot.ledger.columns import ID, Moment, SealedBytes, metadata

# What takes two people: who has asked for it, and who has agreed.
agreements = Table(
    "agreements",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("what", String(8), nullable=False),  # hold | lift | keep
    Column("by", ID, nullable=False),
    Column("at", Moment, nullable=False),
    Column("days", SmallInteger, nullable=False),
    Column("agreed_by", ID, nullable=True),
    Column("sealed", SealedBytes, nullable=False),  # the reason, and whether she may be told
)
