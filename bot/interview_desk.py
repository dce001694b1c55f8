"""Carries out the interview for a referral in the chat of its case: what is shown, what is settled, what is awaited.

Its screens leave along the route of the claim, like everything of a case; none of them is ever for her.
"""

from __future__ import annotations

from dataclasses import replace

from bot import current, in_case, interview_answers, interview_consents, interview_quotes
from bot import effects as e
from bot import effects_of_referral as r
from bot import interview_screens as screens
from bot.interview_answers import Wrong
from bot.interview_screens import HOWS, TRANSLATORS, Acts, View
from bot.interviewing import STILL_ASKS, WAITS
from bot.ledger import hands, messages, referrals
from bot.ledger.records import CaseFile, Kept, with_case
from bot.ledger.referrals import Awaited
from bot.outgoing import MOST_TEXT
from bot.scene import Scene
from bot.telegram import calls
from bot.telegram.buttons import base36, from_base36, staff_data
from bot.to_staff import tell
from handoff.desk import say
from handoff.model import Role, Route, StaffId
from handoff.referral.proposals import with_proposals
from handoff.referral.record import Entry, Field, From, Gap, Missing, Source, Told


def carry_out(at: Scene, effect: r.OfReferral) -> None:
    view = view_of(at, effect)
    if view is None:
        code = at.file(effect.case).case.code_name
        tell(at, e.TellStaff(effect.by, say("ref.none", code=code), effect.case))
        return
    with_case(view.file, lease_until=effect.until)
    match effect:
        case r.Tap():
            _tap(at, effect, view)
        case r.Wrote():
            _wrote(at, effect, view, effect.heard.text, effect.awaited)
        case r.Unsure():
            _unsure(at, effect, view)
        case r.Wordless():
            _about(at, effect, view, effect.awaited, "ref.not_text", effect.heard.message)
        case r.Quote():
            interview_quotes.quote(at, effect, view)
        case _:
            raise AssertionError("an act of the interview that nobody carries out")


def view_of(at: Scene, effect: r.OfReferral) -> View | None:
    interview, file = at.interview(), at.file(effect.case)
    if interview is None:
        return None
    record = with_proposals(referrals.record(at.book, effect.case), file.summary, file.case.opened_at)
    return View(interview, file, record)


# --- taps --------------------------------------------------------------------------------------------------------


def _tap(at: Scene, effect: r.Tap, view: View) -> None:
    code, _, rest = effect.rest.partition(".")
    if effect.act in ("a", "d"):
        _decided(at, effect, view, from_base36(code) or 0)
        return
    _lift(at, effect, view)
    field = view.interview.named(code) if code and effect.act not in "lsxkpm" else None
    if effect.act == "s":
        post(at, effect, view, *screens.overview(view), effect.message)
    elif effect.act == "l":
        page = int(code) if code.isdigit() and len(code) < 4 else 1
        post(at, effect, view, *screens.everything(view, page), effect.message)
    elif effect.act == "k":
        interview_consents.shown(at, effect, view)
    elif effect.act == "p":
        interview_consents.one(at, effect, view, code)
    elif effect.act == "m" and rest == "basis":
        _expect(at, effect, view, None, f"basis.{code}")
    elif effect.act == "m":
        interview_consents.done(at, effect, view, code, rest)
    elif effect.act == "x":
        post(at, effect, view, say("ref.stopped", code=view.code), _again(), effect.message, names=True)
    elif field is not None:
        _of_field(at, effect, view, field, rest)


def _of_field(at: Scene, effect: r.Tap, view: View, field: Field, rest: str) -> None:
    entry = view.record.entries.get(field.name)
    told = entry if isinstance(entry, Told) else None
    match effect.act:
        case "v":
            _next(at, effect, view, field)
        case "w" if not view.explained_first(field):
            _expect(at, effect, view, field, rest)
        case "o":
            value = view.interview.value(field, rest)
            if value is not None and not view.explained_first(field):
                here = Source(From.ADVOCATE, at.book.now)
                _settle(at, effect, view, field, Told(value, here))
        case "c" if told is not None and not told.untranslated:
            _settle(at, effect, view, field, replace(told, confirmed=True))
        case "n" if told is not None and not told.confirmed:
            _settle(at, effect, view, field, Gap(Missing.NOT_ASKED, say("ref.refused_proposal")))
        case "b" | "y" if told is not None:
            after = _turned(at, effect, view, field, told)
            post(at, effect, after, *screens.question(after, field), effect.message)
        case "q":
            interview_quotes.put(at, effect, view, field, from_base36(rest) or 0)
        case _:
            post(at, effect, view, *screens.question(view, field), effect.message)


