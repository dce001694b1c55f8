"""The messages of a case, and which message in one chat is which in the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
from bot.ledger.records import CaseFile, Kept
from bot.seal.vault import KeyGone
from handoff.model import CaseId


def keep(book: Book, file: CaseFile, kept: Kept, delivery: str) -> None:
    """An advocate's is known by its case before it has a twin: a reply to it, also to what never left, goes there."""
    if kept.sender == "advocate" and kept.kind != "edited":  # whose twin is known already
        link(book, file.case.id, kept.chat, kept.message, 0)
    sealed = book.seal(kept.sealed_part(), file.case.id, "messages", kept.id, kept.seq)
    file.touched_day, file.changed = book.moment // DAY, True
    _count(book, file, kept)
    book.add("messages", id=kept.id, case_id=file.case.id, seq=kept.seq, delivery=delivery, sealed=sealed)


def _count(book: Book, file: CaseFile, kept: Kept) -> None:
    """How many of hers nobody has answered, and since when: for whoever runs the desk and reads none of them."""
    if kept.sender == "worker" and kept.kind != "edited":
        file.unanswered, file.changed = file.unanswered + 1, True
        file.unanswered_since = file.unanswered_since or book.moment


def answered(file: CaseFile) -> None:
    """A person has written to her."""
    file.unanswered, file.unanswered_since, file.changed = 0, None, True


def kept(book: Book, file: CaseFile, *delivery: str) -> list[Kept]:
    """Those that stand so, in the order in which they came."""
    return [kept for kept, _ in _all(book, file, t.messages.c.delivery.in_(delivery))]


def count(book: Book, file: CaseFile, delivery: str) -> int:
    """How many stand so. Nothing of them is opened."""
    book.write("messages")
    mine = select(func.count()).where(t.messages.c.case_id == file.case.id, t.messages.c.delivery == delivery)
    return int(book.db.execute(mine).scalar_one())


def versions(book: Book, file: CaseFile, chat: int, message: int) -> list[tuple[Kept, str]]:
    """All that was kept of one original, oldest first, and how each stands. Opens the whole case: for what is rare."""
    return [(kept, stands) for kept, stands in _all(book, file) if (kept.chat, kept.message) == (chat, message)]


def numbered(book: Book, file: CaseFile, seq: int) -> Kept | None:
    return next((kept for kept, _ in _all(book, file, t.messages.c.seq == seq)), None)


def every(book: Book, file: CaseFile) -> list[tuple[Kept, str]]:
    """Each with how it stands."""
    return _all(book, file)


def _all(book: Book, file: CaseFile, *only: ColumnElement[bool]) -> list[tuple[Kept, str]]:
    book.write("messages")
    mine = select(t.messages).where(t.messages.c.case_id == file.case.id, *only).order_by(t.messages.c.seq)
    return [(_opened(book, file, row), str(row.delivery)) for row in book.db.execute(mine)]


def _opened(book: Book, file: CaseFile, row: Row[Any]) -> Kept:
    plain = book.open(row.sealed, file.case.id, "messages", bytes(row.id), row.seq)
    return Kept.from_row(plain, id=bytes(row.id), case=file.case.id, seq=row.seq)


def delivered(book: Book, ids: Sequence[bytes], delivery: str) -> None:
    book.write("messages")
    if ids:
        book.db.execute(update(t.messages).where(t.messages.c.id.in_(ids)).values(delivery=delivery))


def standing(book: Book, ids: Sequence[bytes], delivery: str) -> set[bytes]:
    """Those of them that stand so."""
    if not ids:
        return set()
    book.write("messages")
    wanted = select(t.messages.c.id).where(t.messages.c.id.in_(ids), t.messages.c.delivery == delivery)
    return {bytes(row.id) for row in book.db.execute(wanted)}


def changed(book: Book, id: bytes, before: str, after: str) -> bool:
    """Whether it stood so, and stands otherwise now."""
    book.write("messages")
    here = update(t.messages).where(t.messages.c.id == id, t.messages.c.delivery == before)
    return book.db.execute(here.values(delivery=after)).rowcount == 1


def open_ones(book: Book, file: CaseFile, *delivery: str) -> list[tuple[Kept, str]]:
    """Those that stand so, each with how it stands."""
    return [(each, stands) for stands in delivery for each in kept(book, file, stands) if each.sender != "note"]


def found(book: Book, file: CaseFile, chat: int, message: int) -> tuple[Kept, str] | None:
    """The message of this case whose original is there, and how it stands; of a changed one the first version."""
    return next((each for each in versions(book, file, chat, message) if each[0].kind != "edited"), None)


def newest(book: Book, file: CaseFile, chat: int, message: int) -> tuple[Kept, str] | None:
    """The same, but where it was changed before it left: what goes, and not what went nowhere."""
    all_of_it = [each for each in versions(book, file, chat, message) if each[0].kind != "edited"]
    return all_of_it[-1] if all_of_it else None


def of_album(book: Book, file: CaseFile, chat: int, album: str) -> list[tuple[Kept, str]]:
    """Its items, each as it goes or went, oldest first."""
    every = [each for each in _all(book, file) if (each[0].chat, each[0].album) == (chat, album)]
    last = {kept.message: (kept, stands) for kept, stands in every if kept.kind != "edited"}
    return list(last.values())


