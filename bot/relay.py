"""Words on their way: hers to the one who holds her case, the holder's to her. As copies, along the route."""

from __future__ import annotations

from typing import Any

from bot.ledger import messages
from bot.ledger.records import CaseFile, Kept
from bot.scene import IN_HER_CHAT, Scene
from bot.telegram import albums, copies, kinds
from bot.telegram.buttons import base36, staff_data
from bot.telegram.kinds import Way
from bot.to_worker import goes
from handoff.desk import say
from handoff.model import Route

WORDS = ("kept", "sending", "sent", "waiting", "failed", "unknown", "held", "never", "replaced", "note")
TAKEN_BACK = "deleted"  # she may have seen them
WHOSE = ("worker", "advocate", "note")  # a sign under a message is kept too, and is no words


def to_holder(at: Scene, file: CaseFile, kept: Kept) -> None:
    """Her message to the holder: a forward would show who she is."""
    holder = at.holder(file)
    if holder is None:
        return
    reply_to = _twin_of_what_is_meant(at, kept)
    if kinds.hers(kept) is Way.COVERED:
        made = copies.covered(holder.chat, covered_text(file, kept), _shows(file, kept), reply_to)
    else:
        together = album_of(kept)
        heading = "" if at.topics or together else file.case.code_name
        made = copies.from_worker(holder.chat, kept, heading=heading, reply_to=reply_to)
    _send(at, file, kept, made, holder.chat)


def from_before(at: Scene, file: CaseFile, kept: Kept) -> None:
    """What a colleague wrote or noted while the case was hers, to the one who holds it now; headed as what it is."""
    holder = at.holder(file)
    if holder is None:
        return
    headed(at, file, holder.chat, kept, kept.sender, Route(file.case.id, file.case.token))


def headed(at: Scene, file: CaseFile, chat: int, kept: Kept, whose: str, route: Route, due: int = 0) -> None:
    """To a colleague, under the case and whose words they are; it cannot be forwarded or saved. `due`: when it goes
    again, if that is before the usual time."""
    heading = say(f"read.of_{whose}", code=file.case.code_name)
    made = copies.from_worker(chat, kept, heading=heading, reply_to=0)
    link = {"case": file.case.id.hex(), "label": file.case.code_name, **({"due": due} if due else {})}
    for call in (*made.before, made.main, *made.after):
        at.post(call, chat, file.case.id, "words", route=route, topic=at.topic(file.case.id), link=link)


def said(at: Scene, file: CaseFile) -> list[tuple[Kept, str]]:
    """All that was said in a case, in its order, each with what its heading calls it."""
    other = {kept.id: each for each in (TAKEN_BACK, "never") for kept in messages.kept(at.book, file, each)}
    words = [kept for kept in messages.kept(at.book, file, *WORDS, TAKEN_BACK) if kept.sender in WHOSE]
    return [(kept, other.get(kept.id, kept.sender)) for kept in words]


def once_more(at: Scene, file: CaseFile, most: int) -> tuple[int, int]:
    """The newest of what was said, to the holder: her chat is emptied each day, and the case is not. A file that is
    covered stays so. How many are shown, and how many there are."""
    holder, words = at.holder(file), said(at, file)
    if holder is None:
        return 0, 0
    route = Route(file.case.id, file.case.token)
    for kept, whose in words[-most:]:
        if kept.sender == "worker" and kinds.hers(kept) is Way.COVERED:
            link = {"case": file.case.id.hex(), "label": file.case.code_name}
            call = copies.covered(holder.chat, covered_text(file, kept), _shows(file, kept), 0).main
            at.post(call, holder.chat, file.case.id, "words", route=route, topic=at.topic(file.case.id), link=link)
        else:
            headed(at, file, holder.chat, kept, whose, route)
    return min(most, len(words)), len(words)


def _shows(file: CaseFile, kept: Kept) -> tuple[str, str]:
    return say("button.reveal"), staff_data(f"reveal.{base36(kept.seq)}", file.case.id, file.case.token)


