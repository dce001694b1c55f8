"""What the interview shows its advocate: the questions that are open, one question with what stands there, and the
screen that says to whom the next message does not go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.interview import TO, Interview, short
from bot.ledger.records import CaseFile
from bot.ledger.referrals import Awaited
from bot.to_staff import language_name
from handoff.desk import say
from handoff.referral.gaps import Open, still_open
from handoff.referral.pack import IDENTIFYING, variant_of
from handoff.referral.record import NOBODY_YET, Field, Gap, Kind, Missing, Record, Told

Acts = list[list[tuple[str, str]]]
MOST_OPEN = 6
A_PAGE = 8
LONGEST = 1400  # letters of one text on a screen: two of them, the question and its hint fit into one message
_LABEL = 56

WHAT = {"k": Missing.NOT_KNOWN, "a": Missing.NOT_ASKED, "w": Missing.NOT_WISHED}
TRANSLATORS = ("the advocate", "an interpreter", "a machine, and read by the advocate")
HOWS = ("in this chat", "on the phone", "face to face", "in writing")


@dataclass(frozen=True, slots=True)
class View:
    """A case's interview as it stands."""

    interview: Interview
    file: CaseFile
    record: Record

    @property
    def code(self) -> str:
        return self.file.case.code_name

    @property
    def to(self) -> str:
        """Whom it goes to; "": nobody has said."""
        return self.record.value(TO) or ""

    def asked(self) -> list[Field]:
        return self.interview.asked(self.record)

    def open(self) -> list[Open]:
        return still_open(self.asked(), self.record)

    def following(self, field: Field | None) -> Field | None:
        """What is to be asked next: after this one in the order that helps most, and round again."""
        names = [each.field for each in self.open()]
        if field not in names:
            return names[0] if names else None
        after = names[names.index(field) + 1 :] + names
        return after[0] if after[0] != field else None

    def last_reason(self, kind: str) -> str:
        """That was given last for such a gap."""
        gaps = [one for one in self.record.entries.values() if isinstance(one, Gap) and one.what is WHAT.get(kind)]
        return gaps[-1].reason if gaps else ""

    def explained_first(self, field: Field) -> bool:
        """It would say who the person is, and nobody has explained yet what that leads to."""
        return field.name in IDENTIFYING and variant_of(self.record) is None


def overview(view: View) -> tuple[str, Acts]:
    asked, found = view.asked(), view.open()
    settled = len(asked) - len(found)
    lines = [say("ref.head", code=view.code, settled=str(settled), all=str(len(asked))), ""]
    lines.append(say("ref.open") if found else say("ref.done"))
    lines += [
        say("ref.open_line", nth=str(nth), label=one.field.label, why=one.why)
        for nth, one in enumerate(found[:MOST_OPEN], start=1)
    ]
    rows: Acts = [[(f"q.f.{short(one.field.name)}", _label(view, one.field))] for one in found[:MOST_OPEN]]
    rows.append([("q.l.1", say("button.ref.all")), ("q.k.", say("button.ref.consents")), ("q.z.", say("button.pack"))])
    return "\n".join(lines), rows


