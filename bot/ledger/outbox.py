"""What is still to be sent, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from bot import current, desk, marking, put_back, reach, taking_back, tidying, unasked
from bot.alerting import not_delivered
from bot.apply import Applying
from bot.effects import HandOver, TellStaff
from bot.effects_between import Reachable
from bot.ledger import messages, statements, trail
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.outlet import NEW
from bot.ledger.records import DESK, CaseFile
from bot.logs import trouble
from bot.outgoing import NO_CASE, Fate, Outgoing, route_of, unpack
from bot.seal.box import CannotOpen
from bot.seal.vault import KeyGone, KeyMissing
from bot.telegram import calls
from bot.to_worker import not_played
from handoff.claims import may_send
from handoff.desk import not_sent, say
from handoff.marks import CHANGED, TAKEN
from handoff.model import CaseId, Refused, StaffId


def left_behind(book: Book) -> list[Outgoing]:
    """What the last process had still to send, in each lane's order. It may have been sent: nobody noted it."""
    return _calls(book, book.db.execute(select(t.outbox).order_by(t.outbox.c.seq)).all())


def take_over(book: Book) -> list[Outgoing]:
    """All that is still to be sent, for a process that has just come on duty."""
    calls = left_behind(book)
    book.db.execute(update(t.outbox).where(t.outbox.c.state == NEW).values(state="sending"))
    return calls


def brought(book: Book) -> list[Outgoing]:
    """What other processes have written since, for this one to send."""
    if statements.first(book.db, _ANY_NEW) is None:
        return []
    calls = _calls(book, sorted(book.db.execute(_BROUGHT), key=lambda row: int(row.seq)))
    return [replace(call, maybe_sent=False) for call in calls]  # as they stand now somebody sends them: we


def _calls(book: Book, rows: Iterable[Row[Any]]) -> list[Outgoing]:
    calls: list[Outgoing] = []
    for row in rows:
        owner, id = bytes(row.owner), bytes(row.id)
        try:
            plain = book.open(row.sealed, owner, "outbox", id)
        except KeyGone:
            continue  # erased meanwhile: there is nobody to send it to
        except (CannotOpen, KeyMissing) as fault:  # stays where it is, for a person; the others leave
            trouble("call_spoilt", fault)
            continue
        calls.append(
            unpack(
                plain, id=id, seq=row.seq, owner=owner, route=route_of(row.case_id, row.token),
                attempts=row.attempts, maybe_sent=_may_have_left(row, book.moment), not_before=float(row.not_before),
                at=float(row.at),
            )
        )  # fmt: skip
    return calls


def _may_have_left(row: Row[Any], moment: int) -> bool:
    """A call that was put off is unsent only until its time came: the last process may have tried it again then."""
    if row.state == NEW:
        return False
    return bool(row.state == "sending" or row.not_before - 1 <= moment)  # `note` keeps the end of that second


def topic_of(book: Book, case: CaseId, chat: int) -> int:
    lanes = [key.chat(chat) for key in book.tools.index.all]
    row = book.db.execute(select(t.topics).where(t.topics.c.case_id == case, t.topics.c.lane.in_(lanes))).first()
    if row is None:
        return 0 if book.case(case) is not None else NO_CASE
    return int.from_bytes(book.open(row.sealed, case, "topics", bytes(row.lane))[:8], "big")


def keep_topic(book: Book, case: CaseId, chat: int, thread: int) -> None:
    """`links` answers the other way round: which case a topic is for. Threads count below zero there."""
    lane, *others = [key.chat(chat) for key in book.tools.index.all]
    book.db.execute(delete(t.topics).where(t.topics.c.case_id == case, t.topics.c.lane.in_((lane, *others))))
    if thread and book.case(case) is not None:
        sealed = book.seal(thread.to_bytes(8, "big") + chat.to_bytes(8, "big", signed=True), case, "topics", lane)
        book.db.execute(t.topics.insert(), {"case_id": case, "lane": lane, "sealed": sealed})
        messages.link(book, case, chat, -thread, 0)


