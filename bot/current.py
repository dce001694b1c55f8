"""Which case an advocate's plain words are for, where there are no topics: the one that her own chat has named last.

What names it, or tells that it is not hers any more, may be late in the outbox. What she types meanwhile must not
reach another worker than the one she sees on her screen, so nothing here goes ahead of what she has been told.
"""

from __future__ import annotations

from typing import Any

from bot.effects import Make, TellStaff
from bot.heard import Heard
from bot.ledger import messages
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Member
from bot.outgoing import Fate
from bot.scene import Scene
from handoff.model import Case, CaseId, StaffId


def plain_words_are_for(book: Book, member: Member, heard: Heard) -> CaseFile | None:
    """The only one she holds, where none was named. It may be hers no longer: then she has not been told so yet. What
    is named between two parts of an album does not divide it."""
    file = _of_album(book, member, heard) if heard.album else None
    return file or _named(book, member)


def _of_album(book: Book, member: Member, heard: Heard) -> CaseFile | None:
    held = book.held_by(member.staff.id)
    found = (file for file in held if messages.has_part(book, file, heard.chat, heard.album))
    return next(found, None) if len(held) > 1 else None


def _named(book: Book, member: Member) -> CaseFile | None:
    file = book.case(member.current)
    if file is not None:
        return file
    held = book.held_by(member.staff.id)
    return held[0] if len(held) == 1 else None


def writes_to(book: Book, member: Member) -> CaseFile | None:
    file = _named(book, member)
    return file if file is not None and file.case.holder == member.staff.id else None


def left(at: Scene, before: Case, effect: Make) -> None:
    """The case is not in her hands any more. If that is not her own doing, plain words go on being for it, and are
    refused, until she has been told."""
    member = at.book.member_by_id(before.holder) if before.holder else None
    if member is None or effect.move.holder == before.holder:
        return
    if effect.by == member.staff.id:
        if member.current == before.id:
            member.current, member.changed = None, True
    elif member.current is None:
        member.current, member.changed = before.id, True


def named_by(at: Scene, member: Member, file: CaseFile, notice: TellStaff) -> dict[str, Any]:
    """What the ledger is to note when she has this notice. Until it names another one, it is asked which is meant."""
    hers = file.case.holder == member.staff.id
    if not hers:
        return {"current": False}
    if not notice.names:
        return {}
    now = at.book.case(member.current)
    if now is not None and now is not file and now.case.holder == member.staff.id:
        member.current, member.changed = None, True
    return {"current": True} if not at.topics else {}


def told(book: Book, fate: Fate) -> None:
    """She has the notice. One that names a case may be so late that it is hers no longer: the next one says that."""
    member = book.member_by_id(StaffId(fate.call.owner))
    file = book.case(CaseId(bytes.fromhex(fate.call.link["case"])))
    if member is None or file is None:
        return
    if fate.call.link["current"]:
        member.current, member.changed = file.case.id, True
    elif member.current == file.case.id and file.case.holder != member.staff.id:
        member.current, member.changed = None, True