def has_part(book: Book, file: CaseFile, chat: int, album: str) -> bool:
    """Whether something of this album is with the case. Its parts come at once, so only the newest are looked at."""
    newest = _all(book, file, t.messages.c.seq >= file.next_seq - _TOGETHER)
    return any((kept.chat, kept.album) == (chat, album) for kept, _ in newest)


def one(book: Book, file: CaseFile, id: bytes) -> Kept | None:
    book.write("messages")
    row = book.db.execute(select(t.messages).where(t.messages.c.case_id == file.case.id, t.messages.c.id == id)).first()
    if row is None:
        return None
    plain = book.open(row.sealed, file.case.id, "messages", id, row.seq)
    return Kept.from_row(plain, id=id, case=file.case.id, seq=row.seq)


def revise(book: Book, file: CaseFile, kept: Kept, delivery: str) -> None:
    """It stands where it stood and says something else: a draft that goes on, or is sent."""
    book.write("messages")
    sealed = book.seal(kept.sealed_part(), file.case.id, "messages", kept.id, kept.seq)
    book.db.execute(update(t.messages).where(t.messages.c.id == kept.id).values(sealed=sealed, delivery=delivery))


def add_part(book: Book, file: CaseFile, kept: Kept, number: int) -> None:
    """It needed one message more in the other chat, and that has come."""
    seal_again(book, file, replace(kept, parts=(*kept.parts, number)))


def seal_again(book: Book, file: CaseFile, kept: Kept) -> None:
    """More is known of it; how it stands is as it was."""
    sealed = book.seal(kept.sealed_part(), file.case.id, "messages", kept.id, kept.seq)
    book.write("messages")
    book.db.execute(update(t.messages).where(t.messages.c.id == kept.id).values(sealed=sealed))


def drop(book: Book, id: bytes) -> None:
    """It turned out to be of another case, and is kept there."""
    book.write("messages")
    book.db.execute(delete(t.messages).where(t.messages.c.id == id))


_TOGETHER = 20  # messages: an album has ten, and others may come between them
_DRAFT = 1 << 48
"""Above every message id: such a twin is the number of the draft that the message asks something for."""


INTERVIEW = 1 << 40
"""In place of a draft's number: the message is a screen of the interview, and a reply to it is nothing for her."""


ELSEWHERE = 1 << 44
"""Above every message id: the twin has that number less this, in a chat that the case has left (elsewhere.py)."""


def linked(book: Book, chat: int, message: int) -> tuple[CaseId, int] | None:
    """The case that a message of this chat belongs to, and its twin's message id in the other chat (0: none)."""
    found = number_of(book, chat, message)
    return (found[0], found[1] if found[1] < ELSEWHERE else 0) if found else None


def twin(book: Book, case: CaseId, chat: int, message: int, other: int) -> int:
    """The message's twin in the `other` chat; 0: none. Both must name each other: after a case has changed hands the
    numbers that are known may be those of a colleague's chat."""
    there = linked(book, chat, message)
    if there is None or there[0] != case or not there[1]:
        return 0
    back = linked(book, other, there[1])
    return there[1] if back is not None and back[0] == case and back[1] else 0


def is_elsewhere(number: int) -> bool:
    return ELSEWHERE <= number < _DRAFT


def draft_of(book: Book, chat: int, message: int) -> int:
    """The number of the draft that this message of ours asks something for; 0 for all others."""
    found = number_of(book, chat, message)
    return found[1] - _DRAFT if found and found[1] >= _DRAFT else 0


def number_of(book: Book, chat: int, message: int) -> tuple[CaseId, int] | None:
    """As it is noted, whatever kind of number that is."""
    book.write_links()
    handles = [key.message(chat, message) for key in book.tools.index.all]
    row = book.db.execute(select(t.links).where(t.links.c.handle.in_(handles))).first()
    if row is None:
        return None
    case = CaseId(bytes(row.case_id))
    twin, place = of_link(book.open(row.sealed, case, "links", bytes(row.handle)))
    if place is None:
        link(book, case, chat, message, twin)
    return case, twin


def of_link(plain: bytes) -> tuple[int, tuple[int, int] | None]:
    """The twin; and of which message of which chat. None: from before that was sealed, until it is next met."""
    twin, *place = (int.from_bytes(plain[at : at + 8], "big", signed=True) for at in range(0, len(plain), 8))
    return twin, (place[0], place[1]) if place else None


def link_plain(twin: int, place: tuple[int, int] | None) -> bytes:
    return b"".join(number.to_bytes(8, "big", signed=True) for number in (twin, *(place or ())))


def link_draft(book: Book, case: CaseId, chat: int, message: int, seq: int) -> None:
    """A reply to this message answers the draft. 0: no longer."""
    link(book, case, chat, message, _DRAFT + seq if seq else 0)


def link(book: Book, case: CaseId, chat: int, message: int, twin: int) -> None:
    handle, *others = [key.message(chat, message) for key in book.tools.index.all]
    with suppress(KeyGone):  # the case was erased while the message was on its way
        sealed = book.seal(link_plain(twin, (chat, message)), case, "links", handle)
        book.add_link(handle, others, case_id=case, day=book.moment // DAY, sealed=sealed)