def note(book: Book, house: Applying, fates: Sequence[Fate]) -> None:
    """Writes down what became of calls, and what follows from it."""
    fates = list({fate.call.id: fate for fate in fates}.values())  # put off, then sent: only the last counts
    left = [(fate.call, messages_of) for fate in fates if (messages_of := _left_in_chat(fate))]
    until = tidying.until(book, [call for call, _ in left])
    for call, messages_of in left:
        trail.leave(book, call.lane, call.seq, messages_of, until(call))
    later = [
        {"row": f.call.id, "until": int(f.not_before) + 1, "tries": f.call.attempts,
         "how": "sending" if f.call.maybe_sent else "queued"}
        for f in fates if f.state == "later"
    ]  # fmt: skip
    if later:
        statements.many(book.db, _LATER, later)
    statements.remove(book.db, t.outbox.c.id, [fate.call.id for fate in fates if fate.state != "later"])
    gone = messages.standing(book, [_words(fate) for fate in fates if "by" in fate.call.link], "deleted")
    come = [_words(fate) for fate in fates if fate.state == "sent" and _words(fate)]
    messages.delivered(book, [id for id in come if id not in gone], "sent")
    for fate in fates:
        if fate.state == "later":
            reach.put_off(house, fate)
        elif _words(fate) in gone:
            _taken_back(book, house, fate)
        elif fate.state == "silent":
            put_back.put_back(house, fate)
        else:
            _follows(book, house, fate)


def _follows(book: Book, house: Applying, fate: Fate) -> None:
    if fate.state == "blocked":
        reach.shut(house, fate)
    if marking.note(house, fate):
        return
    if fate.state == "sent":
        _sent(book, house, fate)
    elif fate.call.link.get("message"):
        _not_sent(book, house, fate)
    elif fate.state in ("failed", "unknown") and "part" in fate.call.link:
        _part_not_sent(book, house, fate)
    elif "alert" in fate.call.link:
        not_delivered(house, CaseId(bytes.fromhex(fate.call.link["alert"])), int(fate.call.link["token"]))
    elif fate.state == "failed" and "heard" in fate.call.link:
        not_played(house, fate)


def _left_in_chat(fate: Fate) -> list[int]:
    """What stays there until it is deleted: the call's own message, and hers that it answered."""
    if fate.state == "later":
        return []
    ours = fate.state == "sent" and fate.message and fate.call.kind not in ("edit", "tidy")
    hers = fate.call.link.get("hers")
    return ([fate.message] if ours else []) + ([hers] if hers else [])


def _words(fate: Fate) -> bytes:
    """The message of a case that this call was to bring."""
    return bytes.fromhex(fate.call.link.get("message", ""))


def _sent(book: Book, house: Applying, fate: Fate) -> None:
    link = fate.call.link
    if not link:
        return
    if "wipe" in link:
        trail.forget(book, fate.call.lane, fate.messages)
    if "chosen" in link:
        trail.choose(book, fate.call.lane, link["chosen"])
    if "rows" in link:
        trail.gone(book, {int(row): ids for row, ids in link["rows"]}, fate.messages)
    if "card" in link and fate.message:
        file = book.case(bytes.fromhex(link["card"]))
        where = fate.call.params["chat_id"]
        if file is not None and (file.card, file.card_chat) != (fate.message, where):
            file.card, file.card_chat, file.changed = fate.message, where, True
    if "current" in link:
        current.told(book, fate)
    if "message" in link:
        _delivered(book, fate)
    elif "case" in link and fate.message:
        case, chat = CaseId(bytes.fromhex(link["case"])), fate.call.params["chat_id"]
        if "part" in link:
            messages.link(book, case, chat, fate.message, link["twin"][1])
            if link.get("by"):
                taking_back.part_arrived(house, fate)
        else:
            messages.link_draft(book, case, chat, fate.message, link.get("draft", 0))


def _delivered(book: Book, fate: Fate, *, receipt: bool = True) -> None:
    link, chat = fate.call.link, fate.call.params["chat_id"]
    case = CaseId(bytes.fromhex(link["case"]))
    twin_chat, twin = link["twin"]
    if fate.call.maybe_sent and link.get("by") and "edit" not in link:
        taking_back.came_again(book, case, _words(fate), chat, fate.message)
    hers, file = chat if "by" in link else twin_chat, book.case(case)
    if file is None or hers == file.chat:
        messages.link(book, case, chat, fate.message, twin)
        messages.link(book, case, twin_chat, twin, fate.message)
    elif hers == twin_chat:  # she moved while it was on its way: the case knows it, and no number in her new chat
        messages.link(book, case, chat, fate.message, twin + messages.ELSEWHERE)
    else:
        messages.link(book, case, twin_chat, twin, fate.message + messages.ELSEWHERE)
    if receipt and "receipt" in link:
        chat_id, message_id = link["receipt"]
        call = calls.react(chat_id, message_id, CHANGED if "edit" in link else TAKEN)
        book.post(Outgoing(*book.next_call(), DESK, "edit", call["m"], call["p"], at=float(book.moment)))


