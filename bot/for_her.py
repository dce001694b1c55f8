"""Her wait and her phone: what she is told of the one, and when something may appear on the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot import alerting, her_consents, in_case, to_staff, to_worker
from bot import effects as e
from bot import effects_for_her as hers
from bot.case_screens import QUESTION, WISH_AGAIN
from bot.ledger import feedback, waits
from bot.ledger import tables as t
from bot.ledger.hands import in_line, is_hers, waiting_before
from bot.ledger.records import CaseFile, with_case, with_hers
from bot.scene import Scene
from bot.unasked_texts import known
from handoff.closing import may_be_asked_how_it_was
from handoff.desk import say
from handoff.feedback import AFTER, ANSWERS, QUESTIONS, after, good_time
from handoff.hours import Office, after_open, open_time, opens_next
from handoff.model import Case, Move, Role, StaffId, State, Urgency
from handoff.safe_hours import HERE
from handoff.waiting import Asking, Wait, asking, coarse, promise

DONE = "done"  # no question stands, and none will

ASK_AGAIN = {
    Urgency.NOW: timedelta(minutes=10),
    Urgency.SOON: timedelta(hours=1),
    Urgency.NORMAL: timedelta(hours=12),
}
"""After so long a wait for the one she asked for she is asked whether anybody else would do."""


def carry_out(at: Scene, effect: hers.ForHer) -> None:
    file = at.file(effect.case)
    match effect:
        case hers.Asked():
            asked(at, file)
        case hers.Here():
            here(at, file)
        case hers.Keep():
            opens = effect.hours.next(at.book.now) if file.hers.opens else None
            with_hers(file, hours=effect.hours, opens=opens)
        case hers.Want():
            with_case(file, wish=effect.wish)
            with_hers(file, wish_at=_ask_again(file.case, at.book.now))
            at.book.audit("wished", effect.case)
        case hers.Due():
            _due(at, file)
        case hers.Spare():
            with_hers(file, spared=True, untold=(), opens=None)
        case hers.Rate():
            _rated(at, file, effect)
        case hers.Consent():
            her_consents.answered(at, file, effect)
        case hers.TakeBack():
            her_consents.take_back(at, file)


# --- her wait ----------------------------------------------------------------------------------------------------


def asked(at: Scene, file: CaseFile) -> None:
    """Her wait begins: her place, and what can be said of how long it will take."""
    now, place = at.book.now, waiting_before(at.book, file) + 1
    offices = at.opening.of(file.case.team)
    known = [*waits.known(at.book), *_still(at, file)]
    made = promise(known, _asking(at, file.case, place), partial(_after, offices, now))
    with_hers(file, place=place, promised=made, late=False, wish_at=_ask_again(file.case, now))


def moved(at: Scene, file: CaseFile, before: Case, move: Move) -> None:
    """What a move means for her wait. `before`: the case as it stood."""
    if before.state is State.WAITING and move.state is not State.WAITING and file.hers.place:
        waits.note(at.book, _wait(at, before, file.hers.place, came=move.state is State.CLAIMED))
        with_hers(file, place=0, promised=None)
    if move.state is State.CLOSED:
        asks = may_be_asked_how_it_was(before, move.why) and not file.quiet and not file.hers.spared
        with_hers(file, asked_at=at.book.now + AFTER if asks and not file.hers.asking else None)
    if move.state is State.WAITING:
        with_hers(file, wish_at=_ask_again(file.case, at.book.now))
        if before.state is State.CLOSED:
            asked(at, file)


def _asking(at: Scene, case: Case, place: int) -> Asking:
    opens = opens_next(at.opening.of(case.team), case.opened_at) or case.opened_at
    return asking(case.urgency, place, case.opened_at, opens)


def _wait(at: Scene, case: Case, place: int, *, came: bool) -> Wait:
    return Wait(_asking(at, case, place), _minutes(at, case.team, case.opened_at), came)


def _still(at: Scene, but: CaseFile) -> list[Wait]:
    """Those that wait now have waited at least so long. From the plain columns: no key is opened for it."""
    line = in_line(at.book, but)
    return [
        Wait(asking(urgency, place, since, since), _minutes(at, "", since), came=False)
        for place, (urgency, since) in enumerate(line, start=1)
    ]


def _minutes(at: Scene, team: str, since: datetime) -> int:
    """In which the desk was open, coarse. Where nobody has said when it is, it always is."""
    offices, now = at.opening.of(team), at.book.now
    return coarse((open_time(offices, since, now) if offices else now - since) / timedelta(minutes=1))


def _after(offices: Sequence[Office], now: datetime, open_for: timedelta) -> datetime | None:
    return after_open(offices, now, open_for) if offices else now + open_for


def _ask_again(case: Case, now: datetime) -> datetime | None:
    return now + ASK_AGAIN[case.urgency] if case.wish else None


# --- her phone ---------------------------------------------------------------------------------------------------


def quiet(at: Scene, effect: e.Quiet) -> None:
    """She has hidden the chat, or opened it again: what waited for that may come."""
    in_case.quiet(at, effect)
    if not effect.on:
        here(at, at.file(effect.case))


def here(at: Scene, file: CaseFile) -> None:
    """She is at the phone: what was held may come, unless she has hidden the chat."""
    if file.hers.hours:
        with_hers(file, here_until=at.book.now + HERE)
        if not file.silent(at.book.now):
            _opens(at, file)


def _opens_or_later(at: Scene, file: CaseFile) -> None:
    """The time has come, unless she has chosen other hours since. Where she has hidden the chat, or it is closed on her
    side, it comes when she is back."""
    if not file.silent(at.book.now):
        _opens(at, file)
    else:
        shut = file.quiet or file.away
        with_hers(file, opens=None if shut else file.hers.hours.next(at.book.now))


def _opens(at: Scene, file: CaseFile) -> None:
    untold = known(file.hers.untold)
    with_hers(file, opens=None, untold=())
    if untold:
        to_worker.tell(at, e.TellWorker(file.case.id, untold))
    in_case.let_go(at, file)


def _due(at: Scene, file: CaseFile) -> None:
    """One thing at a time; what is still due is seen in the next round."""
    now, case, told = at.book.now, file.case, file.hers
    if told.opens is not None and told.opens <= now:
        _opens_or_later(at, file)
    elif case.state is State.CLOSED:
        _how_it_was(at, file)
    elif told.promised is not None and told.promised.until <= now and not told.late:
        _broken(at, file)
    elif told.wish_at is not None and told.wish_at <= now:
        with_hers(file, wish_at=_ask_again(case, now))
        if case.wish:
            to_worker.tell(at, e.TellWorker(case.id, (WISH_AGAIN,)))


def _how_it_was(at: Scene, file: CaseFile) -> None:
    """Once, by day or in her own hours, and only while this is still the case that she comes back to."""
    now = at.book.now
    good = good_time(file.hers.hours, now)
    if good > now:
        with_hers(file, asked_at=good)
        return
    with_hers(file, asked_at=None)
    if not file.hers.spared and not file.away and is_hers(at.book, file):
        with_hers(file, asking=QUESTIONS[0])
        to_worker.tell(at, e.TellWorker(file.case.id, (QUESTION[QUESTIONS[0]],)))


def _rated(at: Scene, file: CaseFile, effect: hers.Rate) -> None:
    if effect.answer in ANSWERS:
        feedback.count(at.book, effect.question, effect.answer)
    following = after(effect.question) if effect.answer in ANSWERS else ""
    with_hers(file, asking=following or DONE)


def _broken(at: Scene, file: CaseFile) -> None:
    """She is told once, and so are those who run the desk: a promise is theirs to keep. Her alert climbs at once."""
    with_hers(file, late=True)
    at.book.audit("promise_broken", file.case.id)
    to_worker.tell(at, e.TellWorker(file.case.id, ("globals/still_waiting",)))
    alerting.hurry(at, file.case.id)
    text = say("promise_broken", code=file.case.code_name)
    for row in at.book.db.execute(_COORDINATORS).all():
        to_staff.tell(at, e.TellStaff(StaffId(bytes(row.id)), text))


_COORDINATORS = select(t.staff.c.id).where(t.staff.c.role == Role.COORDINATOR.value, t.staff.c.active == 1)