def _turned(at: Scene, effect: r.Tap, view: View, field: Field, told: Told) -> View:
    """The next of a few answers to who translated it, or how it was said."""
    if effect.act == "b" and told.words:
        words = replace(told.words, translated_by=_after(TRANSLATORS, told.words.translated_by))
        return kept(at, view, field, replace(told, words=words))
    return kept(at, view, field, replace(told, source=replace(told.source, how=_after(HOWS, told.source.how))))


def _after(those: tuple[str, ...], this: str) -> str:
    return those[(those.index(this) + 1) % len(those)] if this in those else those[0]


def _settle(at: Scene, effect: r.Tap, view: View, field: Field, entry: Entry) -> None:
    after = kept(at, view, field, entry)
    if field.name == "pv-under-age" and isinstance(entry, Told) and entry.value == "not-sure":
        _tell_a_coordinator(at, effect, after)
    _next(at, effect, after, field)


def _next(at: Scene, effect: r.Tap, view: View, field: Field) -> None:
    following = view.following(field)
    made = screens.question(view, following) if following else screens.overview(view)
    post(at, effect, view, *made, effect.message)


def _tell_a_coordinator(at: Scene, effect: r.Tap, view: View) -> None:
    by = at.book.member_by_id(effect.by)
    name = by.staff.name if by else ""
    for staff in hands.staff_of(at.book, Role.COORDINATOR):
        tell(at, e.TellStaff(staff, say("ref.not_sure_of_age", code=view.code, name=name)))


def kept(at: Scene, view: View, field: Field, entry: Entry) -> View:
    referrals.put(at.book, view.file.case.id, field.name, entry)
    return replace(view, record=view.record.put(field.name, entry))


# --- what is awaited ---------------------------------------------------------------------------------------------


def _expect(at: Scene, effect: r.Tap, view: View, field: Field | None, what: str) -> None:
    if what.partition(".")[0] not in ("answer", "words", "english", "reason", "basis"):
        return
    if not at.topics:
        _elsewhere(at, effect)
    until = at.book.moment + int(WAITS.total_seconds())
    awaited = Awaited(
        effect.by, effect.case, view.file.case.token, until, what, field.name if field else "", screen=effect.message
    )  # fmt: skip
    referrals.expect(at.book, awaited)
    post(at, effect, view, *screens.waits(view, awaited, label_of(view, awaited)), effect.message)


def _elsewhere(at: Scene, effect: r.Tap) -> None:
    """Where all cases share one chat, one thing is awaited in it."""
    for other in referrals.all_awaited(at.book, effect.by):
        file = at.book.case(other.case)
        if other.case != effect.case and file is not None:
            referrals.forget(at.book, effect.by, other.case)
            if not other.done and other.screen and file.case.holder == effect.by:
                text = say("ref.elsewhere", code=file.case.code_name)
                post_to(at, effect.by, file, text, [], other.screen)


def _lift(at: Scene, effect: r.Tap, view: View) -> None:
    """Whatever she taps, nothing is awaited after it; the screen that says otherwise is the one that is replaced."""
    awaited = referrals.awaited(at.book, effect.by, effect.case)
    if awaited is None:
        return
    referrals.forget(at.book, effect.by, effect.case)
    if not awaited.done and awaited.screen not in (0, effect.message):
        post(at, effect, view, say("ref.stopped", code=view.code), [], awaited.screen)


