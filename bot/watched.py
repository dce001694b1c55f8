"""What follows at the desk from a word of hers: it is she, or she may be watched. Nothing of it shows in her chat."""

from __future__ import annotations

from dataclasses import replace

from bot import effects as e
from bot import effects_of_settings as settings
from bot import effects_of_words as w
from bot import forgetting, to_worker
from bot.careful import FREE, know, tell_coordinators, tell_holder
from bot.in_case import let_go
from bot.ledger.records import CaseFile, Worker
from bot.scene import Scene
from bot.seal.word import SAFE
from bot.to_staff import name_of, tell
from handoff.claims import withdraw
from handoff.desk import say
from handoff.model import State

_OPEN = (State.WAITING, State.CLAIMED)


def follow(at: Scene, verdict: str) -> tuple[e.Effect, ...]:
    """What follows is returned: whoever applies effects knows how."""
    her = at.her()
    her.changed = True
    return _safe(at, her) if verdict == SAFE else _duress(at, her)


def _safe(at: Scene, her: Worker) -> tuple[e.Effect, ...]:
    file = _hers(at, her)
    since = file.hers.identity.asked if file is not None else 0
    doubtful = her.own.may_be_found_by_trying(at.book.moment, since)
    her.own = replace(her.own, doubted=at.book.moment) if doubtful else replace(her.own, tries=(), doubted=0)
    if file is None or file.case.state is State.ERASED:
        return ()
    if doubtful:
        at.book.audit("word_tried", file.case.id)
        tell_holder(at, file, say("word.tried", code=file.case.code_name))
        return ()
    was_watched = bool(file.hers.identity.watched)
    at.book.audit("word", file.case.id)
    know(file, confirmed=at.book.moment, watched=0, asked=0)
    tell_holder(at, file, say("word.back" if was_watched else "word.confirmed", code=file.case.code_name))
    if file.case.state is State.SEALED:
        return _not_to_be_erased(at, her, file)
    return _back_in_her_chat(at, her, file)


def _hers(at: Scene, her: Worker) -> CaseFile | None:
    """Her case; one that her chat does not show; and before all others one that somebody has sealed in her name, even
    where another was opened since: in three days nobody could bring it back."""
    sealed = (file for file in at.book.all_of(her.id) if file.case.state is State.SEALED)
    return next(sealed, None) or at.book.case(her.own.aside or her.case)


def _not_to_be_erased(at: Scene, her: Worker, file: CaseFile) -> tuple[e.Effect, ...]:
    """What was sealed when it was not certain that it was she: she is here, and it waits for a person again."""
    her.own = replace(her.own, aside=None)
    follows = forgetting.carry_out(at, settings.TakeBackErasing(confirmed=True))
    file.quiet = her.session.hidden
    return follows


def _back_in_her_chat(at: Scene, her: Worker, file: CaseFile) -> tuple[e.Effect, ...]:
    """The case that was put aside is hers again. One that was opened in between is closed: she cannot write in two."""
    other = at.book.case(her.case) if her.own.aside else None
    her.own, her.case = replace(her.own, aside=None), file.case.id
    if other is None or other.case.state not in _OPEN:
        return ()
    text = say("word.elsewhere", code=other.case.code_name, other=file.case.code_name)
    told = (e.TellStaff(other.case.holder, text, other.case.id),) if other.case.holder else ()
    return (e.Make(withdraw(other.case), won=(e.Card(other.case.id), *told)),)


def _duress(at: Scene, her: Worker) -> tuple[e.Effect, ...]:
    """Her case is put aside as a whole: from here on this chat is that of somebody who has none."""
    file = _hers(at, her)
    her.own = replace(her.own, sham=bool(her.own.asked), aside=file.case.id if file else None)
    her.case = None
    if file is None or file.case.state is State.ERASED:
        return ()
    at.book.audit("watched", file.case.id)
    know(file, watched=file.hers.identity.watched or at.book.moment)
    file.quiet = True
    tell_holder(at, file, say("word.watched", code=file.case.code_name), acts=(FREE,))
    tell_coordinators(at, file, "word.watched.desk", (FREE,))
    return ()


def lift(at: Scene, effect: w.Lift) -> tuple[e.Effect, ...]:
    """Somebody knows that she is free: her chat is as before, and what waited goes to her."""
    file = at.file(effect.case)
    code = file.case.code_name
    if not file.hers.identity.watched:
        tell(at, e.TellStaff(effect.by, say("word.not_lifted", code=code), file.case.id))
        return ()
    at.book.audit("unwatched", file.case.id, effect.by)
    know(file, watched=0)
    told = {effect.by, *([file.case.holder] if file.case.holder else [])}
    for each in told:
        tell(at, e.TellStaff(each, say("word.lifted", code=code, name=name_of(at, effect.by)), file.case.id))
    her = at.book.worker_by_id(file.worker_id)
    if her is None or her.own.aside != file.case.id:
        return ()
    follows, her.changed = _back_in_her_chat(at, her, file), True
    if not her.session.hidden:
        file.quiet = False
        let_go(at, file)
    return follows


def drop(at: Scene, effect: w.DropWord) -> None:
    """Not while somebody may stand behind her: then it could be their wish."""
    file = at.file(effect.case)
    her = at.book.worker_by_id(file.worker_id)
    may = her is not None and her.own.pair is not None and not file.hers.identity.watched
    text = say("word.dropped" if may else "word.not_dropped", code=file.case.code_name)
    tell(at, e.TellStaff(effect.by, text, file.case.id))
    if her is not None and may:
        at.book.audit("word_dropped", file.case.id, effect.by)
        her.own, her.changed = replace(her.own.settled(), pair=None, since=0, tries=(), doubted=0), True
        know(file, since=0, confirmed=0, asked=0)


def ask(at: Scene, effect: w.AskWord) -> None:
    file = at.file(effect.case)
    known = bool(file.hers.identity.since)
    text = say("word.asked" if known else "word.none", code=file.case.code_name)
    tell(at, e.TellStaff(effect.by, text, file.case.id))
    if known:
        at.book.audit("word_asked", file.case.id, effect.by)
        know(file, asked=at.book.moment)
        to_worker.tell(at, e.TellWorker(file.case.id, ("globals/ask_word",)))
