"""Acts that take two people: asked for by one, agreed to by another, and told to everybody who may know."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot import effects as e
from bot import her_consents
from bot.asked import Asked, refused
from bot.effects import Effect
from bot.effects_of_holds import AgreeTwo, AskTwo, OfHolds
from bot.ledger import holds
from bot.ledger import tables as t
from bot.ledger.book import DAY
from bot.ledger.records import CaseFile
from bot.scene import Scene
from bot.to_staff import name_of, tell
from handoff import holding
from handoff.desk import count, refusal, say
from handoff.holding import LONGEST, TOLD_BEFORE, Two
from handoff.model import Refused, Role, Staff, StaffId, State
from handoff.retention import What
from handoff.roles import Act, may

COMMANDS = ("/hold", "/lift")
AGREE = "agree."  # how the act of agreeing begins; what, and for how many days, follow
HOLD, LIFT, RENEW = (("hold", say("button.hold")), ("lift", say("button.lift")), ("renew", say("button.renew")))
_BARRED = "secret"


# --- wanted: pure


def act(asked: Asked, file: CaseFile, name: str) -> tuple[Effect, ...]:
    """Nothing, where the act is none of these."""
    by = asked.member.staff
    if name == "renew":
        wish = AskTwo(Two.KEEP, file.case.id, by.id)
        return (e.Toast(asked.heard.query), wish) if may(Act.ASK_KEEP, by, file.case) else (_no(asked, file),)
    if name not in (HOLD[0], LIFT[0]):
        return ()
    if not may(Act.ASK_HOLD, by, file.case):
        return (_no(asked, file),)
    code = file.case.code_name
    how = say("hold.how", code=code, most=str(LONGEST))
    if name == LIFT[0] and file.held_until is not None:
        how = say("lift.how", code=code, day=day_of(file.held_until))
    return (e.Toast(asked.heard.query), e.TellStaff(by.id, how, file.case.id))


def agreed(asked: Asked, file: CaseFile, name: str) -> tuple[Effect, ...]:
    """However the case has moved since: it is about the case, and not about a claim."""
    what, _, days = name.removeprefix(AGREE).partition(".")
    if what not in set(Two) or not (days.isascii() and days.isdigit()) or len(days) > 3:
        return (e.Toast(asked.heard.query, say("toast.old")),)
    return (AgreeTwo(Two(what), file.case.id, asked.member.staff.id, int(days), asked.heard.query),)


def command(asked: Asked, name: str, words: str) -> tuple[Effect, ...]:
    """Only of the case that she replied to, or whose topic it is."""
    by, file = asked.member.staff, asked.file
    if file is None or not asked.addressed:
        return (e.TellStaff(by.id, say("hold.which"), reply_to=asked.heard.message),)
    first, _, rest = words.strip().partition(" ")
    days = int(first) if name == "/hold" and first.isascii() and first.isdigit() and len(first) < 4 else 0
    why = rest if days else words
    barred = bool(days) and why.split(maxsplit=1)[:1] == [_BARRED]
    if barred:
        why = why.removeprefix(_BARRED)
    what = Two.HOLD if name == "/hold" else Two.LIFT
    return (AskTwo(what, file.case.id, by.id, days, why.strip(), barred, asked.heard.message),)


def _no(asked: Asked, file: CaseFile) -> Effect:
    return refused(asked, Refused("not_staff"), file)


# --- carried out


def carry_out(at: Scene, effect: OfHolds) -> None:
    match effect:
        case AskTwo():
            _ask(at, effect)
        case AgreeTwo():
            _agree(at, effect)


def _ask(at: Scene, effect: AskTwo) -> None:
    file, by = at.file(effect.case), at.book.member_by_id(effect.by)
    if by is None:
        return
    code, days = file.case.code_name, effect.days
    if effect.what is Two.KEEP:
        days = at.book.tools.keep.days(What.OPEN)
    why_not = holding.ask(
        effect.what, file.case, by.staff, effect.why, days, held=holds.stands(at.book, file)
    )  # fmt: skip
    others = [each for each in _staff(at) if holding.may_agree(effect.what, file.case, each, effect.by)]
    if why_not is not None or not others:
        text = refusal(why_not, code) if why_not else say("two.nobody", code=code)
        tell(at, e.TellStaff(effect.by, text, reply_to=effect.message))
        return
    wish = holds.Wish(holds.new_id(), effect.case, effect.what, effect.by, days, effect.why, effect.barred)
    holds.ask(at.book, wish)
    at.book.audit(f"{effect.what}_asked", effect.case, effect.by)
    slots = {"code": code, "by": by.staff.name}
    slots |= {"days": count(days, "day")} if effect.what in (Two.HOLD, Two.KEEP) else {}
    slots |= {"why": effect.why} if effect.what in (Two.HOLD, Two.LIFT, Two.BASIS) else {}
    slots |= {"told": _may_she_know(effect.barred)} if effect.what is Two.HOLD else {}
    acts = ((f"{AGREE}{effect.what}.{days}", say("button.agree")),)
    for each in others:
        tell(at, e.TellStaff(each.id, say(f"two.{effect.what}", **slots), effect.case, acts=acts))
    names = ", ".join(sorted(each.name for each in others))
    tell(at, e.TellStaff(effect.by, say("two.asked", code=code, names=names), effect.case))


def _agree(at: Scene, effect: AgreeTwo) -> None:
    file, by = at.file(effect.case), at.book.member_by_id(effect.by)
    wish = holds.asked(at.book, effect.case, effect.what, effect.days)
    if by is None or wish is None:
        at.book.toasts.append((effect.query, say("two.over"), True))
        return
    why_not = holding.agree(effect.what, file.case, by.staff, wish.by)
    if why_not is not None or not holds.agreed(at.book, wish, effect.by):
        text = refusal(why_not, file.case.code_name) if why_not else say("two.over")
        at.book.toasts.append((effect.query, text, True))
        return
    today = at.book.moment // DAY
    if effect.what is Two.KEEP:
        file.touched_day, file.changed = today, True
    elif effect.what is Two.BASIS:
        her_consents.seconded(at, file, wish.days, by.staff.name)
    elif effect.what is not Two.EXPORT:
        holds.put(at.book, file, today + wish.days if effect.what is Two.HOLD else None)
    at.book.audit(f"{effect.what}_agreed", effect.case, effect.by, wish.by)
    slots = {"code": file.case.code_name, "by": name_of(at, wish.by), "other": by.staff.name}
    until: dict[str, str] = {}
    if effect.what is Two.HOLD:
        until = {"day": day_of(today + wish.days), "told": _may_she_know(not holds.may_be_told(at.book, file))}
    at.book.toasts.append((effect.query, "", False))
    for each in {effect.by, wish.by, *(one.id for one in _staff(at) if one.role is Role.DPO)}:
        tell(at, e.TellStaff(each, say(f"two.done.{effect.what}", **slots, **until), effect.case))


def _may_she_know(barred: bool) -> str:
    return say("hold.barred" if barred else "hold.told")


def _staff(at: Scene) -> list[Staff]:
    rows = at.book.db.execute(select(t.staff.c.id).where(t.staff.c.active == 1, t.staff.c.left_day.is_(None))).all()
    found = [at.book.member_by_id(StaffId(bytes(row.id))) for row in rows]
    return [member.staff for member in found if member is not None]


def day_of(day: int) -> str:
    return f"{datetime.fromtimestamp(day * DAY, UTC):%d %B %Y}"


# --- said in time


def look(at: Scene, idle: list[bytes]) -> None:
    """Each once: of a hold that ends, and of an open case (`idle`) that will be forgotten, who can do something."""
    for case in holds.ending(at.book, TOLD_BEFORE):
        file = at.book.case(case)
        if file is not None and file.held_until is not None and _is_new(at, file, "hold_ends", file.held_until):
            then = say("hold.then_erased" if file.case.state is State.SEALED else "hold.then_forgotten")
            text = say("hold.ends", code=file.case.code_name, day=day_of(file.held_until), then=then)
            for each in _staff(at):
                if may(Act.ASK_HOLD, each, file.case):
                    tell(at, e.TellStaff(each.id, text, case, acts=(HOLD, LIFT)))
    for id in idle:
        found = at.book.case(id)
        if found is not None and _is_new(at, found, "review", found.touched_day):
            _review(at, found)


def _review(at: Scene, file: CaseFile) -> None:
    if file.case.state is State.CLOSED:
        _goes_before_its_date(at, file)
        return
    today, keeps = at.book.moment // DAY, at.book.tools.keep.days(What.OPEN)
    text = say(
        "keep.review", code=file.case.code_name, days=count(today - file.touched_day, "day"),
        day=day_of(file.touched_day + keeps + 1),
    )  # fmt: skip
    for each in _staff(at):
        if may(Act.ASK_KEEP, each, file.case):
            tell(at, e.TellStaff(each.id, text, file.case.id, acts=(RENEW,)))


def _goes_before_its_date(at: Scene, file: CaseFile) -> None:
    """It is closed, and was kept for a date after its referral: longer than this nothing that is closed is."""
    last = file.touched_day + at.book.tools.keep.days(What.OPEN) + 1
    text = say("keep.dated", code=file.case.code_name, day=day_of(last))
    for each in _staff(at):
        if may(Act.REOPEN, each, file.case):
            tell(at, e.TellStaff(each.id, text, file.case.id, acts=(("reopen", say("button.reopen")),)))


def _is_new(at: Scene, file: CaseFile, what: str, day: int) -> bool:
    """Whether this was not told yet of this day."""
    if file.told.get(what) == day:
        return False
    file.told, file.changed = {**file.told, what: day}, True
    return True
