"""What goes from chats without anybody asking: what colleagues were shown of a case, a day later at the latest, and at
once when it leaves their hands; and in a worker's chat what she has chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from sqlalchemy import select

from bot import effects as e
from bot import enlist, to_worker
from bot.effects_of_settings import Tidy
from bot.heard import Heard
from bot.ledger import erasures, statements, trail
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.records import DESK, Member, with_hers
from bot.ledger.trail import Overdue, Until
from bot.outgoing import Outgoing
from bot.scene import IN_HER_CHAT, Scene
from bot.telegram import calls
from bot.telegram.wiping import MOST_BATCH
from bot.to_staff import name_of, tell
from handoff.desk import count, say
from handoff.model import CaseId, StaffId, State
from handoff.tidy import seconds

HOUR = 3600
STAFF = 23 * HOUR  # then it is taken away, and the hour until it is a day old is for trying again
AGAIN = HOUR // 2
_HOLDERS = select(t.cases.c.id, t.cases.c.holder)
_NO_MESSAGES = ("tap", "reaction", "edited")


def until(book: Book, calls: Sequence[Outgoing]) -> Callable[[Outgoing], Until]:
    """How long what these calls have left in a chat may stay there. One look at the cases for all of them."""
    cases = {call.route.case for call in calls if call.route is not None and "staff" in call.link}
    holders = {bytes(row.id): row.holder for row in statements.among(book.db, _HOLDERS, t.cases.c.id, cases)}

    heirs = erasures.heirs(book, [call.owner for call in calls if "staff" not in call.link])

    def of(call: Outgoing) -> Until:
        link, route = call.link, call.route
        if "staff" not in link:
            after = link.get("tidy")
            return Until(heirs.get(call.owner, call.owner), None if after is None else book.moment + after)
        staff = bytes.fromhex(link["staff"])
        case = CaseId(bytes.fromhex(link["case"]) if "case" in link else call.owner)
        if case in (staff, DESK):
            return Until(staff)
        due = link.get("due", book.moment + STAFF)
        if route is not None and not route.reader and holders.get(route.case) != staff:
            due = book.moment  # the case was taken from her hands while it was on its way
        return Until(staff, due, case)

    return of


def wrote(book: Book, member: Member, heard: Heard, case: CaseId | None) -> None:
    """What a colleague writes to the bot goes as well, whatever it turned out to be for."""
    if heard.chat_type == "private" and heard.message and heard.kind not in _NO_MESSAGES:
        sent = heard.date or book.moment
        kept = Until(member.staff.id, sent + STAFF, case)
        trail.leave(book, heard.chat, heard.update_id, (heard.message,), kept, at=sent)


def leaves(at: Scene, case: CaseId, hands: StaffId) -> None:
    """The case is in other hands now, or in none: what these were shown of it goes at once."""
    member = at.book.member_by_id(hands)
    if member is not None and member.chat:
        trail.hurry(at.book, member.chat, case)


def sweep(at: Scene) -> None:
    """All whose time is over, once again each half hour, until Telegram has taken it or takes it no more."""
    found = trail.overdue(at.book)
    lost = [each for each in found if each.lost]
    trail.drop(at.book, [each.row for each in lost])
    _tell(at, lost)
    due = sorted((each for each in found if not each.lost), key=lambda each: each.lane)
    trail.put_off(at.book, [each.row for each in due], at.book.moment + AGAIN)
    for _, some in groupby(due, key=lambda each: each.lane):
        _ask_for(at, list(some))


def _ask_for(at: Scene, rows: Sequence[Overdue]) -> None:
    chat = _chat_of(at, rows)
    if not chat:
        return
    for some in _batches(rows):
        ids = [id for each in some for id in each.ids]
        call = {"m": "deleteMessages", "p": {"chat_id": chat, "message_ids": ids}}
        link = {"rows": [[each.row, each.ids] for each in some]}
        at.post(call, chat, some[0].owner, "tidy", link=link)


def _chat_of(at: Scene, rows: Sequence[Overdue]) -> int:
    """0: it is not known any more."""
    chats = (_of_owner(at.book, owner) for owner in {each.owner for each in rows})
    return next((chat for chat in chats if chat and trail.is_of(at.book, rows[0].lane, chat)), 0)


def _of_owner(book: Book, owner: bytes) -> int:
    """A colleague's chat; or a worker's, by her own row or by her case."""
    member = book.member_by_id(StaffId(owner))
    if member is not None:
        return member.chat
    worker, file = book.worker_by_id(owner), book.case(CaseId(owner))
    return worker.chat if worker is not None else file.chat if file is not None else 0


def _batches(rows: Sequence[Overdue]) -> Iterable[Sequence[Overdue]]:
    """A row has few messages: as many rows as one call surely holds."""
    most = MOST_BATCH // max(len(each.ids) for each in rows)
    return (rows[start : start + most] for start in range(0, len(rows), most))


def choose(at: Scene, effect: Tidy) -> None:
    """For what stands there already, for what comes, and for what is on its way: a call that asks for nothing comes
    after it in the same lane, and then the trail is gone through once more."""
    worker, after = at.her(), seconds(effect.hours)
    trail.choose(at.book, worker.chat, after)
    nothing = calls.delete(worker.chat, ())
    at.post(nothing, worker.chat, worker.id, "tidy", link={"rows": [], "chosen": after})
    file = at.book.case(worker.case)
    if file is not None and file.case.state is not State.ERASED:
        with_hers(file, tidy=effect.hours)


def _tell_her(at: Scene, lost: Overdue) -> None:
    """She counts on it, so she has to know, and how to do it herself. Where she has a case, when that is safe."""
    file = at.book.case(CaseId(lost.owner))
    worker = at.book.worker_by_id(file.worker_id if file is not None else lost.owner)
    if worker is None or worker.session.hidden or not trail.is_of(at.book, lost.lane, worker.chat):
        return  # or it is a chat that she has left
    file = file or at.book.case(worker.case)
    if file is not None and file.case.state is not State.ERASED:
        to_worker.tell(at, e.TellWorker(file.case.id, ("globals/some_left",)))
        return
    text = at.words.text("globals/some_left", worker.session.language, {})
    at.post(calls.send({"chat_id": worker.chat, "text": text, **IN_HER_CHAT}), worker.chat, worker.id, "notice")


def _tell(at: Scene, lost: Sequence[Overdue]) -> None:
    """How many, and whose chat it is: nothing else is known to whoever runs the desk."""
    hers = {each.lane: each for each in lost if at.book.member_by_id(StaffId(each.owner)) is None}
    for one in hers.values():
        _tell_her(at, one)
    for owner in sorted({each.owner for each in lost if each.lane not in hers}):
        many = sum(len(each.ids) for each in lost if each.owner == owner)
        staff = StaffId(owner)
        at.book.audit("not_taken_away", None, None, staff)
        text = say("tidy.left", name=name_of(at, staff), count=count(many, "message"))
        for each in enlist.coordinators(at.book):
            tell(at, e.TellStaff(each, text))
