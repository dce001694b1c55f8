"""What is still to be done about what was erased: whose key is to be destroyed, and when. Rows of random ids.

A row is written in the transaction that takes everything else out, and goes last. So whatever falls in between, the
next look (bot/chores/forgetting.py) goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.ledger import ending, holds, statements
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.seal.vault import KeyGone, KeyMissing
from handoff.model import CaseId, State

SEALED, GOING, GONE, HEIR = "sealed", "going", "gone", "heir"
_E = t.erasures.c
_HEIRS = select(t.erasures)


def note(book: Book, owner: bytes, heir: bytes, state: str, due: int, was: str = "") -> None:
    book.db.execute(delete(t.erasures).where(_E.owner == owner))
    book.db.execute(insert(t.erasures), {"owner": owner, "heir": heir, "state": state, "due": due, "was": was})


def note_going(book: Book, owners: Iterable[bytes]) -> None:
    """Of these nothing has to be tidied up any more: nobody comes after them."""
    rows = [{"owner": each, "heir": each, "state": GOING, "due": book.moment, "was": ""} for each in owners]
    statements.remove(book.db, _E.owner, [row["owner"] for row in rows])
    statements.add(book.db, t.erasures, rows)


def to_destroy(book: Book) -> list[bytes]:
    """Whose key is to be destroyed now."""
    wanted = (_E.state == GOING) | ((_E.state == HEIR) & (_E.due <= book.moment))
    return [bytes(row.owner) for row in book.db.execute(select(_E.owner).where(wanted)).all()]


def destroyed(book: Book, owners: Iterable[bytes]) -> None:
    """Their keys are in no byte of the vault any more. What was noted of them in the last moment goes as well."""
    owners = list(owners)
    ending.strike(book.db, people=owners, cases=owners)
    for owner in owners:
        book.db.execute(update(t.erasures).where(_E.owner == owner, _E.state == GOING).values(state=GONE))
        # With an heir goes all that was said of those before it.
        book.db.execute(delete(t.erasures).where(_E.heir == owner, _E.state.in_((GONE, HEIR))))


def heirs(book: Book, owners: Iterable[bytes]) -> Mapping[bytes, bytes]:
    """Of those that are being erased: under which key lies what comes after them."""
    rows = statements.among(book.db, _HEIRS, _E.owner, set(owners))
    return {bytes(row.owner): bytes(row.heir) for row in rows if row.state != SEALED}


def erased(book: Book, case: CaseId) -> bool:
    """Whether there was such a case. Its key may still be there for a moment."""
    try:
        book.key(case)
    except KeyGone:
        return True
    except KeyMissing:
        return False
    return bool(heirs(book, [case]))


# --- sealed first ------------------------------------------------------------------------------------------------


def note_sealed(book: Book, case: CaseId, was: State, until: datetime) -> None:
    note(book, case, case, SEALED, int(until.timestamp()), was.value)


def sealed_as(book: Book, case: CaseId) -> State | None:
    """How it stood before. None: it is not sealed."""
    row = book.db.execute(select(_E.was).where(_E.owner == case, _E.state == SEALED)).first()
    return State(row.was) if row is not None else None


def taken_back(book: Book, case: CaseId) -> None:
    book.db.execute(delete(t.erasures).where(_E.owner == case, _E.state == SEALED))


def due(book: Book) -> list[CaseId]:
    """Sealed long enough, and not wanted by the law."""
    rows = book.db.execute(select(_E.owner).where(_E.state == SEALED, _E.due <= book.moment)).all()
    cases = [CaseId(bytes(row.owner)) for row in rows]
    return [case for case in cases if (file := book.case(case)) is None or not holds.stands(book, file)]
