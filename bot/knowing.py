"""Acts of staff about whether it is she who writes: ask for her word, let her case show again, let her come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from bot import effects as e
from bot import effects_of_words as w
from bot.asked import Asked, no_case, refused
from bot.careful import FREE, NO, SURE, YES
from bot.effects import Effect
from bot.ledger.records import CaseFile
from handoff import claims
from handoff.model import CaseId, StaffId
from handoff.roles import Act, may

ACTS = (FREE[0], SURE[0], YES[0], NO[0])
"""A notice about them is true until one of them is done, however often the case has moved since."""


def act(asked: Asked, file: CaseFile, name: str) -> tuple[Effect, ...]:
    by = asked.member.staff
    needed, done = _WANTED[name]
    if not may(needed, by, file.case):
        return (refused(asked, claims.why_not(file.case, by), file),)
    return (e.Toast(asked.heard.query), done(file.case.id, by.id))


_WANTED: Mapping[str, tuple[Act, Callable[[CaseId, StaffId], w.OfWords]]] = {
    FREE[0]: (Act.LIFT, w.Lift),
    SURE[0]: (Act.ASK_WORD, w.AskWord),
    YES[0]: (Act.LET_BACK, partial(w.LetBack, yes=True)),
    NO[0]: (Act.LET_BACK, partial(w.LetBack, yes=False)),
}


def confirm(asked: Asked, words: str) -> tuple[Effect, ...]:
    return _of_her_word(asked, w.AskWord)


def new_word(asked: Asked, words: str) -> tuple[Effect, ...]:
    return _of_her_word(asked, w.DropWord)


def _of_her_word(asked: Asked, done: type[w.AskWord | w.DropWord]) -> tuple[Effect, ...]:
    by, file = asked.member.staff, asked.file
    if file is None:
        return (no_case(asked, "mine.none"),)
    if not may(Act.ASK_WORD, by, file.case):
        return (refused(asked, claims.why_not(file.case, by), file),)
    return (done(file.case.id, by.id),)


COMMANDS = {"/confirm": confirm, "/newword": new_word}
