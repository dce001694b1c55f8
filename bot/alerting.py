"""Alerts as they climb: who is told, what a tap does, and when it is over. Called at each look at the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

from sqlalchemy import select

from bot import rota_desk
from bot.effects import TellWorker
from bot.effects_alerts import Hurry, OfAlerts, OnIt, PutRota, ShowAlerts, ShowRota
from bot.ledger import alarms, rota
from bot.ledger import alerts as kept
from bot.ledger import tables as t
from bot.ledger.records import CaseFile, Member
from bot.logs import event
from bot.scene import Scene
from bot.telegram import calls
from bot.telegram.buttons import staff_data
from bot.to_staff import language_name
from bot.to_worker import tell as tell_worker
from handoff import alerts, fit
from handoff.alerts import COUNTS_ALWAYS, Alert, Ladder, Rung
from handoff.desk import say, waited
from handoff.hours import after_open
from handoff.model import Case, CaseId, Role, StaffId
from handoff.queue import minutes_waited, waits_for
from handoff.rota import on_duty

_ACTIVE = select(t.staff.c.id).where(
    t.staff.c.active == 1, t.staff.c.role.in_((Role.ADVOCATE.value, Role.COORDINATOR.value))
).order_by(t.staff.c.id)  # fmt: skip


def carry_out(at: Scene, effect: OfAlerts) -> None:
    match effect:
        case OnIt():
            on_it(at, effect.case, effect.by)
        case Hurry():
            hurry(at, effect.case)
        case ShowAlerts():
            rota_desk.show_alerts(at, effect.to)
        case ShowRota():
            rota_desk.show(at, effect.to)
        case PutRota():
            rota_desk.put(at, effect)
        case _:
            assert_never(effect)


def look(at: Scene) -> None:
    """Every waiting case has its alert, what is due climbs, and what nobody waits for any more ends."""
    rota_desk.look(at)
    waiting = {file.case.id: file for file in at.book.all_waiting()}
    rows = kept.all_of(at.book)
    for case in rows.keys() - waiting.keys():
        kept.end(at.book, case)
    for file in waiting.values():
        if not file.away:
            _look_at(at, file, rows.get(file.case.id))
        elif file.case.id in rows:  # nobody could do anything now; it begins anew when she is back
            kept.end(at.book, file.case.id)


def _look_at(at: Scene, file: CaseFile, row: kept.Row | None) -> None:
    rungs = _rungs(at, file.case)
    if row is None or not alerts.stands(row.alert, file.case):
        begun = alerts.begin(file.case, at.book.now, rungs, partial(_after, at, file.case))
        row = kept.of(at.book, file.case.id) if kept.begin(at.book, begun, row) else None
    while row is not None and _counts(at, file.case):
        climbed = _climb(at, file, row, rungs)
        if climbed is None:
            break
        row = climbed
    if row is not None:
        _offer(at, file, row, rungs)


def _climb(at: Scene, file: CaseFile, row: kept.Row, rungs: Ladder) -> kept.Row | None:
    """The rung that is due, tried; None: nothing is due, or another process has tried it."""
    case, now = file.case, at.book.now
    again = alerts.again(case.urgency, at.bundle.desk.ladders)
    step = alerts.climb(row.alert, now, rungs, partial(_after, at, case), again)
    if step is None:
        return None
    rung, after = step
    nowhere_else = rung is Rung.OUTSIDE and not at.channels and alerts.at_the_top(row.alert, rungs)
    people = _people(at, case, Rung.COORDINATORS if nowhere_else else rung)
    after = alerts.reached(after, len(people) or len(at.channels) * (rung is Rung.OUTSIDE), now, rungs)
    if not kept.change(at.book, row, after):
        return None
    event("alert_climbed", case=case.id.hex(), what=rung.value, count=len(people))
    at.book.audit(f"alert:{rung.value}", case.id)
    for member in people:
        _tell(at, member, file)
    if rung is Rung.OUTSIDE:
        alarms.raise_again(at.book, alarms.NOBODY_ANSWERED, _about(after), at.channels, case.id)
    return kept.Row(after, row.version + 1)


def _offer(at: Scene, file: CaseFile, row: kept.Row, rungs: Ladder) -> None:
    """Nobody of the desk has answered: she is told who answers elsewhere, once, and stays in the line. While she has
    hidden the chat nothing appears there; it is said when she is back. Not before its time, also where the desk has
    nobody to call: the card is there from the first moment, and somebody may take it."""
    if not alerts.at_the_top(row.alert, rungs) or row.alert.offered or row.alert.by is not None or file.quiet:
        return
    time = _after(at, file.case, row.alert.since, rungs[-1][1])
    if time is None or at.book.now < time:
        return
    if kept.change(at.book, row, replace(row.alert, offered=True)):
        tell_worker(at, TellWorker(file.case.id, ("globals/nobody_yet",)))


def _rungs(at: Scene, case: Case) -> Ladder:
    return alerts.ladder(case.urgency, at.bundle.desk.ladders)


def _after(at: Scene, case: Case, since: datetime, wanted: timedelta) -> datetime | None:
    """For danger the clock of the wall; for the rest the minutes in which the desk is open."""
    offices = at.opening.of(case.team)
    if case.urgency in COUNTS_ALWAYS or not offices:
        return since + wanted
    return after_open(offices, since, wanted)


def _counts(at: Scene, case: Case) -> bool:
    """Whether anybody is called now: nobody is woken for what can wait until the desk opens, and who has come back is
    offered to the colleague she knows first."""
    if case.urgency in COUNTS_ALWAYS:
        return True
    return at.opening.is_open(case.team, at.book.now) and waits_for(case, at.book.now) is None


def _about(alert: Alert) -> str:
    """What is raised once: this wait, at this urgency, and this call in it."""
    return f"case:{alert.case.hex()}:{alert.token}:{alert.urgency.value}:{alert.anew}.{alert.tried}"


# --- who is told -------------------------------------------------------------------------------------------------


def _people(at: Scene, case: Case, rung: Rung) -> list[Member]:
    """Whoever could claim it now: whom she did not ask for is not called, and who rests only for danger. The
    coordinators are called whatever stands between them and the case: it is theirs to find somebody."""
    if rung is Rung.OUTSIDE:
        return []
    staff = [
        member
        for row in at.book.db.execute(_ACTIVE).all()
        if (member := at.book.member_by_id(StaffId(bytes(row.id)))) is not None and member.staff.reachable
    ]
    if rung is Rung.COORDINATORS:
        return [member for member in staff if member.staff.role is Role.COORDINATOR]
    free = [member for member in staff if fit.why_not(member.staff, case, 0, at.book.now) is None]
    if rung is Rung.ROTA:
        on = on_duty(rota.shifts(at.book), at.book.now, at.opening.zone)
        return [member for member in free if member.staff.id in on]
    return _who_understand(free, case.language)


def _who_understand(staff: list[Member], language: str) -> list[Member]:
    """Who has said so; where nobody has, those who have said nothing of languages."""
    speak = [member for member in staff if language in member.staff.profile.languages]
    return speak or [member for member in staff if not member.staff.profile.languages]


def _tell(at: Scene, member: Member, file: CaseFile) -> None:
    """As on every card: nothing of what was said. Its delivery is noted, and counts for nothing."""
    case = file.case
    text = say(
        "alert", code=case.code_name, language=language_name(case.language), urgency=say(f"urgency.{case.urgency}"),
        waited=waited(minutes_waited(case, at.book.now)),
    )  # fmt: skip
    rows = [[(say(f"button.{act}"), staff_data(act, case.id, case.token)) for act in ("on_it", "claim")]]
    at.post(calls.notice(member.chat, text, rows), member.chat, member.staff.id, "notice", link=_link(case))


def _link(case: Case) -> dict[str, str]:
    return {"alert": case.id.hex(), "token": str(case.token)}


# --- what people and Telegram do -----------------------------------------------------------------------------------


def on_it(at: Scene, case: CaseId, by: StaffId) -> None:
    """Her tap. Another one's tap before it does not matter: each of them is on her way."""
    file, row = at.file(case), kept.of(at.book, case)
    if row is not None and alerts.stands(row.alert, file.case):
        kept.change(at.book, row, alerts.answer(row.alert, by, at.book.now, _rungs(at, file.case)))
    at.book.audit("alert:answered", case, by)


def hurry(at: Scene, case: CaseId) -> None:
    """A promise about waiting was broken."""
    file, row = at.file(case), kept.of(at.book, case)
    if row is None or not alerts.stands(row.alert, file.case):
        return
    rungs = _rungs(at, file.case)
    if alerts.at_the_top(row.alert, rungs):
        about = f"promise:{case.hex()}:{at.book.moment}"
        alarms.raise_one(at.book, alarms.PROMISE_BROKEN, about, at.channels, case)
    else:
        kept.change(at.book, row, alerts.hurry(row.alert, at.book.now, rungs))
    at.book.audit("alert:promise", case)


def not_delivered(at: Scene, case: CaseId, token: int) -> None:
    """One of those who were called cannot be reached: the bot is stopped there, or Telegram refuses."""
    file, row = at.book.case(case), kept.of(at.book, case)
    if file is None or row is None or row.alert.token != token or not alerts.stands(row.alert, file.case):
        return
    kept.change(at.book, row, alerts.missed(row.alert, at.book.now, _rungs(at, file.case)))
