"""What comes after a referral: its dates kept, what follows from them worked out from facts, and reminders of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot import effects_of_responders as r
from bot import enlist
from bot.effects import Effect, TellStaff
from bot.ledger import nrm, tallies
from bot.ledger.book import Book
from bot.ledger.nrm import Nrm
from bot.ledger.records import CaseFile
from bot.scene import Scene
from bot.to_staff import tell
from flows.engine.bundle import Bundle
from handoff.desk import say
from handoff.model import StaffId, State
from handoff.referral import measures
from handoff.referral.after import Course, Decision, Limits, days, due, in_time, told
from handoff.referral.directory import Ended

DAYS = {"target": "first_decision_days", "recovery": "recovery_days", "again": "look_again_days"}
"""Which fact says how many days."""
_HOLIDAYS = "england-and-wales"  # those who decide sit there
_GROUNDS = ("look_again", "look_again_why", "look_again_who")


def wanted(book: Book) -> tuple[Effect, ...]:
    """What the round has to do: offers that nobody has answered in time, and dates to be reminded of."""
    lapsed = (r.EndTry(case, None, nr, Ended.NO_ANSWER) for case, nr in nrm.lapsed(book))
    return (*lapsed, *(r.Remind(case) for case in nrm.due(book)))


def carry_out(at: Scene, effect: r.Follow | r.Remind) -> None:
    if isinstance(effect, r.Follow):
        _follow(at, effect)
    else:
        _remind(at, effect)


def limits(bundle: Bundle, today: date) -> Limits:
    """A fact that is not there, or no number, gives no date: none is made up."""
    found = {what: _number(bundle, name, today) for what, name in DAYS.items()}
    holidays = bundle.desk.holidays.get(_HOLIDAYS)
    return Limits(found["target"], found["recovery"], found["again"], holidays.days if holidays else frozenset())


def _number(bundle: Bundle, name: str, today: date) -> int | None:
    value = bundle.facts[name].on(today) if name in bundle.facts else ""
    return int(value) if value.isascii() and value.isdigit() else None


# --- what somebody says, and what is shown ------------------------------------------------------------------------


def _follow(at: Scene, effect: r.Follow) -> None:
    file, today = at.file(effect.case), at.book.now.date()
    known, code = nrm.of_case(at.book, file), file.case.code_name
    if effect.words:
        course = told(known.course, effect.words, today)
        if course is None:
            text = say("nrm.not_kept", code=code, how=say("nrm.how"))
            tell(at, TellStaff(effect.by, text, effect.case, reply_to=effect.reply_to))
            return
        known = _counted(at, replace(known, course=course))
        nrm.keep(at.book, file, known)
        nrm.later(at.book, effect.case, _next(at, known))
        at.book.audit("nrm_date", effect.case, effect.by)
    text = "\n".join(_shown(at, known, code))
    tell(at, TellStaff(effect.by, text, effect.case, reply_to=effect.reply_to))


def _shown(at: Scene, known: Nrm, code: str) -> Iterator[str]:
    course, today = known.course, at.book.now.date()
    if course == Course():
        yield say("nrm.none", code=code, how=say("nrm.how"))
        return
    yield say("nrm.head", code=code)
    yield from _kept(at, course)
    for what, on in days(course, limits(at.bundle, today)):
        name = DAYS[what]
        many = {"days": at.words.fact(name, today)} if what != "recovery" else {}
        yield say(f"nrm.day.{what}", day=str(on), **many)
        if (confirm := at.bundle.facts[name].confirm) is not None:
            yield say("nrm.to_confirm", what=at.bundle.texts[confirm])
    if course.refused is not None:
        yield from (at.words.fact(name, today) for name in _GROUNDS if name in at.bundle.facts)
        yield say("nrm.evidence")


def _kept(at: Scene, course: Course) -> Iterator[str]:
    if course.submitted is not None:
        hours = say("nrm.hours", hours=str(course.hours)) if course.hours is not None else ""
        yield say("nrm.line.submitted", day=str(course.submitted), hours=hours)
    for which, decision in (("rg", course.rg), ("cg", course.cg)):
        if decision is not None:
            yield _decided(which, decision)
    if course.asked is not None:
        late = in_time(course, limits(at.bundle, at.book.now.date())) is False
        grounds = " and ".join(say(f"nrm.ground.{each}") for each in course.asked.grounds)
        late_words = say("nrm.late") if late else ""
        yield say("nrm.line.asked", day=str(course.asked.on), grounds=grounds, late=late_words)
    if course.result is not None:
        yield _decided("result", course.result)
    if course.left is not None:
        yield say("nrm.line.left", day=str(course.left))


def _decided(which: str, decision: Decision) -> str:
    return say(f"nrm.line.{which}", outcome=say(f"nrm.outcome.{decision.outcome}"), day=str(decision.on))


# --- counts -------------------------------------------------------------------------------------------------------


def _counted(at: Scene, known: Nrm) -> Nrm:
    """Each step once, in the week in which it was said: a date that is put right later does not count again."""
    for what, splits in _steps(at, known):
        if what not in known.counted:
            tallies.count(at.book, what, splits)
            known = replace(known, counted=(*known.counted, what))
    return known


def _steps(at: Scene, known: Nrm) -> Iterator[tuple[str, dict[str, str]]]:
    course, band = known.course, measures.days_band
    if course.submitted is not None:
        yield "sent", {"days": band(known.accepted, course.submitted), "hours": measures.hours_band(course.hours)}
    if course.rg is not None:
        waited = band(course.submitted, course.rg.on)
        yield "rg", {"outcome": course.rg.outcome, "days": waited, "target": _in_target(at, course)}
    if course.cg is not None:
        since = course.rg.on if course.rg is not None else None
        yield "cg", {"outcome": course.cg.outcome, "days": band(since, course.cg.on)}
    if course.asked is not None:
        inside = in_time(course, limits(at.bundle, at.book.now.date()))
        said = measures.NOT_KNOWN if inside is None else "yes" if inside else "no"
        ground = "both" if len(course.asked.grounds) > 1 else course.asked.grounds[0]
        yield "asked-again", {"in-time": said, "ground": ground}
    if course.result is not None:
        yield "looked-again", {"outcome": course.result.outcome}


def _in_target(at: Scene, course: Course) -> str:
    before = replace(course, rg=None, cg=None, asked=None, result=None, left=None)
    target = next((on for what, on in days(before, limits(at.bundle, at.book.now.date())) if what == "target"), None)
    if target is None or course.rg is None:
        return measures.NOT_KNOWN
    return "in-time" if course.rg.on <= target else "later"


# --- reminders ----------------------------------------------------------------------------------------------------


def _next(at: Scene, known: Nrm) -> date | None:
    """Today, if something is to be said now: the round says it."""
    today = at.book.now.date()
    now, later = due(known.course, limits(at.bundle, today), known.told, today)
    return today if now else later


def _remind(at: Scene, effect: r.Remind) -> None:
    file, today = at.book.case(effect.case), at.book.now.date()
    if file is None or file.case.state is State.ERASED:
        nrm.later(at.book, effect.case, None)
        return
    known = nrm.of_case(at.book, file)
    now, later = due(known.course, limits(at.bundle, today), known.told, today)
    for each in now:
        text = say(f"nrm.remind.{each.what}", code=file.case.code_name, until=str(each.until))
        for whom in _who_follows(at, file):
            tell(at, TellStaff(whom, text, file.case.id))
    if now:
        nrm.keep(at.book, file, replace(known, told=(*known.told, *(each.key for each in now))))
    nrm.later(at.book, effect.case, later)


def _who_follows(at: Scene, file: CaseFile) -> list[StaffId]:
    """Who holds it; of a case in nobody's hands, the coordinators."""
    holder = file.case.holder if file.case.state is State.CLAIMED else None
    member = at.book.member_by_id(holder) if holder else None
    return [holder] if holder and member and member.staff.active else list(enlist.coordinators(at.book))
