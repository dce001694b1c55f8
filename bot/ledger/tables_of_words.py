"""Tables of the words by which she is known again. A part of tables.py."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from bot.ledger.columns import BLIND, ID, Moment, SealedBytes, metadata

# What she sent that may be one of her words: kept from everybody until that is known, and then gone.
doubts = Table(
    "doubts",
    metadata,
    Column("id", ID, primary_key=True),  # begins with what grows: their order
    Column("worker_id", ID, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("sealed", SealedBytes, nullable=False),
)

# The words with which she comes back from another phone, as nobody can read them.
ways_back = Table(
    "ways_back",
    metadata,
    Column("handle", BLIND, primary_key=True),
    Column("worker_id", ID, nullable=False, unique=True),
    Column("day", Integer, nullable=False),
)
