"""What happens to a case without anybody of the staff asking for it: time is over, or somebody cannot be reached."""

from __future__ import annotations

from bot import effects as e
from bot.effects import Effect
from bot.ledger.records import CaseFile
from handoff import claims
from handoff.desk import say
from handoff.model import Move, Refused, Staff, StaffId


def expired(file: CaseFile, move: Move) -> tuple[Effect, ...]:
    """A lease ran out: the case goes back to the queue, with its history, and its last holder hears of it."""
    holder, code = file.case.holder, file.case.code_name
    told = (e.TellStaff(holder, say("lease_ended", code=code, lease="12 hours"), file.case.id),) if holder else ()
    return (
        e.Make(move, won=(*told, e.TellWorker(file.case.id, ("globals/person_left_returning",)), e.Card(file.case.id))),
    )


def taken_back(file: CaseFile, by: StaffId | None) -> tuple[Effect, ...]:
    """Her advocate has been frozen or has left: the case waits at its old place, and she hears that somebody comes."""
    told = e.TellWorker(file.case.id, ("globals/person_left_returning",))
    return (e.Make(claims.take_back(file.case), won=(told, e.Card(file.case.id)), by=by),)


def unreachable(file: CaseFile, holder: Staff) -> tuple[Effect, ...]:
    """Who holds the case has stopped the bot, so nothing of hers can arrive there: others may take it."""
    move = claims.release(file.case, holder)
    if isinstance(move, Refused):
        return ()
    told = e.TellWorker(file.case.id, ("globals/person_left_returning",))
    return (e.Make(move, won=(told, e.Card(file.case.id))),)


def not_passed_on(file: CaseFile, kind: str) -> tuple[Effect, ...]:
    """Telegram would not take her message for the advocate: said on both sides."""
    hers = e.TellWorker(file.case.id, ("globals/cannot_open_kind",))
    if file.case.holder is None:
        return (hers,)
    text = say("not_passed_on", code=file.case.code_name, kind=kind)
    return (hers, e.TellStaff(file.case.holder, text, file.case.id))
