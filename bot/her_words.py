"""What she writes or sends while she has a case, and what she is told of it. As pure as the turn it belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot import effects as wanted
from bot.effects import Effect
from bot.heard import Heard
from bot.ledger.records import CaseFile
from bot.telegram.kinds import UNKNOWN, Way, hers
from handoff.desk import say
from handoff.model import State

BURST = 120  # seconds in which the same answer is not given again: nobody needs it a hundred times


class Followed(NamedTuple):
    """`parts`: text keys of one screen with the buttons of her case; none for no screen."""

    effects: tuple[Effect, ...]
    parts: tuple[str, ...] = ()


def follow(file: CaseFile, heard: Heard, now: datetime, closed: str) -> Followed:
    """However many there are, each is kept; only the answers are slow. `closed`: what is said where the case is."""
    if heard.kind == "edited":
        # Telegram also says "edited" with every step of somebody who shares where she is. In a closed case a version
        # is kept like the rest and opens nothing: who opens it again, or reads it with a reason, finds it.
        seen = heard.text or heard.media
        return Followed((wanted.Keep(file.case.id, heard),) if seen else ())
    if hers(heard) is Way.REFUSED:
        return _refused(file, heard)
    parts, told = _answer(file, heard, now, closed)
    noted = tuple(wanted.Told(file.case.id, what) for what in told)
    also: tuple[Effect, ...] = ()
    if "photo" in told and file.case.holder:
        also = (wanted.TellStaff(file.case.holder, say("photo_made_smaller", code=file.case.code_name), file.case.id),)
    return Followed((wanted.Keep(file.case.id, heard), *noted, *also), parts)


def _answer(file: CaseFile, heard: Heard, now: datetime, closed: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Text keys, and what they tell her."""
    parts: list[str] = []
    told: list[str] = []
    state = file.case.state
    if state is not State.CLAIMED and now.timestamp() - file.told.get(state.value, 0) >= BURST:
        parts.append(closed if state is State.CLOSED else "globals/kept_for_person")
        told.append(state.value)
    if heard.kind == UNKNOWN:
        parts.append("globals/cannot_open_kind")
    if heard.kind == "photo" and "photo" not in file.told and state is not State.CLOSED:
        parts.append("globals/photo_as_file")
        told.append("photo")
    return tuple(parts), tuple(told)


def _refused(file: CaseFile, heard: Heard) -> Followed:
    """Said on both sides."""
    part = "globals/live_place" if heard.kind == "live_location" else "globals/cannot_open_kind"
    if not file.case.holder:
        return Followed((), (part,))
    text = say("not_passed_on", code=file.case.code_name, kind=say(f"kind.{heard.kind}"))
    return Followed((wanted.TellStaff(file.case.holder, text, file.case.id),), (part,))
