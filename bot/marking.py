"""Carries out what stands beside words: signs both ways, words taken back, “typing…”."""

from __future__ import annotations

import secrets
from typing import assert_never

from bot import effects as e
from bot import effects_of_marks as m
from bot import taking_back
from bot.ledger import messages
from bot.ledger.records import CaseFile, Kept, with_case
from bot.outgoing import Fate
from bot.scene import Scene
from bot.telegram import calls
from bot.telegram.reactions import can_be_set
from bot.to_staff import tell
from handoff.desk import say
from handoff.marks import TAKEN, plain
from handoff.model import CaseId, Route, StaffId, State

SIGN = "sign"
"""The sender of what is no message: what stands under one."""


def carry_out(at: Scene, effect: m.Marked | m.Mark | m.TakeBack | m.Typing | m.NameTopic) -> None:
    match effect:
        case m.Marked():
            _marked(at, effect)
        case m.Mark():
            _mark(at, effect)
        case m.TakeBack():
            taking_back.take_back(at, effect)
        case m.Typing():
            typing(at, effect)
        case m.NameTopic():
            name = calls.name_topic(effect.heard.chat, effect.heard.thread, at.file(effect.case).case.code_name)
            at.post(name, effect.heard.chat, effect.by, "topic")
        case _:
            assert_never(effect)


# --- hers --------------------------------------------------------------------------------------------------------


def _marked(at: Scene, effect: m.Marked) -> None:
    """Kept with the case like her words, and shown to whoever holds it, now or later."""
    file, heard = at.file(effect.case), effect.heard
    linked = messages.linked(at.book, heard.chat, heard.message)
    if linked is None or linked[0] != file.case.id:
        return  # under a screen of the bot's: it says nothing to anybody
    kept = Kept(
        id=secrets.token_bytes(16), case=file.case.id, seq=file.next_seq, sender=SIGN, kind="reaction",
        text=heard.text or heard.data, chat=heard.chat, message=0, date=heard.date, reply_to=heard.message,
    )  # fmt: skip
    file.next_seq, file.changed = file.next_seq + 1, True
    claimed = file.case.state is State.CLAIMED
    messages.keep(at.book, file, kept, "sending" if claimed else "kept")
    if claimed:
        _pass_on(at, file, kept)


def hand_over(at: Scene, effect: e.HandOver) -> None:
    """What she has put since nobody held the case."""
    file = at.file(effect.case)
    for kept in messages.kept(at.book, file, "kept"):
        if kept.sender == SIGN:
            messages.delivered(at.book, [kept.id], "sending")
            _pass_on(at, file, kept)


def _pass_on(at: Scene, file: CaseFile, kept: Kept) -> None:
    """As the same sign under the same message, where that says what she meant; else in words."""
    holder = at.holder(file)
    if holder is None:
        return
    under = messages.twin(at.book, file.case.id, kept.chat, kept.reply_to, holder.chat)
    sign = kept.text
    own = _written_by_holder(at, file, holder.chat, under) if under else None
    if not sign and own is not None:
        sign = TAKEN if own[1] == "sent" else ""  # hers had taken the place of the bot's
    elif sign and (not under or not can_be_set(sign) or (own is not None and plain(sign) == TAKEN)):
        messages.delivered(at.book, [kept.id], "sent")
        in_words(at, file, kept.text, under)
        return
    if not under:
        return
    link = {"case": file.case.id.hex(), "mark": kept.id.hex(), "sign": kept.text, "under": under}
    call = calls.react(holder.chat, under, sign)
    at.post(call, holder.chat, file.case.id, "edit", route=_route(file), link=link)


def in_words(at: Scene, file: CaseFile, sign: str, under: int) -> None:
    if file.case.holder:
        seen = {"sign": sign} if can_be_set(sign) else {}
        text = say("mark.hers" if seen else "mark.hers_unseen", code=file.case.code_name, **seen)
        tell(at, e.TellStaff(file.case.holder, text, file.case.id, reply_to=under))


def _written_by_holder(at: Scene, file: CaseFile, chat: int, message: int) -> tuple[Kept, str] | None:
    found = messages.found(at.book, file, chat, message)
    return found if found is not None and found[0].sender == "advocate" else None


# --- an advocate's -----------------------------------------------------------------------------------------------


def _mark(at: Scene, effect: m.Mark) -> None:
    file, heard = at.file(effect.case), effect.heard
    under = messages.twin(at.book, file.case.id, heard.chat, heard.message, file.chat)
    if not under:
        return  # under a notice of the bot's
    if file.silent(at.book.now):
        if heard.text:
            _say(at, effect.by, file, "mark.held", heard.message)
        return
    with_case(file, lease_until=effect.until)
    at.book.audit("marked", effect.case, effect.by)
    link = {"case": file.case.id.hex(), "mark": "", "by": effect.by.hex(), "under": heard.message}
    call = calls.react(file.chat, under, heard.text)
    at.post(call, file.chat, file.case.id, "edit", route=_route(file), link=link)


def typing(at: Scene, effect: m.Typing) -> None:
    """Not in the outbox: after a crash it would be a lie."""
    file = at.file(effect.case)
    if not file.silent(at.book.now):
        at.sign(calls.typing(file.chat), file.chat, file.case.id, _route(file))


def _route(file: CaseFile) -> Route:
    return Route(file.case.id, file.case.token)


def _say(at: Scene, to: StaffId, file: CaseFile, key: str, reply_to: int) -> None:
    tell(at, e.TellStaff(to, say(key, code=file.case.code_name), file.case.id, reply_to=reply_to))


# --- what became of it -------------------------------------------------------------------------------------------


def note(at: Scene, fate: Fate) -> bool:
    """Whether this call was one of these; then what follows from its fate is done."""
    link = fate.call.link
    if fate.state == "later" or not ({"mark", "gone"} & link.keys()):
        return False
    file = at.book.case(CaseId(bytes.fromhex(link["case"])))
    if file is None:
        return True
    if "gone" in link:
        taking_back.taken_back(at, file, fate)
    elif link["mark"]:
        _her_sign(at, file, fate)
    elif fate.state != "sent":
        key = "mark.not_holder" if fate.state == "stale" else "mark.failed"
        _say(at, StaffId(bytes.fromhex(link["by"])), file, key, link["under"])
    return True


def _her_sign(at: Scene, file: CaseFile, fate: Fate) -> None:
    id, link = bytes.fromhex(fate.call.link["mark"]), fate.call.link
    if fate.state == "stale":
        messages.delivered(at.book, [id], "kept")  # for whoever holds the case next
        return
    messages.delivered(at.book, [id], "sent")
    if fate.state != "sent" and link["sign"]:
        in_words(at, file, link["sign"], link["under"])
