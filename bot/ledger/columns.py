"""What columns are made of. One that holds words accepts nothing that has not been sealed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import UserDefinedType

from bot.seal.box import Sealed


class SealedBytes(UserDefinedType[Sealed]):
    """The guard: plaintext cannot reach a column of this type, by accident or by hurry."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "BLOB"

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], bytes | None]:
        def process(value: Any) -> bytes | None:
            if isinstance(value, Sealed):
                return value.raw
            if value is None:
                return None
            raise TypeError("this column takes only what has been sealed")

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Sealed | None]:
        return lambda value: None if value is None else Sealed(bytes(value))


@compiles(SealedBytes, "postgresql")
def _bytea(type_: SealedBytes, compiler: object, **kw: object) -> str:
    return "BYTEA"


ID = LargeBinary(16)
BLIND = LargeBinary(32)
Moment = BigInteger
Counted = BigInteger().with_variant(Integer, "sqlite")  # where it is the key, SQLite needs no index beside the table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
