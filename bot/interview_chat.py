"""The interview in its advocate's chat: what is known of the case, what is kept of it, and how its screens come there.

They leave along the route of the claim, like everything of a case; none of them is ever for her.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import current
from bot import effects as e
from bot import effects_of_referral as r
from bot.interview_screens import Acts, View
from bot.ledger import messages, referrals
from bot.ledger.records import CaseFile
from bot.outgoing import MOST_TEXT
from bot.scene import Scene
from bot.tapped import tapped
from bot.telegram import calls
from bot.telegram.buttons import staff_data
from handoff.model import CaseId, Route, StaffId
from handoff.referral.proposals import with_proposals
from handoff.referral.record import Entry, Field


def view_of(at: Scene, case: CaseId) -> View | None:
    interview, file = at.interview(), at.file(case)
    if interview is None:
        return None
    kept = referrals.record(at.book, case)
    record = with_proposals(kept, file.summary, tapped(at, file), file.case.opened_at)
    return View(interview, file, record)


def kept(at: Scene, view: View, field: Field, entry: Entry) -> View:
    referrals.put(at.book, view.file.case.id, field.name, entry)
    return replace(view, record=view.record.put(field.name, entry))


def post(
    at: Scene, effect: r.OfReferral, view: View, text: str, acts: Acts, message: int, reply: int = 0,
    **more: Any,
) -> None:  # fmt: skip
    """In place of `message`, else below everything."""
    post_to(at, effect.by, view.file, text, acts, message, reply, **more)


def post_to(
    at: Scene, by: StaffId, file: CaseFile, text: str, acts: Acts, message: int, reply: int = 0, *,
    names: bool = False, to_copy: str = "", more: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """`names`: it says that plain words are for this case. `to_copy` stands below, and is copied with one tap."""
    member, case = at.book.member_by_id(by), file.case
    if member is None or not member.chat:
        return
    params = calls.notice(member.chat, text[:MOST_TEXT], _rows(file, acts), 0 if message else reply)
    if to_copy:
        params = calls.send({**params["p"], **calls.with_copy(member.chat, text, to_copy)["p"]})
    link = {"case": case.id.hex(), "label": case.code_name, "staff": by.hex(), "draft": messages.INTERVIEW}
    link |= more or {}
    if names:
        link |= current.named_by(at, member, file, e.TellStaff(by, text, case.id, names=True))
    owner, route = by if names else case.id, Route(case.id, case.token)
    if message:
        at.post(calls.edit(params, message), member.chat, owner, "edit", route=route, link=link)
    else:
        at.post(params, member.chat, owner, "notice", route=route, topic=at.topic(case.id), link=link)


def _rows(file: CaseFile, acts: Acts) -> list[list[tuple[str, str]]]:
    return [[(label, staff_data(act, file.case.id, file.case.token)) for act, label in row] for row in acts if row]