def _wrote(at: Scene, effect: r.OfReferral, view: View, text: str, awaited: Awaited, message: int = 0) -> None:
    if awaited.what.startswith("basis."):
        _basis(at, effect, view, text, awaited)
        return
    field = view.interview.fields.get(awaited.field)
    reply = message or (effect.heard.message if isinstance(effect, r.Wrote) else 0)
    if field is None:
        _about(at, effect, view, awaited, "ref.gone", reply)
        return
    entry = interview_answers.entry(view, field, awaited, text, at.book.now)
    if isinstance(entry, Wrong):
        post(at, effect, view, interview_answers.sentence(entry, view, field), [], 0, reply)
        return
    after = kept(at, view, field, entry)
    long = isinstance(entry, Told) and interview_answers.was_full(text)
    moment = at.book.moment + int((WAITS if long else STILL_ASKS).total_seconds())
    screen = awaited.screen
    if screen and not long:
        post(at, effect, after, say("ref.kept", code=view.code, label=field.label), [], screen)
    referrals.expect(at.book, replace(awaited, until=moment, more=long, done=not long, token=view.file.case.token))
    if long:
        letters = str(len(interview_answers.text_of(entry, awaited)))
        text = say("ref.kept_more", code=view.code, label=field.label, letters=letters)
        post(at, effect, after, text, [[("q.x.", say("button.ref.stop"))]], 0, reply)
    else:
        before = say("ref.kept", code=view.code, label=field.label)
        post(at, effect, after, *screens.question(after, field, before), 0, reply)


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


def _about(at: Scene, effect: r.OfReferral, view: View, awaited: Awaited, key: str, reply: int) -> None:
    more = {"what": screens.what(awaited), "label": label_of(view, awaited)} if key != "ref.gone" else {}
    rows: Acts = [[("q.x.", say("button.ref.stop"))]] if key == "ref.not_text" else []
    post(at, effect, view, say(key, code=view.code, **more), rows, 0, reply)


# --- whom is it for ----------------------------------------------------------------------------------------------


def _unsure(at: Scene, effect: r.Unsure, view: View) -> None:
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
    post(at, effect, view, text, rows, 0, effect.heard.message)


def _decided(at: Scene, effect: r.Tap, view: View, seq: int) -> None:
    """Once: of two taps the second finds nothing."""
    waiting = {one.seq: one for one in messages.kept(at.book, view.file, "asked")}
    found: Kept | None = waiting.get(seq)
    awaited = referrals.awaited(at.book, effect.by, effect.case)
    if found is None or (awaited is None and effect.act == "a"):
        post(at, effect, view, say("ref.gone", code=view.code), [], effect.message)
        return
    messages.drop(at.book, found.id)
    post(at, effect, view, say("ref.dropped" if effect.act == "d" else "ref.taken", code=view.code), [], effect.message)
    if effect.act == "a" and awaited is not None:
        more = replace(awaited, more=awaited.more or awaited.done)
        _wrote(at, effect, view, found.text, more, found.message)


# --- in the advocate's chat --------------------------------------------------------------------------------------


def _again() -> Acts:
    return [[("q.s.", say("button.ref.open"))]]


def post(
    at: Scene, effect: r.OfReferral, view: View, text: str, acts: Acts, message: int, reply: int = 0, *,
    names: bool = False,
) -> None:  # fmt: skip
    """In place of `message`, else below everything. `names`: it says that plain words are for this case."""
    post_to(at, effect.by, view.file, text, acts, message, reply, names=names)


def post_to(
    at: Scene, by: StaffId, file: CaseFile, text: str, acts: Acts, message: int, reply: int = 0, *, names: bool = False
) -> None:  # fmt: skip
    member, case = at.book.member_by_id(by), file.case
    if member is None or not member.chat:
        return
    rows = [[(label, staff_data(act, case.id, case.token)) for act, label in row] for row in acts]
    params = calls.notice(member.chat, text[:MOST_TEXT], rows, 0 if message else reply)
    link = {"case": case.id.hex(), "label": case.code_name, "staff": by.hex(), "draft": messages.INTERVIEW}
    if names:
        link |= current.named_by(at, member, file, e.TellStaff(by, text, case.id, names=True))
    owner, route = by if names else case.id, Route(case.id, case.token)
    if message:
        at.post(calls.edit(params, message), member.chat, owner, "edit", route=route, link=link)
    else:
        at.post(params, member.chat, owner, "notice", route=route, topic=at.topic(case.id), link=link)
