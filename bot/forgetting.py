"""Everything that is kept about her goes when she says so; where it is not certain that it is she, it is sealed first.

`forget_case` is also for whoever finds that the time of a case is over. What follows after the commit, the destruction
of keys, is finished by bot/chores/forgetting.py, whatever falls in between.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot import effects as e
from bot import effects_of_settings as settings
from bot import holding, to_staff
from bot.careful import SURE, tell_coordinators
from bot.ledger import erasures, forgetting, holds, trail
from bot.ledger.records import CaseFile, Worker, with_hers
from bot.scene import IN_HER_CHAT, Scene
from bot.staff_chat import last_card
from bot.telegram import calls
from flows.engine.model import Screen, Session
from handoff import claims
from handoff.desk import say
from handoff.model import Refused, State

SHE, TIME = "she", "time"
"""Why a case is erased: the end of its act in the audit."""

JUST = 600
"""Seconds after her word in which what she wants erased goes at once."""

_HARMLESS = Screen(steps=(), parts=("globals/harmless",), rows=(), at="")
_NOT_CERTAIN = (State.WAITING, State.CLAIMED, State.SEALED)


def carry_out(at: Scene, effect: settings.Erase | settings.TakeBackErasing) -> tuple[e.Effect, ...]:
    """What follows is returned: whoever applies effects knows how."""
    if isinstance(effect, settings.TakeBackErasing):
        return take_back(at, at.her(), confirmed=effect.confirmed)
    files = at.book.all_of(at.her().id)
    trail.leave_unanswered(at.book, at.her())  # what she wrote goes too, and not with an answer that comes after
    if effect.confirmed or _is_she(at, files) or not any(_not_certain(file) for file in files):
        _erase(at, files)
    else:
        _seal_all(at, files)
    return ()


def _not_certain(file: CaseFile) -> bool:
    return file.case.state in _NOT_CERTAIN or bool(file.hers.identity.watched)


def _is_she(at: Scene, files: Iterable[CaseFile]) -> bool:
    """She has just typed her word, and nobody is said to stand behind her."""
    known = [file.hers.identity for file in files]
    return any(at.book.moment - each.confirmed < JUST for each in known) and not any(each.watched for each in known)


def forget_case(at: Scene, file: CaseFile, because: str, heir: bytes = b"") -> bool:
    """It leaves the ledger now, and its key is destroyed after the commit. False: the law wants it kept, and nothing
    was done. `heir`: of `forgetting.begin`, where more than this one case goes."""
    if holds.stands(at.book, file):
        return False
    holder, code, move = file.case.holder, file.case.code_name, claims.erase(file.case)
    if isinstance(move, Refused) or not at.book.make(move):
        return False
    at.book.audit(f"erased:{because}", file.case.id)
    last_card(at.book, file, at.staff_chat, "card.erased")
    forgetting.take_out(at.book, file, heir or forgetting.begin(at.book))
    if holder:
        to_staff.tell(at, e.TellStaff(holder, say("erased", code=code)))
    return True


def go_on(at: Scene) -> list[bytes]:
    """What was sealed long enough is taken out. Returns whose keys are to be destroyed once this is committed."""
    for case in erasures.due(at.book):
        file = at.book.case(case)
        if file is None:
            erasures.taken_back(at.book, case)  # taken out by other hands: nothing is left to do
            continue
        heir = forgetting.begin(at.book)
        if forget_case(at, file, SHE, heir):
            _and_her(at, file.worker_id, heir)
    return erasures.to_destroy(at.book)


def _and_her(at: Scene, id: bytes, heir: bytes) -> None:
    """She too, unless somebody has begun anew in her chat since."""
    worker = at.book.worker_by_id(id)
    if worker is not None and not worker.session.language and worker.case is None and not at.book.all_of(id):
        forgetting.take_out_worker(at.book, worker, heir)


# --- at once -----------------------------------------------------------------------------------------------------


def _erase(at: Scene, files: Iterable[CaseFile]) -> None:
    worker, heir = at.her(), forgetting.begin(at.book)
    for file in files:
        if not forget_case(at, file, SHE, heir):
            _seal(at, file)
    forgetting.take_out_worker(at.book, worker, heir)
    _clear(at, worker, heir)


def _clear(at: Scene, worker: Worker, owner: bytes) -> None:
    """Her chat, as Hide does it. Nothing there says what has happened."""
    at.post(calls.wipe(worker.chat), worker.chat, owner, "tidy", link={"wipe": True})
    rendered = at.words.screen(_HARMLESS, worker.session.language, {}, at.book.now.date())
    params = calls.screen(worker.chat, rendered, at.bundle.short, "", worker.session.generation + 1)
    at.post(calls.send({**params, **IN_HER_CHAT}), worker.chat, owner, "screen")


# --- sealed first ------------------------------------------------------------------------------------------------


def _seal_all(at: Scene, files: Iterable[CaseFile]) -> None:
    """Her chat looks as if nothing had been sealed and all of it were gone: whoever writes next is a stranger, and is
    asked for a language. By what comes nobody can tell whether there was an open case."""
    worker = at.her()
    for file in files:
        if file.case.state is not State.SEALED:
            _seal(at, file)
    _clear(at, worker, worker.id)
    worker.case, worker.session = None, Session()


def _seal(at: Scene, file: CaseFile) -> None:
    holder, was, code = file.case.holder, file.case.state, file.case.code_name
    if was is State.SEALED or not at.book.make(claims.seal(file.case)):
        return
    until = at.book.now + forgetting.SEALED_FOR
    erasures.note_sealed(at.book, file.case.id, was, until)
    trail.hurry_everywhere(at.book, file.case.id)
    file.quiet = True
    with_hers(file, opens=None, untold=(), wish_at=None, asked_at=None, promised=None, place=0)
    at.book.audit("sealed", file.case.id)
    last_card(at.book, file, at.staff_chat, "card.sealed")
    if holder:
        to_staff.tell(at, e.TellStaff(holder, _sealed(at, file, code)))
    if was is not State.CLOSED and file.hers.identity.since:
        tell_coordinators(at, file, "sealed.desk", (SURE,), hours=hours())


def _sealed(at: Scene, file: CaseFile, code: str) -> str:
    if file.held_until is not None and holds.stands(at.book, file):
        return say("sealed.held", code=code, day=holding.day_of(file.held_until))
    return say("sealed", code=code, hours=hours())


def hours() -> str:
    """How long what is sealed can be brought back."""
    return str(int(forgetting.SEALED_FOR.total_seconds()) // 3600)


def take_back(at: Scene, worker: Worker, *, confirmed: bool) -> tuple[e.Effect, ...]:
    """Those that were open wait again, for whoever takes them; the others are closed as they were."""
    return tuple(_take_back(at, worker, confirmed=confirmed))


def _take_back(at: Scene, worker: Worker, *, confirmed: bool) -> Iterable[e.Effect]:
    for file in at.book.all_of(worker.id):
        was = erasures.sealed_as(at.book, file.case.id)
        move = claims.unseal(file.case, was, at.book.now, confirmed=confirmed) if was is not None else None
        if was is None or move is None or isinstance(move, Refused) or not at.book.make(move):
            continue
        erasures.taken_back(at.book, file.case.id)
        file.quiet, file.changed = worker.session.hidden or not worker.session.language, True
        at.book.audit("unsealed", file.case.id)
        if worker.case is None and was is not State.CLOSED:
            worker.case, worker.changed = file.case.id, True
        yield e.Card(file.case.id)
