"""What her screens say of her wait, as it stands when they are shown: place, promise, wish, and her safe hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from bot import months
from bot.case_screens import as_asked, with_way_out
from bot.ledger import tables as t
from bot.ledger.book import Book
from bot.ledger.hands import waiting_before
from bot.ledger.records import CaseFile
from bot.scene import Scene
from bot.words import isolated
from flows.engine.model import Screen
from handoff.model import Role, StaffId, State
from handoff.waiting import LONDON

_DESK = (Role.ADVOCATE.value, Role.COORDINATOR.value)
_AT_WORK = select(t.staff.c.id).where(t.staff.c.role.in_(_DESK), t.staff.c.active == 1)


def as_it_stands(at: Scene, file: CaseFile | None, screen: Screen, language: str) -> tuple[Screen, Mapping[str, str]]:
    """The screen with what is true now in place of what is always true, and the values that its texts need."""
    if file is None:
        return screen, {}
    opens = at.opening.opens(file.case.team, language, at.book.now) if file.case.state is State.WAITING else None
    parts = tuple(told for part in screen.parts for told in _now_true(at, file, part, closed=opens is not None))
    slots = _slots(at, file, parts, language)
    when = {"opens_day": isolated(opens.day), "opens_time": opens.time} if opens else {}
    screen = as_asked(with_way_out(screen) if file.hers.agreed else screen, file.hers.wanted)
    return screen._replace(parts=parts), {**slots, **when}


def _now_true(at: Scene, file: CaseFile, part: str, *, closed: bool) -> tuple[str, ...]:
    """While nobody is there, what says that she waits says until when, and who answers now."""
    if part == "globals/kept_for_person" and closed:
        return ("globals/kept_till_open",)
    if part == "globals/wish_kept" and file.case.wish and not _anybody(at.book, file.case.wish):
        return ("globals/wish_takes_longer",)
    if part != "globals/waiting":
        return (part,)
    likely = file.hers.likely(at.book.now)
    if closed:
        waiting = ("globals/waiting_till_open", *(["globals/likely_between"] if likely else []))
    else:
        waiting = ("globals/waiting_until" if likely else part,)
    return (*waiting, *(["globals/only_safe_hours"] if file.hers.hours else []))


def _slots(at: Scene, file: CaseFile, parts: tuple[str, ...], language: str) -> Mapping[str, str]:
    named = {name for part in parts for name in at.bundle.placeholders(part)}
    slots = {"place_in_line": str(waiting_before(at.book, file) + 1)} if "place_in_line" in named else {}
    if "organisation" in named and len(file.hers.wanted) == 3:
        slots["organisation"] = isolated(file.hers.wanted[2])
    made = file.hers.promised
    if made is not None and "person_until" in named:
        slots["person_from"] = clock(max(made.since, at.book.now), at.book.now, language)
        slots["person_until"] = clock(made.until, at.book.now, language)
    return slots


def clock(moment: datetime, now: datetime, language: str) -> str:
    """`14:30` by her clock; with the day, where it is another one."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    time = f"{local:%H:%M}"
    return time if local.date() == today else f"{isolated(months.with_weekday(local.date(), language))}, {time}"


def _anybody(book: Book, wish: str) -> bool:
    """Whether any colleague at all is the one she asked for."""
    ids = [StaffId(bytes(row.id)) for row in book.db.execute(_AT_WORK)]
    members = (book.member_by_id(id) for id in ids)
    return any(member is not None and member.staff.profile.sex == wish for member in members)
