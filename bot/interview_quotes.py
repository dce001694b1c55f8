"""A message of hers under a question of the form: a proposal, in her words, until somebody has confirmed it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot import effects as e
from bot import effects_of_referral as r
from bot import interview_chat as chat
from bot import interview_screens as screens
from bot.interview import short
from bot.interview_screens import Acts, View
from bot.ledger import elsewhere, messages
from bot.ledger.records import Kept
from bot.scene import Scene
from bot.telegram.buttons import base36
from bot.to_staff import tell
from handoff.desk import say
from handoff.referral.record import NOBODY_YET, Field, From, Gap, Kind, Source, Told, Words

_MOST = 8  # questions to choose from


def quote(at: Scene, effect: r.Quote, view: View) -> None:
    kept = _hers(at, view, effect.heard.chat, effect.heard.reply_to)
    if kept is None:
        text = say("evidence.not_hers", code=view.code)
        tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=effect.heard.message))
        return
    found = [field for field in view.interview.find(effect.words) if field.kind is not Kind.CHOICE]
    if not found or len(found) > _MOST:
        key, slots = ("too_many", {"count": str(len(found))}) if found else ("none", {})
        text = say(f"ref.evidence.{key}", code=view.code, asked=effect.words, **slots)
        tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=effect.heard.message))
    elif len(found) > 1:
        rows: Acts = [[(f"q.q.{short(each.name)}.{base36(kept.seq)}", each.label[:60])] for each in found]
        text = say("ref.evidence.many", code=view.code)
        chat.post(at, effect, view, text, rows, 0, effect.heard.message)
    else:
        _propose(at, effect, view, found[0], kept, 0)


def put(at: Scene, effect: r.Tap, view: View, field: Field, seq: int) -> None:
    """The question was chosen with a button."""
    kept = messages.numbered(at.book, view.file, seq)
    if kept is not None and kept.sender == "worker":
        _propose(at, effect, view, field, kept, effect.message)


def _propose(at: Scene, effect: r.OfReferral, view: View, field: Field, kept: Kept, message: int) -> None:
    before = view.record.entries.get(field.name)
    if view.explained_first(field):
        chat.post(at, effect, view, *screens.question(view, field, say("ref.evidence.first", code=view.code)), message)
    elif isinstance(before, Gap) or (isinstance(before, Told) and before.confirmed):
        text = say("ref.evidence.settled", code=view.code, label=field.label)
        chat.post(at, effect, view, text, [[(f"q.f.{short(field.name)}", field.label[:60])]], message)
    elif not kept.text:
        text = say("ref.evidence.wordless", code=view.code, kind=say(f"kind.{kept.kind}").removeprefix("a "))
        rows: Acts = [[(f"q.w.{short(field.name)}.words.{base36(kept.seq)}", say("button.ref.hers"))]]
        chat.post(at, effect, view, text, rows, message)
    else:
        after = chat.kept(at, view, field, _as_told(view, kept))
        chat.post(at, effect, after, *screens.question(after, field), message)


def heard_in(at: Scene, view: View, seq: int) -> Source | None:
    """Where words come from that somebody has written down from a message of hers: when she said it is when she sent
    it, and what the form does not take is still named."""
    kept = messages.numbered(at.book, view.file, seq)
    if kept is None or kept.sender != "worker":
        return None
    what = From.EVIDENCE if kept.kind in ("photo", "document") else From.HEARD
    return Source(what, datetime.fromtimestamp(kept.date, UTC), ref=str(kept.seq), how=screens.HOWS[0])


def _as_told(view: View, kept: Kept) -> Told:
    """When she said it is when she sent it."""
    source = Source(From.MESSAGE, datetime.fromtimestamp(kept.date, UTC), ref=str(kept.seq), how=screens.HOWS[0])
    language = view.file.case.language
    words = None if language == "en" else Words(kept.text, language, NOBODY_YET)
    return Told(kept.text, source, words, confirmed=False)


def _hers(at: Scene, view: View, chat: int, message: int) -> Kept | None:
    """The newest version of the message of hers that stands there."""
    hers = elsewhere.hers(at.book, view.file, chat, message)
    return hers[-1] if hers else None
