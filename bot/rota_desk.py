"""The rota and the open alerts, as coordinators and advocates see them; and the alarm when nobody is on duty."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from bot import enlist, months
from bot.effects import TellStaff
from bot.effects_alerts import PutRota
from bot.ledger import alarms, rota
from bot.ledger import alerts as kept
from bot.ledger import tables as t
from bot.ledger.records import Member
from bot.scene import Scene
from bot.to_staff import name_of, tell
from handoff.alerts import ladder, last_tried
from handoff.desk import count, say, waited
from handoff.hours import Office, Stretch, stretches
from handoff.model import StaffId
from handoff.queue import minutes_waited, order
from handoff.rota import Shift, Wanted, anybody, of_day

DAYS = 7  # shown
NOTICE = timedelta(hours=24)
"""So long before the desk opens without anybody on duty the coordinators hear of it."""
_STAFF = select(t.staff.c.id).where(t.staff.c.active == 1, t.staff.c.left_day.is_(None)).order_by(t.staff.c.id)


# --- the rota ----------------------------------------------------------------------------------------------------


def show(at: Scene, to: StaffId) -> None:
    shifts = rota.shifts(at.book)
    today = at.book.now.astimezone(at.opening.zone).date()
    lines = [say("rota.head", zone=str(at.opening.zone))]
    lines += [_day(at, shifts, today + timedelta(days=nth)) for nth in range(DAYS)]
    if not at.opening.said():
        lines.append(say("rota.no_hours"))
    tell(at, TellStaff(to, "\n".join(lines)))


def _day(at: Scene, shifts: tuple[Shift, ...], day: date) -> str:
    on = of_day(shifts, day)
    who = ", ".join(say("rota.one", name=name_of(at, one.staff), hours=_hours(one.opens, one.closes)) for one in on)
    opens = any(office.week is not None and office.on(day) for office in at.opening.offices)
    nobody = say("rota.open_nobody" if opens else "rota.nobody")
    return say("rota.day", day=months.with_weekday(day, "en"), who=who or nobody)


def _hours(opens: int, closes: int) -> str:
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


def put(at: Scene, effect: PutRota) -> None:
    wanted, named = effect.wanted, _named(at, effect)
    if len(named) != 1:
        tell(at, TellStaff(effect.by, say("rota.who", name=wanted.name)))
        return
    whom = named[0].staff
    rota.put(at.book, whom.id, wanted)
    if coming := _coming(at):
        _withdrawn(at, coming)
    at.book.audit("rota", None, effect.by, whom.id)
    text = say("rota.put", name=whom.name, day=wanted.day, hours=_said(wanted))
    for each in {effect.by, whom.id}:
        tell(at, TellStaff(each, text))


def _said(wanted: Wanted) -> str:
    if wanted.usual and wanted.day.startswith("2"):
        return say("rota.usual")
    return ", ".join(_hours(*span) for span in wanted.spans) or say("rota.off")


def _named(at: Scene, effect: PutRota) -> list[Member]:
    """By the desk name, which colleagues see and two may share; without one it is whoever wrote it."""
    if not effect.wanted.name or not effect.everybody:
        own = at.book.member_by_id(effect.by)
        return [own] if own else []
    found = (at.book.member_by_id(StaffId(bytes(row.id))) for row in at.book.db.execute(_STAFF).all())
    return [member for member in found if member and member.staff.name.casefold() == effect.wanted.name.casefold()]


def look(at: Scene) -> None:
    """When the desk opens within a day, or is open, and nobody at all is on duty: said once, also outside."""
    coming = _coming(at)
    if coming is None or _withdrawn(at, coming):
        return
    opens = int(coming.opens.timestamp())
    if not alarms.raise_one(at.book, alarms.ROTA_EMPTY, f"rota:{opens}", (alarms.DESK, *at.channels), None, opens):
        return
    there = coming.opens.astimezone(at.opening.zone)
    text = say("rota.empty", day=months.with_weekday(there.date(), "en"), time=f"{there:%H:%M}")
    for coordinator in enlist.coordinators(at.book):
        tell(at, TellStaff(coordinator, text))


def _coming(at: Scene) -> Stretch | None:
    offices: tuple[Office, ...] = tuple(office for office in at.opening.offices if office.week is not None)
    coming = next(stretches(offices, at.book.now), None)
    return coming if coming is not None and coming.opens <= at.book.now + NOTICE else None


def _withdrawn(at: Scene, coming: Stretch) -> bool:
    """Somebody is on duty then: an alarm that has not been sent is not sent any more."""
    if not anybody(rota.shifts(at.book), coming, at.opening.zone):
        return False
    alarms.withdraw(at.book, alarms.ROTA_EMPTY)
    return True


# --- alerts ------------------------------------------------------------------------------------------------------


def show_alerts(at: Scene, to: StaffId) -> None:
    rows = kept.all_of(at.book)
    files = {file.case.id: file for file in at.book.all_waiting()}
    lines = []
    for case in order([file.case for file in files.values()], at.book.now):
        row = rows.get(case.id)
        by = say("alerts.by", name=name_of(at, row.alert.by)) if row and row.alert.by else ""
        last = last_tried(row.alert, ladder(case.urgency, at.bundle.desk.ladders)) if row else None
        rung = say(f"rung.{last or 0}")
        if files[case.id].away:
            rung = say("alerts.blocked")
        lines.append(
            say("alerts.line", code=case.code_name, urgency=say(f"urgency.{case.urgency.value}"), rung=rung, by=by,
                waited=waited(minutes_waited(case, at.book.now)))
        )  # fmt: skip
    lines = [say("alerts.head"), *lines] if lines else [say("alerts.none")]
    if unsent := alarms.waiting(at.book):
        lines.append(say("alerts.unsent", count=count(unsent, "alarm")))
    if not at.channels:
        lines.append(say("alerts.no_way_out"))
    tell(at, TellStaff(to, "\n".join(lines)))
