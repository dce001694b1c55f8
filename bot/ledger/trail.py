"""Which messages a chat holds, hers and ours, so that Hide can delete them within Telegram's 48 hours; and which of
them go by themselves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy import case as either

from bot.ledger import statements
from bot.ledger import tables as t
from bot.seal.vault import KeyGone
from handoff.model import CaseId
from handoff.tidy import seconds

if TYPE_CHECKING:
    from bot.ledger.book import Book
    from bot.ledger.records import Worker

KEPT = 2 * 86_400  # seconds in which Telegram lets a bot delete a message (Bot API, deleteMessage)
_AT_ONCE = 1000  # rows in one look
_LOOKS_ON = 300  # seconds


class Until(NamedTuple):
    """How a row is kept: under whose key, and until when. `case`: what it is of, in a colleague's chat."""

    owner: bytes
    due: int | None = None
    case: CaseId | None = None


class Overdue(NamedTuple):
    """Messages whose time is over. `lost`: so long that Telegram deletes them no more."""

    row: int
    lane: bytes
    owner: bytes
    ids: tuple[int, ...]
    lost: bool


def short(lane: bytes) -> bytes:
    """As the trail knows a chat. Should two ever share it, one is asked to delete ids that it does not know."""
    return lane[:8]


def _shorts(book: Book, chat: int) -> list[bytes]:
    """Under the key in use, by which it is written, and under those by which it may still be found."""
    return [short(key.chat(chat)) for key in book.tools.index.all]


def is_of(book: Book, lane: bytes, chat: int) -> bool:
    return lane in _shorts(book, chat)


def leave(book: Book, chat: int, nr: int, messages: Sequence[int], until: Until, at: int = 0) -> None:
    """`nr` with the owner's key binds what is sealed to its row. `at`: when they came, where that was not just now."""
    lane = _shorts(book, chat)[0]
    sealed = book.seal(_plain(chat, messages), until.owner, "trail", lane, nr)
    book.add(
        "trail", lane=lane, nr=nr, at=at or book.moment, owner=until.owner, sealed=sealed, due=until.due,
        case_id=until.case,
    )  # fmt: skip


def leave_unanswered(book: Book, worker: Worker) -> None:
    """No answer takes along the id of what she wrote: it goes on the trail by itself."""
    if worker.wrote is not None:
        after = seconds(worker.session.tidy)
        until = Until(worker.id, book.moment + after if after is not None else None)
        leave(book, worker.chat, worker.wrote[0], worker.wrote[1:], until)
        worker.wrote = None


def trail_of(book: Book, chat: int) -> list[int]:
    """Message ids of a chat that can still be deleted. Asked for in the lane's order: what was to be sent before has
    been sent, and noted."""
    return sorted({id for _, ids in _rows(book, chat, since=book.moment - KEPT) for id in ids})


def forget(book: Book, chat: int, gone: Sequence[int]) -> None:
    """What has been deleted needs no deleting again."""
    known = set(gone)
    statements.remove(book.db, t.trail.c.id, [row for row, ids in _rows(book, chat) if known.issuperset(ids)])


def _rows(book: Book, chat: int, since: int = 0) -> Iterator[tuple[int, tuple[int, ...]]]:
    book.write("trail")
    here = _T.lane.in_(_shorts(book, chat))
    for row in book.db.execute(select(t.trail).where(here, t.trail.c.at > since)).all():
        with contextlib.suppress(KeyGone):  # of a case that was erased meanwhile
            yield row.id, _ids(_opened(book, row))


_OF_A_CHAT = b"\1"  # a row of before its chat was sealed has ids alone: eights of bytes


def _plain(chat: int | None, messages: Sequence[int]) -> bytes:
    before = b"" if chat is None else _OF_A_CHAT + chat.to_bytes(8, "big", signed=True)
    return before + b"".join(message.to_bytes(8, "big") for message in messages)


def chat_in(plain: bytes) -> int | None:
    return int.from_bytes(plain[1:9], "big", signed=True) if len(plain) % 8 else None


def _ids(plain: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(plain[at : at + 8], "big") for at in range(9 if len(plain) % 8 else 0, len(plain), 8))


def _opened(book: Book, row: Row[Any]) -> bytes:
    return book.open(row.sealed, bytes(row.owner), "trail", bytes(row.lane), row.nr)


def bequeath(book: Book, owner: bytes, heir: bytes, chat: int = 0) -> None:
    """The owner's key goes, and what its chats hold must still be found. `chat`: only of this one."""
    book.write("trail")
    its = select(t.trail).where(_T.owner == owner, *((_T.lane.in_(_shorts(book, chat)),) if chat else ()))
    for row in book.db.execute(its).all():
        with contextlib.suppress(KeyGone):
            lane = bytes(row.lane)  # it binds what is sealed: should the row have another by now, it has this one again
            sealed = book.seal(_opened(book, row), heir, "trail", lane, row.nr)
            book.db.execute(update(t.trail).where(_T.id == row.id).values(owner=heir, lane=lane, sealed=sealed))


# --- what goes by itself -----------------------------------------------------------------------------------------


def hurry(book: Book, chat: int, case: CaseId) -> None:
    """What a chat holds of this case goes now, and not when its time would be over."""
    book.write("trail")
    mine = update(t.trail).where(_T.lane.in_(_shorts(book, chat)), _T.case_id == case, _T.due > book.moment)
    book.db.execute(mine.values(due=book.moment))


def hurry_everywhere(book: Book, case: CaseId) -> None:
    """The same in the chats of all colleagues."""
    book.write("trail")
    mine = update(t.trail).where(_T.case_id == case, _T.due > book.moment)
    book.db.execute(mine.values(due=book.moment))


def choose(book: Book, chat: int, after: int | None) -> None:
    """All that a worker's chat holds goes so many seconds after it came, or not by itself; never while she looks on."""
    book.write("trail")
    soon = book.moment + _LOOKS_ON
    due = either((_T.at + after < soon, soon), else_=_T.at + after) if after is not None else None
    book.db.execute(update(t.trail).where(_T.lane.in_(_shorts(book, chat))).values(due=due))


def overdue(book: Book) -> list[Overdue]:
    """The longest due first. A row whose key is gone says nothing any more, and goes."""
    book.write("trail")
    wanted = select(t.trail).where(_T.due <= book.moment).order_by(_T.due, _T.id).limit(_AT_ONCE)
    found, unreadable = [], []
    for row in book.db.execute(wanted).all():
        try:
            ids = _ids(_opened(book, row))
        except KeyGone:
            unreadable.append(row.id)
            continue
        found.append(Overdue(row.id, bytes(row.lane), bytes(row.owner), ids, row.at <= book.moment - KEPT))
    statements.remove(book.db, _T.id, unreadable)
    return found


def put_off(book: Book, rows: Sequence[int], until: int) -> None:
    """They are asked for now; if that comes to nothing, again then."""
    if rows:
        statements.many(book.db, _PUT_OFF, [{"row": row, "until": until} for row in rows])


def gone(book: Book, rows: Mapping[int, Sequence[int]], deleted: Sequence[int]) -> None:
    """Of these rows, those whose messages have all been deleted."""
    done = set(deleted)
    statements.remove(book.db, _T.id, [row for row, ids in rows.items() if done.issuperset(ids)])


def drop(book: Book, rows: Sequence[int]) -> None:
    statements.remove(book.db, _T.id, rows)


_T = t.trail.c
_PUT_OFF = update(t.trail).where(_T.id == bindparam("row")).values(due=bindparam("until"))