def everything(view: View, page: int) -> tuple[str, Acts]:
    asked = view.asked()
    pages = max(1, -(-len(asked) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = asked[(page - 1) * A_PAGE : page * A_PAGE]
    rows: Acts = [[(f"q.f.{short(field.name)}", _label(view, field))] for field in shown]
    turns = [(f"q.l.{page - 1}", say("button.ref.earlier"))] if page > 1 else []
    turns += [(f"q.l.{page + 1}", say("button.ref.later"))] if page < pages else []
    rows += [turns] if turns else []
    rows.append([("q.s.", say("button.ref.open"))])
    return say("ref.all", code=view.code, page=str(page), pages=str(pages)), rows


def question(view: View, field: Field, before: str = "") -> tuple[str, Acts]:
    """`before`: what has just happened."""
    told = view.interview.before.get(field.name)
    parts = [before, say("ref.field", code=view.code, label=field.label), view.interview.hints.get(field.name, "")]
    parts += [say("ref.optional")] if field.optional else []
    parts += [told] if told else []
    if view.explained_first(field):
        parts.append(say("ref.explain_first"))
        first = "pv-under-age" if view.record.value("pv-under-age") is None else "pv-want-to-submit-nrm"
        return _joined(parts), [[(f"q.f.{short(first)}", say("button.ref.first"))], _last(field)]
    parts.append(_stands(view, field))
    return _joined(parts), [*_answers(view, field), *_gaps(view, field), _last(field)]


def waits(view: View, awaited: Awaited, label: str) -> tuple[str, Acts]:
    until = f"{datetime.fromtimestamp(awaited.until, UTC):%H:%M}"
    text = say("ref.await", code=view.code, what=what(awaited), label=label, until=until)
    kind = awaited.what.partition(".")[2]
    same = view.last_reason(kind) if awaited.what.startswith("reason.") else ""
    again = [(f"q.r.{short(awaited.field)}.{kind}", say("button.ref.same", reason=same[:_LABEL]))] if same else []
    return text, [again, [("q.x.", say("button.ref.stop"))]]


def what(awaited: Awaited) -> str:
    return say(f"ref.what.{awaited.what.partition('.')[0]}")


# --- what stands there -------------------------------------------------------------------------------------------


def _stands(view: View, field: Field) -> str:
    entry = view.record.entries.get(field.name)
    if entry is None:
        return say("ref.nothing")
    if isinstance(entry, Gap):
        return say("ref.gap", what=entry.what.value, reason=_cut(entry.reason))
    if field.name == TO and not entry.confirmed:
        return say("ref.organisation", name=_cut(entry.value))
    lines = [say("ref.answer")] if entry.confirmed else [say("ref.proposal", source=entry.source.what.value)]
    if entry.untranslated:
        lines.append(say("ref.untranslated", language=_language(entry)))
    elif entry.words:
        lines.append(_cut(_said(view, field, entry)))
        lines += ["", say("ref.hers", language=_language(entry), who=entry.words.translated_by)]
    lines.append(_cut(entry.words.text if entry.words else _said(view, field, entry)))
    when = {"source": entry.source.what.value, "when": f"{entry.source.at:%d %b %Y, %H:%M} UTC"}
    how = {"how": entry.source.how} if entry.source.how else {}
    lines += ["", say("ref.said_how" if how else "ref.said", **when, **how)]
    return "\n".join(lines)


def _said(view: View, field: Field, entry: Told) -> str:
    return view.interview.labels.get(field.name, {}).get(entry.value, entry.value)


def _language(entry: Told) -> str:
    return language_name(entry.words.language) if entry.words else ""


# --- its buttons -------------------------------------------------------------------------------------------------


def _answers(view: View, field: Field) -> Acts:
    entry, code = view.record.entries.get(field.name), short(field.name)
    told = entry if isinstance(entry, Told) else None
    rows: Acts = []
    if told and not told.confirmed:
        sure = [] if told.untranslated else [(f"q.c.{code}", say("button.ref.confirm"))]
        rows.append([*sure, (f"q.n.{code}", say("button.ref.no"))])
    if field.kind is Kind.CHOICE:
        labels = view.interview.labels[field.name]
        return rows + [[(f"q.o.{code}.{short(value, 4)}", labels[value])] for value in field.values]
    if field.name == TO:
        rows += [[(f"q.o.{code}.{short(title, 4)}", title[:60])] for title in view.interview.responders]
        return [*rows, [(f"q.w.{code}.answer", say("button.ref.other"))]]
    if told and told.untranslated:
        rows.append([(f"q.w.{code}.english", say("button.ref.english"))])
    else:
        rows.append([(f"q.w.{code}.answer", say("button.ref.again" if told else "button.ref.write"))])
    if field.kind is Kind.TEXT:
        rows.append([(f"q.w.{code}.words", say("button.ref.hers"))])
        rows += _of_her_words(told, code) if told else []
    return rows


def _of_her_words(told: Told, code: str) -> Acts:
    rows: Acts = []
    if told.words and told.words.translated_by != NOBODY_YET:
        rows.append([(f"q.b.{code}", say("button.ref.by", who=told.words.translated_by))])
    rows.append([(f"q.y.{code}", say("button.ref.how", how=told.source.how or "?"))])
    return rows


def _gaps(view: View, field: Field) -> Acts:
    code = short(field.name)
    labels = {"k": "button.ref.known", "a": "button.ref.asked", "w": "button.ref.wished"}
    return [[(f"q.w.{code}.reason.{what}", say(key)) for what, key in labels.items()]]


def _last(field: Field) -> list[tuple[str, str]]:
    return [(f"q.v.{short(field.name)}", say("button.ref.next")), ("q.s.", say("button.ref.open"))]


def _label(view: View, field: Field) -> str:
    """How it stands, and how it begins."""
    entry = view.record.entries.get(field.name)
    sign = "\N{WHITE CIRCLE}" if entry is None else "–" if isinstance(entry, Gap) else "\N{WHITE HEAVY CHECK MARK}"
    if isinstance(entry, Told) and not entry.confirmed:
        sign = "?"
    label = field.label if len(field.label) <= _LABEL else field.label[:_LABEL].rsplit(" ", 1)[0] + "…"
    return f"{sign} {label}"


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n{say('ref.cut', left=str(len(text) - LONGEST))}"
