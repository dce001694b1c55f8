"""Machine translation beside the words of a case. It runs after the commit and outside of every turn: her words have
reached the advocate before the machine is asked, and what it says comes as a message of its own along the same route.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from bot import own_words, to_staff
from bot.content import LOCALES
from bot.errands import Errands
from bot.ledger import messages
from bot.ledger.asks import LedgerAsks
from bot.ledger.book import Book
from bot.ledger.ledger import Ledger
from bot.line import Line
from bot.logs import event
from bot.machine_words import doubts, masked, same_numbers, unmasked
from bot.outgoing import MOST_TEXT, Fate
from bot.telegram import calls
from bot.tongues import glossary
from bot.tongues.glossary import Glossary
from handoff.desk import say
from handoff.model import CaseId, Route, State, Token
from handoff.ports import NotTranslated, Translates

MOST = 100  # messages of hers that wait for the machine; more are left in her language
_PIECE = MOST_TEXT - 200  # letters of a translation in one message, below its heading


class Hers(NamedTuple):
    """A message of hers that its advocate has."""

    case: CaseId
    token: Token
    id: bytes
    text: str
    language: str


class Interpreter(Errands):
    """`after` is told the fate of every call."""

    def __init__(self, ledger: Ledger, line: Line, machine: Translates, glossary: Glossary) -> None:
        super().__init__("interpreter_failed")
        self._ledger, self._line, self._machine, self._glossary = ledger, line, machine, glossary
        self._silent: set[CaseId] = set()  # told already that there is no translation

    def after(self, fate: Fate) -> None:
        for one in fate.each():
            self._after(one)

    def _after(self, fate: Fate) -> None:
        link = fate.call.link
        if fate.state != "sent" or "case" not in link:
            return
        case = CaseId(bytes.fromhex(link["case"]))
        if "translate" in link:
            self.begin(self._own(case, link["translate"], fate.message))
        elif "message" in link and "by" not in link:
            if len(self) >= MOST:
                event("not_translated", reason="too_many")
            else:
                self.begin(self._hers(case, bytes.fromhex(link["message"])))

    # --- hers ----------------------------------------------------------------------------------------------------

    async def _hers(self, case: CaseId, id: bytes) -> None:
        hers: Hers | None = await self._ledger.with_book(partial(_hers_as_kept, case, id))
        if hers is None:
            return
        try:
            said = await self._machine.translate(hers.text, hers.language, "en")
        except NotTranslated as none:
            event("not_translated", reason=none.why)
            if case not in self._silent:  # once, until one comes again
                self._silent.add(case)
                await self._ledger.with_book(partial(_say_there_is_none, self._line, hers, none.why))
            return
        self._silent.discard(case)
        if said.casefold().strip() != hers.text.casefold().strip():
            await self._ledger.with_book(partial(_show_hers, self._line, hers, said))

    # --- an advocate's -------------------------------------------------------------------------------------------

    async def _own(self, case: CaseId, seq: int, message: int) -> None:
        own: own_words.Own | None = await self._ledger.with_book(partial(own_words.as_kept, case, seq))
        if own is None:
            return
        try:
            made = await self._both_ways(own.english, own.language)
        except NotTranslated as none:
            event("not_translated", reason=none.why)
            made = own_words.Made(why=none.why)
        work = partial(_show_own, self._line, own, made, message)
        await self._ledger.with_book(work)

    async def _both_ways(self, english: str, language: str) -> own_words.Made:
        """Into her language with the agreed words kept, and back, so that the advocate sees what became of it."""
        before = masked(self._glossary, language, english)
        said = unmasked(before, await self._machine.translate(before.text, "en", language))
        if said is None:
            said = await self._machine.translate(english, "en", language)
        if not same_numbers(english, said):
            raise NotTranslated("numbers")
        back = await self._machine.translate(said, language, "en")
        return own_words.Made(said, back, doubts(self._glossary, language, english, said))


def interpret(
    ledger: Ledger, line: Line, asks: LedgerAsks, machine: Translates, agreed: Glossary | None = None
) -> Interpreter:
    """Plugs a machine in: it is told what has arrived, and the desk knows that there is one."""
    interpreter = Interpreter(ledger, line, machine, agreed or glossary.of(LOCALES))
    asks.also.append(interpreter.after)
    line.machine = True
    return interpreter


# --- in the ledger's transactions ----------------------------------------------------------------------------------


def _hers_as_kept(case: CaseId, id: bytes, book: Book) -> Hers | None:
    file = book.case(case)
    if file is None or file.case.state is not State.CLAIMED or file.case.language == "en":
        return None
    kept = messages.one(book, file, id)
    if kept is None or kept.sender != "worker" or not kept.text.strip():
        return None
    return Hers(case, file.case.token, id, kept.text, file.case.language)


def _show_hers(line: Line, hers: Hers, said: str, book: Book) -> None:
    language = to_staff.language_name(hers.language)
    pieces = [said[start : start + _PIECE] for start in range(0, len(said), _PIECE)]
    for piece in pieces:
        _beside(line, hers, lambda code: say("machine.hers", code=code, language=language), piece, book)


def _say_there_is_none(line: Line, hers: Hers, why: str, book: Book) -> None:
    language = to_staff.language_name(hers.language)
    told = say(f"machine.why.{why}", language=language) if why == "language" else say(f"machine.why.{why}")
    _beside(line, hers, lambda code: say("machine.hers_none", code=code, why=told), "", book)


def _beside(line: Line, hers: Hers, head: Any, words: str, book: Book) -> None:
    """Under her message, along the route of the claim under which it was asked for: a colleague does not get it."""
    file = book.case(hers.case)
    if file is None or file.case.state is not State.CLAIMED or file.case.token != hers.token or not file.case.holder:
        return
    holder, kept = book.member_by_id(file.case.holder), messages.one(book, file, hers.id)
    if holder is None or kept is None:
        return
    twin = messages.linked(book, kept.chat, kept.message)
    code = file.case.code_name
    params = calls.beside(holder.chat, head(code), words, twin[1] if twin else 0)
    at = line.applying(book)
    at.post(
        params, holder.chat, file.case.id, "notice", route=Route(file.case.id, file.case.token),
        topic=at.topic(file.case.id), link={"case": file.case.id.hex(), "label": code},
    )  # fmt: skip


def _show_own(line: Line, own: own_words.Own, made: own_words.Made, message: int, book: Book) -> None:
    own_words.show(line.applying(book), own, made, message)
