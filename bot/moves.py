"""What staff do that moves a case: claimed, given back, closed with a reason."""

from __future__ import annotations

from datetime import datetime

from bot import effects as e
from bot import effects_between as between
from bot.asked import Asked, refused, toasted
from bot.effects import Effect
from bot.interviewing import REFERRAL
from bot.ledger.records import CaseFile
from bot.unasked_texts import Unasked
from handoff import claims, fit
from handoff.closing import REASONS
from handoff.desk import count, say
from handoff.model import Refused, State
from handoff.queue import waits_for
from handoff.roles import Act, may
from handoff.transfer import WHY_NOT

CLOSE, RELEASE = ("close", say("button.close")), ("release", say("button.release"))
TRANSFER = ("transfer", say("button.transfer"))
END, WHY = "end.", "why."
"""The beginnings of acts: why a case ends, and why it was given back."""
ENDS = tuple((END + why, say(END + why)) for why in REASONS)
WHYS = tuple((WHY + why, say(WHY + why)) for why in WHY_NOT)


def claim(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """First tap wins; the others learn who has it."""
    by = asked.member.staff
    move = claims.claim(file.case, by, now, asked.load)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    won = (*in_hand(asked, file), e.TellWorker(file.case.id, ("globals/person_joined", "globals/read_sign")))
    return (e.Make(move, won=won, lost=lambda as_it_is: (_taken(asked, as_it_is),), by=by.id),)


def in_hand(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    """What follows for the colleague who has it now, whether from the queue or from another hand."""
    by, code = asked.member.staff, file.case.code_name
    intro = say(
        "intro.topic" if asked.topics else "intro.current", code=code, language="{language}", urgency="{urgency}",
        waited="{waited}",
    )  # fmt: skip
    return (
        e.Toast(asked.heard.query, say("toast.claimed", code=code)),
        e.Card(file.case.id, asked.heard.message if asked.heard.chat < 0 else 0, chat=asked.heard.chat),
        e.TellStaff(by.id, intro, file.case.id, acts=(REFERRAL, TRANSFER, RELEASE, CLOSE), names=True),
        e.HandOver(file.case.id),
    )


def _taken(asked: Asked, file: CaseFile) -> Effect:
    return e.Lost(asked.heard.query, file.case.holder)


def old(asked: Asked) -> tuple[Effect, ...]:
    """The button is from before the case moved."""
    return (e.Toast(asked.heard.query, say("toast.old")),)


def release(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    """One tap gives it back; why is asked afterwards, and need not be said."""
    by, code, holder = asked.member.staff, file.case.code_name, file.case.holder
    move = claims.release(file.case, by)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    if holder == by.id:
        text = f"{say('released', code=code)} {say('released.why')}"
        told: tuple[Effect, ...] = (e.TellStaff(by.id, text, file.case.id, acts=WHYS),)
    else:
        told = told_holder(file, "taken_from_you", asked)
    won = (
        *toasted(asked, "toast.released", code),
        *told,
        e.TellWorker(file.case.id, ("globals/person_left_returning",)),
        e.Card(file.case.id),
    )
    return (e.Make(move, won=won, by=by.id),)


def why_released(asked: Asked, file: CaseFile, why: str) -> tuple[Effect, ...]:
    by = asked.member.staff
    if why not in WHY_NOT or file.last_holder != by.id or file.case.state is not State.WAITING:
        return ()
    return (e.Toast(asked.heard.query, say("toast.noted")), e.Audit(f"released:{why}", file.case.id, by.id))


def ask_why_close(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    by = asked.member.staff
    if not may(Act.CLOSE, by, file.case):
        return (refused(asked, claims.why_not(file.case, by), file),)
    answered = (e.Toast(asked.heard.query),) if asked.heard.query else ()
    text = say("close.why", code=file.case.code_name)
    if asked.unsent:
        text = f"{text}\n\n{say('close.unsent', messages=count(asked.unsent, 'message'))}"
    return (*answered, e.TellStaff(by.id, text, file.case.id, acts=ENDS))


def close(asked: Asked, file: CaseFile, why: str, now: datetime) -> tuple[Effect, ...]:
    """She is told how to come back. That she was not heard of for long is nothing that she has done."""
    by, code, holder = asked.member.staff, file.case.code_name, file.case.holder
    move = claims.close(file.case, by, why)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    won = (
        *toasted(asked, "toast.closed", code),
        e.TellStaff(by.id, say("closed_by_you", code=code), file.case.id),
        *(told_holder(file, "closed_by_colleague", asked) if holder != by.id else ()),
        e.TellWorker(file.case.id, (_how_it_ended(file, why),)),
        e.Card(file.case.id),
        *_rests(file, now),
    )
    return (e.Make(move, won=won, by=by.id),)


def _how_it_ended(file: CaseFile, why: str) -> Unasked:
    """Who never had an advocate is not told that one has ended it."""
    if file.case.state is State.WAITING:
        return "globals/closed_while_waiting"
    return "globals/closed_lost_contact" if why == "lost_contact" else "globals/closed_by_person"


def told_holder(file: CaseFile, key: str, asked: Asked) -> tuple[Effect, ...]:
    """Whoever had it hears that somebody else has moved it."""
    text = say(key, code=file.case.code_name, name=asked.member.staff.name)
    return (e.TellStaff(file.case.holder, text, file.case.id),) if file.case.holder else ()


def _rests(file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """After danger whoever held the case is offered nothing for a while, whoever closed it."""
    until = fit.rest_after(file.case, now)
    return (e.Rest(file.case.holder, until),) if until is not None and file.case.holder else ()


def pass_on(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """She came back to this colleague, who cannot just now: nobody waits for that."""
    by = asked.member.staff
    if waits_for(file.case, now) != by.id:
        return ()
    return (*toasted(asked, "toast.passed", file.case.code_name), between.AskAnybody(file.case.id, by.id))
