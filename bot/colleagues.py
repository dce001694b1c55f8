"""What is done with colleagues: shown, invited, stopped, let in again, and seen off."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from sqlalchemy import Row, delete, select, update

from bot import effects as e
from bot import enlist, unasked
from bot.ledger import readings
from bot.ledger import tables as t
from bot.ledger.book import DAY
from bot.ledger.hands import held
from bot.ledger.records import CaseFile, Member, member_plain
from bot.ledger.trail import KEPT
from bot.scene import Scene
from bot.telegram import calls
from bot.telegram.buttons import people_data
from bot.to_staff import name_of, of_herself, rest, tell
from handoff.desk import count, say
from handoff.model import CaseId, Role, StaffId, State

MOST_NAMED = 30  # code names in one message


def carry_out(at: Scene, effect: e.OfStaff) -> list[e.Effect]:
    """What follows for cases is returned: whoever applies effects knows how."""
    match effect:
        case e.ShowStaff():
            _show_staff(at, effect.to)
        case e.ShowColleague():
            _show_colleague(at, effect)
        case e.Hire():
            _hire(at, effect)
        case e.Decide():
            _decide(at, effect)
        case e.Freeze():
            return _freeze(at, effect)
        case e.Part():
            return _part(at, effect)
        case e.Rest():
            rest(at, effect)
        case e.OfHerself():
            of_herself(at, effect)
        case _:
            assert_never(effect)
    return []


# --- seeing ------------------------------------------------------------------------------------------------------


def _show_staff(at: Scene, to: StaffId) -> None:
    staff = [member for row in _rows(at) if (member := at.book.member_by_id(StaffId(bytes(row.id)))) is not None]
    staff.sort(key=lambda each: (list(Role).index(each.staff.role), each.staff.name))
    cases = held(at.book)
    lines = [_line(each, cases.get(each.staff.id, 0)) for each in staff]
    buttons = tuple((each.staff.name, people_data("who", each.staff.id)) for each in staff if each.staff.id != to)
    tell(at, e.TellStaff(to, "\n".join([say("staff.head"), *lines]), buttons=buttons))


def _rows(at: Scene) -> list[Row[tuple[bytes]]]:
    return list(at.book.db.execute(select(t.staff.c.id).where(t.staff.c.left_day.is_(None))).all())


def _line(member: Member, many: int) -> str:
    key = "staff.line" if member.staff.active else "staff.line_frozen"
    return say(key, name=member.staff.name, role=say(f"role.{member.staff.role}"), cases=count(many, "case"))


def _show_colleague(at: Scene, effect: e.ShowColleague) -> None:
    member = at.book.member_by_id(effect.whom)
    if member is None:
        return
    name, many = member.staff.name, held(at.book).get(effect.whom, 0)
    if effect.parting:
        text = say("part.ask", name=name, cases=count(many, "case"))
        buttons = [(say("button.parts", name=name), people_data("parts", effect.whom))]
    else:
        text = _line(member, many)
        stop = "freeze" if member.staff.active else "thaw"
        buttons = [(say(f"button.{stop}"), people_data(stop, effect.whom))]
        buttons.append((say("button.part"), people_data("part", effect.whom)))
    tell(at, e.TellStaff(effect.to, text, buttons=tuple(buttons)))


# --- coming ------------------------------------------------------------------------------------------------------


def _hire(at: Scene, effect: e.Hire) -> None:
    payload, id = enlist.make(at.book, effect.role, effect.name, at.book.now, by=effect.by)
    link = f"https://t.me/{at.username}?start={payload}"
    tell(at, e.TellStaff(effect.by, say("invite.made", name=effect.name, link=link)))
    ask_others(at, id, effect.by)


def ask_others(at: Scene, invite: StaffId, by: StaffId | None) -> int:
    """Every coordinator who did not make it, to approve it; how many."""
    found = enlist.known(at.book, invite)
    others = [each for each in enlist.coordinators(at.book) if each != by] if found else []
    for each in others:
        assert found is not None
        maker = name_of(at, by) if by else say("console")
        text = say("invite.ask", by=maker, name=found.name, role=say(f"role.{found.role}"))
        buttons = tuple((say(f"button.{act}"), people_data(act, invite)) for act in ("approve", "refuse"))
        tell(at, e.TellStaff(each, text, buttons=buttons))
    return len(others)


def _decide(at: Scene, effect: e.Decide) -> None:
    invite = enlist.known(at.book, effect.invite)
    done = enlist.approve(at.book, effect.invite, effect.by) if effect.yes else enlist.refuse(at.book, effect.invite)
    if invite is None or not done:
        return
    at.book.audit("approved" if effect.yes else "refused", None, effect.by, effect.invite)
    key = "invite.approved" if effect.yes else "invite.refused"
    text = say(key, by=name_of(at, effect.by), name=invite.name)
    for each in {effect.by, invite.by or effect.by}:
        tell(at, e.TellStaff(each, text))


# --- stopping ----------------------------------------------------------------------------------------------------


def _freeze(at: Scene, effect: e.Freeze) -> list[e.Effect]:
    member = at.book.member_by_id(effect.whom)
    if member is None:
        return []
    member.staff = replace(member.staff, active=not effect.on)
    at.book.db.execute(update(t.staff).where(t.staff.c.id == effect.whom).values(active=int(not effect.on)))
    at.book.audit("frozen" if effect.on else "thawed", None, effect.by, effect.whom)
    files = at.book.held_by(effect.whom) if effect.on else []
    if effect.on:
        readings.end_all(at.book, effect.whom)
    key = "frozen" if effect.on else "thawed"
    slots = {"name": member.staff.name, "by": name_of(at, effect.by)}
    text = say(key, **slots, **({"codes": _codes(files)} if effect.on else {}))
    for each in {*enlist.coordinators(at.book), effect.by}:
        tell(at, e.TellStaff(each, text))
    return _given_back(files, effect.by)


def _given_back(files: list[CaseFile], by: StaffId) -> list[e.Effect]:
    return [made for file in files if file.case.state is State.CLAIMED for made in unasked.taken_back(file, by)]


def _codes(files: list[CaseFile]) -> str:
    return ", ".join(sorted(file.case.code_name for file in files)[:MOST_NAMED]) or say("none")


# --- leaving -----------------------------------------------------------------------------------------------------


def _part(at: Scene, effect: e.Part) -> list[e.Effect]:
    """Released, expired, swept; and the list of what no program can call back."""
    member = at.book.member_by_id(effect.whom)
    if member is None:
        return []
    files = at.book.held_by(effect.whom)
    links = enlist.expire(at.book, effect.whom)
    lanes = [key.chat(member.chat) for key in at.book.tools.index.all]
    at.book.db.execute(delete(t.topics).where(t.topics.c.lane.in_(lanes)))
    at.post(calls.wipe(member.chat), member.chat, effect.whom, "tidy", link={"wipe": True})
    at.book.audit("parted", None, effect.by, effect.whom)
    text = say(
        "parted", name=member.staff.name, by=name_of(at, effect.by), codes=_codes(files), links=count(links, "link"),
        read=", ".join(_has_held(at, effect.whom)) or say("none"),
        since=f"{at.book.now - timedelta(seconds=KEPT):%d %B, %H:%M} UTC",
    )  # fmt: skip
    _strike(at, member)
    for each in {*enlist.coordinators(at.book), effect.by}:
        tell(at, e.TellStaff(each, text))
    return _given_back(files, effect.by)


def _has_held(at: Scene, whom: StaffId) -> list[str]:
    """Code names of all cases that she has ever read, the newest first."""
    ids = select(t.audit.c.case_id).where(t.audit.c.actor == whom, t.audit.c.act.in_(("claimed", "transferred")))
    found = at.book.db.execute(select(t.cases.c.id, t.cases.c.code_name).where(t.cases.c.id.in_(ids))).all()
    names = {CaseId(bytes(row.id)): str(row.code_name) for row in found}
    return sorted(names.values())[:MOST_NAMED]


def _strike(at: Scene, member: Member) -> None:
    """The name stays, for the record of acts; the account is a stranger's from now on."""
    stranger = secrets.token_bytes(32)
    left = replace(member, staff=replace(member.staff, active=False), who=stranger, chat=0, current=None)
    sealed = at.book.seal(member_plain(left), left.staff.id, "staff", left.staff.id)
    row = {"who": stranger, "active": 0, "case_id": None, "sealed": sealed, "left_day": at.book.moment // DAY}
    at.book.db.execute(update(t.staff).where(t.staff.c.id == left.staff.id).values(**row))
    at.book.forget_member(member, left)
