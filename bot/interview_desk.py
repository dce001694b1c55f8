"""Carries out the interview for a referral in the chat of its case: what is shown, what is settled, what is awaited.

Its screens leave along the route of the claim, like everything of a case; none of them is ever for her.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot import copying, exporting, holding, interview_consents, interview_quotes
from bot import effects as e
from bot import effects_of_referral as r
from bot import interview_awaits as awaits
from bot import interview_chat as chat
from bot import interview_screens as screens
from bot.interview_screens import HOWS, TRANSLATORS, Acts, View
from bot.ledger import hands
from bot.ledger.records import with_case
from bot.scene import Scene
from bot.telegram.buttons import from_base36
from bot.to_staff import tell
from handoff.desk import say
from handoff.model import Role
from handoff.referral.pack import anonymous, variant_of
from handoff.referral.record import Entry, Field, From, Gap, Missing, Source, Told


def carry_out(at: Scene, effect: r.OfReferral) -> None:
    view = chat.view_of(at, effect.case)
    if view is None:
        code = at.file(effect.case).case.code_name
        tell(at, e.TellStaff(effect.by, say("ref.none", code=code), effect.case))
        return
    with_case(view.file, lease_until=effect.until)
    match effect:
        case r.Tap():
            _tap(at, effect, view)
        case r.Wrote():
            awaits.wrote(at, effect, view, effect.heard.text, effect.awaited)
        case r.Unsure():
            awaits.unsure(at, effect, view)
        case r.Wordless():
            awaits.about(at, effect, view, effect.awaited, "ref.not_text", effect.heard.message)
        case r.Quote():
            interview_quotes.quote(at, effect, view)
        case _:
            raise AssertionError("an act of the interview that nobody carries out")


# --- taps --------------------------------------------------------------------------------------------------------


def _tap(at: Scene, effect: r.Tap, view: View) -> None:
    """Whatever is tapped, nothing is awaited after it but what it asks for."""
    code, _, rest = effect.rest.partition(".")
    if effect.act in ("a", "d"):
        awaits.decided(at, effect, view, from_base36(code) or 0)
        return
    awaits.lift(at, effect, view)
    if effect.act in _WHOLE:
        _WHOLE[effect.act](at, effect, view)
    elif (field := view.interview.named(code)) is not None:
        _of_field(at, effect, view, field, rest)


def _overview(at: Scene, effect: r.Tap, view: View) -> None:
    chat.post(at, effect, view, *screens.overview(view), effect.message)


def _page(at: Scene, effect: r.Tap, view: View) -> None:
    chat.post(at, effect, view, *screens.everything(view, _number(effect.rest)), effect.message)


def _stopped(at: Scene, effect: r.Tap, view: View) -> None:
    on: Acts = [[("q.s.", say("button.ref.open"))]]
    chat.post(at, effect, view, say("ref.stopped", code=view.code), on, effect.message, names=True)


def _consent(at: Scene, effect: r.Tap, view: View) -> None:
    purpose, _, what = effect.rest.partition(".")
    if what == "basis":
        awaits.expect(at, effect, view, None, f"basis.{purpose}")
    elif what:
        interview_consents.done(at, effect, view, purpose, what)
    else:
        interview_consents.one(at, effect, view, purpose)


def _consents(at: Scene, effect: r.Tap, view: View) -> None:
    if effect.rest == "two" and (wish := interview_consents.second_person(at, view, effect.by)):
        holding.carry_out(at, wish)
    interview_consents.shown(at, effect, view)


def _pack(at: Scene, effect: r.Tap, view: View) -> None:
    what, _, read = effect.rest.partition(".")
    if what == "make":
        exporting.begin(at, effect, view)
    elif what == "read":
        exporting.has_read(at, effect, view, read)
    elif effect.rest == "ask":
        holding.carry_out(at, exporting.second_person(effect))
    else:
        exporting.shown(at, effect, view)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


_WHOLE: Mapping[str, Callable[[Scene, r.Tap, View], None]] = {
    "s": _overview, "l": _page, "k": _consents, "p": _consent, "m": _consent, "z": _pack, "u": copying.shown,
    "x": _stopped,
}  # fmt: skip
"""What is about no single question, by the first letter after `q.`."""


def _of_field(at: Scene, effect: r.Tap, view: View, field: Field, rest: str) -> None:
    entry = view.record.entries.get(field.name)
    told = entry if isinstance(entry, Told) else None
    match effect.act:
        case "v":
            _next(at, effect, view, field)
        case "w" if not view.explained_first(field):
            awaits.expect(at, effect, view, field, rest)
        case "o":
            value = view.interview.value(field, rest)
            if value is not None and not view.explained_first(field):
                here = Source(From.ADVOCATE, at.book.now)
                _settle(at, effect, view, field, Told(value, here))
        case "r" if reason := view.last_reason(rest):
            _settle(at, effect, view, field, Gap(screens.WHAT[rest], reason))
        case "c" if told is not None and not told.untranslated:
            _settle(at, effect, view, field, replace(told, confirmed=True))
        case "n" if told is not None and not told.confirmed:
            _settle(at, effect, view, field, Gap(Missing.NOT_ASKED, say("ref.refused_proposal")))
        case "b" | "y" if told is not None:
            after = _turned(at, effect, view, field, told)
            chat.post(at, effect, after, *screens.question(after, field), effect.message)
        case "q":
            interview_quotes.put(at, effect, view, field, from_base36(rest) or 0)
        case _:
            chat.post(at, effect, view, *screens.question(view, field), effect.message)


def _turned(at: Scene, effect: r.Tap, view: View, field: Field, told: Told) -> View:
    """The next of a few answers to who translated it, or how it was said."""
    if effect.act == "b" and told.words:
        words = replace(told.words, translated_by=_after(TRANSLATORS, told.words.translated_by))
        return chat.kept(at, view, field, replace(told, words=words))
    return chat.kept(at, view, field, replace(told, source=replace(told.source, how=_after(HOWS, told.source.how))))


def _after(those: tuple[str, ...], this: str) -> str:
    return those[(those.index(this) + 1) % len(those)] if this in those else those[0]


def _settle(at: Scene, effect: r.Tap, view: View, field: Field, entry: Entry) -> None:
    after = chat.kept(at, view, field, entry)
    if (variant_of(view.record), anonymous(view.record)) != (variant_of(after.record), anonymous(after.record)):
        exporting.taken_back(at, after.file, "pack.gone_way")
    if field.name == "pv-under-age" and isinstance(entry, Told) and entry.value == "not-sure":
        _tell_a_coordinator(at, effect, after)
    _next(at, effect, after, field)


def _next(at: Scene, effect: r.Tap, view: View, field: Field) -> None:
    following = view.following(field)
    made = screens.question(view, following) if following else screens.overview(view)
    chat.post(at, effect, view, *made, effect.message)


def _tell_a_coordinator(at: Scene, effect: r.Tap, view: View) -> None:
    by = at.book.member_by_id(effect.by)
    name = by.staff.name if by else ""
    for staff in hands.staff_of(at.book, Role.COORDINATOR):
        tell(at, e.TellStaff(staff, say("ref.not_sure_of_age", code=view.code, name=name)))
