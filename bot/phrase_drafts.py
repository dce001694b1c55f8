"""The phrasebook at the desk: one draft for each case, and what is done with it until it is sent or left.

A draft is a message of its case that is not sent to anybody: sealed like the others, gone with them, and void for
every claim but the one under which it was begun. It leaves along the route of the claim, like any reply.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import assert_never

from bot import effects as e
from bot import effects_of_phrases as want
from bot import in_case, phrase_words, to_staff
from bot import phrase_cards as cards
from bot.ledger import messages
from bot.ledger.records import CaseFile, Kept, with_case
from bot.scene import Scene
from flows.engine.grammar import PLACEHOLDER
from flows.engine.phrasebook import LONGEST_WORD, Phrase, find
from handoff.desk import say
from handoff.model import StaffId

MOST_FOUND = 6
_LABEL = 44  # letters of a button that a phone still shows


def carry_out(at: Scene, effect: want.OfTheBook) -> None:
    match effect:
        case want.FindPhrases():
            _find(at, effect)
        case want.DrawPhrase():
            _draw(at, effect)
        case want.FillGap():
            _fill(at, effect)
        case want.AskOwnWords():
            _ask_own(at, effect)
        case want.AnswerDraft():
            _answer(at, effect)
        case want.SendPhrase():
            _send(at, effect)
        case want.LeavePhrase():
            _leave(at, effect)
        case _:
            assert_never(effect)


# --- looking -----------------------------------------------------------------------------------------------------


def _find(at: Scene, effect: want.FindPhrases) -> None:
    file = at.file(effect.case)
    code, book = file.case.code_name, at.bundle.phrases
    hits = find(book.values(), at.bundle.texts, effect.words, MOST_FOUND)
    if not hits.best:
        text = say("phrases.none", code=code, asked=effect.words) if book else say("phrases.no_book", code=code)
        to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=effect.reply_to))
        return
    head = say("phrases.found", code=code, asked=effect.words) if effect.words else say("phrases.first", code=code)
    more = [say("phrases.more", count=str(hits.more))] if hits.more else []
    acts = tuple((f"say.{phrase.name}", _label(at, file, phrase)) for phrase in hits.best)
    text = "\n".join([head, *more])
    to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, acts=acts, reply_to=effect.reply_to))


def _label(at: Scene, file: CaseFile, phrase: Phrase) -> str:
    """How it begins, and what she would not get."""
    state = phrase_words.state(at.words, at.bundle, phrase, file.case.language, at.book.now.date())
    slots = {"language": to_staff.language_name(file.case.language)} if state == "missing" else {}
    facts, today = at.bundle.facts, at.book.now.date()
    text = PLACEHOLDER.sub(
        lambda it: at.words.fact(it[1], today) if it[1] in facts else "…", at.bundle.texts[phrase.text]
    )
    text = " ".join(text.split())
    shown = text if len(text) <= _LABEL else text[: _LABEL - 1].rsplit(" ", 1)[0] + "…"
    return shown + say(f"phrases.mark.{state}", **slots)


# --- the draft ---------------------------------------------------------------------------------------------------


def _draw(at: Scene, effect: want.DrawPhrase) -> None:
    """Whatever was begun in this case before is left."""
    file = at.file(effect.case)
    if effect.name not in at.bundle.phrases:
        _gone(at, file, effect.by)
        return
    for earlier in messages.kept(at.book, file, "draft"):
        messages.drop(at.book, earlier.id)
    seq, file.next_seq, file.changed = file.next_seq, file.next_seq + 1, True
    draft = {"token": file.case.token, "filled": {}, "asks": "", "shown": ""}
    kept = Kept(
        secrets.token_bytes(16), file.case.id, seq, "advocate", "text", "", 0, 0, at.book.moment,
        phrase=effect.name, draft=draft,
    )  # fmt: skip
    messages.keep(at.book, file, kept, "draft")
    cards.show(at, file, kept, effect.by, effect.message)


def _drafted(at: Scene, file: CaseFile, seq: int, by: StaffId) -> tuple[Kept, Phrase] | None:
    """The draft of that number, if it belongs to the claim that stands and its phrase is still in the book."""
    for kept in messages.kept(at.book, file, "draft"):
        if kept.seq == seq and kept.draft["token"] == file.case.token and kept.phrase in at.bundle.phrases:
            return kept, at.bundle.phrases[kept.phrase]
    _gone(at, file, by)
    return None


def _gone(at: Scene, file: CaseFile, by: StaffId) -> None:
    to_staff.tell(at, e.TellStaff(by, say("phrases.gone", code=file.case.code_name), file.case.id))


# --- its gaps ----------------------------------------------------------------------------------------------------


def _fill(at: Scene, effect: want.FillGap) -> None:
    file = at.file(effect.case)
    found = _drafted(at, file, effect.seq, effect.by)
    if found is None:
        return
    kept, phrase = found
    gap, offered = phrase.open(kept.draft["filled"]), kept.draft.get("offered", [])
    if gap is None or kept.draft["asks"] != gap.name or effect.nth >= len(offered):
        cards.show(at, file, kept, effect.by, effect.message)
        return
    filled = {**kept.draft["filled"], gap.name: offered[effect.nth]}
    cards.show(at, file, cards.changed(at, file, kept, filled=filled, asks=""), effect.by, effect.message)


def _answer(at: Scene, effect: want.AnswerDraft) -> None:
    file = at.file(effect.case)
    found = _drafted(at, file, effect.seq, effect.by)
    if found is None:
        return
    kept, phrase = found
    if kept.draft["asks"] == "own words":
        _send_own(at, file, kept, effect)
        return
    gap = phrase.open(kept.draft["filled"])
    value = phrase_words.fits(gap, effect.heard.text) if gap else None
    if gap is None or value is None:
        why = "phrases.not_a_time" if gap and gap.kind == "time" else "phrases.not_a_word"
        slots = {} if why.endswith("time") else {"most": str(LONGEST_WORD)}
        text = say(why, code=file.case.code_name, **slots)
        to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=effect.heard.message))
        return
    filled = {**kept.draft["filled"], gap.name: value}
    cards.show(at, file, cards.changed(at, file, kept, filled=filled, asks=""), effect.by, 0)


# --- on its way --------------------------------------------------------------------------------------------------


def _send(at: Scene, effect: want.SendPhrase) -> None:
    """Once, and only what was seen: where a fact or a translation is another one by now, it is shown again."""
    file = at.file(effect.case)
    found = _drafted(at, file, effect.seq, effect.by)
    if found is None:
        return
    kept, phrase = found
    hers = cards.said_in(at, phrase, kept, file.case.language)
    if phrase.open(kept.draft["filled"]) or hers.state == "missing" or hers.text != kept.draft["shown"]:
        cards.show(at, file, kept, effect.by, effect.message, say("phrases.changed") + "\n\n")
        return
    english = "" if hers.state == "english" else cards.said_in(at, phrase, kept, "en").text
    chat = cards.chat_of(at, effect.by)
    sent = replace(
        kept, text=hers.text, chat=chat, message=effect.message, date=at.book.moment, english=english, made="phrase",
        draft={},
    )  # fmt: skip
    key, slots = ("phrases.sent", {"english": english}) if english else ("phrases.sent_english", {})
    text = say(key, code=file.case.code_name, name=phrase.name, hers=hers.text, **slots)
    cards.post(at, file, effect.by, text, [], effect.message, 0)
    at.book.audit(f"phrase:{phrase.name}", effect.case, effect.by)
    with_case(file, lease_until=effect.until)
    in_case.send_on(at, file, sent, effect.by)


def _ask_own(at: Scene, effect: want.AskOwnWords) -> None:
    file = at.file(effect.case)
    found = _drafted(at, file, effect.seq, effect.by)
    if found is None or found[1].care:
        return
    kept, phrase = found
    cards.changed(at, file, kept, asks="own words")
    text = say("phrases.own", code=file.case.code_name, name=phrase.name)
    cards.prompt(at, file, effect.by, text, kept.seq, to_copy=cards.said_in(at, phrase, kept, "en").text)


def _send_own(at: Scene, file: CaseFile, kept: Kept, effect: want.AnswerDraft) -> None:
    heard = effect.heard
    own = replace(
        kept, text=heard.text, chat=heard.chat, message=heard.message, date=heard.date, made="own words", draft={}
    )
    text = say("phrases.own_sent", code=file.case.code_name, name=kept.phrase)
    to_staff.tell(at, e.TellStaff(effect.by, text, effect.case, reply_to=heard.message))
    at.book.audit("own_words", effect.case, effect.by)
    with_case(file, lease_until=effect.until)
    in_case.send_on(at, file, own, effect.by)


def _leave(at: Scene, effect: want.LeavePhrase) -> None:
    file = at.file(effect.case)
    for kept in messages.kept(at.book, file, "draft"):
        if kept.seq == effect.seq:
            messages.drop(at.book, kept.id)
            text = say("phrases.left", code=file.case.code_name, name=kept.phrase or "your words")
            cards.post(at, file, effect.by, text, [], effect.message, 0)
