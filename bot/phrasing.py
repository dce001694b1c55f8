"""What an advocate does with the phrasebook: who may, and what follows. Pure, like `desk.py`, which asks it."""

from __future__ import annotations

from datetime import datetime

from bot import effects as e
from bot import effects_of_phrases as want
from bot.asked import Asked, no_case, refused
from bot.effects import Effect
from bot.ledger.records import CaseFile
from bot.telegram.buttons import from_base36
from handoff import claims
from handoff.desk import not_sent, say
from handoff.model import Refused
from handoff.roles import Act as May
from handoff.roles import may

COMMANDS = ("/say", "/phrase")
LONGEST = 80  # letters of what is looked for: it is said again above what was found
ACTS = ("say.", "gap.", "own.", "send.", "drop.", "both.", "mine.")
"""How the acts of its buttons begin."""


def asked_for(asked: Asked, words: str) -> tuple[Effect, ...]:
    """/say WORDS in the chat of a case."""
    by, file = asked.member.staff, asked.file
    if file is None:
        return (no_case(asked, "mine.none"),)
    if not may(May.REPLY, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    return (want.FindPhrases(file.case.id, by.id, " ".join(words.split())[:LONGEST], asked.heard.message),)


def to_be_translated(asked: Asked, words: str) -> tuple[Effect, ...]:
    """/translate WORDS: seen in her language first, as a machine says them."""
    by, file = asked.member.staff, asked.file
    if file is None:
        return (no_case(asked, "mine.none"),)
    if not may(May.REPLY, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    if not asked.machine or not words.strip():
        text = say("machine.empty" if asked.machine else "machine.off", code=file.case.code_name)
        return (e.TellStaff(by.id, text, file.case.id, reply_to=asked.heard.message),)
    return (want.DraftOwn(file.case.id, by.id, words.strip(), asked.heard.message),)


def tapped(asked: Asked, file: CaseFile, act: str, now: datetime) -> tuple[Effect, ...]:
    """A button of the claim that stands; whoever calls has compared the tokens."""
    by, toast, message = asked.member.staff, e.Toast(asked.heard.query), asked.heard.message
    if not may(May.REPLY, by, file.case):
        return (refused(asked, Refused("not_holder", file.case.holder), file),)
    kind, _, rest = act.partition(".")
    if kind == "say":
        return (toast, want.DrawPhrase(file.case.id, by.id, rest, message))
    number, _, nth = rest.partition(".")
    seq, chosen = from_base36(number), from_base36(nth)
    if seq is None:
        return ()
    if kind == "gap":
        return (toast, want.FillGap(file.case.id, by.id, seq, chosen, message)) if chosen is not None else ()
    if kind == "own":
        return (toast, want.AskOwnWords(file.case.id, by.id, seq))
    if kind == "drop":
        return (toast, want.LeavePhrase(file.case.id, by.id, seq, message))
    until = claims.renew(file.case, by, now)
    if isinstance(until, Refused):
        return (refused(asked, until, file),)
    if kind in ("both", "mine"):
        return (toast, want.SendOwn(file.case.id, by.id, seq, message, until, kind == "both"))
    return (toast, want.SendPhrase(file.case.id, by.id, seq, message, until))


def answered(asked: Asked, file: CaseFile, now: datetime) -> tuple[Effect, ...]:
    """A reply to what a draft has asked."""
    by, heard = asked.member.staff, asked.heard
    until = claims.renew(file.case, by, now)
    if isinstance(until, Refused):
        why = claims.not_with_you(file.case)
        return (e.TellStaff(by.id, not_sent(why, file.case.code_name, asked.holder or "a colleague")),)
    if heard.kind != "text":
        text = say("phrases.not_text", code=file.case.code_name)
        return (e.TellStaff(by.id, text, file.case.id, reply_to=heard.message),)
    return (want.AnswerDraft(file.case.id, by.id, asked.draft, heard, until),)
