"""Acts of staff on a case that goes from one of them to another. Pure, like `desk.py`, which calls it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import replace
from datetime import datetime

from bot import effects as e
from bot import effects_between as between
from bot import moves
from bot.asked import Asked, refused, toasted
from bot.effects import Effect
from bot.ledger.records import CaseFile
from handoff import claims, transfer
from handoff.desk import say
from handoff.model import Refused, StaffId
from handoff.roles import Act, may
from handoff.transfer import WHY_NOT

TO, NO = "to.", "no."
"""The beginnings of acts: which colleague is asked, and why not."""


def act(asked: Asked, file: CaseFile, name: str, now: datetime) -> tuple[Effect, ...]:
    """Nothing, where the act is none of these."""
    if name == "transfer":
        return _show_takers(asked, file)
    if name.startswith(TO):
        return _offer(asked, file, now)
    if name == "take":
        return _take(asked, file, now)
    if name.startswith(NO) and name.removeprefix(NO) in WHY_NOT:
        return _bounce(asked, file, name.removeprefix(NO), now)
    return _unoffer(asked, file) if name == "unoffer" else ()


def to_button(colleague: StaffId) -> str:
    return TO + urlsafe_b64encode(colleague).decode().rstrip("=")


def colleague_of(name: str) -> StaffId | None:
    """Who is asked, by the button; names take no part in it."""
    try:
        id = urlsafe_b64decode(name.removeprefix(TO) + "==") if name.startswith(TO) else b""
    except (Error, ValueError):
        return None
    return StaffId(id) if len(id) == 16 else None


def _show_takers(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    by = asked.member.staff
    if not may(Act.OFFER, by, file.case):
        return (refused(asked, claims.why_not(file.case, by), file),)
    return (*_answered(asked), between.ShowTakers(file.case.id, by.id, asked.heard.message))


def _offer(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    by, to = asked.member.staff, asked.colleague
    if to is None:
        return ()
    offered = transfer.offer(file.case, by, to, asked.load, now)
    if isinstance(offered, Refused):
        named = replace(asked, holder=to.name) if offered.why == "cannot_take" else asked
        return (refused(named, offered, file),)
    told = e.Toast(asked.heard.query, say("toast.offered", name=to.name))
    return (told, between.HoldOut(file.case.id, by.id, offered))


def _take(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """She hears once that another advocate goes on; no greeting, as if nothing had been."""
    by, before = asked.member.staff, file.case.holder
    move = transfer.accept(file.case, by, asked.load, now)
    if isinstance(move, Refused):
        return (refused(asked, move, file),)
    told = moves.told_holder(file, "transfer.taken", asked)
    won = (*moves.in_hand(asked, file), *told, e.TellWorker(file.case.id, ("globals/person_changed",)))
    return (e.Make(move, won=won, lost=lambda now: moves.old(asked), by=by.id, whom=before),)


def _bounce(asked: Asked, file: CaseFile, why: str, now: datetime) -> tuple[Effect, ...]:
    by = asked.member.staff
    over = transfer.bounce(file.case, by, now)
    if over is not None:
        return (refused(asked, over, file),)
    told = toasted(asked, "toast.bounced", file.case.code_name)
    return (*told, between.EndOffer(file.case.id, "bounced", by.id, why))


def _unoffer(asked: Asked, file: CaseFile) -> tuple[Effect, ...]:
    by = asked.member.staff
    over = transfer.take_back_offer(file.case, by)
    if over is not None:
        return (refused(asked, over, file),)
    return (*toasted(asked, "toast.unoffered", file.case.code_name), between.EndOffer(file.case.id, "unoffered", by.id))


def _answered(asked: Asked) -> tuple[Effect, ...]:
    return (e.Toast(asked.heard.query),) if asked.heard.query else ()
