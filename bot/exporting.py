"""A pack leaves: what keeps it in the house, what it is made of, where it goes, and that it ends."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from bot import copying
from bot import effects as e
from bot import effects_of_referral as r
from bot import interview_chat as chat
from bot.effects_of_holds import AskTwo
from bot.interview import short
from bot.interview_screens import Acts, View
from bot.ledger import exports, messages, referrals
from bot.ledger.exports import Export
from bot.ledger.records import CaseFile
from bot.papers.layout import Mark
from bot.scene import Scene
from bot.telegram import calls
from bot.to_staff import tell
from handoff.desk import count, say
from handoff.holding import Two
from handoff.model import CaseId, Route, StaffId, State, Token
from handoff.referral import consents
from handoff.referral.chronology import Event, Rough, differing, events_in
from handoff.referral.consents import Purpose, Variant
from handoff.referral.pack import Exhibit, Wanted, anonymous, pack, problems, variant_of
from handoff.referral.record import Told

MOST_A_DAY = 5
_SHOWN = 8  # problems on one screen
KINDS = ("pdf", "docx", "json")
DIFFER = "evidence-of-dishonesty-details"
"""Where the form asks why things do not fit together."""
_RECORDED = ("voice", "audio", "video", "video_note")
"""What the form does not take: what is said in it must stand in an answer."""


@dataclass(frozen=True, slots=True)
class Making:
    """A pack as it is when it is made, for the claim under which it was wanted. `card`: the message that waits."""

    case: CaseId
    token: Token
    by: StaffId
    id: bytes
    mark: Mark
    data: Mapping[str, Any]
    read: str = ""


def wanted_of(at: Scene, view: View) -> Wanted:
    entries = view.record.entries.items()
    told = {name: entry.value for name, entry in entries if isinstance(entry, Told) and entry.confirmed}
    agreed = referrals.agreed(at.book, view.file.case.id)
    return Wanted(
        view.code, view.interview.form, view.to, view.asked(), view.record, agreed,
        [event for name, text in told.items() for event in events_in(name, text)], _exhibits(at, view.file),
    )  # fmt: skip


def _exhibits(at: Scene, file: CaseFile) -> list[Exhibit]:
    """Files of hers; those whose digest somebody has taken with it. A recording is named also without."""
    found = []
    for one, _ in messages.every(at.book, file):
        sent = datetime.fromtimestamp(one.date, UTC)
        if one.sender == "worker" and one.digests:
            took = one.digests[0]
            found.append(Exhibit(str(took["kind"]), sent, str(took["sha256"]), int(took["size"])))
        elif one.sender == "worker" and one.kind in _RECORDED:
            found.append(Exhibit(one.kind, sent, "", 0))
    return found


# --- in the interview --------------------------------------------------------------------------------------------


def shown(at: Scene, effect: r.Tap, view: View, read: str = "") -> None:
    """All that keeps it in the house, or how it leaves. `read`: the digest of what has been read to its end."""
    wanted = wanted_of(at, view)
    found = problems(wanted, at.book.now)
    lines = [say("pack.head", code=view.code, to=view.to or say("pack.to_nobody")), ""]
    rows: Acts = []
    if found:
        lines.append(say("pack.keeps", count=count(len(found), "thing")))
        lines += [say("pack.problem", sentence=one.sentence, fix=one.fix) for one in found[:_SHOWN]]
        lines += [say("pack.more", count=str(len(found) - _SHOWN))] if len(found) > _SHOWN else []
        fields = [view.interview.fields[one.field] for one in found[:_SHOWN] if one.field in view.interview.fields]
        rows += [[(f"q.f.{short(field.name)}", field.label[:60])] for field in fields]
        rows.append([("q.k.", say("button.ref.consents"))])
    else:
        lines += _ready(at, view)
    lines += _to_explain(view, wanted)
    if not found:
        if copying.unread(at, wanted, read):
            lines.append(say("pack.unread"))
            rows.append([("q.u.0", say("button.pack.to_read"))])
        else:
            more = f".{read}" if read else ""
            rows += [[(f"q.z.make{more}", say("button.pack.make"))], [(f"q.u.0{more}", say("button.pack.copy"))]]
    chat.post(at, effect, view, "\n".join(lines), [*rows, [("q.s.", say("button.ref.open"))]], effect.message)


def _to_explain(view: View, wanted: Wanted) -> Iterator[str]:
    """Dates that cannot both be so: a person asks, or writes down why, where the form wants to have it explained."""
    differ = differing(wanted.events, Rough.read(wanted.record.value("pv-dob") or ""))
    if differ:
        fields = view.interview.fields
        yield say("pack.differ", where=fields[DIFFER].label if DIFFER in fields else DIFFER)
    for one, other in differ[:_SHOWN]:
        told = {"one": _told(view, one)}
        yield say("pack.differ_two", **told, other=_told(view, other)) if other else say("pack.differ_born", **told)


def _told(view: View, event: Event) -> str:
    until = f" to {event.until}" if event.until else ""
    label = view.interview.fields[event.field].label if event.field in view.interview.fields else event.field
    return f"{event.since}{until} ({label[:60]})"


def _ready(at: Scene, view: View) -> Iterator[str]:
    """On what it leaves, in words that are true of it: her yes, or what else, and who decided that."""
    variant = variant_of(view.record)
    if variant is not None:
        how = {Variant.REFERRAL: "agreed", Variant.CHILD: "child", Variant.NOTIFY: "notify"}[variant]
        unnamed = variant is Variant.NOTIFY and anonymous(view.record)
        yield say(f"pack.ready.{'unnamed' if unnamed else how}")
        rows = referrals.agreed(at.book, view.file.case.id)
        held = [consents.standing(rows, it, view.to if it is Purpose.SHARE else "", at.book.now)
                for it in consents.NEEDED[variant]]  # fmt: skip
        for row in held:
            if row is not None and row.basis:
                slots = {"what": say(f"ref.purpose.{row.purpose}"), "basis": row.basis, "second": row.second}
                yield say("pack.ready.rests", **slots)
    yield say("pack.ready", hours=str(int(exports.LASTS.total_seconds() // 3600)))


def begin(at: Scene, effect: r.Tap, view: View) -> None:
    """Wanted. It is made outside of this turn, once the card that says so has come."""
    wanted, read = wanted_of(at, view), effect.rest.partition(".")[2]
    if problems(wanted, at.book.now) or copying.unread(at, wanted, read):
        shown(at, effect, view)
        return
    if is_too_much(at, effect):
        too_many(at, effect, view)
        return
    at.book.audit("export_asked", effect.case, effect.by)
    text = say("pack.making", code=view.code)
    chat.post(at, effect, view, text, [], effect.message, more={"pack": effect.case.hex(), "read": read})


def is_too_much(at: Scene, effect: r.Tap) -> bool:
    full = exports.lately(at.book, effect.by) >= MOST_A_DAY
    return full and not exports.approved(at.book, effect.case, effect.by)


def too_many(at: Scene, effect: r.Tap, view: View) -> None:
    text = say("pack.too_many", code=view.code, most=str(MOST_A_DAY))
    chat.post(at, effect, view, text, [[("q.z.ask", say("button.pack.approve"))]], effect.message)


def has_read(at: Scene, effect: r.Tap, view: View, read: str) -> None:
    """It is written down who says so, and of what."""
    wanted = wanted_of(at, view)
    if not problems(wanted, at.book.now) and not copying.unread(at, wanted, read):
        at.book.audit(f"export_read:{read}", effect.case, effect.by)
    shown(at, effect, view, read)


def second_person(effect: r.Tap) -> AskTwo:
    return AskTwo(Two.EXPORT, effect.case, effect.by)


# --- made --------------------------------------------------------------------------------------------------------


def as_wanted(at: Scene, case: CaseId, read: str = "") -> Making | None:
    """As the case stands now; None: it may not leave any more, or not as it was read."""
    file = at.book.case(case)
    if file is None or file.case.state is not State.CLAIMED or file.case.holder is None:
        return None
    view = chat.view_of(at, case)
    if view is None or problems(wanted := wanted_of(at, view), at.book.now) or copying.unread(at, wanted, read):
        return None
    id, by = secrets.token_bytes(16), file.case.holder
    mark = Mark(file.case.code_name, staff_code(by), id[:4].hex(), f"{at.book.now:%Y-%m-%d %H:%M} UTC")
    return Making(case, file.case.token, by, id, mark, _readable(view, pack(wanted, at.book.now)), read)


def _readable(view: View, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Beside what the form's code keeps for a choice, what the form shows for it."""
    shown = {name: view.interview.labels[name] for name in data["fields"] if name in view.interview.labels}
    fields = {
        name: {**told, "shown": shown[name][told["value"]]} if name in shown and "value" in told else told
        for name, told in data["fields"].items()
    }
    return {**data, "fields": fields}


