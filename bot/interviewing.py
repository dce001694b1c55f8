"""What the holder of a case does with its referral: who may, and to whom plain words go while an answer is awaited.
Pure, like `desk.py`, which asks it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from bot import effects as e
from bot import effects_in_hand as hand
from bot import effects_of_referral as r
from bot.asked import Asked, no_case, refused
from bot.effects import Effect
from bot.heard import Heard
from bot.ledger.messages import INTERVIEW
from bot.ledger.records import CaseFile
from bot.ledger.referrals import Awaited
from bot.telegram.buttons import from_base36
from handoff import claims
from handoff.desk import say
from handoff.model import Refused, Token
from handoff.roles import Act as May
from handoff.roles import may

REFERRAL = ("ref", say("button.referral"))
OF_IT = "q."
"""How the acts of its buttons begin."""

WAITS = timedelta(minutes=15)
"""So long the next message is the answer. Afterwards, however much later, it is asked about first."""
STILL_ASKS = timedelta(minutes=2)
"""After an answer has come: an app cuts what is pasted into several messages, and the next may be a part of it."""


class Goes(Enum):
    TO_HER = "to her"
    ANSWER = "the answer"
    UNSURE = "asked about, and to nobody before"
    NOWHERE = "to nobody: only words can be an answer"


def goes(awaited: Awaited | None, heard: Heard, token: Token, now: datetime) -> Goes:
    """Of plain words in the chat of the case. An answer that reaches her phone by mistake may harm her, words of hers
    that are kept as an answer are told and sent with a tap: so only what is certain goes to her."""
    moment = int(now.timestamp())
    if awaited is None or (awaited.done and (moment >= awaited.until or heard.reply_to not in (0, awaited.screen))):
        return Goes.TO_HER
    if heard.kind != "text":
        return Goes.TO_HER if awaited.done else Goes.NOWHERE
    elsewhere = heard.reply_to not in (0, awaited.screen)  # it may be the answer to her
    if awaited.done or awaited.token != token or moment >= awaited.until or elsewhere:
        return Goes.UNSURE
    return Goes.ANSWER


def asked_for(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    """/referral in the chat of a case."""
    if asked.file is None:
        return (no_case(asked, "mine.none"),)
    return _shown(asked, asked.file, "s", "", 0, now)


def tapped(asked: Asked, file: CaseFile, name: str, now: datetime) -> tuple[Effect, ...]:
    """A button of the claim that stands; whoever calls has compared the tokens."""
    if name == REFERRAL[0]:
        return _shown(asked, file, "s", "", 0, now)
    act, _, rest = name.removeprefix(OF_IT).partition(".")
    if act == "h":
        return _to_her(asked, file, rest, now)
    return _shown(asked, file, act, rest, asked.heard.message, now)


def written(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...] | None:
    """Plain words of the holder. None: they are for her, or for nobody, and go the way of all others."""
    awaited, by, heard = asked.awaited, asked.member.staff, asked.heard
    where, until = goes(awaited, heard, file.case.token, now), _renewed(asked, file, now)
    if where is Goes.TO_HER and asked.draft == INTERVIEW:  # under a screen of the interview: meant for nobody else
        text = say("ref.reply", code=file.case.code_name)
        return (e.TellStaff(by.id, text, file.case.id, reply_to=heard.message),)
    if where is Goes.TO_HER or awaited is None or isinstance(until, Refused):
        return None
    kind = {Goes.ANSWER: r.Wrote, Goes.UNSURE: r.Unsure, Goes.NOWHERE: r.Wordless}[where]
    return (kind(file.case.id, by.id, until, heard, awaited),)


def quoted(asked: Asked, words: str, now: datetime) -> tuple[Effect, ...]:
    """/evidence WORDS in reply to a message of hers."""
    by, file = asked.member.staff, asked.file
    if file is None or not asked.heard.reply_to:
        case = file.case.id if file else None
        return (e.TellStaff(by.id, say("ref.evidence.how"), case, reply_to=asked.heard.message),)
    until = _renewed(asked, file, now)
    if isinstance(until, Refused):
        return (refused(asked, until, file),)
    return (r.Quote(file.case.id, by.id, until, asked.heard, words),)


def _shown(asked: Asked, file: CaseFile, act: str, rest: str, message: int, now: datetime) -> tuple[Effect, ...]:
    until = _renewed(asked, file, now)
    if isinstance(until, Refused):
        return (refused(asked, until, file),)
    toast = (e.Toast(asked.heard.query),) if asked.heard.query else ()
    return (*toast, r.Tap(file.case.id, asked.member.staff.id, until, act, rest, message))


def _to_her(asked: Asked, file: CaseFile, rest: str, now: datetime) -> tuple[Effect, ...]:
    """Words that were asked about are for her after all, and nothing is awaited any more."""
    seq, until, by = from_base36(rest), _renewed(asked, file, now), asked.member.staff.id
    if isinstance(until, Refused):
        return (refused(asked, until, file),)
    if seq is None:
        return ()
    sent = hand.SendAsked(file.case.id, file.case.id, by, seq, until)
    return e.Toast(asked.heard.query), sent, r.Tap(file.case.id, by, until, "x", "", asked.heard.message)


def _renewed(asked: Asked, file: CaseFile, now: datetime) -> datetime | Refused:
    """Until when the claim holds now; or why this is not hers to do."""
    until = claims.renew(file.case, asked.member.staff, now)
    if isinstance(until, Refused) or may(May.INTERVIEW, asked.member.staff, file.case):
        return until
    return Refused("not_holder", file.case.holder)
