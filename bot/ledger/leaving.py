"""The last question before anything of a case leaves: does the claim stand, and may it appear in her chat now?"""

from __future__ import annotations

from bot import second_reader
from bot.ledger.book import Book
from bot.ledger.records import CaseFile
from bot.outgoing import Outgoing
from handoff.claims import may_send
from handoff.model import Route

STALE, SILENT = "stale", "silent"


def stands(book: Book, route: Route) -> bool:
    """Whether the claim still stands, in hands that may."""
    if route.reader:
        return second_reader.may_leave(book, route)
    file = book.case(route.case)
    holder = book.member_by_id(file.case.holder) if file and file.case.holder else None
    return file is not None and holder is not None and may_send(file.case, route, holder.staff) is None


def holds_back(book: Book, call: Outgoing) -> str:
    """Nothing: it may leave. Else what its fate is: stale, or silent (she has hidden the chat, or her hours are over
    by now). Answers to what she does herself are not asked about: they are along no route and about no case."""
    if call.route is not None and not stands(book, call.route):
        return STALE
    file = book.case(call.route.case if call.route else bytes.fromhex(call.link["told_in"]))
    if file is None:
        return STALE
    if call.route is not None and _to_staff(book, file, call.route, call.params["chat_id"]):
        return ""
    if call.params["chat_id"] != file.chat:
        return STALE  # she writes from another phone by now
    return SILENT if file.silent(book.now) else ""


def _to_staff(book: Book, file: CaseFile, route: Route, chat: int) -> bool:
    holder = book.member_by_id(file.case.holder) if file.case.holder else None
    return bool(route.reader) or (holder is not None and holder.chat == chat)
