"""The staff chat itself: lost, found again, moved. What is shown in it is `to_staff.py`'s."""

from __future__ import annotations

from bot import effects as e
from bot.effects import Effect
from bot.enlist import coordinators
from bot.ledger.book import Book
from bot.ledger.records import DESK, CaseFile
from bot.outgoing import Outgoing
from bot.telegram import calls
from handoff.desk import say

BASIC = -1_000_000_000_000  # ids of groups above this and below 0 are basic groups: only these become supergroups


def told(book: Book, key: str) -> tuple[Effect, ...]:
    """Every coordinator, in private: the staff chat is what is not to be relied on now."""
    return tuple(e.TellStaff(each, say(key)) for each in coordinators(book))


def again(book: Book) -> tuple[Effect, ...]:
    """The bot is back: every card as the case stands now, and those that could not be sent."""
    shown = [file for file in book.all_claimed() if file.card]
    return tuple(e.Card(file.case.id) for file in (*book.all_waiting(), *shown))


def anew(book: Book, chat: int) -> tuple[Effect, ...]:
    """The staff chat has another id: numbers of messages from before mean nothing there, or other messages."""
    return tuple(e.Card(file.case.id) for file in book.all_waiting() if file.card and card_in(file, chat, book) == 0)


def last_card(book: Book, file: CaseFile, chat: int, key: str) -> None:
    """In the staff chat the name stands for nothing any more. `chat`: 0 where there is none."""
    message = card_in(file, chat, book) if chat else 0
    if message:
        call = calls.edit(calls.notice(chat, say(key, code=file.case.code_name), []), message)
        book.post(Outgoing(*book.next_call(), DESK, "edit", call["m"], call["p"], at=float(book.moment)))


def card_in(file: CaseFile, chat: int, book: Book) -> int:
    """The case's card in this chat, 0 where it has none."""
    return file.card if (file.card_chat or book.tools.staff_chat) == chat else 0
