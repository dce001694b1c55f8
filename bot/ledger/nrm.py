"""Of a case: who was asked to refer it, for whom one is looked for, and the dates after the referral. All sealed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import insert, select, update

from bot.ledger import tables as t
from bot.ledger.book import DAY, Book
from bot.ledger.records import CaseFile
from handoff.model import CaseId
from handoff.referral.after import Asked, Course, Decision
from handoff.referral.directory import ANSWERS_IN, Ended, Need, Try

_NOTHING_YET = Course()


@dataclass(frozen=True, slots=True)
class Nrm:
    """`began`: the day of the first contact. `told`: reminders given. `counted`: what the report has of it."""

    case: CaseId
    need: Need
    began: date
    course: Course = _NOTHING_YET
    accepted: date | None = None
    told: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


def of_case(book: Book, file: CaseFile) -> Nrm:
    """As it stands; of a case about which nothing was said yet, what is known of it anyway."""
    row = book.db.execute(select(t.nrm).where(t.nrm.c.case_id == file.case.id)).first()
    if row is None:
        nation = file.summary.get("nation")
        known = nation.replace("_", "-") if isinstance(nation, str) and nation != "not_known" else ""
        return Nrm(file.case.id, Need(known, language=file.case.language), file.case.opened_at.date())
    return _read(file.case.id, orjson.loads(book.open(row.sealed, file.case.id, "nrm", file.case.id)))


def keep(book: Book, file: CaseFile, nrm: Nrm) -> None:
    """Work on a case is a sign of its life, also where nobody has written."""
    touch(book, file)
    sealed = book.seal(orjson.dumps(_plain(nrm)), nrm.case, "nrm", nrm.case)
    if book.db.execute(update(t.nrm).where(t.nrm.c.case_id == nrm.case).values(sealed=sealed)).rowcount == 0:
        book.db.execute(insert(t.nrm).values(case_id=nrm.case, sealed=sealed, look_at=None))


def touch(book: Book, file: CaseFile) -> None:
    file.touched_day, file.changed = book.moment // DAY, True


def due(book: Book) -> list[CaseId]:
    """Of whom somebody is to be reminded now."""
    rows = book.db.execute(select(t.nrm.c.case_id).where(t.nrm.c.look_at <= book.moment))
    return [CaseId(bytes(row.case_id)) for row in rows]


def is_to_come(book: Book, case: CaseId) -> bool:
    """Whether somebody has still to be reminded of something."""
    found = select(t.nrm.c.case_id).where(t.nrm.c.case_id == case, t.nrm.c.look_at.is_not(None))
    return book.db.execute(found).first() is not None


def later(book: Book, case: CaseId, look: date | None) -> None:
    """`look`: the day on which somebody is to be reminded next."""
    book.db.execute(update(t.nrm).where(t.nrm.c.case_id == case).values(look_at=_morning(look)))


# --- who was asked ------------------------------------------------------------------------------------------------


def tries(book: Book, case: CaseId) -> dict[int, Try]:
    """By their number, in the order in which they were asked."""
    rows = book.db.execute(select(t.tries).where(t.tries.c.case_id == case).order_by(t.tries.c.nr)).all()
    found = {}
    for row in rows:
        told = orjson.loads(book.open(row.sealed, case, "tries", bytes(row.id), row.nr))
        found[row.nr] = _try(*told)
    return found


def ask(book: Book, case: CaseId, organisation: str) -> tuple[int, Try]:
    nr = max(tries(book, case), default=0) + 1
    today = book.now.date()
    made, id = Try(organisation, today, today + ANSWERS_IN), secrets.token_bytes(16)
    row = {"id": id, "case_id": case, "nr": nr, "due": _ends(made)}
    book.db.execute(insert(t.tries), {**row, "sealed": _sealed(book, case, id, nr, made)})
    return nr, made


def change(book: Book, case: CaseId, nr: int, made: Try) -> None:
    row = book.db.execute(select(t.tries.c.id).where(t.tries.c.case_id == case, t.tries.c.nr == nr)).one()
    id = bytes(row.id)
    values = {"sealed": _sealed(book, case, id, nr, made), "due": _ends(made)}
    book.db.execute(update(t.tries).where(t.tries.c.id == id).values(values))


def lapsed(book: Book) -> list[tuple[CaseId, int]]:
    """Offers that nobody has answered in time."""
    rows = book.db.execute(select(t.tries.c.case_id, t.tries.c.nr).where(t.tries.c.due <= book.moment))
    return [(CaseId(bytes(row.case_id)), row.nr) for row in rows]


def _ends(made: Try) -> int | None:
    return _morning(made.until + timedelta(days=1)) if made.ended is None else None


def _sealed(book: Book, case: CaseId, id: bytes, nr: int, made: Try) -> object:
    told = [made.organisation, made.asked, made.until, made.ended, made.on, made.words]
    return book.seal(orjson.dumps(told), case, "tries", id, nr)


def _try(organisation: str, asked: str, until: str, ended: str | None, on: str | None, words: str) -> Try:
    day = date.fromisoformat
    return Try(organisation, day(asked), day(until), Ended(ended) if ended else None, day(on) if on else None, words)


# --- sealed parts -------------------------------------------------------------------------------------------------

_MORNING = 8  # o'clock: nobody is reminded at night


def _morning(day: date | None) -> int | None:
    return int(datetime(day.year, day.month, day.day, _MORNING, tzinfo=UTC).timestamp()) if day else None


def _plain(nrm: Nrm) -> Mapping[str, Any]:
    need, course = nrm.need, nrm.course
    return {
        "need": [need.nation, need.age, need.sex, sorted(need.types), need.language, dict(need.so)],
        "began": nrm.began, "accepted": nrm.accepted, "told": nrm.told, "counted": nrm.counted,
        "course": {
            "submitted": course.submitted, "hours": course.hours, "left": course.left,
            "rg": _listed(course.rg), "cg": _listed(course.cg), "asked": _listed(course.asked),
            "result": _listed(course.result),
        },
    }  # fmt: skip


def _listed(told: tuple[object, ...] | None) -> list[object] | None:
    return None if told is None else list(told)


def _read(case: CaseId, told: Mapping[str, Any]) -> Nrm:
    nation, age, sex, types, language, so = told["need"]
    return Nrm(
        case, Need(nation, age, sex, frozenset(types), language, so), date.fromisoformat(told["began"]),
        _course(told["course"]), _day(told["accepted"]), tuple(told["told"]), tuple(told["counted"]),
    )  # fmt: skip


def _course(told: Mapping[str, Any]) -> Course:
    asked = told["asked"]
    again = Asked(date.fromisoformat(asked[0]), asked[1], tuple(asked[2])) if asked else None
    rg, cg, result = (_decision(told[name]) for name in ("rg", "cg", "result"))
    return Course(_day(told["submitted"]), told["hours"], rg, cg, again, result, _day(told["left"]))


def _decision(told: list[str] | None) -> Decision | None:
    return Decision(date.fromisoformat(told[0]), told[1]) if told else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
