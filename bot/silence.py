"""She was not heard of for a day: whoever has the phone now is asked whether it is safe, before anything of before is
shown. What is written in a case meanwhile is kept with it; what is shown waits for the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot import her_words
from bot.case_screens import TEXT
from bot.effects import Effect, Show, Wipe
from bot.heard import Heard
from bot.ledger.records import CaseFile
from flows.engine.model import Session
from handoff.model import State

AFTER = timedelta(hours=24)  # as long as a visit lasts


def asked_again(session: Session, now: datetime) -> Session:
    """As after Hide, but nothing was hidden: her words still count, and a yes leads back to her case or to the menu."""
    long_silent = session.last and now.timestamp() - session.last >= AFTER.total_seconds()
    if not long_silent or session.hidden or not session.language:
        return session
    return replace(session, hidden=True, stack=(), tries=0)


def alive(session: Session, now: datetime) -> Session:
    return replace(session, last=int(now.timestamp()))


class Taken(Protocol):
    """Her turn, as the flows have taken it."""

    @property
    def session(self) -> Session: ...
    @property
    def effects(self) -> tuple[Effect, ...]: ...


def is_asked(session: Session, file: CaseFile) -> bool:
    """After Hide her case is quiet: then nobody has been silent, and words may be anybody's."""
    return session.hidden and not file.quiet and file.case.state is not State.ERASED


def with_her_words(
    session: Session, taken: Taken, file: CaseFile, heard: Heard, now: datetime, *, alarmed: bool
) -> tuple[Effect, ...]:
    """What does not answer the question is for the person who has her case."""
    moved = bool(session.stack) and taken.session.stack != session.stack
    answers = not taken.session.hidden or Wipe() in taken.effects or (moved and not alarmed)
    if answers or heard.kind in ("tap", "command"):
        return taken.effects
    kept = her_words.follow(file, heard, now, TEXT[State.CLOSED]).effects
    return (*kept, *map(_understood, taken.effects))


def _understood(effect: Effect) -> Effect:
    """Her words went to a person: nobody says that they were not understood."""
    if not isinstance(effect, Show):
        return effect
    parts = tuple(part for part in effect.screen.parts if part != "globals/not_understood")
    return replace(effect, screen=effect.screen._replace(parts=parts))
