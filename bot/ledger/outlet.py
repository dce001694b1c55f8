"""Where what a transaction wants said goes out: by this process, or by the one of many that is on duty."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection

from bot.ledger import duty, statements

if TYPE_CHECKING:
    from bot.ledger.book import Book

NEW = "new"
"""Of a row that nobody has tried to send: whoever is on duty takes it."""

_BLOCK = 1000  # numbers that one question gives: the sequence counts in these
_NEXT = "SELECT nextval('outbox_seq')"


class Outlet(Protocol):
    """Asked by one transaction after the other, in the writer's thread."""

    def begin(self, db: Connection, moment: float) -> None: ...

    def number(self) -> tuple[bytes, int]:
        """Id and `seq` of a new call. In each lane `seq` grows, whichever process writes."""

    def locked(self) -> None:
        """Rows were waited for: numbers given before that may be lower than those of whoever had them."""

    def writes(self, rows: Sequence[dict[str, Any]]) -> None:
        """These go into the outbox with this transaction."""

    def stands(self) -> bool:
        """Whether this process sends, and may write down what became of a call. True holds until the commit."""

    def settle(self, book: Book) -> None:
        """Just before the commit: leaves in `book.out` what this process sends, in its order."""


class Ids:
    """Ids begin with `seq`, so that new rows lie together, and end with what no other process has."""

    def __init__(self) -> None:
        self._last, self._ours = 0, secrets.token_bytes(8)

    def of(self, seq: int) -> tuple[bytes, int]:
        self._last = seq
        return seq.to_bytes(8, "big") + self._ours, seq

    def next(self) -> tuple[bytes, int]:
        return self.of(self._last + 1)

    def at_least(self, seq: int) -> None:
        self._last = max(self._last, seq)


class Alone:
    """One process: `seq` is the time in microseconds, or one more than the last, and so grows over a restart too."""

    def __init__(self) -> None:
        self._ids = Ids()

    def begin(self, db: Connection, moment: float) -> None:
        self._ids.at_least(int(moment * 1_000_000))

    def number(self) -> tuple[bytes, int]:
        return self._ids.next()

    def locked(self) -> None: ...

    def writes(self, rows: Sequence[dict[str, Any]]) -> None: ...

    def stands(self) -> bool:
        return True

    def settle(self, book: Book) -> None: ...


class Shared:
    """One of many processes, on PostgreSQL. `wake` is called in the event loop when another one has something to send.

    What it commits leaves straight from memory while it is on duty; else it waits in the outbox as new."""

    def __init__(self, brought: Callable[[Book], list[Any]], wake: Callable[[], None]) -> None:
        self.fence = 0  # of our time on duty; 0: somebody else's
        self._brought, self._wake = brought, wake
        self._ids = Ids()
        self._left = 0  # numbers of the block
        self._stands: bool | None = None  # in this transaction, once it was asked
        self._wrote = self.looks = False  # `looks`: for what others have written, though nothing is written here
        self.taken: list[Any] = []  # with the duty: all that there was
        self._db: Connection | None = None

    def begin(self, db: Connection, moment: float) -> None:
        self._db, self._left, self._stands = db, 0, None
        self._wrote, self.looks, self.taken = False, False, []

    def comes_on_duty(self, fence: int, taken: list[Any]) -> None:
        """Also where something in this transaction has asked before, and heard that it is not."""
        self.fence, self.taken, self.looks, self._stands = fence, taken, True, None

    def number(self) -> tuple[bytes, int]:
        if self._left:
            self._left -= 1
            return self._ids.next()
        assert self._db is not None
        self._left = _BLOCK - 1
        return self._ids.of(int(statements.first(self._db, _NEXT)[0]))

    def locked(self) -> None:
        self._left = 0

    def writes(self, rows: Sequence[dict[str, Any]]) -> None:
        self._wrote = True
        if not self.stands():
            for row in rows:
                row["state"] = NEW

    def stands(self) -> bool:
        if self._stands is None:
            assert self._db is not None
            self._stands = bool(self.fence) and duty.stands(self._db, self.fence)
        return self._stands

    def settle(self, book: Book) -> None:
        """A row of another process may be of the same lane as ours, and is the earlier one then: its lock was let go
        before we had it, so it is seen here, and leaves first. Looked for once in a transaction, at its end: of two
        looks the second could find what follows the first, and would have to put it in between."""
        if not self._wrote and not self.looks:
            return
        if self.stands():
            first = [*self.taken, *self._brought(book)]
            found = {call.id for call in first}  # of ours what was in the outbox before we came on duty
            book.out[:] = [*first, *(call for call in book.out if call.id not in found)]
        elif self._wrote:
            book.out[:] = [call for call in book.out if call.kind == "sign"]
            book.after.append(self._wake)
