"""What staff are shown: notices, lists, and the card in the staff chat."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from babel import Locale

from bot import current
from bot import effects as e
from bot import enlist as hiring
from bot.ledger.records import DESK, CaseFile, Member
from bot.scene import Scene
from bot.staff_chat import card_in
from bot.telegram import calls
from bot.telegram.buttons import staff_data
from handoff.desk import card as waiting_card
from handoff.desk import say, waited
from handoff.fit import order_for, why_for
from handoff.model import Case, Route, Staff, StaffId, State
from handoff.queue import minutes_waited, waits_for

MOST_SHOWN = 20  # cases in one list


@lru_cache
def language_name(code: str) -> str:
    """As staff say it: in English."""
    return Locale.parse(code).get_display_name("en") or code


def tell(at: Scene, effect: e.TellStaff) -> None:
    member = at.book.member_by_id(effect.to)
    if member is None:
        return
    file = at.book.case(effect.case)
    rows = [[button] for button in effect.buttons]
    if file is not None:
        if not member.staff.active:
            return  # nothing about a case goes to an account that is frozen
        rows = [[(label, staff_data(act, file.case.id, file.case.token))] for act, label in effect.acts] + rows
    text = _with_facts(at, effect.text, file)
    params = calls.notice(member.chat, text, rows, effect.reply_to)
    link: dict[str, Any] = {}
    if file is not None:
        link = {"case": file.case.id.hex(), "label": file.case.code_name, **current.named_by(at, member, file, effect)}
    at.post(params, member.chat, member.staff.id, "notice", topic=at.topic(effect.case), link=link)


def tell_of_her(at: Scene, file: CaseFile, text: str) -> None:
    """What she has said, to whoever holds her case: under its key, and along the claim like every word of hers. As a
    notice it would still come when the case has been taken away meanwhile, or the account was frozen."""
    member = at.book.member_by_id(file.case.holder) if file.case.holder else None
    if member is None or not member.staff.active:
        return
    params = calls.notice(member.chat, text, ())
    link = {"case": file.case.id.hex(), "label": file.case.code_name}
    route = Route(file.case.id, file.case.token)
    at.post(params, member.chat, file.case.id, "notice", route=route, topic=at.topic(file.case.id), link=link)


def _with_facts(at: Scene, text: str, file: CaseFile | None) -> str:
    """What only the open book knows of the case."""
    if file is None or "{language}" not in text:
        return text
    facts = {
        "{language}": language_name(file.case.language),
        "{urgency}": say(f"urgency.{file.case.urgency.value}"),
        "{waited}": waited(minutes_waited(file.case, at.book.now)),
    }
    for slot, value in facts.items():
        text = text.replace(slot, value)
    return text


def name_of(at: Scene, staff: StaffId | None) -> str:
    member = at.book.member_by_id(staff) if staff else None
    return member.staff.name if member else "A colleague"


def list_cases(at: Scene, effect: e.ListCases) -> None:
    member = at.book.member_by_id(effect.to)
    if member is None:
        return
    if effect.what == "next":
        tell(at, _next(at, member.staff))
    else:
        lines = _mine(at, effect.to) if effect.what == "mine" else _queue_lines(at, member.staff)
        tell(at, e.TellStaff(effect.to, "\n".join(lines)))


def _mine(at: Scene, staff: StaffId) -> list[str]:
    return [
        say("mine.line", code=file.case.code_name, language=language_name(file.case.language),
            until=f"{file.case.lease_until:%H:%M}" if file.case.lease_until else "-")
        for file in at.book.held_by(staff)
    ] or [say("mine.none")]  # fmt: skip


def _queue_lines(at: Scene, staff: Staff) -> list[str]:
    files = at.book.all_waiting()
    waiting = [file.case for file in files if not file.away]
    cases = order_for(staff, waiting, at.book.now)
    first = sum(waits_for(case, at.book.now) not in (None, staff.id) for case in waiting)
    others, away = len(waiting) - len(cases) - first, len(files) - len(waiting)
    more = [say("queue.first_to", count=str(first))] if first else []
    more += [say("queue.not_for_you", count=str(others))] if others else []
    more += [say("queue.away", count=str(away))] if away else []
    if not cases:
        return more or [say("queue.empty")]
    lines = [say("queue.head", count=str(len(waiting)))]
    for place, case in enumerate(cases[:MOST_SHOWN], start=1):
        why = {"why": why_for(staff, case, waiting, at.book.now)} if place == 1 else {}
        lines.append(say("queue.why" if why else "queue.line", place=str(place), **_seen(at, case), **why))
    return lines + more


def _next(at: Scene, staff: Staff) -> e.TellStaff:
    """The first one for her, with the button; as with every card, nothing of what was said."""
    waiting = [file.case for file in at.book.all_waiting() if not file.away]
    cases = order_for(staff, waiting, at.book.now)
    if not cases:
        return e.TellStaff(staff.id, say("next.none"))
    text = say("next.card", **_seen(at, cases[0]), why=why_for(staff, cases[0], waiting, at.book.now))
    claim = staff_data("claim", cases[0].id, cases[0].token)
    return e.TellStaff(staff.id, text, buttons=((say("button.claim"), claim),))


def _seen(at: Scene, case: Case) -> dict[str, str]:
    return {
        "code": case.code_name,
        "language": language_name(case.language),
        "urgency": say(f"urgency.{case.urgency.value}"),
        "waited": waited(minutes_waited(case, at.book.now)),
    }


def rest(at: Scene, effect: e.Rest) -> None:
    member = at.book.member_by_id(effect.staff)
    if member is not None:
        profile = replace(member.staff.profile, rests_until=effect.until)
        member.staff, member.changed = replace(member.staff, profile=profile), True


def of_herself(at: Scene, effect: e.OfHerself) -> None:
    member = at.book.member_by_id(effect.staff)
    if member is None:
        return
    if effect.profile is not None:
        member.staff, member.changed = replace(member.staff, profile=effect.profile), True
    told = member.staff.profile
    rests = told.rests_until if told.rests_until and told.rests_until > at.book.now else None
    slots = {
        "languages": ", ".join(map(language_name, sorted(told.languages))),
        "remit": ", ".join(sorted(told.remit)),
        "sex": told.sex,
    }
    tell(at, e.TellStaff(effect.staff, say(
        "me", most=str(told.most), rest=say("me.rest", until=f"{rests:%H:%M}") if rests else say("me.rest_none"),
        **{slot: value or say("me.not_told") for slot, value in slots.items()},
    )))  # fmt: skip


def card(at: Scene, effect: e.Card) -> None:
    file = at.file(effect.case)
    chat = at.staff_chat
    if not chat:
        return
    text = _card_text(at, file.case, effect.why)
    rows = []
    if file.case.state is State.WAITING:
        rows = [[(say("button.claim"), staff_data("claim", file.case.id, file.case.token))]]
    params = calls.notice(chat, text, rows)
    message = (effect.message if effect.chat == chat else 0) or card_in(file, chat, at.book)
    link = {"card": effect.case.hex()}
    if message:
        at.post(calls.edit(params, message), chat, DESK, "edit", link=link)
    else:
        at.post(calls.send(params), chat, DESK, "card", link=link)


def _card_text(at: Scene, case: Case, why: str) -> str:
    language = language_name(case.language)
    if (first := waits_for(case, at.book.now)) is not None:
        return say("card.first", name=name_of(at, first), **_seen(at, case))
    if case.state is State.WAITING:
        return waiting_card(case, language, minutes_waited(case, at.book.now), why)
    if case.state is State.CLAIMED:
        return say("card.taken", code=case.code_name, language=language, name=name_of(at, case.holder))
    return say("card.closed", code=case.code_name, language=language)


def enlist(at: Scene, effect: e.Enlist) -> None:
    staff = hiring.use(at.book, effect.handle)
    if staff is None:
        return
    member = Member(staff, at.book.tools.index.staff(effect.user), effect.chat)
    at.book.enlist(member)
    at.book.audit("enlisted", None, staff.id, staff.id)
    tell(at, e.TellStaff(staff.id, say("welcome", name=staff.name, role=say(f"role.{staff.role}"))))
