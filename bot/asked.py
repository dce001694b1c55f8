"""What an act of staff may look at, and what every such act says when it is done or cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from bot import effects as e
from bot.effects import Effect
from bot.heard import Heard
from bot.ledger.records import CaseFile, Member
from bot.ledger.referrals import Awaited
from handoff.desk import refusal, say
from handoff.model import Refused, Staff


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody of the staff did, and the case it is about: the tapped one, the topic's, that of the message she
    replied to, or her current one (`addressed` is False only for that). `holder` is the desk name of who has it."""

    member: Member
    heard: Heard
    file: CaseFile | None
    addressed: bool
    holder: str = ""
    topics: bool = False
    holds: tuple[str, ...] = ()  # code names of hers, where this is about none of them
    load: int = 0  # how many she holds, or the colleague on the button
    colleague: Staff | None = None  # who is asked to take it
    languages: tuple[str, ...] = ()  # that workers can choose
    teams: tuple[str, ...] = ()  # that take cases
    machine: bool = False  # that translates is plugged in
    erased: bool = False  # the case on the button was
    draft: int = 0  # of a phrase: the number of the one that asked what she now replies to
    unsent: int = 0  # how many words of the case wait until she may be written to
    awaited: Awaited | None = None  # by the interview, in the chat of this case
    current: CaseFile | None = None  # the one she writes to, where that is another than she replies to, or may be


def toasted(asked: Asked, key: str, code: str) -> tuple[Effect, ...]:
    return (e.Toast(asked.heard.query, say(key, code=code)),) if asked.heard.query else ()


def refused(asked: Asked, why: Refused, file: CaseFile) -> Effect:
    """On a tap it flashes up; on words it is said in the chat."""
    holder = asked.holder or "a colleague"
    if asked.heard.query:
        short = {"taken": say("toast.taken", name=holder), "yours": say("toast.yours")}
        text = short.get(why.why) or refusal(why, file.case.code_name, holder)
        return e.Toast(asked.heard.query, text, alert=why.why not in ("yours",))
    text, case = refusal(why, file.case.code_name, holder), None if asked.addressed else file.case.id
    return e.TellStaff(asked.member.staff.id, text, case, reply_to=asked.heard.message)


def no_case(asked: Asked, if_none: str) -> Effect:
    text = say("ask.which", codes=", ".join(asked.holds)) if asked.holds else say(if_none)
    return e.TellStaff(asked.member.staff.id, text, reply_to=asked.heard.message)
