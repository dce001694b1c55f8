"""A case between two hands: who could take it, who has been asked, for whom it waits when she comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import select

from bot import desk_view, second_reader, unasked
from bot import effects as e
from bot import effects_between as b
from bot.ledger import rota
from bot.ledger import tables as t
from bot.ledger.hands import held, is_hers
from bot.ledger.records import CaseFile, with_case
from bot.moves import WHY
from bot.scene import Scene
from bot.telegram.buttons import staff_data
from bot.to_staff import language_name, name_of, tell
from bot.transfer import NO, to_button
from handoff import again, claims, transfer
from handoff.desk import count, refusal, say, waited
from handoff.hours import opens_next
from handoff.model import Offer, Refused, Staff, StaffId, State
from handoff.rota import on_duty
from handoff.transfer import WHY_NOT

MOST_ASKED = 12  # colleagues in one list


def carry_out(at: Scene, effect: b.Between) -> tuple[e.Effect, ...]:
    """What follows is returned: whoever applies effects knows how."""
    match effect:
        case b.ShowTakers():
            _show_takers(at, effect)
        case b.HoldOut():
            _hold_out(at, effect)
        case b.EndOffer():
            _end_offer(at, effect)
        case b.AskFirst():
            _ask_first(at, at.file(effect.case))
        case b.AskAnybody():
            return _ask_anybody(at, effect)
        case b.Reopen():
            return _reopen(at, effect)
        case b.Reachable():
            return _reachable(at, effect)
        case b.ShowDesk():
            desk_view.show(at, effect)
        case b.ShowCase():
            desk_view.show_case(at, effect)
        case b.Read():
            second_reader.read(at, effect)
        case _:
            assert_never(effect)
    return ()


# --- offered -----------------------------------------------------------------------------------------------------


def _show_takers(at: Scene, effect: b.ShowTakers) -> None:
    file, by = at.file(effect.case), at.book.member_by_id(effect.by)
    if by is None:
        return
    code, loads = file.case.code_name, held(at.book)
    colleagues = [(each, loads.get(each.id, 0)) for each in _colleagues(at)]
    found = transfer.takers(file.case, by.staff, colleagues, at.book.now)[:MOST_ASKED]
    acts = tuple((to_button(each.id), _label(file, each, loads.get(each.id, 0))) for each in found)
    text = say("transfer.whom" if found else "transfer.nobody", code=code)
    tell(at, e.TellStaff(effect.by, text, effect.case, acts=acts, reply_to=effect.reply_to if not found else 0))


def _colleagues(at: Scene) -> list[Staff]:
    rows = at.book.db.execute(select(t.staff.c.id).where(t.staff.c.left_day.is_(None), t.staff.c.active == 1)).all()
    found = [at.book.member_by_id(StaffId(bytes(row.id))) for row in rows]
    return [member.staff for member in found if member is not None]


def _label(file: CaseFile, staff: Staff, load: int) -> str:
    language, cases = file.case.language, count(load, "case")
    if language in staff.profile.languages:
        return say("transfer.who_speaks", name=staff.name, language=language_name(language), cases=cases)
    return say("transfer.who", name=staff.name, cases=cases)


def _hold_out(at: Scene, effect: b.HoldOut) -> None:
    """Another offer of the same claim is over with this one."""
    file, offer = at.file(effect.case), effect.offer
    _tell_asked(at, file, transfer.open_offer(file.case))
    with_case(file, offer=offer)
    at.book.audit("offered", effect.case, effect.by, offer.to)
    holds = waited(int((offer.until - at.book.now).total_seconds() // 60))
    text = say("transfer.offered", code=file.case.code_name, name=name_of(at, offer.to), holds=holds)
    tell(at, e.TellStaff(effect.by, text, effect.case, acts=(("unoffer", say("button.unoffer")),)))
    _ask(at, file, offer, holds)


def _ask(at: Scene, file: CaseFile, offer: Offer, holds: str) -> None:
    """In her main chat: until she takes it she has no topic for it, and sees of it what the queue would show."""
    case = file.case
    text = say(
        "transfer.ask", by=name_of(at, case.holder), code=case.code_name, language=language_name(case.language),
        urgency=say(f"urgency.{case.urgency.value}"), holds=holds,
    )  # fmt: skip
    acts = [("take", say("button.take")), *((NO + why, f"✗ {say(WHY + why)}") for why in WHY_NOT)]
    buttons = tuple((label, staff_data(act, case.id, case.token)) for act, label in acts)
    tell(at, e.TellStaff(offer.to, text, buttons=buttons))


def _end_offer(at: Scene, effect: b.EndOffer) -> None:
    file = at.file(effect.case)
    offer = transfer.open_offer(file.case)
    if offer is None:
        return
    with_case(file, offer=None)
    act = f"bounced:{effect.why}" if effect.why else f"offer_{effect.how}"
    at.book.audit(act, effect.case, effect.by, file.case.holder if effect.why else offer.to)
    if effect.how != "bounced":
        _tell_asked(at, file, offer)
    if effect.how != "unoffered" and file.case.holder:
        why = {"why": say(WHY + effect.why)} if effect.why else {}
        text = say(f"transfer.{effect.how}", code=file.case.code_name, name=name_of(at, offer.to), **why)
        tell(at, e.TellStaff(file.case.holder, text, effect.case))


def _tell_asked(at: Scene, file: CaseFile, offer: Offer | None) -> None:
    if offer is not None:
        text = say("transfer.over", code=file.case.code_name, by=name_of(at, file.case.holder))
        tell(at, e.TellStaff(offer.to, text))


# --- back again --------------------------------------------------------------------------------------------------


def _ask_first(at: Scene, file: CaseFile) -> None:
    last = at.book.member_by_id(file.last_holder) if file.last_holder else None
    load = held(at.book).get(last.staff.id, 0) if last else 0
    opens = opens_next(at.opening.of(file.case.team), at.book.now)
    first = again.first(file.case, last.staff if last else None, load, at.book.now, opens)
    if first is None or not _is_in(at, first.whom, opens or at.book.now):
        return
    with_case(file, first=first)
    at.book.audit("asked_first", file.case.id, None, first.whom)
    case = file.case
    since = {"since": f"{first.since:%d %b %H:%M}"} if first.since else {}
    text = say(
        "again.first_later" if since else "again.first", code=case.code_name, language=language_name(case.language),
        until=f"{first.until:%H:%M}", urgency=say(f"urgency.{case.urgency.value}"), **since,
    )  # fmt: skip
    acts = (("claim", say("button.claim")), ("pass", say("button.pass")))
    buttons = tuple((label, staff_data(act, case.id, case.token)) for act, label in acts)
    tell(at, e.TellStaff(first.whom, text, buttons=buttons))


def _is_in(at: Scene, whom: StaffId, then: datetime) -> bool:
    """By the rota; who is not on it at all may be there at any time."""
    shifts = rota.shifts(at.book)
    return all(each.staff != whom for each in shifts) or whom in on_duty(shifts, then, at.opening.zone)


def _ask_anybody(at: Scene, effect: b.AskAnybody) -> tuple[e.Effect, ...]:
    with_case(at.file(effect.case), first=None)
    at.book.audit("asked_anybody", effect.case, effect.by)
    return (e.Card(effect.case),)


def _reopen(at: Scene, effect: b.Reopen) -> tuple[e.Effect, ...]:
    """Only while it is still hers: once she has begun anew, nothing of it may come back to her."""
    file, by = at.file(effect.case), at.book.member_by_id(effect.by)
    if by is None:
        return ()
    move = claims.open_again(file.case, by.staff, at.book.now)
    if not isinstance(move, Refused) and not is_hers(at.book, file):
        move = Refused("not_hers")
    if isinstance(move, Refused):
        text = refusal(move, file.case.code_name, name_of(at, move.holder))
        return (e.Toast(effect.query, text, alert=True),)
    told = e.Toast(effect.query, say("toast.reopened", code=file.case.code_name))
    return (e.Make(move, won=(told, b.AskFirst(effect.case), e.Card(effect.case)), by=effect.by),)


# --- reached -----------------------------------------------------------------------------------------------------


def _reachable(at: Scene, effect: b.Reachable) -> tuple[e.Effect, ...]:
    member = at.book.member_by_id(effect.staff)
    if member is None or member.staff.reachable == effect.on:
        return ()
    member.staff, member.changed = replace(member.staff, reachable=effect.on), True
    at.book.audit("reachable" if effect.on else "unreachable", None, effect.staff)
    files = [] if effect.on else at.book.held_by(effect.staff)
    claimed = [file for file in files if file.case.state is State.CLAIMED]
    return tuple(one for file in claimed for one in unasked.unreachable(file, member.staff))