def _taken_back(book: Book, house: Applying, fate: Fate) -> None:
    """Its author has taken it back while it was on its way."""
    if fate.state == "sent":
        _delivered(book, fate, receipt=False)
    taking_back.arrived_too_late(house, fate)


def _not_sent(book: Book, house: Applying, fate: Fate) -> None:
    """A message that did not arrive is told to a person, in words she can act on; nothing of it is lost."""
    link = fate.call.link
    file = book.case(bytes.fromhex(link["case"]))
    if file is None:
        return
    message = bytes.fromhex(link["message"])
    if "by" not in link:
        _back_to_the_case(book, house, file, fate)
        return
    if fate.state == "blocked":
        reach.keep_waiting(house, file, fate)
    else:
        messages.delivered(book, [message], "unknown" if fate.state == "unknown" else "failed")
    if link["by"]:
        text = _why_not_sent(file, fate)
        house.one(TellStaff(StaffId(bytes.fromhex(link["by"])), text, file.case.id, reply_to=link["twin"][1]))


def _part_not_sent(book: Book, house: Applying, fate: Fate) -> None:
    """The message came without its end, or without the words to a file."""
    link = fate.call.link
    file = book.case(bytes.fromhex(link["case"]))
    if file is None:
        return
    part = [bytes.fromhex(link["part"])]
    if "by" not in link:
        messages.delivered(book, part, "kept")
        if file.case.holder:
            text = say("not_known", code=file.case.code_name)
            house.one(TellStaff(file.case.holder, text, file.case.id, acts=(desk.AGAIN,)))
    elif link["by"] and not messages.standing(book, part, "deleted"):
        messages.delivered(book, part, "failed")
        text = say(f"not_delivered.{fate.state}", code=file.case.code_name)
        house.one(TellStaff(StaffId(bytes.fromhex(link["by"])), text, file.case.id, reply_to=link["twin"][1]))


def _why_not_sent(file: CaseFile, fate: Fate) -> str:
    code = file.case.code_name
    if fate.state == "stale":
        return not_sent(may_send(file.case, fate.call.route) or Refused("not_holder"), code) if fate.call.route else ""
    if fate.state == "failed" and "edit" in fate.call.link:
        return say("not_sent.edit", code=code)
    return say(f"not_delivered.{fate.state}", code=code)


def _back_to_the_case(book: Book, house: Applying, file: CaseFile, fate: Fate) -> None:
    """Her words could not reach the one who held the case: they wait for whoever holds it now, or next."""
    link, holder = fate.call.link, file.case.holder
    message = bytes.fromhex(link["message"])
    if fate.state == "stale" and holder and file.last_holder not in (None, holder):
        return  # whoever claimed it from another's hands was given all that she wrote
    messages.delivered(book, [message], "failed" if fate.state == "failed" else "kept")
    if fate.state == "stale" and holder:
        member = book.member_by_id(holder)
        frozen = member is None or not member.staff.active  # and took it in the moment in which she was frozen
        house.all(unasked.taken_back(file, None) if frozen else (HandOver(file.case.id),))
    elif fate.state == "unknown" and holder:
        house.one(TellStaff(holder, say("not_known", code=file.case.code_name), file.case.id, acts=(desk.AGAIN,)))
    elif fate.state == "failed":
        house.all(unasked.not_passed_on(file, say(f"kind.{link['kind']}") if "kind" in link else "a message"))
    elif fate.state == "blocked" and holder and (member := book.member_by_id(holder)) is not None:
        house.all((*unasked.unreachable(file, member.staff), Reachable(holder, False)))


_LATER = (
    update(t.outbox)
    .where(t.outbox.c.id == bindparam("row"))
    .values(not_before=bindparam("until"), attempts=bindparam("tries"), state=bindparam("how"))
)
# From here on they are sent from memory.
_ANY_NEW = f"SELECT 1 FROM outbox WHERE state = '{NEW}' LIMIT 1"  # noqa: S608 (a word of ours)
_BROUGHT = update(t.outbox).where(t.outbox.c.state == NEW).values(state="sending").returning(*t.outbox.c)
