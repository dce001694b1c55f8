"""Whether words reach anybody: a chat that is closed on her side, what has not arrived, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import assert_never

from sqlalchemy import select

from bot import effects as e
from bot import effects_of_marks as m
from bot.heard import Heard
from bot.in_case import let_go
from bot.ledger import messages
from bot.ledger import tables as t
from bot.ledger.records import CaseFile, Kept, with_case
from bot.outgoing import Fate
from bot.scene import Scene
from bot.to_staff import name_of, tell
from handoff.claims import LEASE
from handoff.desk import say
from handoff.model import CaseId, StaffId, State

MOMENT = 60.0  # seconds; words that wait longer than this are told to wait
OPEN = ("sending", "waiting", "held", "never", "failed", "blocked", "unknown", "asked")
_KIND = {"photo": "a photo", "voice": "a voice message", "document": "a file", "text": "a message"}


def carry_out(at: Scene, effect: m.Back | m.ListUndelivered | m.ListUnreached) -> None:
    match effect:
        case m.Back():
            _back(at, effect)
        case m.ListUndelivered():
            _list_undelivered(at, effect)
        case m.ListUnreached():
            _list_unreached(at, effect)
        case _:
            assert_never(effect)


# --- the chat is closed on her side ------------------------------------------------------------------------------


def blocked(at: Scene, effect: e.Blocked) -> None:
    """She has stopped the bot, or started it again. What waits goes only once she says something herself."""
    file = at.file(effect.case)
    at.book.audit("blocked" if effect.on else "unblocked", effect.case)
    if effect.on and not file.away:
        _away(at, file)
    elif not effect.on and file.case.holder:
        tell(at, e.TellStaff(file.case.holder, say("unblocked", code=file.case.code_name), effect.case))


def _away(at: Scene, file: CaseFile) -> None:
    """From here on nothing is tried, nothing warns, and the case is nobody's turn, until she writes."""
    file.away, file.changed = True, True
    if file.case.holder:
        tell(at, e.TellStaff(file.case.holder, say("blocked", code=file.case.code_name), file.case.id))


def _back(at: Scene, effect: m.Back) -> None:
    """The claim begins anew: its holder could do nothing all the while."""
    file = at.file(effect.case)
    file.away, file.changed = False, True
    at.book.audit("back", effect.case)
    if file.case.state is State.CLAIMED and file.case.holder:
        with_case(file, lease_until=at.book.now + LEASE)
        tell(at, e.TellStaff(file.case.holder, say("back", code=file.case.code_name), effect.case))
    if not file.silent(at.book.now):
        let_go(at, file)


def shut(at: Scene, fate: Fate) -> None:
    """Telegram says that the chat is closed, whatever it was that we wanted to say there. An account that was deleted
    is told only in this way."""
    chat = fate.call.params["chat_id"]
    if chat < 0:
        return
    if at.book.worker(chat) is None:
        at.book.load([Heard(0, "other", chat, chat, "private", 0)])
    worker = at.book.worker(chat)
    file = at.book.case(worker.case) if worker else None
    if file is None or file.away or file.case.state not in (State.WAITING, State.CLAIMED):
        return
    at.book.audit("unreachable", file.case.id)
    if "by" in fate.call.link:
        file.away, file.changed = True, True  # who wrote is told in other words
    else:
        _away(at, file)


def keep_waiting(at: Scene, file: CaseFile, fate: Fate) -> None:
    """Words that found the chat closed: they wait like those that come after them."""
    link = fate.call.link
    messages.delivered(at.book, [bytes.fromhex(link["message"])], "held")
    file.waits_from, file.changed = StaffId(bytes.fromhex(link["by"])) if link["by"] else None, True


# --- what has not arrived ----------------------------------------------------------------------------------------


def put_off(at: Scene, fate: Fate) -> None:
    """Words that Telegram lets us send only later: told once, and only when it is more than a moment."""
    link = fate.call.link
    if not link.get("by") or "message" not in link or fate.not_before - fate.call.at < MOMENT:
        return
    file = at.book.case(CaseId(bytes.fromhex(link["case"])))
    if file is not None and messages.changed(at.book, bytes.fromhex(link["message"]), "sending", "waiting"):
        text = say("not_delivered.waiting", code=file.case.code_name)
        tell(at, e.TellStaff(StaffId(bytes.fromhex(link["by"])), text, file.case.id, reply_to=link["twin"][1]))


def _list_undelivered(at: Scene, effect: m.ListUndelivered) -> None:
    files = [at.file(effect.case)] if effect.case else sorted(at.book.held_by(effect.to), key=_code)
    if not files:
        tell(at, e.TellStaff(effect.to, say("mine.none")))
    for file in files:
        lines = [_line(kept, delivery) for kept, delivery in messages.open_ones(at.book, file, *OPEN, "kept")]
        head = say("status.head" if lines else "status.none", code=file.case.code_name)
        away = [say("status.away")] if file.away else []
        tell(at, e.TellStaff(effect.to, "\n".join([head, *away, *lines[-MOST:]]), file.case.id))


MOST = 30  # lines: the newest


def _line(kept: Kept, delivery: str) -> str:
    when = f"{datetime.fromtimestamp(kept.date, UTC):%d %b %H:%M}"
    key = f"status.{delivery}" if kept.sender == "advocate" else "status.hers"
    return say(key, when=when, what=_KIND.get(kept.kind, "a message"))


def _code(file: CaseFile) -> str:
    return file.case.code_name


def _list_unreached(at: Scene, effect: m.ListUnreached) -> None:
    opened = t.cases.c.state.in_((State.WAITING.value, State.CLAIMED.value))
    ids = [bytes(row.id) for row in at.book.db.execute(select(t.cases.c.id).where(opened)).all()]
    away = [file for id in ids if (file := at.book.case(id)) is not None and file.away]
    lines = [
        say("unreached.line", code=file.case.code_name, name=name_of(at, file.case.holder) if file.case.holder else "-")
        for file in sorted(away, key=_code)
    ]
    tell(at, e.TellStaff(effect.to, "\n".join([say("unreached.head" if lines else "unreached.none"), *lines])))
