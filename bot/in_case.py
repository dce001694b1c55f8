"""The words of a case: kept sealed, passed to the one who holds it, and back along the route of the claim."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace

from bot import careful, her_phone, relay, to_staff
from bot import effects as e
from bot import effects_in_hand as hand
from bot.desk import ask_for_whom
from bot.heard import Heard
from bot.ledger import hands, messages
from bot.ledger.hers import Hers
from bot.ledger.identity import Identity
from bot.ledger.records import CaseFile, Kept, with_case
from bot.scene import Scene
from bot.seal.codename import code_name
from bot.telegram.buttons import base36
from flows.engine.model import Answer
from handoff.claims import not_with_you
from handoff.desk import count, not_sent, say
from handoff.model import Case, CaseId, StaffId, State, Token, Urgency
from handoff.safe_hours import SafeHours
from handoff.urgency import when_opened


def open_case(at: Scene, effect: e.Open) -> CaseFile:
    worker = at.her()
    id = CaseId(secrets.token_bytes(16))
    at.book.mint([id])
    case = Case(
        id, code_name(secrets.SystemRandom()), State.WAITING, effect.urgency, effect.language, Token(1),
        at.book.now, rule=when_opened(effect.urgency), team=effect.team,
    )  # fmt: skip
    identity = Identity(since=worker.own.since, heard=at.book.moment)
    # In the chat that stands in for another one, nothing of that one's may show.
    hours = SafeHours() if worker.own.aside is not None else hands.safe_hours_of(at.book, worker.id)
    hers = Hers(hours=hours, identity=identity, tidy=worker.session.tidy)
    file = CaseFile(case, worker.id, worker.chat, effect.summary, effect.basis, hers=hers)
    at.book.begin_case(file)
    worker.case = id
    at.book.audit("opened", id)
    if worker.own.aside is not None:
        careful.asked_anew(at, file, worker.own.aside)
    to_staff.card(at, e.Card(id))
    return file


def keep(at: Scene, effect: e.Keep) -> None:
    file = at.file(effect.case)
    kept = as_kept(at, file, "worker", effect.heard)
    claimed = file.case.state is State.CLAIMED
    careful.heard_of(at, file)
    messages.keep(at.book, file, kept, "sending" if claimed else "kept")
    if claimed:
        relay.to_holder(at, file, kept)


def as_kept(at: Scene, file: CaseFile, sender: str, heard: Heard) -> Kept:
    seq = file.next_seq
    file.next_seq += 1
    file.changed = True
    return Kept(
        secrets.token_bytes(16), file.case.id, seq, sender, heard.kind if heard.kind != "command" else "text",
        heard.text, heard.chat, heard.message, heard.date, heard.media, heard.reply_to,
        album=heard.album, quote=heard.quote, inside=heard.inside,
    )  # fmt: skip


def told(at: Scene, effect: e.Told) -> None:
    file = at.file(effect.case)
    file.told, file.changed = {**file.told, effect.what: at.book.moment}, True


def hand_over(at: Scene, effect: e.HandOver) -> None:
    file = at.file(effect.case)
    careful.banner(at, file)
    if file.summary and file.case.holder and effect.summary:
        told = [say("before_the_claim", code=file.case.code_name), *_summary_lines(file.summary)]
        to_staff.tell_of_her(at, file, "\n".join(told))
    same_hands = file.last_holder in (None, file.case.holder)
    states = ("kept",) if same_hands else ("kept", "sending", "sent")
    passed = [kept for kept in messages.kept(at.book, file, *states) if kept.sender == "worker"]
    messages.delivered(at.book, [kept.id for kept in passed], "sending")
    for kept in sorted((*passed, *_ours(at, file, same_hands)), key=lambda each: each.seq):
        if kept.sender == "worker":
            relay.to_holder(at, file, kept)
        else:
            relay.from_before(at, file, kept)


def _ours(at: Scene, file: CaseFile, same_hands: bool) -> list[Kept]:
    """For other hands, what their colleague wrote and noted: her answers alone are hard to follow."""
    if same_hands:
        return []
    return [
        kept for kept in messages.kept(at.book, file, "sent", "unknown", "note") if kept.sender in ("advocate", "note")
    ]


def reply(at: Scene, effect: e.Reply) -> None:
    file = at.file(effect.case)
    kept = as_kept(at, file, "advocate", effect.heard)
    messages.keep(at.book, file, kept, "held" if file.silent(at.book.now) else "sending")
    at.book.audit("replied", effect.case, effect.by)
    file.case = replace(file.case, lease_until=effect.until)
    if file.silent(at.book.now):
        wait(at, file, effect.by, kept)
    else:
        relay.to_her(at, file, kept)


def send_on(at: Scene, file: CaseFile, kept: Kept, by: StaffId) -> None:
    """What was a draft is hers from now on, or waits until she opens the chat again."""
    messages.revise(at.book, file, kept, "held" if file.silent(at.book.now) else "sending")
    if file.silent(at.book.now):
        wait(at, file, by, kept)
    else:
        relay.to_her(at, file, kept)


def ask_whom(at: Scene, effect: hand.AskWhom) -> None:
    """Kept with the case of the message that she replied to, and sent to nobody until she has said whom she means."""
    file, current = at.file(effect.case), at.file(effect.current)
    kept = as_kept(at, file, "advocate", effect.heard)
    known = kept.album and any(other.album == kept.album for other in messages.kept(at.book, file, "asked"))
    messages.keep(at.book, file, kept, "asked")
    if known:
        return  # one question for an album
    text = say("ask.mismatch", code=file.case.code_name, current=current.case.code_name)
    acts = ask_for_whom(file, current, base36(kept.seq))
    to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, acts=acts, reply_to=effect.heard.message))


def send_asked(at: Scene, effect: hand.SendAsked) -> None:
    """Once: of two taps the second finds nothing. Words for the other case do not stay with this one."""
    file, meant = at.file(effect.case), at.file(effect.meant)
    all_asked = messages.kept(at.book, file, "asked")
    albums = {kept.album for kept in all_asked if kept.seq == effect.seq} - {""}
    asked = [kept for kept in all_asked if kept.seq == effect.seq or kept.album in albums]
    for kept in asked:
        if meant is file:
            messages.delivered(at.book, [kept.id], "held" if file.silent(at.book.now) else "sending")
        else:
            messages.drop(at.book, kept.id)
            meant.next_seq, meant.changed = meant.next_seq + 1, True
            id = secrets.token_bytes(16)
            kept = replace(kept, id=id, case=meant.case.id, seq=meant.next_seq - 1, reply_to=0)
            messages.keep(at.book, meant, kept, "held" if meant.silent(at.book.now) else "sending")
        at.book.audit("replied", effect.meant, effect.by)
        with_case(meant, lease_until=effect.until)
        if meant.silent(at.book.now):
            wait(at, meant, effect.by, kept)
        else:
            relay.to_her(at, meant, kept)


def show_again(at: Scene, effect: hand.ShowAgain) -> None:
    """Noted as a read: the copies of before may have gone because nobody was to have them any more."""
    file = at.file(effect.case)
    at.book.audit("shown_again", effect.case, effect.by)
    shown, there = relay.once_more(at, file, effect.most)
    slots = {"code": file.case.code_name, "count": count(shown, "message")}
    text = say("show.more", **slots, all=str(there)) if there > shown else say("show.all", **slots)
    to_staff.tell(at, e.TellStaff(effect.by, text, effect.case))


def renew(at: Scene, effect: hand.Renew) -> None:
    with_case(at.file(effect.case), lease_until=effect.until)
    at.book.audit("kept", effect.case, effect.by)


def annotate(at: Scene, effect: e.Annotate) -> None:
    file = at.file(effect.case)
    note = replace(as_kept(at, file, "note", effect.heard), text=effect.text)
    messages.keep(at.book, file, note, "note")
    at.book.audit("noted", effect.case, effect.by)


def wish(at: Scene, effect: hand.Wish) -> None:
    with_case(at.file(effect.case), wish=effect.wish)
    at.book.audit("wish", effect.case, effect.by)


def quiet(at: Scene, effect: e.Quiet) -> None:
    file = at.file(effect.case)
    was, file.quiet, file.changed = file.quiet, effect.on, True
    if file.case.state is State.CLAIMED and file.case.holder and was != effect.on:
        text = say("hidden" if effect.on else "hidden.back", code=file.case.code_name)
        to_staff.tell(at, e.TellStaff(file.case.holder, text, effect.case))
    if not file.silent(at.book.now):
        let_go(at, file)


def wait(at: Scene, file: CaseFile, by: StaffId, kept: Kept) -> None:
    """What somebody has written goes to her later, if the case is still in the same hands then."""
    messages.answered(file)
    hold(at, file, by, kept)


def hold(at: Scene, file: CaseFile, by: StaffId, kept: Kept) -> None:
    file.waits_from, file.changed = by, True
    text = say("held" if file.quiet else "held.away", code=file.case.code_name)
    if file.hers.identity.watched:
        text = say("word.held", code=file.case.code_name)
    elif not (file.quiet or file.away):
        text = her_phone.opens(at, file)
    to_staff.tell(at, e.TellStaff(by, text, file.case.id, reply_to=kept.message))


def let_go(at: Scene, file: CaseFile) -> None:
    """What has waited for her. Words of somebody who no longer holds the case are told not to have been sent."""
    held = messages.kept(at.book, file, "held")
    same = file.waits_from in (None, file.case.holder)
    messages.delivered(at.book, [kept.id for kept in held], "sending" if same else "failed")
    for kept in held:
        if same:
            relay.to_her(at, file, kept)
        elif file.waits_from:
            why = not_with_you(file.case)
            text = not_sent(why, file.case.code_name, to_staff.name_of(at, file.case.holder))
            to_staff.tell(at, e.TellStaff(file.waits_from, text, reply_to=kept.message))
    if held:
        file.waits_from, file.changed = None, True


def urgent(at: Scene, effect: e.Urgent) -> None:
    file = at.file(effect.case)
    if file.case.urgency is not Urgency.NOW:
        with_case(file, urgency=Urgency.NOW, rule="danger_word")
        at.book.audit("urgent", effect.case)
    if file.case.holder:
        to_staff.tell(at, e.TellStaff(file.case.holder, say("urgent", code=file.case.code_name), effect.case))
    else:
        to_staff.card(at, e.Card(effect.case))


def _summary_lines(summary: Mapping[str, Answer]) -> list[str]:
    """What she answered, by the names that the flows give; her own words among it come as messages, not here."""
    return [
        f"· {name.replace('_', ' ')}: {answer.replace('_', ' ')}"
        for name, answer in summary.items()
        if isinstance(answer, str)
    ]
