"""The desk as whoever runs it sees it: which cases, whose, how old, how long unanswered. No record is opened for it."""

from __future__ import annotations

from bot import effects as e
from bot import effects_between as b
from bot.holding import HOLD, LIFT, day_of
from bot.ledger import holds
from bot.ledger.overview import HeldLine, Line, closed_lately, held, open_cases
from bot.moves import CLOSE, RELEASE
from bot.scene import Scene
from bot.telegram.buttons import staff_data
from bot.to_staff import name_of, tell
from handoff.desk import count, say, waited
from handoff.model import Case, Staff
from handoff.roles import Act, may

PAGE = 20  # cases in one message

_OFFERED = ((Act.RELEASE, RELEASE), (Act.CLOSE, CLOSE), (Act.REOPEN, ("reopen", say("button.reopen"))),
            (Act.READ_WITH_REASON, ("read", say("button.read"))), (Act.ASK_HOLD, HOLD),
            (Act.ASK_HOLD, LIFT))  # fmt: skip


def show(at: Scene, effect: b.ShowDesk) -> None:
    if effect.held:
        _show_held(at, effect)
        return
    lines = closed_lately(at.book) if effect.closed else open_cases(at.book)
    start = (effect.page - 1) * PAGE
    shown = lines[start : start + PAGE]
    said = [_head(effect, len(lines)), *(_closed(at, line) if effect.closed else _open(at, line) for line in shown)]
    if len(lines) > start + PAGE and not effect.closed:
        said.append(say("desk.more", page=str(effect.page + 1)))
    if not effect.closed:
        said += [say("desk.closed_how"), say("desk.held_how")]
    buttons = tuple((line.code_name, staff_data("see", line.id, line.token)) for line in shown)
    tell(at, e.TellStaff(effect.to, "\n".join(said), buttons=buttons))


def _show_held(at: Scene, effect: b.ShowDesk) -> None:
    lines = held(at.book)
    start = (effect.page - 1) * PAGE
    shown = lines[start : start + PAGE]
    said = [say("desk.held_head" if lines else "desk.held_none"), *map(_held, shown)]
    if len(lines) > start + PAGE:
        said.append(say("desk.held_more", page=str(effect.page + 1)))
    buttons = tuple((line.code_name, staff_data("see", line.id, line.token)) for line in shown)
    tell(at, e.TellStaff(effect.to, "\n".join(said), buttons=buttons))


def _held(line: HeldLine) -> str:
    how = [say("desk.held_until", day=day_of(line.until))] if line.until is not None else []
    how += [say("desk.sealed")] if line.sealed else []
    return say("desk.held_line", code=line.code_name, how="; ".join(how))


def _head(effect: b.ShowDesk, many: int) -> str:
    if effect.closed:
        return say("desk.closed_head" if many else "desk.closed_none")
    return say("desk.head", count=str(many)) if many else say("desk.none")


def _open(at: Scene, line: Line) -> str:
    where = say("desk.with", name=name_of(at, line.holder)) if line.holder else say("desk.waiting")
    return say(
        "desk.line", code=line.code_name, urgency=say(f"urgency.{line.urgency.value}"), where=where,
        age=_since(at, line.since), unanswered=_unanswered(at, line),
    )  # fmt: skip


def _unanswered(at: Scene, line: Line) -> str:
    if not line.unanswered or line.unanswered_since is None:
        return say("desk.answered")
    since = _since(at, line.unanswered_since)
    return say("desk.unanswered", count=count(line.unanswered, "message"), since=since)


def _closed(at: Scene, line: Line) -> str:
    return say("desk.closed_line", code=line.code_name, age=_since(at, line.since))


def _since(at: Scene, moment: int) -> str:
    return waited(max(0, at.book.moment - moment) // 60)


def show_case(at: Scene, effect: b.ShowCase) -> None:
    file, member = at.file(effect.case), at.book.member_by_id(effect.to)
    line = next((each for each in (*open_cases(at.book), *closed_lately(at.book)) if each.id == effect.case), None)
    kept = next((each for each in held(at.book) if each.id == effect.case), None)
    if member is None or (line is None and kept is None):
        return
    said = [] if line is None else [_open(at, line) if line.open else _closed(at, line)]
    said += [] if kept is None else [_held(kept)]
    stands = holds.stands(at.book, file)
    said += [say("hold.told" if holds.may_be_told(at.book, file) else "hold.barred")] if stands else []
    acts = [each for each in _acts(member.staff, file.case) if stands or each[0] != "lift"]
    buttons = tuple((label, staff_data(act, file.case.id, file.case.token)) for act, label in acts)
    tell(at, e.TellStaff(effect.to, "\n".join(said), buttons=buttons))


def _acts(staff: Staff, case: Case) -> list[tuple[str, str]]:
    """What the table lets her do, as the case stands."""
    return [button for act, button in _OFFERED if may(act, staff, case)]
