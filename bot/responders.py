"""Whom a holder can ask to refer a case, what they answered, and how many they take: kept, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot import effects_of_responders as r
from bot import following
from bot.effects import TellStaff
from bot.ledger import capacities, nrm, referrals, tallies
from bot.ledger.nrm import Nrm
from bot.ledger.records import CaseFile
from bot.organisations import organisations
from bot.scene import Scene
from bot.telegram.buttons import base36
from bot.to_staff import tell
from handoff.desk import say, slots_of
from handoff.model import StaffId
from handoff.referral import said as in_words
from handoff.referral.directory import (
    REFUSALS,
    Capacity,
    Ended,
    Proposal,
    State,
    Try,
    filled,
    need_of,
    newest,
    propose,
)
from handoff.referral.measures import days_band, tries_band

SHOWN = 4  # proposals on one card
MOST_WORDS = 2000
_ROOM = {Ended.ACCEPTED: State.OPEN, Ended.CLOSED_INTAKE: State.PAUSED}
"""What an answer says of the next one who asks there."""


def carry_out(at: Scene, effect: r.OfResponders) -> None:
    match effect:
        case r.ShowResponders():
            _show(at, effect)
        case r.AskResponder():
            _ask(at, effect)
        case r.AskWhy():
            _ask_why(at, effect)
        case r.EndTry():
            _end(at, effect)
        case r.KeepAnswer():
            _keep_words(at, effect)
        case r.ShowCapacity():
            _show_capacity(at, effect.to)
        case r.SayCapacity():
            _say_capacity(at, effect)
        case r.Follow() | r.Remind():
            following.carry_out(at, effect)
        case _:
            raise AssertionError("an act about First Responders that nobody carries out")


# --- who can be asked ---------------------------------------------------------------------------------------------


def _show(at: Scene, effect: r.ShowResponders) -> None:
    file = at.file(effect.case)
    known = nrm.of_case(at.book, file)
    if effect.words:
        need = in_words.told(known.need, effect.words)
        if need is None:
            ones = ", ".join(in_words.WORDS)
            text = say("fro.how", code=file.case.code_name, ones=ones)
            tell(at, TellStaff(effect.by, text, effect.case, reply_to=effect.reply_to))
            return
        known = replace(known, need=need)
        nrm.keep(at.book, file, known)
    text, acts = _card(at, file, _with_interview(at, known))
    tell(at, TellStaff(effect.by, text, effect.case, acts=acts, reply_to=effect.reply_to))


def _with_interview(at: Scene, known: Nrm) -> Nrm:
    """Nobody says twice what is settled in the interview of the same case."""
    record = referrals.record(at.book, known.case)
    return replace(known, need=filled(known.need, need_of(record, known.need.language)))


def _card(at: Scene, file: CaseFile, known: Nrm) -> tuple[str, tuple[tuple[str, str], ...]]:
    tries = nrm.tries(at.book, file.case.id)
    asked = [_line(at, each) for each in tries.values()]
    found = _proposals(at, known, list(tries.values()))
    accepted = next((each for each in tries.values() if each.ended is Ended.ACCEPTED), None)
    code = file.case.code_name
    if accepted is not None:
        said = say("fro.found", code=code, title=title(at, accepted.organisation), day=str(accepted.on))
        return "\n".join([said, *asked]), ()
    if not found:
        return "\n".join([say("fro.none", code=code), *asked]), ()
    lines = [_head(known, code), *asked, ""]
    for place, each in enumerate(found[:SHOWN], start=1):
        lines += _proposed(at, place, each)
    if len(found) > SHOWN:
        lines.append(say("fro.more", count=str(len(found) - SHOWN)))
    if any(each.of.statutory for each in found[:SHOWN]) and "fro_public" in at.bundle.facts:
        lines.append(say("fro.public", what=at.words.fact("fro_public", at.book.now.date())))
    return "\n".join(lines), tuple(
        (f"fro.ask.{each.of.name}", say("button.fro.ask", title=each.of.title)) for each in found[:SHOWN]
    )


def _head(known: Nrm, code: str) -> str:
    told, open_ = in_words.known(known.need)
    slots = {"known": ", ".join(told) or say("fro.nothing"), "open": ", ".join(open_) or say("fro.all_known")}
    return say("fro.head", code=code, **slots)


def _proposed(at: Scene, place: int, each: Proposal) -> Iterator[str]:
    why = "; ".join(say(f"fro.why.{it.key}", **_slots(f"fro.why.{it.key}", it.slots)) for it in each.why)
    yield say("fro.one", place=str(place), title=each.of.title, why=why)
    if each.find_out:
        yield say("fro.find_out", what=", ".join(say(f"fro.what.{what}") for what in each.find_out))
    written = at.bundle.responders[each.of.name]
    contacts = [at.words.fact(name, at.book.now.date()) for name in written.contacts if name in at.bundle.facts]
    if contacts:
        yield say("fro.contact", contact=" · ".join(contacts))
    if written.note:
        yield say("fro.note", note=written.note)
    if written.confirm:
        yield say("fro.confirm", what=written.confirm)


def _slots(key: str, offered: object) -> dict[str, str]:
    given = dict(offered) if isinstance(offered, dict) else {}
    return {slot: given[slot] for slot in slots_of(key)}


def _proposals(at: Scene, known: Nrm, tries: list[Try]) -> list[Proposal]:
    said = capacities.said(at.book)
    return propose(organisations(at.bundle), known.need, said, tries, at.book.now.date())


def _line(at: Scene, each: Try) -> str:
    how = say(f"fro.how.{each.ended.value}") if each.ended else say("fro.open", until=str(each.until))
    return say("fro.asked_line", title=title(at, each.organisation), day=str(each.asked), how=how)


def title(at: Scene, name: str) -> str:
    """Of one that has left the directory, its short name is all that is known."""
    return at.bundle.responders[name].title if name in at.bundle.responders else name


# --- what they answered -------------------------------------------------------------------------------------------


def _ask(at: Scene, effect: r.AskResponder) -> None:
    """Only one that is proposed now: a button can be old, and anybody can press anything."""
    file = at.file(effect.case)
    known = _with_interview(at, nrm.of_case(at.book, file))
    tries = list(nrm.tries(at.book, effect.case).values())
    code, name = file.case.code_name, title(at, effect.organisation)
    if effect.organisation not in {each.of.name for each in _proposals(at, known, tries)}:
        tell(at, TellStaff(effect.by, say("fro.not_now", code=code, title=name), effect.case))
        return
    nr, made = nrm.ask(at.book, effect.case, effect.organisation)
    nrm.touch(at.book, file)
    at.book.audit("fro_asked", effect.case, effect.by)
    number = base36(nr)
    how = (Ended.ACCEPTED, Ended.NO_ANSWER, Ended.WITHDRAWN)
    acts = [(f"fro.{each.value}.{number}", say(f"button.fro.{each.value}")) for each in how]
    acts.insert(1, (f"fro.no.{number}", say("button.fro.no")))
    text = say("fro.asked", code=code, title=name, until=str(made.until))
    tell(at, TellStaff(effect.by, text, effect.case, acts=tuple(acts)))


def _ask_why(at: Scene, effect: r.AskWhy) -> None:
    file, found = at.file(effect.case), nrm.tries(at.book, effect.case).get(effect.nr)
    if found is None:
        return
    acts = tuple((f"fro.{each.value}.{base36(effect.nr)}", say(f"fro.how.{each.value}")) for each in REFUSALS)
    text = say("fro.why_not", code=file.case.code_name, title=title(at, found.organisation))
    tell(at, TellStaff(effect.by, text, effect.case, acts=acts))


def _end(at: Scene, effect: r.EndTry) -> None:
    """An answer counts once. One that comes late is kept, where nobody had answered and the offer had ended."""
    file, tries = at.file(effect.case), nrm.tries(at.book, effect.case)
    found = tries.get(effect.nr)
    late = found is not None and found.ended is Ended.NO_ANSWER and effect.ended is not Ended.NO_ANSWER
    if found is None or (found.ended is not None and not late):
        return
    ended = replace(found, ended=effect.ended, on=at.book.now.date())
    nrm.change(at.book, effect.case, effect.nr, ended)
    at.book.audit("fro_answered" if effect.by else "fro_lapsed", effect.case, effect.by)
    if effect.by is not None and effect.ended in _ROOM:
        capacities.say(at.book, found.organisation, _ROOM[effect.ended], 0, capacities.ANSWER, effect.by)
    if not late:
        _count(at, file, effect.ended, len(tries))
    _told_of_end(at, file, effect, ended)


def _told_of_end(at: Scene, file: CaseFile, effect: r.EndTry, ended: Try) -> None:
    code, name = file.case.code_name, title(at, ended.organisation)
    if effect.by is None:
        if file.case.holder is not None:
            text = say("fro.lapsed", code=code, title=name, day=str(ended.asked))
            tell(at, TellStaff(file.case.holder, text, effect.case))
        return
    text = say("fro.ended", code=code, title=name, how=say(f"fro.how.{effect.ended.value}"))
    if effect.ended is not Ended.ACCEPTED:
        text = f"{text} {say('fro.ended_next')}"
    tell(at, TellStaff(effect.by, text, effect.case))


def _count(at: Scene, file: CaseFile, ended: Ended, many: int) -> None:
    """For the report: what is counted belongs to no case any more."""
    known = nrm.of_case(at.book, file)
    today = at.book.now.date()
    if ended is not Ended.ACCEPTED:
        tallies.count(at.book, "not-accepted", {"reason": ended.value})
    elif "accepted" not in known.counted:
        splits = {
            "days": days_band(known.began, today), "tries": tries_band(many), "language": file.case.language or "en"
        }  # fmt: skip
        tallies.count(at.book, "accepted", splits)
        known = replace(known, accepted=today, counted=(*known.counted, "accepted"))
        nrm.keep(at.book, file, known)


def _keep_words(at: Scene, effect: r.KeepAnswer) -> None:
    """Beside the newest try: in which words they answered. Sealed with the case, and in no report."""
    file, tries = at.file(effect.case), nrm.tries(at.book, effect.case)
    code = file.case.code_name
    if not tries or not effect.words:
        text = say("fro.no_words", code=code)
    else:
        nr, last = max(tries.items())
        nrm.change(at.book, effect.case, nr, replace(last, words=effect.words[:MOST_WORDS]))
        text = say("fro.words_kept", code=code, title=title(at, last.organisation))
    tell(at, TellStaff(effect.by, text, effect.case, reply_to=effect.reply_to))


# --- how many they take -------------------------------------------------------------------------------------------


def _show_capacity(at: Scene, to: StaffId) -> None:
    said, today = capacities.said(at.book), at.book.now.date()
    lines = [say("capacity.head")]
    for one in organisations(at.bundle):
        if one.intake:
            state = told_capacity(newest(one.capacity, said.get(one.name)), today)
            lines.append(say("capacity.line", title=one.title, name=one.name, state=state))
    tell(at, TellStaff(to, "\n".join([*lines, say("capacity.say")])))


def told_capacity(capacity: Capacity, today: date) -> str:
    state = capacity.on(today)
    key = "was" if state is State.UNKNOWN and capacity.said is not None else state.value
    offered = {
        "state": capacity.state.value, "said": str(capacity.said), "source": capacity.source,
        "weeks": str(capacity.weeks),
    }  # fmt: skip
    return say(f"capacity.{key}", **_slots(f"capacity.{key}", offered))


def _say_capacity(at: Scene, effect: r.SayCapacity) -> None:
    known = {one.name for one in organisations(at.bundle) if one.intake}
    if effect.organisation not in known:
        tell(at, TellStaff(effect.by, say("capacity.how")))
        return
    capacities.say(at.book, effect.organisation, effect.state, effect.weeks, effect.how, effect.by)
    now = capacities.said(at.book)[effect.organisation]
    state = told_capacity(now, at.book.now.date())
    tell(at, TellStaff(effect.by, say("capacity.kept", title=title(at, effect.organisation), state=state)))
