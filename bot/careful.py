"""Whether it is she who writes, said to whoever has the case: calmly, and never a word of hers."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot import effects as e
from bot import months
from bot.ledger import tables as t
from bot.ledger.records import CaseFile, with_hers
from bot.scene import Scene
from bot.telegram.buttons import staff_data
from bot.to_staff import tell
from handoff.desk import say
from handoff.model import CaseId, Role, StaffId

FREE = ("free", say("button.free"))
SURE = ("word.ask", say("button.word_counts"))
YES, NO = ("back.yes", say("button.back_yes")), ("back.no", say("button.back_no"))
DAY = 86_400


def banner(at: Scene, file: CaseFile) -> None:
    """Whoever takes the case over reads this first."""
    since = file.hers.identity.watched
    if since:
        text = say("word.watched.banner", code=file.case.code_name, since=_day(since))
        tell_holder(at, file, text, acts=(FREE,))


def heard_of(at: Scene, file: CaseFile) -> None:
    """A sign of life. After a long silence whoever holds the case is told when it was last sure that it is she."""
    known, moment = file.hers.identity, at.book.moment
    if known.since and known.silent_for_long(moment):
        day = _day(known.confirmed or known.since)
        when = say("word.when" if known.confirmed else "word.never", day=day)
        silence = f"{(moment - known.heard) // DAY} days"
        tell_holder(at, file, say("word.since", code=file.case.code_name, silence=silence, when=when))
    if moment - known.heard >= DAY:
        know(file, heard=moment)


def asked_anew(at: Scene, file: CaseFile, aside: CaseId) -> None:
    """A case is opened in a chat that shows nothing of another one. Both sides are told to be careful."""
    before = at.book.case(aside)
    know(file, watched=at.book.moment)
    if before is not None:
        slots = {"code": before.case.code_name, "other": file.case.code_name}
        tell_holder(at, before, say("word.anew", **slots))
        tell_coordinators(at, before, "word.anew", (FREE,), other=file.case.code_name)


def know(file: CaseFile, **changes: int) -> None:
    with_hers(file, identity=file.hers.identity.now(**changes))


def tell_holder(at: Scene, file: CaseFile, text: str, acts: tuple[tuple[str, str], ...] = ()) -> None:
    if file.case.holder:
        tell(at, e.TellStaff(file.case.holder, text, file.case.id, acts=acts))


def tell_coordinators(at: Scene, file: CaseFile, key: str, acts: tuple[tuple[str, str], ...], **slots: str) -> None:
    """Who holds it knows already."""
    buttons = tuple((label, staff_data(act, file.case.id, file.case.token)) for act, label in acts)
    for row in at.book.db.execute(_COORDINATORS).all():
        who = StaffId(bytes(row.id))
        if who != file.case.holder:
            tell(at, e.TellStaff(who, say(key, code=file.case.code_name, **slots), buttons=buttons))


def _day(moment: int) -> str:
    return months.with_weekday(datetime.fromtimestamp(moment, UTC).date(), "en")


_COORDINATORS = select(t.staff.c.id).where(t.staff.c.role == Role.COORDINATOR.value, t.staff.c.active == 1)
