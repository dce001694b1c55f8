"""Which of many processes is on duty, and in which order their calls were written."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, LargeBinary, Sequence, SmallInteger, Table

from bot.ledger.columns import metadata

duty = Table(
    "duty",
    metadata,
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("holder", LargeBinary(8), nullable=False),  # random, of a process
    Column("fence", BigInteger, nullable=False),  # one more with each change
    Column("until", Double, nullable=False),  # Unix seconds, by the database's clock
)

# Only where a database has sequences: elsewhere one process counts by itself.
outbox_seq = Sequence("outbox_seq", increment=1000, metadata=metadata)
