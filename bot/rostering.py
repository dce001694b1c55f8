"""An act of staff about alerts or the rota: who may, then what is wanted. As pure as `desk.py`."""

from __future__ import annotations

from bot.asked import Asked, refused
from bot.effects import Effect, TellStaff, Toast
from bot.effects_alerts import OnIt, PutRota, ShowAlerts, ShowRota
from bot.ledger.records import CaseFile
from handoff import rota
from handoff.alerts import HOLD
from handoff.desk import refusal, say, waited
from handoff.model import Refused
from handoff.roles import Act, may

COMMANDS = ("/rota", "/alerts")


def on_it(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    """Her tap on an alert. A claim says more than this, and ends the alert."""
    by = asked.member.staff
    if not may(Act.ANSWER_ALERT, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    text = say("toast.on_it", code=file.case.code_name, hold=waited(int(HOLD.total_seconds()) // 60))
    return (OnIt(file.case.id, by.id), Toast(asked.heard.query, text, alert=True))


def command(asked: Asked, name: str, words: list[str]) -> tuple[Effect, ...]:
    by = asked.member.staff
    if name == "/alerts":
        return (ShowAlerts(by.id),) if may(Act.SEE_ALERTS, by) else (_told(asked, refusal(Refused("not_staff"), "")),)
    if not may(Act.SEE_ROTA, by):
        return (_told(asked, refusal(Refused("not_staff"), "")),)
    if not words:
        return (ShowRota(by.id),)
    wanted = rota.told(words)
    if wanted is None:
        return (_told(asked, say("rota.how")),)
    everybody = may(Act.WRITE_ROTA, by)
    if not everybody and wanted.name and wanted.name.casefold() != by.name.casefold():
        return (_told(asked, say("refused.only_own")),)
    return (PutRota(by.id, wanted, everybody),)


def _told(asked: Asked, text: str) -> Effect:
    return TellStaff(asked.member.staff.id, text, reply_to=asked.heard.message)