def staff_code(staff: StaffId) -> str:
    """On paper, in place of a name: with it begins the id of whoever the audit says has taken that export out."""
    return staff.hex()[:6].upper()


def leave(at: Scene, making: Making, files: Mapping[str, bytes], missing: str, card: int) -> None:
    """If everything still stands: kept sealed, noted with its digests, and sent to the holder alone."""
    now = as_wanted(at, making.case, making.read)
    file = at.book.case(making.case)
    if file is None or now is None or (now.token, now.data["fields"]) != (making.token, making.data["fields"]):
        fail(at, making.case, making.by, "pack.not_made", card)
        return
    files = {"json": as_json(making), **files}
    digests = {kind: sha256(data).hexdigest() for kind, data in files.items()}
    keep(at, Export(making.id, making.case, making.by, files, digests))
    for kind in KINDS:
        if kind in files:
            at.book.audit(f"export:{kind}:{digests[kind][:20]}", making.case, making.by)
            _send(at, file, making, kind)
    until = at.book.now + exports.LASTS
    told = "\n".join(f"{kind}: {digests[kind]}" for kind in KINDS if kind in files)
    text = say(
        "pack.made", code=making.mark.case, export=making.mark.export, at=f"{at.book.now:%d %b, %H:%M}",
        until=f"{until:%d %b, %H:%M}", digests=told,
    )  # fmt: skip
    text += f"\n\n{say('pack.no_pdf', missing=missing)}" if missing else ""
    chat.post_to(at, making.by, file, text, [[("q.z.", say("button.pack"))]], card)


