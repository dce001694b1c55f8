"""An advocate changes what she wrote, or asks to see what is covered: who may, and what follows."""

from __future__ import annotations

from datetime import datetime

from bot import effects as e
from bot import effects_in_hand as hand
from bot.asked import Asked, refused
from bot.effects import Effect
from bot.ledger.records import CaseFile
from bot.telegram.buttons import from_base36
from handoff import claims
from handoff.desk import not_sent, say
from handoff.model import Refused
from handoff.roles import Act as May
from handoff.roles import may


def changed(asked: Asked, now: datetime) -> tuple[Effect, ...]:
    """As long as the claim is hers, what has reached the worker changes with it."""
    by, file, heard = asked.member.staff, asked.file, asked.heard
    if file is None:
        return (e.TellStaff(by.id, say("change.of_nothing"), reply_to=heard.message),)
    until = claims.renew(file.case, by, now)
    if isinstance(until, Refused):
        why = claims.not_with_you(file.case)
        text = not_sent(why, file.case.code_name, asked.holder or "a colleague")
        return (e.TellStaff(by.id, text, reply_to=heard.message),)
    return (hand.Revise(file.case.id, by.id, heard, until),)


def reveal(asked: Asked, file: CaseFile, name: str) -> tuple[Effect, ...]:
    seq = from_base36(name.removeprefix("reveal."))
    if seq is None:
        return ()
    if not may(May.REVEAL, asked.member.staff, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    return (e.Toast(asked.heard.query), hand.Reveal(file.case.id, asked.member.staff.id, seq))
