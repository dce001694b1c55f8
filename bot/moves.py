"""What staff do that moves a case: claimed, given back, closed."""

from __future__ import annotations

from datetime import datetime

from bot import effects as e
from bot.asked import Asked, refused, toasted
from bot.effects import Effect
from bot.ledger.records import CaseFile
from handoff import claims, fit
from handoff.desk import say
from handoff.model import Refused

CLOSE, RELEASE = ("close", say("button.close")), ("release", say("button.release"))


def claim(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """First tap wins; the others learn who has it."""
    by, code = asked.member.staff, file.case.code_name
    move = claims.claim(file.case, by, now, asked.load)
    card = e.Card(file.case.id, asked.heard.message if asked.heard.chat < 0 else 0)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    intro = say(
        "intro.topic" if asked.topics else "intro.current", code=code, language="{language}", urgency="{urgency}",
        waited="{waited}",
    )  # fmt: skip
    won: tuple[Effect, ...] = (
        e.Toast(asked.heard.query, say("toast.claimed", code=code)),
        card,
        e.Current(by.id, file.case.id),
        e.TellStaff(by.id, intro, file.case.id, acts=(RELEASE, CLOSE)),
        e.HandOver(file.case.id),
        e.TellWorker(file.case.id, ("globals/person_joined", "globals/read_sign")),
    )
    return (e.Make(move, won=won, lost=lambda as_it_is: (_taken(asked, as_it_is),), by=by.id),)


def _taken(asked: Asked, file: CaseFile) -> Effect:
    return e.Lost(asked.heard.query, file.case.holder)


def release(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    by, code = asked.member.staff, file.case.code_name
    move = claims.release(file.case, by)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    won = (
        *toasted(asked, "toast.released", code),
        e.TellStaff(by.id, say("released", code=code), file.case.id),
        e.TellWorker(file.case.id, ("globals/person_left_returning",)),
        e.Card(file.case.id),
        e.Current(by.id, None),
    )
    return (e.Make(move, won=won, by=by.id),)


def close(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    by, code = asked.member.staff, file.case.code_name
    move = claims.close(file.case, by)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    won = (
        *toasted(asked, "toast.closed", code),
        e.TellStaff(by.id, say("closed_by_you", code=code), file.case.id),
        e.TellWorker(file.case.id, ("globals/closed_by_person",)),
        e.Card(file.case.id),
        e.Current(by.id, None),
        *_rests(file, now),
    )
    return (e.Make(move, won=won, by=by.id),)


def _rests(file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """After danger whoever held the case is offered nothing for a while, whoever closed it."""
    until = fit.rest_after(file.case, now)
    return (e.Rest(file.case.holder, until),) if until is not None and file.case.holder else ()
