"""What follows at the desk from a word of hers: it is she, or she may be watched. Nothing of it shows in her chat."""

from __future__ import annotations

from dataclasses import replace

from bot import effects as e
from bot import effects_of_words as w
from bot import forgetting, one_case, to_worker
from bot.careful import FREE, know, tell_coordinators, tell_holder
from bot.in_case import let_go
from bot.ledger.records import CaseFile, Worker
from bot.scene import Scene
from bot.seal.word import SAFE
from bot.to_staff import name_of, tell
from handoff.desk import say
from handoff.model import State


def follow(at: Scene, verdict: str) -> tuple[e.Effect, ...]:
    """What follows is returned: whoever applies effects knows how."""
    her = at.her()
    her.changed = True
    return _safe(at, her) if verdict == SAFE else _duress(at, her)


def _safe(at: Scene, her: Worker) -> tuple[e.Effect, ...]:
    file = one_case.hers(at.book, her)
    since = file.hers.identity.asked if file is not None else 0
    doubtful = her.own.may_be_found_by_trying(at.book.moment, since)
    her.own = replace(her.own, doubted=at.book.moment) if doubtful else replace(her.own, tries=(), doubted=0)
    if file is None:
        return ()
    if doubtful:
        return _tried(at, her, file)
    was_watched = bool(file.hers.identity.watched)
    at.book.audit("word", file.case.id)
    know(file, confirmed=at.book.moment, watched=0, asked=0)
    tell_holder(at, file, say("word.back" if was_watched else "word.confirmed", code=file.case.code_name))
    if not _some_sealed(at, her):
        return _back_in_her_chat(at, her, file)
    was_sealed = file.case.state is State.SEALED
    follows = forgetting.take_back(at, her, confirmed=True)
    if was_sealed:
        file.quiet = her.session.hidden or not her.session.language  # until she has said that it is safe
    return (*follows, *_back_in_her_chat(at, her, file))


def _some_sealed(at: Scene, her: Worker) -> bool:
    return any(file.case.state is State.SEALED for file in at.book.all_of(her.id))


def _tried(at: Scene, her: Worker, file: CaseFile) -> tuple[e.Effect, ...]:
    """It may have been found by trying, so it does not count as hers, and a person is told. But whoever has the phone
    shall not be able to keep her from saving her case by typing: what was sealed is not destroyed any more. It stands
    aside, as where she may be watched, until a person is sure; whoever else typed the word sees and gains nothing."""
    at.book.audit("word_tried", file.case.id)
    if file.case.state is not State.SEALED:
        tell_holder(at, file, say("word.tried", code=file.case.code_name))
        if not file.case.holder:
            tell_coordinators(at, file, "word.tried.desk", _free(file))
        return ()
    shown = her.case
    follows = forgetting.take_back(at, her, confirmed=True)
    her.own, her.case, file.quiet = replace(her.own, aside=file.case.id), shown, True
    know(file, watched=at.book.moment)
    tell_coordinators(at, file, "word.tried.sealed", (FREE,))
    return (*follows, *one_case.alone(at, her.id, file, shown, why="word.elsewhere"))


def _free(file: CaseFile) -> tuple[tuple[str, str], ...]:
    return (FREE,) if file.hers.identity.watched else ()


def _back_in_her_chat(at: Scene, her: Worker, file: CaseFile) -> tuple[e.Effect, ...]:
    """The case that was put aside is hers again. One that was opened in between is closed: she cannot write in two.
    Where the one aside has ended meanwhile, the other one stays."""
    shown = at.book.case(her.case)
    her.own = replace(her.own, aside=None)
    if shown is None or one_case.is_open(file) or not one_case.is_open(shown):
        her.case = file.case.id
    live = file if one_case.is_open(file) else shown
    return one_case.alone(at, her.id, live, why="word.elsewhere") if live is not None else ()


def _duress(at: Scene, her: Worker) -> tuple[e.Effect, ...]:
    """Her case is put aside as a whole: from here on this chat is that of somebody who has none. Typed once more it
    takes away too what was begun there since; her own case is what waits for her."""
    file = one_case.meant(at.book, her) or one_case.hers(at.book, her)
    her.own = replace(her.own, sham=bool(her.own.asked), aside=file.case.id if file else None)
    her.case = None
    if file is None:
        return ()
    at.book.audit("watched", file.case.id)
    know(file, watched=file.hers.identity.watched or at.book.moment)
    file.quiet = True
    tell_holder(at, file, say("word.watched", code=file.case.code_name), acts=(FREE,))
    tell_coordinators(at, file, "word.watched.desk", (FREE,))
    if not one_case.is_open(file):
        return ()
    return one_case.alone(at, her.id, file, why="word.elsewhere.watched")


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
    shown = "word.awaited" if file.quiet or file.case.state is State.SEALED else "word.asked"
    text = say(shown if known else "word.none", code=file.case.code_name)
    tell(at, e.TellStaff(effect.by, text, file.case.id))
    if known:
        at.book.audit("word_asked", file.case.id, effect.by)
        know(file, asked=at.book.moment)
        if file.case.state is not State.SEALED:
            to_worker.tell(at, e.TellWorker(file.case.id, ("globals/ask_word",)))