def covered_text(file: CaseFile, kept: Kept) -> str:
    changed = "covered.changed" if kept.kind == "edited" else "covered"
    text = say(changed, code=file.case.code_name, kind=say(f"kind.{name_of(kept)}"))
    return f"{text}\n\n{kept.text}" if kept.text else text


def name_of(kept: Kept) -> str:
    """The end of the key under which the staff texts name this kind."""
    kind = kept.media.kind if kept.media else kept.kind
    return "picture_file" if kept.media and kinds.hers(kept) is Way.COVERED else kind


def reveal(at: Scene, file: CaseFile, kept: Kept) -> None:
    """What was covered, to the holder who asked to see it."""
    holder = at.holder(file)
    if holder is None:
        return
    twin = messages.linked(at.book, kept.chat, kept.message)
    heading = "" if at.topics else file.case.code_name
    made = copies.revealed(holder.chat, kept, heading=heading, reply_to=twin[1] if twin else 0)
    _send(at, file, kept, made, holder.chat)


def to_her(at: Scene, file: CaseFile, kept: Kept) -> None:
    messages.answered(file)
    made = copies.to_worker(file.chat, kept, reply_to=_twin_of_what_is_meant(at, kept))
    holder = file.case.holder
    receipt = {"receipt": [kept.chat, kept.message], "by": holder.hex() if holder else ""}
    _send(at, file, kept, made, file.chat, **receipt)


def _twin_of_what_is_meant(at: Scene, kept: Kept) -> int:
    """In the other chat: of the message that this one answers, or of the one whose new version it is."""
    number = kept.message if kept.kind == "edited" else kept.reply_to
    twin = messages.linked(at.book, kept.chat, number) if number else None
    return twin[1] if twin else 0


def album_of(kept: Kept) -> str:
    """A changed caption is no late part of the album."""
    return kept.album if kept.media and kept.media.kind in albums.TOGETHER and kept.kind != "edited" else ""


def _send(at: Scene, file: CaseFile, kept: Kept, made: copies.Copies, chat: int, **more: Any) -> None:
    common: dict[str, Any] = {"case": file.case.id.hex(), "label": file.case.code_name}
    common |= {
        "twin": [kept.chat, kept.message],
        **(goes(file.hers.tidy, by_advocate=True) if chat == file.chat else {}),
    }
    link = {**common, "message": kept.id.hex(), "kind": name_of(kept), **more}
    if (album := album_of(kept)) and made.main["m"] in albums.TOGETHER.values():
        link["album"] = album
        if chat != file.chat and not at.topics:
            link["head"] = file.case.code_name
    around = {**common, "part": kept.id.hex(), **({"by": more["by"]} if "by" in more else {})}
    for call, its in (
        [(each, around) for each in made.before] + [(made.main, link)] + [(each, around) for each in made.after]
    ):
        params = {**call["p"], **IN_HER_CHAT} if chat == file.chat else call["p"]
        topic = at.topic(file.case.id) if chat != file.chat else None
        at.post({**call, "p": params}, chat, file.case.id, "words", route=Route(file.case.id, file.case.token),
                topic=topic, link=its, maybe_sent=kept.again)  # fmt: skip


def change_hers(at: Scene, file: CaseFile, kept: Kept) -> None:
    """The newest version, in the place of what has reached her."""
    twin = messages.linked(at.book, kept.chat, kept.message)
    holder = file.case.holder
    link = {
        "case": file.case.id.hex(), "label": file.case.code_name, "message": kept.id.hex(), "kind": name_of(kept),
        "twin": [kept.chat, kept.message], "receipt": [kept.chat, kept.message], "by": holder.hex() if holder else "",
        "edit": True,
    }  # fmt: skip
    made = copies.changed(file.chat, kept, twin[1] if twin else 0)
    at.post(made, file.chat, file.case.id, "edit", route=Route(file.case.id, file.case.token), link=link)
