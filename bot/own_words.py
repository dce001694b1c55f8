"""An advocate's own words through a machine: seen beside the original and translated back, before they leave.

They are a draft of their case, like a phrase; what she receives is the machine's words, said to be that, and below them
what the advocate wrote.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import NamedTuple

from bot import effects as e
from bot import effects_of_phrases as want
from bot import in_case, to_staff
from bot import phrase_cards as cards
from bot.ledger import messages
from bot.ledger.book import Book
from bot.ledger.records import CaseFile, Kept, with_case
from bot.machine_words import is_ours
from bot.scene import Scene
from bot.telegram.buttons import base36
from bot.words import isolated
from handoff.desk import say
from handoff.model import CaseId, StaffId, Token

LONGEST = 1000  # letters: with the original below it a translation must fit into one message
MARK = "globals/machine_made"


class Own(NamedTuple):
    """Words that wait for the machine."""

    case: CaseId
    token: Token
    seq: int
    by: StaffId
    english: str
    language: str


class Made(NamedTuple):
    """What came of it. `why`: nothing, and the reason. `doubts`: agreed words that do not stand there."""

    said: str = ""
    back: str = ""
    doubts: tuple[str, ...] = ()
    why: str = ""


def carry_out(at: Scene, effect: want.DraftOwn | want.SendOwn) -> None:
    if isinstance(effect, want.DraftOwn):
        draft(at, effect)
    else:
        send(at, effect)


def draft(at: Scene, effect: want.DraftOwn) -> None:
    file = at.file(effect.case)
    why = _why_not(at, file, effect.words)
    if why:
        text = say(f"machine.{why}", code=file.case.code_name, **({"most": str(LONGEST)} if why == "long" else {}))
        to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=effect.reply_to))
        return
    for earlier in messages.kept(at.book, file, "draft"):
        messages.drop(at.book, earlier.id)
    seq, file.next_seq, file.changed = file.next_seq, file.next_seq + 1, True
    kept = Kept(
        secrets.token_bytes(16), file.case.id, seq, "advocate", "text", effect.words, 0, 0, at.book.moment,
        made="own words", draft={"token": file.case.token, "filled": {}, "asks": "", "shown": "", "own": True},
    )  # fmt: skip
    messages.keep(at.book, file, kept, "draft")
    text = say("machine.waiting", code=file.case.code_name, english=effect.words)
    _card(at, file, effect.by, text, seq, 0, translate=True)


def _why_not(at: Scene, file: CaseFile, words: str) -> str:
    if file.case.language == "en":
        return "english"
    if len(words) > LONGEST:
        return "long"
    return "ours" if is_ours(at.bundle, words) else ""


def as_kept(case: CaseId, seq: int, book: Book) -> Own | None:
    file = book.case(case)
    kept = _drafted(book, file, seq) if file else None
    if file is None or kept is None or not file.case.holder:
        return None
    return Own(case, file.case.token, seq, file.case.holder, kept.text, file.case.language)


def _drafted(book: Book, file: CaseFile, seq: int) -> Kept | None:
    """Of the claim that stands; words of an earlier one are nobody's to send."""
    drafts = (kept for kept in messages.kept(book, file, "draft") if kept.seq == seq and kept.draft.get("own"))
    return next((kept for kept in drafts if kept.draft["token"] == file.case.token), None)


def show(at: Scene, own: Own, made: Made, message: int) -> None:
    """In place of the card that waited. Whatever came, her words can still go as they are."""
    file = at.book.case(own.case)
    kept = _drafted(at.book, file, own.seq) if file else None
    if file is None or kept is None or file.case.token != own.token:
        return  # left, sent, or given back meanwhile
    code, language = file.case.code_name, to_staff.language_name(own.language)
    if made.why:
        slots = {"language": language} if made.why == "language" else {}
        text = say("machine.none", code=code, english=own.english, why=say(f"machine.why.{made.why}", **slots))
    else:
        cards.changed(at, file, kept, shown=made.said)
        text = say("machine.shown", code=code, english=own.english, language=language, said=made.said, back=made.back)
        text += "".join(["\n\n", say("machine.doubts", terms="; ".join(made.doubts))]) if made.doubts else ""
    _card(at, file, own.by, text, own.seq, message, both=not made.why)


def _card(
    at: Scene, file: CaseFile, by: StaffId, text: str, seq: int, message: int, *, both: bool = False,
    translate: bool = False,
) -> None:  # fmt: skip
    number = base36(seq)
    acts = [(f"both.{number}", say("button.machine.both"))] if both else []
    acts += [(f"mine.{number}", say("button.machine.mine")), (f"drop.{number}", say("button.phrase.drop"))]
    more = {"translate": seq} if translate else {}
    cards.post(at, file, by, text, cards.rows(file, [[act] for act in acts]), message, seq, **more)


def send(at: Scene, effect: want.SendOwn) -> None:
    """Once. With `both` she gets the machine's words above the advocate's; else the advocate's alone."""
    file = at.file(effect.case)
    kept = _drafted(at.book, file, effect.seq)
    if kept is None or (effect.both and not kept.draft["shown"]):
        text = say("phrases.gone", code=file.case.code_name)
        to_staff.tell(at, e.TellStaff(effect.by, text, effect.case))
        return
    english, made, text = "", "own words", kept.text
    if effect.both:
        mark = at.words.text(MARK, file.case.language, {})
        english, made = kept.text, "machine"
        text = f"{kept.draft['shown']}\n\n{mark}\n{isolated(kept.text)}"
    sent = replace(
        kept, text=text, chat=cards.chat_of(at, effect.by), message=effect.message, date=at.book.moment,
        english=english, made=made, draft={},
    )  # fmt: skip
    told = say("machine.sent" if effect.both else "machine.sent_mine", code=file.case.code_name, hers=text)
    cards.post(at, file, effect.by, told, [], effect.message, 0)
    at.book.audit("machine_words" if effect.both else "own_words", effect.case, effect.by)
    with_case(file, lease_until=effect.until)
    in_case.send_on(at, file, sent, effect.by)
