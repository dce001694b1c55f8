"""What an advocate wrote is taken out of her chat again: the whole of it, in however many messages it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bot import effects as e
from bot import effects_of_marks as m
from bot.ledger import elsewhere, messages
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Kept
from bot.outgoing import Fate
from bot.scene import Scene
from bot.telegram import calls
from bot.to_staff import tell
from handoff.desk import say
from handoff.marks import DELETABLE
from handoff.model import CaseId, StaffId

UNSENT = ("held", "never", "asked", "failed", "blocked")
_FIRST_OF_ALL = ("under_way", "too_old", "unknown", "partly", "perhaps", "unsent", "again")
"""Of an album the items may stand differently: what is said of it is the first of these that is true of one."""


class _Own(NamedTuple):
    """A message of the advocate's as it was last, how it stands, and which messages of her chat it is."""

    kept: Kept
    stands: str
    there: tuple[int, ...]


def take_back(at: Scene, effect: m.TakeBack) -> None:
    file, heard = at.file(effect.case), effect.heard
    whole = _whole(at, file, heard.chat, heard.reply_to)
    if not whole:
        _say(at, effect.by, file, "delete.not_yours", heard.message)
        return
    if elsewhere.is_elsewhere(at.book, heard.chat, heard.reply_to):
        _say(at, effect.by, file, "delete.elsewhere", heard.message)
        return
    at.book.audit("took_back", effect.case, effect.by)
    went = [own for own in whole if own.stands != "deleted" and (own.stands == "sent" or own.there)]
    old = [own for own in went if timedelta(seconds=at.book.moment - own.kept.date) >= DELETABLE]
    going = [own for own in went if own not in old]
    if going:
        _delete(at, file, going, effect.by, heard.reply_to)
    found = {"too_old" if own in old else _of_the_rest(own) for own in whole}
    under_way = [own for own in whole if own.stands in ("sending", "waiting")]
    unsent = [own for own in whole if own.stands in UNSENT and (own.stands == "held" or not own.there)]
    messages.delivered(at.book, [own.kept.id for own in under_way + unsent], "deleted")
    why = next((each for each in _FIRST_OF_ALL if each in found), "")
    if why and not (going and why in ("unsent", "again")):
        _say(at, effect.by, file, f"delete.{why}", heard.message)


def _of_the_rest(own: _Own) -> str:
    """What is said of it at once; "": it is in her chat, and Telegram is asked."""
    if own.stands == "deleted":
        return "again"
    if own.stands == "unknown":
        return "partly" if own.there else "unknown"
    if own.stands in ("sending", "waiting"):
        return "under_way"
    if own.stands in UNSENT and not own.there:
        return "perhaps" if own.kept.again else "unsent"
    return ""


def _whole(at: Scene, file: CaseFile, chat: int, message: int) -> list[_Own]:
    """It, or the album that it is part of."""
    one = messages.newest(at.book, file, chat, message)
    if one is None or one[0].sender != "advocate":
        return []
    if not one[0].album:
        return [_own(at, file, *one)]
    every = messages.of_album(at.book, file, chat, one[0].album)
    return [_own(at, file, kept, stands) for kept, stands in every if kept.sender == "advocate"]


def _own(at: Scene, file: CaseFile, kept: Kept, stands: str) -> _Own:
    twin = messages.twin(at.book, file.case.id, kept.chat, kept.message, file.chat)
    return _Own(kept, stands, (*((twin,) if twin else ()), *kept.parts))


def _delete(at: Scene, file: CaseFile, whole: Sequence[_Own], by: StaffId, under: int, *, quiet: bool = False) -> None:
    """From her chat. The original stays where it is kept, and is told so; `quiet`: only if it fails."""
    numbers = [number for own in whole for number in own.there]
    if not numbers:
        _say(at, by, file, "delete.unknown", under)
        return
    gone = " ".join(own.kept.id.hex() for own in whole)
    link = {"case": file.case.id.hex(), "gone": gone, "by": by.hex(), "under": under, "quiet": quiet}
    _ask(at, file, numbers, link)


def _ask(at: Scene, file: CaseFile, numbers: Sequence[int], link: Mapping[str, Any]) -> None:
    """`asked`: all for which Telegram was asked so far, these among them."""
    asked = [*link.get("asked", ()), *numbers]
    at.post(calls.delete(file.chat, numbers), file.chat, file.case.id, "tidy", link={**link, "asked": asked})


def _say(at: Scene, to: StaffId, file: CaseFile, key: str, reply_to: int) -> None:
    tell(at, e.TellStaff(to, say(key, code=file.case.code_name), file.case.id, reply_to=reply_to))


# --- what became of it -------------------------------------------------------------------------------------------


def taken_back(at: Scene, file: CaseFile, fate: Fate) -> None:
    """Parts of it that have come since Telegram was asked go now, before anybody is told that it is deleted."""
    link, by = fate.call.link, StaffId(bytes.fromhex(fate.call.link["by"]))
    ids = [bytes.fromhex(id) for id in link["gone"].split()]
    if fate.state != "sent":
        messages.delivered(at.book, list(messages.standing(at.book, ids, "deleted")), "sent")  # it can be tried again
        _say(at, by, file, "delete.failed", link["under"])
        return
    messages.delivered(at.book, ids, "deleted")
    all_of_it = [kept for id in ids if (kept := messages.one(at.book, file, id)) is not None]
    asked = set(link.get("asked", fate.call.params["message_ids"]))
    late = [number for kept in all_of_it for number in _own(at, file, kept, "deleted").there if number not in asked]
    if late:
        _ask(at, file, late, link)
    elif not link.get("quiet"):
        _say(at, by, file, "delete.done", link["under"])


def arrived_too_late(at: Scene, fate: Fate) -> None:
    """Words taken back while they were on their way: deleted if they have come, and what is true is told. Of an album
    once."""
    link = fate.call.link
    file, by = at.book.case(CaseId(bytes.fromhex(link["case"]))), StaffId(bytes.fromhex(link["by"]))
    found = messages.newest(at.book, file, *link["twin"]) if file is not None else None
    if file is None or found is None:
        return
    if fate.state == "sent":
        kept = found[0]
        album = messages.of_album(at.book, file, kept.chat, kept.album) if kept.album else []
        later = any(other.message < kept.message for other, _ in album)
        _delete(at, file, [_own(at, file, *found)], by, kept.message, quiet=later)
    else:
        _say(at, by, file, "delete.unknown" if fate.state == "unknown" else "delete.unsent", link["twin"][1])


def part_arrived(at: Scene, fate: Fate) -> None:
    """One of several messages that words of an advocate's need. It is theirs to be deleted too."""
    link, id = fate.call.link, bytes.fromhex(fate.call.link["part"])
    file = at.book.case(CaseId(bytes.fromhex(link["case"])))
    kept = messages.one(at.book, file, id) if file is not None else None
    if file is None or kept is None:
        return
    if messages.standing(at.book, [id], "deleted"):
        told = {"case": link["case"], "gone": "", "by": link["by"], "under": kept.message, "quiet": True}
        _ask(at, file, [fate.message], told)
    else:
        messages.add_part(at.book, file, kept, fate.message)


def came_again(book: Book, case: CaseId, id: bytes, chat: int, number: int) -> None:
    """It stood in her chat before, without its end: that one is still a message of it."""
    file = book.case(case)
    kept = messages.one(book, file, id) if file is not None else None
    before = messages.twin(book, case, kept.chat, kept.message, chat) if kept is not None else 0
    if file is not None and kept is not None and before not in (0, number):
        messages.add_part(book, file, kept, before)