def keep(at: Scene, export: Export) -> None:
    exports.keep(at.book, export)
    if exports.lately(at.book, export.by) > MOST_A_DAY:
        exports.use_up(at.book, export.case, export.by)


def as_json(making: Making) -> bytes:
    return orjson.dumps({**making.data, "watermark": making.mark._asdict()}, option=orjson.OPT_INDENT_2)


def _send(at: Scene, file: CaseFile, making: Making, kind: str) -> None:
    member = at.book.member_by_id(making.by)
    if member is None:
        return
    name = f"{making.mark.case}-{making.mark.export}.{kind}"
    caption = say("pack.caption", code=making.mark.case, export=making.mark.export, kind=kind.upper())
    call = calls.paper(member.chat, making.id.hex(), kind, name, caption)
    link = {"case": making.case.hex(), "label": making.mark.case, "staff": making.by.hex(), "export": making.id.hex()}
    at.post(
        call, member.chat, making.case, "notice", route=Route(making.case, making.token), topic=at.topic(making.case),
        link={**link, "draft": messages.INTERVIEW},
    )  # fmt: skip


def fail(at: Scene, case: CaseId, by: StaffId, key: str, card: int) -> None:
    file = at.book.case(case)
    if file is not None and file.case.holder == by:
        text = say(key, code=file.case.code_name)
        chat.post_to(at, by, file, text, [[("q.z.", say("button.pack"))]], card)


# --- and ends ----------------------------------------------------------------------------------------------------


def not_come(at: Scene, case: CaseId) -> None:
    file = at.book.case(case)
    if file is not None and file.case.holder:
        tell(at, e.TellStaff(file.case.holder, say("pack.not_come", code=file.case.code_name), case))


def taken_back(at: Scene, file: CaseFile, key: str = "pack.gone") -> None:
    """What it rested on is not so any more: what is still ours of it goes at once."""
    found = exports.of_case(at.book, file.case.id)
    for export in found:
        _end(at, export)
    if found and file.case.holder:
        tell(at, e.TellStaff(file.case.holder, say(key, code=file.case.code_name), file.case.id))


def sweep(at: Scene) -> None:
    """What had its day, or is of a case in other hands."""
    for export in exports.over(at.book):
        _end(at, export)


def _end(at: Scene, export: Export) -> None:
    """Here, and in the chat of whoever has taken it out."""
    exports.end(at.book, export)
    member = at.book.member_by_id(export.by)
    if member is not None and member.chat and export.messages:
        at.post(calls.delete(member.chat, export.messages), member.chat, export.case, "tidy")
