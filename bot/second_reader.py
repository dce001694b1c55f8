"""Shows a case to a colleague who does not hold it: the reason sealed and the audit written before a word leaves."""

from __future__ import annotations

from dataclasses import replace

from bot import effects as e
from bot import effects_between as b
from bot import relay, tidying
from bot.ledger import readings
from bot.ledger.book import Book
from bot.ledger.readings import Reading
from bot.ledger.records import CaseFile, Kept, Member
from bot.scene import Scene
from bot.telegram import kinds
from bot.telegram.kinds import Way
from bot.to_staff import tell
from handoff import reading
from handoff.desk import count, say, waited
from handoff.model import Route


def read(at: Scene, effect: b.Read) -> None:
    """All of it is one transaction, and the gate sends what it has committed: the audit is on disk first."""
    file, member = at.file(effect.case), at.book.member_by_id(effect.by)
    if member is None:
        return
    until = at.book.moment + int(reading.LASTS.total_seconds())
    begun = readings.begin(at.book, effect.case, effect.by, until, effect.why)
    at.book.audit("read", effect.case, effect.by, file.case.holder)
    code, lasts = file.case.code_name, waited(int(reading.LASTS.total_seconds() // 60))
    if file.case.holder:
        who = {"name": member.staff.name, "role": say(f"role.{member.staff.role}")}
        tell(at, e.TellStaff(file.case.holder, say("read.told", code=code, **who), effect.case))
    said = relay.said(at, file)
    begins = say("read.begins", code=code, count=count(len(said), "message"), lasts=lasts)
    tell(at, e.TellStaff(effect.by, begins, effect.case))
    for kept, whose in said:
        _copy(at, file, member, kept, begun, whose)


def _copy(at: Scene, file: CaseFile, member: Member, kept: Kept, begun: Reading, whose: str) -> None:
    covered = kept.sender == "worker" and kinds.hers(kept) is Way.COVERED
    if covered:  # only who holds the case can have it shown
        text = say("covered.read", kind=say(f"kind.{relay.name_of(kept)}"))
        kept = replace(kept, text=f"{text}\n{kept.text}".rstrip(), media=None)
    route = Route(file.case.id, file.case.token, member.staff.id)
    relay.headed(at, file, member.chat, kept, whose, route, due=begun.until)


def may_leave(book: Book, route: Route) -> bool:
    """Asked at the gate, of each copy: is its time not over, and may this colleague still read?"""
    file = book.case(route.case)
    member = book.member_by_id(route.reader) if route.reader else None
    if file is None or member is None or not reading.may_still(member.staff, file.case):
        return False
    return readings.holds(book, route.case, member.staff.id)


def sweep(at: Scene) -> None:
    """The time of a reading is over: its copies go, and the reader is told."""
    for over in readings.over(at.book):
        readings.swept(at.book, over)
        file = at.book.case(over.case)
        if file is not None:
            tidying.leaves(at, over.case, over.reader)
            tell(at, e.TellStaff(over.reader, say("read.over", code=file.case.code_name), over.case))
