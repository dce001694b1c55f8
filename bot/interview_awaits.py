"""What the interview awaits: the screen that says so, the words that come, and those of which it is not sure."""

from __future__ import annotations

from dataclasses import replace

from bot import effects_of_referral as r
from bot import in_case, interview_answers, interview_consents, interview_quotes
from bot import interview_chat as chat
from bot import interview_screens as screens
from bot.interview_answers import Wrong
from bot.interview_screens import Acts, View
from bot.interviewing import STILL_ASKS, WAITS
from bot.ledger import messages, referrals
from bot.ledger.records import Kept
from bot.ledger.referrals import Awaited
from bot.scene import Scene
from bot.telegram.buttons import base36, from_base36
from handoff.desk import say
from handoff.referral.record import Field, Told


def expect(at: Scene, effect: r.Tap, view: View, field: Field | None, what: str) -> None:
    if what.partition(".")[0] not in ("answer", "words", "english", "reason", "basis"):
        return
    if not at.topics:
        _elsewhere(at, effect)
    until = at.book.moment + int(WAITS.total_seconds())
    awaited = Awaited(
        effect.by, effect.case, view.file.case.token, until, what, field.name if field else "", screen=effect.message
    )  # fmt: skip
    referrals.expect(at.book, awaited)
    chat.post(at, effect, view, *screens.waits(view, awaited, label_of(view, awaited)), effect.message)


def _elsewhere(at: Scene, effect: r.Tap) -> None:
    """Where all cases share one chat, one thing is awaited in it."""
    for other in referrals.all_awaited(at.book, effect.by):
        file = at.book.case(other.case)
        if other.case != effect.case and file is not None:
            referrals.forget(at.book, effect.by, other.case)
            if not other.done and other.screen and file.case.holder == effect.by:
                text = say("ref.elsewhere", code=file.case.code_name)
                chat.post_to(at, effect.by, file, text, [], other.screen)


def lift(at: Scene, effect: r.Tap, view: View) -> None:
    """Whatever she taps, nothing is awaited after it; the screen that says otherwise is the one that is replaced."""
    awaited = referrals.awaited(at.book, effect.by, effect.case)
    if awaited is None:
        return
    referrals.forget(at.book, effect.by, effect.case)
    if not awaited.done and awaited.screen not in (0, effect.message):
        chat.post(at, effect, view, say("ref.stopped", code=view.code), [], awaited.screen)


def wrote(at: Scene, effect: r.OfReferral, view: View, text: str, awaited: Awaited, message: int = 0) -> None:
    if awaited.what.startswith("basis."):
        _basis(at, effect, view, text, awaited)
        return
    field = view.interview.fields.get(awaited.field)
    reply = message or (effect.heard.message if isinstance(effect, r.Wrote) else 0)
    if field is None:
        about(at, effect, view, awaited, "ref.gone", reply)
        return
    entry = interview_answers.entry(view, field, awaited, text, at.book.now)
    if isinstance(entry, Told) and awaited.what.startswith("words.") and (seq := from_base36(awaited.what[6:])):
        source = interview_quotes.heard_in(at, view, seq)
        entry = replace(entry, source=source or entry.source)
    if isinstance(entry, Wrong):
        chat.post(at, effect, view, interview_answers.sentence(entry, view, field), [], 0, reply)
        return
    after = chat.kept(at, view, field, entry)
    long = isinstance(entry, Told) and interview_answers.was_full(text)
    moment = at.book.moment + int((WAITS if long else STILL_ASKS).total_seconds())
    screen = awaited.screen
    if screen and not long:
        chat.post(at, effect, after, say("ref.kept", code=view.code, label=field.label), [], screen)
    referrals.expect(at.book, replace(awaited, until=moment, more=long, done=not long, token=view.file.case.token))
    if long:
        letters = str(len(interview_answers.text_of(entry, awaited)))
        text = say("ref.kept_more", code=view.code, label=field.label, letters=letters)
        chat.post(at, effect, after, text, [[("q.x.", say("button.ref.stop"))]], 0, reply)
    else:
        before = say("ref.kept", code=view.code, label=field.label)
        chat.post(at, effect, after, *screens.question(after, field, before), 0, reply)


def _basis(at: Scene, effect: r.OfReferral, view: View, text: str, awaited: Awaited) -> None:
    member = at.book.member_by_id(effect.by)
    by = member.staff.name if member else ""
    interview_consents.on_a_basis(at, view, awaited.what.partition(".")[2], text.strip()[:500], by)
    referrals.forget(at.book, effect.by, effect.case)
    again = r.Tap(effect.case, effect.by, effect.until, "k", "", awaited.screen)
    interview_consents.shown(at, again, view, say("ref.kept", code=view.code, label=label_of(view, awaited)))


def label_of(view: View, awaited: Awaited) -> str:
    """What the words that are awaited are about."""
    if awaited.what.startswith("basis."):
        return say(f"ref.purpose.{awaited.what.partition('.')[2]}")
    field = view.interview.fields.get(awaited.field)
    return field.label if field else ""


def about(at: Scene, effect: r.OfReferral, view: View, awaited: Awaited, key: str, reply: int) -> None:
    more = {"what": screens.what(awaited), "label": label_of(view, awaited)} if key != "ref.gone" else {}
    rows: Acts = [[("q.x.", say("button.ref.stop"))]] if key == "ref.not_text" else []
    chat.post(at, effect, view, say(key, code=view.code, **more), rows, 0, reply)


# --- whom is it for ----------------------------------------------------------------------------------------------


def unsure(at: Scene, effect: r.Unsure, view: View) -> None:
    """Kept with the case and sent to nobody until somebody has said what it is."""
    kept = in_case.as_kept(at, view.file, "advocate", effect.heard)
    messages.keep(at.book, view.file, kept, "asked")
    number = base36(kept.seq)
    rows: Acts = [
        [(f"q.a.{number}", say("button.ref.answer")), (f"q.h.{number}", say("button.for", code=view.code))],
        [(f"q.d.{number}", say("button.ref.nothing"))],
    ]
    label = label_of(view, effect.awaited)
    text = say("ref.whom", code=view.code, what=screens.what(effect.awaited), label=label)
    chat.post(at, effect, view, text, rows, 0, effect.heard.message)


def decided(at: Scene, effect: r.Tap, view: View, seq: int) -> None:
    """Once: of two taps the second finds nothing."""
    waiting = {one.seq: one for one in messages.kept(at.book, view.file, "asked")}
    found: Kept | None = waiting.get(seq)
    awaited = referrals.awaited(at.book, effect.by, effect.case)
    if found is None or (awaited is None and effect.act == "a"):
        chat.post(at, effect, view, say("ref.gone", code=view.code), [], effect.message)
        return
    messages.drop(at.book, found.id)
    chat.post(
        at, effect, view, say("ref.dropped" if effect.act == "d" else "ref.taken", code=view.code), [], effect.message
    )
    if effect.act == "a" and awaited is not None:
        more = replace(awaited, more=awaited.more or awaited.done)
        wrote(at, effect, view, found.text, more, found.message)
