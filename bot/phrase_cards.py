"""How a draft of the phrasebook looks: what is asked for a gap, and what she would read beside its English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import phrase_words, to_staff
from bot.ledger import messages
from bot.ledger.records import CaseFile, Kept
from bot.outgoing import MOST_TEXT
from bot.scene import Scene
from bot.telegram import calls
from bot.telegram.buttons import base36, staff_data
from flows.engine.phrasebook import LONGEST_WORD, Phrase, Slot
from handoff.desk import say
from handoff.model import StaffId

_DAYS = 8  # from today on
_HOURS = range(8, 21)
Rows = list[list[tuple[str, str]]]


def changed(at: Scene, file: CaseFile, kept: Kept, **changes: Any) -> Kept:
    kept = replace(kept, draft={**kept.draft, **changes})
    messages.revise(at.book, file, kept, "draft")
    return kept


def show(at: Scene, file: CaseFile, kept: Kept, by: StaffId, message: int, before: str = "") -> None:
    """The next gap, or what she would read. `message`: in whose place; 0 for below everything."""
    phrase = at.bundle.phrases[kept.phrase]
    gap = phrase.open(kept.draft["filled"])
    if gap is not None:
        _ask_gap(at, file, kept, phrase, gap, by, message)
        return
    hers = said_in(at, phrase, kept, file.case.language)
    changed(at, file, kept, shown=hers.text, asks="")
    number = base36(kept.seq)
    acts = [(f"send.{number}", say("button.phrase.send"))] if hers.state != "missing" else []
    acts += [(f"own.{number}", say("button.phrase.own"))] if not phrase.care else []
    acts.append((f"drop.{number}", say("button.phrase.drop")))
    text = before + _preview(at, file, phrase, kept, hers)
    post(at, file, by, text, rows(file, [[act] for act in acts]), message, kept.seq)


def said_in(at: Scene, phrase: Phrase, kept: Kept, language: str) -> phrase_words.Said:
    filled = kept.draft["filled"]
    return phrase_words.said(at.words, at.bundle, phrase, filled, language, at.book.now.date())


def _preview(at: Scene, file: CaseFile, phrase: Phrase, kept: Kept, hers: phrase_words.Said) -> str:
    common = {"code": file.case.code_name, "name": phrase.name}
    if hers.state == "english":
        return say("phrases.preview_english", **common, hers=hers.text)
    english = said_in(at, phrase, kept, "en").text
    language = to_staff.language_name(file.case.language)
    if hers.state == "missing":
        return say("phrases.preview_missing", **common, english=english, language=language)
    state = say(f"phrases.state.{hers.state}")
    return say("phrases.preview", **common, english=english, language=language, state=state, hers=hers.text)


# --- a gap ---


def _ask_gap(
    at: Scene, file: CaseFile, kept: Kept, phrase: Phrase, gap: Slot, by: StaffId, message: int
) -> None:  # fmt: skip
    offered = _offered(at, gap)
    changed(at, file, kept, asks=gap.name, offered=[value for value, _ in offered])
    ask = gap.ask
    if gap.kind == "word":
        ask = say("phrases.ask_word", ask=gap.ask, most=str(LONGEST_WORD))
    elif gap.kind == "time":
        ask = f"{gap.ask}\n{say('phrases.ask_time')}"
    text = say(
        "phrases.ask", code=file.case.code_name, name=phrase.name, english=said_in(at, phrase, kept, "en").text, ask=ask
    )
    if not offered:
        prompt(at, file, by, text, kept.seq)
        return
    number = base36(kept.seq)
    buttons = [(f"gap.{number}.{base36(nth)}", label) for nth, (_, label) in enumerate(offered)]
    wide = 4 if gap.kind == "time" else 2 if gap.kind == "day" else 1
    lines = [buttons[start : start + wide] for start in range(0, len(buttons), wide)]
    lines.append([(f"drop.{number}", say("button.phrase.drop"))])
    post(at, file, by, text, rows(file, lines), message, kept.seq)


def _offered(at: Scene, gap: Slot) -> list[tuple[str, str]]:
    """(value, label)."""
    if gap.kind == "day":
        days = [at.book.now.date() + timedelta(days=more) for more in range(_DAYS)]
        return [(day.isoformat(), f"{day:%a} {day.day} {day:%b}") for day in days]
    if gap.kind == "time":
        return [(f"{hour:02}:00", f"{hour:02}:00") for hour in _HOURS]
    if gap.kind == "choice":
        return [(value, at.bundle.texts[key]) for value, key in gap.choices.items()]
    facts = [at.bundle.facts[name] for name in gap.facts if name in at.bundle.facts]
    return [(fact.name, f"{fact.cite}: {at.words.fact(fact.name, at.book.now.date())}"[:60]) for fact in facts]


# --- in the advocate's chat --------------------------------------------------------------------------------------


def chat_of(at: Scene, by: StaffId) -> int:
    member = at.book.member_by_id(by)
    return member.chat if member is not None else 0


def rows(file: CaseFile, lines: Sequence[Sequence[tuple[str, str]]]) -> Rows:
    return [[(label, staff_data(act, file.case.id, file.case.token)) for act, label in line] for line in lines]


def post(
    at: Scene, file: CaseFile, by: StaffId, text: str, buttons: Rows, message: int, seq: int, **more: int
) -> None:  # fmt: skip
    """A card about the draft: in place of the tapped message, else a new one. `seq`: the draft that a reply answers."""
    params = calls.notice(chat_of(at, by), text[:MOST_TEXT], buttons)
    link = {"case": file.case.id.hex(), "label": file.case.code_name, "draft": seq, **more} if seq else {}
    if message:
        at.post(calls.edit(params, message), chat_of(at, by), file.case.id, "edit", link=link)
    else:
        at.post(params, chat_of(at, by), file.case.id, "notice", topic=at.topic(file.case.id), link=link)


def prompt(at: Scene, file: CaseFile, by: StaffId, text: str, seq: int, to_copy: str = "") -> None:
    """A message that her app answers as a reply, so that what she writes comes here and not to the worker."""
    params = calls.prompt(chat_of(at, by), text, to_copy)
    link = {"case": file.case.id.hex(), "label": file.case.code_name, "draft": seq}
    at.post(params, chat_of(at, by), file.case.id, "notice", topic=at.topic(file.case.id), link=link)
