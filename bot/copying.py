"""A pack field by field in its holder's chat: to be copied, one tap each; or, where it must name nobody, to be read to
its end before anything of it leaves."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from bot import effects_of_referral as r
from bot import exporting
from bot import interview_chat as chat
from bot.interview import short
from bot.interview_screens import View
from bot.ledger import exports
from bot.ledger.exports import Export
from bot.scene import Scene
from handoff.desk import say
from handoff.referral.pack import Wanted, anonymous, pack, problems

_A_PART = 3000  # letters: with the question above it fits, also where each counts as two


class Page(NamedTuple):
    name: str
    label: str
    text: str


def digest_of(wanted: Wanted, at: Scene) -> str:
    """Of what leaves: read is what was there, and not what is put there afterwards."""
    data = pack(wanted, at.book.now)
    told = [data["fields"], data["chronology"], data["to"]]
    return sha256(orjson.dumps(told)).hexdigest()[:8]


def unread(at: Scene, wanted: Wanted, read: str) -> bool:
    """It must name nobody, and whoever takes it out has not read it as it is now."""
    return anonymous(wanted.record) and read != digest_of(wanted, at)


def shown(at: Scene, effect: r.Tap, view: View) -> None:
    """`NTH`, or `NTH.DIGEST` of what was read."""
    nth_, _, read = effect.rest.partition(".")
    nth = int(nth_) if nth_.isascii() and nth_.isdigit() and len(nth_) < 5 else 0
    wanted = exporting.wanted_of(at, view)
    if problems(wanted, at.book.now):
        exporting.shown(at, effect, view)
    elif unread(at, wanted, read):
        _to_read(at, effect, view, wanted, nth)
    else:
        _to_copy(at, effect, view, wanted, nth, read)


def _to_read(at: Scene, effect: r.Tap, view: View, wanted: Wanted, nth: int) -> None:
    pages = list(_pages(pack(wanted, at.book.now)["fields"], hers=True))
    nth = min(nth, len(pages) - 1)
    page = pages[nth]
    text = _head(view, page, nth, len(pages))
    rows = [_turns(nth, len(pages), "")]
    if nth == len(pages) - 1:
        rows.append([(f"q.z.read.{digest_of(wanted, at)}", say("button.pack.read"))])
    rows.append([("q.z.", say("button.pack"))])
    chat.post(at, effect, view, f"{text}\n\n{page.text}", rows, effect.message)


def _to_copy(at: Scene, effect: r.Tap, view: View, wanted: Wanted, nth: int, read: str) -> None:
    data = pack(wanted, at.book.now)
    export = _export(at, effect, digest_of(wanted, at))
    if export is None:
        exporting.too_many(at, effect, view)
        return
    pages = list(_pages(data["fields"], hers=False))
    nth = min(nth, len(pages) - 1)
    page = pages[nth]
    at.book.audit(f"export_field:{short(page.name)}", effect.case, effect.by)
    mark = say("pack.mark", staff=exporting.staff_code(effect.by), export=export.id[:4].hex())
    rows = [_turns(nth, len(pages), f".{read}" if read else ""), [("q.z.", say("button.pack"))]]
    head = f"{_head(view, page, nth, len(pages))}\n{mark}"
    chat.post(at, effect, view, head, rows, effect.message, to_copy=page.text)


def _export(at: Scene, effect: r.Tap, digest: str) -> Export | None:
    """To copy is to take out: it is counted, has its number and its end. The same pack is the same one for its time."""
    for one in exports.of_case(at.book, effect.case):
        if one.by == effect.by and one.digests.get("copy") == digest:
            if effect.message and effect.message not in one.messages:
                exports.left(at.book, one.id, effect.message)
            return one
    if exporting.is_too_much(at, effect):
        return None
    messages = (effect.message,) if effect.message else ()
    made = Export(secrets.token_bytes(16), effect.case, effect.by, {}, {"copy": digest}, messages)
    exporting.keep(at, made)
    at.book.audit("export_copied", effect.case, effect.by)
    return made


def _head(view: View, page: Page, nth: int, count: int) -> str:
    return say("pack.field", code=view.code, nth=str(nth + 1), all=str(count), name=page.name, label=page.label)


def _turns(nth: int, count: int, read: str) -> list[tuple[str, str]]:
    turns = [(f"q.u.{nth - 1}{read}", say("button.ref.earlier"))] if nth else []
    return turns + ([(f"q.u.{nth + 1}{read}", say("button.ref.later"))] if nth + 1 < count else [])


def _pages(fields: Mapping[str, Any], *, hers: bool) -> Iterator[Page]:
    """What fits into one message each; of a long answer each part. `hers`: with her own words."""
    for name, told in fields.items():
        text = told.get("value") or told.get("reason") or ""
        if hers and "original" in told:
            text = f"{text}\n\n{told['original']}"
        parts = [text[start : start + _A_PART] for start in range(0, len(text), _A_PART)]
        for nth, part in enumerate(parts, start=1):
            more = say("pack.part", nth=str(nth), all=str(len(parts))) if len(parts) > 1 else ""
            yield Page(name, f"{told['label']} {more}".strip(), part)
