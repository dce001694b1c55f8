"""The digest of a file of hers, asked for by who holds the case: what it is taken of, and what is kept and said of it.

The fetching is an errand (`evidence.py`). Kept is the first digest, sealed with her message, and each that differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot import effects as e
from bot import effects_in_hand as hand
from bot.ledger import elsewhere, messages
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Kept
from bot.scene import Scene
from bot.telegram import calls
from bot.telegram.fetching import LARGEST, Digest
from bot.to_staff import tell
from handoff.desk import say
from handoff.model import CaseId, Route, State, Token

KINDS = frozenset({"photo", "document", "video", "voice", "audio", "video_note", "animation"})
_MADE: Mapping[str, str] = {"photo": "photo", "document": "document"}
"""What is known of how it was made, as the end of a key `evidence.made.…`; of all others nothing is."""


class Wanted(NamedTuple):
    """A file of hers whose digest somebody wants, under the claim under which it was asked for."""

    case: CaseId
    token: Token
    seq: int
    file: str


def begin(at: Scene, effect: hand.TakeDigest) -> None:
    """Of each file that this message has had: when she has put another in its place, both are evidence."""
    file, heard = at.file(effect.case), effect.heard
    hers = elsewhere.hers(at.book, file, heard.chat, heard.reply_to)
    files = {kept.media.unique_id: kept for kept in hers if kept.media and kept.media.kind in KINDS}
    if not files:
        text = say("evidence.no_file" if hers else "evidence.not_hers", code=file.case.code_name)
        tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=heard.message))
        return
    at.book.audit("digest_asked", effect.case, effect.by)
    for kept in files.values():
        if kept.media and kept.media.size > LARGEST:
            _post(at, file, calls.notice(0, say("evidence.too_big", code=file.case.code_name), (), heard.reply_to))
        else:
            text = say("evidence.fetching", code=file.case.code_name, kind=_kind(kept))
            _post(at, file, calls.notice(0, text, (), heard.reply_to), evidence=kept.seq)


def as_kept(case: CaseId, seq: int, book: Book) -> Wanted | None:
    file = book.case(case)
    kept = messages.numbered(book, file, seq) if file is not None and file.case.state is State.CLAIMED else None
    if file is None or kept is None or kept.media is None:
        return None
    return Wanted(case, file.case.token, seq, kept.media.file_id)


def show(at: Scene, wanted: Wanted, got: Digest | str, message: int) -> None:
    """In place of the card that waited, to who asked: when the claim is over meanwhile, to nobody, and nothing is kept.
    `got`: or why there is none, as `NotFetched` says it."""
    file = at.book.case(wanted.case)
    if file is None or file.case.state is not State.CLAIMED or file.case.token != wanted.token:
        return
    kept = messages.numbered(at.book, file, wanted.seq)
    if kept is None or kept.media is None:
        return
    if isinstance(got, str):
        _post(at, file, calls.notice(0, say(f"evidence.{got}", code=file.case.code_name), ()), message)
        return
    taken = {"sha256": got.sha256, "size": got.size, "kind": kept.media.kind, "at": at.book.moment}
    if got.sha256 not in [each["sha256"] for each in kept.digests]:
        messages.seal_again(at.book, file, replace(kept, digests=(*kept.digests, taken)))
        at.book.audit("digest_differs" if kept.digests else "digest_kept", wanted.case, file.case.holder)
    first = kept.digests[0] if kept.digests else None
    text = _differs(file, kept, first) if first and first["sha256"] != got.sha256 else _taken(file, kept, got, first)
    _post(at, file, calls.with_copy(0, text, grouped(got.sha256)), message)


def _taken(file: CaseFile, kept: Kept, got: Digest, first: Mapping[str, Any] | None) -> str:
    kind = kept.media.kind if kept.media else ""
    size = f"{got.size:,}"
    return "\n".join(
        [
            say("evidence.taken", code=file.case.code_name, kind=_kind(kept), when=_day(kept.date), size=size),
            say(f"evidence.made.{_MADE.get(kind, 'other')}"),
            say("evidence.same", when=_day(first["at"])) if first else say("evidence.kept"),
        ]
    )


def _differs(file: CaseFile, kept: Kept, first: Mapping[str, Any]) -> str:
    return say(
        "evidence.differs", code=file.case.code_name, kind=_kind(kept), when=_day(kept.date), first=_day(first["at"]),
        digest=grouped(first["sha256"]),
    )  # fmt: skip


def grouped(sha256: str) -> str:
    """So that two people can read it to each other."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def _kind(kept: Kept) -> str:
    return say(f"kind.{kept.media.kind}") if kept.media else ""


def _day(moment: int) -> str:
    when = datetime.fromtimestamp(moment, UTC)
    return f"{when.day} {when:%b %Y, %H:%M} UTC"


def _post(at: Scene, file: CaseFile, made: calls.Call, message: int = 0, **more: int) -> None:
    """To the holder, along the route of her claim; in place of `message`, else as one of its own."""
    holder = at.holder(file)
    if holder is None:
        return
    params = {**made["p"], "chat_id": holder.chat}
    link = {"case": file.case.id.hex(), "label": file.case.code_name, **more}
    route = Route(file.case.id, file.case.token)
    if message:
        at.post(calls.edit(params, message), holder.chat, file.case.id, "edit", route=route, link=link)
    else:
        topic = at.topic(file.case.id)
        at.post(calls.send(params), holder.chat, file.case.id, "notice", route=route, topic=topic, link=link)
