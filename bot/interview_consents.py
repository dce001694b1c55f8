"""The ledger of consents as its advocate sees it: what stands; she is asked, says it herself, or takes it back."""

from __future__ import annotations

from datetime import datetime

from bot import effects_of_referral as r
from bot import her_consents
from bot import interview_chat as chat
from bot.case_screens import CONSENTS
from bot.effects_of_holds import AskTwo
from bot.her_consents import REFER_FIELD
from bot.interview import TO, short
from bot.interview_screens import Acts, View
from bot.ledger import referrals
from bot.scene import Scene
from bot.to_staff import language_name
from handoff.desk import say
from handoff.holding import Two
from handoff.model import StaffId
from handoff.referral.consents import WITHOUT_HER, Purpose, Row, standing, waiting
from handoff.referral.pack import variant_of

IN_WORDS = "in her own words to the advocate"
_ACTS = ("ask", "yes", "no", "back")


def shown(at: Scene, effect: r.Tap, view: View, before: str = "") -> None:
    """All of them, each with how it stands."""
    rows = referrals.agreed(at.book, effect.case)
    lines = [_line(view, rows, Purpose(name), at.book.now) for name in CONSENTS]
    talk = say("ref.consent.talk", basis=view.file.basis or "-")
    text = "\n".join([*([before, ""] if before else []), say("ref.consents", code=view.code), "", talk, *lines])
    buttons: Acts = [[(f"q.p.{name}", _label(name))] for name in CONSENTS]
    buttons += [[("q.k.two", say("button.ref.consent.second"))]] if waiting(rows) else []
    chat.post(at, effect, view, text, [*buttons, [("q.s.", say("button.ref.open"))]], effect.message)


def second_person(at: Scene, view: View, by: StaffId) -> AskTwo | None:
    """Who else agrees sees all that waits, and what she has said herself."""
    rows = referrals.agreed(at.book, view.file.case.id)
    if not (waits := waiting(rows)):
        return None
    lines = [say("ref.second.line", what=_what(row.purpose, row.about), basis=row.basis) for row in waits]
    for row in waits:
        said = [one for one in rows if (one.purpose, one.about) == (row.purpose, row.about) and not one.basis]
        if said:
            sign = "yes" if said[-1].given else "no"
            lines.append(say(f"ref.second.{sign}", what=_what(row.purpose, row.about), when=f"{said[-1].at:%d %b %Y}"))
    age, agrees = view.record.value("pv-under-age"), view.record.value(REFER_FIELD)
    lines += [say(f"ref.second.age_{age}")] if age in ("yes", "no", "not-sure") else []
    lines += [say("ref.second.refused")] if agrees == "no" else []
    return AskTwo(Two.BASIS, view.file.case.id, by, len(rows), "\n".join(lines))


def one(at: Scene, effect: r.Tap, view: View, name: str) -> None:
    """One purpose, and what can be done about it."""
    if name not in CONSENTS:
        return
    purpose = Purpose(name)
    if purpose is Purpose.SHARE and not view.to:
        text, field = say("ref.consent.to_whom", code=view.code), view.interview.fields[TO]
        chat.post(at, effect, view, text, [[(f"q.f.{short(TO)}", field.label[:60])]], effect.message)
        return
    rows = referrals.agreed(at.book, effect.case)
    parts = [say("ref.consent.one", code=view.code), _line(view, rows, purpose, at.book.now)]
    parts += [view.interview.before.get(REFER_FIELD, "")] if purpose is Purpose.REFER else []
    acts: Acts = [[(f"q.m.{name}.{act}", say(f"button.ref.consent.{act}"))] for act in _ACTS]
    variant = variant_of(view.record)
    if variant is not None and purpose in WITHOUT_HER[variant]:
        acts.append([(f"q.m.{name}.basis", say("button.ref.consent.basis"))])
    acts.append([("q.k.", say("button.ref.consents"))])
    chat.post(at, effect, view, "\n\n".join(part for part in parts if part), acts, effect.message)


def done(at: Scene, effect: r.Tap, view: View, name: str, act: str) -> None:
    if name not in CONSENTS or (name == Purpose.SHARE and not view.to):
        return
    purpose, about = Purpose(name), view.to if name == Purpose.SHARE else ""
    what = say(f"ref.purpose.{name}")
    if act == "ask":
        asked = her_consents.ask(at, view.file, purpose, about)
        shown(at, effect, view, say("ref.consent.asked" if asked else "ref.consent.silent", code=view.code, what=what))
    elif act in ("yes", "no"):
        row = Row(purpose, act == "yes", IN_WORDS, view.file.case.language, at.book.now, about)
        her_consents.put(at, view.file, row)
        shown(at, effect, view)
    elif act == "back":
        her_consents.withdraw(at, view.file, [name])
        shown(at, effect, view)


def on_a_basis(at: Scene, view: View, name: str, text: str, by: str) -> None:
    """Where no yes of hers is asked for: on what it would rest, and who wants that. It waits for a second person."""
    about = view.to if name == Purpose.SHARE else ""
    row = Row(Purpose(name), True, "", view.file.case.language, at.book.now, about, f"{text} (decided by {by})")
    her_consents.put(at, view.file, row)


def _label(name: str) -> str:
    what = say(f"ref.purpose.{name}")
    return what[:1].upper() + what[1:]


def _what(purpose: Purpose, about: str) -> str:
    return say(f"ref.purpose.{purpose}") + (f" ({about})" if about else "")


def _how(row: Row) -> str:
    if row.basis and row.second:
        return say("ref.consent.seconded", basis=row.basis, second=row.second)
    return row.version if row.version == IN_WORDS else say("ref.consent.wording", version=row.version)


def _line(view: View, rows: list[Row], purpose: Purpose, now: datetime) -> str:
    about = view.to if purpose is Purpose.SHARE else ""
    own = [row for row in rows if row.purpose is purpose and row.about == about]
    what = _what(purpose, about)
    if not own:
        return say("ref.consent.open", what=what)
    row = own[-1]
    if row.waits:
        return say("ref.consent.waits_line", what=what, basis=row.basis)
    how = _how(row)
    sign = "yes" if standing(rows, purpose, about, now) else "no"
    key = f"ref.consent.{sign}_line"
    return say(key, what=what, when=f"{row.at:%d %b %Y, %H:%M} UTC", language=language_name(row.language), how=how)
