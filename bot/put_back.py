"""What could not leave any more because nothing may appear in her chat now: held again, or said later.

Between the commit and the sending lies whatever time Telegram, an outage or a restart takes. By then her hours may be
over, or she may have hidden the chat. The gate asks last (bot/ledger/leaving.py); this is what follows.
"""

from __future__ import annotations

from dataclasses import replace

from bot import effects as e
from bot import in_case, relay, to_staff, to_worker
from bot.ledger import messages
from bot.ledger.records import CaseFile
from bot.outgoing import Fate
from bot.scene import Scene
from bot.unasked_texts import known
from handoff.desk import say
from handoff.model import CaseId, StaffId


def put_back(at: Scene, fate: Fate) -> None:
    """She may have written since the gate asked: then it leaves after all."""
    link = fate.call.link
    file = at.book.case(bytes.fromhex(link.get("told_in") or link["case"]))
    if file is None:
        return
    if "told_in" in link:
        to_worker.tell(at, e.TellWorker(file.case.id, known(link["told"])))
    elif "mark" in link:
        _tell(at, fate, file, "mark.held", link["under"])
    elif "edit" in link:
        messages.delivered(at.book, [bytes.fromhex(link["message"])], "failed")
        _tell(at, fate, file, "not_sent.edit", link["twin"][1])
    else:
        _words(at, fate, file)


def _words(at: Scene, fate: Fate, file: CaseFile) -> None:
    """Of a message in several parts the whole waits, once; where something of it may have reached her, it comes again
    with the mark of a repeat."""
    link = fate.call.link
    id = bytes.fromhex(link.get("message") or link["part"])
    before = next((each for each in _UNDER_WAY if messages.changed(at.book, id, each, "held")), "")
    kept = messages.one(at.book, file, id)
    if not before or kept is None:
        return  # taken back, or held already
    if fate.call.maybe_sent or before == "sent":
        kept = replace(kept, again=True)
        messages.revise(at.book, file, kept, "held")
    if file.silent(at.book.now):
        in_case.hold(at, file, StaffId(bytes.fromhex(link["by"])), kept)
    else:
        messages.delivered(at.book, [id], "sending")
        relay.to_her(at, file, kept)


_UNDER_WAY = ("sending", "waiting", "sent")


def _tell(at: Scene, fate: Fate, file: CaseFile, key: str, reply_to: int) -> None:
    by = StaffId(bytes.fromhex(fate.call.link["by"]))
    text = say(key, code=file.case.code_name)
    to_staff.tell(at, e.TellStaff(by, text, CaseId(file.case.id), reply_to=reply_to))
