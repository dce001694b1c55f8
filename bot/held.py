"""Words that wait until she opens her chat again, when the one who wrote them holds her case no longer."""

from __future__ import annotations

from bot import effects as e
from bot import to_staff
from bot.ledger import messages
from bot.scene import Scene
from handoff.claims import not_with_you
from handoff.desk import not_sent, say
from handoff.model import Move, State


def go_to_nobody(at: Scene, move: Move) -> None:
    """Said in the name of a claim that is over they would make two speakers of one. Whoever wrote them is told."""
    file = at.file(move.case)
    if not file.silent(at.book.now) or file.last_holder is None:
        return
    words = messages.kept(at.book, file, "held")
    closed = file.case.state is State.CLOSED
    messages.delivered(at.book, [kept.id for kept in words if not kept.again], "never" if closed else "failed")
    messages.delivered(at.book, [kept.id for kept in words if kept.again], "unknown")
    why = not_with_you(file.case)
    text = not_sent(why, file.case.code_name, to_staff.name_of(at, file.case.holder))
    perhaps = say("not_sent.perhaps", code=file.case.code_name)
    for kept in words:
        told = perhaps if kept.again else text
        to_staff.tell(at, e.TellStaff(file.last_holder, told, file.case.id, reply_to=kept.message))
