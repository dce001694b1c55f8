"""A change is a new version: what stood before stays with the case. Where it cannot reach her, that is said."""

from __future__ import annotations

from dataclasses import replace

from bot import effects as e
from bot import effects_in_hand as hand
from bot import relay, to_staff
from bot.heard import Heard
from bot.in_case import as_kept
from bot.ledger import elsewhere, messages
from bot.ledger.records import CaseFile, Kept, with_case
from bot.outgoing import MOST_CAPTION, MOST_TEXT
from bot.scene import Scene
from bot.telegram.kinds import NO_CAPTION
from bot.telegram.parts import utf16
from handoff.desk import say


def revise(at: Scene, effect: hand.Revise) -> None:
    file, heard = at.file(effect.case), effect.heard
    found = messages.versions(at.book, file, heard.chat, heard.message)
    if not found:
        return _tell(at, effect, say("change.of_nothing"))
    last, stands = found[-1]
    if any(each == "deleted" for _, each in found):
        stands = "deleted"  # taken back, with all its versions
    if last.sender == "note":
        return _note_again(at, effect, file, last)
    if _same(last, heard):
        return None  # Telegram also says "edited" for what nobody can see
    why = _why_not(last, stands, heard, silent=file.silent(at.book.now))
    if not why and stands == "sent" and elsewhere.is_elsewhere(at.book, heard.chat, heard.message):
        why = "not_sent.edit_elsewhere"
    if why:
        return _tell(at, effect, say(why, code=file.case.code_name) if why != "change.of_nothing" else say(why))
    kept = as_kept(at, file, "advocate", heard)
    with_case(file, lease_until=effect.until)
    at.book.audit("changed", effect.case, effect.by)
    if stands == "held":
        messages.delivered(at.book, [last.id], "replaced")
        kept = replace(kept, kind=last.kind, reply_to=last.reply_to, album=last.album, again=last.again)
        messages.keep(at.book, file, kept, "held")
    else:
        messages.keep(at.book, file, kept, "sending")
        relay.change_hers(at, file, kept)
    return None


def _why_not(last: Kept, stands: str, heard: Heard, *, silent: bool) -> str:
    """A key of staff texts; "" where nothing stands in the way."""
    if heard.text.startswith("/"):
        return "not_sent.edit_command"
    if stands in ("sending", "waiting", "asked"):
        return "not_sent.edit_early"
    if stands not in ("sent", "held"):
        return "change.of_nothing"
    if _file_of(last) != (heard.media.unique_id if heard.media else ""):
        return "not_sent.edit_file"
    kind = heard.media.kind if heard.media else ""
    cannot = not (heard.text or kind) or not _in_one(kind, last.text, heard.text)
    return "not_sent.edit" if cannot or (silent and stands == "sent") else ""


def _in_one(kind: str, *texts: str) -> bool:
    """Whether all of it stands in one message. Longer words went as several, or beside their file."""
    most = MOST_CAPTION if kind else MOST_TEXT
    return kind not in NO_CAPTION and all(utf16(text) <= most for text in texts)


def _same(last: Kept, heard: Heard) -> bool:
    return last.text == heard.text and _file_of(last) == (heard.media.unique_id if heard.media else "")


def _file_of(kept: Kept) -> str:
    return kept.media.unique_id if kept.media else ""


def _note_again(at: Scene, effect: hand.Revise, file: CaseFile, last: Kept) -> None:
    """What was a note stays one, whatever it says now."""
    text = effect.heard.text.removeprefix("/note").strip()
    if not text or text == last.text:
        return
    note = replace(as_kept(at, file, "note", effect.heard), text=text)
    messages.keep(at.book, file, note, "note")
    at.book.audit("noted", effect.case, effect.by)
    _tell(at, effect, say("note.kept", code=file.case.code_name))


def _tell(at: Scene, effect: hand.Revise, text: str) -> None:
    to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=effect.heard.message))


def reveal(at: Scene, effect: hand.Reveal) -> None:
    """To look is an act of its own: it stands in the audit before it happens."""
    file = at.file(effect.case)
    kept = messages.numbered(at.book, file, effect.seq)
    if kept is None or kept.sender != "worker":
        text = say("not_shown", code=file.case.code_name)
        return to_staff.tell(at, e.TellStaff(effect.by, text, effect.case))
    at.book.audit("revealed", effect.case, effect.by)
    return relay.reveal(at, file, kept)
