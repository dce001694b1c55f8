"""What the ledger holds for the referral of a case. Part of `tables.py`, by which all of it is known."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, UniqueConstraint

from bot.ledger.columns import ID, Moment, SealedBytes, metadata

# What is known for a referral: each row an answer or a gap of one field. Rows are added; the newest of a field counts.
answers = Table(
    "answers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sealed", SealedBytes, nullable=False),  # which field, what was said, by whom it was written down
    UniqueConstraint("case_id", "seq"),
)

# What she has agreed to, refused or taken back. Rows are only added.
consents = Table(
    "consents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sealed", SealedBytes, nullable=False),
    UniqueConstraint("case_id", "seq"),
)

# Somebody of the staff is about to write what is not for her. While a row is there, no plain words of that colleague
# go to her unasked.
awaited = Table(
    "awaited",
    metadata,
    Column("staff_id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("token", BigInteger, nullable=False),  # of the claim under which it was asked
    Column("until", Moment, nullable=False),
    Column("sealed", SealedBytes, nullable=False),  # for which field, and where that was said
)

# What left as a pack: sealed until its day is over, then only that it left.
exports = Table(
    "exports",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("by", ID, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("sealed", SealedBytes, nullable=True),  # the documents, their digests, and where they stand
)
