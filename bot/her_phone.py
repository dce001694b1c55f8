"""Whatever is not to appear on her phone now waits, and whoever wrote it hears until when."""

from __future__ import annotations

from bot import effects as e
from bot import to_staff
from bot.her_wait import clock
from bot.ledger.records import CaseFile, with_hers
from bot.scene import Scene
from handoff.desk import say
from handoff.model import State


def opens(at: Scene, file: CaseFile) -> str:
    """For whoever has written something that waits for one of her hours."""
    when = file.hers.hours.next(at.book.now)
    with_hers(file, opens=when)
    return say("hours.held", code=file.case.code_name, opens=clock(when, at.book.now, "en"))


def later(at: Scene, file: CaseFile, parts: tuple[str, ...]) -> None:
    """None of her hours: only the last of such notices is still true when it comes."""
    opens = file.hers.hours.next(at.book.now)
    with_hers(file, untold=parts, opens=opens)
    if file.case.state is State.CLAIMED and file.case.holder:
        text = say("hours.told", code=file.case.code_name, opens=clock(opens, at.book.now, "en"))
        to_staff.tell(at, e.TellStaff(file.case.holder, text, file.case.id))
