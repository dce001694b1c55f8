"""Whose fault it is when something could not be written: the database's, or that of what was to be written."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

# Busy, locked, out of memory, not writable, a failing disk, a full one, a file that does not open (sqlite3.h).
_SQLITE = frozenset({5, 6, 7, 8, 10, 13, 14})
_POSTGRES = frozenset({"08", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE: connection, rolled back for others, out of something, not now, somebody stopped it, system."""


def is_away(fault: Exception) -> bool:
    """The database is not there, or has no room: the same will do when it is back."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return isinstance(fault, DBAPIError) and fault.connection_invalidated
    code, state = getattr(fault.orig, "sqlite_errorcode", None), getattr(fault.orig, "sqlstate", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    return state is None or state[:2] in _POSTGRES
