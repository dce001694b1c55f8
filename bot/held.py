"""Words that wait until she opens her chat again, when the one who wrote them holds her case no longer."""

from __future__ import annotations

from bot import effects as e
from bot import to_staff
from bot.ledger import messages
from bot.scene import Scene
from handoff.desk import not_sent
from handoff.model import Move, Refused, State


def go_to_nobody(at: Scene, move: Move) -> None:
    """Said in the name of a claim that is over they would make two speakers of one. Whoever wrote them is told."""
    file = at.file(move.case)
    if not file.silent(at.book.now) or file.last_holder is None:
        return
    words = messages.kept(at.book, file, "held")
    messages.delivered(at.book, [kept.id for kept in words], "failed")
    why = Refused("closed") if file.case.state is State.CLOSED else Refused("not_holder", file.case.holder)
    text = not_sent(why, file.case.code_name, to_staff.name_of(at, file.case.holder))
    for kept in words:
        to_staff.tell(at, e.TellStaff(file.last_holder, text, file.case.id, reply_to=kept.message))
