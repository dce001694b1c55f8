"""Acts of staff beside words: a sign under a message, /delete, /evidence and the like. As pure as `desk.py`."""

from __future__ import annotations

from datetime import datetime

from bot import effects as e
from bot import effects_in_hand as hand
from bot import effects_of_marks as m
from bot import interviewing
from bot.asked import Asked, refused
from bot.effects import Effect
from bot.heard import Heard
from handoff import claims
from handoff.claims import not_with_you
from handoff.desk import refusal, say
from handoff.marks import KIND, is_kind
from handoff.model import Refused
from handoff.roles import Act as May
from handoff.roles import may

COMMANDS = ("/delete", "/typing", "/status", "/evidence", "/referral")


def is_one(heard: Heard) -> bool:
    """Whether this is for here. Only in a chat of her own: in a group nothing but taps counts."""
    if heard.chat_type != "private":
        return False
    if heard.kind == "command":
        return name_of(heard) in COMMANDS
    return heard.kind == "reaction" or (heard.kind == "service" and heard.data == "renamed")


def name_of(heard: Heard) -> str:
    return heard.text.split(maxsplit=1)[0].split("@", 1)[0]


def act(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    if asked.heard.kind == "reaction":
        return _mark(asked, now)
    if asked.heard.kind == "service":
        return (m.NameTopic(asked.file.case.id, asked.member.staff.id, asked.heard),) if asked.file else ()
    if name_of(asked.heard) == "/delete":
        return _take_back(asked)
    if name_of(asked.heard) == "/status":
        return _status(asked)
    if name_of(asked.heard) == "/referral":
        return interviewing.asked_for(asked, now)
    if name_of(asked.heard) == "/evidence":
        return _evidence(asked, now)
    return _typing(asked, now)


def _mark(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    """Under what is no message of a case it says nothing to anybody, and nothing is said about it."""
    by, file, heard = asked.member.staff, asked.file, asked.heard
    if file is None:
        return ()
    code, gone = file.case.code_name, not heard.text and not heard.data
    until = claims.renew(file.case, by, now)
    if isinstance(until, Refused):
        return () if gone else (_told(asked, say("mark.not_holder", code=code), heard.message),)
    if not gone and not is_kind(heard.text):
        text = say("mark.not_passed", code=code, signs=" ".join(sorted(KIND)))
        return (_told(asked, text, heard.message),)
    return (m.Mark(file.case.id, by.id, heard, until),)


def _take_back(asked: Asked) -> tuple[Effect, ...]:
    by, file = asked.member.staff, asked.file
    if file is None or not asked.heard.reply_to:
        return (_told(asked, say("delete.how")),)
    if not may(May.TAKE_BACK, by, file.case, whose=by.id):
        return (_told(asked, refusal(Refused("not_staff"), file.case.code_name)),)
    return (m.TakeBack(file.case.id, by.id, asked.heard),)


def _evidence(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    by, file = asked.member.staff, asked.file
    words = asked.heard.text.split(maxsplit=1)
    if len(words) > 1:
        return interviewing.quoted(asked, words[1], now)
    if file is None or not asked.heard.reply_to:
        return (_told(asked, say("evidence.how")),)
    if not may(May.TAKE_DIGEST, by, file.case):
        return (refused(asked, not_with_you(file.case), file),)
    return (hand.TakeDigest(file.case.id, by.id, asked.heard),)


def _typing(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    by, file = asked.member.staff, asked.file
    if file is None:
        text = say("ask.which", codes=", ".join(asked.holds)) if asked.holds else say("mine.none")
        return (_told(asked, text),)
    until = claims.renew(file.case, by, now)
    if isinstance(until, Refused):
        return (_told(asked, refusal(until, file.case.code_name, asked.holder or "a colleague")),)
    shown = not file.silent(now)
    text = say("typing.shown" if shown else "typing.not_shown", code=file.case.code_name)
    told = e.TellStaff(by.id, text, file.case.id, reply_to=asked.heard.message)
    return (*((m.Typing(file.case.id, by.id),) if shown else ()), told)


def _status(asked: Asked) -> tuple[Effect, ...]:
    """Of one case, or of all that she holds; for a coordinator also whom nothing reaches."""
    by, file = asked.member.staff, asked.file
    of_one = file.case.id if file is not None and asked.addressed else None
    unreached = (m.ListUnreached(by.id),) if of_one is None and may(May.SUPERVISE, by) else ()
    if file is not None and may(May.SEE_UNSENT, by, file.case, whose=file.last_holder):
        return (m.ListUndelivered(by.id, file.case.id),)
    if file is not None and not may(May.READ, by, file.case):
        return (_told(asked, refusal(Refused("not_holder", file.case.holder), file.case.code_name)),)
    return (m.ListUndelivered(by.id, of_one), *unreached)


def _told(asked: Asked, text: str, reply_to: int = 0) -> Effect:
    case = asked.file.case.id if asked.file else None
    return e.TellStaff(asked.member.staff.id, text, case, reply_to=reply_to or asked.heard.message)
