"""An act of staff about First Responders or the time after a referral: who may, then what is wanted. As pure as
`desk.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.asked import Asked, no_case, refused
from bot.effects import Effect, TellStaff, Toast
from bot.effects_of_responders import (
    AskResponder,
    AskWhy,
    EndTry,
    Follow,
    KeepAnswer,
    SayCapacity,
    ShowCapacity,
    ShowResponders,
)
from bot.ledger.capacities import HOW
from bot.ledger.records import CaseFile
from bot.telegram.buttons import from_base36
from handoff.desk import refusal, say
from handoff.model import Refused
from handoff.referral.directory import Ended, State
from handoff.roles import Act, may

ACTS = "fro."
_OF_STATE = {State.OPEN.value: State.OPEN, State.PAUSED.value: State.PAUSED, State.LIST.value: State.LIST}
MOST_WEEKS = 104


def tapped(asked: Asked, file: CaseFile, name: str) -> tuple[Effect, ...]:
    """`fro.ask.NAME`, or `fro.HOW.NUMBER` for a try; nothing where it is none of these."""
    by, what = asked.member.staff, name.removeprefix(ACTS).split(".")
    if not name.startswith(ACTS) or len(what) != 2:
        return ()
    if not may(Act.ASK_RESPONDER, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    wanted = _wanted(asked, file, *what)
    return (Toast(asked.heard.query), wanted) if wanted is not None else ()


def _wanted(asked: Asked, file: CaseFile, how: str, of: str) -> Effect | None:
    by, case = asked.member.staff.id, file.case.id
    if how == "ask":
        return AskResponder(case, by, of)
    nr = from_base36(of)
    if nr is None:
        return None
    if how == "no":
        return AskWhy(case, by, nr)
    return EndTry(case, by, nr, Ended(how)) if how in list(Ended) else None


def _of_the_case(asked: Asked, act: Act, wanted: Callable[[CaseFile], Effect]) -> tuple[Effect, ...]:
    by, file = asked.member.staff, asked.file
    if file is None:
        return (no_case(asked, "mine.none"),)
    if not may(act, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    return (wanted(file),)


def _responders(asked: Asked, words: str) -> tuple[Effect, ...]:
    by, said = asked.member.staff.id, tuple(words.casefold().split())
    return _of_the_case(
        asked, Act.ASK_RESPONDER, lambda file: ShowResponders(file.case.id, by, said, asked.heard.message)
    )


def _answered(asked: Asked, words: str) -> tuple[Effect, ...]:
    by = asked.member.staff.id
    return _of_the_case(
        asked, Act.ASK_RESPONDER, lambda file: KeepAnswer(file.case.id, by, words.strip(), asked.heard.message)
    )


def _decision(asked: Asked, words: str) -> tuple[Effect, ...]:
    by, said = asked.member.staff.id, tuple(words.casefold().split())
    return _of_the_case(asked, Act.FOLLOW_REFERRAL, lambda file: Follow(file.case.id, by, said, asked.heard.message))


def _capacity(asked: Asked, text: str) -> tuple[Effect, ...]:
    by, words = asked.member.staff, text.split()
    if not may(Act.SEE_RESPONDERS, by):
        return (_told(asked, refusal(Refused("not_staff"), "")),)
    if not words:
        return (ShowCapacity(by.id),)
    said = _said(asked, [word.casefold() for word in words])
    return (said,) if said is not None else (_told(asked, say("capacity.how")),)


def _said(asked: Asked, words: list[str]) -> SayCapacity | None:
    """`NAME STATE [WEEKS] HOW`; weeks for a waiting list, and only there."""
    name, *rest = words
    if not rest or rest[0] not in _OF_STATE or rest[-1] not in HOW or len(rest) > 3:
        return None
    state, weeks = _OF_STATE[rest[0]], 0
    if state is State.LIST and len(rest) == 3:
        weeks = int(rest[1]) if rest[1].isascii() and rest[1].isdigit() and len(rest[1]) < 4 else 0
    wrong = (len(rest) == 3) != (state is State.LIST) or (state is State.LIST and not 0 < weeks <= MOST_WEEKS)
    return None if wrong else SayCapacity(asked.member.staff.id, name, state, weeks, rest[-1])


def _told(asked: Asked, text: str) -> Effect:
    return TellStaff(asked.member.staff.id, text, reply_to=asked.heard.message)


COMMANDS: Mapping[str, Callable[[Asked, str], tuple[Effect, ...]]] = {
    "/responders": _responders, "/answered": _answered, "/capacity": _capacity, "/decision": _decision,
}  # fmt: skip
